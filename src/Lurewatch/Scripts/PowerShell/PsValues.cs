using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Values: null, bool, long, double, char, string, <c>object?[]</c>, byte[], <see cref="PsTable"/>, <see cref="PsScriptBlock"/>, <see cref="PsTypeValue"/>, <see cref="PsObject"/>, and what is not known.</summary>
internal sealed class PsUnknown
{
    public static readonly PsUnknown Value = new();
}

/// <summary>A type as a value.</summary>
internal sealed record PsTypeValue(string Name);

/// <summary>A hash table; keys without case.</summary>
internal sealed class PsTable
{
    public Dictionary<string, object?> Items { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>An inert object: it answers and records.</summary>
internal abstract class PsObject
{
    public abstract string Type { get; }
    public virtual object? Get(PsEvaluator by, string member) => PsUnknown.Value;
    public virtual void Set(PsEvaluator by, string member, object? value)
    {
    }
    public virtual object? Call(PsEvaluator by, string member, object?[] args) => PsUnknown.Value;
    public virtual string Text => Type;
}

/// <summary>Conversions as PowerShell makes them. What is not known is empty text: the known rest of a command is worth more than none.</summary>
internal static class PsConvert
{
    public static string Text(object? value) => value switch
    {
        null or PsUnknown => "",
        string text => text,
        bool flag => flag ? "True" : "False",
        char c => c.ToString(),
        long or int => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("G15", CultureInfo.InvariantCulture),
        byte[] bytes => string.Join(' ', bytes.Take(100_000)),
        object?[] items => Join(items),
        PsTypeValue type => type.Name,
        PsTable => "System.Collections.Hashtable",
        PsScriptBlock => "",
        PsObject thing => thing.Text,
        _ => "",
    };

    private static string Join(object?[] items)
    {
        var text = new StringBuilder();
        for (var i = 0; i < items.Length && text.Length < 1 << 22; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append(items[i] is object?[]? "System.Object[]" : Text(items[i]));
        }
        return text.ToString();
    }

    /// <summary>A text as <c>Get-Content</c> gives it.</summary>
    public static object?[] Lines(string text) => [.. text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')];

    public static bool TryNumber(object? value, out double number)
    {
        number = 0;
        switch (value)
        {
            case null: return true;
            case long whole: number = whole; return true;
            case double real: number = real; return true;
            case bool flag: number = flag ? 1 : 0; return true;
            case char c: number = c; return true;
            case string text:
                var trimmed = text.Trim();
                if (trimmed.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(trimmed.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)) { number = hex; return true; }
                return trimmed.Length == 0 || double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            case object?[] { Length: 1 } single: return TryNumber(single[0], out number);
            default: return false;
        }
    }

    public static object Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 9e15 ? (long)value : value;

    /// <summary>As a condition; null if it is not known.</summary>
    public static bool? Condition(object? value) => value switch
    {
        PsUnknown => null,
        null => false,
        bool flag => flag,
        long whole => whole != 0,
        double real => real != 0,
        string text => text.Length > 0,
        char c => c != 0,
        object?[] { Length: 0 } => false,
        object?[] { Length: 1 } single => Condition(single[0]),
        byte[] bytes => bytes.Length > 0,
        _ => true,
    };

    public static bool HasUnknown(object? value) => value is PsUnknown;

    /// <summary>Items of a list; a single value is a list of one.</summary>
    public static object?[] Items(object? value) => value switch
    {
        null => [],
        object?[] items => items,
        byte[] bytes => Array.ConvertAll(bytes, b => (object?)(long)b),
        _ => [value],
    };

    /// <summary>Bytes of a byte array or a list of numbers; null if one is none.</summary>
    public static byte[]? Bytes(object? value)
    {
        if (value is byte[] bytes) return bytes;
        if (value is not object?[] items) return value is long and >= 0 and <= 255 and var one ? [(byte)one] : null;
        var made = new byte[items.Length];
        for (var i = 0; i < made.Length; i++)
        {
            if (items[i] is PsUnknown || !TryNumber(items[i], out var number) || number is < 0 or > 255) return null;
            made[i] = (byte)number;
        }
        return made;
    }
}
