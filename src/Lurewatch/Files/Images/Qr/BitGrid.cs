namespace Lurewatch.Files.Images.Qr;

/// <summary>Modules of a symbol, or pixels in two colours: dark is true.</summary>
internal sealed class BitGrid(int width, int height)
{
    private readonly bool[] _cells = new bool[width * height];

    public int Width { get; } = width;
    public int Height { get; } = height;

    public bool this[int x, int y]
    {
        get => _cells[y * Width + x];
        set => _cells[y * Width + x] = value;
    }

    /// <summary>One row.</summary>
    public Span<bool> Row(int y) => _cells.AsSpan(y * Width, Width);

    /// <summary>Rows become columns: a symbol seen in a mirror.</summary>
    public BitGrid Transposed()
    {
        var turned = new BitGrid(Height, Width);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++) turned[y, x] = this[x, y];
        return turned;
    }

    /// <summary>Dark for light.</summary>
    public BitGrid Inverted()
    {
        var other = new BitGrid(Width, Height);
        for (var i = 0; i < _cells.Length; i++) other._cells[i] = !_cells[i];
        return other;
    }
}
