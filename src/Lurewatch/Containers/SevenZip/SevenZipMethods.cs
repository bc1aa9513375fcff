using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.PPMd;
using SharpCompress.Compressors.ZStandard;
using SharpCompress.Compressors.ZStandard.Unsafe;

namespace Lurewatch.Containers.SevenZip;

/// <summary>Methods of 7z [Methods.txt].</summary>
internal static class SevenZipMethods
{
    public const ulong Copy = 0, Aes = 0x06f10701, Bcj2 = 0x0303011b, Lzma = 0x030101, Lzma2 = 0x21;
    private const ulong Ppmd = 0x030401, Deflate = 0x040108, Deflate64 = 0x040109, BZip2 = 0x040202, Zstd = 0x04f71101;
    private const int WindowLog = 27;
    private const uint MostModelMemory = 256 << 20;

    /// <summary>Name of a filter that is undone in place; null if the method is none.</summary>
    public static string? Filter(ulong method) => method switch
    {
        0x03 => "delta",
        0x04 or 0x03030103 => "x86",
        0x05 or 0x03030205 => "powerpc",
        0x06 or 0x03030401 => "ia64",
        0x07 or 0x03030501 => "arm",
        0x08 or 0x03030701 => "armthumb",
        0x09 or 0x03030805 => "sparc",
        0x0a => "arm64",
        _ => null,
    };

    /// <summary>A decoder; null for a method that is not read. Throws what the decoders throw.</summary>
    public static Stream? Open(SevenZipCoder coder, ReadOnlyMemory<byte> packed, long size, long cap)
    {
        switch (coder.Method)
        {
            case Lzma:
                return LzmaCodec.Lzma(coder.Properties, packed, size, cap);
            case Lzma2:
                return coder.Properties is [var window] ? LzmaCodec.Lzma2(window, packed, LzmaCodec.MeasureLzma2(packed.Span).Unpacked, cap) : null;
            case Ppmd when coder.Properties.Length == 5 && BitConverter.ToUInt32(coder.Properties, 1) is > 0 and <= MostModelMemory && coder.Properties[0] is >= 2 and <= 64:
                return PpmdStream.Create(new PpmdProperties(coder.Properties), ZipUnpacker.AsStream(packed), false);
            case Deflate:
                return new DeflateStream(ZipUnpacker.AsStream(packed), CompressionMode.Decompress);
            case Deflate64:
                return new Deflate64Stream(ZipUnpacker.AsStream(packed), SharpCompress.Compressors.CompressionMode.Decompress);
            case BZip2:
                return BZip2Stream.Create(ZipUnpacker.AsStream(packed), SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true);
            case Zstd:
                var zstd = new Decompressor();
                zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
                return new DecompressionStream(ZipUnpacker.AsStream(packed), zstd, 0, checkEndOfStream: false, preserveDecompressor: false, leaveOpen: false);
            default:
                return null;
        }
    }
}
