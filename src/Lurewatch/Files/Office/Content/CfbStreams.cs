using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>Streams of a compound file by path.</summary>
internal static class CfbStreams
{
    /// <summary>A stream's content; null if there is none of that path.</summary>
    public static ReadOnlyMemory<byte>? Open(CfbReader cfb, string path, AnalysisBudget budget)
    {
        if (cfb.Find(path) is not { IsStorage: false } entry) return null;
        return cfb.Open(entry, budget);
    }
}
