namespace Lurewatch.Intel;

/// <summary>Emoji and ornaments.</summary>
internal static class Pictographs
{
    /// <summary>The first one; null if there is none.</summary>
    public static string? First(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= '\u2600' and <= '\u27bf' or >= '\u2b00' and <= '\u2bff' or >= '\u23e9' and <= '\u23fa') return text[i..(i + 1)];
            // Planes 1F000 to 1FAFF; the styled letters of 1F100 to 1F1FF are another matter.
            if (c is '\ud83c' or '\ud83d' or '\ud83e' && i + 1 < text.Length && !(c == '\ud83c' && text[i + 1] < '\ude00')) return text[i..(i + 2)];
        }
        return null;
    }
}
