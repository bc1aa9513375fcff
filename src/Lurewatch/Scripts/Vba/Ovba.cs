using System.Buffers.Binary;

namespace Lurewatch.Scripts.Vba;

/// <summary>Decompression of VBA source and of the dir stream [MS-OVBA 2.4.1].</summary>
/// <remarks>
/// A container is 0x01 and chunks; a chunk is a header (12 bits size − 3, 3 bits 0b011, 1 bit compressed) and up to 4,096 bytes' worth of token sequences:
/// a flag byte, then eight tokens, each a literal byte or a copy token whose split between offset and length moves with the distance already written.
/// </remarks>
internal static class Ovba
{
    private const int ChunkSize = 4096;

    /// <summary>Decompresses a container; what lies behind a defect is left out, what came before it is kept.</summary>
    /// <param name="container">Starts with 0x01.</param>
    /// <param name="budget">Pays for the output.</param>
    /// <param name="defect">What is wrong with it; null if nothing is.</param>
    public static byte[] Decompress(ReadOnlySpan<byte> container, AnalysisBudget budget, out string? defect)
    {
        defect = null;
        if (container.IsEmpty || container[0] != 0x01)
        {
            defect = "no container signature";
            return [];
        }
        var output = new byte[Math.Min((long)container.Length * 3, 1 << 16)];
        var written = 0;
        var at = 1;
        while (at < container.Length)
        {
            if (container.Length - at < 2)
            {
                defect ??= "cut in a chunk header";
                break;
            }
            var header = BinaryPrimitives.ReadUInt16LittleEndian(container[at..]);
            if ((header & 0x7000) != 0x3000)
            {
                defect ??= "no chunk signature";
                break;
            }
            if (!budget.TryTakeBytes(ChunkSize, "VBA source"))
            {
                defect = "limit";
                break;
            }
            if (output.Length - written < ChunkSize) Array.Resize(ref output, Math.Max(output.Length * 2, written + ChunkSize));
            var end = at + (header & 0x0FFF) + 3;
            if (end > container.Length)
            {
                defect ??= "cut in a chunk";
                end = container.Length;
            }
            var chunk = container[(at + 2)..end];
            at = end;
            var to = output.AsSpan(written, ChunkSize);
            if ((header & 0x8000) == 0)
            {
                var raw = Math.Min(chunk.Length, ChunkSize);
                chunk[..raw].CopyTo(to);
                written += raw;
            }
            else
            {
                written += Chunk(chunk, to, ref defect);
            }
        }
        return written == output.Length ? output : output[..written];
    }

    private static int Chunk(ReadOnlySpan<byte> chunk, Span<byte> to, ref string? defect)
    {
        var at = 0;
        var written = 0;
        var offsetBits = 4;
        while (at < chunk.Length)
        {
            int flags = chunk[at++];
            for (var bit = 0; bit < 8 && at < chunk.Length; bit++, flags >>= 1)
            {
                if ((flags & 1) == 0)
                {
                    if (written == to.Length)
                    {
                        defect ??= "chunk longer than 4,096 bytes";
                        return written;
                    }
                    to[written++] = chunk[at++];
                    continue;
                }
                if (chunk.Length - at < 2)
                {
                    defect ??= "cut in a copy token";
                    return written;
                }
                var token = BinaryPrimitives.ReadUInt16LittleEndian(chunk[at..]);
                at += 2;
                while (1 << offsetBits < written) offsetBits++;
                var length = (token & (0xFFFF >> offsetBits)) + 3;
                var offset = (token >> 16 - offsetBits) + 1;
                if (offset > written)
                {
                    defect ??= "copy from before the chunk";
                    return written;
                }
                if (length > to.Length - written)
                {
                    defect ??= "chunk longer than 4,096 bytes";
                    length = to.Length - written;
                }
                if (offset >= length) to.Slice(written - offset, length).CopyTo(to[written..]);
                else
                    for (var i = 0; i < length; i++) to[written + i] = to[written + i - offset];
                written += length;
            }
        }
        return written;
    }
}
