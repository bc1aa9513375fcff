using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Operators.</summary>
internal static class PsOperators
{
    private const int MostItems = 500_000, MostText = 1 << 22;
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(100);

    public static object? Binary(PsEvaluator by, string op, object? left, object? right, bool caseSensitive)
    {
        switch (op)
        {
            case "+": return Add(by, left, right);
            case "*" when left is string text:
                if (right is PsUnknown || !PsConvert.TryNumber(right, out var times) || times < 0 || !by.Pay((long)(text.Length * times))) return PsUnknown.Value;
                return string.Concat(Enumerable.Repeat(text, (int)times));
            case "*" when left is object?[] list:
                if (!PsConvert.TryNumber(right, out times) || times < 0 || !by.Pay((long)(list.Length * times))) return PsUnknown.Value;
                return Enumerable.Repeat(list, (int)times).SelectMany(item => item).ToArray();
            case "-" or "*" or "/" or "%" or "band" or "bor" or "bxor" or "shl" or "shr": return Arithmetic(op, left, right);
            case "..": return Range(by, left, right);
            case "f": return Format(by, PsConvert.Text(left), PsConvert.Items(right is string or char or long or double ? new object?[] { right } : right));
            case "join": return Join(by, PsConvert.Items(left), PsConvert.Text(right));
            case "split": return Each(left, item => Split(by, item, right, caseSensitive));
            case "replace": return left is PsUnknown ? left : Each(left, item => Replace(by, item, right, caseSensitive));
            case "match" or "notmatch":
                if (left is object?[] many) return many.Where(item => Match(by, PsConvert.Text(item), PsConvert.Text(right), !caseSensitive) == (op == "match")).ToArray();
                return left is PsUnknown ? left : Match(by, PsConvert.Text(left), PsConvert.Text(right), !caseSensitive) is { } found ? found == (op == "match") : PsUnknown.Value;
            case "like" or "notlike":
                if (left is object?[] some) return some.Where(item => Like(PsConvert.Text(item), PsConvert.Text(right), !caseSensitive) == (op == "like")).ToArray();
                return left is PsUnknown ? left : Like(PsConvert.Text(left), PsConvert.Text(right), !caseSensitive) == (op == "like");
            case "contains" or "notcontains": return left is PsUnknown ? left : PsConvert.Items(left).Any(item => Equal(item, right, caseSensitive) is true) == (op == "contains");
            case "in" or "notin": return right is PsUnknown ? right : PsConvert.Items(right).Any(item => Equal(item, left, caseSensitive) is true) == (op == "in");
            case "eq" or "ne" or "gt" or "ge" or "lt" or "le":
                if (left is object?[] all && right is not object?[]) return all.Where(item => Compare(op, item, right, caseSensitive) is true).ToArray();
                return Compare(op, left, right, caseSensitive) is { } holds ? holds : PsUnknown.Value;
            case "xor": return PsConvert.Condition(left) is { } x && PsConvert.Condition(right) is { } y ? x ^ y : PsUnknown.Value;
            case "is" or "isnot": return PsUnknown.Value;
            case "as": return right is PsTypeValue type ? PsTypes.Cast(by, type.Name, left) : PsTypes.Cast(by, PsConvert.Text(right), left);
            default: return PsUnknown.Value;
        }
    }

    private static object? Add(PsEvaluator by, object? left, object? right)
    {
        switch (left)
        {
            case string or char when left is string || right is string or char:
                var text = PsConvert.Text(left) + PsConvert.Text(right);
                return by.Pay(text.Length) ? text : PsUnknown.Value;
            case object?[] list:
                return !by.Pay(list.Length) ? PsUnknown.Value : right is object?[] more ? (object?[])[.. list, .. more] : (object?[])[.. list, right];
            case byte[] bytes:
                return PsConvert.Bytes(right) is { } tail && by.Pay(bytes.Length) ? (byte[])[.. bytes, .. tail] : PsUnknown.Value;
            case PsTable table when right is PsTable other:
                var both = new PsTable();
                foreach (var (key, value) in table.Items) both.Items[key] = value;
                foreach (var (key, value) in other.Items) both.Items[key] = value;
                return both;
            case null: return right;
            case PsUnknown: return right is string or PsUnknown ? right : PsUnknown.Value;
        }
        if (right is PsUnknown) return right;
        return PsConvert.TryNumber(left, out var x) && PsConvert.TryNumber(right, out var y) ? PsConvert.Number(x + y) : PsUnknown.Value;
    }

    private static object Arithmetic(string op, object? left, object? right)
    {
        if (left is PsUnknown || right is PsUnknown || !PsConvert.TryNumber(left, out var x) || !PsConvert.TryNumber(right, out var y)) return PsUnknown.Value;
        switch (op)
        {
            case "-": return PsConvert.Number(x - y);
            case "*": return PsConvert.Number(x * y);
            case "/": return y == 0 ? PsUnknown.Value : PsConvert.Number(x / y);
            case "%": return y == 0 ? PsUnknown.Value : PsConvert.Number(x % y);
        }
        if (Math.Abs(x) > 9e18 || Math.Abs(y) > 9e18) return PsUnknown.Value;
        var (a, b) = ((long)Math.Round(x, MidpointRounding.ToEven), (long)Math.Round(y, MidpointRounding.ToEven));
        return op switch { "band" => a & b, "bor" => a | b, "bxor" => a ^ b, "shl" => (long)(int)(a << ((int)b & 31)), _ => (object)(a >> ((int)b & 31)) };
    }

    private static object? Range(PsEvaluator by, object? left, object? right)
    {
        if (left is PsUnknown || right is PsUnknown) return PsUnknown.Value;
        if (left is string { Length: 1 } from && right is string { Length: 1 } to && !char.IsAsciiDigit(from[0])) return Enumerable.Range(0, Math.Abs(to[0] - from[0]) + 1).Select(i => (object?)(char)(from[0] + (to[0] < from[0] ? -i : i))).ToArray();
        if (!PsConvert.TryNumber(left, out var x) || !PsConvert.TryNumber(right, out var y) || Math.Abs(x - y) > MostItems || Math.Abs(x) > int.MaxValue || !by.Pay((long)Math.Abs(x - y))) return PsUnknown.Value;
        var (a, b) = ((long)Math.Round(x), (long)Math.Round(y));
        var items = new object?[Math.Abs(a - b) + 1];
        for (var i = 0; i < items.Length; i++) items[i] = a + (b < a ? -i : i);
        return items;
    }

    /// <summary>Each item of a list by itself; a single value as it is.</summary>
    private static object? Each(object? value, Func<string, object?> each)
    {
        if (value is not object?[] list) return each(PsConvert.Text(value));
        var all = new List<object?>();
        foreach (var item in list)
        {
            if (each(PsConvert.Text(item)) is object?[] parts) all.AddRange(parts);
            else all.Add(each(PsConvert.Text(item)));
        }
        return all.ToArray();
    }

    public static object? Join(PsEvaluator by, object?[] items, string separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < items.Length && text.Length < MostText; i++)
        {
            if (i > 0) text.Append(separator);
            text.Append(PsConvert.Text(items[i]));
        }
        return by.Pay(text.Length + items.Length) ? text.ToString() : PsUnknown.Value;
    }

    public static object? SplitBlank(PsEvaluator by, object? value) =>
        by.Pay(PsConvert.Text(value).Length) ? PsConvert.Items(value).SelectMany(item => PsConvert.Text(item).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Select(part => (object?)part).ToArray() : PsUnknown.Value;

    private static object? Split(PsEvaluator by, string text, object? right, bool caseSensitive)
    {
        if (!by.Pay(text.Length)) return PsUnknown.Value;
        var options = PsConvert.Items(right);
        var pattern = options.Length > 0 ? PsConvert.Text(options[0]) : " ";
        if (options is [PsScriptBlock]) return PsUnknown.Value;
        var most = options.Length > 1 && PsConvert.TryNumber(options[1], out var n) && n > 0 ? (int)n : 0;
        if (options.Length > 2 && PsConvert.Text(options[2]).Contains("simple", StringComparison.OrdinalIgnoreCase)) pattern = Regex.Escape(pattern);
        if (Pattern(by, pattern, !caseSensitive) is not { } regex) return PsUnknown.Value;
        try
        {
            return Array.ConvertAll(most > 0 ? regex.Split(text, most) : regex.Split(text), part => (object?)part);
        }
        catch (RegexMatchTimeoutException)
        {
            return PsUnknown.Value;
        }
    }

    private static object? Replace(PsEvaluator by, string text, object? right, bool caseSensitive)
    {
        var options = PsConvert.Items(right);
        if (options.Length == 0 || !by.Pay(text.Length)) return text;
        return RegexReplace(by, text, PsConvert.Text(options[0]), options.Length > 1 ? options[1] : "", !caseSensitive);
    }

    public static object? RegexReplace(PsEvaluator by, string text, string pattern, object? with, bool ignoreCase)
    {
        if (with is PsScriptBlock || Pattern(by, pattern, ignoreCase) is not { } regex) return PsUnknown.Value;
        try
        {
            var replacement = PsConvert.Text(with);
            if (replacement.Length > 1 && (long)text.Length * replacement.Length > 1 << 26) return PsUnknown.Value;
            var made = regex.Replace(text, replacement);
            return by.Pay(made.Length) ? made : PsUnknown.Value;
        }
        catch (RegexMatchTimeoutException)
        {
            return PsUnknown.Value;
        }
    }

    /// <summary>A pattern; null if it is none, or too costly.</summary>
    public static Regex? Pattern(PsEvaluator by, string pattern, bool ignoreCase, RegexOptions options = RegexOptions.None)
    {
        if (pattern.Length > 20_000 || !by.Step(400)) return null;
        try
        {
            return new Regex(pattern, options | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), s_limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a pattern fits; null if that is not known. Sets <c>$matches</c>.</summary>
    public static bool? Match(PsEvaluator by, string text, string pattern, bool ignoreCase)
    {
        if (!by.Pay(text.Length) || Pattern(by, pattern, ignoreCase) is not { } regex) return null;
        try
        {
            var match = regex.Match(text);
            if (!match.Success) return false;
            var table = new PsTable();
            foreach (Group group in match.Groups) table.Items[group.Name] = group.Value;
            by.SetVariable("matches", table);
            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Wildcards: <c>*</c>, <c>?</c>, <c>[a-z]</c>.</summary>
    public static bool Like(string text, string pattern, bool ignoreCase) => Vba.Emulation.Runtime.Operators.Like(text, pattern.Replace("#", "[#]", StringComparison.Ordinal), ignoreCase);

    public static bool? Equal(object? left, object? right, bool caseSensitive) => Compare("eq", left, right, caseSensitive);

    private static bool? Compare(string op, object? left, object? right, bool caseSensitive)
    {
        if (left is PsUnknown || right is PsUnknown) return null;
        if (left is null || right is null) return op switch { "eq" => left is null && right is null, "ne" => left is not null || right is not null, _ => false };
        int order;
        if (left is not (string or char or PsTypeValue or PsObject) && PsConvert.TryNumber(left, out var x) && PsConvert.TryNumber(right, out var y)) order = x.CompareTo(y);
        else order = string.Compare(PsConvert.Text(left), PsConvert.Text(right), caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        return op switch { "eq" => order == 0, "ne" => order != 0, "gt" => order > 0, "ge" => order >= 0, "lt" => order < 0, _ => order <= 0 };
    }

    /// <summary>The format operator: <c>{0}</c>, <c>{1:x2}</c>, <c>{0,5}</c>.</summary>
    public static object? Format(PsEvaluator by, string format, object?[] args)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length && text.Length < MostText; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }
            var close = c == '{' ? format.IndexOf('}', i) : -1;
            if (close < 0)
            {
                text.Append(c);
                continue;
            }
            var spec = format.AsSpan(i + 1, close - i - 1);
            var end = spec.IndexOfAny(',', ':');
            if (int.TryParse(end < 0 ? spec : spec[..end], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var index) && index < args.Length) text.Append(One(args[index], end >= 0 && spec[end] == ':' ? spec[(end + 1)..].ToString() : ""));
            i = close;
        }
        return by.Pay(text.Length) ? text.ToString() : PsUnknown.Value;
    }

    private static string One(object? value, string format)
    {
        if (format.Length is 0 or > 20 || value is not (long or double)) return PsConvert.Text(value);
        try
        {
            return value is long whole ? whole.ToString(format, CultureInfo.InvariantCulture) : ((double)value).ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return PsConvert.Text(value);
        }
    }

    /// <summary>An element, several elements, a character, an entry.</summary>
    public static object? Index(PsEvaluator by, object? holder, object? index)
    {
        if (holder is PsUnknown or null) return holder;
        if (holder is PsTable table) return index is object?[] keys ? keys.Select(key => table.Items.GetValueOrDefault(PsConvert.Text(key))).ToArray() : table.Items.GetValueOrDefault(PsConvert.Text(index));
        if (index is object?[] many)
        {
            if (!by.Pay(many.Length)) return PsUnknown.Value;
            var picked = new List<object?>();
            foreach (var one in many)
                if (Index(by, holder, one) is { } item) picked.Add(item);
            return picked.ToArray();
        }
        if (index is PsUnknown || !PsConvert.TryNumber(index, out var number)) return PsUnknown.Value;
        var length = holder switch { string text => text.Length, object?[] list => list.Length, byte[] bytes => bytes.Length, _ => -1 };
        if (length < 0) return holder is PsObject thing ? thing.Call(by, "item", [index]) : number is 0 or -1 ? holder : null;
        var at = (long)Math.Round(number, MidpointRounding.ToEven);
        if (at < 0) at += length;
        if (at < 0 || at >= length) return null;
        return holder switch { string text => text[(int)at], object?[] list => list[(int)at], _ => (long)((byte[])holder)[(int)at] };
    }
}
