using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Vba;

/// <summary>The functions of VBA's library [MS-VBAL 6.1.2] that only turn texts and numbers into others.</summary>
internal static class VbaFunctions
{
    private const int MostChars = 1 << 20;

    /// <summary>True if a function of that name can be worked out by itself.</summary>
    public static bool Knows(ReadOnlySpan<char> name) => name.Length is >= 3 and <= 10 && Names.Contains(name);

    private static readonly System.Collections.Frozen.FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names =
        System.Collections.Frozen.FrozenSet.ToFrozenSet(
        [
            "chr", "chrw", "chrb", "asc", "ascw", "ascb", "strreverse", "replace", "mid", "midb", "left", "right", "lcase", "ucase", "trim", "ltrim", "rtrim", "space", "string", "hex", "oct",
            "cstr", "str", "val", "cint", "clng", "cbyte", "cdbl", "int", "fix", "abs", "sgn", "sqr", "round", "len", "join", "split", "array", "instr", "environ", "iif", "choose", "cvar", "format", "strconv",
        ], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static VbaValue Call(ReadOnlySpan<char> name, ReadOnlySpan<VbaValue> args, Encoding encoding)
    {
        Span<char> lower = stackalloc char[16];
        var n = name.ToLowerInvariant(lower);
        var first = args.Length > 0 ? args[0] : default;
        var text = first.AsText();
        var number = first.AsNumber();
        var second = args.Length > 1 ? args[1] : default;
        switch (lower[..n])
        {
            case "chr" or "chrb": return number is >= 0 and <= 255 ? VbaValue.Of(encoding.GetString([(byte)number.Value])) : Wide(number);
            case "chrw": return Wide(number);
            case "asc" or "ascw" or "ascb": return text is { Length: > 0 } ? VbaValue.Of(text[0]) : default;
            case "strreverse": return text is null ? default : VbaValue.Of(Reverse(text));
            case "lcase": return text is null ? default : VbaValue.Of(text.ToLowerInvariant());
            case "ucase": return text is null ? default : VbaValue.Of(text.ToUpperInvariant());
            case "trim": return text is null ? default : VbaValue.Of(text.Trim(' '));
            case "ltrim": return text is null ? default : VbaValue.Of(text.TrimStart(' '));
            case "rtrim": return text is null ? default : VbaValue.Of(text.TrimEnd(' '));
            case "cstr" or "cvar": return text is null ? default : VbaValue.Of(text, first.IsMade);
            case "str": return number is null ? default : VbaValue.Of((number >= 0 ? " " : "") + first.AsText());
            case "len": return text is null ? default : VbaValue.Of(text.Length);
            case "space": return number is >= 0 and <= 4096 ? VbaValue.Of(new string(' ', (int)number)) : default;
            case "string": return number is >= 0 and <= 4096 && second.AsText() is { Length: > 0 } fill ? VbaValue.Of(new string(second.Text is null ? (char)second.Number! : fill[0], (int)number)) : default;
            case "hex": return number is { } h and >= 0 and < int.MaxValue ? VbaValue.Of(((int)h).ToString("X", CultureInfo.InvariantCulture)) : default;
            case "val": return text is null ? default : Val(text);
            case "cint" or "clng" or "cbyte" or "round": return number is null ? default : VbaValue.Of(Math.Round(number.Value, MidpointRounding.ToEven));
            case "cdbl": return number is null ? default : VbaValue.Of(number.Value);
            case "int": return number is null ? default : VbaValue.Of(Math.Floor(number.Value));
            case "fix": return number is null ? default : VbaValue.Of(Math.Truncate(number.Value));
            case "abs": return number is null ? default : VbaValue.Of(Math.Abs(number.Value));
            case "sgn": return number is null ? default : VbaValue.Of(Math.Sign(number.Value));
            case "sqr": return number is null ? default : VbaValue.Of(Math.Sqrt(number.Value));
            case "left": return text is null || Count(second) is not { } l ? default : VbaValue.Of(text[..Math.Min(l, text.Length)]);
            case "right": return text is null || Count(second) is not { } r ? default : VbaValue.Of(text[^Math.Min(r, text.Length)..]);
            case "mid":
                if (text is null || Count(second) is not { } from || from < 1) return default;
                if (from > text.Length) return VbaValue.Of("");
                if (args.Length < 3) return VbaValue.Of(text[(from - 1)..]);
                return Count(args[2]) is { } taken ? VbaValue.Of(text.Substring(from - 1, Math.Min(taken, text.Length - from + 1))) : default;
            case "replace": return Replace(text, second.AsText(), args.Length > 2 ? args[2].AsText() : null, args.Length);
            case "instr": return args.Length == 2 && text is not null && second.AsText() is { } needle ? VbaValue.Of(text.IndexOf(needle, StringComparison.Ordinal) + 1) : default;
            case "environ": return text is null ? default : VbaValue.Of("%" + text + "%");
            case "strconv": return text is not null && second.AsNumber() is { } how ? how switch { 1 => VbaValue.Of(text.ToUpperInvariant()), 2 => VbaValue.Of(text.ToLowerInvariant()), _ => default } : default;
            case "array": return VbaValue.Of(args.ToArray());
            case "split": return text is null ? default : VbaValue.Of(Array.ConvertAll(text.Split(args.Length > 1 ? second.AsText() ?? " " : " "), part => VbaValue.Of(part)));
            case "join": return Join(first.Items, args.Length > 1 ? second.AsText() : " ");
            case "iif": return number is null || args.Length < 3 ? default : number != 0 ? second : args[2];
            case "choose": return number is { } choice && choice >= 1 && choice < args.Length ? args[(int)choice] : default;
            default: return default;
        }
    }

    public static string Reverse(string text) => string.Create(text.Length, text, (to, from) =>
    {
        from.CopyTo(to);
        to.Reverse();
    });

    private static VbaValue Wide(double? number) => number is { } code and >= -32768 and <= 65535 ? VbaValue.Of(((char)(ushort)(int)code).ToString()) : default;

    private static int? Count(VbaValue value) => value.AsNumber() is { } number and >= 0 and <= MostChars ? (int)number : null;

    private static VbaValue Val(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        if (trimmed.StartsWith("&h", StringComparison.OrdinalIgnoreCase))
        {
            var digits = trimmed[2..];
            var end = 0;
            while (end < digits.Length && end < 7 && char.IsAsciiHexDigit(digits[end])) end++;
            return end > 0 && int.TryParse(digits[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? VbaValue.Of(hex) : VbaValue.Of(0);
        }
        var length = 0;
        while (length < trimmed.Length && (char.IsAsciiDigit(trimmed[length]) || trimmed[length] == '.' || length == 0 && trimmed[length] is '-' or '+')) length++;
        return VbaValue.Of(double.TryParse(trimmed[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    private static VbaValue Replace(string? text, string? find, string? with, int args)
    {
        if (text is null || find is null || with is null || args is < 3 or > 6) return default;
        if (find.Length == 0) return VbaValue.Of(text);
        if (with.Length > find.Length && (long)text.Length / find.Length * with.Length > MostChars) return default;
        return VbaValue.Of(text.Replace(find, with, StringComparison.Ordinal));
    }

    private static VbaValue Join(VbaValue[]? items, string? separator)
    {
        if (items is null || separator is null) return default;
        var joined = new StringBuilder();
        foreach (var item in items)
        {
            if (item.AsText() is not { } text || joined.Length + text.Length > MostChars) return default;
            joined.Append(text).Append(separator);
        }
        if (joined.Length >= separator.Length) joined.Length -= separator.Length;
        return VbaValue.Of(joined.ToString());
    }
}
