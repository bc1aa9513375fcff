using System.Globalization;

namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>Types of a value [MS-VBAL 2.1], and what emulation adds: a value that is not known.</summary>
internal enum VariantKind : byte
{
    /// <summary>No value yet.</summary>
    Empty,
    /// <summary>Null.</summary>
    Null,
    /// <summary>Not known here: what the code would learn from the machine, the network or an object that is not modelled. It flows on.</summary>
    Unknown,
    /// <summary>An optional argument that was left out.</summary>
    Missing,
    Boolean,
    Byte,
    Integer,
    Long,
    LongLong,
    Single,
    Double,
    Currency,
    Date,
    /// <summary>A number of an error (<c>CVErr</c>).</summary>
    Error,
    Text,
    Array,
    Object,
}

/// <summary>A value. Numbers of all types are kept as doubles: they are exact up to 2^53, which nothing in malicious macros exceeds.</summary>
internal readonly struct Variant
{
    private readonly object? _reference;
    private readonly double _number;

    private Variant(VariantKind kind, double number, object? reference)
    {
        Kind = kind;
        _number = number;
        _reference = reference;
    }

    public VariantKind Kind { get; }

    public static Variant Empty => default;
    public static Variant Null => new(VariantKind.Null, 0, null);
    public static Variant Unknown => new(VariantKind.Unknown, 0, null);
    public static Variant Missing => new(VariantKind.Missing, 0, null);
    public static Variant Nothing => new(VariantKind.Object, 0, null);
    public static Variant True => new(VariantKind.Boolean, -1, null);
    public static Variant False => new(VariantKind.Boolean, 0, null);

    public static Variant Of(string text) => new(VariantKind.Text, 0, text);
    public static Variant Of(bool value) => value ? True : False;
    public static Variant Of(VbaArray items) => new(VariantKind.Array, 0, items);
    public static Variant Of(VbaObject? value) => new(VariantKind.Object, 0, value);
    /// <summary>A whole number in the smallest type of at least Integer that holds it.</summary>
    public static Variant Int(double value) => value is >= short.MinValue and <= short.MaxValue ? new(VariantKind.Integer, value, null) : Long(value);
    public static Variant Long(double value) => new(value is >= int.MinValue and <= int.MaxValue ? VariantKind.Long : VariantKind.Double, value, null);
    public static Variant Of(double value) => double.IsFinite(value) ? new(VariantKind.Double, value, null) : Unknown;
    public static Variant Of(VariantKind kind, double value) => new(kind, value, null);

    public bool IsUnknown => Kind == VariantKind.Unknown;
    public bool IsMissing => Kind == VariantKind.Missing;
    public bool IsText => Kind == VariantKind.Text;
    public bool IsNumber => Kind is >= VariantKind.Boolean and <= VariantKind.Date;
    public bool IsWhole => Kind is VariantKind.Boolean or VariantKind.Byte or VariantKind.Integer or VariantKind.Long or VariantKind.LongLong;
    public bool IsNothing => Kind == VariantKind.Object && _reference is null;

    public VbaArray? Items => _reference as VbaArray;
    public VbaObject? Object => _reference as VbaObject;
    /// <summary>The text of a text, the number of a number: no conversion.</summary>
    public string? Text => _reference as string;
    public double Number => _number;

    /// <summary>As a text, as <c>&amp;</c> and <c>CStr</c> see it; what is not known, and what has no text, is empty.</summary>
    public string AsText()
    {
        switch (Kind)
        {
            case VariantKind.Text: return (string)_reference!;
            case VariantKind.Boolean: return _number != 0 ? "True" : "False";
            case VariantKind.Byte or VariantKind.Integer or VariantKind.Long or VariantKind.LongLong: return ((long)_number).ToString(CultureInfo.InvariantCulture);
            case VariantKind.Single: return ((float)_number).ToString("G7", CultureInfo.InvariantCulture);
            case VariantKind.Double or VariantKind.Currency: return _number.ToString("G15", CultureInfo.InvariantCulture);
            case VariantKind.Date: return DateText(_number);
            case VariantKind.Error: return "Error " + _number.ToString(CultureInfo.InvariantCulture);
            case VariantKind.Array when Items!.IsBytes: return Items.BytesAsText();
            case VariantKind.Object when Object is { } holder: return holder.Default is { Kind: not VariantKind.Object } value ? value.AsText() : "";
            default: return "";
        }
    }

    /// <summary>As a number; false if it is none.</summary>
    public bool TryNumber(out double number)
    {
        number = _number;
        switch (Kind)
        {
            case VariantKind.Empty: return true;
            case VariantKind.Text: return TryParse((string)_reference!, out number);
            case VariantKind.Object when Object is { } holder: return holder.Default is { Kind: not VariantKind.Object } value && value.TryNumber(out number);
            default: return IsNumber;
        }
    }

    /// <summary>As a condition; null if it is not known.</summary>
    public bool? AsCondition()
    {
        if (Kind == VariantKind.Text && (string)_reference! is var text)
        {
            if (text.Equals("True", StringComparison.OrdinalIgnoreCase)) return true;
            if (text.Equals("False", StringComparison.OrdinalIgnoreCase)) return false;
        }
        return Kind is VariantKind.Null ? false : TryNumber(out var number) ? number != 0 : null;
    }

    /// <summary>A number as VBA reads it from text: blanks around, <c>&amp;H</c> and <c>&amp;O</c>, exponents.</summary>
    public static bool TryParse(string text, out double number)
    {
        var trimmed = text.AsSpan().Trim();
        number = 0;
        if (trimmed.Length > 2 && trimmed[0] == '&')
        {
            var digits = trimmed[2..].TrimEnd('&');
            if (digits.IsEmpty || digits.Length > 16) return false;
            long value = 0;
            foreach (var c in digits)
            {
                if (trimmed[1] is 'H' or 'h' && char.IsAsciiHexDigit(c)) value = (value << 4) | (uint)Convert.ToInt32(c.ToString(), 16);
                else if (trimmed[1] is 'O' or 'o' && c is >= '0' and <= '7') value = (value << 3) | (uint)(c - '0');
                else return false;
            }
            number = digits.Length <= 4 && trimmed[1] is 'H' or 'h' && digits.Length <= 4 ? (short)value : digits.Length <= 8 ? (int)value : value;
            return true;
        }
        return double.TryParse(trimmed, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static string DateText(double serial) =>
        serial is > -657434 and < 2958466 ? DateTime.FromOADate(serial).ToString(serial == Math.Floor(serial) ? "M/d/yyyy" : "M/d/yyyy h:mm:ss tt", CultureInfo.InvariantCulture) : "";
}
