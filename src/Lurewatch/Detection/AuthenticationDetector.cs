using Lurewatch.Mail;
using Lurewatch.Mail.Authentication;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>SPF, DKIM, DMARC as the nearest trusted server reports them, their alignment with From, and what Date, Message-ID and Received say of each
/// other. ARC is not believed: whoever forwards can write it.</summary>
internal sealed class AuthenticationDetector : IDetector
{
    private static readonly FindingKind DmarcFailed = new("auth.dmarc-failed", "DMARC failed", Severity.Medium, "T1672");
    private static readonly FindingKind SpfFailed = new("auth.spf-failed", "SPF failed", Severity.Medium, "T1672");
    private static readonly FindingKind SpfSoftFailed = new("auth.spf-softfailed", "SPF failed softly", Severity.Low, "T1672");
    private static readonly FindingKind DkimFailed = new("auth.dkim-failed", "A DKIM signature is broken", Severity.Low);
    private static readonly FindingKind CompauthFailed = new("auth.compauth-failed", "The receiving platform calls the sender forged", Severity.Medium, "T1672");
    private static readonly FindingKind Misaligned = new("auth.misaligned", "What passed speaks for another domain than From", Severity.Low, "T1672");
    private static readonly FindingKind None = new("auth.none", "Nothing vouches for the sender", Severity.Low);
    private static readonly FindingKind Aligned = new("auth.aligned", "SPF, DKIM or DMARC vouches for the From domain", Severity.Good);
    private static readonly FindingKind ReturnPathElsewhere = new("auth.return-path-elsewhere", "Bounces go to another domain than From", Severity.Info);
    private static readonly FindingKind MessageIdForeign = new("auth.message-id-foreign", "The Message-ID names a domain that nothing else names", Severity.Info);
    private static readonly FindingKind MessageIdOwn = new("auth.message-id-own", "The Message-ID claims the organisation's own domain", Severity.Medium, "T1672");
    private static readonly FindingKind MessageIdOdd = new("auth.message-id-malformed", "A Message-ID without a domain", Severity.Low);
    private static readonly FindingKind DateFuture = new("auth.date-future", "Dated in the future", Severity.Low);
    private static readonly FindingKind DatePast = new("auth.date-old", "Dated days before it was sent", Severity.Low);
    private static readonly FindingKind NoReceived = new("auth.no-received", "No Received field", Severity.Info);

    private const string Own = ", evaluated here";
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(26);
    private static readonly TimeSpan Behind = TimeSpan.FromDays(4);

    public IReadOnlyList<FindingKind> Kinds { get; } =
    [
        DmarcFailed, SpfFailed, SpfSoftFailed, DkimFailed, CompauthFailed, Misaligned, None, Aligned, ReturnPathElsewhere, MessageIdForeign, MessageIdOwn,
        MessageIdOdd, DateFuture, DatePast, NoReceived,
    ];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail || view.Sender is not { } sender) return;
        var message = mail.Message;
        // A mail on its way out, or one that a person saved before sending, has no results to have failed.
        if (mail.TrustedResults is { } results) LookAtResults(results, mail.Authenticity?.Results, sender, findings);
        LookAtReturnPath(view, message, sender, findings);
        LookAtMessageId(view, mail, sender, findings);
        LookAtDates(view, message, findings);
    }

    private static void LookAtResults(AuthenticationResults results, AuthenticationResults? own, SenderView sender, List<Finding> findings)
    {
        var place = Place.InHeader("Authentication-Results");
        // Each method's result is this engine's own or the claim of a server: the reader has to know which.
        var claimed = results.Server is { } server && server != Authenticity.Server ? $", says {server}" : "";
        var spfSays = own?.SpfDetails is { } spfDetails && ReferenceEquals(spfDetails, results.SpfDetails) ? Own : claimed;
        var dkimSays = own is not null && ReferenceEquals(own.DkimDetails, results.DkimDetails) ? Own : claimed;
        var dmarcSays = own?.DmarcDetails is { } dmarcDetails && ReferenceEquals(dmarcDetails, results.DmarcDetails) ? Own : claimed;
        var from = sender.Domain.DomainName ?? "the sender";
        if (results.Dmarc == "fail")
            Add(findings, DmarcFailed, $"DMARC failed for {results.DmarcDetails?.From?.DomainName ?? from}{(results.DmarcDetails?.Action is { } action ? $" (action {action})" : "")}{dmarcSays}.", place);
        if (results.Spf is "fail")
            Add(findings, SpfFailed, $"SPF failed for {results.SpfDetails?.Designator ?? from}{Client(results)}{spfSays}.", place);
        else if (results.Spf is "softfail")
            Add(findings, SpfSoftFailed, $"SPF softfailed for {results.SpfDetails?.Designator ?? from}{Client(results)}{spfSays}.", place);
        // Of what was evaluated here a key that is gone or a means that no longer counts does not break a signature.
        if (results.Dkim == "fail" || (results.Dkim is "permerror" or "policy" && dkimSays != Own))
            Add(findings, DkimFailed, $"DKIM: {results.Dkim}{(results.DkimDetails.Count > 0 && results.DkimDetails[0].Domain is { } signer ? $" for {signer}" : "")}{dkimSays}.", place);
        if (results.Compauth is { Verdict: "fail" } compauth)
            Add(findings, CompauthFailed, $"Composite authentication failed (reason {compauth.Reason ?? "unsaid"}).", place);
        if (sender.Root is null) return;
        var passed = Passed(results);
        if (passed.Contains(sender.Root) || results.Dmarc == "pass")
            Add(findings, Aligned, $"{(results.Dmarc == "pass" ? "DMARC" : "SPF or DKIM")} passed for {sender.Root}, the From domain{(results.Dmarc == "pass" ? dmarcSays : spfSays)}.", place);
        else if (passed.Count > 0)
            Add(findings, Misaligned, $"SPF or DKIM passed for {string.Join(", ", passed)}, From says {from}.", place);
        else if ((results.Spf ?? results.Dkim ?? results.Dmarc) is not null && results.Spf is null or "none" or "neutral" or "temperror" or "permerror"
            && results.Dkim is null or "none" or "neutral" && results.Dmarc is not "fail")
            Add(findings, None, $"SPF {results.Spf ?? "not reported"}, DKIM {results.Dkim ?? "not reported"}: nothing vouches for {from}.", place);
    }

    private static string Client(AuthenticationResults results) => results.SpfDetails?.ClientIp?.IpText is { } ip ? $", sent from {ip}" : "";

    /// <summary>Root domains that SPF or DKIM passed for.</summary>
    private static List<string> Passed(AuthenticationResults results)
    {
        var roots = new List<string>();
        if (results.Spf == "pass" && results.SpfDetails?.Designator is { } designator) Take(designator[(designator.LastIndexOf('@') + 1)..]);
        foreach (var signature in results.DkimDetails)
            if (signature is { Type: "pass", Domain: { } domain }) Take(domain);
        return roots;

        void Take(string host)
        {
            var root = SenderView.RootOf(PublicSuffixList.Split(host.ToLowerInvariant()));
            if (root is not null && !roots.Contains(root)) roots.Add(root);
        }
    }

    private static void LookAtReturnPath(ScanView view, Message message, SenderView sender, List<Finding> findings)
    {
        var path = message.Headers.ReturnPath?.Domain;
        if (path?.DomainName is null && view.Envelope?.MailFrom is { Length: > 0 } from && from.LastIndexOf('@') is var at and >= 0)
            path = PublicSuffixList.Split(from[(at + 1)..].ToLowerInvariant());
        if (path is { Valid: true } && sender.Domain.Valid && SenderView.RootOf(path) != sender.Root)
            Add(findings, ReturnPathElsewhere, $"Bounces go to {path.DomainName}, From says {sender.Domain.DomainName}.", Place.InHeader("Return-Path"));
    }

    private static void LookAtMessageId(ScanView view, ParsedMail mail, SenderView sender, List<Finding> findings)
    {
        var headers = mail.Message.Headers;
        if (headers.MessageId is not { Length: > 0 } id) return;
        var place = Place.InHeader("Message-ID");
        var at = id.LastIndexOf('@');
        if (at < 1 || at == id.Length - 1)
        {
            Add(findings, MessageIdOdd, $"Message-ID {Cut(id)} has no domain.", place);
            return;
        }
        var domain = PublicSuffixList.Split(id[(at + 1)..].ToLowerInvariant());
        if (!domain.Valid || domain.RootDomain is not { } root || root == sender.Root) return;
        // A mail kept by Outlook may have lost its hops, and its sender's address.
        if (mail.Form.IsMade() && headers.Hops.Count == 0) return;
        if (view.Organisation.Owns(domain.DomainName) && !sender.IsOwn && !sender.Authenticated && !view.Organisation.Guessed && mail.TrustedResults is not null)
        {
            // Gateways of the organisation may add a missing one; then there is no In-Reply-To and a Received of its own made it: still rare.
            Add(findings, MessageIdOwn, $"Message-ID {Cut(id)} claims {root}, From says {sender.Domain.DomainName}.", place);
            return;
        }
        foreach (var known in headers.Domains)
            if (known.RootDomain == root) return;
        foreach (var hop in headers.Hops)
            if (hop.Signature?.Domain is { } signer && signer.EndsWith(root, StringComparison.Ordinal)) return;
        foreach (var replyTo in headers.ReplyTo)
            if (replyTo.Email.Domain.RootDomain == root) return;
        Add(findings, MessageIdForeign, $"Message-ID {Cut(id)} names {root}, which neither From nor any hop names.", place);
    }

    private static void LookAtDates(ScanView view, Message message, List<Finding> findings)
    {
        var hops = message.Headers.Hops;
        DateTimeOffset? received = null;
        var any = false;
        foreach (var hop in hops)
        {
            if (hop.Received is null) continue;
            any = true;
            // The oldest hop is whom the sender handed it to; later ones may be days behind after a queue or a move between mailboxes.
            if (hop.Received.Time is { } time && (received is null || time < received)) received = time;
        }
        if (!any) Add(findings, NoReceived, "No server left a Received field: stored or unsent mail, or one that was cut.", new Place());
        if (message.Headers.Date is not { } date) return;
        var place = Place.InHeader("Date");
        var by = received ?? view.Options.Clock.GetUtcNow();
        if (date - by > Ahead)
            Add(findings, DateFuture, $"Date {date:yyyy-MM-dd HH:mm} lies {(date - by).TotalDays:0} days after {(received is null ? "now" : "it was received")}.", place);
        else if (received is { } arrived && arrived - date > Behind)
            Add(findings, DatePast, $"Date {date:yyyy-MM-dd HH:mm} lies {(arrived - date).TotalDays:0} days before it was first received.", place);
    }

    private static string Cut(string id) => id.Length > 80 ? id[..80] + "…" : id;

    private static void Add(List<Finding> findings, FindingKind kind, string reason, Place place) => findings.Add(new Finding { Kind = kind, Reason = reason, Place = place });
}
