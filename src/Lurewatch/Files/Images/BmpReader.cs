using System.Buffers.Binary;

namespace Lurewatch.Files.Images;

/// <summary>Windows bitmap [MS-WMF 2.2.2.3, BITMAPINFOHEADER]: 1, 4, 8, 16, 24 and 32 bits a pixel without compression or with bit fields; OS/2's core header.</summary>
internal static class BmpReader
{
    public static Picture? Read(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        if (bytes.Length < 26 + 14) return null;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        var head = bytes[14..];
        var size = BinaryPrimitives.ReadInt32LittleEndian(head);
        int width, height, bits, compression = 0, colours = 0;
        if (size == 12)
        {
            (width, height, bits) = (BinaryPrimitives.ReadUInt16LittleEndian(head[4..]), BinaryPrimitives.ReadInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[10..]));
        }
        else
        {
            if (size < 40 || head.Length < 40) return null;
            (width, height, bits) = (BinaryPrimitives.ReadInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadUInt16LittleEndian(head[14..]));
            (compression, colours) = (BinaryPrimitives.ReadInt32LittleEndian(head[16..]), BinaryPrimitives.ReadInt32LittleEndian(head[32..]));
        }
        var topDown = height < 0;
        if (height == int.MinValue) return null;
        height = Math.Abs(height);
        if (width <= 0 || height == 0) return null;
        var picture = new Picture(width, height);
        if (!ImageReader.Allows(width, height, budget, what, out var problem)) return picture with { Problem = problem };
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32) || compression is not (0 or 3 or 6)) return picture with { Problem = "unsupported" };

        var palette = new byte[256];
        if (bits <= 8)
        {
            var (entry, table) = (size == 12 ? 3 : 4, 14L + size);
            var count = Math.Min(1 << bits, colours > 0 ? colours : 1 << bits);
            for (var i = 0; i < count && table + (i + 1) * entry <= bytes.Length; i++)
            {
                var colour = bytes[(int)(table + i * entry)..];
                palette[i] = GrayImage.Luma(colour[2], colour[1], colour[0]);
            }
        }
        uint red = bits == 16 ? 0x7c00u : 0xff0000, green = bits == 16 ? 0x3e0u : 0xff00, blue = bits == 16 ? 0x1fu : 0xff;
        if (compression is 3 or 6 && bytes.Length >= 66)
            (red, green, blue) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[54..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[58..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[62..]));

        var stride = ((long)width * bits + 31) / 32 * 4;
        var rows = new GrayRows(width, height);
        var line = new byte[width];
        for (var y = 0; y < height; y++)
        {
            var at = start + stride * (topDown ? y : height - 1 - y);
            if (at + stride > bytes.Length + 3)
            {
                if (topDown) return picture with { Gray = rows.Image, Problem = "damaged" };
                line.AsSpan().Fill(255);
                rows.Add(line);
                continue;
            }
            var row = bytes[(int)at..(int)Math.Min(bytes.Length, at + stride)];
            for (var x = 0; x < width; x++)
            {
                line[x] = bits switch
                {
                    24 => GrayImage.Luma(row[x * 3 + 2], row[x * 3 + 1], row[x * 3]),
                    32 => Fields(BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]), red, green, blue),
                    16 => Fields(BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]), red, green, blue),
                    8 => palette[row[x]],
                    4 => palette[row[x >> 1] >> ((x & 1) == 0 ? 4 : 0) & 15],
                    _ => palette[row[x >> 3] >> (7 - (x & 7)) & 1],
                };
            }
            rows.Add(line);
        }
        return picture with { Gray = rows.Image };
    }

    private static byte Fields(uint pixel, uint red, uint green, uint blue) => GrayImage.Luma(Field(pixel, red), Field(pixel, green), Field(pixel, blue));

    private static int Field(uint pixel, uint mask) => mask == 0 ? 0 : (int)((ulong)(pixel & mask) * 255 / mask);
}
