using System.Buffers.Binary;

namespace Lurewatch.Samples;

/// <summary>Compression of VBA source [MS-OVBA 2.4.1.3].</summary>
public static class OvbaCompressor
{
    private const int ChunkSize = 4096;

    /// <summary>A CompressedContainer of <paramref name="data"/>.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        var output = new List<byte> { 0x01 };
        for (var at = 0; at < data.Length; at += ChunkSize) Chunk(data.Slice(at, Math.Min(ChunkSize, data.Length - at)), output);
        return [.. output];
    }

    private static void Chunk(ReadOnlySpan<byte> chunk, List<byte> output)
    {
        var tokens = new List<byte>(ChunkSize);
        var at = 0;
        while (at < chunk.Length && tokens.Count < ChunkSize)
        {
            var flagAt = tokens.Count;
            tokens.Add(0);
            for (var bit = 0; bit < 8 && at < chunk.Length; bit++)
            {
                var bits = BitsOfOffset(at);
                var (offset, length) = Longest(chunk, at, Math.Min((0xFFFF >> bits) + 3, chunk.Length - at));
                if (length < 3)
                {
                    tokens.Add(chunk[at++]);
                    continue;
                }
                tokens[flagAt] |= (byte)(1 << bit);
                var token = (ushort)((offset - 1 << 16 - bits) | (length - 3));
                tokens.Add((byte)token);
                tokens.Add((byte)(token >> 8));
                at += length;
            }
        }
        Span<byte> header = stackalloc byte[2];
        if (at == chunk.Length && tokens.Count <= ChunkSize)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(0xB000 | (tokens.Count - 1)));
            output.AddRange(header);
            output.AddRange(tokens);
            return;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0x3FFF);
        output.AddRange(header);
        output.AddRange(chunk);
        for (var pad = chunk.Length; pad < ChunkSize; pad++) output.Add(0);
    }

    /// <summary>Bits that a copy token's offset takes, which grow with the distance already decompressed.</summary>
    private static int BitsOfOffset(int decompressed)
    {
        var bits = 4;
        while (1 << bits < decompressed) bits++;
        return bits;
    }

    private static (int Offset, int Length) Longest(ReadOnlySpan<byte> chunk, int at, int most)
    {
        var best = (Offset: 0, Length: 0);
        for (var from = at - 1; from >= 0; from--)
        {
            var length = 0;
            while (length < most && chunk[from + length] == chunk[at + length]) length++;
            if (length > best.Length) best = (at - from, length);
        }
        return best;
    }
}
