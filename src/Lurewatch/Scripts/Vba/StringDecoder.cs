using System.Buffers;
using System.Text;

namespace Lurewatch.Scripts.Vba;

/// <summary>Finds base64, hex and reversed text inside a string; only what decodes to plausible text or a program counts.</summary>
internal static class StringDecoder
{
    private const int ShortestBase64 = 16, ShortestHex = 12, MostRuns = 64;
    private static readonly SearchValues<char> Base64Chars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> HexChars = SearchValues.Create("0123456789ABCDEFabcdef");
    private static readonly SearchValues<string> ReversedMarks =
        SearchValues.Create(["//:ptth", "//:sptth", "llehsrewop", "exe.dmc", "llehs.tpircsw", "ptthlmx", "//:ptf"], StringComparison.OrdinalIgnoreCase);

    internal readonly record struct Found(string? Text, byte[]? Program, string How);

    public static void Decode(string text, List<Found> found, AnalysisBudget budget)
    {
        if (text.AsSpan().IndexOfAny(ReversedMarks) >= 0) found.Add(new Found(VbaFunctions.Reverse(text), null, "reversed"));
        var rest = text.AsSpan();
        var runs = 0;
        while (rest.Length >= ShortestHex && runs < MostRuns)
        {
            var from = rest.IndexOfAny(Base64Chars);
            if (from < 0) break;
            rest = rest[from..];
            var length = rest.IndexOfAnyExcept(Base64Chars);
            var run = length < 0 ? rest : rest[..length];
            rest = rest[run.Length..];
            if (run.Length < ShortestHex) continue;
            runs++;
            if (!budget.TryTakeBytes(run.Length, "decoded strings")) return;
            if (run.Length % 2 == 0 && run.IndexOfAnyExcept(HexChars) < 0)
            {
                Judge(Convert.FromHexString(run), "hex", found);
                continue;
            }
            if (run.Length >= ShortestBase64) Base64(run, found);
        }
    }

    private static void Base64(ReadOnlySpan<char> run, List<Found> found)
    {
        run = run.TrimEnd('=');
        run = run[..(run.Length - (run.Length % 4 == 1 ? 1 : 0))];
        if (run.Contains('=')) return;
        var bytes = new byte[run.Length / 4 * 3 + 3];
        var padded = run.Length % 4 == 0 ? run : string.Concat(run, "==".AsSpan(0, 4 - run.Length % 4));
        if (Convert.TryFromBase64Chars(padded, bytes, out var written)) Judge(bytes.AsSpan(0, written), "base64", found);
    }

    private static void Judge(ReadOnlySpan<byte> bytes, string how, List<Found> found)
    {
        if (bytes.Length >= 64 && bytes.StartsWith("MZ"u8)) found.Add(new Found(null, bytes.ToArray(), how));
        else if (PlausibleText(bytes) is { } text) found.Add(new Found(text, null, how));
    }

    /// <summary>The text of bytes that nobody would take for noise; null if they are.</summary>
    internal static string? PlausibleText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 6) return null;
        if (bytes.Length >= 12 && bytes.Length % 2 == 0)
        {
            var zeros = 0;
            for (var i = 1; i < bytes.Length; i += 2)
                if (bytes[i] == 0) zeros++;
            if (zeros * 20 >= bytes.Length / 2 * 19)
            {
                Span<byte> low = bytes.Length <= 2048 ? stackalloc byte[bytes.Length / 2] : new byte[bytes.Length / 2];
                for (var i = 0; i < low.Length; i++) low[i] = bytes[i * 2];
                return IsText(low) ? Encoding.Unicode.GetString(bytes) : null;
            }
        }
        return IsText(bytes) ? Encoding.Latin1.GetString(bytes) : null;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var printable = 0;
        var letters = 0;
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and < 0x7F or (byte)'\r' or (byte)'\n' or (byte)'\t') printable++;
            if (char.IsAsciiLetter((char)b)) letters++;
        }
        return printable * 100 >= bytes.Length * 97 && letters * 3 >= bytes.Length;
    }
}
