namespace Lurewatch.Lures;

/// <summary>A word in <see cref="FoldedText"/>.</summary>
/// <param name="Start">In the folded characters.</param>
/// <param name="Length">Folded.</param>
/// <param name="Source">Where it starts in the text as written.</param>
/// <param name="SourceEnd">Where it ends there.</param>
/// <param name="IsRun">A run of Chinese, Japanese or Korean, which has no words for us.</param>
internal readonly record struct FoldedWord(int Start, int Length, int Source, int SourceEnd, bool IsRun);

/// <summary>A text as sequence of folded words, each with its place in the original: what phrases are searched in.</summary>
/// <remarks>Punctuation and white space divide words and are gone; <c>e-</c> is kept with its word (<c>e-mail</c> is <c>email</c>); currency signs are words.</remarks>
internal sealed class FoldedText
{
    private const int ExcerptLimit = 120;

    private readonly char[] _chars;
    private readonly FoldedWord[] _words;
    private readonly int _count;

    private FoldedText(string text, char[] chars, FoldedWord[] words, int count)
    {
        Text = text;
        _chars = chars;
        _words = words;
        _count = count;
    }

    /// <summary>As written.</summary>
    public string Text { get; }
    /// <summary>In order of place.</summary>
    public ReadOnlySpan<FoldedWord> Words => _words.AsSpan(0, _count);
    /// <summary>Folded characters of a word.</summary>
    public ReadOnlySpan<char> this[in FoldedWord word] => _chars.AsSpan(word.Start, word.Length);
    /// <summary>As written, from the first of two words to the end of the last.</summary>
    public ReadOnlySpan<char> Between(int first, int last) => Text.AsSpan(_words[first].Source, _words[last].SourceEnd - _words[first].Source);

    /// <summary>As <see cref="Between"/>, cut to a readable length.</summary>
    public string Excerpt(int first, int last)
    {
        var written = Between(first, last);
        if (written.Length <= ExcerptLimit) return written.ToString();
        return written[..(char.IsHighSurrogate(written[ExcerptLimit - 1]) ? ExcerptLimit - 1 : ExcerptLimit)].ToString();
    }

    /// <summary>Folds <paramref name="text"/>, at most its first <paramref name="limit"/> characters.</summary>
    public static FoldedText Of(string text, int limit = int.MaxValue)
    {
        var source = text.AsSpan(0, Math.Min(text.Length, limit));
        // Written before they are read, so not cleared first. ß doubles.
        var chars = GC.AllocateUninitializedArray<char>(source.Length * 2);
        var words = GC.AllocateUninitializedArray<FoldedWord>(source.Length / 5 + 8);
        int count = 0, used = 0, start = 0, from = -1, end = 0;
        var run = false;
        for (var i = 0; i < source.Length;)
        {
            var at = i;
            var c = source[i];
            char folded, second = '\0';
            Folding.Sort sort;
            if (c < 0x80 && Ascii[c] is var known and not '\0')
            {
                folded = known;
                sort = Folding.Sort.Word;
                i++;
            }
            else folded = Folding.Next(source, ref i, out sort, out second);
            if (sort == Folding.Sort.Invisible) continue;
            if (sort == Folding.Sort.Word && !run || sort == Folding.Sort.Cjk && (run || from < 0))
            {
                if (from < 0) { from = at; start = used; run = sort == Folding.Sort.Cjk; }
                chars[used++] = folded;
                if (second != '\0') chars[used++] = second;
                end = i;
                continue;
            }
            // "e-mail", "e-Rechnung": the hyphen belongs to the word.
            if (c is '-' or '\u2010' or '\u2011' && from >= 0 && !run && used - start == 1 && chars[start] == 'e' && i < source.Length && char.IsLetter(source[i])) continue;
            if (from >= 0) Add(ref words, ref count, new FoldedWord(start, used - start, from, end, run));
            from = -1;
            if (sort == Folding.Sort.Gap) continue;
            start = used;
            chars[used++] = folded;
            if (second != '\0') chars[used++] = second;
            end = i;
            if (sort == Folding.Sort.Sign) Add(ref words, ref count, new FoldedWord(start, used - start, at, end, false));
            else { from = at; run = sort == Folding.Sort.Cjk; }
        }
        if (from >= 0) Add(ref words, ref count, new FoldedWord(start, used - start, from, end, run));
        return new FoldedText(text, chars, words, count);
    }

    /// <summary>ASCII letters and digits folded, NUL for the rest.</summary>
    private static ReadOnlySpan<char> Ascii =>
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" +
        "0123456789\0\0\0\0\0\0\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0";

    private static void Add(ref FoldedWord[] words, ref int count, FoldedWord word)
    {
        if (count == words.Length) Array.Resize(ref words, words.Length * 2);
        words[count++] = word;
    }
}
