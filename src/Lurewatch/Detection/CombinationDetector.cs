using Lurewatch.Intel;

namespace Lurewatch.Detection;

/// <summary>Findings that together say more than each by itself. Stands last in the list of detectors: it reads what the others found.</summary>
internal sealed class CombinationDetector : IDetector
{
    private static readonly FindingKind FakeBrandLure = new("combination.brand-lure", "Speaks as a brand from a foreign address, with a lure and a way off", Severity.High, "T1566.002", "T1656");
    private static readonly FindingKind ExecutiveRequest = new("combination.executive-request", "Speaks as a superior from outside and asks for a favour or money", Severity.High, "T1566", "T1656", "T1657");
    private static readonly FindingKind MailboxLure = new("combination.mailbox-lure", "Speaks for the reader's own mailbox from outside and wants it confirmed", Severity.High, "T1566.002", "T1656");
    private static readonly FindingKind ForgedBrand = new("combination.forged-brand", "A brand's own address that nothing vouches for, with a lure", Severity.High, "T1566", "T1656");
    private static readonly FindingKind LookalikeLure = new("combination.lookalike-lure", "A lookalike domain and a lure", Severity.High, "T1566.002", "T1583.001");

    public IReadOnlyList<FindingKind> Kinds { get; } = [FakeBrandLure, ExecutiveRequest, MailboxLure, ForgedBrand, LookalikeLure];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { } sender) return;
        Finding? brand = null, person = null, mailbox = null, lookalike = null;
        foreach (var finding in findings)
        {
            switch (finding.Kind.Id)
            {
                case "identity.brand-in-name" or "identity.brand-from-free-mail": brand ??= finding; break;
                case "identity.own-person-outside" or "identity.executive-title": person ??= finding; break;
                case "identity.own-domain-in-name" or "identity.internal-role-outside" or "sender.spoofed-own-domain" or "sender.unverified-own-domain" or "identity.own-name-outside": mailbox ??= finding; break;
                case "lookalike.homoglyph" or "lookalike.typo" or "lookalike.own-domain" or "lookalike.brand-and-lure-word" or "lookalike.mixed-script": lookalike ??= finding; break;
            }
        }
        var forged = sender is { Unauthenticated: true, Brand: not null, IsFreeMail: false, IsOwn: false };
        if (brand is null && person is null && mailbox is null && lookalike is null && !forged) return;
        var (lure, request) = Lures(view);
        if (person is not null && request is not null) Add(ExecutiveRequest, person, $"and the text asks: “{request}”");
        if (lure is null) return;
        var leads = LeadsElsewhere(message, sender);
        if (brand is not null && leads is not null) Add(FakeBrandLure, brand, $"the text says “{lure}” and leads to {leads}");
        if (mailbox is not null && leads is not null) Add(MailboxLure, mailbox, $"the text says “{lure}” and leads to {leads}");
        if (lookalike is not null) Add(LookalikeLure, lookalike, $"the text says “{lure}”");
        if (forged)
            findings.Add(new Finding
            {
                Kind = ForgedBrand,
                Reason = $"The mail claims {sender.Address} of {sender.Brand!.Name}, but neither SPF nor DKIM vouches for it; the text says “{lure}”.",
                Excerpt = lure,
                Place = Place.InHeader("From"),
            });

        void Add(FindingKind kind, Finding first, string rest) =>
            findings.Add(new Finding { Kind = kind, Reason = $"{first.Reason.TrimEnd('.')}; {rest}.", Excerpt = first.Excerpt, Place = first.Place, Subject = first.Subject });
    }

    /// <summary>The words of a lure (something at stake and something to do or fear), and those of a superior's request.</summary>
    private static (string? Lure, string? Request) Lures(ScanView view)
    {
        string? lure = null, request = null;
        foreach (var match in view.Lure.Matches)
        {
            if (match.Topic == "ceo-request") request ??= match.Text;
            else if (match.Role is "request" or "pressure") lure ??= match.Text;
        }
        return (lure, request);
    }

    /// <summary>The first link host that is neither the sender's nor harmless, or a file that opens in a browser.</summary>
    private static string? LeadsElsewhere(Mail.Message message, SenderView sender)
    {
        foreach (var link in message.Body.Links)
        {
            if (link.HrefUrl.Ip?.IpText is { } ip) return ip;
            if (link.HrefUrl.Domain is { DomainName: { } host, RootDomain: { } root } && !WellKnown.IsHarmlessHost(host) && (sender.Brand is null || Brands.OwnerOf(root) != sender.Brand)) return host;
        }
        foreach (var file in message.Attachments)
            if (file.FileExtension is "htm" or "html" or "shtml" or "xhtml" or "svg" or "pdf") return file.FileName ?? file.FileExtension;
        return null;
    }
}
