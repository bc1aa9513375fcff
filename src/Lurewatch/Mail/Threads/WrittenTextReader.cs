using System.Collections.Frozen;
using System.Text;
using Lurewatch.Intel;
using Lurewatch.Lures;

namespace Lurewatch.Mail.Threads;

/// <summary>Sets signature and disclaimers apart from what a message says. They are cut from its end only: what stands in front of the message's own words is part of it.</summary>
internal static class WrittenTextReader
{
    private const int MaxSignatureLines = 15, MaxSignatureLine = 90, MaxClosingWords = 7, MaxChars = 64 << 10;

    private enum Kind
    {
        Closing,
        Mobile,
        Boilerplate,
    }

    private static readonly Lazy<FrozenDictionary<Kind, string[]>> s_phrases = new(() => Lists.Rows("Mail/Threads/closings.tsv")
        .GroupBy(row => Enum.Parse<Kind>(row[0], ignoreCase: true), row => Fold(row[2]))
        .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(phrase => phrase.Length).ToArray()));

    /// <summary>Reads what stands above the quotes.</summary>
    public static WrittenText Read(string current)
    {
        if (current.Length > MaxChars) return new WrittenText(current, Signature: null, Boilerplate: null);
        var lines = Lines(current);
        var end = BoilerplateStart(current, lines);
        var start = SignatureStart(current, lines, end);
        return new WrittenText(Cut(current, lines, 0, start) ?? "", Cut(current, lines, start, end), Cut(current, lines, end, lines.Count));
    }

    private static List<Range> Lines(string text)
    {
        var lines = new List<Range>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            lines.Add(at..end);
            at = end + 1;
        }
        return lines;
    }

    private static string? Cut(string text, List<Range> lines, int from, int to) =>
        from >= to ? null : text[lines[from].Start..lines[to - 1].End].Trim() is { Length: > 0 } cut ? cut : null;

    /// <summary>The first line of the disclaimers at the end: whole paragraphs that hold a phrase of theirs, rules and blank lines between.</summary>
    private static int BoilerplateStart(string text, List<Range> lines)
    {
        var start = lines.Count;
        var end = lines.Count;
        while (end > 0)
        {
            while (end > 0 && IsRule(text.AsSpan()[lines[end - 1]])) end--;
            if (end == 0) break;
            // HTML shows a paragraph as one line; plain text wraps it and divides paragraphs by a blank line.
            var from = end - 1;
            var long_ = text.AsSpan()[lines[from]].Length > MaxSignatureLine;
            while (!long_ && from > 0 && text.AsSpan()[lines[from - 1]] is var above && !IsRule(above) && above.Length <= MaxSignatureLine) from--;
            if (from == 0 || !Holds(text[lines[from].Start..lines[end - 1].End], Kind.Boilerplate)) break;
            start = from;
            end = from;
        }
        while (start > 0 && start < lines.Count && IsRule(text.AsSpan()[lines[start - 1]])) start--;
        return start;
    }

    /// <summary>The first line of the signature: after "-- " [RFC 3676, 4.3], a mobile client's line, or a closing with nothing but short lines behind it.</summary>
    private static int SignatureStart(string text, List<Range> lines, int end)
    {
        while (end > 0 && text.AsSpan()[lines[end - 1]].IsWhiteSpace()) end--;
        var start = end;
        var seen = 0;
        for (var i = end - 1; i > 0 && seen < MaxSignatureLines; i--)
        {
            var line = text.AsSpan()[lines[i]].Trim();
            if (line.IsEmpty) continue;
            if (line.Length > MaxSignatureLine) break;
            seen++;
            if (line is "--" or "—" or "__" or "-- \u00A0") return i;
            if (Begins(line.ToString(), Kind.Mobile) || IsClosing(line.ToString())) start = i;
        }
        return start;
    }

    /// <summary>"Mit freundlichen Grüßen", perhaps with a name behind it; not "Thanks to you we found the file".</summary>
    private static bool IsClosing(string line)
    {
        if (!Begins(line, Kind.Closing)) return false;
        return line.Count(char.IsWhiteSpace) < MaxClosingWords && (line[^1] is ',' or '!' or '.' || !line.Contains('.', StringComparison.Ordinal));
    }

    private static bool Begins(string line, Kind kind)
    {
        var folded = Fold(line);
        foreach (var phrase in s_phrases.Value[kind])
            if (folded.StartsWith(phrase, StringComparison.Ordinal) && (folded.Length == phrase.Length || folded[phrase.Length] == ' ' || phrase[^1] > '\u3000')) return true;
        return false;
    }

    private static bool Holds(string paragraph, Kind kind)
    {
        var folded = " " + Fold(paragraph) + " ";
        foreach (var phrase in s_phrases.Value[kind])
        {
            var at = folded.IndexOf(phrase, StringComparison.Ordinal);
            if (at > 0 && (phrase[^1] > '\u3000' || (folded[at - 1] == ' ' && folded[at + phrase.Length] == ' '))) return true;
        }
        return false;
    }

    private static bool IsRule(ReadOnlySpan<char> line) => line.Trim(" \t\r\u00A0-_=*~#·—–").IsEmpty;

    private static string Fold(string text)
    {
        var folded = FoldedText.Of(text);
        var line = new StringBuilder(text.Length);
        foreach (ref readonly var word in folded.Words)
        {
            if (line.Length > 0) line.Append(' ');
            line.Append(folded[word]);
        }
        return line.ToString();
    }
}
