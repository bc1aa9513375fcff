using Lurewatch.Bytes;
using Lurewatch.Files.Calendar;
using Lurewatch.Lures;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Invitations that are lures: they put themselves into the calendar unread, and say there what the mail does not. Meetings of the usual services pass in silence.
/// Where its links lead is the business of <see cref="LinkDetector"/>.</summary>
internal sealed class CalendarDetector : IDetector
{
    private const string SpearphishingLink = "T1566.002";

    private static readonly FindingKind Organizer = new("calendar.organizer-differs", "An invitation's organiser is neither the sender nor of its domain", Severity.Low, SpearphishingLink, "T1656");
    private static readonly FindingKind Lure = new("calendar.lure", "The text of an invitation speaks as lures do", Severity.High, SpearphishingLink);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Organizer, Lure];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is null || view.Sender is not { } sender) return;
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is not CalendarFacts { Events: > 0 } calendar) continue;
            if (calendar is { Method: "REQUEST" or "PUBLISH", Organizer: { } organizer } && organizer != sender.Address && RootOf(organizer) is { } root && root != sender.Root && sender.Brand is null
                && !view.Organisation.Owns(organizer[(organizer.IndexOf('@', StringComparison.Ordinal) + 1)..]))
                Add(Organizer, $"The invitation is from {organizer}, the mail from {sender.Address}.", calendar.OrganizerName);
            var reading = LureReader.Read(calendar.Summary, calendar.Text, view.Budget);
            foreach (var report in LureIntents.Weigh(reading.Matches))
                if (report is { Strong: true, Intent.Id: "credential" or "shared-document" or "voicemail" or "callback" or "remote-support" or "renewal" or "payment" or "crypto" or "prize" or "extortion" or "tax" })
                    Add(Lure, $"The invitation speaks of {report.Intent.Id} as lures do: {string.Join(", ", report.Evidence.Select(match => match.Text).Distinct(StringComparer.OrdinalIgnoreCase).Take(4).Select(text => $"\"{Names.Visible(text)}\""))}.", calendar.Summary);

            void Add(FindingKind kind, string reason, string? excerpt)
            {
                if (findings.Exists(known => known.Kind == kind)) return;
                findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > 300 } ? excerpt[..300] + "…" : excerpt, Place = Place.InArtifact(file.Path) });
            }
        }
    }

    private static string? RootOf(string address) => SenderView.RootOf(PublicSuffixList.Split(address[(address.LastIndexOf('@') + 1)..]));
}
