using Lurewatch.Mail.Reports;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as the machine-readable part of a report, and as a journal's envelope: bounded, and what is named stood there.</summary>
internal static class ReportTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var groups = ReportFields.Read(data);
        if (groups.Count > 200 || groups.Any(group => group.Count is 0 or > 100)) throw new InvalidOperationException("more fields than are kept");
        DeliveryStatus.Read(data);
        DispositionNotification.Read(data);
        FeedbackReport.Read(data);
        var text = System.Text.Encoding.Latin1.GetString(data);
        if (Journal.Read(text) is not { } journal) return;
        if (journal.Sender is not { Length: > 0 } sender || !text.Contains(sender, StringComparison.Ordinal)) throw new InvalidOperationException("a sender that is not there");
        foreach (var recipient in journal.Recipients)
            if (!text.Contains(recipient, StringComparison.Ordinal)) throw new InvalidOperationException("a recipient who is not there");
    }
}
