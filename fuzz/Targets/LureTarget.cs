using System.Text;
using Lurewatch.Lures;

namespace Lurewatch.Fuzz;

/// <summary>Any text as subject and body: every match and disguise stands where it says, in order, and reading twice says the same.</summary>
internal static class LureTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        var subject = text[..Math.Min(text.Length, 80)];
        var reading = Read(subject, text);
        foreach (var match in reading.Matches) Check(match.Text, match.Place == "subject" ? subject : text, match.Offset);
        foreach (var disguise in reading.Disguises) Check(disguise.Text, disguise.Place == "subject" ? subject : text, disguise.Offset);
        if (!reading.Matches.SequenceEqual(Read(subject, text).Matches)) throw new InvalidOperationException("read twice, read otherwise");
        foreach (var report in LureIntents.Weigh(reading.Matches))
            if (report.Points < LureIntents.Hint || report.Evidence.Count == 0) throw new InvalidOperationException($"{report.Intent.Id} without evidence");
    }

    private static LureReading Read(string subject, string text) => LureReader.Read(subject, text, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));

    private static void Check(string found, string text, int offset)
    {
        if (!text.AsSpan(offset).StartsWith(found, StringComparison.Ordinal)) throw new InvalidOperationException($"\"{found}\" does not stand at {offset}");
    }
}
