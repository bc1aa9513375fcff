using System.Buffers.Binary;
using SharpCompress.Compressors.LZMA;

namespace Lurewatch.Containers;

/// <summary>LZMA and LZMA2 streams through SharpCompress; the window is granted by what can come out, not by what the header asks for.</summary>
internal static class LzmaCodec
{
    private const int PropertiesSize = 5, SmallestWindow = 4096, LargestWindowCode = 40;

    /// <summary>LZMA, of properties in five bytes: literal and position bits, window.</summary>
    /// <param name="size">Size of the output; -1 if an end marker ends it.</param>
    /// <param name="cap">The most that will be read.</param>
    public static LzmaStream? Lzma(ReadOnlySpan<byte> properties, ReadOnlyMemory<byte> packed, long size, long cap)
    {
        if (properties.Length < PropertiesSize || properties[0] >= 9 * 5 * 5 || packed.Length < PropertiesSize) return null;
        var own = properties[..PropertiesSize].ToArray();
        // A window beyond the whole output is never looked into.
        var most = Math.Min(size < 0 ? cap : Math.Min(size, cap), int.MaxValue - 1) + 1;
        var window = Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(own.AsSpan(1)), SmallestWindow, Math.Max(most, SmallestWindow));
        BinaryPrimitives.WriteUInt32LittleEndian(own.AsSpan(1), (uint)window);
        return LzmaStream.Create(own, ZipUnpacker.AsStream(packed), -1, size, leaveOpen: false); // without the input's size: what follows the end mark is no damage
    }

    /// <summary>LZMA2, whose chunks say their sizes themselves.</summary>
    public static LzmaStream? Lzma2(byte windowCode, ReadOnlyMemory<byte> packed, long unpacked, long cap)
    {
        if (windowCode > LargestWindowCode) return null;
        var most = Math.Max(Math.Min(unpacked, cap), SmallestWindow);
        byte code = 0;
        while (code < windowCode && Window(code) < most && code < 37) code++; // 37: the last below 2 GiB
        return LzmaStream.Create([code], ZipUnpacker.AsStream(packed), -1, -1, null, isLzma2: true, leaveOpen: false);
    }

    /// <summary>How far a sequence of LZMA2 chunks goes [xz, the LZMA2 filter]: bytes read up to the end mark or the input's end, and bytes that come out.</summary>
    public static (int Packed, long Unpacked, bool Ended) MeasureLzma2(ReadOnlySpan<byte> chunks)
    {
        var at = 0;
        long unpacked = 0;
        while (at < chunks.Length)
        {
            var control = chunks[at];
            if (control == 0) return (at + 1, unpacked, true);
            if (at + 6 > chunks.Length || control is > 2 and < 0x80) break;
            var low = BinaryPrimitives.ReadUInt16BigEndian(chunks[(at + 1)..]) + 1;
            if (control < 0x80)
            {
                unpacked += low;
                at += 3 + low;
            }
            else
            {
                unpacked += ((control & 0x1f) << 16) + low;
                at += (control >= 0xc0 ? 6 : 5) + BinaryPrimitives.ReadUInt16BigEndian(chunks[(at + 3)..]) + 1;
            }
        }
        return (Math.Min(at, chunks.Length), unpacked, false);
    }

    private static long Window(int code) => (2L | (code & 1L)) << ((code / 2) + 11);
}
