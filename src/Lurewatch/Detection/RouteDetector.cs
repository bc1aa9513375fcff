using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Trace;

namespace Lurewatch.Detection;

/// <summary>What the way of a mail gives away: clients that call themselves what they are not, hops that cannot have been, times that run backwards, mail that a web page's script or
/// somebody else's account handed in. Honest mail takes odd ways too (lists, forwards, clocks that are wrong), so each weighs what honest mail lets it weigh.</summary>
internal sealed class RouteDetector : IDetector
{
    private static readonly FindingKind TimeTravel = new("route.time-travel", "A hop took the mail before the one before it had it", Severity.Low);
    private static readonly FindingKind TimeMalformed = new("route.time-malformed", "A hop's time is written with AM or PM, as no server writes it", Severity.Medium);
    private static readonly FindingKind ForgedHop = new("route.forged-hop", "A hop claims a provider whose servers write otherwise", Severity.Medium, "T1656");
    private static readonly FindingKind HeloAddress = new("route.helo-address", "The client called itself by an address", Severity.Low);
    private static readonly FindingKind HeloLocal = new("route.helo-local", "The client called itself by a name that is no host on the Internet", Severity.Low);
    private static readonly FindingKind HeloOwn = new("route.helo-own", "The client called itself by the receiving side's own name", Severity.Medium, "T1656");
    private static readonly FindingKind HeloProvider = new("route.helo-provider", "The client called itself a great provider's server and is none", Severity.Medium, "T1656");
    private static readonly FindingKind CustomerLine = new("route.customer-line", "Handed in from a customer's line, past its provider's servers", Severity.Low);
    private static readonly FindingKind WebScript = new("route.web-script", "Sent by a script of a website", Severity.Low, "T1584.004");
    private static readonly FindingKind BrokenInScript = new("route.planted-script", "Sent by a script that looks planted in a website", Severity.High, "T1584.004", "T1505.003");
    private static readonly FindingKind WebAccount = new("route.web-account", "Handed in by a web server's own account", Severity.Info);
    private static readonly FindingKind OtherAccount = new("route.other-account", "Handed in with an account of another domain than From", Severity.Low, "T1586.002");
    private static readonly FindingKind NullSender = new("route.null-sender", "Sent as a bounce, though it is none", Severity.Low);
    private static readonly FindingKind ForgedResults = new("route.forged-results", "Brings authentication results of its own in the receiving server's name", Severity.High, "T1656");

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(75);
    private static readonly string[] Providers = ["google.com", "gmail.com", "outlook.com", "hotmail.com", "office365.com", "yahoo.com", "aol.com", "icloud.com", "apple.com", "amazonses.com", "paypal.com", "microsoft.com", "gmx.net", "web.de"];
    private static readonly string[] WebUsers = ["www-data", "apache", "httpd", "nginx", "wwwrun", "www", "33", "48", "80", "81"];

    public IReadOnlyList<FindingKind> Kinds { get; } =
        [TimeTravel, TimeMalformed, ForgedHop, HeloAddress, HeloLocal, HeloOwn, HeloProvider, CustomerLine, WebScript, BrokenInScript, WebAccount, OtherAccount, NullSender, ForgedResults];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail || view.Sender is not { } sender || view.Route is not { } route) return;
        LookAtTimes(route, findings);
        LookAtClaims(route, findings);
        if (route.BoundaryHop is { } boundary) LookAtClient(view, route, boundary, findings);
        LookAtSubmission(mail, sender, route, findings);
        LookAtNullSender(mail, sender, findings);
        if (mail.ForgedResults is { } forged)
            findings.Add(Found(ForgedResults, $"Below the hop where the mail came in stands a field “{Cut(forged.Value)}”.", Place.InHeader(forged.Name, forged.Offset)));
    }

    private static void LookAtTimes(MailRoute route, List<Finding> findings)
    {
        RouteHop? older = null;
        foreach (var hop in route.Hops)
        {
            // A fetcher writes when it fetched; clocks of own servers say nothing of the sender.
            if (hop is { TimeInHalfDays: true, Trusted: false })
                findings.Add(Found(TimeMalformed, $"The field of {hop.By ?? "a server"} ends in a date with AM or PM.", At(hop)));
            if (hop.Time is not { } time) continue;
            if (older is { Time: { } before } && before - time > Skew && !older.Trusted)
                findings.Add(Found(TimeTravel, $"{hop.By ?? "A server"} had the mail at {time:yyyy-MM-dd HH:mm zzz}, {older.By ?? "the server before it"} only at {before:yyyy-MM-dd HH:mm zzz}.", At(hop)));
            older = hop;
        }
    }

    /// <summary>Hops before the boundary that bear a great provider's name without its form.</summary>
    private static void LookAtClaims(MailRoute route, List<Finding> findings)
    {
        foreach (var hop in route.Hops)
        {
            if (hop.Trusted || hop.By is not { } by) continue;
            var wrong = by switch
            {
                _ when Ends(by, ".google.com") || Ends(by, ".gmail.com") => hop.Id is null && hop.With is not ("HTTP" or "HTTPREST" or "HTTPS"),
                _ when Ends(by, ".outlook.com") || Ends(by, ".office365.com") => hop.Software is not "Exchange" && hop.With is not ("HTTPS" or "HTTP" or "mapi" or "SMTP"),
                _ when Ends(by, ".aol.com") => hop.With is "QMQP" or "NNFMP" or "local" or "asmtp",
                _ => hop.With is "NNFMP" && !Ends(by, ".yahoo.com"),
            };
            if (!wrong) continue;
            findings.Add(Found(ForgedHop, $"A hop says that {by} took the mail with {hop.With ?? "no protocol"}{(hop.Id is null ? " and no id" : "")}: those servers write otherwise.", At(hop)));
            return;
        }
    }

    private static void LookAtClient(ScanView view, MailRoute route, RouteHop boundary, List<Finding> findings)
    {
        if (boundary.Authenticated) return;
        if (boundary.Helo is { } helo)
        {
            if (ReceivedReader.TryAddress(helo.AsSpan().Trim("[]"), out _))
                findings.Add(Found(HeloAddress, $"The client {boundary.Ip} called itself {helo}, not by a name.", At(boundary)));
            else if (view.Organisation.Owns(helo) && !view.Organisation.Guessed && !view.Organisation.Owns(boundary.ReverseName)
                || (boundary.By is { } by && !RouteReader.IsUnnamed(by) && helo.Equals(by, StringComparison.OrdinalIgnoreCase)))
                findings.Add(Found(HeloOwn, $"The client {boundary.Ip}, from outside, called itself {helo}.", At(boundary)));
            else if (IsLocal(helo))
                findings.Add(Found(HeloLocal, $"The client {boundary.Ip} called itself {helo}.", At(boundary)));
            else if (boundary is { ReverseName: { } reverse, NameDoubted: false } && Provider(helo) is { } provider && Provider(reverse) is null)
                findings.Add(Found(HeloProvider, $"The client called itself {helo}, of {provider}; its name is {reverse}.", At(boundary)));
        }
        // The first hop of all: a mail program on a customer's line has its provider's or company's server for this.
        if (boundary.Index == 0 && HostShapes.IsCustomerLine(boundary.ReverseName, boundary.Ip))
            findings.Add(Found(CustomerLine, $"The client {boundary.ReverseName} [{boundary.Ip}] is a customer's line.", At(boundary)));
    }

    private static void LookAtSubmission(ParsedMail mail, SenderView sender, MailRoute route, List<Finding> findings)
    {
        var script = false;
        foreach (var header in mail.Headers)
        {
            if (header.Name.Length < 9 || (header.Name[0] | 0x20) != 'x') continue;
            if (!script && header.Value.Length > 0 && (Is(header, "X-PHP-Originating-Script") || Is(header, "X-PHP-Script") || (Is(header, "X-Source-Args") && header.Value.Contains("php", StringComparison.OrdinalIgnoreCase))))
            {
                script = true;
                var planted = header.Value.Contains("eval()", StringComparison.Ordinal) || header.Value.Contains("/wp-content/", StringComparison.OrdinalIgnoreCase)
                    || header.Value.Contains("/wp-includes/", StringComparison.OrdinalIgnoreCase) || header.Value.Contains("/.well-known/", StringComparison.OrdinalIgnoreCase)
                    || header.Value.Contains("/uploads/", StringComparison.OrdinalIgnoreCase) || header.Value.Contains("/tmp/", StringComparison.Ordinal);
                findings.Add(Found(planted ? BrokenInScript : WebScript, $"{header.Name} names the script {Cut(header.Value)}.", Place.InHeader(header.Name, header.Offset)));
            }
            else if (Is(header, "X-Authenticated-Sender") || Is(header, "X-Get-Message-Sender-Via"))
            {
                Account(header.Value.AsSpan(header.Value.LastIndexOf(' ') + 1), sender, Place.InHeader(header.Name, header.Offset), findings);
            }
        }
        foreach (var hop in route.Hops)
        {
            if (hop.Index > 2) break;
            if (hop.User is { } user) Account(user, sender, At(hop), findings);
            if (hop.LocalUser is { } local && Array.IndexOf(WebUsers, local) >= 0 && hop.Index == 0)
                findings.Add(Found(WebAccount, $"The account {local} of {hop.By ?? "a server"} handed the mail in.", At(hop)));
        }
    }

    private static void Account(ReadOnlySpan<char> user, SenderView sender, Place place, List<Finding> findings)
    {
        var at = user.LastIndexOf('@');
        if (at < 1 || sender.Root is not { } root || sender.Domain is not { Valid: true }) return;
        var account = PublicSuffixList.Split(user[(at + 1)..].Trim("<>,;").ToString().ToLowerInvariant());
        if (!account.Valid || account.RootDomain is not { } other || other == root) return;
        foreach (var finding in findings)
            if (finding.Kind == OtherAccount) return;
        findings.Add(Found(OtherAccount, $"The account {user} handed in a mail from {sender.Address}.", place));
    }

    /// <summary>An empty reverse-path is for reports [RFC 5321, 4.5.5]; who uses it for other mail does not want to hear of it.</summary>
    private static void LookAtNullSender(ParsedMail mail, SenderView sender, List<Finding> findings)
    {
        if (mail.Message.Headers.ReturnPath is not { Address: "" } || sender.Address is not { } address) return;
        foreach (var part in mail.Parts)
            if (part.ContentType is "multipart/report" or "message/delivery-status" or "message/disposition-notification" || part.ContentType.StartsWith("text/calendar", StringComparison.Ordinal)) return;
        if (mail.Header("Auto-Submitted") is { } auto && !auto.StartsWith("no", StringComparison.OrdinalIgnoreCase)) return;
        if (mail.Header("X-Auto-Response-Suppress") is not null || mail.Header("Precedence") is not null || mail.Header("List-Id") is not null || mail.Message.Subject.IsAutoReply == true) return;
        var local = address.AsSpan(0, Math.Max(0, address.IndexOf('@', StringComparison.Ordinal)));
        foreach (var word in (ReadOnlySpan<string>)["daemon", "postmaster", "bounce", "noreply", "no-reply", "donotreply", "do-not-reply", "auto", "system", "microsoftexchange", "notification"])
            if (local.Contains(word, StringComparison.OrdinalIgnoreCase)) return;
        findings.Add(Found(NullSender, $"Bounces to {address} are unwanted: the return path is empty, as only that of reports is.", Place.InHeader("Return-Path")));
    }

    /// <summary><c>localhost</c>, names under <c>.local</c> and the like; not mere short names, which mail programs on desks have.</summary>
    private static bool IsLocal(string helo) => helo.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Ends(helo, ".localdomain") || Ends(helo, ".local") || Ends(helo, ".lan")
        || Ends(helo, ".internal") || Ends(helo, ".localhost") || helo.Equals("user", StringComparison.OrdinalIgnoreCase) || helo.Equals("vultr-guest", StringComparison.OrdinalIgnoreCase)
        || helo.StartsWith("WIN-", StringComparison.Ordinal) || helo.StartsWith("DESKTOP-", StringComparison.Ordinal) || helo.StartsWith("ubuntu-s-", StringComparison.Ordinal);

    private static string? Provider(string host)
    {
        foreach (var provider in Providers)
            if (host.EndsWith(provider, StringComparison.OrdinalIgnoreCase) && (host.Length == provider.Length || host[^(provider.Length + 1)] == '.')) return provider;
        return null;
    }

    private static bool Ends(string host, string suffix) => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private static bool Is(MailHeader header, string name) => header.Name.Length == name.Length && header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static Place At(RouteHop hop) => Place.InHeader("Received", hop.Offset);

    private static string Cut(string value) => value.Length > 120 ? value[..120] + "…" : value;

    private static Finding Found(FindingKind kind, string reason, Place place) => new() { Kind = kind, Reason = reason, Place = place };
}
