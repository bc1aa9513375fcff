using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Library;

/// <summary>A function of the library.</summary>
internal delegate Variant LibraryFunction(Interpreter by, ReadOnlySpan<Variant> args);

/// <summary>The standard library [MS-VBAL 6.1.2]: texts, numbers, arrays, dates, and what acts on the machine, which only records.</summary>
internal static partial class Functions
{
    private const int MostChars = 1 << 22;

    private static readonly FrozenDictionary<string, LibraryFunction> s_all = All().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A function by its name in lower case; null if there is none.</summary>
    public static LibraryFunction? Find(string name) => s_all.GetValueOrDefault(name);

    private static Dictionary<string, LibraryFunction> All()
    {
        var all = new Dictionary<string, LibraryFunction>(StringComparer.Ordinal);
        AddTexts(all);
        AddNumbers(all);
        AddOthers(all);
        AddActions(all);
        return all;
    }

    private static void AddTexts(Dictionary<string, LibraryFunction> all)
    {
        foreach (var name in (ReadOnlySpan<string>)["chr", "chrb"]) all[name] = (_, a) => Number(a, 0) is { } code ? Variant.Of(Texts.Chr(code)) : Variant.Unknown;
        all["chrw"] = (_, a) => Number(a, 0) is { } code and > -32769 and <= 65535 ? Variant.Of(((char)(ushort)(int)Math.Round(code)).ToString()) : Variant.Unknown;
        foreach (var name in (ReadOnlySpan<string>)["asc", "ascb"])
            all[name] = (by, a) => Text(a, 0) is not { } text ? Variant.Unknown : text.Length > 0 ? Variant.Int(Texts.Asc(text[0])) : Fail(by, 5);
        all["ascw"] = (by, a) => Text(a, 0) is not { } text ? Variant.Unknown : text.Length > 0 ? Variant.Int((short)text[0]) : Fail(by, 5);
        all["strreverse"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(VbaFunctions.Reverse(text)) : Variant.Unknown;
        all["lcase"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(text.ToLowerInvariant()) : Variant.Unknown;
        all["ucase"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(text.ToUpperInvariant()) : Variant.Unknown;
        all["trim"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(text.Trim(' ')) : Variant.Unknown;
        all["ltrim"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(text.TrimStart(' ')) : Variant.Unknown;
        all["rtrim"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(text.TrimEnd(' ')) : Variant.Unknown;
        all["len"] = (_, a) => a.Length > 0 && a[0].Items is null && Text(a, 0) is { } text ? Variant.Long(text.Length) : Variant.Unknown;
        all["lenb"] = (_, a) => a.Length > 0 && a[0].Items is { } bytes ? Variant.Long(bytes.Items.Length) : Text(a, 0) is { } text ? Variant.Long(text.Length * 2) : Variant.Unknown;
        all["left"] = (by, a) => Text(a, 0) is { } text && Number(a, 1) is { } n ? n < 0 ? Fail(by, 5) : by.Pay(text.Length) ? Variant.Of(text[..(int)Math.Min(n, text.Length)]) : Variant.Unknown : Variant.Unknown;
        all["right"] = (by, a) => Text(a, 0) is { } text && Number(a, 1) is { } n ? n < 0 ? Fail(by, 5) : by.Pay(text.Length) ? Variant.Of(text[^(int)Math.Min(n, text.Length)..]) : Variant.Unknown : Variant.Unknown;
        foreach (var name in (ReadOnlySpan<string>)["mid", "midb"]) all[name] = Mid;
        all["instr"] = InStr;
        all["instrb"] = InStr;
        all["instrrev"] = (by, a) =>
        {
            if (Text(a, 0) is not { } text || Text(a, 1) is not { } find || !by.Pay(text.Length)) return Variant.Unknown;
            var start = Number(a, 2) is { } from and > 0 ? (int)Math.Min(from, text.Length) : text.Length;
            return Variant.Long(text.AsSpan(0, start).LastIndexOf(find, Comparison(a, 3)) + 1);
        };
        all["replace"] = Replace;
        all["split"] = (by, a) =>
        {
            if (Text(a, 0) is not { } text || !by.Pay(text.Length)) return Variant.Unknown;
            if (text.Length == 0) return Variant.Of(VbaArray.Of([], 0, VariantKind.Empty));
            var parts = Text(a, 1) is { Length: > 0 } separator ? text.Split(separator, Number(a, 2) is { } most and > 0 ? (int)Math.Min(most, int.MaxValue) : int.MaxValue) : text.Split(a.Length > 1 && Text(a, 1) is "" ? "\0\0" : " ");
            return by.Step(parts.Length) ? Variant.Of(VbaArray.Of(Array.ConvertAll(parts, Variant.Of))) : Variant.Unknown;
        };
        all["join"] = (by, a) =>
        {
            if (a.Length == 0 || a[0].Items is not { } list || !by.Step(list.Items.Length)) return Variant.Unknown;
            var separator = a.Length > 1 && !a[1].IsMissing ? a[1].AsText() : " ";
            var joined = new StringBuilder();
            for (var i = 0; i < list.Items.Length && joined.Length < MostChars; i++)
            {
                if (i > 0) joined.Append(separator);
                joined.Append(list.Items[i].AsText());
            }
            return by.Pay(joined.Length) ? Variant.Of(joined.ToString()) : Variant.Unknown;
        };
        all["filter"] = (by, a) =>
        {
            if (a.Length < 2 || a[0].Items is not { } list || Text(a, 1) is not { } find || !by.Step(list.Items.Length)) return Variant.Unknown;
            var keep = a.Length < 3 || a[2].AsCondition() is not false;
            return Variant.Of(VbaArray.Of([.. list.Items.Where(item => item.AsText().Contains(find, StringComparison.Ordinal) == keep)]));
        };
        all["space"] = (by, a) => Number(a, 0) is { } n and >= 0 and < MostChars && by.Pay((int)n) ? Variant.Of(new string(' ', (int)n)) : Variant.Unknown;
        all["string"] = (by, a) => Number(a, 0) is { } n and >= 0 and < MostChars && a.Length > 1 && by.Pay((int)n)
            ? a[1].IsText ? a[1].AsText() is [var c, ..] ? Variant.Of(new string(c, (int)n)) : Fail(by, 5) : Number(a, 1) is { } code ? Variant.Of(new string(Texts.Chr(code % 256)[0], (int)n)) : Variant.Unknown
            : Variant.Unknown;
        all["strcomp"] = (_, a) => a.Length > 1 && Operators.Compare(Variant.Of(a[0].AsText()), Variant.Of(a[1].AsText()), Number(a, 2) is 1) is { } order ? Variant.Int(order) : Variant.Unknown;
        all["strconv"] = StrConv;
        all["format"] = (_, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Of(Texts.Format(a[0], a.Length > 1 && !a[1].IsMissing ? a[1].AsText() : ""));
        all["escape"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(Uri.EscapeDataString(text)) : Variant.Unknown;
        all["unescape"] = (by, a) => Text(a, 0) is { } text && by.Pay(text.Length) ? Variant.Of(Unescape(text)) : Variant.Unknown;
    }

    private static Variant Mid(Interpreter by, ReadOnlySpan<Variant> a)
    {
        if (Text(a, 0) is not { } text || Number(a, 1) is not { } from) return Variant.Unknown;
        if (from < 1) return Fail(by, 5);
        from = Math.Round(from, MidpointRounding.ToEven);
        if (from > text.Length) return Variant.Of("");
        if (a.Length < 3 || a[2].IsMissing) return by.Pay(text.Length) ? Variant.Of(text[((int)from - 1)..]) : Variant.Unknown;
        if (Number(a, 2) is not { } count) return Variant.Unknown;
        if (count < 0) return Fail(by, 5);
        var length = (int)Math.Min(Math.Round(count, MidpointRounding.ToEven), text.Length - (int)from + 1);
        return by.Pay(length) ? Variant.Of(text.Substring((int)from - 1, length)) : Variant.Unknown;
    }

    private static Variant InStr(Interpreter by, ReadOnlySpan<Variant> a)
    {
        var hasStart = a.Length > 2 && (a[0].IsNumber || a[0].IsText && a.Length > 3) || a.Length == 3 && a[0].TryNumber(out _) && !a[2].TryNumber(out _);
        var at = hasStart ? 1 : 0;
        if (Text(a, at) is not { } text || Text(a, at + 1) is not { } find || !by.Pay(text.Length)) return Variant.Unknown;
        var start = hasStart && Number(a, 0) is { } from ? (int)Math.Clamp(from, 1, int.MaxValue) - 1 : 0;
        if (start > text.Length) return Variant.Long(0);
        if (find.Length == 0) return Variant.Long(text.Length == 0 ? 0 : start + 1);
        var found = text.AsSpan(start).IndexOf(find, Comparison(a, at + 2));
        return Variant.Long(found < 0 ? 0 : found + start + 1);
    }

    private static StringComparison Comparison(ReadOnlySpan<Variant> a, int at) => Number(a, at) is 1 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static Variant Replace(Interpreter by, ReadOnlySpan<Variant> a)
    {
        if (Text(a, 0) is not { } text || a.Length < 3) return Variant.Unknown;
        var find = a[1].AsText();
        var with = a[2].AsText();
        if (!by.Pay(text.Length) || find.Length == 0) return Variant.Of(text);
        if (with.Length > find.Length && (long)text.Length / find.Length * with.Length > MostChars) return Variant.Unknown;
        var start = Number(a, 3) is { } from and > 1 ? (int)Math.Min(from - 1, text.Length) : 0;
        var count = Number(a, 4) is { } most and >= 0 ? most : int.MaxValue;
        var comparison = Comparison(a, 5);
        if (start == 0 && count >= int.MaxValue) return Variant.Of(text.Replace(find, with, comparison));
        var made = new StringBuilder();
        var at = start;
        while (count-- > 0 && text.AsSpan(at).IndexOf(find, comparison) is >= 0 and var found)
        {
            made.Append(text, at, found).Append(with);
            at += found + find.Length;
        }
        return Variant.Of(made.Append(text, at, text.Length - at).ToString());
    }

    private static Variant StrConv(Interpreter by, ReadOnlySpan<Variant> a)
    {
        if (a.Length < 2 || Number(a, 1) is not { } how || a[0].IsUnknown) return Variant.Unknown;
        if (a[0].Items is { } array)
        {
            if (!by.Step(array.Items.Length) || array.ToBytes() is not { } bytes) return Variant.Unknown;
            return Variant.Of(((int)how & 64) != 0 ? Texts.FromBytes(bytes) : Encoding.Unicode.GetString(bytes));
        }
        var text = a[0].AsText();
        if (!by.Pay(text.Length)) return Variant.Unknown;
        if (((int)how & 128) != 0) return Variant.Of(VbaArray.OfBytes(Texts.ToBytes(text)));
        if (((int)how & 64) != 0) return Variant.Of(Texts.FromBytes(Encoding.Unicode.GetBytes(text)));
        return Variant.Of(((int)how & 3) switch { 1 => text.ToUpperInvariant(), 2 => text.ToLowerInvariant(), 3 => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant()), _ => text });
    }

    /// <summary>JavaScript's unescape, which scripts share: %xx and %uxxxx.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('%')) return text;
        var made = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 5 < text.Length && text[i + 1] is 'u' or 'U' && int.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var wide))
                {
                    made.Append((char)wide);
                    i += 5;
                    continue;
                }
                if (i + 2 < text.Length && int.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    made.Append((char)code);
                    i += 2;
                    continue;
                }
            }
            made.Append(text[i]);
        }
        return made.ToString();
    }

    /// <summary>An argument as a text; null if it is missing or not known.</summary>
    private static string? Text(ReadOnlySpan<Variant> a, int at) => at < a.Length && a[at].Kind is not (VariantKind.Unknown or VariantKind.Missing or VariantKind.Null) ? a[at].AsText() : null;

    /// <summary>An argument as a number; null if it is missing, not known or none.</summary>
    private static double? Number(ReadOnlySpan<Variant> a, int at) => at < a.Length && a[at].TryNumber(out var number) ? number : null;

    private static Variant Fail(Interpreter by, int error)
    {
        by.Raise(error);
        return Variant.Unknown;
    }
}
