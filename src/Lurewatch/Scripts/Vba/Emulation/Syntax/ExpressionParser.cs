using System.Globalization;
using System.Runtime.CompilerServices;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Syntax;

/// <summary>Parses expressions [MS-VBAL 5.6]. Where one does not parse, null: the statement is left out.</summary>
internal sealed class ExpressionParser(Tokens tokens)
{
    private const int MostNesting = 120;
    private int _nesting;

    /// <summary>Place of the bracket that the last postfix read opened with; −1 if none.</summary>
    private int _lastGroup = -1;

    public Expression? Expression(int least = 1)
    {
        if (_nesting >= MostNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return null;
        _nesting++;
        try
        {
            var left = Operand();
            if (left is null) return null;
            while (true)
            {
                var op = Operator(out var length);
                var precedence = Precedence(op);
                if (op == OperatorKind.None || precedence < least) return left;
                var rest = new List<Operation>();
                while (op != OperatorKind.None && Precedence(op) == precedence)
                {
                    tokens.At += length;
                    if (op == OperatorKind.Is && tokens.Take("Not")) op = OperatorKind.NotEqual;
                    if (Expression(precedence + 1) is not { } operand) return null;
                    rest.Add(new Operation(op, operand));
                    op = Operator(out length);
                }
                left = new Chain(left, [.. rest]);
            }
        }
        finally
        {
            _nesting--;
        }
    }

    private Expression? Operand()
    {
        if (tokens.Take("Not")) return Expression(6) is { } inner ? new Unary(isNot: true, inner) : null;
        if (tokens.Take('-')) return Expression(13) is { } inner ? new Unary(isNot: false, inner) : null;
        if (tokens.Take('+')) return Expression(13);
        return Postfix();
    }

    /// <summary>A primary with its members and arguments.</summary>
    /// <param name="callStatement">The target of a statement: in <c>Foo (a), b</c> the bracket belongs to the first argument, and is given back.</param>
    public Expression? Postfix(bool callStatement = false)
    {
        _lastGroup = -1;
        var at = Primary();
        SkipSuffix();
        Expression? beforeGroup = null;
        while (at is not null)
        {
            if ((tokens.IsOperator('.') || tokens.IsOperator('!')) && tokens.Kind(1) == VbaTokenKind.Word)
            {
                var isBang = tokens.IsOperator('!');
                tokens.At++;
                if (isBang) at = new Call(at, [new Argument(new Literal(Variant.Of(tokens.Span().Trim("[]").ToString())), null)]);
                else at = new Member(at, Tokens.Lower(tokens.Span()));
                tokens.At++;
                SkipSuffix();
                beforeGroup = null;
            }
            else if (tokens.IsOperator('('))
            {
                var start = tokens.At;
                beforeGroup = at;
                tokens.At++;
                if (Arguments(')') is not { } arguments)
                {
                    tokens.At = start;
                    break;
                }
                _lastGroup = start;
                at = new Call(at, arguments);
            }
            else break;
        }
        if (callStatement && beforeGroup is not null && _lastGroup >= 0 && !tokens.IsEnd && !tokens.IsOperator('='))
        {
            tokens.At = _lastGroup;
            return beforeGroup;
        }
        return at;
    }

    /// <summary>A type character behind a name [MS-VBAL 3.3.5.3] says nothing here. <c>&amp;</c> is one only where no operand follows.</summary>
    public void SkipSuffix()
    {
        if (!tokens.FollowsAtOnce || tokens.Kind(0) != VbaTokenKind.Operator) return;
        if (tokens.IsOperator('%') || tokens.IsOperator('@') || tokens.IsOperator('^') && IsOver(1)
            || (tokens.IsOperator('!') || tokens.IsOperator('#')) && tokens.Kind(1) != VbaTokenKind.Word || tokens.IsOperator('&') && IsOver(1)) tokens.At++;
    }

    /// <summary>True if no operand can start there.</summary>
    private bool IsOver(int ahead) => tokens.Kind(ahead) == VbaTokenKind.End
        || tokens.Kind(ahead) == VbaTokenKind.Operator && tokens.Span(ahead) is not ("(" or "-" or "." or "#") || tokens.Kind(ahead) == VbaTokenKind.Word && IsReserved(tokens.Span(ahead));

    private Expression? Primary()
    {
        if (tokens.IsText)
        {
            var inner = tokens.Span()[1..];
            if (inner.EndsWith("\"")) inner = inner[..^1];
            tokens.At++;
            return new Literal(Variant.Of(inner.Contains('"') ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : inner.ToString()));
        }
        if (tokens.IsNumber)
        {
            var number = Number(tokens.Span());
            tokens.At++;
            return new Literal(number);
        }
        if (tokens.Take('('))
        {
            var inner = Expression();
            if (inner is not null) tokens.Take(')');
            // A bracketed name is passed by value: a chain without operators keeps that apart from the bare name.
            return inner is Name or Member ? new Chain(inner, []) : inner;
        }
        if (tokens.IsOperator('.') && tokens.Kind(1) == VbaTokenKind.Word)
        {
            tokens.At++;
            var member = Tokens.Lower(tokens.Span());
            tokens.At++;
            return new Member(null, member);
        }
        if (tokens.IsOperator('#')) return Date();
        if (!tokens.IsName) return null;
        if (tokens.Take("New")) return ClassName() is { } type ? new NewObject(type) : null;
        if (tokens.Take("AddressOf")) return ClassName() is { } procedure ? new AddressOf(procedure) : null;
        if (tokens.Take("ByVal") || tokens.Take("ByRef")) return Expression();
        if (tokens.Take("TypeOf"))
        {
            if (Postfix() is not { } operand || !tokens.Take("Is") || ClassName() is not { } type) return null;
            return new TypeOf(operand, type);
        }
        if (tokens.Take("True")) return new Literal(Variant.True);
        if (tokens.Take("False")) return new Literal(Variant.False);
        if (tokens.Take("Nothing")) return new Literal(Variant.Nothing);
        if (tokens.Take("Empty")) return new Literal(Variant.Empty);
        if (tokens.Take("Null")) return new Literal(Variant.Null);
        if (IsReserved(tokens.Span())) return null;
        return new Name(tokens.TakeName()!);
    }

    /// <summary>Arguments up to the closing bracket, or to the end of the statement.</summary>
    public Argument[]? Arguments(char? close)
    {
        var all = new List<Argument>();
        var expectsOne = false;
        while (true)
        {
            if (close is { } bracket && tokens.IsOperator(bracket) || close is null && tokens.IsEnd)
            {
                if (expectsOne) all.Add(new Argument(null, null));
                if (close is not null) tokens.At++;
                return [.. all];
            }
            if (tokens.IsEnd && close is not null) return [.. all];   // a bracket that nobody closed
            if (tokens.Take(','))
            {
                all.Add(new Argument(null, null));
                expectsOne = true;
                continue;
            }
            string? name = null;
            if (tokens.IsName && tokens.Kind(1) == VbaTokenKind.Operator && tokens.Span(1) is ":=")
            {
                name = tokens.TakeName();
                tokens.At++;
            }
            if (Expression() is not { } value) return null;
            all.Add(new Argument(value, name));
            expectsOne = false;
            if (tokens.IsOperator(',') || tokens.IsOperator(';'))
            {
                tokens.At++;
                expectsOne = true;
            }
            else if (close is { } end ? !tokens.IsOperator(end) && !tokens.IsEnd : !tokens.IsEnd) return null;
        }
    }

    /// <summary>A name with qualifiers: <c>Scripting.Dictionary</c>; the whole in lower case.</summary>
    public string? ClassName()
    {
        var name = tokens.TakeName();
        while (name is not null && tokens.IsOperator('.') && tokens.Kind(1) == VbaTokenKind.Word)
        {
            tokens.At++;
            name += "." + tokens.TakeName();
        }
        return name;
    }

    private Literal? Date()
    {
        var from = tokens.At + 1;
        var end = from;
        while (end - from < 12 && !tokens.IsOperator('#', end - tokens.At) && tokens.Kind(end - tokens.At) != VbaTokenKind.End) end++;
        if (!tokens.IsOperator('#', end - tokens.At)) return null;
        var text = new System.Text.StringBuilder();
        for (var i = from; i < end; i++) text.Append(tokens.Span(i - tokens.At)).Append(tokens.IsOperator('/', i - tokens.At) || tokens.IsOperator('/', i + 1 - tokens.At) ? "" : " ");
        tokens.At = end + 1;
        return DateTime.TryParse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new Literal(Variant.Of(VariantKind.Date, date.ToOADate())) : new Literal(Variant.Unknown);
    }

    internal static Variant Number(ReadOnlySpan<char> text)
    {
        if (text is ['&', ..])
        {
            // &HFFFF is an Integer and so negative; a suffix & that makes it a Long is not part of the token.
            return Variant.TryParse(text.ToString(), out var value) ? Variant.Int(value) : Variant.Unknown;
        }
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Variant.Unknown;
        return text.ContainsAny('.', 'e', 'E') ? Variant.Of(number) : Variant.Int(number);
    }

    private OperatorKind Operator(out int length)
    {
        length = 1;
        if (tokens.IsName)
        {
            var word = tokens.Span();
            if (word.Length > 4) return OperatorKind.None;
            if (tokens.IsWord("And")) return OperatorKind.And;
            if (tokens.IsWord("Or")) return OperatorKind.Or;
            if (tokens.IsWord("Xor")) return OperatorKind.Xor;
            if (tokens.IsWord("Mod")) return OperatorKind.Modulo;
            if (tokens.IsWord("Is")) return OperatorKind.Is;
            if (tokens.IsWord("Like")) return OperatorKind.Like;
            if (tokens.IsWord("Eqv")) return OperatorKind.Eqv;
            return tokens.IsWord("Imp") ? OperatorKind.Imp : OperatorKind.None;
        }
        if (tokens.Kind(0) == VbaTokenKind.Number && tokens.Span() is ['&', ..]) return OperatorKind.None;
        if (tokens.Kind(0) != VbaTokenKind.Operator || tokens.Span() is not [var c]) return OperatorKind.None;
        switch (c)
        {
            case '&': return OperatorKind.Concat;
            case '+': return OperatorKind.Add;
            case '-': return OperatorKind.Subtract;
            case '*': return OperatorKind.Multiply;
            case '/': return OperatorKind.Divide;
            case '\\': return OperatorKind.IntegerDivide;
            case '^': return OperatorKind.Power;
            case '=':
                if (tokens.IsOperator('<', 1)) { length = 2; return OperatorKind.LessOrEqual; }
                if (tokens.IsOperator('>', 1)) { length = 2; return OperatorKind.GreaterOrEqual; }
                return OperatorKind.Equal;
            case '<':
                if (tokens.IsOperator('=', 1)) { length = 2; return OperatorKind.LessOrEqual; }
                if (tokens.IsOperator('>', 1)) { length = 2; return OperatorKind.NotEqual; }
                return OperatorKind.Less;
            case '>':
                if (tokens.IsOperator('=', 1)) { length = 2; return OperatorKind.GreaterOrEqual; }
                if (tokens.IsOperator('<', 1)) { length = 2; return OperatorKind.NotEqual; }
                return OperatorKind.Greater;
            default: return OperatorKind.None;
        }
    }

    /// <summary>Loosest 1 [MS-VBAL 5.6.9].</summary>
    private static int Precedence(OperatorKind op) => op switch
    {
        OperatorKind.Imp => 1,
        OperatorKind.Eqv => 2,
        OperatorKind.Xor => 3,
        OperatorKind.Or => 4,
        OperatorKind.And => 5,
        >= OperatorKind.Equal and <= OperatorKind.Is => 7,
        OperatorKind.Concat => 8,
        OperatorKind.Add or OperatorKind.Subtract => 9,
        OperatorKind.Modulo => 10,
        OperatorKind.IntegerDivide => 11,
        OperatorKind.Multiply or OperatorKind.Divide => 12,
        OperatorKind.Power => 14,
        _ => 0,
    };

    /// <summary>Words that end an expression.</summary>
    internal static bool IsReserved(ReadOnlySpan<char> word) => word.Length is >= 2 and <= 7 && Reserved.Contains(word);

    private static readonly System.Collections.Frozen.FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Reserved =
        System.Collections.Frozen.FrozenSet.ToFrozenSet(["Then", "Else", "ElseIf", "To", "Step", "As", "In", "Is", "Like", "And", "Or", "Xor", "Mod", "For", "GoTo", "GoSub", "Do", "Loop", "Until", "While", "Wend", "Case", "End",
            "Next", "Sub", "With", "Select", "Eqv", "Imp", "Exit"], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
