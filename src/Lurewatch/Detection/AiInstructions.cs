using System.Buffers;
using Lurewatch.Intel;

namespace Lurewatch.Detection;

/// <summary>Instructions to a language model in a text: one phrase that only such an instruction holds, or an address to an assistant with an order near it.</summary>
internal static class AiInstructions
{
    private const int Window = 200;

    /// <summary>The lists, and in one the words without which no text is an instruction.</summary>
    private sealed record Phrases(string[] Sure, string[] Whom, string[] Orders, SearchValues<string> Any);

    private static readonly Lazy<Phrases> s_phrases = new(() =>
    {
        var rows = Lists.Rows("Detection/ai-instructions.tsv").ToArray();
        string[] Of(string kind) => [.. rows.Where(row => row[0] == kind).Select(row => row[2])];
        string[] sure = Of("sure"), whom = Of("whom");
        return new Phrases(sure, whom, Of("order"), SearchValues.Create([.. sure, .. whom], StringComparison.OrdinalIgnoreCase));
    });

    /// <summary>The words that give it away, as written; null if there are none.</summary>
    public static string? In(string text)
    {
        if (text.Length < 12) return null;
        var phrases = s_phrases.Value;
        if (!text.AsSpan().ContainsAny(phrases.Any)) return null;
        foreach (var phrase in phrases.Sure)
            if (text.IndexOf(phrase, StringComparison.OrdinalIgnoreCase) is >= 0 and var at) return Around(text, at, phrase.Length);
        foreach (var whom in phrases.Whom)
        {
            var at = Word(text, whom, 0);
            for (var tries = 0; at >= 0 && tries < 16; tries++, at = Word(text, whom, at + whom.Length))
            {
                var start = Math.Max(0, at - Window);
                var near = text.AsSpan(start, Math.Min(text.Length, at + Window) - start);
                foreach (var order in phrases.Orders)
                    if (near.IndexOf(order, StringComparison.OrdinalIgnoreCase) >= 0) return Around(text, at, whom.Length);
            }
        }
        return null;
    }

    private static int Word(string text, string word, int from)
    {
        while (from < text.Length)
        {
            var at = text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return -1;
            var ascii = char.IsAscii(word[0]);
            var end = at + word.Length;
            if (!ascii || ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))) return at;
            from = at + 1;
        }
        return -1;
    }

    private static string Around(string text, int at, int length)
    {
        var start = Math.Max(0, at - 40);
        return text[start..Math.Min(text.Length, at + length + 80)].Trim();
    }
}
