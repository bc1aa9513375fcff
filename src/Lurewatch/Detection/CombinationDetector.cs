using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Findings that together say more than each by itself. Stands last in the list of detectors: it reads what the others found.</summary>
internal sealed class CombinationDetector : IDetector
{
    private static readonly FindingKind BrandLure = new("combination.brand-lure", "Speaks as a brand from a foreign address, with a lure and a way off", Severity.High, "T1566.002", "T1656");
    private static readonly FindingKind BrandSubjectLure = new("combination.brand-in-subject-lure", "The subject names a brand that has no part in the mail, with a lure and a way off", Severity.Medium, "T1566.002", "T1656");
    private static readonly FindingKind ExecutiveRequest = new("combination.executive-request", "Speaks as a superior from outside and asks for a favour or money", Severity.High, "T1566", "T1656", "T1657");
    private static readonly FindingKind MailboxLure = new("combination.mailbox-lure", "Speaks for the reader's own mailbox from outside, with a lure and a way off", Severity.High, "T1566.002", "T1656");
    private static readonly FindingKind ForgedBrand = new("combination.forged-brand-lure", "A brand's own address that nothing vouches for, with a lure", Severity.High, "T1566", "T1656");
    private static readonly FindingKind LookalikeLure = new("combination.lookalike-lure", "A lookalike domain and a lure", Severity.High, "T1566.002", "T1583.001");
    private static readonly FindingKind FreeMailLure = new("combination.free-mail-lure", "A lure that speaks for an institution, from a free mailbox", Severity.Medium, "T1566", "T1585.002");
    private static readonly FindingKind LinkLure = new("combination.doubtful-link-lure", "A lure with a link that hides where it goes", Severity.Medium, "T1566.002");
    private static readonly FindingKind DoubtfulHint = new("combination.doubtful-sender-hint", "A hint of a lure from a sender that is doubtful by itself", Severity.Low, "T1566");
    private static readonly FindingKind DoubtfulLure = new("combination.doubtful-sender-lure", "A lure from a sender that is doubtful by itself", Severity.Medium, "T1566");

    public IReadOnlyList<FindingKind> Kinds { get; } =
        [BrandLure, BrandSubjectLure, ExecutiveRequest, MailboxLure, ForgedBrand, LookalikeLure, FreeMailLure, DoubtfulLure, DoubtfulHint, LinkLure];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { } sender) return;
        var seen = default(Seen);
        foreach (var finding in findings) seen.Take(finding);
        // Partners have executives too: one that only writes from outside must demand it plainly, or want the answer elsewhere.
        var outsider = seen.RequestIsStrong || seen.AnswersElsewhere ? seen.Executive : null;
        if ((seen.Person ?? outsider) is { } person && seen.Request is { } request) Add(ExecutiveRequest, person, request, null);
        if (seen.Doubtful is { } doubtful && (seen.StrongLure ?? seen.AnyLure) is { } words) Add(seen.StrongLure is null ? DoubtfulHint : DoubtfulLure, doubtful, words, null);
        if (seen.Link is { } link && (seen.StrongLure ?? seen.Lure) is { } called) Add(LinkLure, link, called, null);
        if (seen.Lure is not { } lure) return;
        var leads = LeadsElsewhere(message, sender);
        if (seen.Mailbox is { } mailbox && leads is not null) Add(MailboxLure, mailbox, lure, leads);
        if (seen.Lookalike is { } lookalike) Add(LookalikeLure, lookalike, lure, leads);
        if (sender is { Unauthenticated: true, Brand: not null, IsFreeMail: false, IsOwn: false })
            Add(ForgedBrand, new Finding { Kind = lure.Kind, Reason = $"The mail claims {sender.Address} of {sender.Brand.Name}, but neither SPF nor DKIM vouches for it.", Place = Place.InHeader("From") }, lure, leads);
        else if (seen.Brand is { } brand && leads is not null) Add(BrandLure, brand, lure, leads);
        else if (leads is not null && seen.StrongLure is not null && NamedInSubject(message, sender) is { } named)
            Add(BrandSubjectLure, new Finding { Kind = lure.Kind, Reason = $"The subject names {named}, the mail comes from {sender.Address}.", Place = Place.InHeader("Subject") }, lure, leads);
        if (seen.InstitutionLure is { } institution && sender is { IsFreeMail: true, IsOwn: false })
            Add(FreeMailLure, new Finding { Kind = lure.Kind, Reason = $"The mail comes from the free mailbox {sender.Address}.", Place = Place.InHeader("From") }, institution, leads);

        void Add(FindingKind kind, Finding first, Finding second, string? way) => findings.Add(new Finding
        {
            Kind = kind,
            Reason = $"{first.Reason.TrimEnd('.')}; and {char.ToLowerInvariant(second.Kind.Title[0])}{second.Kind.Title[1..]}{(second.Excerpt is { } excerpt ? $": “{excerpt}”" : "")}{(way is null ? "" : $", leading to {way}")}.",
            Excerpt = first.Excerpt ?? second.Excerpt,
            Place = first.Place,
            Subject = first.Subject,
        });
    }

    /// <summary>A brand that the subject names without doubt, and that owns neither the sender nor any link.</summary>
    private static string? NamedInSubject(Message message, SenderView sender)
    {
        foreach (var mention in Brands.Find(message.Subject.SubjectText))
        {
            if (mention.Ambiguous || mention.Brand == sender.Brand) continue;
            var linked = false;
            foreach (var link in message.Body.Links) linked |= Brands.OwnerOf(link.HrefUrl.Domain.RootDomain) == mention.Brand;
            if (!linked) return mention.Brand.Name;
        }
        return null;
    }

    /// <summary>The first link host that is neither the sender's brand's nor harmless, or a file that opens in a browser.</summary>
    private static string? LeadsElsewhere(Message message, SenderView sender)
    {
        foreach (var link in message.Body.Links)
        {
            if (link.HrefUrl.Ip?.IpText is { } ip) return ip;
            if (link.HrefUrl.Domain is { DomainName: { } host, RootDomain: { } root } && !WellKnown.IsHarmlessHost(host) && (sender.Brand is null || sender.IsFreeMail || Brands.OwnerOf(root) != sender.Brand)) return host;
        }
        foreach (var file in message.Attachments)
            if (file.FileExtension is "htm" or "html" or "shtml" or "xhtml" or "svg" or "pdf") return file.FileName ?? file.FileExtension;
        return null;
    }

    /// <summary>What the other detectors found, sorted by the part it can play.</summary>
    private struct Seen
    {
        public bool RequestIsStrong, AnswersElsewhere;
        public Finding? Brand, Person, Executive, Mailbox, Lookalike, Doubtful, Link, Lure, AnyLure, StrongLure, InstitutionLure, Request;

        public void Take(Finding finding)
        {
            var id = finding.Kind.Id;
            if (id.StartsWith("lure.", StringComparison.Ordinal)) TakeLure(finding, id);
            else
                switch (id)
                {
                    case "identity.brand-in-name" or "identity.brand-from-free-mail" or "identity.ambiguous-brand-in-name" or "forwarded.brand-in-name": Brand ??= finding; break;
                    case "identity.own-person-outside" or "identity.executive-title": Person ??= finding; break;
                    case "identity.executive-outside": Executive ??= finding; break;
                    case "link.ip-host" or "link.dynamic-dns" or "link.odd-port" or "link.free-hosting" or "link.form-builder" or "link.shortener" or "link.disguised-ip" or "link.user-info" or "link.site-internals"
                        or "link.text-names-another-host" or "link.text-names-brand" or "link.suffix-as-label" or "link.tunnel" or "link.ipfs" or "link.request-catcher" or "link.qr-service" or "link.redirector" or "link.mirror"
                        or "link.open-redirect" or "link.hidden-redirect" or "link.many-redirects" or "link.domain-as-subdomain" or "link.recipient-encoded" or "link.meta-refresh" or "link.password-form":
                        Link ??= finding; break;
                    case "reply-to.elsewhere" or "reply-to.outside": AnswersElsewhere = true; break;
                    case "identity.own-domain-in-name" or "identity.internal-role-outside" or "identity.own-name-outside" or "sender.spoofed-own-domain" or "sender.unverified-own-domain": Mailbox ??= finding; break;
                    case "lookalike.homoglyph" or "lookalike.typo" or "lookalike.own-domain" or "lookalike.brand-and-lure-word" or "lookalike.mixed-script": Lookalike ??= finding; break;
                    case "sender.no-address" or "sender.impossible-domain" or "sender.random-domain" or "sender.random-mailbox" or "sender.abused-tld" or "sender.platform-tenant" or "sender.tenant-envelope"
                        or "sender.decorated-name" or "forwarded.random-domain" or "forwarded.disguised-name" or "sender.mangled-name" or "identity.disguised-letters" or "identity.other-domain-in-name" or "identity.company-from-free-mail" or "identity.other-address-in-name"
                        or "auth.dmarc-failed" or "auth.spf-failed" or "auth.dkim-failed" or "auth.compauth-failed" or "auth.none":
                        Doubtful ??= finding; break;
                    case "reply-to.free-mail" or "reply-to.twin": Doubtful ??= finding; AnswersElsewhere = true; break;
                }
        }

        private void TakeLure(Finding finding, string id)
        {
            var strong = !id.EndsWith("-hint", StringComparison.Ordinal);
            var intent = strong ? id.AsSpan(5) : id.AsSpan(5, id.Length - 10);
            if (intent is "ceo-request" or "gift-card" or "bank-change" or "payment")
            {
                Request ??= finding;
                RequestIsStrong |= strong;
            }
            AnyLure ??= finding;
            if (intent is "bulk" or "romance" or "loan") { if (strong) StrongLure ??= finding; return; }
            if (Lure is null || (strong && StrongLure is null)) Lure = finding;
            if (!strong) return;
            StrongLure = finding;
            if (intent is "credential" or "renewal" or "parcel-fee" or "tax" or "crypto" or "prize" or "voicemail" or "advance-fee" or "callback" or "remote-support" or "legal-threat") InstitutionLure ??= finding;
        }
    }
}
