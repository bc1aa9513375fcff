using System.Buffers;

namespace Lurewatch.Files.Images.Qr;

/// <summary>Modules of a symbol, or pixels in two colours: dark is true. Lent by a pool, as <see cref="GrayImage"/> is.</summary>
internal sealed class BitGrid : IDisposable
{
    private bool[] _cells;

    public BitGrid(int width, int height)
    {
        (Width, Height) = (width, height);
        _cells = ArrayPool<bool>.Shared.Rent(width * height);
        Array.Clear(_cells, 0, width * height);
    }

    public int Width { get; }
    public int Height { get; }

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
        for (var i = 0; i < Width * Height; i++) other._cells[i] = !_cells[i];
        return other;
    }

    public void Dispose()
    {
        ArrayPool<bool>.Shared.Return(_cells);
        _cells = [];
    }
}
