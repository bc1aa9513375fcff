using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>Names of the elementary types [MS-VBAL 5.2.3.1.4].</summary>
internal static class Types
{
    /// <summary>The type of a name; Empty for Variant and for all that is no elementary type.</summary>
    public static VariantKind Of(string? name) => name switch
    {
        "boolean" => VariantKind.Boolean,
        "byte" => VariantKind.Byte,
        "integer" => VariantKind.Integer,
        "long" or "longptr" => VariantKind.Long,
        "longlong" => VariantKind.LongLong,
        "single" => VariantKind.Single,
        "double" => VariantKind.Double,
        "currency" => VariantKind.Currency,
        "date" => VariantKind.Date,
        "string" => VariantKind.Text,
        _ => VariantKind.Empty,
    };

    /// <summary>True if a declared name is neither elementary nor Variant or Object: a class or a type of the user.</summary>
    public static bool IsClass(string? name) => name is not (null or "variant" or "object" or "any") && Of(name) == VariantKind.Empty;

    /// <summary>What a variable of that type holds before anything is assigned.</summary>
    public static Variant Initial(VariantKind type) => type switch
    {
        VariantKind.Empty => Variant.Empty,
        VariantKind.Text => Variant.Of(""),
        VariantKind.Boolean => Variant.False,
        _ => Variant.Of(type, 0),
    };
}
