using System.Globalization;
using System.Text;
using MimeKit.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Character references [WHATWG HTML 13.2.5.72]; MimeKit knows the names.</summary>
internal static class HtmlEntities
{
    private const int LongestName = 33;

    /// <param name="text">With references.</param>
    /// <param name="attribute">In an attribute, <c>&amp;copy=2</c> is no reference: query strings depend on it.</param>
    public static string Decode(ReadOnlySpan<char> text, bool attribute)
    {
        var next = text.IndexOf('&');
        if (next < 0) return text.ToString();
        var decoded = new StringBuilder(text.Length);
        HtmlEntityDecoder? names = null;
        while (true)
        {
            decoded.Append(next < 0 ? text : text[..next]);
            if (next < 0) return decoded.ToString();
            text = text[next..];
            var used = One(text, attribute, decoded, ref names);
            if (used == 0)
            {
                decoded.Append('&');
                used = 1;
            }
            text = text[used..];
            next = text.IndexOf('&');
        }
    }

    private static int One(ReadOnlySpan<char> text, bool attribute, StringBuilder to, ref HtmlEntityDecoder? names)
    {
        if (text.Length < 2) return 0;
        if (text[1] == '#') return Number(text, to);
        if (!char.IsAsciiLetterOrDigit(text[1])) return 0;
        if (text.StartsWith("&amp;")) return Plain('&', 5, to);
        if (text.StartsWith("&nbsp;")) return Plain('\u00A0', 6, to);
        if (text.StartsWith("&lt;")) return Plain('<', 4, to);
        if (text.StartsWith("&gt;")) return Plain('>', 4, to);
        if (text.StartsWith("&quot;")) return Plain('"', 6, to);
        names ??= new HtmlEntityDecoder();
        names.Reset();
        names.Push('&');
        var length = 1;
        while (length < text.Length && length < LongestName && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == ';') && names.Push(text[length]))
        {
            length++;
            if (text[length - 1] == ';') break;
        }
        var value = names.GetValue();   // whatever follows the longest name known comes back as it was
        if (value.Length >= length && value[0] == '&' && text[..length].SequenceEqual(value.AsSpan(0, length))) return 0;
        if (attribute && text[length - 1] != ';' && (value.Length > 2 || (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '='))))
            return 0;
        to.Append(value);
        return length;
    }

    private static int Plain(char c, int length, StringBuilder to)
    {
        to.Append(c);
        return length;
    }

    private static int Number(ReadOnlySpan<char> text, StringBuilder to)
    {
        var hex = text.Length > 2 && text[2] is 'x' or 'X';
        var at = hex ? 3 : 2;
        var start = at;
        uint value = 0;
        while (at < text.Length && (hex ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])))
        {
            if (value <= 0x10FFFF) value = value * (hex ? 16u : 10u) + (uint)int.Parse(text.Slice(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at++;
        }
        if (at == start) return 0;
        if (at < text.Length && text[at] == ';') at++;
        // C1 numbers mean windows-1252
        if (value is >= 0x80 and <= 0x9F) to.Append("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ"[(int)value - 0x80]);
        else if (value != 0 && Rune.IsValid((int)Math.Min(value, 0x110000))) to.Append(new Rune((int)value));
        else to.Append('\uFFFD');
        return at;
    }
}
