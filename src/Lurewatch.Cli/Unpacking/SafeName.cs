using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Lurewatch.Cli.Unpacking;

/// <summary>Names from mails as names on this disk: no separators, controls, reserved names or tricks of direction; short, and of no type that a double click runs.</summary>
internal static class SafeName
{
    private const int MostChars = 80;

    /// <summary>Behind every name: no system starts or previews a file that ends so.</summary>
    public const string Suffix = "_";

    private static readonly FrozenSet<string> s_devices = FrozenSet.ToFrozenSet(
        ["CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "CONIN$", "CONOUT$"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>One segment of a path, without the suffix; never empty.</summary>
    public static string Of(string? name, string otherwise)
    {
        var safe = new StringBuilder();
        // Of a path, the last part that says something.
        var given = (name ?? "").Split('/', '\\').LastOrDefault(part => part.Trim(' ', '.').Length > 0) ?? "";
        foreach (var rune in given.EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > MostChars) break;
            safe.Append(IsPlain(rune) ? rune.ToString() : "_");
        }
        var text = safe.ToString().Trim(' ', '.');
        if (text.Length == 0) return otherwise;
        if (text[0] == '-') text = "_" + text[1..];   // no option of the next command
        var stem = text.Split('.', 2)[0].TrimEnd();
        return s_devices.Contains(stem) ? "_" + text : text;
    }

    private static bool IsPlain(Rune rune) => rune.Value is ' ' or '.' or '-' or '_' or '(' or ')' or '[' or ']' or '+' or ',' or '=' or '@' or '#' or '!' or '~' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
