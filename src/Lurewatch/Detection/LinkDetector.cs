using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Where the links lead, and what their text, form and target hide. Each kind once a message, with the first example and the count.</summary>
internal sealed class LinkDetector : IDetector
{
    private const string SpearphishingLink = "T1566.002", Masquerading = "T1036", MaliciousLink = "T1204.001", WebServices = "T1583.006";

    private static readonly FindingKind OtherHost = new("link.text-names-another-host", "A link's text names another host than the link", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind BehindTracker = new("link.text-behind-tracker", "A link's text names another host, behind a tracking service", Severity.Info);
    private static readonly FindingKind IpHost = new("link.ip-host", "A link leads to an address without a name", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind DisguisedIp = new("link.disguised-ip", "A link's address is written to be misread", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind UserInfo = new("link.user-info", "A link holds another name before an @", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind MixedScript = new("link.mixed-script-host", "A link's host mixes scripts", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind OddSeparators = new("link.odd-separators", "A link is written so that filters misread it", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind ScriptTarget = new("link.script-target", "A link runs script or holds a page in itself", Severity.High, SpearphishingLink);
    private static readonly FindingKind DomainAsSubdomain = new("link.domain-as-subdomain", "A link's host starts with another domain's name", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind RecipientEncoded = new("link.recipient-encoded", "A link carries the recipient's address, encoded or behind #", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind RecipientInQuery = new("link.recipient-in-query", "A link carries the recipient's address", Severity.Low, SpearphishingLink);
    private static readonly FindingKind FreeHosting = new("link.free-hosting", "A link leads to free hosting", Severity.Low, SpearphishingLink, WebServices);
    private static readonly FindingKind DynamicDns = new("link.dynamic-dns", "A link leads to a dynamic DNS name", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind Shortener = new("link.shortener", "A link goes through a URL shortener", Severity.Low, SpearphishingLink);
    private static readonly FindingKind FileSharing = new("link.file-sharing", "A link leads to a file-sharing service", Severity.Low, SpearphishingLink, WebServices);
    private static readonly FindingKind FormBuilder = new("link.form-builder", "A link leads to a form-building service", Severity.Low, SpearphishingLink, WebServices);
    private static readonly FindingKind OddPort = new("link.odd-port", "A link leads to an unusual port", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind Program = new("link.program-download", "A link leads straight to a program or active document", Severity.High, SpearphishingLink, MaliciousLink);
    private static readonly FindingKind Archive = new("link.archive-download", "A link leads straight to an archive", Severity.Low, SpearphishingLink, MaliciousLink);
    private static readonly FindingKind SiteInternals = new("link.site-internals", "A link leads into the inner folders of a website's software", Severity.Medium, SpearphishingLink, "T1584.004");
    private static readonly FindingKind OneForeign = new("link.all-to-one-foreign-domain", "All links lead to one domain that is not the sender's", Severity.Info, SpearphishingLink);
    private static readonly FindingKind MetaRefresh = new("link.meta-refresh", "The mail sends its reader on by itself", Severity.High, SpearphishingLink);
    private static readonly FindingKind Form = new("link.form", "The mail holds a form", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind PasswordForm = new("link.password-form", "A form in the mail asks for a password", Severity.High, SpearphishingLink, "T1056.003");

    public IReadOnlyList<FindingKind> Kinds { get; } =
    [
        OtherHost, BehindTracker, IpHost, DisguisedIp, UserInfo, MixedScript, OddSeparators, ScriptTarget, DomainAsSubdomain, RecipientEncoded, RecipientInQuery, FreeHosting, DynamicDns,
        Shortener, FileSharing, FormBuilder, OddPort, Program, Archive, SiteInternals, OneForeign, MetaRefresh, Form, PasswordForm,
    ];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message) return;
        var look = new Look(message, view.Sender!.Recipients, view.Mail?.Html, findings, view.Budget);
        if (view.Mail?.Html is { } html)
        {
            for (var i = 0; i < html.Html.Links.Count; i++)
            {
                if (!view.Budget.TryTakeSteps(16, "link findings")) break;
                look.One(html.Html.Links[i], html.LinkSources[i], Place.InPart("text/html", html.LinkOffsets[i]));
            }
            look.Forms(html);
        }
        foreach (var link in message.Body.Links)
            if (link.Parser == "plain" && view.Budget.TryTakeSteps(16, "link findings")) look.One(link, null, Place.InPart("text/plain"));
        look.Finish();
    }

    private sealed class Look(Message message, IReadOnlyList<Email> recipients, HtmlContent? html, List<Finding> findings, AnalysisBudget budget)
    {
        private readonly Dictionary<FindingKind, (Finding First, int Count)> _seen = [];
        private readonly string? _senderRoot = message.Sender.Email.Domain.RootDomain;
        private readonly string[] _recipients = [.. recipients.Select(email => email.Address)
            .Where(address => address is { Length: >= 6 } && address != message.Sender.Email.Address && address.Contains('@', StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase).Take(8).OfType<string>()];
        private readonly HashSet<string> _roots = [];
        private readonly HashSet<string> _done = [];
        private int _targets;

        public void One(Link link, string? source, Place place)
        {
            var url = link.HrefUrl;
            var followed = link.Parser is "hyperlink" or "area" or "plain" or "conditional" or "form" or "meta_refresh" or "frame";
            if (link.Parser == "meta_refresh" && LinkTraits.IsWeb(url)) Add(MetaRefresh, $"The mail sends its reader on to {url.UrlText} without a click.", url.UrlText, place);
            if (followed && url.Scheme is "data" or "javascript" or "vbscript" && !IsEmptyScript(url))
                Add(ScriptTarget, $"A link is not an address but {url.Scheme}: content that runs in the browser.", url.UrlText, place);
            if (!followed || !LinkTraits.IsWeb(url)) return;
            Text(link, place);
            // the same target again (a logo, a button, a footer) says nothing new
            if (!_done.Add(url.UrlText!)) return;
            var host = url.Domain.Punycode ?? url.Domain.DomainName;
            if (link.Visible != false)
            {
                _targets++;
                _roots.Add(url.Domain.RootDomain ?? url.Ip?.IpText ?? "");
            }
            if (url.Ip is { } ip)
            {
                if (ip.Translation is { } translation) Add(DisguisedIp, $"A link writes the address {ip.IpText} as {translation.Original}.", url.UrlText, place);
                else if (!IsPrivate(ip.IpText!)) Add(IpHost, $"A link leads to the bare address {ip.IpText}.", url.UrlText, place);
            }
            if (url.Username is { } user && user.Contains('.', StringComparison.Ordinal) && !user.Contains('@', StringComparison.Ordinal))
                Add(UserInfo, $"A link shows {user} before the @, but leads to {host ?? url.Ip?.IpText}.", url.UrlText, place);
            if (url.Domain.Punycode is not null && LinkTraits.MixesScripts(url.Domain.DomainName!))
                Add(MixedScript, $"The link's host {url.Domain.DomainName} ({host}) mixes letters of several scripts.", url.UrlText, place);
            if (source is not null && LinkTraits.HasOddSeparators(source, url))
                Add(OddSeparators, $"A link to {host ?? url.Ip?.IpText} is written with separators that browsers repair and filters may not.", source, place);
            if (url.Port is { } port && port is not (8080 or 8443)) Add(OddPort, $"A link leads to port {port} of {host ?? url.Ip?.IpText}.", url.UrlText, place);
            if (LinkTraits.IsProgram(url)) Add(Program, $"A link leads straight to {FileOf(url)} at {host ?? url.Ip?.IpText}.", url.UrlText, place);
            else if (LinkTraits.IsArchive(url)) Add(Archive, $"A link leads straight to the archive {FileOf(url)} at {host ?? url.Ip?.IpText}.", url.UrlText, place);
            if (host is not null && url.Domain.RootDomain != _senderRoot && LinkTraits.SiteInternals(url) is { } folder)
                Add(SiteInternals, $"A link leads to {folder} of {host}, where no page for readers lies but intruders leave theirs.", url.UrlText, place);
            foreach (var recipient in _recipients) Recipient(url, recipient, place);
            Service(url, host, place);
        }

        private void Service(Url url, string? host, Place place)
        {
            if (host is null) return;
            var kind = LinkServices.KindOf(host);
            var found = kind switch
            {
                "free-hosting" => FreeHosting,
                "dynamic-dns" => DynamicDns,
                "shortener" => Shortener,
                "file-sharing" => FileSharing,
                "form-builder" => FormBuilder,
                _ => null,
            };
            // a service's own mail links to itself, and its front page is its own
            var isFront = (found == FreeHosting || found == DynamicDns) && url.Domain.Subdomain is null or "www";
            if (found is not null && !isFront && url.Domain.RootDomain != _senderRoot) Add(found, $"A link leads to {host}, where anyone's content can stand.", url.UrlText, place);
            if (kind is null && LinkTraits.DomainInSubdomain(url.Domain) is { } other && other != url.Domain.RootDomain)
                Add(DomainAsSubdomain, $"A link's host starts with {other} but belongs to {url.Domain.RootDomain}.", url.UrlText, place);
        }

        private void Recipient(Url url, string recipient, Place place)
        {
            switch (LinkTraits.CarriesAddress(url, recipient))
            {
                case null:
                    break;
                case "query" or "path":
                    Add(RecipientInQuery, $"A link carries the recipient's address {recipient}.", url.UrlText, place);
                    break;
                case var how:
                    Add(RecipientEncoded, $"A link carries the recipient's address {recipient} ({how}).", url.UrlText, place);
                    break;
            }
        }

        /// <summary>What the text claims, whole or in part, against where it leads.</summary>
        private void Text(Link link, Place place)
        {
            if (link.Parser is not ("hyperlink" or "area")) return;
            Url? shown = link.DisplayUrl;
            if (shown is null && link.DisplayText is { } text && (text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase)))
                shown = TextLinks.FindUrls(text, budget) is [var first, ..] ? first.Url : null;
            if (shown?.Domain is not { Valid: true } from || !LinkTraits.IsWeb(shown)) return;
            var to = link.HrefUrl.Domain;
            var target = to.DomainName ?? link.HrefUrl.Ip?.IpText;
            if (target is null || to.RootDomain == from.RootDomain || (to.DomainName is not null && !to.Valid)) return;
            // example.com and example.co.uk, or one company's two names under one label
            if (to.Sld is not null && to.Sld == from.Sld) return;
            var kind = LinkServices.KindOf(target) is "tracker" || WellKnown.BulkSender(to.RootDomain) is not null || to.RootDomain == _senderRoot ? BehindTracker : OtherHost;
            Add(kind, $"A link's text names {from.DomainName}, the link leads to {target}.", $"{link.DisplayUrl?.UrlText ?? link.DisplayText} → {link.HrefUrl.UrlText}", place);
        }

        public void Forms(HtmlContent content)
        {
            foreach (var form in content.Forms)
            {
                var to = form.Action?.Domain.DomainName ?? form.Action?.Ip?.IpText ?? "an unnamed place";
                Add(form.AsksForPassword ? PasswordForm : Form, $"The mail holds a form that is sent to {to}.", form.Action?.UrlText, Place.InPart("text/html", form.Offset));
            }
        }

        public void Finish()
        {
            if (_roots.Count == 1 && _senderRoot is not null && _roots.First() is { Length: > 0 } only && only != _senderRoot && LinkServices.KindOf(only) is not "tracker" && WellKnown.BulkSender(only) is null
                && !IsOwnName(only))
                Add(OneForeign, $"All {_targets} link targets lie at {only}; the mail says it comes from {_senderRoot}.", only, Place.InPart(html is null ? "text/plain" : "text/html"));
            foreach (var (first, count) in _seen.Values) findings.Add(count == 1 ? first : first with { Reason = $"{first.Reason} ({count} such links)" });
        }

        private bool IsOwnName(string root)
        {
            var dot = root.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && message.Sender.Email.Domain.Sld is { Length: > 3 } sld && root.AsSpan(0, dot).Contains(sld, StringComparison.Ordinal);
        }

        private void Add(FindingKind kind, string reason, string? excerpt, Place place)
        {
            if (_seen.TryGetValue(kind, out var known))
            {
                _seen[kind] = (known.First, known.Count + 1);
                return;
            }
            if (excerpt is { Length: > 300 }) excerpt = excerpt[..300] + "…";
            _seen.Add(kind, (new Finding { Kind = kind, Reason = reason, Excerpt = excerpt, Place = place }, 1));
        }

        private static string FileOf(Url url) => url.Path![(url.Path!.LastIndexOf('/') + 1)..];

        private static bool IsEmptyScript(Url url) =>
            url.Scheme == "javascript" && url.Path is { Length: < 40 } path && (path.AsSpan().Trim(" ;") is "" or "//" or "void(0)" || path.StartsWith("void", StringComparison.OrdinalIgnoreCase) || path.StartsWith("window.print", StringComparison.OrdinalIgnoreCase));

        private static bool IsPrivate(string ip) => ip.StartsWith("10.", StringComparison.Ordinal) || ip.StartsWith("127.", StringComparison.Ordinal) || ip.StartsWith("192.168.", StringComparison.Ordinal);
    }
}
