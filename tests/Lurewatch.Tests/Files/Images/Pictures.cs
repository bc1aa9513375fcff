using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lurewatch.Files.Images;
using Lurewatch.Files.Images.Qr;
using ZXing;
using ZXing.QrCode;
using ZXing.QrCode.Internal;

namespace Lurewatch.Tests.Files.Images;

/// <summary>Pictures for tests: symbols by ZXing, an implementation that is not ours; files by writers of their own.</summary>
internal static class Pictures
{
    /// <summary>The modules of a symbol, dark is true, without quiet zone.</summary>
    public static bool[,] Symbol(string text, ErrorCorrectionLevel? level = null, int? version = null, string charset = "UTF-8")
    {
        var hints = new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = 0, [EncodeHintType.ERROR_CORRECTION] = level ?? ErrorCorrectionLevel.M, [EncodeHintType.CHARACTER_SET] = charset };
        if (version is { } fixedVersion) hints[EncodeHintType.QR_VERSION] = fixedVersion;
        var matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
        var modules = new bool[matrix.Width, matrix.Height];
        for (var y = 0; y < matrix.Height; y++)
            for (var x = 0; x < matrix.Width; x++) modules[x, y] = matrix[x, y];
        return modules;
    }

    public static BitGrid Grid(bool[,] modules)
    {
        var grid = new BitGrid(modules.GetLength(0), modules.GetLength(1));
        for (var y = 0; y < grid.Height; y++)
            for (var x = 0; x < grid.Width; x++) grid[x, y] = modules[x, y];
        return grid;
    }

    /// <summary>Painted with modules of some pixels and a quiet zone of some modules.</summary>
    public static GrayImage Paint(bool[,] modules, int module = 4, int quiet = 4, byte dark = 0, byte light = 255)
    {
        var side = modules.GetLength(0);
        var image = new GrayImage((side + 2 * quiet) * module, (side + 2 * quiet) * module);
        image.Pixels.Fill(light);
        for (var y = 0; y < side * module; y++)
            for (var x = 0; x < side * module; x++)
                if (modules[x / module, y / module]) image.Pixels[(y + quiet * module) * image.Width + x + quiet * module] = dark;
        return image;
    }

    /// <summary>Turned about its middle, on a light ground, by bilinear sampling; <paramref name="lean"/> narrows the top as a camera from below does.</summary>
    public static GrayImage Turn(GrayImage image, double degrees, double lean = 0)
    {
        var side = (int)(Math.Max(image.Width, image.Height) * 1.5);
        var turned = new GrayImage(side, side);
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                double dx = x - side / 2.0, dy = y - side / 2.0;
                var depth = 1 + lean * (0.5 - (double)y / side);
                dx *= depth;
                dy *= depth;
                turned.Pixels[y * side + x] = At(image, dx * cos + dy * sin + image.Width / 2.0, dy * cos - dx * sin + image.Height / 2.0);
            }
        }
        return turned;
    }

    private static byte At(GrayImage image, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double sum = 0;
        for (var v = 0; v < 2; v++)
        {
            for (var h = 0; h < 2; h++)
            {
                int px = left + h, py = top + v;
                var pixel = (uint)px < (uint)image.Width && (uint)py < (uint)image.Height ? image.Pixels[py * image.Width + px] : 255;
                sum += pixel * (h == 0 ? 1 - (x - left) : x - left) * (v == 0 ? 1 - (y - top) : y - top);
            }
        }
        return (byte)Math.Clamp(sum, 0, 255);
    }

    /// <summary>PNG of one kind of pixels: 0 gray, 2 RGB, 3 palette (1 bit), 4 gray with alpha, 6 RGBA.</summary>
    public static byte[] Png(GrayImage image, int colour = 0, byte filter = 0, bool clearLight = false, bool clearDark = false)
    {
        var rows = new MemoryStream();
        var previous = Array.Empty<byte>();
        for (var y = 0; y < image.Height; y++)
        {
            var row = new List<byte>();
            for (var x = 0; x < image.Width; x++)
            {
                var gray = image.Pixels[y * image.Width + x];
                var alpha = (byte)(clearLight && gray > 127 || clearDark && gray <= 127 ? 0 : 255);
                switch (colour)
                {
                    case 0: row.Add(gray); break;
                    case 2: row.AddRange([gray, gray, gray]); break;
                    case 3:
                        if ((x & 7) == 0) row.Add(0);
                        if (gray > 127) row[^1] |= (byte)(0x80 >> (x & 7));
                        break;
                    case 4: row.AddRange([gray, alpha]); break;
                    default: row.AddRange([gray, gray, gray, alpha]); break;
                }
            }
            byte[] raw = [.. row];
            if (previous.Length == 0) previous = new byte[raw.Length];
            var pixel = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
            rows.WriteByte(filter);
            for (var i = 0; i < raw.Length; i++)
            {
                int left = i < pixel ? 0 : raw[i - pixel], up = previous[i], corner = i < pixel ? 0 : previous[i - pixel];
                var guess = filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 };
                rows.WriteByte((byte)(raw[i] - guess));
            }
            previous = raw;
        }
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(rows.ToArray());
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), image.Height);
        (head[8], head[9]) = ((byte)(colour == 3 ? 1 : 8), (byte)colour);
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Chunk(file, "IHDR", head);
        if (colour == 3) Chunk(file, "PLTE", [0, 0, 0, 255, 255, 255]);
        var data = packed.ToArray();
        Chunk(file, "IDAT", data[..(data.Length / 2)]);   // two of them: readers must join
        Chunk(file, "IDAT", data[(data.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static void Chunk(MemoryStream file, string type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(Encoding.ASCII.GetBytes(type));
        file.Write(content);
        file.Write([0, 0, 0, 0]);   // readers do not hold the checksum against a picture
    }

    /// <summary>GIF with codes that never grow: a clear code before the table is full.</summary>
    public static byte[] Gif(params GrayImage[] frames)
    {
        var file = new MemoryStream();
        file.Write("GIF89a"u8);
        Short(file, frames[0].Width);
        Short(file, frames[0].Height);
        file.Write([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        foreach (var frame in frames)
        {
            file.WriteByte(0x2c);
            Short(file, 0);
            Short(file, 0);
            Short(file, frame.Width);
            Short(file, frame.Height);
            file.Write([0, 2]);
            var bits = new List<bool>();
            void Code(int value) { for (var i = 0; i < 3; i++) bits.Add((value >> i & 1) == 1); }
            for (var i = 0; i < frame.Pixels.Length; i++)
            {
                if (i % 2 == 0) Code(4);
                Code(frame.Pixels[i] > 127 ? 1 : 0);
            }
            Code(5);
            var bytes = new byte[(bits.Count + 7) / 8];
            for (var i = 0; i < bits.Count; i++) if (bits[i]) bytes[i / 8] |= (byte)(1 << (i % 8));
            foreach (var block in bytes.Chunk(255))
            {
                file.WriteByte((byte)block.Length);
                file.Write(block);
            }
            file.WriteByte(0);
        }
        file.WriteByte(0x3b);
        return file.ToArray();
    }

    private static void Short(MemoryStream file, int value)
    {
        file.WriteByte((byte)value);
        file.WriteByte((byte)(value >> 8));
    }

    public static byte[] Bmp(GrayImage image)
    {
        var stride = (image.Width * 3 + 3) / 4 * 4;
        var file = new byte[54 + stride * image.Height];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), image.Height);
        (file[26], file[28]) = (1, 24);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++) file.AsSpan(54 + (image.Height - 1 - y) * stride + x * 3, 3).Fill(image.Pixels[y * image.Width + x]);
        return file;
    }
}
