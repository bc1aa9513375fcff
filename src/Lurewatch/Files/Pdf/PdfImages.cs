using Lurewatch.Files.Images;

namespace Lurewatch.Files.Pdf;

/// <summary>A picture of a PDF [ISO 32000-2, 8.9] to brightness: samples of 1 to 16 bits in gray, RGB, CMYK and palettes. JPEG stays a file of its own.</summary>
internal static class PdfImages
{
    /// <summary>The JPEG inside, if it is one; or the brightness of its samples; neither where its codec is not read.</summary>
    public static (byte[]? Jpeg, GrayImage? Gray) Read(PdfFile file, PdfStream stream, AnalysisBudget budget, string what)
    {
        var dictionary = stream.Dictionary;
        int Number(string key) => file.Resolve(dictionary[key]) is PdfNumber number ? number.Int : 0;
        int width = Number("Width"), height = Number("Height");
        if (width <= 0 || height <= 0 || !ImageReader.Allows(width, height, budget, what, out _)) return (null, null);
        using var content = file.Open(stream);
        if (content.Left is "DCTDecode" or "DCT") return (content.Bytes.ToArray(), null);
        if (content.Left is not null || content.Bytes.IsEmpty) return (null, null);
        var bytes = content.Bytes.Span;
        var mask = file.Resolve(dictionary["ImageMask"]) is PdfKeyword { Text: "true" };
        var bits = mask ? 1 : Number("BitsPerComponent");
        if (bits is not (1 or 2 or 4 or 8 or 16)) return (null, null);
        var (channels, palette) = mask ? (1, null) : Space(file, file.Resolve(dictionary["ColorSpace"]));
        if (channels == 0) return (null, null);
        var stride = ((long)width * channels * bits + 7) / 8;
        var rows = new GrayRows(width, height);
        var line = new byte[width];
        for (var y = 0; y < height && (y + 1) * stride <= bytes.Length; y++)
        {
            var row = bytes.Slice((int)(y * stride), (int)stride);
            if (!budget.TryTakeSteps(1 + width / 16, what)) break;
            if (bits == 8 && palette is null && channels < 4)
            {
                if (channels == 1) row[..width].CopyTo(line);
                else for (int x = 0, at = 0; x < line.Length; x++, at += 3) line[x] = GrayImage.Luma(row[at], row[at + 1], row[at + 2]);
                rows.Add(line);
                continue;
            }
            for (var x = 0; x < width; x++)
            {
                if (palette is not null)
                {
                    line[x] = Raw(row, x, bits) is var index && index < palette.Length ? palette[index] : (byte)0;
                    continue;
                }
                var at = x * channels;
                line[x] = channels switch
                {
                    1 => Sample(row, at, bits),
                    3 => GrayImage.Luma(Sample(row, at, bits), Sample(row, at + 1, bits), Sample(row, at + 2, bits)),
                    _ => (byte)((255 - Sample(row, at + 3, bits)) * (255 - GrayImage.Luma(Sample(row, at, bits), Sample(row, at + 1, bits), Sample(row, at + 2, bits))) / 255),
                };
            }
            rows.Add(line);
        }
        return (null, rows.Image);
    }

    private static int Raw(ReadOnlySpan<byte> row, int index, int bits) => bits switch { 8 => row[index], 16 => row[index * 2], _ => row[index * bits >> 3] >> (8 - bits - (index * bits & 7)) & ((1 << bits) - 1) };

    private static byte Sample(ReadOnlySpan<byte> row, int index, int bits) => bits >= 8 ? (byte)Raw(row, index, bits) : (byte)(Raw(row, index, bits) * 255 / ((1 << bits) - 1));

    private static (int Channels, byte[]? Palette) Space(PdfFile file, PdfObject space)
    {
        switch (space)
        {
            case PdfName { Text: "DeviceGray" or "CalGray" or "G" }: return (1, null);
            case PdfName { Text: "DeviceRGB" or "CalRGB" or "RGB" }: return (3, null);
            case PdfName { Text: "DeviceCMYK" or "CMYK" }: return (4, null);
            case PdfArray { Items: [PdfName { Text: "ICCBased" }, var profile, ..] }:
                return (file.Dictionary(profile) is { } dictionary && file.Resolve(dictionary["N"]) is PdfNumber { Int: 1 or 3 or 4 } n ? n.Int : 3, null);
            case PdfArray { Items: [PdfName { Text: "CalGray" or "DeviceGray" or "Separation" }, ..] }: return (1, null);
            case PdfArray { Items: [PdfName { Text: "CalRGB" or "Lab" or "DeviceRGB" }, ..] }: return (3, null);
            case PdfArray { Items: [PdfName { Text: "Indexed" or "I" }, var based, _, var table, ..] }:
                var (channels, _) = file.Resolve(based) is PdfArray { Items: [PdfName { Text: "Indexed" }, ..] } ? (0, null) : Space(file, file.Resolve(based));
                var colours = file.Resolve(table) switch { PdfString text => text.Bytes, PdfStream stream => file.Decode(stream), _ => [] };
                if (channels == 0) return (0, null);
                var palette = new byte[Math.Min(256, colours.Length / channels)];
                for (var i = 0; i < palette.Length; i++)
                {
                    var colour = colours.AsSpan(i * channels, channels);
                    palette[i] = channels == 1 ? colour[0] : channels == 3 ? GrayImage.Luma(colour[0], colour[1], colour[2]) : (byte)((255 - colour[3]) * (255 - GrayImage.Luma(colour[0], colour[1], colour[2])) / 255);
                }
                return (1, palette);
            default: return (0, null);
        }
    }
}
