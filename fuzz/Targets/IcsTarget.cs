using Lurewatch.Files;
using Lurewatch.Files.Calendar;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a calendar and as a contact: nothing throws, links and texts stay inside the limits.</summary>
internal static class IcsTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var context = new FileContext(budget, []);
        var file = new Artifact(bytes, "fuzz.ics", "/fuzz.ics", parent: null, "input", FileType.Ics);
        if (new CalendarHandler().Extract(file, context).Facts is not CalendarFacts calendar || new ContactHandler().Extract(file, context).Facts is not ContactFacts contact) throw new InvalidOperationException("no facts");
        if (calendar.Links.Count > budget.Limits.Links || contact.Links.Count > budget.Limits.Links || calendar.Text.Length > 1 << 17) throw new InvalidOperationException("over the limits");
        if (calendar.Organizer is { } organizer && !organizer.Contains('@', StringComparison.Ordinal)) throw new InvalidOperationException("an organiser without address");
    }
}
