using System.Runtime.Intrinsics;

namespace Lurewatch.Files.Images;

/// <summary>The inverse discrete cosine transform of a block [T.81 A.3.3], eight numbers at a time.</summary>
internal static class JpegTransform
{
    private static readonly Vector256<float>[] s_rows = Basis();

    /// <summary>Element [u] holds the wave of frequency u at eight places.</summary>
    private static Vector256<float>[] Basis()
    {
        var rows = new Vector256<float>[8];
        Span<float> wave = stackalloc float[8];
        for (var u = 0; u < 8; u++)
        {
            for (var x = 0; x < 8; x++) wave[x] = (float)((u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((2 * x + 1) * u * Math.PI / 16));
            rows[u] = Vector256.Create<float>(wave);
        }
        return rows;
    }

    public static void Inverse(ReadOnlySpan<short> block, ReadOnlySpan<ushort> quantization, Span<byte> to, int stride)
    {
        if (!block[1..].ContainsAnyExcept((short)0))
        {
            var flat = (byte)Math.Clamp(128 + (block[0] * quantization[0] + 4) / 8, 0, 255);
            for (var y = 0; y < 8; y++) to.Slice(y * stride, 8).Fill(flat);
            return;
        }
        Span<float> columns = stackalloc float[64];
        columns.Clear();
        for (var v = 0; v < 8; v++)
        {
            var line = block.Slice(v * 8, 8);
            if (!line.ContainsAnyExcept((short)0)) continue;
            // rows first: each coefficient of the line adds its wave
            var sum = Vector256<float>.Zero;
            for (var u = 0; u < 8; u++)
                if (line[u] != 0) sum += s_rows[u] * (float)(line[u] * quantization[v * 8 + u]);
            for (var y = 0; y < 8; y++)
            {
                var at = columns.Slice(y * 8, 8);
                (Vector256.Create<float>(at) + sum * s_rows[v][y]).CopyTo(at);
            }
        }
        for (var y = 0; y < 8; y++)
        {
            var levels = Vector256.ConvertToInt32(Vector256.Create<float>(columns.Slice(y * 8, 8)) + Vector256.Create(128.5f));
            levels = Vector256.Clamp(levels, Vector256<int>.Zero, Vector256.Create(255));
            var words = Vector128.Narrow(levels.GetLower(), levels.GetUpper());
            Vector128.Narrow(words, words).AsByte().GetLower().CopyTo(to.Slice(y * stride, 8));
        }
    }
}
