using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lurewatch.Files.Images.Qr;

namespace Lurewatch.Files.Images;

/// <summary>Brightness to dark and light.</summary>
internal static class Binarizer
{
    /// <summary>Below this the picture has one colour.</summary>
    private const int LeastContrast = 12;
    private const int Block = 8;

    /// <summary>One threshold for all [Otsu 1979]; null where there are no two sides to it.</summary>
    public static BitGrid? Global(GrayImage image)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        // Every other row of a large picture says as much.
        var skip = image.Height > 600 ? 2 : 1;
        for (var y = 0; y < image.Height; y += skip)
            foreach (var pixel in image.Row(y)) counts[pixel]++;
        if (Threshold(counts) is not { } threshold) return null;
        var bits = new BitGrid(image.Width, image.Height);
        var thresholds = new byte[image.Width];
        Array.Fill(thresholds, (byte)threshold);
        for (var y = 0; y < image.Height; y++) Compare(image.Row(y), thresholds, bits.Row(y));
        return bits;
    }

    /// <summary>The brightness that parts the histogram best: values up to it are dark; null where all are alike.</summary>
    public static int? Threshold(ReadOnlySpan<int> counts)
    {
        long total = 0, sum = 0;
        int least = -1, most = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            if (least < 0) least = i;
            most = i;
            total += counts[i];
            sum += (long)i * counts[i];
        }
        if (most - least < LeastContrast) return null;
        long below = 0, sumBelow = 0;
        double best = -1;
        int first = least, last = least;
        for (var i = least; i < most; i++)
        {
            below += counts[i];
            sumBelow += (long)i * counts[i];
            var above = total - below;
            var difference = (double)sumBelow / below - (double)(sum - sumBelow) / above;
            var between = difference * difference * below * above;
            if (between > best) (best, first, last) = (between, i, i);
            else if (between == best) last = i;
        }
        return (first + last) / 2;
    }

    /// <summary>A threshold for each block from its surroundings: uneven light, several grounds in one picture.</summary>
    public static BitGrid Local(GrayImage image)
    {
        int columns = (image.Width + Block - 1) / Block, rows = (image.Height + Block - 1) / Block;
        var levels = new int[columns * rows];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++) levels[row * columns + column] = Level(image, column, row, levels, columns);
        var bits = new BitGrid(image.Width, image.Height);
        var thresholds = new byte[image.Width];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                int sum = 0, count = 0;
                for (var v = Math.Max(0, row - 2); v <= Math.Min(rows - 1, row + 2); v++)
                    for (var h = Math.Max(0, column - 2); h <= Math.Min(columns - 1, column + 2); h++, count++) sum += levels[v * columns + h];
                thresholds.AsSpan(column * Block, Math.Min(Block, image.Width - column * Block)).Fill((byte)(sum / count));
            }
            for (var y = row * Block; y < Math.Min(image.Height, row * Block + Block); y++)
                Compare(image.Row(y), thresholds, bits.Row(y));
        }
        return bits;
    }

    /// <summary>True for each pixel up to its threshold.</summary>
    private static void Compare(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> thresholds, Span<bool> dark)
    {
        var to = MemoryMarshal.AsBytes(dark);
        var x = 0;
        for (; x <= pixels.Length - Vector<byte>.Count; x += Vector<byte>.Count)
            (Vector.LessThanOrEqual(new Vector<byte>(pixels[x..]), new Vector<byte>(thresholds[x..])) & Vector<byte>.One).CopyTo(to[x..]);
        for (; x < pixels.Length; x++) dark[x] = pixels[x] <= thresholds[x];
    }

    /// <summary>The middle of a block with contrast; a plain one is light, unless the blocks before it say that it lies inside of something dark.</summary>
    private static int Level(GrayImage image, int column, int row, int[] levels, int columns)
    {
        var (left, top) = (column * Block, row * Block);
        var (right, bottom) = (Math.Min(image.Width, left + Block), Math.Min(image.Height, top + Block));
        var count = (right - left) * (bottom - top);
        int sum = 0, least = 255, most = 0;
        if (count == Block * Block)
        {
            var low = Vector128<byte>.AllBitsSet;
            var high = Vector128<byte>.Zero;
            var sums = Vector128<ushort>.Zero;
            for (var y = top; y < bottom; y += 2)   // two rows a vector
            {
                var pixels = Vector128.Create(MemoryMarshal.Read<ulong>(image.Row(y)[left..]), MemoryMarshal.Read<ulong>(image.Row(y + 1)[left..])).AsByte();
                low = Vector128.Min(low, pixels);
                high = Vector128.Max(high, pixels);
                sums += Vector128.WidenLower(pixels) + Vector128.WidenUpper(pixels);
            }
            sum = Vector128.Sum(sums);
            Span<byte> lows = stackalloc byte[16], highs = stackalloc byte[16];
            low.CopyTo(lows);
            high.CopyTo(highs);
            foreach (var value in lows) least = Math.Min(least, value);
            foreach (var value in highs) most = Math.Max(most, value);
        }
        else
        {
            for (var y = top; y < bottom; y++)
                foreach (var pixel in image.Row(y)[left..right]) (sum, least, most) = (sum + pixel, Math.Min(least, pixel), Math.Max(most, pixel));
        }
        if (most - least >= LeastContrast * 2) return sum / count;
        var level = Math.Max(least / 2, least - 40);
        if (row == 0 || column == 0) return level;
        var near = (levels[(row - 1) * columns + column] + 2 * levels[row * columns + column - 1] + levels[(row - 1) * columns + column - 1]) / 4;
        return least < near ? near : level;
    }
}
