using System.Numerics;

namespace Lurewatch.Files.Images.Qr;

/// <summary>From modules to text [ISO/IEC 18004:2015, 7, 12]: format, mask, codewords, correction, segments.</summary>
internal static class QrDecoder
{
    /// <summary>Format information: five bits and their BCH code, after the mask [7.9, annex C].</summary>
    private const int FormatGenerator = 0x537, FormatMask = 0x5412, MostFormatErrors = 3;

    /// <summary>The text of the symbol; null if it cannot be read. A mirrored symbol is read too.</summary>
    public static QrText? Decode(BitGrid modules) => DecodeOnce(modules) ?? DecodeOnce(modules.Transposed());

    private static QrText? DecodeOnce(BitGrid modules)
    {
        var version = modules.Width == modules.Height ? QrVersion.OfSize(modules.Width) : 0;
        if (version == 0 || Format(modules) is not { } format) return null;
        var raw = Codewords(modules, version, format.Mask);
        var (blocks, correction) = QrVersion.Blocks(version, format.Level);
        var data = Correct(raw, blocks, correction);
        return data is null ? null : QrSegments.Read(data, version);
    }

    /// <summary>Level (0 to 3: L, M, Q, H) and mask; whichever of the two copies comes nearest to a valid code.</summary>
    private static (int Level, int Mask)? Format(BitGrid modules)
    {
        var size = modules.Width;
        int first = 0, second = 0;
        for (var i = 0; i <= 5; i++) first |= Bit(modules, 8, i) << i;
        first |= Bit(modules, 8, 7) << 6 | Bit(modules, 8, 8) << 7 | Bit(modules, 7, 8) << 8;
        for (var i = 9; i < 15; i++) first |= Bit(modules, 14 - i, 8) << i;
        for (var i = 0; i < 8; i++) second |= Bit(modules, size - 1 - i, 8) << i;
        for (var i = 8; i < 15; i++) second |= Bit(modules, 8, size - 15 + i) << i;
        int best = -1, least = MostFormatErrors + 1;
        for (var value = 0; value < 32; value++)
        {
            var code = value;
            for (var i = 0; i < 10; i++) code = (code << 1) ^ ((code >> 9) * FormatGenerator);
            code = ((value << 10) | (code & 0x3ff)) ^ FormatMask;
            var distance = Math.Min(BitOperations.PopCount((uint)(code ^ first)), BitOperations.PopCount((uint)(code ^ second)));
            if (distance >= least) continue;
            least = distance;
            best = value;
        }
        // The two bits say 01 L, 00 M, 11 Q, 10 H.
        return best < 0 ? null : ((best >> 3) switch { 1 => 0, 0 => 1, 3 => 2, _ => 3 }, best & 7);
    }

    private static int Bit(BitGrid modules, int x, int y) => modules[x, y] ? 1 : 0;

    /// <summary>Column pairs from the right, up and down in turn, the timing column left out [7.7.3].</summary>
    private static byte[] Codewords(BitGrid modules, int version, int mask)
    {
        var functions = QrVersion.Functions(version);
        var codewords = new byte[QrVersion.Codewords(version)];
        var size = modules.Width;
        var bits = 0;
        var upward = true;
        for (var right = size - 1; right > 0; right -= 2)
        {
            if (right == 6) right = 5;
            for (var step = 0; step < size; step++)
            {
                var y = upward ? size - 1 - step : step;
                for (var x = right; x > right - 2; x--)
                {
                    if (functions[x, y] || bits >= codewords.Length * 8) continue;
                    if (modules[x, y] != Masked(mask, x, y)) codewords[bits >> 3] |= (byte)(0x80 >> (bits & 7));
                    bits++;
                }
            }
            upward = !upward;
        }
        return codewords;
    }

    /// <summary>Mask patterns [table 10]; i is the row.</summary>
    private static bool Masked(int mask, int x, int y) => mask switch
    {
        0 => (y + x) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (y + x) % 3 == 0,
        4 => (y / 2 + x / 3) % 2 == 0,
        5 => y * x % 2 + y * x % 3 == 0,
        6 => (y * x % 2 + y * x % 3) % 2 == 0,
        _ => ((y + x) % 2 + y * x % 3) % 2 == 0,
    };

    /// <summary>Undoes the interleaving of the blocks [7.6], the short ones first, and corrects each; null if one is beyond help.</summary>
    private static byte[]? Correct(byte[] raw, int blocks, int correction)
    {
        var shortLength = raw.Length / blocks;
        var longBlocks = raw.Length % blocks;
        var shortData = shortLength - correction;
        var data = new byte[raw.Length - blocks * correction];
        Span<byte> block = stackalloc byte[shortLength + 1];
        var written = 0;
        for (var b = 0; b < blocks; b++)
        {
            var isLong = b >= blocks - longBlocks;
            var dataLength = shortData + (isLong ? 1 : 0);
            for (var i = 0; i < dataLength; i++)
                block[i] = raw[i < shortData ? i * blocks + b : shortData * blocks + b - (blocks - longBlocks)];
            for (var i = 0; i < correction; i++) block[dataLength + i] = raw[data.Length + i * blocks + b];
            var whole = block[..(dataLength + correction)];
            if (ReedSolomon.Correct(whole, correction) < 0) return null;
            whole[..dataLength].CopyTo(data.AsSpan(written));
            written += dataLength;
        }
        return data;
    }
}

/// <summary>What a symbol says.</summary>
/// <param name="Text">Its segments after one another.</param>
/// <param name="Version">1 to 40.</param>
/// <param name="Part">Place among the symbols that make up one message (structured append), from 1; 0 if it stands alone.</param>
internal sealed record QrText(string Text, int Version, int Part);
