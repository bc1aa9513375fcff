using System.Buffers;
using System.Globalization;
using System.Text;
using Lurewatch.Lures;

namespace Lurewatch.Intel;

/// <summary>What a name looks like to a hasty reader: the form in which lookalikes become equal.</summary>
internal static class Skeleton
{
    private static readonly SearchValues<char> s_ambiguous = SearchValues.Create("01345i");

    /// <summary>The plain Latin letters that a name seems to be made of: lower case, without accents, invisible characters and foreign lookalikes.</summary>
    public static string Plain(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var at = i;
            var c = Folding.Next(text, ref i, out var sort, out var second);
            if (sort == Folding.Sort.Invisible) continue;
            plain.Append(sort == Folding.Sort.Gap ? text[at] : c);
            if (second != '\0') plain.Append(second);
        }
        return plain.ToString();
    }

    /// <summary>As <see cref="Plain"/>, with the letters and digits made equal that are taken for each other: <c>0</c> and <c>o</c>, <c>1</c>, <c>i</c> and <c>l</c>, <c>rn</c> and <c>m</c>, <c>vv</c> and <c>w</c>.</summary>
    public static string Of(string text)
    {
        var plain = Plain(text);
        if (plain.AsSpan().IndexOfAny(s_ambiguous) < 0 && !plain.Contains("rn", StringComparison.Ordinal) && !plain.Contains("vv", StringComparison.Ordinal)) return plain;
        var skeleton = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            var next = i + 1 < plain.Length ? plain[i + 1] : '\0';
            switch (plain[i])
            {
                case 'r' when next == 'n': skeleton.Append('m'); i++; break;
                case 'v' when next == 'v': skeleton.Append('w'); i++; break;
                default: skeleton.Append(plain[i] switch { '0' => 'o', '1' or 'i' => 'l', '3' => 'e', '4' => 'a', '5' => 's', var same => same }); break;
            }
        }
        return skeleton.ToString();
    }

    /// <summary>A word that mixes Latin letters with Cyrillic or Greek ones, as no language does; null if there is none.</summary>
    public static string? MixedScriptWord(string text)
    {
        if (Ascii.IsValid(text)) return null;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            bool latin = false, foreign = false;
            for (; i < text.Length && (char.IsLetterOrDigit(text[i]) || Folding.IsInvisible(text[i])); i++)
            {
                latin |= char.IsAsciiLetter(text[i]) || text[i] is >= '\u00c0' and <= '\u024f' and not ('\u00d7' or '\u00f7');
                // µ, Ω and their like stand in measures; a lone Greek letter beside Latin ones is physics, so Greek must look Latin.
                foreign |= text[i] is >= '\u0400' and <= '\u052f' || (text[i] is >= '\u0370' and <= '\u03ff' and not ('\u03bc' or '\u03a9' or '\u03c0') && LooksLatin(text[i]));
            }
            if (latin && foreign) return text[start..i];
            if (i == start) i++;
        }
        return null;
    }

    /// <summary>Letters with something invisible between them, as only those write who hide a word from filters; null if there are none.</summary>
    public static string? BrokenWord(string text)
    {
        if (Ascii.IsValid(text)) return null;
        for (var i = 1; i < text.Length - 1; i++)
        {
            // Marks of other scripts (Syriac, Arabic, …) on Latin letters or dots: no language writes so.
            if (text[i] >= '\u0483' && char.IsAscii(text[i - 1]) && text[i - 1] > ' ' && CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark
                && text[i] is not (>= '\u1ab0' and <= '\u1aff' or >= '\u1dc0' and <= '\u1dff' or >= '\u20d0' and <= '\u20ff' or >= '\ufe00' and <= '\ufe2f')) return text[(i - 1)..(i + 1)];
            // Joiners belong to emoji and to the scripts of India and Iran: only between two Latin letters are they a trick.
            if (!IsHidden(text, i) || !char.IsAsciiLetterOrDigit(text[i - 1])) continue;
            var end = i;
            while (end < text.Length && IsHidden(text, end)) end += char.IsHighSurrogate(text[end]) ? 2 : 1;
            if (end < text.Length && char.IsAsciiLetterOrDigit(text[end])) return text[(i - 1)..(end + 1)];
        }
        return null;
    }

    private static bool IsHidden(string text, int at) =>
        text[at] is not (>= '\u0300' and <= '\u036f') and not '\u00ad' && Folding.IsInvisible(text[at])
        || (text[at] == '\udb40' && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]));

    private static bool LooksLatin(char c)
    {
        var i = 0;
        return char.IsAsciiLetter(Folding.Next([c], ref i, out _, out _));
    }
}
