namespace Lurewatch.Bytes;

internal static class Hashes
{
    /// <summary>Shannon entropy in bits per byte (0 to 8); 0 for no bytes.</summary>
    public static double Entropy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return 0;
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var b in bytes) counts[b]++;
        double entropy = 0;
        foreach (var count in counts)
        {
            if (count == 0) continue;
            var share = (double)count / bytes.Length;
            entropy -= share * Math.Log2(share);
        }
        return Math.Round(entropy, 4);
    }
}
