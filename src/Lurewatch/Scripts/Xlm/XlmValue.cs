using System.Globalization;

namespace Lurewatch.Scripts.Xlm;

/// <summary>Kinds of values that formulas know.</summary>
internal enum XlmKind : byte
{
    /// <summary>An empty cell.</summary>
    Empty,
    /// <summary>An argument that was left out.</summary>
    Missing,
    Number,
    Text,
    Boolean,
    Error,
    /// <summary>Cells, not what stands in them.</summary>
    Reference,
    Array,
    /// <summary>Something that only the real application, machine or day would tell; it flows on through every operation.</summary>
    Unknown,
}

/// <summary>A value of a cell or formula.</summary>
internal readonly struct XlmValue
{
    private readonly double _number;
    private readonly object? _object;

    private XlmValue(XlmKind kind, double number, object? value)
    {
        Kind = kind;
        _number = number;
        _object = value;
    }

    public XlmKind Kind { get; }

    public static XlmValue Empty => default;
    public static XlmValue Missing { get; } = new(XlmKind.Missing, 0, null);
    public static XlmValue Unknown { get; } = new(XlmKind.Unknown, 0, null);
    public static XlmValue True { get; } = new(XlmKind.Boolean, 1, null);
    public static XlmValue False { get; } = new(XlmKind.Boolean, 0, null);
    public static XlmValue NotAvailable { get; } = Error("#N/A");
    public static XlmValue Wrong { get; } = Error("#VALUE!");
    public static XlmValue BadReference { get; } = Error("#REF!");

    public static XlmValue Of(double number) => double.IsFinite(number) ? new(XlmKind.Number, number, null) : Error("#NUM!");
    public static XlmValue Of(string text) => new(XlmKind.Text, 0, text);
    public static XlmValue Of(bool value) => value ? True : False;
    public static XlmValue Of(XlmRange cells) => new(XlmKind.Reference, 0, cells);
    public static XlmValue Of(XlmArray array) => new(XlmKind.Array, 0, array);
    public static XlmValue Error(string code) => new(XlmKind.Error, 0, code);

    /// <summary>An error by its number [MS-XLS 2.5.10 BErr].</summary>
    public static XlmValue Error(byte code) => Error(code switch { 0x00 => "#NULL!", 0x07 => "#DIV/0!", 0x0F => "#VALUE!", 0x17 => "#REF!", 0x1D => "#NAME?", 0x24 => "#NUM!", _ => "#N/A" });

    public bool IsUnknown => Kind == XlmKind.Unknown;
    public bool IsError => Kind == XlmKind.Error;
    public bool IsBlank => Kind is XlmKind.Empty or XlmKind.Missing;
    public XlmRange? Range => _object as XlmRange;
    public XlmArray? Array => _object as XlmArray;

    /// <summary>As a formula would join it to a text; nothing for what is unknown.</summary>
    public string AsText() => Kind switch
    {
        XlmKind.Number => NumberText(_number),
        XlmKind.Text or XlmKind.Error => (string)_object!,
        XlmKind.Boolean => _number != 0 ? "TRUE" : "FALSE",
        XlmKind.Array when Array is { Count: > 0 } array => array[0].AsText(),
        _ => "",
    };

    /// <summary>As a number, where it is one or reads as one.</summary>
    public bool TryNumber(out double number)
    {
        number = _number;
        switch (Kind)
        {
            case XlmKind.Number or XlmKind.Boolean or XlmKind.Empty or XlmKind.Missing:
                return true;
            case XlmKind.Text:
                var text = ((string)_object!).AsSpan().Trim();
                var percent = text.EndsWith("%");
                if (percent) text = text[..^1];
                if (!double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number) || !double.IsFinite(number)) return false;
                if (percent) number /= 100;
                return true;
            case XlmKind.Array when Array is { Count: > 0 } array:
                return array[0].TryNumber(out number);
            default:
                return false;
        }
    }

    /// <summary>As a condition; null where that is unknown.</summary>
    public bool? AsCondition() => Kind switch
    {
        XlmKind.Unknown => null,
        XlmKind.Text => ((string)_object!).Equals("TRUE", StringComparison.OrdinalIgnoreCase) ? true : ((string)_object!).Equals("FALSE", StringComparison.OrdinalIgnoreCase) ? false : null,
        _ => TryNumber(out var number) ? number != 0 : null,
    };

    /// <summary>As cells show it: 15 digits.</summary>
    internal static string NumberText(double number)
    {
        if (number == Math.Truncate(number) && Math.Abs(number) < 1e15) return ((long)number).ToString(CultureInfo.InvariantCulture);
        var text = number.ToString("G15", CultureInfo.InvariantCulture);
        return text;
    }
}

/// <summary>Constants of a formula in braces, or the values of an area.</summary>
internal sealed class XlmArray(int columns, IReadOnlyList<XlmValue> values)
{
    public int Columns => Math.Max(1, columns);
    public int Count => values.Count;
    public int Rows => (values.Count + Columns - 1) / Columns;
    public XlmValue this[int index] => values[index];
    public IReadOnlyList<XlmValue> Values => values;
}

/// <summary>Cells of one sheet; rows and columns count from 0.</summary>
internal sealed record XlmRange(string Sheet, int Row, int Column, int LastRow, int LastColumn)
{
    public const int MostRows = 1_048_576, MostColumns = 16_384;

    public XlmRange(string sheet, int row, int column) : this(sheet, row, column, row, column)
    {
    }

    public bool IsOne => Row == LastRow && Column == LastColumn;
    public int Rows => LastRow - Row + 1;
    public int Columns => LastColumn - Column + 1;

    /// <summary>Moved and resized; null if that leaves the sheet.</summary>
    public XlmRange? Moved(double rows, double columns, double height, double width)
    {
        double row = Row + rows, column = Column + columns, lastRow = row + height - 1, lastColumn = column + width - 1;
        return row >= 0 && column >= 0 && lastRow >= row && lastColumn >= column && lastRow < MostRows && lastColumn < MostColumns ? new XlmRange(Sheet, (int)row, (int)column, (int)lastRow, (int)lastColumn) : null;
    }
}
