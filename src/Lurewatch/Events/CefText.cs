using System.Buffers;
using System.Text;

namespace Lurewatch.Events;

/// <summary>
/// Text inside a CEF 0 line. In the header <c>|</c> and <c>\</c> are escaped and line breaks have no place; in extension values <c>=</c> and <c>\</c> are escaped
/// and line breaks are written <c>\n</c> and <c>\r</c>. Other control characters and lone surrogates would break receivers: they become U+FFFD.
/// </summary>
internal static class CefText
{
    private static readonly SearchValues<char> HeaderSpecial = SearchValues.Create("\\|" + Controls() + Surrogates());
    private static readonly SearchValues<char> ValueSpecial = SearchValues.Create("\\=" + Controls() + Surrogates());

    /// <summary>Writes a header field, cut to <paramref name="limit"/> characters before escaping.</summary>
    public static void Header(IBufferWriter<byte> output, string value, int limit) => Write(output, Cut(value, limit), HeaderSpecial, inHeader: true);

    /// <summary>Writes an extension value, cut to <paramref name="limit"/> characters before escaping.</summary>
    public static void Value(IBufferWriter<byte> output, string value, int limit) => Write(output, Cut(value, limit), ValueSpecial, inHeader: false);

    /// <summary>The longest prefix of at most <paramref name="limit"/> characters that does not split a surrogate pair; trailing white space, which receivers trim, is cut too.</summary>
    public static ReadOnlySpan<char> Cut(string value, int limit)
    {
        var cut = value.AsSpan();
        if (cut.Length > limit)
        {
            if (char.IsHighSurrogate(cut[limit - 1])) limit--;
            cut = cut[..limit];
        }
        return cut.TrimEnd();
    }

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text, SearchValues<char> special, bool inHeader)
    {
        while (true)
        {
            var at = text.IndexOfAny(special);
            if (at < 0)
            {
                Encoding.UTF8.GetBytes(text, output);
                return;
            }
            Encoding.UTF8.GetBytes(text[..at], output);
            var c = text[at];
            var used = 1;
            switch (c)
            {
                case '\\': output.Write("\\\\"u8); break;
                case '|': output.Write("\\|"u8); break;
                case '=': output.Write("\\="u8); break;
                case '\n' or '\r' when inHeader: output.Write(" "u8); break;
                case '\n': output.Write("\\n"u8); break;
                case '\r': output.Write("\\r"u8); break;
                case '\t': output.Write(" "u8); break;
                default:
                    if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                    {
                        Encoding.UTF8.GetBytes(text.Slice(at, 2), output);
                        used = 2;
                    }
                    else
                    {
                        output.Write("\uFFFD"u8);
                    }
                    break;
            }
            text = text[(at + used)..];
        }
    }

    /// <summary>C0, DEL, C1 and the Unicode line breaks.</summary>
    private static string Controls() => Range('\0', '\x1f') + Range('\x7f', '\x9f') + "\u2028\u2029";

    private static string Surrogates() => Range('\ud800', '\udfff');

    private static string Range(char from, char to) => string.Create(to - from + 1, from, static (span, first) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = (char)(first + i);
    });
}
