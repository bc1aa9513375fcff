using System.Globalization;
using System.Text;

namespace Lurewatch.Cli.Terminals;

/// <summary>Makes text from mails safe and fit to print: nothing in it can steer the terminal, reorder a line or hide.</summary>
internal static class Printable
{
    /// <summary>One line of plain text: controls and line ends become visible or blank, bidirectional and invisible format characters are named.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (value is '\t' or '\n' or '\r' or 0x2028 or 0x2029 or 0x85) Blank(clean);
            else if (value < 0x20) clean.Append((char)(0x2400 + value));
            else if (value == 0x7F) clean.Append('\u2421');
            else if (IsHidden(rune)) clean.Append(CultureInfo.InvariantCulture, $"\u2039U+{value:X4}\u203A");
            else clean.Append(rune);
        }
        return clean.ToString();
    }

    /// <summary>Cleaned and cut to a number of terminal cells, with an ellipsis where something was cut; padded to it if asked.</summary>
    public static string Fit(string? text, int cells, bool pad = false)
    {
        var clean = Clean(text);
        var width = 0;
        var fits = 0;
        var position = 0;
        foreach (var rune in clean.EnumerateRunes())
        {
            var next = width + CellWidth.Of(rune);
            position += rune.Utf16SequenceLength;
            if (next > cells)
            {
                clean = string.Concat(clean.AsSpan(0, fits), "…");
                width = CellWidth.Of(clean);
                break;
            }
            width = next;
            if (width < cells) fits = position;
        }
        return pad && width < cells ? clean + new string(' ', cells - width) : clean;
    }

    private static void Blank(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
    }

    /// <summary>C1 controls, bidirectional controls, zero-width and tag characters; the joiner within emoji and Indic text is harmless and stays.</summary>
    private static bool IsHidden(Rune rune)
    {
        if (rune.Value == 0x200D) return false;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
    }
}
