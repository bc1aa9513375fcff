using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Detection;

/// <summary>Where the links of the mail and of its files lead, and what their text hides. What a link tells by itself is <see cref="LinkTells"/>'.</summary>
internal sealed class LinkDetector : IDetector
{
    private const string SpearphishingLink = "T1566.002", Masquerading = "T1036";

    private static readonly FindingKind OtherHost = new("link.text-names-another-host", "A link's text names another host than the link", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind BehindTracker = new("link.text-behind-tracker", "A link's text names another host, behind a tracking service", Severity.Info);
    private static readonly FindingKind NamesBrand = new("link.text-names-brand", "A link's text is a brand's address, and neither link nor sender is the brand's", Severity.High, SpearphishingLink, Masquerading);
    private static readonly FindingKind OneForeign = new("link.all-to-one-foreign-domain", "All links lead to one domain that is not the sender's", Severity.Info, SpearphishingLink);
    private static readonly FindingKind MetaRefresh = new("link.meta-refresh", "The mail sends its reader on by itself", Severity.High, SpearphishingLink);
    private static readonly FindingKind Form = new("link.form", "The mail holds a form", Severity.Medium, SpearphishingLink);
    private static readonly FindingKind PasswordForm = new("link.password-form", "A form in the mail asks for a password", Severity.High, SpearphishingLink, "T1056.003");

    public IReadOnlyList<FindingKind> Kinds { get; } = [OtherHost, BehindTracker, NamesBrand, OneForeign, MetaRefresh, Form, PasswordForm, .. LinkKinds.All];

    public void Examine(ScanView view, List<Finding> findings)
    {
        var tells = new LinkTells(view);
        if (view.Message is { } message) new Look(view, message, tells).All(findings);
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is not IHasLinks { Followed: { Count: > 0 } links }) continue;
            var place = Place.InArtifact(file.Path);
            foreach (var url in links) tells.Judge(url, place);
        }
        tells.Finish(findings);
    }

    private sealed class Look(ScanView view, Message message, LinkTells tells)
    {
        private readonly HashSet<string> _roots = [];
        private int _targets;

        public void All(List<Finding> findings)
        {
            if (view.Mail?.Html is { } html)
            {
                for (var i = 0; i < html.Html.Links.Count; i++) One(html.Html.Links[i], html.LinkSources[i], Place.InPart("text/html", html.LinkOffsets[i]));
                Forms(html);
            }
            foreach (var link in message.Body.Links)
                if (link.Parser == "plain") One(link, null, Place.InPart("text/plain"));
            OneDomain(findings);
        }

        private void One(Link link, string? source, Place place)
        {
            if (link.Parser is not ("hyperlink" or "area" or "plain" or "conditional" or "form" or "meta_refresh" or "frame")) return;
            var url = link.HrefUrl;
            var isWeb = LinkTraits.IsWeb(url);
            if (link.Parser == "meta_refresh" && isWeb) tells.Add(MetaRefresh, $"The mail sends its reader on to {url.UrlText} without a click.", url.UrlText, place);
            if (isWeb) Text(link, place);
            if (!tells.Judge(url, place, source) || !isWeb || link.Visible == false) return;
            _targets++;
            _roots.Add(url.Domain.RootDomain ?? url.Ip?.IpText ?? "");
        }

        /// <summary>What the text claims, whole or in part, against where it leads.</summary>
        private void Text(Link link, Place place)
        {
            if (link.Parser is not ("hyperlink" or "area")) return;
            var shown = link.DisplayUrl;
            if (shown is null && link.DisplayText is { } text && (text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase)))
                shown = TextLinks.FindUrls(text, view.Budget) is [var first, ..] ? first.Url : null;
            if (shown?.Domain is not { Valid: true } from || !LinkTraits.IsWeb(shown)) return;
            var to = link.HrefUrl.Domain;
            var target = to.DomainName ?? link.HrefUrl.Ip?.IpText;
            if (target is null || to.RootDomain == from.RootDomain || (to.DomainName is not null && !to.Valid)) return;
            // example.com and example.co.uk, or one company's two names under one label
            if (to.Sld is not null && to.Sld == from.Sld) return;
            // the tracking link names what the text names
            if (OpenRedirects.Of(link.HrefUrl, view.Budget) is { } inner && inner.Target.Domain.RootDomain == from.RootDomain) return;
            if (LinkWrappers.Of(link.HrefUrl, out var found) is { Kind: WrapperKind.Gateway } && (found.Domain is null || found.Domain.EndsWith(from.RootDomain!, StringComparison.OrdinalIgnoreCase))) return;
            var kind = LinkServices.KindOf(target) is "tracker" || WellKnown.BulkSender(to.RootDomain) is not null || to.RootDomain == tells.SenderRoot ? BehindTracker : OtherHost;
            var excerpt = $"{link.DisplayUrl?.UrlText ?? link.DisplayText} → {link.HrefUrl.UrlText}";
            tells.Add(kind, $"A link's text names {from.DomainName}, the link leads to {target}.", excerpt, place);
            if (Brands.OwnerOf(from.RootDomain) is { Sector: not ("social" or "entertainment") } brand && Brands.OwnerOf(to.RootDomain) != brand && view.Sender?.Brand != brand && !WellKnown.IsFreeMail(from.RootDomain))
                tells.Add(NamesBrand, $"A link's text is {from.DomainName}, an address of {brand.Name}; the link leads to {target}, and the sender is {tells.SenderRoot ?? "unknown"}.", excerpt, place);
        }

        private void Forms(HtmlContent content)
        {
            foreach (var form in content.Forms)
            {
                var to = form.Action is { } action ? LinkTells.HostOf(action) ?? "an unnamed place" : "an unnamed place";
                tells.Add(form.AsksForPassword ? PasswordForm : Form, $"The mail holds a form that is sent to {to}.", form.Action?.UrlText, Place.InPart("text/html", form.Offset));
            }
        }

        private void OneDomain(List<Finding> findings)
        {
            if (_roots.Count != 1 || tells.SenderRoot is not { } sender) return;
            var only = "";
            foreach (var root in _roots) only = root;
            if (only.Length == 0 || only == sender || LinkServices.KindOf(only) is "tracker" || WellKnown.BulkSender(only) is not null || IsOwnName(only)) return;
            findings.Add(new Finding
            {
                Kind = OneForeign,
                Reason = $"All {_targets} link targets lie at {only}; the mail says it comes from {sender}.",
                Excerpt = only,
                Place = Place.InPart(view.Mail?.Html is null ? "text/plain" : "text/html"),
            });
        }

        private bool IsOwnName(string root)
        {
            var dot = root.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && message.Sender.Email.Domain.Sld is { Length: > 3 } sld && root.AsSpan(0, dot).Contains(sld, StringComparison.Ordinal);
        }
    }
}
