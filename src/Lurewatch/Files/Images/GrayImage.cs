using System.Buffers;
using System.Numerics;

namespace Lurewatch.Files.Images;

/// <summary>The brightness of a picture: 0 is black. Its pixels are lent by a pool, for pictures are large and short-lived; whoever does not dispose of it leaves them to the collector.</summary>
internal sealed class GrayImage : IDisposable
{
    private byte[] _pixels;

    public GrayImage(int width, int height)
    {
        (Width, Height) = (width, height);
        _pixels = ArrayPool<byte>.Shared.Rent(width * height);
        Pixels.Clear();
    }

    public int Width { get; }
    public int Height { get; }
    public Span<byte> Pixels => _pixels.AsSpan(0, Width * Height);

    /// <summary>One row.</summary>
    public Span<byte> Row(int y) => _pixels.AsSpan(y * Width, Width);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_pixels);
        _pixels = [];
    }

    /// <summary>Rec. 601 luma of a colour.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)((red * 77 + green * 150 + blue * 29) >> 8);

    /// <summary>As <see cref="Luma"/>, laid over a background.</summary>
    public static byte Over(int luma, int alpha, int background) => (byte)((luma * alpha + background * (255 - alpha)) / 255);

    /// <summary>Each pixel <paramref name="factor"/> times as wide and high: symbols of one or two pixels a module can be measured then.</summary>
    public GrayImage Enlarged(int factor)
    {
        var large = new GrayImage(Width * factor, Height * factor);
        for (var y = 0; y < large.Height; y++)
        {
            var row = large.Row(y);
            var from = Row(y / factor);
            for (var x = 0; x < row.Length; x++) row[x] = from[x / factor];
        }
        return large;
    }

    /// <summary>Two pictures beside one another, as a mail shows them.</summary>
    public static GrayImage Beside(GrayImage left, GrayImage right)
    {
        var both = new GrayImage(left.Width + right.Width, Math.Min(left.Height, right.Height));
        for (var y = 0; y < both.Height; y++)
        {
            left.Row(y).CopyTo(both.Row(y));
            right.Row(y).CopyTo(both.Row(y)[left.Width..]);
        }
        return both;
    }

    /// <summary>One picture below the other.</summary>
    public static GrayImage Below(GrayImage top, GrayImage bottom)
    {
        var both = new GrayImage(Math.Min(top.Width, bottom.Width), top.Height + bottom.Height);
        for (var y = 0; y < both.Height; y++)
        {
            var (from, row) = y < top.Height ? (top, y) : (bottom, y - top.Height);
            from.Row(row)[..both.Width].CopyTo(both.Row(y));
        }
        return both;
    }
}

/// <summary>Takes rows of a picture as they are decoded and keeps them at a size that is enough to read codes: boxes of pixels become one.</summary>
internal sealed class GrayRows
{
    /// <summary>A symbol with modules of four pixels on a page scanned at 300 dots an inch is still readable at half that.</summary>
    public const int MostSide = 2000;

    private readonly int _factor, _width;
    private readonly ushort[] _sums;
    private int _rows, _line;

    public GrayRows(int width, int height)
    {
        _width = width;
        _factor = FactorOf(width, height);
        Image = new GrayImage(Math.Max(1, width / _factor), Math.Max(1, height / _factor));
        _sums = _factor == 1 ? [] : new ushort[Image.Width * _factor];
    }

    public GrayImage Image { get; }

    /// <summary>At most 33, for no side is longer than 65,536: the sums of a column fit sixteen bits.</summary>
    public static int FactorOf(int width, int height) => Math.Max(1, (Math.Max(width, height) + MostSide - 1) / MostSide);

    /// <summary>The next row.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (_line >= Image.Height) return;
        if (_factor == 1)
        {
            row[.._width].CopyTo(Image.Row(_line++));
            return;
        }
        Sum(row[..Math.Min(row.Length, _sums.Length)], _sums);
        if (++_rows < _factor) return;
        var to = Image.Row(_line++);
        for (int x = 0, from = 0; x < to.Length; x++, from += _factor)
        {
            var sum = 0;
            foreach (var column in _sums.AsSpan(from, _factor)) sum += column;
            to[x] = (byte)(sum / (_factor * _factor));
        }
        Array.Clear(_sums);
        _rows = 0;
    }

    private static void Sum(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
            var first = sums[x..];
            var second = first[Vector<ushort>.Count..];
            (new Vector<ushort>(first) + low).CopyTo(first);
            (new Vector<ushort>(second) + high).CopyTo(second);
        }
        for (; x < row.Length; x++) sums[x] += row[x];
    }
}
