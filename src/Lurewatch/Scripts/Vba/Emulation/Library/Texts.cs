using System.Buffers;
using System.Globalization;
using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Library;

/// <summary>Texts and bytes as Windows of the western code page turns one into the other; formats.</summary>
internal static class Texts
{
    private static readonly Encoding Ansi = Encodings.Of(1252);

    private static readonly SearchValues<char> s_dateLetters = SearchValues.Create("yYdDhHmM");

    /// <summary>One byte a character.</summary>
    public static byte[] ToBytes(string text) => Ansi.GetBytes(text);

    public static string FromBytes(ReadOnlySpan<byte> bytes) => Ansi.GetString(bytes);

    /// <summary>A character by its ANSI code.</summary>
    public static string Chr(double code) => code is >= 0 and <= 255 ? Ansi.GetString([(byte)code]) : code is > -32769 and <= 65535 ? ((char)(ushort)(int)code).ToString() : "";

    public static int Asc(char c)
    {
        if (c < 0x80) return c;
        var bytes = Ansi.GetBytes([c]);
        return bytes is [var only] ? only : c;
    }

    /// <summary>Base64 without care for blanks and line ends, as MSXML reads it; null if it is none.</summary>
    public static byte[]? FromBase64(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
            if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/') clean.Append(c);
        if (clean.Length % 4 == 1) clean.Length--;
        while (clean.Length % 4 != 0) clean.Append('=');
        try
        {
            return Convert.FromBase64String(clean.ToString());
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static byte[]? FromHex(string text)
    {
        var clean = new string([.. text.Where(char.IsAsciiHexDigit)]);
        return clean.Length % 2 == 0 ? Convert.FromHexString(clean) : null;
    }

    /// <summary><c>Format</c>: the named formats and digit patterns that code uses; what is not known stays the plain text.</summary>
    public static string Format(Variant value, string format)
    {
        if (format.Length == 0) return value.AsText();
        if (value.Kind == VariantKind.Date || (!value.IsNumber && DateTime.TryParse(value.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && format.AsSpan().ContainsAny(s_dateLetters)))
        {
            var date = value.Kind == VariantKind.Date && value.Number is > -657434 and < 2958466 ? DateTime.FromOADate(value.Number) : DateTime.TryParse(value.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : default;
            var minutes = format.Replace("nn", "mm", StringComparison.OrdinalIgnoreCase).Replace("hh", "HH", StringComparison.OrdinalIgnoreCase).Replace("YYYY", "yyyy", StringComparison.Ordinal).Replace("DD", "dd", StringComparison.Ordinal);
            if (format.Contains('m', StringComparison.OrdinalIgnoreCase) && !format.Contains('h', StringComparison.OrdinalIgnoreCase)) minutes = minutes.Replace('m', 'M');
            try
            {
                return date.ToString(minutes, CultureInfo.InvariantCulture);
            }
            catch (FormatException)
            {
                return value.AsText();
            }
        }
        if (value.IsText && !value.TryNumber(out _))
            return format is "<" ? value.AsText().ToLowerInvariant() : format is ">" ? value.AsText().ToUpperInvariant() : value.AsText();
        if (!value.TryNumber(out var number)) return value.AsText();
        if (format.AsSpan().IndexOfAnyExcept("0#.,%") < 0 && format.Length < 40)
        {
            try
            {
                return number.ToString(format, CultureInfo.InvariantCulture);
            }
            catch (FormatException)
            {
                return value.AsText();
            }
        }
        return value.AsText();
    }
}
