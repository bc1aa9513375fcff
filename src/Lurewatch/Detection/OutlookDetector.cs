using Lurewatch.Mail.Mapi;

namespace Lurewatch.Detection;

/// <summary>What only Outlook's own properties can do, in message files and winmail.dat: run without a click, and never seen in the texts.</summary>
internal sealed class OutlookDetector : IDetector
{
    private static readonly FindingKind Reminder = new("outlook.reminder-elsewhere", "A reminder whose sound lies on a foreign server (CVE-2023-23397)", Severity.High, "T1187");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Reminder];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Defects.Count: > 0 } mail) return;
        foreach (var defect in mail.Defects)
        {
            if (defect.Id != MapiMime.ReminderElsewhere) continue;
            findings.Add(new Finding
            {
                Kind = Reminder,
                Reason = $"The reminder plays {defect.Detail}: Outlook that is not patched logs in there as soon as the item arrives, and gives the reader's password hash away.",
                Place = defect.Place,
            });
            return;
        }
    }
}
