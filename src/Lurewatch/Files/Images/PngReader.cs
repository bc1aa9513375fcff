using System.Buffers.Binary;
using System.IO.Compression;

namespace Lurewatch.Files.Images;

/// <summary>PNG [W3C PNG 3]: signature, IHDR, PLTE, tRNS, IDAT…; all colour types and depths, Adam7. Checksums are not held against the picture: viewers do not either.</summary>
internal static class PngReader
{
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static Picture? Read(ReadOnlyMemory<byte> file, AnalysisBudget budget, string what)
    {
        var bytes = file.Span;
        if (bytes.Length < 33 || !bytes.Slice(12, 4).SequenceEqual("IHDR"u8)) return null;
        var head = bytes[16..];
        var width = BinaryPrimitives.ReadInt32BigEndian(head);
        var height = BinaryPrimitives.ReadInt32BigEndian(head[4..]);
        if (width <= 0 || height <= 0) return null;
        var picture = new Picture(width, height);
        if (!ImageReader.Allows(width, height, budget, what, out var problem)) return picture with { Problem = problem };
        var format = new Format(head[8], head[9], head[12] == 1);
        if (!format.IsValid) return picture with { Problem = "damaged" };

        ReadOnlySpan<byte> palette = [], transparency = [];
        var data = new MemoryStream(bytes.Length);
        for (var at = 8; at + 8 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var type = bytes.Slice(at + 4, 4);
            var content = bytes[(at + 8)..];
            if (length < content.Length) content = content[..(int)length];
            if (type.SequenceEqual("PLTE"u8)) palette = content;
            else if (type.SequenceEqual("tRNS"u8)) transparency = content;
            else if (type.SequenceEqual("IDAT"u8)) data.Write(content);
            else if (type.SequenceEqual("IEND"u8)) break;
            if (length > (uint)(bytes.Length - at)) break;
            at += 12 + (int)length;
        }
        data.Position = 0;
        var colours = new Colours(format, palette, transparency);
        var seen = new Canvas(width, height, colours, format.Interlaced);
        var whole = Decode(data, format, width, height, seen, budget, what);
        return picture with { Gray = seen.OnWhite, OnBlack = seen.OnBlack, Problem = whole ? null : "damaged" };
    }

    private static bool Decode(MemoryStream data, Format format, int width, int height, Canvas canvas, AnalysisBudget budget, string what)
    {
        using var unpacked = new ZLibStream(data, CompressionMode.Decompress);
        try
        {
            if (!format.Interlaced) return Pass(unpacked, format, width, height, (0, 0, 1, 1), canvas, budget, what);
            foreach (var pass in s_passes)
            {
                var (columns, rows) = ((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY);
                if (columns > 0 && rows > 0 && !Pass(unpacked, format, columns, rows, pass, canvas, budget, what)) return false;
            }
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            canvas.Finish();
        }
    }

    private static bool Pass(ZLibStream unpacked, Format format, int columns, int rows, (int X, int Y, int StepX, int StepY) pass, Canvas canvas, AnalysisBudget budget, string what)
    {
        var length = (int)(((long)columns * format.Bits + 7) / 8);
        var (row, previous) = (new byte[length + 1], new byte[length + 1]);
        var pixel = Math.Max(1, format.Bits / 8);
        for (var y = 0; y < rows; y++)
        {
            if (unpacked.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length || !budget.TryTakeSteps(1 + length / 64, what)) return false;
            Unfilter(row[0], row.AsSpan(1), previous.AsSpan(1), pixel);
            canvas.Row(row.AsSpan(1), columns, pass.X, pass.Y + y * pass.StepY, pass.StepX);
            (row, previous) = (previous, row);
        }
        return true;
    }

    /// <summary>Filter types 0 to 4 [9.2].</summary>
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        switch (filter)
        {
            case 1:
                for (var i = pixel; i < row.Length; i++) row[i] += row[i - pixel];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < pixel ? 0 : row[i - pixel]) + above[i]) >> 1);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    int left = i < pixel ? 0 : row[i - pixel], up = above[i], corner = i < pixel ? 0 : above[i - pixel];
                    int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
                    row[i] += (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
                }
                break;
        }
    }

    private readonly record struct Format(int Depth, int Colour, bool Interlaced)
    {
        public int Channels => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        public int Bits => Depth * Channels;
        public bool IsValid => Depth is 1 or 2 or 4 or 8 or 16 && Colour is 0 or 2 or 3 or 4 or 6 && (Depth >= 8 || Colour is 0 or 3) && !(Depth == 16 && Colour == 3);
    }

    /// <summary>Brightness and opacity of the samples of a row.</summary>
    private sealed class Colours
    {
        private readonly Format _format;
        private readonly byte[] _luma = new byte[256], _alpha = new byte[256];
        private readonly int _clear = -1;

        public Colours(Format format, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency)
        {
            _format = format;
            Array.Fill(_alpha, (byte)255);
            HasAlpha = format.Colour is 4 or 6;
            if (format.Colour == 3)
            {
                for (var i = 0; i < 256 && i * 3 + 2 < palette.Length; i++) _luma[i] = GrayImage.Luma(palette[i * 3], palette[i * 3 + 1], palette[i * 3 + 2]);
                for (var i = 0; i < transparency.Length && i < 256; i++) _alpha[i] = transparency[i];
                HasAlpha = transparency.Length > 0;
            }
            else if (format.Depth <= 8)
            {
                for (var i = 0; i < 1 << format.Depth; i++) _luma[i] = (byte)(i * 255 / ((1 << format.Depth) - 1));
                if (format.Colour == 0 && transparency.Length >= 2)
                {
                    _clear = transparency[1] & ((1 << format.Depth) - 1);
                    _alpha[_clear] = 0;
                    HasAlpha = true;
                }
            }
        }

        public bool HasAlpha { get; }

        public void Read(ReadOnlySpan<byte> row, Span<byte> luma, Span<byte> alpha)
        {
            var wide = _format.Depth == 16 ? 2 : 1;
            switch (_format.Colour)
            {
                case 2:
                    for (int x = 0, i = 0; x < luma.Length; x++, i += 3 * wide) luma[x] = GrayImage.Luma(row[i], row[i + wide], row[i + 2 * wide]);
                    break;
                case 6:
                    for (int x = 0, i = 0; x < luma.Length; x++, i += 4 * wide) (luma[x], alpha[x]) = (GrayImage.Luma(row[i], row[i + wide], row[i + 2 * wide]), row[i + 3 * wide]);
                    break;
                case 4:
                    for (int x = 0, i = 0; x < luma.Length; x++, i += 2 * wide) (luma[x], alpha[x]) = (row[i], row[i + wide]);
                    break;
                default:
                    if (wide == 2)
                    {
                        for (var x = 0; x < luma.Length; x++) luma[x] = row[x * 2];
                        break;
                    }
                    var (depth, mask) = (_format.Depth, (1 << _format.Depth) - 1);
                    for (int x = 0, bit = 0; x < luma.Length; x++, bit += depth)
                    {
                        var value = row[bit >> 3] >> (8 - depth - (bit & 7)) & mask;
                        luma[x] = _luma[value];
                        if (HasAlpha) alpha[x] = _alpha[value];
                    }
                    break;
            }
        }
    }

    /// <summary>Takes rows in order, or the scattered pixels of an interlaced picture.</summary>
    private sealed class Canvas
    {
        private readonly Colours _colours;
        private readonly GrayRows _white;
        private readonly GrayRows? _black;
        private readonly byte[] _luma, _alpha, _over;
        private readonly byte[]? _whole, _wholeAlpha;
        private readonly int _width;

        public Canvas(int width, int height, Colours colours, bool interlaced)
        {
            _width = width;
            _colours = colours;
            _white = new GrayRows(width, height);
            if (colours.HasAlpha) _black = new GrayRows(width, height);
            (_luma, _alpha, _over) = (new byte[width], new byte[width], new byte[width]);
            if (!interlaced) return;
            _whole = new byte[width * height];
            _wholeAlpha = new byte[width * height];
        }

        public GrayImage OnWhite => _white.Image;
        public GrayImage? OnBlack { get; private set; }

        public void Row(ReadOnlySpan<byte> samples, int columns, int x, int y, int step)
        {
            var luma = _luma.AsSpan(0, columns);
            var alpha = _alpha.AsSpan(0, columns);
            alpha.Fill(255);
            _colours.Read(samples, luma, alpha);
            if (_whole is null)
            {
                Put(luma, alpha);
                return;
            }
            for (int i = 0, at = y * _width + x; i < columns; i++, at += step) (_whole[at], _wholeAlpha![at]) = (luma[i], alpha[i]);
        }

        public void Finish()
        {
            if (_whole is null) return;
            for (var at = 0; at < _whole.Length; at += _width) Put(_whole.AsSpan(at, _width), _wholeAlpha.AsSpan(at, _width));
        }

        private void Put(Span<byte> luma, ReadOnlySpan<byte> alpha)
        {
            if (_black is null || !alpha.ContainsAnyExcept((byte)255))
            {
                _white.Add(luma);
                _black?.Add(luma);
                return;
            }
            OnBlack = _black.Image;
            for (var x = 0; x < luma.Length; x++) _over[x] = GrayImage.Over(luma[x], alpha[x], 0);
            _black.Add(_over);
            for (var x = 0; x < luma.Length; x++) _over[x] = GrayImage.Over(luma[x], alpha[x], 255);
            _white.Add(_over);
        }
    }
}
