using System.Text;
using Lurewatch.Files.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Files.Programs;

/// <summary>Addresses that stand in a program as plain text, of one or two bytes a character. What it builds at run time is not among them.</summary>
internal static class ProgramStrings
{
    private const int MostBytes = 8 << 20, MostHits = 512, MostUrls = 64, MostChars = 2_048;

    public static IReadOnlyList<Url> Urls(ReadOnlySpan<byte> image, AnalysisBudget budget, string what)
    {
        image = image[..Math.Min(image.Length, MostBytes)];
        if (!budget.TryTakeSteps((image.Length / 64) + 1, what)) return [];
        var text = new StringBuilder();
        var hits = Collect(image, "://"u8, 1, text);
        hits += Collect(image, ":\0/\0/\0"u8, 2, text);
        return hits == 0 ? [] : [.. FoundUrls.In(text.ToString(), budget).Where(Tells).Take(MostUrls)];
    }

    /// <summary>The words around each hit, a line each.</summary>
    private static int Collect(ReadOnlySpan<byte> image, ReadOnlySpan<byte> mark, int step, StringBuilder text)
    {
        var hits = 0;
        for (var at = 0; hits < MostHits;)
        {
            var next = image[at..].IndexOf(mark);
            if (next < 0) break;
            var hit = at + next;
            int from = hit, to = hit;
            while (from - step >= at && hit - from < 16 * step && IsLetter(image, from - step, step)) from -= step;
            while (to + step <= image.Length && to - from < MostChars * step && IsPrintable(image, to, step)) to += step;
            for (var i = from; i < to; i += step) text.Append((char)image[i]);
            text.Append('\n');
            at = Math.Max(to, hit + mark.Length);
            hits++;
        }
        return hits;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> image, int at, int step) => image[at] is > 0x20 and < 0x7f && (step == 1 || image[at + 1] == 0);

    private static bool IsLetter(ReadOnlySpan<byte> image, int at, int step) => char.IsAsciiLetterOrDigit((char)image[at]) && (step == 1 || image[at + 1] == 0);

    /// <summary>Name spaces, revocation lists and the pages of makers of tools stand in every other program.</summary>
    private static bool Tells(Url url)
    {
        if (url.Scheme is not ("http" or "https" or "ftp") || WellKnown.IsHarmlessHost(url.Domain.DomainName)) return false;
        var path = url.Path ?? "";
        return !path.EndsWith(".crl", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".crt", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".cer", StringComparison.OrdinalIgnoreCase)
            && url.Domain.DomainName?.StartsWith("ocsp", StringComparison.OrdinalIgnoreCase) != true;
    }
}
