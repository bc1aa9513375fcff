namespace Lurewatch.Scripts.Vba.Emulation.Runtime;

/// <summary>Operators of expressions [MS-VBAL 5.6.9]. What is not known stays unknown, but joins to text as nothing: the known rest of a command is worth more than none.</summary>
internal static class Operators
{
    /// <summary>Errors that an operator can raise [MS-VBAL 6.1.3]: the number, 0 for none.</summary>
    public const int Overflow = 6, DivisionByZero = 11, TypeMismatch = 13;

    public static Variant Add(Variant a, Variant b, ref int error)
    {
        (a, b) = (Plain(a), Plain(b));
        if (a.IsText && (b.IsText || b.IsUnknown) || b.IsText && a.IsUnknown) return Variant.Of(string.Concat(a.AsText(), b.AsText()));
        if (a.Kind is VariantKind.Empty && b.IsText) return b;
        if (b.Kind is VariantKind.Empty && a.IsText) return a;
        return Arithmetic(a, b, '+', ref error);
    }

    public static Variant Arithmetic(Variant a, Variant b, char op, ref int error)
    {
        if (a.IsUnknown || b.IsUnknown) return Variant.Unknown;
        if (a.Kind is VariantKind.Null || b.Kind is VariantKind.Null) return Variant.Null;
        if (!a.TryNumber(out var x) || !b.TryNumber(out var y)) return Fail(TypeMismatch, ref error);
        switch (op)
        {
            case '+': return Result(x + y, a, b);
            case '-': return Result(x - y, a, b);
            case '*': return Result(x * y, a, b);
            case '/': return y == 0 ? Fail(DivisionByZero, ref error) : Variant.Of(x / y);
            case '^': return Variant.Of(Math.Pow(x, y));
        }
        (x, y) = (Math.Round(x, MidpointRounding.ToEven), Math.Round(y, MidpointRounding.ToEven));
        if (y == 0) return Fail(DivisionByZero, ref error);
        return Variant.Int(op == '\\' ? Math.Truncate(x / y) : x % y);
    }

    public static Variant Negate(Variant a, ref int error)
    {
        if (a.IsUnknown || a.Kind is VariantKind.Null) return a;
        return a.TryNumber(out var x) ? Result(-x, a, a) : Fail(TypeMismatch, ref error);
    }

    /// <summary>Comparison: −1, 0, 1; null if not known.</summary>
    public static int? Compare(Variant a, Variant b, bool ignoreCase)
    {
        (a, b) = (Plain(a), Plain(b));
        if (a.IsUnknown || b.IsUnknown || a.Kind is VariantKind.Null or VariantKind.Object or VariantKind.Array || b.Kind is VariantKind.Null or VariantKind.Object or VariantKind.Array) return null;
        var texts = a.IsText && (b.IsText || b.Kind is VariantKind.Empty) || b.IsText && a.Kind is VariantKind.Empty;
        if (!texts && a.TryNumber(out var x) && b.TryNumber(out var y)) return x.CompareTo(y);
        return Math.Sign(string.Compare(a.AsText(), b.AsText(), ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
    }

    /// <summary>Bitwise operators, which are the logical ones, too.</summary>
    public static Variant Logic(Variant a, Variant b, LogicOperator op, ref int error)
    {
        (a, b) = (Plain(a), Plain(b));
        var x = Bits(a);
        var y = Bits(b);
        if (x is null || y is null)
        {
            // One side can settle it alone.
            if (op == LogicOperator.And && (x == 0 || y == 0)) return Variant.False;
            if (op == LogicOperator.Or && (x == -1 || y == -1)) return Variant.True;
            if (a.IsUnknown || b.IsUnknown || a.Kind is VariantKind.Null || b.Kind is VariantKind.Null) return Variant.Unknown;
            return Fail(TypeMismatch, ref error);
        }
        var bits = op switch
        {
            LogicOperator.And => x.Value & y.Value,
            LogicOperator.Or => x.Value | y.Value,
            LogicOperator.Xor => x.Value ^ y.Value,
            LogicOperator.Eqv => ~(x.Value ^ y.Value),
            _ => ~x.Value | y.Value,
        };
        if (a.Kind == VariantKind.Boolean && b.Kind == VariantKind.Boolean) return Variant.Of(bits != 0);
        return a.Kind == VariantKind.Byte && b.Kind == VariantKind.Byte ? Variant.Of(VariantKind.Byte, bits & 0xFF) : Variant.Int(bits);
    }

    public static Variant Not(Variant a, ref int error)
    {
        a = Plain(a);
        if (Bits(a) is { } bits) return a.Kind == VariantKind.Boolean ? Variant.Of(bits == 0) : a.Kind == VariantKind.Byte ? Variant.Of(VariantKind.Byte, ~bits & 0xFF) : Variant.Int(~bits);
        return a.IsUnknown || a.Kind is VariantKind.Null ? a : Fail(TypeMismatch, ref error);
    }

    /// <summary>The pattern of <c>Like</c> [MS-VBAL 5.6.9.6]: <c>?</c>, <c>*</c>, <c>#</c>, <c>[list]</c>, <c>[!list]</c>.</summary>
    public static bool Like(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, bool ignoreCase)
    {
        int t = 0, p = 0, starP = -1, starT = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starP = p++;
                starT = t;
                continue;
            }
            if (p < pattern.Length && Matches(text[t], pattern, ref p, ignoreCase))
            {
                t++;
                continue;
            }
            if (starP < 0) return false;
            p = starP + 1;
            t = ++starT;
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    private static bool Matches(char c, ReadOnlySpan<char> pattern, ref int p, bool ignoreCase)
    {
        var at = pattern[p];
        if (at == '?') { p++; return true; }
        if (at == '#')
        {
            if (!char.IsAsciiDigit(c)) return false;
            p++;
            return true;
        }
        if (at == '[' && pattern[p..].IndexOf(']') is > 0 and var close)
        {
            var list = pattern.Slice(p + 1, close - 1);
            var negated = list is ['!', ..];
            if (negated) list = list[1..];
            var found = false;
            for (var i = 0; i < list.Length; i++)
            {
                if (i + 2 < list.Length && list[i + 1] == '-')
                {
                    found |= c >= list[i] && c <= list[i + 2];
                    i += 2;
                }
                else found |= Same(c, list[i], ignoreCase);
            }
            if (found == negated) return false;
            p += close + 1;
            return true;
        }
        if (!Same(c, at, ignoreCase)) return false;
        p++;
        return true;
    }

    private static bool Same(char a, char b, bool ignoreCase) => a == b || ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b);

    /// <summary>An object stands for its default value.</summary>
    public static Variant Plain(Variant value) => value.Kind == VariantKind.Object && value.Object is { } holder ? holder.Default : value;

    private static long? Bits(Variant value) =>
        value.TryNumber(out var number) && Math.Abs(number) < 9e18 ? (long)Math.Round(number, MidpointRounding.ToEven)
        : value.Text is { } text ? text.Equals("True", StringComparison.OrdinalIgnoreCase) ? -1 : text.Equals("False", StringComparison.OrdinalIgnoreCase) ? 0 : null : null;

    private static Variant Result(double number, Variant a, Variant b)
    {
        if (!double.IsFinite(number)) return Variant.Unknown;
        if (a.Kind == VariantKind.Date || b.Kind == VariantKind.Date) return Variant.Of(VariantKind.Date, number);
        if (!a.IsWhole && a.Kind is not VariantKind.Empty || !b.IsWhole && b.Kind is not VariantKind.Empty) return Variant.Of(number);
        return a.Kind is VariantKind.Long or VariantKind.LongLong || b.Kind is VariantKind.Long or VariantKind.LongLong ? Variant.Long(number) : Variant.Int(number);
    }

    private static Variant Fail(int number, ref int error)
    {
        if (error == 0) error = number;
        return Variant.Unknown;
    }
}

/// <summary>Operators on bits.</summary>
internal enum LogicOperator
{
    And,
    Or,
    Xor,
    Eqv,
    Imp,
}
