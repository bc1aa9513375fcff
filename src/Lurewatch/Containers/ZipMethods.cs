using System.Buffers.Binary;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.PPMd;
using SharpCompress.Compressors.Reduce;
using SharpCompress.Compressors.Xz;
using SharpCompress.Compressors.ZStandard;
using SharpCompress.Compressors.ZStandard.Unsafe;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Lurewatch.Containers;

/// <summary>The rarer compression methods of ZIP [APPNOTE 4.4.5], through SharpCompress; what they declare to need of memory is bounded here.</summary>
internal static class ZipMethods
{
    private const int MemoryLog = 27; // 128 MiB: the largest window or model that is granted

    /// <summary>A stream of the unpacked content; null for a method that is not read. Throws what the decoders throw.</summary>
    public static Stream? Open(ZipEntry entry, ReadOnlyMemory<byte> packed, long cap)
    {
        switch (entry.Method)
        {
            case >= 2 and <= 5:
                return ReduceStream.Create(ZipUnpacker.AsStream(packed), packed.Length, Math.Min(entry.Size, cap + 1), entry.Method - 1);
            case 9:
                return new Deflate64Stream(ZipUnpacker.AsStream(packed), CompressionMode.Decompress);
            case 12:
                return BZip2Stream.Create(ZipUnpacker.AsStream(packed), CompressionMode.Decompress, false);
            case 14:
                return Lzma(entry, packed, cap);
            case 20 or 93:
                var zstd = new Decompressor();
                zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MemoryLog);
                return new DecompressionStream(ZipUnpacker.AsStream(packed), zstd, 0, checkEndOfStream: false, preserveDecompressor: false, leaveOpen: false);
            case 95:
                return XzDictionary(packed.Span) <= 1L << MemoryLog ? new XZStream(ZipUnpacker.AsStream(packed)) : null;
            case 98:
                return Ppmd(packed);
            default:
                return null;
        }
    }

    /// <summary>Method 14 [APPNOTE 5.8]: version, size of properties, properties, stream.</summary>
    private static LzmaStream? Lzma(ZipEntry entry, ReadOnlyMemory<byte> packed, long cap)
    {
        var head = packed.Span;
        if (head.Length < 9 || BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) != 5) return null;
        var properties = head.Slice(4, 5).ToArray();
        // A window beyond the whole output is never looked into.
        var window = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(properties.AsSpan(1)), (uint)Math.Min(cap + 1, 1L << MemoryLog));
        BinaryPrimitives.WriteUInt32LittleEndian(properties.AsSpan(1), Math.Max(window, 4096));
        var body = packed[9..];
        return LzmaStream.Create(properties, ZipUnpacker.AsStream(body), body.Length, (entry.Flags & 2) != 0 ? -1 : entry.Size, leaveOpen: false);
    }

    /// <summary>Method 98 [APPNOTE 5.10]: order, memory and restoration in two bytes.</summary>
    private static PpmdStream? Ppmd(ReadOnlyMemory<byte> packed)
    {
        if (packed.Length < 2) return null;
        var memory = ((BinaryPrimitives.ReadUInt16LittleEndian(packed.Span) >> 4) & 0xff) + 1L << 20;
        if (memory > 1L << MemoryLog) return null;
        return PpmdStream.Create(new PpmdProperties(packed.Span[..2]), ZipUnpacker.AsStream(packed[2..]), false);
    }

    /// <summary>Dictionary size of the first block's LZMA2 filter [xz 3.1]; more than any bound if there is none to read.</summary>
    private static long XzDictionary(ReadOnlySpan<byte> xz)
    {
        if (xz.Length < 32) return long.MaxValue;
        var block = xz[12..];
        if (block[0] == 0) return 0;
        var at = 2;
        for (var size = (block[1] >> 6) & 3; size > 0; size--)
        {
            while (at < block.Length && (block[at] & 0x80) != 0) at++;
            at++;
        }
        return at + 2 < block.Length && block[at] == 0x21 && block[at + 1] == 1 && block[at + 2] < 40
            ? (2L | (block[at + 2] & 1L)) << ((block[at + 2] / 2) + 11)
            : long.MaxValue;
    }
}
