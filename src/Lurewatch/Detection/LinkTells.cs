using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Detection;

/// <summary>Judges links by themselves, wherever they stand: in the mail's texts, in a document, in a QR code. Each kind once a message, with the first example and the count.</summary>
/// <remarks>
/// Links are judged by where they lead in the end (<see cref="LinkWrappers.Open"/>). What a receiving gateway or a mailing service put around a link says nothing;
/// a public redirector and an address inside an address do, and both ends are looked at.
/// </remarks>
internal sealed class LinkTells
{
    private readonly Dictionary<FindingKind, (Finding First, int Count)> _seen = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly AnalysisBudget _budget;
    private readonly RecipientMarks _recipients;

    public LinkTells(ScanView view)
    {
        _budget = view.Budget;
        _recipients = new RecipientMarks(view.Sender);
        SenderRoot = view.Message?.Sender.Email.Domain.RootDomain;
    }

    /// <summary>Links to the sender's own domain are its own affair.</summary>
    public string? SenderRoot { get; }

    /// <summary>Judges a link that the reader would follow.</summary>
    /// <param name="url">As opened.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="source">As written, where that is known.</param>
    /// <returns>False if the same target was judged already: a logo, a button and a footer say nothing new.</returns>
    public bool Judge(Url url, Place place, string? source = null)
    {
        if (!_budget.TryTakeSteps(16, "link findings")) return false;
        if (!LinkTraits.IsWeb(url))
        {
            Scheme(url, place);
            return true;
        }
        if (!_done.Add(url.UrlText!)) return false;
        if (source is not null && LinkTraits.HasOddSeparators(source, url.Rewrite is { Hops: [var outer, ..] } ? outer.Url : url))
            Add(LinkKinds.OddSeparators, $"A link to {HostOf(url)} is written with separators that browsers repair and filters may not.", source, place);
        Way(url, place);
        Target(url, place);
        return true;
    }

    /// <summary>What was found, in order of discovery.</summary>
    public void Finish(List<Finding> findings)
    {
        foreach (var (first, count) in _seen.Values) findings.Add(count == 1 ? first : first with { Reason = $"{first.Reason} ({count} such links)" });
    }

    public void Add(FindingKind kind, string reason, string? excerpt, Place place)
    {
        if (_seen.TryGetValue(kind, out var known))
        {
            _seen[kind] = (known.First, known.Count + 1);
            return;
        }
        if (excerpt is { Length: > 300 }) excerpt = excerpt[..300] + "…";
        _seen.Add(kind, (new Finding { Kind = kind, Reason = reason, Excerpt = excerpt, Place = place }, 1));
    }

    public static string? HostOf(Url url) => url.Domain.Punycode ?? url.Domain.DomainName ?? url.Ip?.IpText;

    private void Scheme(Url url, Place place)
    {
        if (url.Scheme is "data" or "javascript" or "vbscript" or "blob" && !IsEmptyScript(url))
            Add(LinkKinds.ScriptTarget, $"A link is not an address but {url.Scheme}: content that runs in the browser.", url.UrlText, place);
        else if (url.Scheme is "file" or "smb" or "search-ms" or "search" or "shell" or "ms-its" or "mhtml" or "mk" or "hcp" or "res"
            || url.Scheme is { } scheme && scheme.StartsWith("ms-", StringComparison.Ordinal) && scheme is not ("ms-windows-store" or "ms-word" or "ms-excel" or "ms-powerpoint" or "ms-settings" or "ms-teams" or "ms-outlook"))
        {
            // a colleague's path on a drive or a server without a public name is everyday work
            if (url.Scheme is "file" or "smb" && url.Ip is null && !url.Domain.Valid) return;
            Add(LinkKinds.LocalProtocol, $"A link is a {url.Scheme}: address: it opens {HostOf(url) ?? "a program"} outside of the browser.", url.UrlText, place);
        }
    }

    /// <summary>Through whose hands it goes.</summary>
    private void Way(Url url, Place place)
    {
        var redirects = 0;
        foreach (var hop in url.Rewrite?.Hops ?? [])
        {
            if (hop.By.Kind is not (WrapperKind.Redirector or WrapperKind.Mirror) || IsOwn(hop.Url, url)) continue;
            redirects++;
            Add(hop.By.Kind == WrapperKind.Mirror ? LinkKinds.Mirror : LinkKinds.Redirector, $"A link goes through {HostOf(hop.Url)} to {HostOf(url) ?? url.Scheme}.", url.Rewrite!.Original, place);
        }

        var at = url;
        for (var depth = 0; depth < 4 && OpenRedirects.Of(at, _budget) is { } inner; depth++)
        {
            var target = inner.Target;
            var own = IsOwn(at, target) || LinkServices.KindOf(at.Domain.DomainName) is "tracker" || WellKnown.BulkSender(at.Domain.RootDomain) is not null;
            if (!own && inner.Hidden) Add(LinkKinds.HiddenRedirect, $"A link to {HostOf(at)} carries the encoded address of {HostOf(target) ?? target.Scheme}.", at.UrlText, place);
            if (!own) Add(LinkKinds.OpenRedirect, $"A link to {HostOf(at)} carries the address of {HostOf(target) ?? target.Scheme}.", at.UrlText, place);
            if (!LinkTraits.IsWeb(target))
            {
                Scheme(target, place);
                break;
            }
            if (!own) redirects++;
            if (_done.Add(target.UrlText!)) Target(target, place);
            at = target;
        }
        if (redirects >= 3) Add(LinkKinds.ManyRedirects, $"A link goes through {redirects} redirectors before {HostOf(at)}.", url.Rewrite?.Original ?? url.UrlText, place);
        if (LinkWrappers.Of(url, out var found) is { } sealedBy && found.Target is null)
        {
            Add(LinkKinds.Unopened, $"A link of {HostOf(url)} does not say where it leads{(found.Domain is null ? "" : $" beyond the host, {found.Domain}")}.", url.UrlText, place);
            if (found.Domain is { Length: < 254 } named && sealedBy.Kind == WrapperKind.Gateway && UrlReader.Read("https://" + named) is { Domain.Valid: true } target && _done.Add(target.UrlText!)) Target(target, place);
        }
    }

    /// <summary>The sender's own redirector, or the way to the sender's own site, or from one site of a house to another.</summary>
    private bool IsOwn(Url from, Url to) =>
        SenderRoot is not null && (from.Domain.RootDomain == SenderRoot || to.Domain.RootDomain == SenderRoot)
        || from.Domain.RootDomain is { } root && root == to.Domain.RootDomain
        || from.Domain.Sld is { Length: > 2 } sld && sld == to.Domain.Sld
        || Brands.OwnerOf(from.Domain.RootDomain) is { } brand && Brands.OwnerOf(to.Domain.RootDomain) == brand;

    /// <summary>Where it leads.</summary>
    private void Target(Url url, Place place)
    {
        var host = url.Domain.Punycode ?? url.Domain.DomainName;
        var name = host ?? url.Ip?.IpText;
        if (url.Ip is { } ip)
        {
            if (ip.Translation is { } translation) Add(LinkKinds.DisguisedIp, $"A link writes the address {ip.IpText} as {translation.Original}.", url.UrlText, place);
            else if (!IsPrivate(ip.IpText!)) Add(LinkKinds.IpHost, $"A link leads to the bare address {ip.IpText}.", url.UrlText, place);
        }
        if (url.Username is { } user && user.Contains('.', StringComparison.Ordinal) && !user.Contains('@', StringComparison.Ordinal))
            Add(LinkKinds.UserInfo, $"A link shows {user} before the @, but leads to {name}.", url.UrlText, place);
        if (url.Domain.Punycode is not null && LinkTraits.MixesScripts(url.Domain.DomainName!))
            Add(LinkKinds.MixedScript, $"The link's host {url.Domain.DomainName} ({host}) mixes letters of several scripts.", url.UrlText, place);
        if (url.Port is { } port && port is not (8080 or 8443)) Add(LinkKinds.OddPort, $"A link leads to port {port} of {name}.", url.UrlText, place);
        if (LinkTraits.IsProgram(url)) Add(LinkKinds.Program, $"A link leads straight to {FileOf(url)} at {name}.", url.UrlText, place);
        else if (LinkTraits.IsArchive(url)) Add(LinkKinds.Archive, $"A link leads straight to the archive {FileOf(url)} at {name}.", url.UrlText, place);
        if (_recipients.In(url, out var how) is { } recipient)
        {
            // A calendar's or a shop's own links know whom they were sent to; only strangers have to be told.
            if (how is "query" or "path" || Brands.OwnerOf(url.Domain.RootDomain) is not null) Add(LinkKinds.RecipientInQuery, $"A link carries the recipient's address {recipient}.", url.UrlText, place);
            else Add(LinkKinds.RecipientEncoded, $"A link carries the recipient's address {recipient} ({how}).", url.UrlText, place);
        }
        if (host is null || url.Domain.RootDomain == SenderRoot) return;
        if (LinkTraits.SiteInternals(url) is { } folder)
            Add(LinkKinds.SiteInternals, $"A link leads to {folder} of {host}, where no page for readers lies but intruders leave theirs.", url.UrlText, place);
        var kind = LinkServices.KindOf(host);
        Service(url, host, kind, place);
        if (kind is null) Name(url, host, place);
        Grant(url, host, place);
    }

    private void Service(Url url, string host, string? kind, Place place)
    {
        var found = kind switch
        {
            null or "tracker" => null,
            "free-hosting" => LinkKinds.FreeHosting,
            "dynamic-dns" => LinkKinds.DynamicDns,
            "shortener" => LinkKinds.Shortener,
            "qr-service" => LinkKinds.QrService,
            "file-sharing" => LinkKinds.FileSharing,
            "form-builder" => LinkKinds.FormBuilder,
            "tunnel" => LinkKinds.Tunnel,
            "ipfs" => LinkKinds.Ipfs,
            "request-catcher" => LinkKinds.RequestCatcher,
            _ => null,
        };
        if (found is null) return;
        // a service's front page is its own
        if ((found == LinkKinds.FreeHosting || found == LinkKinds.DynamicDns || found == LinkKinds.Tunnel) && url.Domain.Subdomain is null or "www") return;
        Add(found, $"A link leads to {host}, where anyone's content can stand.", url.UrlText, place);
    }

    /// <summary>What the host's name pretends; asked only of hosts that are no service's.</summary>
    private void Name(Url url, string host, Place place)
    {
        var domain = url.Domain;
        // Exchange Online's servers are named after their customers; bounces name servers.
        if (host.EndsWith(".protection.outlook.com", StringComparison.Ordinal)) return;
        if (LinkTraits.DomainInSubdomain(domain) is { } other && other != domain.RootDomain)
            Add(LinkKinds.DomainAsSubdomain, $"A link's host starts with {other} but belongs to {domain.RootDomain}.", url.UrlText, place);
        else if (LinkTraits.SuffixAsLabel(domain) is { } seeming)
            Add(LinkKinds.SuffixAsLabel, $"A link's host {host} reads like {seeming} but belongs to {domain.RootDomain}.", url.UrlText, place);
        if (domain is { Tld: "zip" or "mov", Subdomain: null }) Add(LinkKinds.FileLikeHost, $"A link's host {host} looks like a file's name.", url.UrlText, place);
        if (domain.Sld is { } sld && LinkTraits.IsRandom(sld)) Add(LinkKinds.RandomHost, $"A link's host {domain.RootDomain} is drawn at random.", url.UrlText, place);
        if (host.Length > 70 && domain.Subdomain is { Length: > 40 }) Add(LinkKinds.LongHost, $"A link's host has {host.Length} characters before its end, {domain.RootDomain}, is seen.", url.UrlText, place);
        if (LinkTraits.CaptchaWord(url) is { } word) Add(LinkKinds.CaptchaPath, $"A link leads to a page of {host} named for keeping machines out ({word}).", url.UrlText, place);
    }

    /// <summary>What a click or a code would grant.</summary>
    private void Grant(Url url, string host, Place place)
    {
        if (SignInLinks.Of(url) is not { } grant) return;
        switch (grant.Kind)
        {
            case SignInLinkKind.DeviceCode:
                Add(LinkKinds.DeviceCode, $"A link leads to {host}{url.Path}, where whoever enters a code signs another's device in.", url.UrlText, place);
                break;
            case SignInLinkKind.Consent:
                Add(LinkKinds.OAuthConsent, $"A link asks at {host} to grant the application {grant.Client ?? "unnamed"} {grant.What}.", url.UrlText, place);
                break;
            default:
                Add(LinkKinds.OAuthRedirect, $"A link uses the sign-in page of {host} to lead to {grant.What}.", url.UrlText, place);
                if (grant.RedirectTo is { } to && LinkTraits.IsWeb(to) && _done.Add(to.UrlText!)) Target(to, place);
                break;
        }
    }

    private static string FileOf(Url url) => url.Path![(url.Path!.LastIndexOf('/') + 1)..];

    private static bool IsEmptyScript(Url url) =>
        url.Scheme == "javascript" && url.Path is { Length: < 40 } path && (path.AsSpan().Trim(" ;") is "" or "//" or "void(0)" || path.StartsWith("void", StringComparison.OrdinalIgnoreCase) || path.StartsWith("window.print", StringComparison.OrdinalIgnoreCase));

    private static bool IsPrivate(string ip) => ip.StartsWith("10.", StringComparison.Ordinal) || ip.StartsWith("127.", StringComparison.Ordinal) || ip.StartsWith("192.168.", StringComparison.Ordinal);
}
