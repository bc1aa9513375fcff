using System.Globalization;

namespace Lurewatch.Bytes.Similarity;

/// <summary>Context-triggered piecewise hash as ssdeep writes it [Kornblum: Identifying almost identical files, 2006]: a rolling hash over seven bytes cuts the content into pieces,
/// each piece gives one character.</summary>
internal static class Ssdeep
{
    private const int Window = 7, Length = 64, LeastBlock = 3;
    private const uint Start = 0x28021967, Prime = 0x01000193;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary><c>block size:digest:digest of double blocks</c>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var block = (uint)LeastBlock;
        while ((ulong)block * Length < (ulong)bytes.Length) block *= 2;
        Span<char> single = stackalloc char[Length], twice = stackalloc char[Length / 2];
        while (true)
        {
            var (cuts, ones, twos) = Pieces(bytes, block, single, twice);
            // Too few pieces: a smaller block tells more.
            if (block > LeastBlock && cuts < Length / 2)
            {
                block /= 2;
                continue;
            }
            return string.Create(CultureInfo.InvariantCulture, $"{block}:{single[..ones]}:{twice[..twos]}");
        }
    }

    private static (int Cuts, int Ones, int Twos) Pieces(ReadOnlySpan<byte> bytes, uint block, Span<char> single, Span<char> twice)
    {
        uint sum = 0, weighted = 0, shifted = 0, one = Start, two = Start;
        int ones = 0, twos = 0;
        Span<byte> window = stackalloc byte[Window];
        window.Clear();
        single[0] = twice[0] = '\0';
        var at = 0;
        foreach (var b in bytes)
        {
            weighted = weighted - sum + (Window * (uint)b);
            sum = sum + b - window[at];
            window[at] = b;
            at = at == Window - 1 ? 0 : at + 1;
            shifted = (shifted << 5) ^ b;
            one = (one * Prime) ^ b;
            two = (two * Prime) ^ b;
            var roll = sum + weighted + shifted;
            if (roll % block != block - 1) continue;
            Cut(single, ref ones, ref one);
            if (roll % (block * 2) == (block * 2) - 1) Cut(twice, ref twos, ref two);
        }
        // What follows the last cut is a piece too, unless it ends in zeros; of a digest that is full, the last character is that of the whole rest.
        var cuts = ones;
        var isZero = sum + weighted + shifted == 0;
        return (cuts, End(single, ones, one, isZero), End(twice, twos, two, isZero));
    }

    private static void Cut(Span<char> digest, ref int count, ref uint hash)
    {
        digest[count] = Letters[(int)(hash % 64)];
        if (count == digest.Length - 1) return;
        hash = Start;
        count++;
        digest[count] = '\0';
    }

    private static int End(Span<char> digest, int count, uint hash, bool isZero)
    {
        if (!isZero) digest[count] = Letters[(int)(hash % 64)];
        return digest[count] == '\0' ? count : count + 1;
    }
}
