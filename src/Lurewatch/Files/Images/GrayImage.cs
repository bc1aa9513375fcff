namespace Lurewatch.Files.Images;

/// <summary>The brightness of a picture: 0 is black.</summary>
internal sealed class GrayImage(int width, int height)
{
    public int Width { get; } = width;
    public int Height { get; } = height;
    public byte[] Pixels { get; } = new byte[width * height];

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
            var row = large.Pixels.AsSpan(y * large.Width, large.Width);
            var from = Pixels.AsSpan(y / factor * Width, Width);
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
            left.Pixels.AsSpan(y * left.Width, left.Width).CopyTo(both.Pixels.AsSpan(y * both.Width));
            right.Pixels.AsSpan(y * right.Width, right.Width).CopyTo(both.Pixels.AsSpan(y * both.Width + left.Width));
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
            from.Pixels.AsSpan(row * from.Width, both.Width).CopyTo(both.Pixels.AsSpan(y * both.Width));
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
    private readonly int[] _sums;
    private int _rows, _line;

    public GrayRows(int width, int height)
    {
        _width = width;
        _factor = FactorOf(width, height);
        Image = new GrayImage(Math.Max(1, width / _factor), Math.Max(1, height / _factor));
        _sums = new int[Image.Width];
    }

    public GrayImage Image { get; }

    public static int FactorOf(int width, int height) => Math.Max(1, (Math.Max(width, height) + MostSide - 1) / MostSide);

    /// <summary>The next row.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (_line >= Image.Height) return;
        if (_factor == 1)
        {
            row[.._width].CopyTo(Image.Pixels.AsSpan(_line++ * _width));
            return;
        }
        for (int x = 0, from = 0; x < _sums.Length; x++)
            for (var i = 0; i < _factor && from < row.Length; i++) _sums[x] += row[from++];
        if (++_rows < _factor) return;
        var to = Image.Pixels.AsSpan(_line++ * Image.Width, Image.Width);
        for (var x = 0; x < to.Length; x++) to[x] = (byte)(_sums[x] / (_factor * _factor));
        Array.Clear(_sums);
        _rows = 0;
    }
}
