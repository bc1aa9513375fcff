using Lurewatch.Mail;

namespace Lurewatch.Lures;

/// <summary>The words of a mail that a lure can stand in.</summary>
/// <param name="Subject">Subject line.</param>
/// <param name="Body">What the sender wrote now; where that is nothing and a mail is forwarded, the forwarded text: that is then what the reader gets.</param>
/// <param name="SenderName">Display name of the sender: mass mail makes it a headline.</param>
/// <param name="FileNames">Names of attached documents, one a line.</param>
/// <param name="Forwarded">The mail whose text <paramref name="Body"/> is, where that is a forwarded one.</param>
internal sealed record LureText(string? Subject, string? Body, string? SenderName = null, string? FileNames = null, PreviousThread? Forwarded = null)
{
    /// <summary>Letters up to which a forwarder's own text is none (a greeting, a signature of a phone).</summary>
    private const int OwnLetters = 60;
    private const int MostNames = 8;

    public static LureText Of(Message message)
    {
        var own = message.Body.CurrentThread.Text;
        var forwarded = ForwardedAlone(message, own);
        return new LureText(message.Subject.SubjectText, forwarded?.Text ?? own, forwarded?.Sender?.DisplayName ?? message.Sender.DisplayName, NamesOf(message), forwarded);
    }

    private static PreviousThread? ForwardedAlone(Message message, string? own)
    {
        if (message.Body.PreviousThreads.Count == 0 || message.Subject.IsReply && !message.Subject.IsForward) return null;
        var letters = 0;
        foreach (var c in own ?? "")
            if (char.IsLetter(c) && ++letters > OwnLetters) return null;
        // A reply says nothing of its own too ("+1"): what was forwarded has a header block of its own.
        var first = message.Body.PreviousThreads[0];
        return (message.Subject.IsForward || first.Subject is not null) ? first : null;
    }

    private static string? NamesOf(Message message)
    {
        List<string>? names = null;
        foreach (var file in message.Attachments)
        {
            if (file.FileName is not { Length: > 4 } name || file.FileExtension is "jpg" or "jpeg" or "png" or "gif" or "txt" or "asc" or "sig" or "p7s" or "eml") continue;
            (names ??= []).Add(name);
            if (names.Count == MostNames) break;
        }
        return names is null ? null : string.Join('\n', names);
    }
}
