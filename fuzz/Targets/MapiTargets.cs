using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Msg;
using Lurewatch.Mail.Mapi.Rtf;
using Lurewatch.Mail.Mapi.Tnef;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a message file: the mail made of it has each attachment with its bytes, and no field that a value added.</summary>
internal static class MsgTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        if (MsgReader.Read(data.ToArray(), budget) is { } message) Made.Check(message, budget);
    }
}

/// <summary>Any bytes as TNEF: as for message files.</summary>
internal static class TnefTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        if (TnefReader.Read(data.ToArray(), budget) is { } message) Made.Check(message, budget);
    }
}

/// <summary>Any bytes as RTF, and as compressed RTF: bounded output, the same twice.</summary>
internal static class RtfTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var rtf = data.ToArray();
        if (LzFu.Decompress(rtf, budget, out _) is { } expanded)
        {
            if (expanded.Length > data.Length * 9L) throw new InvalidOperationException("more came out than references can give");
            if (expanded.Length > 0) rtf = [.. "{\\rtf1 "u8, .. expanded.Span];
        }
        if (RtfReader.Read(rtf, 1252, budget) is not { } body) return;
        if ((body.Text?.Length ?? 0) + (body.Html?.Length ?? 0) > rtf.Length * 40L + 100) throw new InvalidOperationException("more text than the RTF can hold");
        if (body.Origin == RtfOrigin.Rtf && body.Html is { } html && html.Split("<a ").Length != html.Split("</a>").Length && budget.Exhausted.Count == 0) throw new InvalidOperationException("a link that does not end");
        if (budget.Exhausted.Count == 0 && RtfReader.Read(rtf, 1252, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)) != body) throw new InvalidOperationException("two readings differ");
    }
}

internal static class Made
{
    public static void Check(MapiMessage message, AnalysisBudget budget)
    {
        var bytes = MapiMime.Write(message, budget, out _, out var cut);
        if (!MapiMime.Write(message, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).AsSpan().SequenceEqual(bytes) && budget.Exhausted.Count == 0)
            throw new InvalidOperationException("written twice, written otherwise");
        var mail = MessageReader.Read(bytes, budget, form: MailForm.Msg);
        if (cut || mail.Cut || budget.Exhausted.Count > 0 || message.Class.Contains("SMIME", StringComparison.OrdinalIgnoreCase)) return;
        if (mail.Header("MIME-Version") is null) throw new InvalidOperationException("a value ended the header");
        foreach (var attachment in message.Attachments)
        {
            if (attachment.Content is not { IsEmpty: false } content || FileTypes.Detect(content.Span) is FileType.Tnef) continue;
            if (!mail.Files.Any(file => file.Bytes.Span.SequenceEqual(content.Span))) throw new InvalidOperationException($"the bytes of {attachment.Name} are lost");
        }
        if (message.Properties.LongText(MapiTag.Body) is { } text && !string.IsNullOrWhiteSpace(text) && mail.Message.Body.Plain is null && mail.Message.Body.Html is null)
            throw new InvalidOperationException("the text is lost");
    }
}
