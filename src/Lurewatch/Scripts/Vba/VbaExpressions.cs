using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Vba;

/// <summary>Works out the expressions of a statement as far as constants go [MS-VBAL 5.6]: literals, joins, arithmetic, the library's pure functions, known names.</summary>
/// <remarks>What cannot be worked out breaks a join; the parts around it still come out, through <c>emit</c>.</remarks>
internal sealed class VbaExpressions(string source, VbaNames names, Encoding encoding, AnalysisBudget budget, Action<string, int, bool> emit)
{
    private const int MostDepth = 64, MostArguments = 4096, MostChars = 1 << 20;
    private List<VbaToken> _tokens = [];
    private int _end;
    private int _depth;

    /// <summary>Index of the next token.</summary>
    public int At { get; set; }

    /// <summary>How many character codes became characters (<c>Chr</c>, <c>ChrW</c>).</summary>
    public int CharacterCodes { get; private set; }
    /// <summary>How many joins were worked out.</summary>
    public int Joins { get; private set; }

    /// <summary>Called for each word that is used as a name, with the word before its dot.</summary>
    public Action<VbaToken, bool>? OnName { get; init; }

    public void Begin(List<VbaToken> tokens, int from, int end)
    {
        _tokens = tokens;
        At = from;
        _end = end;
        _depth = 0;
    }

    public ReadOnlySpan<char> Span(VbaToken token) => source.AsSpan(token.Start, token.Length);

    public bool IsOperator(int at, char c) => at < _end && _tokens[at] is { Kind: VbaTokenKind.Operator, Length: 1 } token && source[token.Start] == c;

    public bool IsWord(int at, string word) =>
        at < _end && _tokens[at] is { Kind: VbaTokenKind.Word } token && token.Length == word.Length && Span(token).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Goes through the rest of the statement: every text that stands in it comes out, joined where it is plainly joined.</summary>
    public void EmitRest()
    {
        while (At < _end)
        {
            var before = At;
            var start = _tokens[At].Start;
            Emit(Expression(), start);
            if (At == before) At++;
        }
    }

    public void Emit(VbaValue value, int start)
    {
        if (value.Text is { } text) emit(text, start, value.IsMade);
        else if (value.Items is { } items)
            foreach (var item in items)
                if (item.Text is { } part) emit(part, start, item.IsMade);
    }

    /// <summary>One expression; unknown, without moving on, where none starts.</summary>
    public VbaValue Expression()
    {
        if (_depth >= MostDepth || !budget.TryTakeSteps(1, "VBA expressions")) return VbaValue.Unknown;
        _depth++;
        var value = Logic();
        _depth--;
        return value;
    }

    private VbaValue Logic()
    {
        var left = Comparison();
        while (true)
        {
            var xor = IsWord(At, "Xor");
            var and = IsWord(At, "And");
            if (!xor && !and && !IsWord(At, "Or")) return left;
            var start = _tokens[At++].Start;
            var right = Comparison();
            if (left.Number is { } a && right.Number is { } b && Math.Abs(a) < int.MaxValue && Math.Abs(b) < int.MaxValue)
            {
                left = VbaValue.Of(xor ? (int)a ^ (int)b : and ? (int)a & (int)b : (int)a | (int)b);
                continue;
            }
            Emit(left, start);
            Emit(right, start);
            left = VbaValue.Unknown;
        }
    }

    private VbaValue Comparison()
    {
        var left = Concat();
        while (At < _end && (_tokens[At].Kind == VbaTokenKind.Operator && source[_tokens[At].Start] is '=' or '<' or '>' || IsWord(At, "Like") || IsWord(At, "Is")))
        {
            if (_tokens[At].Kind == VbaTokenKind.Operator && source[_tokens[At].Start] is not ('=' or '<' or '>')) break;
            var start = _tokens[At++].Start;
            while (At < _end && _tokens[At].Kind == VbaTokenKind.Operator && source[_tokens[At].Start] is '=' or '<' or '>') At++;
            var right = Concat();
            Emit(left, start);
            Emit(right, start);
            left = VbaValue.Unknown;
        }
        return left;
    }

    /// <summary>A chain of <c>&amp;</c> and <c>+</c>: known neighbours are joined, an unknown operand ends the run and the run comes out.</summary>
    private VbaValue Concat()
    {
        if (At >= _end) return VbaValue.Unknown;
        var start = _tokens[At].Start;
        var before = At;
        var left = Sum();
        if (At == before || !IsOperator(At, '&') && !(IsOperator(At, '+') && !IsNumeric(left))) return left;
        StringBuilder? run = null;
        var whole = true;
        var made = 0;
        var only = left;
        void Take(VbaValue operand)
        {
            if (operand.AsText() is { } text && (run?.Length ?? 0) + text.Length <= MostChars)
            {
                (run ??= new StringBuilder()).Append(text);
                made++;
                only = operand;
                return;
            }
            whole = false;
            Flush();
            if (operand.Items is not null) Emit(operand, start);
        }
        void Flush()
        {
            if (run is { Length: > 0 }) emit(run.ToString(), start, made > 1 || only.IsMade);
            run?.Clear();
            made = 0;
        }
        Take(left);
        while (IsOperator(At, '&') || IsOperator(At, '+'))
        {
            At++;
            var at = At;
            var operand = Sum();
            if (At == at) break;
            Joins++;
            Take(operand);
            if (!budget.TryTakeSteps(1, "VBA expressions")) break;
        }
        if (whole) return run is null ? VbaValue.Of("") : VbaValue.Of(run.ToString());
        Flush();
        return VbaValue.Unknown;
    }

    private static bool IsNumeric(VbaValue value) => value.Number is not null;

    private VbaValue Sum()
    {
        var left = Product();
        while (true)
        {
            var minus = IsOperator(At, '-');
            if (!minus && !(IsOperator(At, '+') && IsNumeric(left))) return left;
            var at = At++;
            var before = At;
            var right = Product();
            if (At == before)
            {
                At = at;
                return left;
            }
            if (left.AsNumber() is { } a && right.AsNumber() is { } b && (minus || right.Text is null || left.Text is null)) left = VbaValue.Of(minus ? a - b : a + b);
            else if (!minus && left.AsText() is { } x && right.AsText() is { } y) left = VbaValue.Of(x + y);
            else
            {
                Emit(left, _tokens[at].Start);
                Emit(right, _tokens[at].Start);
                left = VbaValue.Unknown;
            }
        }
    }

    private VbaValue Product()
    {
        var left = Unary();
        while (At < _end)
        {
            char op;
            if (IsOperator(At, '*')) op = '*';
            else if (IsOperator(At, '/')) op = '/';
            else if (IsOperator(At, '\\')) op = '\\';
            else if (IsOperator(At, '^')) op = '^';
            else if (IsWord(At, "Mod")) op = '%';
            else return left;
            At++;
            var before = At;
            var right = Unary();
            if (At == before) return left;
            left = left.AsNumber() is { } a && right.AsNumber() is { } b
                ? op switch
                {
                    '*' => VbaValue.Of(a * b),
                    '/' => VbaValue.Of(a / b),
                    '^' => VbaValue.Of(Math.Pow(a, b)),
                    '\\' => VbaValue.Of(Math.Truncate(Math.Round(a) / Math.Round(b))),
                    _ => VbaValue.Of(Math.Round(a) % Math.Round(b)),
                }
                : VbaValue.Unknown;
        }
        return left;
    }

    private VbaValue Unary()
    {
        var negate = false;
        var signs = 0;
        while (At < _end && (IsOperator(At, '-') || IsOperator(At, '+') && signs > 0))
        {
            negate ^= IsOperator(At, '-');
            At++;
            signs++;
        }
        if (IsWord(At, "Not") || IsWord(At, "New") || IsWord(At, "ByVal") || IsWord(At, "AddressOf") || IsWord(At, "TypeOf"))
        {
            At++;
            if (At < _end) Emit(Primary(), _tokens[At - 1].Start);
            return VbaValue.Unknown;
        }
        var value = Primary();
        return negate ? value.AsNumber() is { } number ? VbaValue.Of(-number) : VbaValue.Unknown : value;
    }

    private VbaValue Primary()
    {
        if (At >= _end) return VbaValue.Unknown;
        var token = _tokens[At];
        switch (token.Kind)
        {
            case VbaTokenKind.Text:
                At++;
                return VbaValue.Of(Literal(token), made: false);
            case VbaTokenKind.Number:
                At++;
                return Number(Span(token));
            case VbaTokenKind.Word:
                return IsKeyword(Span(token)) ? VbaValue.Unknown : Name();
            default:
                if (IsOperator(At, '('))
                {
                    At++;
                    var inner = Expression();
                    if (IsOperator(At, ')')) At++;
                    return inner;
                }
                if (IsOperator(At, '.') && At + 1 < _end) return Members();
                return VbaValue.Unknown;
        }
    }

    private string Literal(VbaToken token)
    {
        var inner = Span(token)[1..];
        if (inner.EndsWith("\"")) inner = inner[..^1];
        return inner.Contains('"') ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : inner.ToString();
    }

    /// <summary>A name with its arguments and members. Library prefixes are looked through; other objects' members are not known.</summary>
    private VbaValue Name()
    {
        var token = _tokens[At++];
        OnName?.Invoke(token, false);
        var name = Span(token);
        while (IsOperator(At, '.') && At + 1 < _end && _tokens[At + 1].Kind == VbaTokenKind.Word && IsLibrary(name))
        {
            At++;
            token = _tokens[At++];
            name = Span(token);
            OnName?.Invoke(token, false);
        }
        VbaValue value;
        if (IsOperator(At, '('))
        {
            var known = VbaFunctions.Knows(name);
            var args = Arguments(emitAll: !known && !names.HasFunction(name));
            if (known)
            {
                value = VbaFunctions.Call(name, args, encoding);
                if (value.Text is not null && name.StartsWith("chr", StringComparison.OrdinalIgnoreCase)) CharacterCodes++;
                if (!value.IsKnown && value.Items is null)
                    foreach (var arg in args) Emit(arg, token.Start);
            }
            else
            {
                value = names.Find(name);
            }
        }
        else
        {
            value = names.Find(name);
        }
        if (!IsOperator(At, '.') && !IsOperator(At, '!')) return value;
        Emit(value, token.Start);
        return Members();
    }

    private VbaValue Members()
    {
        while ((IsOperator(At, '.') || IsOperator(At, '!')) && At + 1 < _end && _tokens[At + 1].Kind == VbaTokenKind.Word)
        {
            OnName?.Invoke(_tokens[At + 1], true);
            At += 2;
            if (IsOperator(At, '(')) Arguments(emitAll: true);
            if (!budget.TryTakeSteps(1, "VBA expressions")) break;
        }
        if (IsOperator(At, '.') || IsOperator(At, '!')) At++;
        return VbaValue.Unknown;
    }

    private VbaValue[] Arguments(bool emitAll)
    {
        At++;                                                               // (
        var args = new List<VbaValue>();
        while (At < _end && !IsOperator(At, ')') && args.Count < MostArguments)
        {
            var before = At;
            var start = _tokens[At].Start;
            var value = Expression();
            if (emitAll) Emit(value, start);
            args.Add(value);
            if (IsOperator(At, ',')) At++;
            else if (At == before) At++;
        }
        if (IsOperator(At, ')')) At++;
        return [.. args];
    }

    private static VbaValue Number(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[0] == '&')
        {
            var digits = text[2..];
            if (digits.Length > 8) return VbaValue.Unknown;
            if (text[1] is 'H' or 'h') return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? VbaValue.Of(digits.Length <= 4 ? (short)hex : hex) : VbaValue.Unknown;
            var octal = 0;
            foreach (var c in digits) octal = octal * 8 + (c - '0');
            return VbaValue.Of(octal);
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? VbaValue.Of(number) : VbaValue.Unknown;
    }

    private static bool IsLibrary(ReadOnlySpan<char> name) =>
        name.Equals("VBA", StringComparison.OrdinalIgnoreCase) || name.Equals("Strings", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Conversion", StringComparison.OrdinalIgnoreCase) || name.Equals("Interaction", StringComparison.OrdinalIgnoreCase);

    private static bool IsKeyword(ReadOnlySpan<char> word) =>
        word.Length <= 6 && Keywords.Contains(word);

    private static readonly System.Collections.Frozen.FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Keywords =
        System.Collections.Frozen.FrozenSet.ToFrozenSet(["Then", "Else", "To", "Step", "As", "In", "Is", "Like", "And", "Or", "Xor", "Mod", "For", "GoTo", "Do", "Loop", "Until", "While", "ByRef", "Case"],
            StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
