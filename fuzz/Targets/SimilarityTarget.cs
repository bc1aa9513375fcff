using Lurewatch.Bytes.Similarity;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes: digests have the form that other tools read.</summary>
internal static class SimilarityTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        if (Tlsh.Of(data) is { } tlsh && (tlsh.Length != 72 || !tlsh.StartsWith("T1", StringComparison.Ordinal))) throw new InvalidOperationException(tlsh);
        var parts = Ssdeep.Of(data).Split(':');
        if (parts is not [_, { Length: <= 64 }, { Length: <= 32 }]) throw new InvalidOperationException("no digest of ssdeep's form");
    }
}
