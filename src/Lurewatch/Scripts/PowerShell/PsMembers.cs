
namespace Lurewatch.Scripts.PowerShell;

/// <summary>Properties and methods of values.</summary>
internal static class PsMembers
{
    public static object? Property(PsEvaluator by, object? target, string name)
    {
        switch (target)
        {
            case PsUnknown: return target;
            case PsObject thing: return thing.Get(by, name);
            case PsTable table: return table.Items.TryGetValue(name, out var value) ? value : name switch { "count" or "length" => (long)table.Items.Count, "keys" => table.Items.Keys.Select(key => (object?)key).ToArray(), "values" => table.Items.Values.ToArray(), _ => null };
            case string text: return name is "length" or "count" ? name == "count" ? 1L : (long)text.Length : name is "name" or "value" or "definition" or "fullname" ? text : new MethodValue(text, name);
            case object?[] items:
                if (name is "length" or "count" or "longlength") return (long)items.Length;
                if (name is "rank") return 1L;
                return items.Select(item => Property(by, item, name)).ToArray();
            case byte[] bytes: return name is "length" or "count" ? (long)bytes.Length : null;
            case PsTypeValue type: return name is "name" or "fullname" ? type.Name : name is "assembly" ? new AnyObject("Assembly") : PsTypes.StaticProperty(by, type.Name, name);
            case PsScriptBlock: return PsUnknown.Value;
            default: return name is "length" or "count" && target is not null ? 1L : null;
        }
    }

    public static object? Call(PsEvaluator by, object? target, string name, object?[] args)
    {
        switch (target)
        {
            case PsUnknown: return target;
            case PsObject thing: return thing.Call(by, name, args);
            case PsScriptBlock block: return name is "invoke" or "invokereturnasis" or "getnewclosure" ? name == "getnewclosure" ? block : by.Invoke(block, args) : PsUnknown.Value;
            case char c: return Text(by, c.ToString(), name, args);
            case string text: return Text(by, text, name, args);
            case PsTable table:
                switch (name)
                {
                    case "add" when args.Length > 1 && table.Items.Count < 100_000: table.Items[PsConvert.Text(args[0])] = args[1]; return null;
                    case "containskey" or "contains" when args.Length > 0: return table.Items.ContainsKey(PsConvert.Text(args[0]));
                    case "item" or "get_item" when args.Length > 0: return table.Items.GetValueOrDefault(PsConvert.Text(args[0]));
                    case "remove" when args.Length > 0: table.Items.Remove(PsConvert.Text(args[0])); return null;
                    default: return PsUnknown.Value;
                }
            case object?[] items:
                switch (name)
                {
                    case "clone": return items.Clone();
                    case "tostring": return "System.Object[]";
                    case "getvalue" when args.Length > 0: return PsOperators.Index(by, items, args[0]);
                    case "get_length" or "getlength": return (long)items.Length;
                    case "contains" when args.Length > 0: return items.Any(item => PsOperators.Equal(item, args[0], true) is true);
                    case "foreach" when args is [PsScriptBlock each]: return items.Select(item => { by.SetVariable("_", item); return by.Invoke(each, [], ownScope: false); }).ToArray();
                    case "where" when args is [PsScriptBlock test]: return items.Where(item => { by.SetVariable("_", item); return PsConvert.Condition(by.Invoke(test, [], ownScope: false)) is true; }).ToArray();
                    case "invoke": return null;
                    default: return items.Length == 1 ? Call(by, items[0], name, args) : items.All(item => item is string or char) && by.Pay(items.Length) ? items.Select(item => Call(by, item, name, args)).ToArray() : PsUnknown.Value;
                }
            case byte[] bytes when name == "clone": return bytes.Clone();
            case long or double or bool:
                if (name == "tostring") return args.Length > 0 ? PsOperators.Format(by, "{0:" + PsConvert.Text(args[0]) + "}", [target]) : PsConvert.Text(target);
                if (name == "equals") return args.Length > 0 && PsOperators.Equal(target, args[0], true) is true;
                return name == "gettype" ? new PsTypeValue(target is long ? "int" : "double") : PsUnknown.Value;
            case PsTypeValue type:
                // Reflection by name, and the way that AMSI is turned off.
                if (name is "gettype" or "getfield" or "getmethod" or "getmember" or "getproperty") return new AnyObject(type.Name + "." + (args.Length > 0 ? PsConvert.Text(args[0]) : name), type.Name, args.Length > 0 ? PsConvert.Text(args[0]) : "");
                return PsTypes.StaticCall(by, type.Name, name, args);
            default: return PsUnknown.Value;
        }
    }

    private static object? Text(PsEvaluator by, string text, string name, object?[] args)
    {
        if (!by.Pay(text.Length)) return PsUnknown.Value;
        foreach (var arg in args)
            if (arg is PsUnknown) return PsUnknown.Value;
        var first = args.Length > 0 ? PsConvert.Text(args[0]) : "";
        int? Whole(int at) => at < args.Length && PsConvert.TryNumber(args[at], out var number) && Math.Abs(number) < int.MaxValue ? (int)number : null;
        switch (name)
        {
            case "replace" when args.Length > 1:
                var with = PsConvert.Text(args[1]);
                if (first.Length == 0 || with.Length > first.Length && (long)text.Length / first.Length * with.Length > 1 << 22) return PsUnknown.Value;
                return text.Replace(first, with, StringComparison.Ordinal);
            case "split":
                // .NET Framework splits at each character of a text.
                if (args.Length == 0) return Array.ConvertAll(text.Split((char[]?)null), part => (object?)part);
                var separators = args[0] is object?[] many && many.Any(item => item is string { Length: > 1 }) ? null : string.Concat(PsConvert.Items(args[0]).Select(PsConvert.Text)).ToCharArray();
                var options = args.Length > 1 && (PsConvert.Text(args[^1]).Contains("remove", StringComparison.OrdinalIgnoreCase) || Whole(args.Length - 1) is 1) ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None;
                return Array.ConvertAll(separators is not null ? text.Split(separators, options) : text.Split(Array.ConvertAll(PsConvert.Items(args[0]), PsConvert.Text), options), part => (object?)part);
            case "substring" when Whole(0) is { } from:
                if (from < 0 || from > text.Length) return PsUnknown.Value;
                return args.Length > 1 ? Whole(1) is { } length and >= 0 && from + length <= text.Length ? text.Substring(from, length) : PsUnknown.Value : text[from..];
            case "insert" when Whole(0) is { } at && at >= 0 && at <= text.Length && args.Length > 1: return text.Insert(at, PsConvert.Text(args[1]));
            case "remove" when Whole(0) is { } start && start >= 0 && start <= text.Length: return args.Length > 1 ? Whole(1) is { } count and >= 0 && start + count <= text.Length ? text.Remove(start, count) : PsUnknown.Value : text[..start];
            case "trim": return args.Length > 0 ? text.Trim(string.Concat(args.Select(PsConvert.Text)).ToCharArray()) : text.Trim();
            case "trimstart": return args.Length > 0 ? text.TrimStart(string.Concat(args.Select(PsConvert.Text)).ToCharArray()) : text.TrimStart();
            case "trimend": return args.Length > 0 ? text.TrimEnd(string.Concat(args.Select(PsConvert.Text)).ToCharArray()) : text.TrimEnd();
            case "toupper" or "toupperinvariant": return text.ToUpperInvariant();
            case "tolower" or "tolowerinvariant": return text.ToLowerInvariant();
            case "tochararray": return Array.ConvertAll(text.ToCharArray(), c => (object?)c);
            case "tostring" or "normalize": return text;
            case "indexof": return (long)text.IndexOf(first, StringComparison.Ordinal);
            case "lastindexof": return (long)text.LastIndexOf(first, StringComparison.Ordinal);
            case "contains": return text.Contains(first, StringComparison.Ordinal);
            case "startswith": return text.StartsWith(first, StringComparison.Ordinal);
            case "endswith": return text.EndsWith(first, StringComparison.Ordinal);
            case "padleft" when Whole(0) is { } width and < 100_000: return text.PadLeft(Math.Max(0, width), args.Length > 1 && PsConvert.Text(args[1]) is [var fill, ..] ? fill : ' ');
            case "padright" when Whole(0) is { } right and < 100_000: return text.PadRight(Math.Max(0, right), args.Length > 1 && PsConvert.Text(args[1]) is [var pad, ..] ? pad : ' ');
            case "chars" or "get_chars" when Whole(0) is { } index: return index >= 0 && index < text.Length ? text[index] : PsUnknown.Value;
            case "get_length": return (long)text.Length;
            case "equals": return text.Equals(first, StringComparison.Ordinal);
            case "compareto": return (long)Math.Sign(string.CompareOrdinal(text, first));
            case "gettype": return new PsTypeValue("string");
            case "invoke": return by.CommandByName(text, args);
            case "clone": return text;
            default: return PsUnknown.Value;
        }
    }
}
