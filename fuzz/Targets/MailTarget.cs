using Lurewatch.Mail;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a mail: reading does not throw, reads alike twice, keeps within the limits, and what it names lies in the bytes.</summary>
internal static class MailTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var limits = new AnalysisLimits();
        var budget = new AnalysisBudget(limits, TimeProvider.System);
        var mail = MessageReader.Read(bytes, budget);
        var message = mail.Message;
        long total = 0;
        foreach (var file in mail.Files) total += file.Bytes.Length;
        Check(total <= limits.TotalBytesOut + bytes.Length, "files over the total limit");
        Check(mail.Files.Count == message.Attachments.Count, "files and attachments differ");
        Check((message.Body.Plain?.Raw?.Length ?? 0) <= (limits.TextChars + 1L) * Math.Max(1, mail.Parts.Count), "text over the limit");
        foreach (var header in mail.Headers)
        {
            Check(header.Offset >= 0 && header.Offset < bytes.Length, "header offset outside of the mail");
            var name = bytes.AsSpan((int)header.Offset, Math.Min(header.Name.Length, bytes.Length - (int)header.Offset));
            for (var i = 0; i < name.Length; i++) Check(name[i] == header.Name[i], "header name is not at its offset");
        }
        foreach (var part in mail.Parts) Check(part.Number.Count(c => c == '.') <= limits.MimeDepth + 8, "parts nested beyond the limit");
        var spoken = (message.Body.CurrentThread.Text?.Length ?? 0) + message.Body.PreviousThreads.Sum(thread => (long)(thread.Text?.Length ?? 0));
        var whole = (message.Body.Html?.DisplayText?.Length ?? 0) + (message.Body.Plain?.Raw?.Length ?? 0);
        Check(spoken <= whole + 1024, "threads hold more text than the body");
        if (budget.Exhausted.Count > 0) return;
        var again = MessageReader.Read(bytes, new AnalysisBudget(limits, TimeProvider.System));
        Check(again.Message.Subject.SubjectText == message.Subject.SubjectText && again.Defects.SequenceEqual(mail.Defects)
            && again.Message.Body.Plain?.Raw == message.Body.Plain?.Raw && again.Parts.SequenceEqual(mail.Parts), "two readings differ");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
