using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Operators, members, indexes.</summary>
internal sealed partial class PsParser
{
    /// <summary>Precedence from the loosest: logic, bits, comparison, sums, products, format, range.</summary>
    private PsNode? Expression(int level)
    {
        if (level == 7) return CommaList();
        if (!Enter()) return null;
        try
        {
            var left = Expression(level + 1);
            while (left is not null)
            {
                var save = _at;
                SkipBlanks(lines: false);
                if (BinaryOperator(level, out var op, out var sensitive) is false) { _at = save; return left; }
                SkipBlanks(lines: true);
                if (Expression(level + 1) is not { } right) return null;
                left = new PsBinary(op, left, right, sensitive);
            }
            return null;
        }
        finally
        {
            _nesting--;
        }
    }

    private bool BinaryOperator(int level, out string op, out bool sensitive)
    {
        (op, sensitive) = ("", false);
        var c = Peek();
        switch (level)
        {
            case 3 when c is '+' && Peek(1) is not ('=' or '+') || IsDash(c) && Peek(1) is not ('=' or '-') && !char.IsLetter(Peek(1)):
                op = c == '+' ? "+" : "-";
                _at++;
                return true;
            case 4 when c is '*' or '/' or '%' && Peek(1) is not '=':
                if (Peek(1) == '=') return false;
                op = c.ToString();
                _at++;
                return true;
            case 6 when c == '.' && Peek(1) == '.':
                op = "..";
                _at += 2;
                return true;
        }
        if (!IsDash(c) || !char.IsLetter(Peek(1))) return false;
        var length = 1;
        while (char.IsLetter(Peek(length)) || Peek(length) == '`') length++;
        var word = _source.AsSpan(_at + 1, length - 1).ToString().Replace("`", "", StringComparison.Ordinal).ToLowerInvariant();
        var bare = word;
        if (word.Length > 2 && word[0] is 'c' or 'i' && Level(word[1..]) == 2) { sensitive = word[0] == 'c'; bare = word[1..]; }
        if (Level(word) is var own and >= 0) bare = word;
        else own = Level(bare);
        if (own != level) return false;
        op = bare;
        _at += length;
        return true;
    }

    private static int Level(string word) => word switch
    {
        "and" or "or" or "xor" => 0,
        "band" or "bor" or "bxor" or "shl" or "shr" => 1,
        "eq" or "ne" or "gt" or "ge" or "lt" or "le" or "like" or "notlike" or "match" or "notmatch" or "replace" or "contains" or "notcontains" or "in" or "notin" or "split" or "join" or "is" or "isnot" or "as" => 2,
        "f" => 5,
        _ => -1,
    };

    private PsNode? CommaList()
    {
        SkipBlanks(lines: false);
        if (Peek() == ',')
        {
            _at++;
            SkipBlanks(lines: true);
            return Unary() is { } only ? new PsUnary(",", only) : null;
        }
        if (Unary() is not { } first) return null;
        List<PsNode>? items = null;
        while (true)
        {
            var save = _at;
            SkipBlanks(lines: false);
            if (Peek() != ',') { _at = save; break; }
            _at++;
            SkipBlanks(lines: true);
            if (Unary() is not { } next) { _at = save; break; }
            (items ??= [first]).Add(next);
        }
        return items is null ? first : new PsList(items);
    }

    private string? UnaryWord()
    {
        foreach (var word in (ReadOnlySpan<string>)["join", "split", "isplit", "csplit", "not", "bnot"])
            if (_source.AsSpan(_at + 1).StartsWith(word, StringComparison.OrdinalIgnoreCase) && !char.IsLetter(Peek(1 + word.Length))) return word;
        return null;
    }

    private PsNode? Unary()
    {
        SkipBlanks(lines: false);
        if (!Enter()) return null;
        try
        {
            var c = Peek();
            if (c == '!') { _at++; return Unary() is { } no ? new PsUnary("not", no) : null; }
            if (IsDash(c) && UnaryWord() is { } word)
            {
                _at += 1 + word.Length;
                SkipBlanks(lines: true);
                // -join and -split reach over a list that follows.
                return (word.EndsWith("not", StringComparison.Ordinal) ? Unary() : CommaList()) is { } operand ? new PsUnary(word is "isplit" or "csplit" ? "split" : word, operand) : null;
            }
            if (c is '+' or '-' && Peek(1) == c) { _at += 2; return Unary() is { } more ? new PsUnary(c == '+' ? "++" : "--", more) : null; }
            if (c is '-' or '+' && !char.IsLetter(Peek(1))) { _at++; return Unary() is { } signed ? new PsUnary(c.ToString(), signed) : null; }
            if (c == '[' && TypeName() is { } type)
            {
                var save = _at;
                SkipBlanks(lines: false);
                if (Peek() == ':' && Peek(1) == ':' || Peek() == '.' || _at >= _source.Length || Peek() is ')' or ';' or ',' or '|' or '}' or '\r' or '\n' or '=') { _at = save; return PostfixOf(new PsType(type)); }
                if (IsDash(Peek()) && char.IsLetter(Peek(1)) && UnaryWord() is null) { _at = save; return new PsType(type); }
                return Unary() is { } operand ? new PsCast(type, operand) : null;
            }
            var value = Postfix();
            if (value is not null && Peek() is '+' or '-' && Peek(1) == Peek() && value is PsVariable or PsMember or PsIndex)
            {
                var op = Peek() == '+' ? "++" : "--";
                _at += 2;
                return new PsPostfix(value, op);
            }
            return value;
        }
        finally
        {
            _nesting--;
        }
    }

    private PsNode? Postfix() => Primary() is { } primary ? PostfixOf(primary) : null;

    private PsNode? PostfixOf(PsNode value)
    {
        while (true)
        {
            var c = Peek();
            if (c == '[')
            {
                _at++;
                SkipBlanks(lines: true);
                if (Expression(0) is not { } index) return null;
                if (!Take(']')) return null;
                value = new PsIndex(value, index);
                continue;
            }
            var isStatic = c == ':' && Peek(1) == ':';
            if (!isStatic && (c != '.' || Peek(1) == '.' || !(char.IsLetter(Peek(1)) || Peek(1) is '_' or '"' or '\'' or '$' or '(' or '`'))) return value;
            _at += isStatic ? 2 : 1;
            SkipBlanks(lines: false);
            PsNode? name = Peek() is '"' or '\'' or '$' or '(' ? Primary() : new PsLiteral(MemberName());
            if (name is null) return null;
            IReadOnlyList<PsNode>? arguments = null;
            if (Peek() == '(')
            {
                _at++;
                var all = new List<PsNode>();
                while (!Take(')'))
                {
                    if (_at >= _source.Length) break;
                    SkipBlanks(lines: true);
                    if (Peek() == ',') { _at++; continue; }
                    // Each argument is one item of the list; Expression would take the commas.
                    if (ArgumentExpression() is not { } argument) return null;
                    all.Add(argument);
                    SkipBlanks(lines: true);
                    if (Peek() is not (',' or ')')) return null;
                }
                arguments = all;
            }
            value = new PsMember(value, name, isStatic, arguments);
        }
    }

    /// <summary>An expression without the comma operator.</summary>
    private PsNode? ArgumentExpression(int level = 0)
    {
        if (level == 7) return Unary();
        if (!Enter()) return null;
        try
        {
            var left = ArgumentExpression(level + 1);
            while (left is not null)
            {
                var save = _at;
                SkipBlanks(lines: true);
                if (!BinaryOperator(level, out var op, out var sensitive)) { _at = save; return left; }
                SkipBlanks(lines: true);
                if (ArgumentExpression(level + 1) is not { } right) return null;
                left = new PsBinary(op, left, right, sensitive);
            }
            return null;
        }
        finally
        {
            _nesting--;
        }
    }

    private string MemberName()
    {
        var name = new StringBuilder();
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '`') { if (Peek() != '`') name.Append(Peek()); _at++; }
        return name.ToString();
    }

    private PsNode? Primary()
    {
        var c = Peek();
        if (IsQuote(c)) return StringLiteral();
        if (c == '$')
        {
            if (Peek(1) == '(')
            {
                _at += 2;
                var body = Statements(')');
                Take(')');
                return new PsSubExpression(body, IsArray: false);
            }
            return Variable();
        }
        if (c == '(')
        {
            _at++;
            var body = Statements(')');
            Take(')');
            return new PsParen(body.Statements.Count == 1 ? body.Statements[0] : body);
        }
        if (c == '@')
        {
            if (Peek(1) == '(')
            {
                _at += 2;
                var body = Statements(')');
                Take(')');
                return new PsSubExpression(body, IsArray: true);
            }
            if (Peek(1) == '{') return Hash();
            if (Peek(1) is '\'' or '"') return HereString();
            return null;
        }
        if (c == '{') return ScriptBlock();
        if (c == '[' && TypeName() is { } type) return new PsType(type);
        return char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Peek(1)) ? Number() : null;
    }

    private PsHashLiteral? Hash()
    {
        _at += 2;
        var entries = new List<(PsNode, PsNode)>();
        while (!Take('}') && _at < _source.Length)
        {
            SkipBlanks(lines: true);
            while (Peek() == ';') { _at++; SkipBlanks(lines: true); }
            if (Peek() == '}') continue;
            PsNode? key = Peek() is '"' or '\'' or '$' or '(' ? Postfix() : new PsLiteral(Word());
            if (key is null || !Take('=')) return null;
            SkipBlanks(lines: true);
            if (Statement() is not { } value) return null;
            entries.Add((key, value));
        }
        return new PsHashLiteral(entries);
    }
}
