using Lurewatch.Scripts.Vba;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as compressed VBA: a longer input never changes what a shorter one gave in full chunks, and what comes out is read as a dir stream and as source.</summary>
internal static class OvbaTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        byte[] container = [1, .. data];
        var whole = Ovba.Decompress(container, Budget(), out _);
        if (whole.Length > (container.Length / 3 + 1) * 4096) throw new InvalidOperationException($"{whole.Length} bytes from {container.Length}");
        var half = Ovba.Decompress(container.AsSpan(0, container.Length / 2 + 1), Budget(), out _);
        if (!whole.AsSpan().StartsWith(half)) throw new InvalidOperationException("what came before a cut is not what came without it");
        VbaDir.Read(whole, Budget());
        VbaDir.Read(data, Budget());
        Scan(Encodings.Of(1252).GetString(whole));
        Scan(Encodings.Of(1252).GetString(data));
    }

    private static void Scan(string source)
    {
        var (facts, _) = VbaScanner.Scan(source, Budget());
        foreach (var call in facts.Calls)
            if (call.Offset < 0 || call.Offset > source.Length) throw new InvalidOperationException($"a call at {call.Offset} of {source.Length}");
        foreach (var run in facts.AutoRun)
            if (!source.AsSpan(run.Offset).StartsWith(run.Procedure, StringComparison.Ordinal)) throw new InvalidOperationException($"{run.Procedure} is not at {run.Offset}");
    }

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);
}
