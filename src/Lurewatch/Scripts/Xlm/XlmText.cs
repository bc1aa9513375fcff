using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Writes formulas as text, as the application shows them in its English version.</summary>
internal static class XlmText
{
    private const int MostChars = 1 << 16;

    /// <summary>The formula without its equals sign; cut where it grows beyond all reading.</summary>
    public static string Of(XlmExpression formula)
    {
        var text = new StringBuilder();
        Write(formula, text);
        return text.ToString();
    }

    /// <summary>A cell's address: <c>$B$7</c>.</summary>
    public static string Address(int row, int column, bool rowRelative = false, bool columnRelative = false) =>
        (columnRelative ? "" : "$") + Column(column) + (rowRelative ? "" : "$") + (row + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Letters of a column that counts from 0.</summary>
    public static string Column(int column)
    {
        var letters = "";
        for (var n = column + 1; n > 0; n = (n - 1) / 26) letters = (char)('A' + (n - 1) % 26) + letters;
        return letters;
    }

    /// <summary>A sheet's name as formulas write it.</summary>
    public static string Sheet(string name)
    {
        var plain = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (var c in name) plain &= char.IsLetterOrDigit(c) || c is '_' or '.' or '[' or ']';
        return plain || name.Length == 0 ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>An area with its sheet.</summary>
    public static string Range(XlmRange cells) => $"{Sheet(cells.Sheet)}!{Address(cells.Row, cells.Column)}{(cells.IsOne ? "" : ":" + Address(cells.LastRow, cells.LastColumn))}";

    private static void Write(XlmExpression formula, StringBuilder text)
    {
        if (text.Length > MostChars) return;
        switch (formula)
        {
            case XlmLiteral literal:
                Value(literal.Value, text);
                break;
            case XlmGroup group:
                text.Append('(');
                Write(group.Inner, text);
                text.Append(')');
                break;
            case XlmCells cells:
                if (cells.Sheet is { } sheet) text.Append(Sheet(sheet)).Append('!');
                text.Append(Address(cells.Row, cells.Column, cells.Relative.HasFlag(XlmRelative.Row), cells.Relative.HasFlag(XlmRelative.Column)));
                if (!cells.IsOne) text.Append(':').Append(Address(cells.LastRow, cells.LastColumn, cells.Relative.HasFlag(XlmRelative.LastRow), cells.Relative.HasFlag(XlmRelative.LastColumn)));
                break;
            case XlmName name:
                if (name.Sheet is { } of) text.Append(Sheet(of)).Append('!');
                text.Append(name.Name);
                break;
            case XlmSign { Sign: '%' } percent:
                Write(percent.Operand, text);
                text.Append('%');
                break;
            case XlmSign sign:
                text.Append(sign.Sign);
                Write(sign.Operand, text);
                break;
            case XlmOperation operation:
                Write(operation.First, text);
                foreach (var (op, operand) in operation.Rest)
                {
                    text.Append(op);
                    Write(operand, text);
                }
                break;
            case XlmCall call:
                text.Append(call.Function);
                Arguments(call.Arguments, text);
                break;
            case XlmMacroCall macro:
                Write(macro.Target, text);
                Arguments(macro.Arguments, text);
                break;
        }
    }

    private static void Arguments(IReadOnlyList<XlmExpression> arguments, StringBuilder text)
    {
        text.Append('(');
        for (var i = 0; i < arguments.Count && text.Length <= MostChars; i++)
        {
            if (i > 0) text.Append(',');
            Write(arguments[i], text);
        }
        text.Append(')');
    }

    private static void Value(XlmValue value, StringBuilder text)
    {
        switch (value.Kind)
        {
            case XlmKind.Text:
                text.Append('"').Append(value.AsText().Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                break;
            case XlmKind.Array when value.Array is { } array:
                text.Append('{');
                for (var i = 0; i < array.Count && text.Length <= MostChars; i++)
                {
                    if (i > 0) text.Append(i % array.Columns == 0 ? ';' : ',');
                    Value(array[i], text);
                }
                text.Append('}');
                break;
            default:
                text.Append(value.AsText());
                break;
        }
    }
}
