using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>A mail that only hands another one on, as people do who report it: the forwarded sender is judged like a sender, as far as the quoted header block names one.</summary>
internal sealed class ForwardedDetector : IDetector
{
    private static readonly FindingKind BrandInName = new("forwarded.brand-in-name", "The forwarded mail claims a brand that its address does not belong to", Severity.High, "T1566", "T1656");
    private static readonly FindingKind RandomDomain = new("forwarded.random-domain", "The forwarded mail comes from a domain that no one would choose", Severity.Medium, "T1566");
    private static readonly FindingKind InvisibleName = new("forwarded.disguised-name", "The forwarded mail's sender hides characters in the name", Severity.High, "T1027");

    public IReadOnlyList<FindingKind> Kinds { get; } = [BrandInName, RandomDomain, InvisibleName];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Lure.Text.Forwarded is not { Sender: { } sender } forwarded) return;
        var root = SenderView.RootOf(sender.Email.Domain);
        var address = sender.Email.Address;
        if (sender.DisplayName is { Length: > 1 } name && !name.Equals(address, StringComparison.OrdinalIgnoreCase))
        {
            if (Skeleton.BrokenWord(name) is not null || Skeleton.MixedScriptWord(name) is not null)
                findings.Add(Found(InvisibleName, $"The forwarded mail's sender reads “{Skeleton.Plain(name)}”, written with invisible or look-alike letters.", forwarded));
            foreach (var mention in Brands.Find(name))
            {
                // An address that names the brand may be a subsidiary's; the sender of the original has no other evidence here.
                if (mention.Ambiguous || root is null || MailSystem.IsMailbox(sender.Email.LocalPart) || mention.Brand == Brands.OwnerOf(root) || root.Contains(FirstWord(mention.Brand.Name), StringComparison.OrdinalIgnoreCase)) continue;
                findings.Add(Found(BrandInName, $"The forwarded mail claims {mention.Brand.Name} and came from {address}.", forwarded));
                break;
            }
        }
        if (sender.Email.Domain.Sld is { } label && Gibberish.Looks(label) && WellKnown.BulkSender(root) is null)
            findings.Add(Found(RandomDomain, $"The forwarded mail came from {address}.", forwarded));
    }

    private static string FirstWord(string name) => name.IndexOf(' ', StringComparison.Ordinal) is > 2 and var end ? name[..end] : name;

    private static Finding Found(FindingKind kind, string reason, PreviousThread forwarded) => new()
    {
        Kind = kind,
        Reason = reason,
        Excerpt = forwarded.Preamble is { Length: > 240 } preamble ? preamble[..240] + "…" : forwarded.Preamble,
        Place = Place.InPart("text/plain"),
    };
}
