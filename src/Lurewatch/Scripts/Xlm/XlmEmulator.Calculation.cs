using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Functions that only calculate.</summary>
internal sealed partial class XlmEmulator
{
    private static readonly FrozenSet<string> s_younger = FrozenSet.ToFrozenSet(
        ["CONCAT", "TEXTJOIN", "UNICHAR", "UNICODE", "BITXOR", "BITAND", "BITOR", "BITLSHIFT", "BITRSHIFT", "BASE", "DECIMAL", "XOR", "IFNA", "FORMULATEXT", "NUMBERVALUE", "DAYS", "SHEET", "SHEETS", "ISFORMULA", "XLOOKUP", "IFS", "SWITCH", "ENCODEURL"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions younger than the file formats' own tables.</summary>
    public static bool Knows(string function) => s_younger.Contains(function);

    private XlmValue Calculate(string function, XlmValue[] arguments)
    {
        var value = arguments.Length > 0 ? One(arguments[0]) : XlmValue.Missing;
        return Test(function, value, arguments) ?? OfTexts(function, value, arguments) ?? Aggregate(function, arguments) ?? OfNumbers(function, value, arguments) ?? (XlmFunctions.IsFunction(function) ? XlmValue.Unknown : XlmValue.Error("#NAME?"));
    }

    private XlmValue? Test(string function, XlmValue value, XlmValue[] arguments)
    {
        switch (function)
        {
            case "TRUE": return XlmValue.True;
            case "FALSE": return XlmValue.False;
            case "NA": return XlmValue.NotAvailable;
            case "NOT": return value.AsCondition() is { } truth ? XlmValue.Of(!truth) : XlmValue.Unknown;
            case "AND" or "OR" or "XOR":
                var (anyUnknown, trues, count) = (false, 0, 0);
                foreach (var argument in arguments)
                {
                    foreach (var item in All(argument))
                    {
                        if (item.IsError) return item;
                        if (item.AsCondition() is not { } met) anyUnknown |= item.IsUnknown;
                        else
                        {
                            count++;
                            if (met) trues++;
                        }
                    }
                }
                return function switch
                {
                    "AND" => trues < count ? XlmValue.False : anyUnknown ? XlmValue.Unknown : XlmValue.True,
                    "OR" => trues > 0 ? XlmValue.True : anyUnknown ? XlmValue.Unknown : XlmValue.False,
                    _ => anyUnknown ? XlmValue.Unknown : XlmValue.Of(trues % 2 == 1),
                };
            case "ISBLANK": return value.IsUnknown ? value : XlmValue.Of(value.Kind == XlmKind.Empty);
            case "ISERROR": return value.IsUnknown ? value : XlmValue.Of(value.IsError);
            case "ISERR": return value.IsUnknown ? value : XlmValue.Of(value.IsError && value.AsText() != "#N/A");
            case "ISNA": return value.IsUnknown ? value : XlmValue.Of(value.IsError && value.AsText() == "#N/A");
            case "ISNUMBER": return value.IsUnknown ? value : XlmValue.Of(value.Kind == XlmKind.Number);
            case "ISTEXT": return value.IsUnknown ? value : XlmValue.Of(value.Kind == XlmKind.Text);
            case "ISNONTEXT": return value.IsUnknown ? value : XlmValue.Of(value.Kind != XlmKind.Text);
            case "ISLOGICAL": return value.IsUnknown ? value : XlmValue.Of(value.Kind == XlmKind.Boolean);
            case "TYPE": return value.IsUnknown ? value : XlmValue.Of(value.Kind switch { XlmKind.Text => 2, XlmKind.Boolean => 4, XlmKind.Error => 16, XlmKind.Array => 64, _ => 1 });
            case "N": return value.IsUnknown || value.IsError ? value : value.Kind is XlmKind.Number or XlmKind.Boolean && value.TryNumber(out var n) ? XlmValue.Of(n) : XlmValue.Of(0);
            case "T": return value.Kind == XlmKind.Text || value.IsUnknown || value.IsError ? value : XlmValue.Of("");
            default: return null;
        }
    }

    private XlmValue? OfTexts(string function, XlmValue value, XlmValue[] arguments)
    {
        switch (function)
        {
            case "CONCATENATE": return Join([.. arguments.Select(One)]);
            case "CONCAT": return Join([.. arguments.SelectMany(All).Take(MostText)]);
            case "TEXTJOIN" when arguments.Length > 2:
                var pieces = arguments.Skip(2).SelectMany(All).Take(MostText).Select(piece => piece.AsText());
                if (One(arguments[1]).AsCondition() != false) pieces = pieces.Where(piece => piece.Length > 0);
                return Text(string.Join(value.AsText(), pieces));
            case "CHAR" or "UNICHAR":
                if (!value.TryNumber(out var code)) return value.IsUnknown ? value : XlmValue.Wrong;
                if (code is < 1 or > 0xFFFF || function == "CHAR" && code >= 256) return XlmValue.Wrong;
                return XlmValue.Of(function == "CHAR" && code >= 128 ? Scripts.Vba.Encodings.Of(1252).GetString([(byte)code]) : ((char)code).ToString());
        }
        if (!s_texts.Contains(function)) return null;
        foreach (var argument in arguments)
            if (One(argument) is { IsUnknown: true } or { IsError: true }) return One(argument);
        var text = value.AsText();
        switch (function)
        {
            case "CODE" or "UNICODE": return text.Length == 0 ? XlmValue.Wrong : XlmValue.Of(function == "CODE" && text[0] >= 128 ? Scripts.Vba.Encodings.Of(1252).GetBytes(text[..1]) is [var single, ..] ? single : '?' : text[0]);
            case "LEN" or "LENB": return XlmValue.Of(text.Length);
            case "UPPER": return Text(text.ToUpperInvariant());
            case "LOWER": return Text(text.ToLowerInvariant());
            case "PROPER": return Text(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant()));
            case "TRIM": return Text(string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            case "CLEAN": return Text(string.Concat(text.Where(c => c >= ' ')));
            case "VALUE" or "NUMBERVALUE": return value.TryNumber(out var number) ? XlmValue.Of(number) : XlmValue.Wrong;
            case "EXACT": return XlmValue.Of(arguments.Length > 1 && text.Equals(One(arguments[1]).AsText(), StringComparison.Ordinal));
            case "MID" or "MIDB":
                if (!NumberAt(arguments, 1, 1, out var from) || !NumberAt(arguments, 2, 1, out var count) || from < 1 || count < 0) return XlmValue.Wrong;
                return from > text.Length ? XlmValue.Of("") : Text(text.Substring((int)from - 1, (int)Math.Min(count, text.Length - (int)from + 1)));
            case "LEFT" or "RIGHT" or "LEFTB" or "RIGHTB":
                if (!NumberAt(arguments, 1, 1, out var length) || length < 0) return XlmValue.Wrong;
                var taken = (int)Math.Min(length, text.Length);
                return Text(function[0] == 'L' ? text[..taken] : text[^taken..]);
            case "REPT":
                if (!NumberAt(arguments, 1, 1, out var times) || times < 0 || Math.Truncate(times) * text.Length > MostText) return XlmValue.Wrong;
                return Text(new StringBuilder(text.Length * (int)times).Insert(0, text, (int)times).ToString());
            case "SUBSTITUTE" when arguments.Length > 2: return Substitute(text, One(arguments[1]).AsText(), One(arguments[2]).AsText(), arguments);
            case "REPLACE" or "REPLACEB" when arguments.Length > 3:
                if (!NumberAt(arguments, 1, 1, out var start) || !NumberAt(arguments, 2, 0, out var size) || start < 1 || size < 0) return XlmValue.Wrong;
                var head = (int)Math.Min(start - 1, text.Length);
                var tail = (int)Math.Min(head + size, text.Length);
                return Text(string.Concat(text.AsSpan(0, head), One(arguments[3]).AsText(), text.AsSpan(tail)));
            case "FIND" or "SEARCH" or "FINDB" or "SEARCHB" when arguments.Length > 1:
                var within = One(arguments[1]).AsText();
                if (!NumberAt(arguments, 2, 1, out var begin) || begin < 1 || begin > within.Length + 1) return XlmValue.Wrong;
                if (!_budget.TryTakeSteps(within.Length / 8, "Excel 4.0 macros")) return XlmValue.Unknown;
                var found = function[0] == 'F' ? within.IndexOf(text, (int)begin - 1, StringComparison.Ordinal) : XlmWildcards.Find(within, text, (int)begin - 1);
                return found < 0 ? XlmValue.Wrong : XlmValue.Of(found + 1);
            case "TEXT" or "FIXED" or "DOLLAR" or "USDOLLAR":
                if (!value.TryNumber(out var shown)) return Text(text);
                return Text(function == "TEXT" ? Formatted(shown, arguments.Length > 1 ? One(arguments[1]).AsText() : "") : shown.ToString($"F{(NumberAt(arguments, 1, 2, out var places) ? (int)Math.Clamp(places, 0, 15) : 2)}", CultureInfo.InvariantCulture));
            default: return null;
        }
    }

    private static readonly FrozenSet<string> s_texts = FrozenSet.ToFrozenSet(
        ["CODE", "UNICODE", "LEN", "LENB", "UPPER", "LOWER", "PROPER", "TRIM", "CLEAN", "VALUE", "NUMBERVALUE", "EXACT", "MID", "MIDB", "LEFT", "RIGHT", "LEFTB", "RIGHTB", "REPT", "SUBSTITUTE", "REPLACE", "REPLACEB", "FIND", "SEARCH", "FINDB", "SEARCHB", "TEXT", "FIXED", "DOLLAR", "USDOLLAR"],
        StringComparer.Ordinal);

    private XlmValue Substitute(string text, string old, string with, XlmValue[] arguments)
    {
        if (old.Length == 0) return Text(text);
        if (arguments.Length > 3 && One(arguments[3]).TryNumber(out var which))
        {
            var at = -1;
            for (var n = 0; n < which; n++)
            {
                at = text.IndexOf(old, at + 1, StringComparison.Ordinal);
                if (at < 0) return Text(text);
            }
            return at < 0 ? XlmValue.Wrong : Text(string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length)));
        }
        var grown = text.Length + (with.Length - old.Length) * (long)(text.Length / old.Length);
        return grown > MostText * 64L ? XlmValue.Wrong : Text(text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>The few formats that macros use: digits, and parts of a date.</summary>
    private static string Formatted(double number, string format)
    {
        format = format.ToLowerInvariant();
        if (format is "d" or "dd" or "ddd" or "dddd" or "m" or "mm" or "mmm" or "mmmm" or "yy" or "yyyy")
            return DateOf(number)?.ToString(format == "d" ? "%d" : format == "m" ? "%M" : format.Replace('m', 'M'), CultureInfo.InvariantCulture) ?? XlmValue.NumberText(number);
        return format.Length is > 0 and <= 20 && format.All(c => c is '0' or '#' or '.' or ',') ? number.ToString(format, CultureInfo.InvariantCulture) : XlmValue.NumberText(number);
    }

    private static DateTime? DateOf(double serial) => serial is >= 0 and < 2_958_466 ? DateTime.FromOADate(serial is < 60 and >= 1 ? serial + 1 : serial) : null;

    private XlmValue? Aggregate(string function, XlmValue[] arguments)
    {
        if (function is not ("SUM" or "AVERAGE" or "MIN" or "MAX" or "COUNT" or "COUNTA" or "PRODUCT" or "COUNTBLANK")) return null;
        double sum = 0, product = 1, least = double.PositiveInfinity, most = double.NegativeInfinity;
        int count = 0, filled = 0, blank = 0;
        foreach (var argument in arguments)
        {
            foreach (var item in All(argument))
            {
                if (item.IsUnknown) return XlmValue.Unknown;
                if (item.IsBlank)
                {
                    blank++;
                    continue;
                }
                filled++;
                if (item.IsError)
                {
                    if (function is "COUNT" or "COUNTA" or "COUNTBLANK") continue;
                    return item;
                }
                var isCell = argument.Range is not null || argument.Array is not null;
                if (isCell ? item.Kind != XlmKind.Number || !item.TryNumber(out var number) : !item.TryNumber(out number)) continue;
                count++;
                sum += number;
                product *= number;
                least = Math.Min(least, number);
                most = Math.Max(most, number);
            }
        }
        return function switch
        {
            "SUM" => XlmValue.Of(sum),
            "PRODUCT" => XlmValue.Of(count == 0 ? 0 : product),
            "AVERAGE" => count == 0 ? XlmValue.Error("#DIV/0!") : XlmValue.Of(sum / count),
            "MIN" => XlmValue.Of(count == 0 ? 0 : least),
            "MAX" => XlmValue.Of(count == 0 ? 0 : most),
            "COUNT" => XlmValue.Of(count),
            "COUNTBLANK" => XlmValue.Of(blank),
            _ => XlmValue.Of(filled),
        };
    }

    private XlmValue? OfNumbers(string function, XlmValue value, XlmValue[] arguments)
    {
        if (OfBases(function, value, arguments) is { } converted) return converted;
        if (!s_numbers.Contains(function)) return null;
        foreach (var argument in arguments)
            if (One(argument) is { IsUnknown: true } or { IsError: true }) return One(argument);
        if (function == "PI") return XlmValue.Of(Math.PI);
        if (!value.TryNumber(out var x) || !NumberAt(arguments, 1, function is "LOG" ? 10 : function is "ROUND" or "ROUNDUP" or "ROUNDDOWN" or "TRUNC" ? 0 : 1, out var y)) return XlmValue.Wrong;
        switch (function)
        {
            case "ABS": return XlmValue.Of(Math.Abs(x));
            case "INT": return XlmValue.Of(Math.Floor(x));
            case "SIGN": return XlmValue.Of(Math.Sign(x));
            case "SQRT": return XlmValue.Of(Math.Sqrt(x));
            case "EXP": return XlmValue.Of(Math.Exp(x));
            case "LN": return XlmValue.Of(Math.Log(x));
            case "LOG10": return XlmValue.Of(Math.Log10(x));
            case "LOG": return XlmValue.Of(Math.Log(x, y));
            case "SIN": return XlmValue.Of(Math.Sin(x));
            case "COS": return XlmValue.Of(Math.Cos(x));
            case "TAN": return XlmValue.Of(Math.Tan(x));
            case "EVEN": return XlmValue.Of(Math.Sign(x) * Math.Ceiling(Math.Abs(x) / 2) * 2);
            case "ODD": return XlmValue.Of(x == 0 ? 1 : Math.Sign(x) * (Math.Ceiling((Math.Abs(x) - 1) / 2) * 2 + 1));
            case "FACT": return XlmValue.Of(Enumerable.Range(1, (int)Math.Clamp(x, 0, 170)).Aggregate(1.0, (product, n) => product * n));
            case "MOD": return y == 0 ? XlmValue.Error("#DIV/0!") : XlmValue.Of(x - y * Math.Floor(x / y));
            case "QUOTIENT": return y == 0 ? XlmValue.Error("#DIV/0!") : XlmValue.Of(Math.Truncate(x / y));
            case "POWER": return XlmValue.Of(Math.Pow(x, y));
            case "CEILING": return XlmValue.Of(y == 0 ? 0 : Math.Ceiling(x / y) * y);
            case "FLOOR": return XlmValue.Of(y == 0 ? 0 : Math.Floor(x / y) * y);
            case "ROUND" or "ROUNDUP" or "ROUNDDOWN" or "TRUNC":
                var scale = Math.Pow(10, Math.Clamp(Math.Truncate(y), -15, 15));
                var scaled = x * scale;
                return XlmValue.Of((function switch { "ROUND" => Math.Round(scaled, MidpointRounding.AwayFromZero), "ROUNDUP" => Math.Sign(scaled) * Math.Ceiling(Math.Abs(scaled)), _ => Math.Truncate(scaled) }) / scale);
            case "DATE":
                if (!NumberAt(arguments, 2, 1, out var day) || x is < 0 or > 9999 || Math.Abs(y) > 10_000 || Math.Abs(day) > 100_000) return XlmValue.Wrong;
                var year = (int)(x < 1900 ? x + 1900 : x);
                return year > 8000 ? XlmValue.Wrong : XlmValue.Of(new DateTime(year, 1, 1).AddMonths((int)y - 1).AddDays((int)day - 1).ToOADate());
            case "TIME": return NumberAt(arguments, 2, 0, out var second) ? XlmValue.Of((x * 3600 + y * 60 + second) / 86_400 % 1) : XlmValue.Wrong;
            default:
                return DateOf(x) is not { } date ? XlmValue.Wrong : XlmValue.Of(function switch { "DAY" => date.Day, "MONTH" => date.Month, "YEAR" => date.Year, "HOUR" => date.Hour, "MINUTE" => date.Minute, "SECOND" => date.Second, _ => (int)date.DayOfWeek + 1 });
        }
    }

    private static readonly FrozenSet<string> s_numbers = FrozenSet.ToFrozenSet(
        ["PI", "ABS", "INT", "SIGN", "SQRT", "EXP", "LN", "LOG10", "LOG", "SIN", "COS", "TAN", "EVEN", "ODD", "FACT", "MOD", "QUOTIENT", "POWER", "CEILING", "FLOOR", "ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC", "DATE", "TIME", "DAY", "MONTH", "YEAR", "HOUR", "MINUTE", "SECOND", "WEEKDAY"],
        StringComparer.Ordinal);

    /// <summary>Conversions between bases, and operations on bits.</summary>
    private XlmValue? OfBases(string function, XlmValue value, XlmValue[] arguments)
    {
        if (!s_bases.Contains(function)) return null;
        foreach (var argument in arguments)
            if (One(argument) is { IsUnknown: true } or { IsError: true }) return One(argument);
        var bits = function.StartsWith("BIT", StringComparison.Ordinal);
        if (bits || function == "BASE")
        {
            if (!value.TryNumber(out var x) || !NumberAt(arguments, 1, 0, out var y) || x is < 0 or > 281_474_976_710_655 || Math.Abs(y) > 281_474_976_710_655) return XlmValue.Error("#NUM!");
            var (a, b) = ((long)x, (long)y);
            return function switch
            {
                "BITXOR" => XlmValue.Of(a ^ b),
                "BITAND" => XlmValue.Of(a & b),
                "BITOR" => XlmValue.Of(a | b),
                "BITLSHIFT" => XlmValue.Of(Math.Abs(b) > 53 ? 0 : a * Math.Pow(2, b)),
                "BITRSHIFT" => XlmValue.Of(Math.Abs(b) > 53 ? 0 : Math.Floor(a / Math.Pow(2, b))),
                _ => b is < 2 or > 36 ? XlmValue.Error("#NUM!") : XlmValue.Of(Padded(InBase(a, (int)b), arguments, 2)),
            };
        }
        var from = function.StartsWith("DEC2", StringComparison.Ordinal) ? 10 : function[0] switch { 'H' => 16, 'O' => 8, 'B' => 2, _ => NumberAt(arguments, 1, 10, out var given) ? (int)given : 0 };
        if (from is < 2 or > 36 || OfBase(value.AsText().Trim(), from) is not { } number) return XlmValue.Error("#NUM!");
        if (function == "DECIMAL" || function.EndsWith("2DEC", StringComparison.Ordinal)) return XlmValue.Of(number);
        var to = function[^1] switch { 'X' => 16, 'T' => 8, _ => 2 };
        var whole = (long)number;
        if (whole < 0) whole += to switch { 16 => 1L << 40, 8 => 1L << 30, _ => 1L << 10 };
        return whole < 0 ? XlmValue.Error("#NUM!") : XlmValue.Of(Padded(InBase(whole, to), arguments, 1));
    }

    private static readonly FrozenSet<string> s_bases = FrozenSet.ToFrozenSet(
        ["BITXOR", "BITAND", "BITOR", "BITLSHIFT", "BITRSHIFT", "BASE", "DECIMAL", "HEX2DEC", "HEX2BIN", "HEX2OCT", "DEC2HEX", "DEC2BIN", "DEC2OCT", "BIN2DEC", "BIN2HEX", "BIN2OCT", "OCT2DEC", "OCT2HEX", "OCT2BIN"], StringComparer.Ordinal);

    private string Padded(string digits, XlmValue[] arguments, int index) => NumberAt(arguments, index, 0, out var places) ? digits.PadLeft((int)Math.Clamp(places, 0, 255), '0') : digits;

    private static string InBase(long number, int to)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(number % to)]);
            number /= to;
        }
        while (number > 0);
        return digits.ToString();
    }

    /// <summary>Digits as a number; ten of them with the highest bit set are a negative one.</summary>
    private static double? OfBase(string digits, int from)
    {
        if (digits.Length is 0 or > 255) return null;
        if (from == 10) return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? Math.Truncate(number) : null;
        var sum = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? (c & 0x1F) + 9 : 99;
            if (digit >= from) return null;
            sum = sum * from + digit;
        }
        if (digits.Length == 10 && from is 2 or 8 or 16)
        {
            var width = from switch { 16 => 40, 8 => 30, _ => 10 };
            if (sum >> (width - 1) == 1) sum -= BigInteger.One << width;
        }
        return (double)sum;
    }
}
