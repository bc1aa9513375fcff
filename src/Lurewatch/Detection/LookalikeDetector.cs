using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Domains that are made to be taken for another: homoglyphs, slips of the finger, a brand's name among other words or in front of a foreign domain.
/// Looks at the sender, at Reply-To and at link hosts, against the organisation's own domains, its partners' and the brands'.</summary>
internal sealed class LookalikeDetector : IDetector
{
    private const int MostHosts = 60;

    private static readonly FindingKind Homoglyph = new("lookalike.homoglyph", "A domain imitates another with lookalike letters", Severity.High, "T1566", "T1583.001", "T1036");
    private static readonly FindingKind Typo = new("lookalike.typo", "A domain misspells a known name", Severity.High, "T1566", "T1583.001");
    private static readonly FindingKind MixedScript = new("lookalike.mixed-script", "A domain mixes letters of two scripts in one word", Severity.High, "T1566", "T1583.001", "T1036");
    private static readonly FindingKind OwnDomain = new("lookalike.own-domain", "A domain is made to look like the organisation's own or a partner's", Severity.High, "T1566", "T1583.001");
    private static readonly FindingKind BrandAndLure = new("lookalike.brand-and-lure-word", "A foreign domain joins a brand's name with a lure word", Severity.High, "T1566", "T1583.001");
    private static readonly FindingKind BrandWord = new("lookalike.brand-word", "A foreign domain holds a brand's name", Severity.Low, "T1566", "T1583.001");
    private static readonly FindingKind BrandSubdomain = new("lookalike.brand-subdomain", "A brand's name stands in front of a foreign domain", Severity.Medium, "T1566", "T1583.001");
    private static readonly FindingKind BrandOtherTld = new("lookalike.brand-other-tld", "A brand's name under a top-level domain that it does not use", Severity.Low, "T1566", "T1583.001");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Homoglyph, Typo, MixedScript, OwnDomain, BrandAndLure, BrandWord, BrandSubdomain, BrandOtherTld];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { } sender) return;
        var names = view.Organisation.Index.Names;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var senderBrand = sender.Unauthenticated ? null : sender.Brand;
        Look(sender.Domain, "sender's domain", Place.InHeader("From"));
        foreach (var replyTo in message.Headers.ReplyTo) Look(replyTo.Email.Domain, "reply domain", Place.InHeader("Reply-To"));
        if (message.Headers.ReturnPath is { } returnPath) Look(returnPath.Domain, "envelope sender's domain", Place.InHeader("Return-Path"));
        foreach (var link in message.Body.Links) Look(link.HrefUrl.Domain, "link's host", Place.InPart(message.Body.Html is null ? "text/plain" : "text/html"));

        void Look(Domain domain, string what, Place place)
        {
            if (seen.Count >= MostHosts || domain is not { DomainName: { } host, RootDomain: { } root, Sld: { } sld } || !seen.Add(host)) return;
            if (IsKnown(view, host, root)) return;
            if (Skeleton.MixedScriptWord(host) is { } word)
                findings.Add(Found(MixedScript, $"The {what} {host} mixes scripts in “{word}”, which reads as “{Skeleton.Plain(word)}”.", host, place));
            if (Judge(names, domain, host, root, sld, what) is not { } judged || (senderBrand is not null && judged.Name.Owner == senderBrand.Name)) return;
            findings.Add(Found(judged.Name.OwnerKind != NameOwner.Brand ? OwnDomain : judged.Kind, judged.Reason, host, place) with { Subject = judged.Name.Domain });
        }
    }

    private static bool IsKnown(ScanView view, string host, string root) =>
        view.Organisation.Owns(host) || view.Organisation.IsPartner(host) || Brands.OwnerOf(root) is not null || WellKnown.IsFreeMail(root)
        || WellKnown.BulkSender(root) is not null || WellKnown.IsHarmlessHost(host);

    private static (FindingKind Kind, ProtectedName Name, string Reason)? Judge(ProtectedNames names, Domain domain, string host, string root, string sld, string what)
    {
        if (names.Homoglyph(sld) is { } drawn)
            return (Homoglyph, drawn, $"The {what} {root} is drawn like {drawn.Domain} ({drawn.Owner}).");
        if (names.Named(sld) is { Distinctive: true } same && IsElsewhere(same, domain))
            return (BrandOtherTld, same, $"The {what} {root} is named like {same.Domain} ({same.Owner}), under .{domain.Tld}.");
        if (names.Typo(sld) is { } slip)
            return (Typo, slip, $"The {what} {root} differs by a slip from {slip.Domain} ({slip.Owner}).");
        if (names.Embedded(sld, out var lure) is { } embedded)
            return (lure ? BrandAndLure : BrandWord, embedded, $"The {what} {root} holds the name of {embedded.Owner} ({embedded.Domain}) but is not its own.");
        return domain.Subdomain is { Length: > 0 } subdomain && InSubdomain(names, subdomain) is { } front
            ? (front.Lure ? BrandAndLure : BrandSubdomain, front.Name, $"The {what} {host} begins like {front.Name.Owner} ({front.Name.Domain}) but belongs to {root}.")
            : null;
    }

    /// <summary>Brands have more national domains than any list: a two-letter country or com, net, org proves nothing against them. The organisation's domains are all known.</summary>
    private static bool IsElsewhere(ProtectedName name, Domain domain) =>
        name.OwnerKind != NameOwner.Brand || (name.Label.Length >= 5 && domain.Tld is { Length: > 2 } tld && !tld.Contains('.', StringComparison.Ordinal) && tld is not ("com" or "net" or "org" or "edu" or "gov" or "bank"));

    private static (ProtectedName Name, bool Lure)? InSubdomain(ProtectedNames names, string subdomain)
    {
        var labels = subdomain.Split('.');
        if (labels.Length > 10) return null;
        for (var i = 0; i < labels.Length; i++)
        {
            if (names.Named(labels[i]) is { } name)
            {
                // paypal.com.elsewhere.example: the whole of a domain stands in front.
                var next = i + 1 < labels.Length ? labels[i + 1] : "";
                var whole = name.Distinctive ? next.Length == 2 || next is "com" or "net" or "org" : name.Domain == $"{labels[i]}.{next}";
                if (whole || name is { Distinctive: true, Label.Length: >= 5 }) return (name, whole);
            }
            if (names.Homoglyph(labels[i]) is { Distinctive: true, Label.Length: >= 5 } drawn) return (drawn, true);
            if (names.Embedded(labels[i], out var lure) is { } embedded) return (embedded, lure);
        }
        return null;
    }

    private static Finding Found(FindingKind kind, string reason, string host, Place place) => new() { Kind = kind, Reason = reason, Excerpt = host, Place = place };
}
