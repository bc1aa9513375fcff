using System.Buffers.Binary;
using Lurewatch.Bytes;

namespace Lurewatch.Samples;

/// <summary>Writes xz files [The .xz File Format 1.2]: the content stored, or chunks of LZMA2 as they are given.</summary>
public static class XzWriter
{
    private const int StoredChunk = 64 << 10;

    /// <summary>One stream with one block, its content not compressed, checked by CRC-32.</summary>
    public static byte[] Store(ReadOnlySpan<byte> content)
    {
        var chunks = new MemoryStream();
        for (var at = 0; at < content.Length; at += StoredChunk)
        {
            var size = Math.Min(StoredChunk, content.Length - at);
            chunks.Write([(byte)(at == 0 ? 1 : 2), (byte)((size - 1) >> 8), (byte)(size - 1)]);
            chunks.Write(content.Slice(at, size));
        }
        chunks.WriteByte(0);
        return Write(chunks.ToArray(), content.Length, Crc32.Of(content));
    }

    /// <summary>One stream with one block of those chunks.</summary>
    /// <param name="chunks">LZMA2, end mark included.</param>
    /// <param name="size">Size of the content, for the index.</param>
    /// <param name="crc">Its CRC-32; null for no check.</param>
    public static byte[] Write(ReadOnlySpan<byte> chunks, long size, uint? crc)
    {
        var xz = new MemoryStream();
        ReadOnlySpan<byte> flags = [0, (byte)(crc is null ? 0 : 1)];
        xz.Write([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]);
        xz.Write(flags);
        U32(xz, Crc32.Of(flags));
        ReadOnlySpan<byte> header = [2, 0, 0x21, 1, 24, 0, 0, 0]; // LZMA2, window of 16 MiB
        xz.Write(header);
        U32(xz, Crc32.Of(header));
        xz.Write(chunks);
        Pad(xz);
        if (crc is { } check) U32(xz, check);
        var index = new MemoryStream();
        index.Write([0, 1]);
        Number(index, 12 + chunks.Length + (crc is null ? 0 : 4));
        Number(index, size);
        Pad(index);
        index.WriteTo(xz);
        U32(xz, Crc32.Of(index.ToArray()));
        byte[] footer = [0, 0, 0, 0, flags[0], flags[1]];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, (uint)((index.Length + 4) / 4) - 1);
        U32(xz, Crc32.Of(footer));
        xz.Write(footer);
        xz.Write("YZ"u8);
        return xz.ToArray();
    }

    private static void Number(MemoryStream to, long value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }

    private static void Pad(MemoryStream to)
    {
        while (to.Length % 4 != 0) to.WriteByte(0);
    }

    private static void U32(MemoryStream to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        to.Write(bytes);
    }
}
