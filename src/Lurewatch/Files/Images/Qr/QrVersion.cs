namespace Lurewatch.Files.Images.Qr;

/// <summary>What the version of a QR code settles [ISO/IEC 18004:2015, 6.3, 6.5, tables 1, 9 and E.1].</summary>
internal static class QrVersion
{
    public const int Least = 1, Most = 40;

    // Error correction codewords of a block and number of blocks, by version; rows are the levels L, M, Q, H [table 9].
    private static readonly byte[][] s_correction =
    [
        [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
        [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
        [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
        [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    ];

    private static readonly byte[][] s_blocks =
    [
        [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
        [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
        [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
        [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
    ];

    /// <summary>Modules of a side.</summary>
    public static int Size(int version) => 17 + 4 * version;

    /// <summary>The version of a side's length; 0 if none has it.</summary>
    public static int OfSize(int size) => size is >= 21 and <= 177 && (size - 17) % 4 == 0 ? (size - 17) / 4 : 0;

    /// <summary>Blocks of a symbol and error correction codewords of each; <paramref name="level"/> is 0 to 3 for L, M, Q, H.</summary>
    public static (int Blocks, int Correction) Blocks(int version, int level) => (s_blocks[level][version - 1], s_correction[level][version - 1]);

    /// <summary>Codewords of the symbol, data and correction: every module that is none of a pattern, in whole bytes.</summary>
    public static int Codewords(int version)
    {
        var modules = (16 * version + 128) * version + 64;
        if (version >= 2)
        {
            var patterns = version / 7 + 2;
            modules -= (25 * patterns - 10) * patterns - 55;
            if (version >= 7) modules -= 36;
        }
        return modules / 8;
    }

    /// <summary>Rows and columns on which alignment patterns have their centres [table E.1]: evenly spaced from the far side.</summary>
    public static int[] Alignment(int version)
    {
        if (version == 1) return [];
        var count = version / 7 + 2;
        var step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
        var places = new int[count];
        places[0] = 6;
        for (int i = count - 1, at = Size(version) - 7; i > 0; i--, at -= step) places[i] = at;
        return places;
    }

    /// <summary>Modules that hold patterns, format or version: no data.</summary>
    public static BitGrid Functions(int version)
    {
        var size = Size(version);
        var grid = new BitGrid(size, size);
        Fill(grid, 0, 0, 9, 9);
        Fill(grid, size - 8, 0, 8, 9);
        Fill(grid, 0, size - 8, 9, 8);
        Fill(grid, 6, 0, 1, size);
        Fill(grid, 0, 6, size, 1);
        if (version >= 7)
        {
            Fill(grid, size - 11, 0, 3, 6);
            Fill(grid, 0, size - 11, 6, 3);
        }
        var places = Alignment(version);
        foreach (var y in places)
        {
            foreach (var x in places)
            {
                var inFinder = (x < 8 && y < 8) || (x < 8 && y > size - 9) || (x > size - 9 && y < 8);
                if (!inFinder) Fill(grid, x - 2, y - 2, 5, 5);
            }
        }
        return grid;
    }

    private static void Fill(BitGrid grid, int left, int top, int width, int height)
    {
        for (var y = top; y < top + height; y++) grid.Row(y).Slice(left, width).Fill(true);
    }
}
