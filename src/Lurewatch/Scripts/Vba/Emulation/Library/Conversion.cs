using System.Globalization;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Library;

/// <summary>Conversions between types [MS-VBAL 5.5.1.2].</summary>
internal static class Conversion
{
    /// <summary>A value as a type; unknown stays unknown. What cannot be converted raises 13, what does not fit 6.</summary>
    public static Variant To(VariantKind type, Variant value, ref int error)
    {
        value = Operators.Plain(value);
        if (value.Kind == type || value.Kind is VariantKind.Unknown or VariantKind.Missing or VariantKind.Array) return value;
        if (type == VariantKind.Text) return Variant.Of(value.AsText());
        if (value.Kind is VariantKind.Object) return value;
        if (type == VariantKind.Boolean)
        {
            if (value.AsCondition() is { } condition) return Variant.Of(condition);
            return Fail(Operators.TypeMismatch, ref error);
        }
        if (!value.TryNumber(out var number))
        {
            if (type == VariantKind.Date && value.Text is { } text && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return Variant.Of(VariantKind.Date, date.ToOADate());
            if (value.Text is { } word && (word.Equals("True", StringComparison.OrdinalIgnoreCase) || word.Equals("False", StringComparison.OrdinalIgnoreCase))) number = word.Length == 4 ? -1 : 0;
            else return Fail(Operators.TypeMismatch, ref error);
        }
        switch (type)
        {
            case VariantKind.Byte: return Whole(type, number, 0, 255, ref error);
            case VariantKind.Integer: return Whole(type, number, short.MinValue, short.MaxValue, ref error);
            case VariantKind.Long: return Whole(type, number, int.MinValue, int.MaxValue, ref error);
            case VariantKind.LongLong: return Variant.Of(type, Math.Round(number, MidpointRounding.ToEven));
            case VariantKind.Currency: return Variant.Of(type, Math.Round(number, 4, MidpointRounding.ToEven));
            case VariantKind.Single: return Variant.Of(type, (float)number);
            default: return Variant.Of(type, number);
        }
    }

    private static Variant Whole(VariantKind type, double number, double low, double high, ref int error)
    {
        number = Math.Round(number, MidpointRounding.ToEven);
        return number >= low && number <= high ? Variant.Of(type, number) : Fail(Operators.Overflow, ref error);
    }

    private static Variant Fail(int number, ref int error)
    {
        if (error == 0) error = number;
        return Variant.Unknown;
    }
}
