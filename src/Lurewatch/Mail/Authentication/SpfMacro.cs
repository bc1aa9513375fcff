using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Authentication;

/// <summary>SPF macros [RFC 7208, 7].</summary>
internal static class SpfMacro
{
    private const int MaxExpanded = 8_192;

    /// <summary>A macro-string that ends in a top label or a macro [RFC 7208, 7.1, domain-spec].</summary>
    public static bool IsDomainSpec(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsMacroString(text, isExplanation: false)) return false;
        if (EndsInMacro(text)) return true;
        if (text.EndsWith(".")) text = text[..^1];
        var dot = text.LastIndexOf('.');
        return dot >= 0 && IsTopLabel(text[(dot + 1)..]);
    }

    /// <summary>Literals and well-formed macros alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isExplanation">Blanks and the letters c, r, t are allowed.</param>
    public static bool IsMacroString(ReadOnlySpan<char> text, bool isExplanation)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] != '%')
            {
                if (text[i] is > '~' or < ' ' || (text[i] == ' ' && !isExplanation)) return false;
                i++;
                continue;
            }
            if (!TryMacro(text[i..], isExplanation, out var macro)) return false;
            i += macro.Length;
        }
        return true;
    }

    /// <summary>The text with every macro replaced.</summary>
    /// <param name="text">Was accepted by <see cref="IsMacroString"/>.</param>
    /// <param name="isExplanation">As there.</param>
    /// <param name="valueOf">Value of a letter in lower case.</param>
    public static string Expand(ReadOnlySpan<char> text, bool isExplanation, Func<char, string> valueOf)
    {
        var expanded = new StringBuilder(text.Length + 32);
        var i = 0;
        while (i < text.Length && expanded.Length < MaxExpanded)
        {
            if (text[i] != '%' || !TryMacro(text[i..], isExplanation, out var macro))
            {
                expanded.Append(text[i++]);
                continue;
            }
            i += macro.Length;
            if (macro.Literal is { } literal)
            {
                expanded.Append(literal);
                continue;
            }
            var value = valueOf(char.ToLowerInvariant(macro.Letter));
            if (macro.IsTransformed) value = Transform(value, macro);
            expanded.Append(char.IsAsciiLetterUpper(macro.Letter) ? Uri.EscapeDataString(value) : value);
        }
        return expanded.ToString();
    }

    private static string Transform(string value, in Macro macro)
    {
        var parts = value.Split(macro.Delimiters.Length == 0 ? ['.'] : macro.Delimiters.ToCharArray());
        if (macro.Reverse) Array.Reverse(parts);
        return string.Join('.', macro.Keep > 0 && macro.Keep < parts.Length ? parts[^macro.Keep..] : parts);
    }

    private readonly record struct Macro(int Length, string? Literal, char Letter, int Keep, bool Reverse, string Delimiters)
    {
        public bool IsTransformed => Keep > 0 || Reverse || Delimiters.Length > 0;
    }

    private static bool TryMacro(ReadOnlySpan<char> text, bool isExplanation, out Macro macro)
    {
        macro = default;
        if (text.Length < 2) return false;
        if (text[1] is '%' or '_' or '-')
        {
            macro = new Macro(2, text[1] switch { '%' => "%", '_' => " ", _ => "%20" }, default, 0, Reverse: false, "");
            return true;
        }
        if (text[1] != '{' || text.Length < 4) return false;
        var letter = text[2];
        if (!(isExplanation ? "slodiphcrtv" : "slodiphv").Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal)) return false;
        var i = 3;
        var digits = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        var keep = 0;
        if (i > digits)
        {
            if (i - digits > 4) keep = 9_999;
            else keep = int.Parse(text[digits..i], CultureInfo.InvariantCulture);
            if (keep == 0) return false;
        }
        var reverse = i < text.Length && text[i] is 'r' or 'R';
        if (reverse) i++;
        var delimiters = i;
        while (i < text.Length && text[i] is '.' or '-' or '+' or ',' or '/' or '_' or '=') i++;
        if (i >= text.Length || text[i] != '}') return false;
        macro = new Macro(i + 1, null, letter, keep, reverse, text[delimiters..i].ToString());
        return true;
    }

    private static bool EndsInMacro(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length)
        {
            var length = text[i] == '%' && TryMacro(text[i..], isExplanation: false, out var macro) ? macro.Length : 1;
            if (i + length == text.Length) return length > 1;
            i += length;
        }
        return false;
    }

    /// <summary>Letters, digits and inner hyphens, not digits alone.</summary>
    private static bool IsTopLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
        var isNumber = true;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            isNumber &= char.IsAsciiDigit(c);
        }
        return !isNumber;
    }
}
