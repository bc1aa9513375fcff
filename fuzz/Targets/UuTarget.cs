using Lurewatch.Mail.Parts.Embedded;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a text with files in it: what is left is the text with pieces cut out, in order; what comes out is no larger than the budget; twice the same.</summary>
internal static class UuTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var limits = new AnalysisLimits { MemberBytes = 1 << 20, TotalBytesOut = 4 << 20 };
        var files = new List<EmbeddedFile>();
        var rest = EmbeddedFiles.Read(bytes, "text", new AnalysisBudget(limits, TimeProvider.System), files);
        if (rest is null != (files.Count == 0)) throw new InvalidOperationException("a cut without a file, or a file without a cut");
        if (!EmbeddedFiles.MayHold(bytes) && files.Count > 0) throw new InvalidOperationException("the first look misses a file");
        if (files.Sum(file => (long)file.Bytes.Length) > 2 * limits.TotalBytesOut) throw new InvalidOperationException("more than the budget came out");
        if (rest is not null && !IsSubsequence(rest, bytes)) throw new InvalidOperationException("the rest is not of the text");
        var again = new List<EmbeddedFile>();
        EmbeddedFiles.Read(bytes, "text", new AnalysisBudget(limits, TimeProvider.System), again);
        if (!again.Select(file => (file.Name, file.Origin, file.Problem, file.Bytes.Length)).SequenceEqual(files.Select(file => (file.Name, file.Origin, file.Problem, file.Bytes.Length))))
            throw new InvalidOperationException("two readings differ");
    }

    private static bool IsSubsequence(ReadOnlySpan<byte> part, ReadOnlySpan<byte> whole)
    {
        var at = 0;
        foreach (var b in whole)
            if (at < part.Length && part[at] == b) at++;
        return at == part.Length;
    }
}
