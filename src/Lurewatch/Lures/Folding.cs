using System.Text;

namespace Lurewatch.Lures;

/// <summary>Brings characters to the form in which phrases are compared: lower case, NFKC, no diacritics, letters of other scripts that look Latin made Latin [UTS 39, the part that mail abuses].</summary>
internal static class Folding
{
    /// <summary>What a character is to a reader of words.</summary>
    public enum Sort { Gap, Invisible, Word, Cjk, Sign }

    /// <summary>U+00C0 to U+024F: base letters.</summary>
    private const string Latin =
        "aaaaaaæceeeeiiiidnooooo ouuuuytßaaaaaaæceeeeiiiidnooooo ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggg" +
        "hhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsbbƃƃƅƅɔc" +
        "cɖɗƌƌƍǝəɛffɠɣƕɩɨkklƛɯɲƞɵooƣƣppʀƨƨʃƪtttʈuuʊʋyyzzʒƹƹƺƻƽƽƾƿǀǁǂǃdddlllnnnaaiioouuuuuuuuuuǝaaaaææǥǥggkkoo" +
        "ooǯǯjdddggƕƿnnaaææǿǿaaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏ";

    /// <summary>Letters of other scripts whose usual shapes cannot be told from Latin ones, in pairs.</summary>
    private const string Lookalikes =
        "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwвbнhкkмmтtгrпnзeАaВbЕeКkМmНhОoРpСcТtХxІiЈjЅsУyԌgԜwҮyүyҺhӀlӏlАaбb" +
        "αaεeιiκkνvοoρpτtυuχxωwγyηnΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxσoϲcϳj" +
        "օoսuոnհhցgԼlզqѵvԍg" +
        "ɡgɩiɪiʏyʀrʟlɴnɢgʙbʜhᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢz";

    private static readonly Lazy<char[]> s_lookalikes = new(() =>
    {
        var table = new char[0x1E00];
        for (var i = 0; i < Lookalikes.Length; i += 2) table[Lookalikes[i]] = Lookalikes[i + 1];
        return table;
    });

    /// <summary>Folds the character at <paramref name="index"/>.</summary>
    /// <param name="text">Where it stands.</param>
    /// <param name="index">In: its place. Out: the place behind it.</param>
    /// <param name="second">A second folded character (ß is "ss"), or NUL.</param>
    public static char Next(ReadOnlySpan<char> text, ref int index, out Sort sort, out char second)
    {
        var c = text[index++];
        second = '\0';
        if (c < 0x80)
        {
            if (char.IsAsciiLetterUpper(c)) { sort = Sort.Word; return (char)(c | 0x20); }
            sort = char.IsAsciiLetterOrDigit(c) ? Sort.Word : c is '$' or '%' or '+' ? Sort.Sign : Sort.Gap;
            return c;
        }
        if (c < 0x250) return FoldLatin(c, out sort, out second);
        if (c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or '\u3005' or '\u3006')
        {
            sort = c == '\u30FB' ? Sort.Gap : Sort.Cjk;                                              // ・ divides
            return c;
        }
        if (c is >= '\uAC00' and <= '\uD7A3') { sort = Sort.Cjk; return c; }
        if (IsInvisible(c)) { sort = Sort.Invisible; return c; }
        if (c is >= '\u2000' and <= '\u206F' or >= '\u3000' and <= '\u303F') { sort = Sort.Gap; return ' '; }
        if (c is >= '\uFF01' and <= '\uFF5E')
        {
            var ascii = (char)(c - 0xFEE0);
            sort = char.IsAsciiLetterOrDigit(ascii) ? Sort.Word : ascii is '$' or '%' or '+' ? Sort.Sign : Sort.Gap;
            return char.ToLowerInvariant(ascii);
        }
        if (c < 0x1E00 && s_lookalikes.Value[c] is var latin and not '\0')
        {
            sort = Sort.Word;
            return latin;
        }
        return FoldRare(text, ref index, c, out sort, out second);
    }

    private static char FoldLatin(char c, out Sort sort, out char second)
    {
        second = '\0';
        if (c >= 0xC0)
        {
            var folded = Latin[c - 0xC0];
            sort = folded == ' ' ? Sort.Gap : Sort.Word;
            if (folded == 'ß') { second = 's'; return 's'; }
            if (folded is 'æ' or 'œ') { second = 'e'; return folded == 'æ' ? 'a' : 'o'; }
            return folded;
        }
        sort = c switch { '\u00AD' => Sort.Invisible, '£' or '¥' => Sort.Sign, 'ª' or 'º' => Sort.Word, _ => Sort.Gap };
        return c switch { 'ª' => 'a', 'º' => 'o', _ => c };
    }

    /// <summary>Characters that a reader does not see: soft hyphen, zero-width and direction marks, joiners, tags, variation selectors.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u180E'
        or >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2060' and <= '\u206F' or '\u3164' or '\uFEFF' or '\uFFA0'
        or >= '\uFE00' and <= '\uFE0F' or >= '\u0300' and <= '\u036F';

    /// <summary>The rest: compatibility forms (𝐛𝐨𝐥𝐝, ﬁ, ①, ｶ) by NFKC, other letters as they are.</summary>
    private static char FoldRare(ReadOnlySpan<char> text, ref int index, char c, out Sort sort, out char second)
    {
        second = '\0';
        if (c == '€' || c is >= '\u20A0' and <= '\u20BF') { sort = Sort.Sign; return c; }
        Span<char> units = stackalloc char[2];
        units[0] = c;
        var length = 1;
        if (char.IsSurrogate(c))
        {
            if (!char.IsHighSurrogate(c) || index >= text.Length || !char.IsLowSurrogate(text[index])) { sort = Sort.Gap; return ' '; }
            units[1] = text[index++];
            length = 2;
            // Regional indicators and squared letters (🅰) spell words too; emoji do not.
            var code = char.ConvertToUtf32(c, units[1]);
            if (code is >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169 or >= 0x1F170 and <= 0x1F189)
            {
                sort = Sort.Word;
                return (char)('a' + (code - 0x1F130) % 0x20);
            }
            if (code is >= 0x20000 and <= 0x3FFFF) { sort = Sort.Cjk; return '\u4E00'; }
            if (code is >= 0xE0000 and <= 0xE0FFF) { sort = Sort.Invisible; return ' '; }
            if (code is < 0x1D400 or > 0x1D7FF and not (>= 0x1F100 and <= 0x1F12F)) { sort = Sort.Gap; return ' '; }
        }
        else if (c is >= '\u0370' and < '\u1E00' && char.IsLetterOrDigit(c)) { sort = Sort.Word; return char.ToLowerInvariant(c); }
        Span<char> normal = stackalloc char[24];
        if (!((ReadOnlySpan<char>)units[..length]).TryNormalize(normal, out var written, NormalizationForm.FormKD) || written == 0)
        {
            sort = Sort.Gap;
            return ' ';
        }
        var folded = char.ToLowerInvariant(normal[0]);
        if (folded is >= '\u0370' and < '\u1E00' && s_lookalikes.Value[folded] is var latin and not '\0') folded = latin;
        if (folded is >= '\u30A0' and <= '\u30FF')
        {
            // Half-width katakana carry their voicing mark behind them.
            if (index < text.Length && text[index] is 'ﾞ' or 'ﾟ' && folded is >= 'カ' and <= 'ホ') folded = (char)(folded + (text[index++] == 'ﾞ' ? 1 : 2));
            sort = Sort.Cjk;
            return folded;
        }
        sort = char.IsLetterOrDigit(folded) ? Sort.Word : Sort.Gap;
        if (written > 1 && sort == Sort.Word && char.IsAsciiLetter(normal[1])) second = char.ToLowerInvariant(normal[1]);   // ﬁ
        return folded;
    }
}
