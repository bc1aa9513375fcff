using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Threads;

namespace Lurewatch.Detection;

/// <summary>Answers that are none. Emotet answered stolen mail (2019): the quoted original is true, the one who answers is not among its participants.
/// What does not fit between the quote and the message around it is said in one finding, whose kind says how much it is.
/// What speaks for a thread is the business of <see cref="InFavourDetector"/>.</summary>
internal sealed class ThreadDetector : IDetector
{
    private static readonly FindingKind Stolen = new("thread.stolen", "An answer into a thread that is not the sender's", Severity.High, "T1566", "T1656");
    private static readonly FindingKind Misfit = new("thread.misfit", "The quoted original does not fit the one who answers", Severity.Medium, "T1566", "T1656");
    private static readonly FindingKind Outsider = new("thread.outsider", "Who answers took no part in the quoted original", Severity.Low, "T1566");
    private static readonly FindingKind NoThread = new("thread.reply-without-thread", "Calls itself an answer, and answers nothing", Severity.Low, "T1566");
    private static readonly FindingKind ForwardOfNothing = new("thread.forward-without-original", "Calls itself forwarded, and forwards nothing", Severity.Info);

    private const int StolenFrom = 4, MisfitFrom = 3;
    private const int ShortText = 400;
    private static readonly TimeSpan s_oldThread = TimeSpan.FromDays(60);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Stolen, Misfit, Outsider, NoThread, ForwardOfNothing];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { Address: { } address } sender) return;
        // A server that returns a mail quotes it and took no part in it.
        if (view.Mail!.Delivery is not null || MailSystem.IsMailbox(message.Sender.Email.LocalPart)) return;
        if (message.Body.PreviousThreads.Count == 0) LookForThread(message, findings);
        else if (sender.Root is not null) LookAtQuote(message, sender, address, findings);
    }

    private static void LookForThread(Message message, List<Finding> findings)
    {
        var subject = message.Subject;
        var linked = message.Headers.InReplyTo is { Length: > 0 } || message.Headers.References.Count > 0;
        if (linked) return;
        if (subject.IsReply && !subject.IsForward && subject.IsAutoReply != true)
            findings.Add(new Finding { Kind = NoThread, Reason = "The subject begins like an answer; there is no In-Reply-To, no References and nothing quoted.", Place = Place.InHeader("Subject") });
        else if (subject.IsForward && !subject.IsReply && message.Attachments.Count == 0 && (message.Body.CurrentThread.Text?.Length ?? 0) > 0)
            findings.Add(new Finding { Kind = ForwardOfNothing, Reason = "The subject begins like a forward; nothing is forwarded.", Place = Place.InHeader("Subject") });
    }

    /// <summary>Without a participant who does not fit there is no finding: an old date or a missing header alone is everyday.</summary>
    private static void LookAtQuote(Message message, SenderView sender, string address, List<Finding> findings)
    {
        var quoted = Participants(message);
        if (quoted.Count == 0) return;
        var misfits = new Misfits();
        LookAtName(sender, address, quoted, misfits);
        LookAtDomain(sender, quoted, misfits);
        LookAtSignature(message, sender, quoted, misfits);
        // Who answers under a participant's name is no participant: that is said already.
        var byIdentity = misfits.Points;
        if (byIdentity < 3 && !message.Subject.IsForward) LookAtParticipants(message, sender, address, misfits);
        if (misfits.Points == 0) return;
        LookAtReplyTo(message, sender, quoted, misfits);
        LookAtSubject(message, misfits);
        LookAtDates(message, misfits);
        if (message.Headers.InReplyTo is not { Length: > 0 } && message.Headers.References.Count == 0) misfits.Add(1, "it names no message that it answers (In-Reply-To, References)");
        if (Brings(message)) misfits.Add(1, "it brings a file or little more than a link");
        findings.Add(new Finding
        {
            // Strangers answer on mailing lists, whose headers may be lost; nobody answers there under another's name.
            Kind = byIdentity > 0 && misfits.Points >= StolenFrom ? Stolen : misfits.Points >= (byIdentity > 0 ? MisfitFrom : MisfitFrom + 1) ? Misfit : Outsider,
            Reason = misfits.Sentence,
            Excerpt = message.Body.PreviousThreads[0].Preamble,
            Place = Place.InHeader("From"),
        });
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

    private static void LookAtName(SenderView sender, string address, List<Mailbox> quoted, Misfits misfits)
    {
        if (sender.Name is not { Length: >= 5 } name) return;
        foreach (var participant in quoted)
            if (Same(participant.Email, address, sender.Root)) return;
        foreach (var participant in quoted)
        {
            // A name that is itself an address proves nothing unless it is the participant's.
            var sameName = !name.Contains('@', StringComparison.Ordinal) && participant.DisplayName is { } other && name.Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);
            var sameAddress = name.Contains(participant.Email.Address!, StringComparison.OrdinalIgnoreCase);
            if (!sameName && !sameAddress) continue;
            // People write from two addresses: a private one that authenticates is weaker evidence, and LookAtParticipants still sees it.
            if (!sameAddress && sender.IsFreeMail && sender.Authenticated) return;
            misfits.Add(3, $"in the quoted original {name} writes as {participant.Email.Address}, this answer comes from {address}");
            return;
        }
    }

    /// <summary>A domain registered to be taken for a participant's: the thread was read in one of the two mailboxes.</summary>
    private static void LookAtDomain(SenderView sender, List<Mailbox> quoted, Misfits misfits)
    {
        if (sender.Domain.Sld is not { Length: >= 5 } own || sender.IsFreeMail) return;
        foreach (var participant in quoted)
            if (SenderView.RootOf(participant.Email.Domain) == sender.Root) return;
        foreach (var participant in quoted)
        {
            if (participant.Email.Domain is not { Sld: { Length: >= 5 } theirs, RootDomain: { } root }) continue;
            if (Skeleton.Of(own) != Skeleton.Of(theirs) && !Distance.Within(own, theirs, theirs.Length >= 8 ? 2 : 1)) continue;
            // firma.example and firma.test are mostly one house under two endings.
            misfits.Add(own == theirs ? 2 : 4, $"{sender.Root} is all but {root}, from which the quoted original came or to which it went");
            return;
        }
    }

    /// <summary>The signature is the participant's, the address is not.</summary>
    private static void LookAtSignature(Message message, SenderView sender, List<Mailbox> quoted, Misfits misfits)
    {
        if (message.Body.CurrentThread.Text is not { Length: > 0 } text || !text.Contains('@', StringComparison.Ordinal) || WrittenTextReader.Read(text).Signature is not { } signature) return;
        if (sender.Root is not null && signature.Contains(sender.Root, StringComparison.OrdinalIgnoreCase)) return;
        foreach (var participant in quoted)
        {
            if (SenderView.RootOf(participant.Email.Domain) == sender.Root || !signature.Contains(participant.Email.Address!, StringComparison.OrdinalIgnoreCase)) continue;
            // A list's footer names the list, which is a recipient.
            if (sender.Recipients.Any(recipient => string.Equals(recipient.Address, participant.Email.Address, StringComparison.OrdinalIgnoreCase))) continue;
            misfits.Add(2, $"it is signed with {participant.Email.Address}, an address of the quoted original that did not send it");
            return;
        }
    }

    /// <summary>Needs a quoted header block, for an attribution line names only the author: whoever reads a list may answer it.</summary>
    private static void LookAtParticipants(Message message, SenderView sender, string address, Misfits misfits)
    {
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
        if (answersSomebody) misfits.Add(1, $"{address} answers what {author} wrote, and was not among those it was sent to");
        else misfits.Add(1, $"the quoted original went from {author} to {recipients.To[0].Email.Address}, this answer goes from {address} to {sender.Recipients[0].Address}");
    }

    private static void LookAtReplyTo(Message message, SenderView sender, List<Mailbox> quoted, Misfits misfits)
    {
        foreach (var replyTo in message.Headers.ReplyTo)
        {
            if (replyTo.Email.Address is not { } to || SenderView.RootOf(replyTo.Email.Domain) is not { } root || root == sender.Root) continue;
            if (quoted.Exists(participant => SenderView.RootOf(participant.Email.Domain) == root)) continue;
            misfits.Add(1, $"answers would go to {to}, who took no part either");
            return;
        }
    }

    private static void LookAtSubject(Message message, Misfits misfits)
    {
        var (mine, quoted) = (message.Subject.Base?.Trim(), message.Body.PreviousThreads[0].Subject?.Base?.Trim());
        if (mine is not { Length: > 0 } || quoted is not { Length: > 0 }) return;
        // Gateways put tags before subjects and clients cut long ones.
        if (mine.Contains(quoted, StringComparison.OrdinalIgnoreCase) || quoted.Contains(mine, StringComparison.OrdinalIgnoreCase)) return;
        misfits.Add(1, $"its subject is “{Cut(mine)}”, that of the quoted original “{Cut(quoted)}”");
    }

    private static void LookAtDates(Message message, Misfits misfits)
    {
        if (message.Headers.Date is not { } date) return;
        var days = QuotedDate.Read(message.Body.PreviousThreads[0].Date);
        if (days.Count == 0) return;
        var sent = DateOnly.FromDateTime(date.UtcDateTime);
        // Where day and month may be swapped, the reading that fits is taken.
        var age = days.Select(day => sent.DayNumber - day.DayNumber).OrderBy(Math.Abs).First();
        if (age < -2) misfits.Add(1, $"the quoted original is dated {-age} days after the answer");
        else if (age > s_oldThread.TotalDays) misfits.Add(1, $"the quoted original is {age} days old");
    }

    /// <summary>What a stolen thread is for: a file to open, or a few words around a link.</summary>
    private static bool Brings(Message message)
    {
        foreach (var file in message.Attachments)
            if (file.ContentType is not null && !file.ContentType.StartsWith("image/", StringComparison.Ordinal) && !file.ContentType.StartsWith("text/plain", StringComparison.Ordinal)
                && file.ContentType is not ("application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature" or "message/rfc822")) return true;
        var current = message.Body.CurrentThread;
        return current.Links.Count > 0 && current.Text is { } text && WrittenTextReader.Read(text).Text.Length < ShortText;
    }

    private static bool Same(Email email, string address, string? root) =>
        string.Equals(email.Address, address, StringComparison.OrdinalIgnoreCase) || (root is not null && SenderView.RootOf(email.Domain) == root);

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "…" : text;

    /// <summary>What does not fit, and how much that is.</summary>
    private sealed class Misfits
    {
        private readonly List<string> _clauses = [];

        public int Points { get; private set; }

        /// <summary>All of it as one sentence.</summary>
        public string Sentence => string.Join("; ", _clauses) is { Length: > 0 } all ? char.ToUpperInvariant(all[0]) + all[1..] + "." : "";

        public void Add(int points, string clause)
        {
            Points += points;
            _clauses.Add(clause);
        }
    }
}
