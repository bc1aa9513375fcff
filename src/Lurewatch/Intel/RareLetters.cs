namespace Lurewatch.Intel;

/// <summary>How far a word is made of pairs of letters that words do not have.</summary>
internal static class RareLetters
{
    /// <summary>By first letter, the letters that follow it in the words of the lure lexicons (ten times or more, all languages with Latin letters together).</summary>
    private static ReadOnlySpan<uint> Usual =>
    [
        0x3FEFFEF, 0x1164911, 0x21A4F95, 0x2164111, 0x3FEFDFF, 0x01A4131, 0x0166951, 0x01A6911, 0x22EFEFF,
        0x0104011, 0x01A4911, 0x11C691B, 0x110D113, 0x33C6DFD, 0x2FEFF7E, 0x01AC991, 0x0100000, 0x37E7DDF,
        0x25CCDB5, 0x35E4995, 0x04EFB3F, 0x0004111, 0x1124111, 0x0088000, 0x000D000, 0x1584111,
    ];

    /// <summary>Of a word in small ASCII letters: the share of its pairs that no language of the lexicons uses. Random letters have 0.3 and more, words below 0.1.</summary>
    public static double Share(ReadOnlySpan<char> word)
    {
        if (word.Length < 2) return 0;
        var rare = 0;
        for (var i = 1; i < word.Length; i++)
        {
            int first = word[i - 1] - 'a', second = word[i] - 'a';
            if ((uint)first < 26 && (uint)second < 26 && (Usual[first] >> second & 1) == 0) rare++;
        }
        return (double)rare / (word.Length - 1);
    }
}
