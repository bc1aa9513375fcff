using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Answers that are none. Emotet answered stolen mail (2019): the quoted original is true, the one who answers is not among its participants.
/// What speaks for a thread is the business of <see cref="InFavourDetector"/>.</summary>
internal sealed class ThreadDetector : IDetector
{
    private static readonly FindingKind OtherAddress = new("thread.participant-with-another-address", "Answers under a participant's name from another address", Severity.High, "T1566", "T1656");
    private static readonly FindingKind Strangers = new("thread.strangers", "The quoted original names neither who answers nor who is answered", Severity.Medium, "T1566");
    private static readonly FindingKind Outsider = new("thread.outsider", "Who answers took no part in the quoted original", Severity.Medium, "T1566");
    private static readonly FindingKind OutsiderBrings = new("thread.outsider-brings-payload", "Who took no part in the quoted original sends a file or a link into it", Severity.High, "T1566");
    private static readonly FindingKind NoThread = new("thread.reply-without-thread", "Calls itself an answer, and answers nothing", Severity.Low, "T1566");
    private static readonly FindingKind ForwardOfNothing = new("thread.forward-without-original", "Calls itself forwarded, and forwards nothing", Severity.Info);

    public IReadOnlyList<FindingKind> Kinds { get; } = [OtherAddress, Strangers, Outsider, OutsiderBrings, NoThread, ForwardOfNothing];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { Address: { } address } sender) return;
        var subject = message.Subject;
        if (message.Body.PreviousThreads.Count == 0)
        {
            var linked = message.Headers.InReplyTo is { Length: > 0 } || message.Headers.References.Count > 0;
            var text = message.Body.CurrentThread.Text;
            if (subject.IsReply && !subject.IsForward && subject.IsAutoReply != true && !linked)
                findings.Add(new Finding { Kind = NoThread, Reason = "The subject begins like an answer; there is no In-Reply-To, no References and nothing quoted.", Place = Place.InHeader("Subject") });
            else if (subject.IsForward && !subject.IsReply && message.Attachments.Count == 0 && (text?.Length ?? 0) > 0 && !linked)
                findings.Add(new Finding { Kind = ForwardOfNothing, Reason = "The subject begins like a forward; nothing is forwarded.", Place = Place.InHeader("Subject") });
            return;
        }
        if (sender.Root is null) return;
        var quoted = Participants(message);
        if (quoted.Count == 0) return;
        LookAtName(message, sender, address, quoted, findings);
        LookAtParticipants(message, sender, address, findings);
    }

    /// <summary>Everybody whom the quoted messages name with an address.</summary>
    private static List<Mailbox> Participants(Message message)
    {
        var all = new List<Mailbox>();
        foreach (var thread in message.Body.PreviousThreads)
        {
            if (thread.Sender is { Email.Address: not null } author) all.Add(author);
            if (thread.Recipients is not { } recipients) continue;
            foreach (var to in recipients.To)
                if (to.Email.Address is not null) all.Add(to);
            foreach (var cc in recipients.Cc)
                if (cc.Email.Address is not null) all.Add(cc);
            if (all.Count > 200) break;
        }
        return all;
    }

    private static void LookAtName(Message message, SenderView sender, string address, List<Mailbox> quoted, List<Finding> findings)
    {
        if (sender.Name is not { Length: >= 5 } name) return;
        foreach (var participant in quoted)
        {
            if (participant.Email.Address!.Equals(address, StringComparison.OrdinalIgnoreCase)) return;
            if (SenderView.RootOf(participant.Email.Domain) == sender.Root) return;
        }
        foreach (var participant in quoted)
        {
            // A name that is itself an address proves nothing unless it is the participant's.
            var sameName = !name.Contains('@', StringComparison.Ordinal) && participant.DisplayName is { } other && name.Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);
            var sameAddress = name.Contains(participant.Email.Address!, StringComparison.OrdinalIgnoreCase);
            if (!sameName && !sameAddress) continue;
            // People write from two addresses: a private one that authenticates is weaker evidence, and LookAtParticipants still sees it.
            if (!sameAddress && sender.IsFreeMail && sender.Authenticated) return;
            findings.Add(new Finding
            {
                Kind = OtherAddress,
                Reason = $"In the quoted original {name} writes as {participant.Email.Address}; this answer comes from {address}.",
                Excerpt = message.Body.PreviousThreads[0].Preamble,
                Place = Place.InHeader("From"),
            });
            return;
        }
    }

    /// <summary>Needs a quoted header block, for an attribution line names only the author: whoever reads a list may answer it.</summary>
    private static void LookAtParticipants(Message message, SenderView sender, string address, List<Finding> findings)
    {
        if (message.Subject.IsForward) return;
        var newest = message.Body.PreviousThreads[0];
        if (newest.Sender?.Email.Address is not { } author || newest.Recipients is not { To.Count: > 0 } recipients) return;
        var everybody = new List<Mailbox>(recipients.To.Count + recipients.Cc.Count + 1) { newest.Sender };
        everybody.AddRange(recipients.To);
        everybody.AddRange(recipients.Cc);
        // Recipients that the quote names without address may be anybody, and so may a list.
        if (everybody.Exists(mailbox => mailbox.Email.Domain.RootDomain is null)) return;
        if (everybody.Exists(mailbox => Same(mailbox.Email, address, sender.Root))) return;
        if (sender.Recipients.Count == 0) return;
        var answersSomebody = false;
        foreach (var recipient in sender.Recipients)
            answersSomebody |= everybody.Exists(mailbox => Same(mailbox.Email, recipient.Address!, SenderView.RootOf(recipient.Domain)));
        findings.Add(new Finding
        {
            Kind = Brings(message) ? OutsiderBrings : answersSomebody ? Outsider : Strangers,
            Reason = answersSomebody
                ? $"{address} answers what {author} wrote, and was not among those it was sent to."
                : $"The quoted original went from {author} to {recipients.To[0].Email.Address}; this answer goes from {address} to {sender.Recipients[0].Address}.",
            Excerpt = newest.Preamble,
            Place = Place.InHeader("From"),
        });
    }

    /// <summary>What a stolen thread is for: a file to open, or a few words around a link.</summary>
    private static bool Brings(Message message)
    {
        foreach (var file in message.Attachments)
            if (file.ContentType is not null && !file.ContentType.StartsWith("image/", StringComparison.Ordinal) && !file.ContentType.StartsWith("text/plain", StringComparison.Ordinal)
                && file.ContentType is not ("application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature" or "message/rfc822")) return true;
        var current = message.Body.CurrentThread;
        return current.Links.Count > 0 && current.Text is { Length: < 400 };
    }

    private static bool Same(Email email, string address, string? root) =>
        string.Equals(email.Address, address, StringComparison.OrdinalIgnoreCase) || (root is not null && SenderView.RootOf(email.Domain) == root);
}
