using System.Globalization;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Functions that work with references rather than with what stands in the cells.</summary>
internal sealed partial class XlmEmulator
{
    private XlmValue? Look(string function, XlmValue[] arguments, string sheet, int row, int column)
    {
        var first = arguments.Length > 0 ? arguments[0] : XlmValue.Missing;
        switch (function)
        {
            case "INDIRECT" or "TEXTREF":
                var text = One(first);
                if (text.IsUnknown) return text;
                return Reference(text.AsText(), sheet, row, column);
            case "EVALUATE":
                var code = One(first);
                if (code.Kind != XlmKind.Text) return code;
                return XlmParser.Read(code.AsText(), row, column, _budget) is { } formula ? Evaluate(formula, sheet, row, column) : XlmValue.Wrong;
            case "OFFSET":
                if (first.Range is not { } from) return first.IsUnknown ? first : XlmValue.BadReference;
                if (!NumberAt(arguments, 1, 0, out var down) || !NumberAt(arguments, 2, 0, out var across) || !NumberAt(arguments, 3, from.Rows, out var high) || !NumberAt(arguments, 4, from.Columns, out var wide)) return XlmValue.Unknown;
                return from.Moved(Math.Truncate(down), Math.Truncate(across), Math.Truncate(high), Math.Truncate(wide)) is { } moved ? XlmValue.Of(moved) : XlmValue.BadReference;
            case "ADDRESS": return Address(arguments);
            case "ABSREF":
                if (arguments.Length < 2 || arguments[1].Range is not { } origin || XlmParser.Reference(One(first).AsText(), origin.Row, origin.Column, _budget) is not { } relative) return XlmValue.BadReference;
                return Evaluate(relative, origin.Sheet, origin.Row, origin.Column);
            case "RELREF" or "REFTEXT":
                if (first.Range is not { } named) return XlmValue.BadReference;
                var a1 = arguments.Length > 1 && One(arguments[1]).AsCondition() == true;
                return Text(a1 ? XlmText.Range(named) : $"{XlmText.Sheet(named.Sheet)}!R{named.Row + 1}C{named.Column + 1}" + (named.IsOne ? "" : $":R{named.LastRow + 1}C{named.LastColumn + 1}"));
            case "DEREF": return One(first);
            case "ROW": return first.Range is { } r ? XlmValue.Of(r.Row + 1) : XlmValue.Of(row + 1);
            case "COLUMN": return first.Range is { } c ? XlmValue.Of(c.Column + 1) : XlmValue.Of(column + 1);
            case "ROWS": return XlmValue.Of(first.Range?.Rows ?? first.Array?.Rows ?? 1);
            case "COLUMNS": return XlmValue.Of(first.Range?.Columns ?? first.Array?.Columns ?? 1);
            case "AREAS": return XlmValue.Of(1);
            case "ISREF": return XlmValue.Of(first.Range is not null);
            case "INDEX": return Index(arguments);
            case "MATCH" when arguments.Length > 1: return Match(One(first), [.. All(arguments[1])], arguments.Length > 2 && !arguments[2].IsBlank ? One(arguments[2]) : XlmValue.Of(1));
            case "VLOOKUP" or "HLOOKUP" when arguments.Length > 2: return TableLookup(function[0] == 'V', arguments);
            case "LOOKUP" when arguments.Length > 1:
                var keys = All(arguments[1]).ToList();
                if (!Match(One(first), keys, XlmValue.Of(1)).TryNumber(out var at)) return XlmValue.NotAvailable;
                var results = arguments.Length > 2 ? All(arguments[2]).ToList() : keys;
                return at <= results.Count ? results[(int)at - 1] : XlmValue.NotAvailable;
            default: return null;
        }
    }

    private XlmValue Reference(string text, string sheet, int row, int column)
    {
        if (XlmParser.Reference(text.Trim('='), row, column, _budget) is not { } reference) return XlmValue.BadReference;
        var value = Evaluate(reference, sheet, row, column);
        return value.Range is null ? XlmValue.BadReference : value;
    }

    /// <summary>A number among the arguments, or what stands for it where it was left out; false where it is unknown.</summary>
    private bool NumberAt(XlmValue[] arguments, int index, double otherwise, out double number)
    {
        number = otherwise;
        return index >= arguments.Length || arguments[index].Kind == XlmKind.Missing || One(arguments[index]).TryNumber(out number);
    }

    private XlmValue Address(XlmValue[] arguments)
    {
        if (!NumberAt(arguments, 0, 1, out var row) || !NumberAt(arguments, 1, 1, out var column) || !NumberAt(arguments, 2, 1, out var kind)) return XlmValue.Unknown;
        if (row is < 1 or > XlmRange.MostRows || column is < 1 or > XlmRange.MostColumns) return XlmValue.Wrong;
        var rowRelative = kind is 3 or 4;
        var columnRelative = kind is 2 or 4;
        var a1 = arguments.Length <= 3 || arguments[3].IsBlank || One(arguments[3]).AsCondition() != false;
        var address = a1 ? XlmText.Address((int)row - 1, (int)column - 1, rowRelative, columnRelative)
            : string.Create(CultureInfo.InvariantCulture, $"R{(rowRelative ? $"[{row}]" : row)}C{(columnRelative ? $"[{column}]" : column)}");
        return Text(arguments.Length > 4 && One(arguments[4]).AsText() is { Length: > 0 } sheet ? $"{XlmText.Sheet(sheet)}!{address}" : address);
    }

    private XlmValue Index(XlmValue[] arguments)
    {
        if (!NumberAt(arguments, 1, 0, out var row) || !NumberAt(arguments, 2, 0, out var column)) return XlmValue.Unknown;
        if (arguments[0].Range is { } cells)
        {
            if (arguments.Length < 3 && cells.Rows == 1 && cells.Columns > 1) (row, column) = (1, row);
            (row, column) = (Math.Max(1, row), Math.Max(1, column));
            return row <= cells.Rows && column <= cells.Columns && cells.Moved(row - 1, column - 1, 1, 1) is { } one ? XlmValue.Of(one) : XlmValue.BadReference;
        }
        if (arguments[0].Array is not { } array) return One(arguments[0]);
        if (arguments.Length < 3 && array.Rows == 1) (row, column) = (1, row);
        var at = (Math.Max(1, row) - 1) * array.Columns + Math.Max(1, column) - 1;
        return at < array.Count ? array[(int)at] : XlmValue.BadReference;
    }

    private XlmValue Match(XlmValue wanted, List<XlmValue> keys, XlmValue kind)
    {
        if (wanted.IsUnknown || !kind.TryNumber(out var how)) return XlmValue.Unknown;
        var best = -1;
        for (var i = 0; i < keys.Count && _budget.TryTakeSteps(1, "Excel 4.0 macros"); i++)
        {
            if (keys[i].IsUnknown || keys[i].IsError) continue;
            if (how == 0)
            {
                if (wanted.Kind == XlmKind.Text && keys[i].Kind == XlmKind.Text ? XlmWildcards.Matches(keys[i].AsText(), wanted.AsText()) : wanted.Kind == keys[i].Kind && Compare(wanted, keys[i]) == 0) return XlmValue.Of(i + 1);
                continue;
            }
            var order = Compare(keys[i], wanted);
            if (how > 0 ? order > 0 : order < 0) break;
            best = i;
        }
        return best < 0 ? XlmValue.NotAvailable : XlmValue.Of(best + 1);
    }

    private XlmValue TableLookup(bool vertical, XlmValue[] arguments)
    {
        if (arguments[1].Range is not { } table || !NumberAt(arguments, 2, 1, out var which)) return XlmValue.Unknown;
        var near = arguments.Length > 3 && !arguments[3].IsBlank ? One(arguments[3]).AsCondition() ?? false : arguments.Length <= 3;
        var keys = vertical ? table with { LastColumn = table.Column } : table with { LastRow = table.Row };
        if ((long)keys.Rows * keys.Columns > MostFilled) keys = keys with { LastRow = Math.Min(keys.LastRow, keys.Row + MostFilled / keys.Columns) };
        var places = Filled(keys).ToList();
        var found = Match(One(arguments[0]), [.. places.Select(place => CellValue(keys.Sheet, place.Row, place.Column))], XlmValue.Of(near ? 1 : 0));
        if (!found.TryNumber(out var at)) return found;
        var place = places[(int)at - 1];
        return CellValue(table.Sheet, vertical ? place.Row : table.Row + (int)which - 1, vertical ? table.Column + (int)which - 1 : place.Column);
    }
}

/// <summary>Patterns with <c>*</c>, <c>?</c> and <c>~</c> before a character that is meant as such.</summary>
internal static class XlmWildcards
{
    /// <summary>True if the whole text fits the pattern, whatever the case.</summary>
    public static bool Matches(string text, string pattern) => MatchAt(text, 0, pattern, wholeText: true);

    /// <summary>The first place at or behind <paramref name="from"/> where the pattern fits; -1 if none.</summary>
    public static int Find(string text, string pattern, int from)
    {
        if (pattern.AsSpan().IndexOfAny("*?~") < 0) return text.IndexOf(pattern, from, StringComparison.OrdinalIgnoreCase);
        for (var at = from; at < text.Length; at++)
            if (MatchAt(text, at, pattern, wholeText: false)) return at;
        return -1;
    }

    private static bool MatchAt(string text, int at, string pattern, bool wholeText)
    {
        int p = 0, star = -1, mark = 0;
        while (true)
        {
            if (p == pattern.Length && (!wholeText || at == text.Length)) return true;
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = at;
                continue;
            }
            if (p < pattern.Length && at < text.Length)
            {
                var escaped = pattern[p] == '~' && p + 1 < pattern.Length;
                var c = escaped ? pattern[p + 1] : pattern[p];
                if (!escaped && c == '?' || char.ToUpperInvariant(c) == char.ToUpperInvariant(text[at]))
                {
                    p += escaped ? 2 : 1;
                    at++;
                    continue;
                }
            }
            if (star < 0 || mark >= text.Length) return false;
            p = star + 1;
            at = ++mark;
        }
    }
}
