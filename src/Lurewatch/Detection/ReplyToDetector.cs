using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Answers that go elsewhere: the sender may be forged or taken over, the answer must reach the fraudster.</summary>
internal sealed class ReplyToDetector : IDetector
{
    private static readonly FindingKind Elsewhere = new("reply-to.elsewhere", "Answers go to another domain than the sender's", Severity.Low, "T1566");
    private static readonly FindingKind FreeMail = new("reply-to.free-mail", "Answers to a company go to a free mailbox", Severity.Medium, "T1566", "T1585.002");
    private static readonly FindingKind Twin = new("reply-to.twin", "Answers go to a mailbox that only resembles the sender's", Severity.Medium, "T1566", "T1585.002");
    private static readonly FindingKind OwnName = new("reply-to.outside", "A message in the organisation's name wants its answer outside", Severity.High, "T1566", "T1656");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Elsewhere, FreeMail, Twin, OwnName];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { Root: { } root, Address: { } from } sender) return;
        foreach (var replyTo in message.Headers.ReplyTo)
        {
            if (replyTo.Email is not { Address: { } address, LocalPart: { } local } email || SenderView.RootOf(email.Domain) is not { } target) continue;
            if (address.Equals(from, StringComparison.OrdinalIgnoreCase) || view.Organisation.Owns(email.Domain.DomainName)) continue;
            var kind = KindOf(message, sender, root, local, target, WellKnown.IsFreeMail(target) || WellKnown.IsFreeMail(email.Domain.DomainName));
            if (kind is null || IsHost(view, sender, address)) continue;
            findings.Add(new Finding
            {
                Kind = kind,
                Reason = $"The mail comes from {from}; answers go to {address}.",
                Excerpt = address,
                Place = Place.InHeader("Reply-To"),
            });
            return;
        }
    }

    /// <summary>A calendar service sends invitations for its customers; answers go to who invites.</summary>
    private static bool IsHost(ScanView view, SenderView sender, string address)
    {
        if (sender is not { Brand: not null, IsFreeMail: false, Failed: false }) return false;
        foreach (var file in view.OwnArtifacts)
            if (file.Facts is Files.Calendar.CalendarFacts { Events: > 0, Organizer: { } organizer } && organizer.Equals(address, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static FindingKind? KindOf(Message message, SenderView sender, string root, string local, string target, bool targetIsFree)
    {
        if (targetIsFree && message.Sender.Email.LocalPart is { } own && AreTwins(own, local)) return Twin;
        if (target == root) return null;
        if (sender.IsSpoofedOwn) return OwnName;
        if (targetIsFree && !sender.IsFreeMail) return FreeMail;
        return AreRelated(root, target) || WellKnown.BulkSender(target) is not null || IsRecipient(sender, target) ? null : Elsewhere;
    }

    /// <summary>jean.smith2028 and jeansmith2059: the same letters, other digits or punctuation.</summary>
    private static bool AreTwins(string a, string b)
    {
        if (a.Equals(b, StringComparison.OrdinalIgnoreCase)) return a.Length >= 8;
        Span<char> first = stackalloc char[64], second = stackalloc char[64];
        var (n, m) = (Letters(a, first), Letters(b, second));
        return n >= 5 && m >= 5 && Distance.Within(first[..n], second[..m], 2);
    }

    private static int Letters(string text, Span<char> letters)
    {
        var n = 0;
        foreach (var c in text)
            if (char.IsAsciiLetter(c) && n < letters.Length) letters[n++] = char.ToLowerInvariant(c);
        return n;
    }

    /// <summary>shop.example and shop-mail.example: senders with several domains name them alike.</summary>
    private static bool AreRelated(string a, string b)
    {
        ReadOnlySpan<char> first = Label(a), second = Label(b);
        return first.Length >= 4 && second.Contains(first, StringComparison.Ordinal) || second.Length >= 4 && first.Contains(second, StringComparison.Ordinal)
            || Brands.OwnerOf(a) is { } owner && Brands.OwnerOf(b) == owner;
    }

    /// <summary>A list or group that answers to itself.</summary>
    private static bool IsRecipient(SenderView sender, string target)
    {
        foreach (var recipient in sender.Recipients)
            if (SenderView.RootOf(recipient.Domain) == target) return true;
        return false;
    }

    private static ReadOnlySpan<char> Label(string root) => root.AsSpan(0, root.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? dot : root.Length);
}
