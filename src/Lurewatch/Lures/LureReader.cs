namespace Lurewatch.Lures;

/// <summary>Reads the words of a mail: its language, and the lure phrases in it.</summary>
internal static class LureReader
{
    public static LureReading Read(string? subject, string? text, AnalysisBudget budget) => LureReading.None;
}
