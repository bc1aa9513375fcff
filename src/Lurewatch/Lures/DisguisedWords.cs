using System.Text;

namespace Lurewatch.Lures;

/// <summary>Finds words that look one way to a reader and another to a filter.</summary>
/// <remarks>Only what honest writing does not do counts: Latin letters mixed with look-alikes inside one word, zero-width characters between Latin letters,
/// a soft hyphen that leaves a single letter, letters set apart by blanks, a zero among letters.</remarks>
internal static class DisguisedWords
{
    private const int Most = 64;
    /// <summary>Letters in a row, each a word of its own, that make a spaced word.</summary>
    private const int SpacedLetters = 4;

    public static void Find(FoldedText text, string place, List<WordDisguise> found)
    {
        var words = text.Words;
        var plain = !text.Text.AsSpan().ContainsAnyInRange('\u00AD', '\u00AD') && !text.Text.AsSpan().ContainsAnyInRange('\u0250', '\uFFFF');
        var single = 0;
        for (var i = 0; i < words.Length && found.Count < Most; i++)
        {
            ref readonly var word = ref words[i];
            if (word.IsRun) { single = 0; continue; }
            var source = text.Text.AsSpan(word.Source, word.SourceEnd - word.Source);
            single = word.Length == 1 && char.IsAsciiLetter(text[word][0]) ? single + 1 : 0;
            if (single >= SpacedLetters && (i + 1 == words.Length || words[i + 1].Length != 1) && IsSpaced(text, i - single + 1, i))
                found.Add(new WordDisguise("spaced", text.Excerpt(i - single + 1, i), place, words[i - single + 1].Source));
            if (!plain && !Ascii.IsValid(source) && How(source) is { } how) found.Add(new WordDisguise(how, text.Excerpt(i, i), place, word.Source));
            else if (place == "subject" && HasZeroForO(source)) found.Add(new WordDisguise("digits", text.Excerpt(i, i), place, word.Source));
        }
    }

    /// <summary>Blanks between them, a reader's word and not an index (A B C D) or initials (J. R. R. T.).</summary>
    private static bool IsSpaced(FoldedText text, int first, int last)
    {
        int steps = 0, different = 0;
        for (var i = first + 1; i <= last; i++)
        {
            var gap = text.Text.AsSpan(text.Words[i - 1].SourceEnd, text.Words[i].Source - text.Words[i - 1].SourceEnd);
            if (gap.Length > 3 || gap.IndexOfAnyExcept(' ', '\u00A0', '_') >= 0) return false;
            char before = text[text.Words[i - 1]][0], letter = text[text.Words[i]][0];
            if (letter == before + 1) steps++;
            if (letter != before) different++;
        }
        return steps * 2 < last - first && different > 1;
    }

    private static string? How(ReadOnlySpan<char> word)
    {
        int latin = 0, alike = 0, foreign = 0, styled = 0;
        var invisible = false;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (char.IsAsciiLetter(c)) latin++;
            else if (c < 0x250)
            {
                // A soft hyphen that leaves one letter on either side is no hyphenation.
                if (c == '\u00AD' && (i == 1 || i == word.Length - 2) && word.Length > 4) invisible = true;
            }
            else if (Folding.IsInvisible(c)) invisible |= c is not (>= '\u0300' and <= '\u036F' or >= '\uFE00' and <= '\uFE0F') && IsLatin(word, i - 1) && IsLatin(word, i + 1);
            else if (c is >= '\u0370' and <= '\u052F')
            {
                var at = i;
                if (char.IsAsciiLetter(Folding.Next(word, ref at, out _, out _))) alike++;
                else foreign++;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < word.Length)
            {
                var at = i;
                if (char.IsAsciiLetter(Folding.Next(word, ref at, out var sort, out _)) && sort == Folding.Sort.Word) styled++;
                else if (sort == Folding.Sort.Invisible) invisible |= IsLatin(word, i - 1) && (IsLatin(word, at) || at < word.Length && char.IsSurrogate(word[at]));
                i = at - 1;
            }
        }
        if (latin > 0 && alike > 0 && foreign == 0) return "mixed-script";
        if (invisible) return "invisible";
        return styled > 1 ? "styled" : null;
    }

    private static bool IsLatin(ReadOnlySpan<char> word, int at) => (uint)at < (uint)word.Length && word[at] < 0x250 && char.IsLetter(word[at]);

    /// <summary>IMP0RTANT, BRADESC0: zeros among five or more letters of one case, no other digit.</summary>
    private static bool HasZeroForO(ReadOnlySpan<char> word)
    {
        int zeros = 0, upper = 0, lower = 0;
        foreach (var c in word)
        {
            if (c == '0') zeros++;
            else if (char.IsAsciiLetterUpper(c)) upper++;
            else if (char.IsAsciiLetterLower(c)) lower++;
            else return false;
        }
        return zeros is 1 or 2 && word[0] != '0' && upper + lower >= 5 && (upper == 0 || lower <= 1 || upper == 1);
    }
}
