using System.Buffers.Binary;
using System.IO.Compression;
using Lurewatch.Bytes;
using ZXing;
using ZXing.QrCode;

namespace Lurewatch.Samples;

/// <summary>A QR code as a grey PNG, four pixels a module, without compression: the same bytes whichever zlib is there.</summary>
internal static class QrPicture
{
    private const int Module = 4;

    public static byte[] Png(string text)
    {
        var code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = 4 });
        var side = code.Width * Module;
        var rows = new byte[(side + 1) * side];
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++) rows[(y * (side + 1)) + 1 + x] = code[x / Module, y / Module] ? (byte)0 : (byte)255;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) zlib.Write(rows);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, side);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), side);
        head[8] = 8;
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc32.Of(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }
}
