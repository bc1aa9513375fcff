namespace Lurewatch.Containers;

/// <summary>How far an unpacking went.</summary>
/// <param name="Bytes">What came out; of a cut one only the start, enough to tell its type.</param>
/// <param name="Limit">The limit that cut it: <c>size</c>, <c>ratio</c>, <c>time</c>; null if none did.</param>
/// <param name="Damage">What the decoder said; null if it came to its end.</param>
internal readonly record struct Unpacked(ReadOnlyMemory<byte> Bytes, string? Limit = null, string? Damage = null);

/// <summary>Reads a decompressor to its end, bounded while output is made: what a header declares only guides the first allocation.</summary>
internal static class BoundedUnpacking
{
    /// <summary>What is kept of a file that is over a limit: enough to tell its type.</summary>
    public const int KeptOfCut = 64 << 10;

    private const int Chunk = 64 << 10;
    private const int RatioCheckedAbove = 1 << 20;

    /// <summary>The start of what is too large to be kept.</summary>
    public static ReadOnlyMemory<byte> Start(ReadOnlyMemory<byte> content) => content[..Math.Min(content.Length, KeptOfCut)];

    /// <summary>Unpacks; the bytes are taken from the budget. Never throws what the decoder throws.</summary>
    /// <param name="stream">The decompressor.</param>
    /// <param name="declared">The size that a header declares; 0 if none does.</param>
    /// <param name="packed">Size of the input.</param>
    /// <param name="what">Named in the trace of a limit.</param>
    /// <param name="budget">What may be spent.</param>
    public static Unpacked Drain(Stream stream, long declared, int packed, string what, AnalysisBudget budget)
    {
        var cap = (int)Math.Min(Math.Min(budget.Limits.MemberBytes, budget.BytesLeft), Array.MaxLength - 1);
        var unpacked = Unpack(stream, declared, packed, cap, what, budget);
        if (unpacked.Limit is not null)
        {
            if (unpacked.Limit == "size") budget.TryTakeBytes(cap + 1L, what); // notes which limit it was
            return unpacked with { Bytes = Start(unpacked.Bytes).ToArray() };
        }
        budget.TryTakeBytes(unpacked.Bytes.Length, what);
        return unpacked;
    }

    /// <summary>Unpacks what holds several files, one after the other, so that those before a limit are still had. Nothing is taken from the budget: the files take their own.</summary>
    /// <param name="cap">The most that is unpacked.</param>
    public static Unpacked Prefix(Stream stream, long declared, int packed, int cap, string what, AnalysisBudget budget) => Unpack(stream, declared, packed, cap, what, budget);

    private static Unpacked Unpack(Stream stream, long declared, int packed, int cap, string what, AnalysisBudget budget)
    {
        // The declared size saves copies, but only as far as the packed size makes it likely.
        var buffer = new byte[(int)Math.Clamp(declared + 1, 64, Math.Max(64, Math.Min(cap + 1L, (packed * 16L) + 1024)))];
        var length = 0;
        string? damage = null;
        try
        {
            while (true)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Clamp(buffer.Length * 2L, length + 1L, Math.Max(length, cap) + 1L));
                var read = stream.Read(buffer, length, Math.Min(buffer.Length - length, Chunk));
                if (read <= 0) break;
                length += read;
                if (length > cap) return new Unpacked(buffer.AsMemory(0, cap), Limit: "size");
                if (length > RatioCheckedAbove && length > (long)packed * budget.Limits.Ratio)
                {
                    budget.Exhaust("ratio", what);
                    return new Unpacked(buffer.AsMemory(0, length), Limit: "ratio");
                }
                if (!budget.TryTakeSteps(1 + (read >> 6), what)) return new Unpacked(buffer.AsMemory(0, length), Limit: "time");
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            damage = error.Message; // keep what came before
        }
        return new Unpacked(buffer.AsMemory(0, length), Damage: damage);
    }
}
