using Lurewatch.Containers;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a compound file: nothing bigger comes out than went in, opening twice gives the same, all streams together cost no more than the budget says.</summary>
internal static class CfbTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var cfb = CfbReader.Read(bytes, budget);
        if (cfb.Entries.Count > bytes.Length / 128) throw new InvalidOperationException("more entries than the file has room for");
        var ids = new HashSet<int>();
        foreach (var entry in cfb.Entries)
        {
            if (!ids.Add(entry.Id)) throw new InvalidOperationException($"entry {entry.Id} is listed twice");
            if (cfb.Open(entry, budget) is not { } content) continue;
            if (content.Length > entry.Size || content.Length > bytes.Length) throw new InvalidOperationException($"{entry.Path}: {content.Length} of {entry.Size} bytes");
            if (cfb.Open(entry, budget) is { } again && !again.Span.SequenceEqual(content.Span)) throw new InvalidOperationException($"{entry.Path}: read twice, read otherwise");
        }
    }
}
