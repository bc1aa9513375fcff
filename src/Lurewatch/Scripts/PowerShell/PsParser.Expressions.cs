using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Pipelines, commands, expressions, strings.</summary>
internal sealed partial class PsParser
{
    private PsNode? Pipeline()
    {
        var elements = new List<PsNode>();
        while (true)
        {
            SkipBlanks(elements.Count > 0);
            if (Element() is not { } element) return null;
            elements.Add(element);
            SkipBlanks(lines: false);
            var save = _at;
            if (Peek() is '\r' or '\n')
            {
                // PowerShell 7 lets the pipe stand on the next line.
                SkipBlanks(lines: true);
                if (Peek() != '|') { _at = save; break; }
            }
            if (Peek() != '|' || Peek(1) == '|') break;
            _at++;
        }
        return elements.Count == 1 ? elements[0] : new PsPipeline(elements);
    }

    private PsNode? Element()
    {
        var c = Peek();
        if (c == '&' || c == '.' && Peek(1) is ' ' or '(' or '$' or '"' or '\'' or '{' or '\t' && c == '.')
        {
            _at++;
            SkipBlanks(lines: false);
            var name = Peek() is '$' or '(' or '"' or '\'' or '{' or '[' ? Postfix() : new PsLiteral(BareWord());
            return name is null ? null : Command(name, isInvoked: true);
        }
        if (IsExpressionStart(c))
        {
            if (Expression(0) is not { } left) return null;
            SkipBlanks(lines: false);
            if (AssignmentOperator() is not { } op) return left;
            SkipBlanks(lines: true);
            return Statement() is { } value ? new PsAssign(left, op, value) : null;
        }
        if (c == '\0' || c is ')' or '}' or ';') return null;
        var word = BareWord();
        return word.Length == 0 ? null : Command(new PsLiteral(word), isInvoked: false);
    }

    private bool IsExpressionStart(char c) => c is '$' or '(' or '@' or '"' or '\'' or '[' or '{' or '!' or ',' || char.IsAsciiDigit(c) && !IsCommandWithDigit()
        || c is '-' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '$' or '(' or '-' || UnaryWord() is not null) || c == '+' && Peek(1) is '+' or '$' or '(' && c == '+' || c is '“' or '”' or '‘' or '’';

    private bool IsCommandWithDigit()
    {
        var ahead = 0;
        while (char.IsAsciiDigit(Peek(ahead)) || Peek(ahead) is '.') ahead++;
        return char.IsLetter(Peek(ahead)) && Peek(ahead) is not ('x' or 'X' or 'e' or 'E' or 'l' or 'L' or 'd' or 'D' or 'k' or 'K' or 'm' or 'M' or 'g' or 'G');
    }

    private string? AssignmentOperator()
    {
        if (_at >= _source.Length) return null;
        foreach (var op in (ReadOnlySpan<string>)["+=", "-=", "*=", "/=", "%="])
            if (_source.AsSpan(_at).StartsWith(op)) { _at += 2; return op; }
        if (Peek() == '=') { _at++; return "="; }
        return null;
    }

    private PsCommand Command(PsNode name, bool isInvoked)
    {
        var arguments = new List<PsNode>();
        while (true)
        {
            SkipBlanks(lines: false);
            var c = Peek();
            if (_at >= _source.Length || c is ';' or '\r' or '\n' or '|' or ')' or '}') break;
            if (c == '&') break;
            var start = _at;
            if (c == '>' || char.IsAsciiDigit(c) && Peek(1) == '>' || c == '*' && Peek(1) == '>') { Redirection(arguments); continue; }
            if (IsDash(c) && (char.IsLetter(Peek(1)) || Peek(1) is '?' or '`'))
            {
                _at++;
                var parameter = new StringBuilder();
                while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '`' or '-') { if (Peek() != '`') parameter.Append(Peek()); _at++; }
                PsNode? value = null;
                if (Peek() == ':') { _at++; SkipBlanks(false); value = Argument(); }
                arguments.Add(new PsParameterName(parameter.ToString().ToLowerInvariant(), value));
                continue;
            }
            var argument = Argument();
            if (_at == start) _at++;
            else if (argument is not null) arguments.Add(argument);
        }
        return new PsCommand(name, arguments, isInvoked);
    }

    /// <summary>PowerShell takes typographic dashes for dashes.</summary>
    private static bool IsDash(char c) => c is '-' or '–' or '—' or '―';

    private void Redirection(List<PsNode> arguments)
    {
        while (Peek() is '>' or '*' || char.IsAsciiDigit(Peek())) _at++;
        if (Peek() == '&') { _at += 2; return; }
        SkipBlanks(false);
        if (Argument() is { } target) arguments.Add(new PsParameterName(">", target));
    }

    private PsNode? Argument()
    {
        var items = new List<PsNode>();
        while (true)
        {
            SkipBlanks(items.Count > 0);
            if (OneArgument() is not { } item) break;
            items.Add(item);
            var save = _at;
            SkipBlanks(false);
            if (Peek() != ',') { _at = save; break; }
            _at++;
        }
        return items.Count switch { 0 => null, 1 => items[0], _ => new PsList(items) };
    }

    private PsNode? OneArgument()
    {
        var c = Peek();
        if (c is '$' or '(' or '@' or '{' || (c == '[' && Peek(1) is not (']' or ' ')) || IsQuote(c))
        {
            if (c == '@' && char.IsLetter(Peek(1)))
            {
                _at++;
                return new PsVariable(Word().ToLowerInvariant(), IsSplatted: true);
            }
            var start = _at;
            var value = Postfix();
            if (value is null || c == '[' && value is PsType) { _at = start; return new PsLiteral(BareWord()); }
            // A bare word goes on behind a variable: $env:temp\x.exe
            if (Peek() is '\\' or '/' or '.' or '-' or '_' or ':' || char.IsLetterOrDigit(Peek())) return new PsExpandable([value, new PsExpandable(BareParts())]);
            return value;
        }
        var parts = BareParts();
        if (parts is [PsLiteral { Value: string { Length: < 16 } text } only]) return text.Length > 0 && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && (text[0] != '0' || text.Length == 1) ? new PsLiteral(long.Parse(text, CultureInfo.InvariantCulture)) : only;
        return parts.Count == 0 ? null : parts is [PsLiteral whole] ? whole : new PsExpandable(parts);
    }

    private static bool IsQuote(char c) => c is '"' or '\'' or '“' or '”' or '„' or '‘' or '’' or '‚' or '‛';

    private string BareWord()
    {
        var word = new StringBuilder();
        foreach (var part in BareParts())
            if (part is PsLiteral { Value: string text }) word.Append(text);
        return word.ToString();
    }

    /// <summary>A word of a command: text, with variables and quotes inside of it.</summary>
    private List<PsNode> BareParts()
    {
        var parts = new List<PsNode>();
        var text = new StringBuilder();
        while (_at < _source.Length)
        {
            var c = Peek();
            if (c is ' ' or '\t' or '\r' or '\n' or ';' or '|' or '(' or ')' or '{' or '}' or ',' or '&') break;
            if (c == '`') { if (_at + 1 < _source.Length && Peek(1) is not ('\r' or '\n')) text.Append(Peek(1)); _at += 2; continue; }
            if (c == '$' && (char.IsLetter(Peek(1)) || Peek(1) is '{' or '_' or '('))
            {
                if (text.Length > 0) { parts.Add(new PsLiteral(text.ToString())); text.Clear(); }
                var before = _at;
                if (Primary() is { } inner) { parts.Add(inner); continue; }
                _at = before;
            }
            if (IsQuote(c))
            {
                if (text.Length > 0) { parts.Add(new PsLiteral(text.ToString())); text.Clear(); }
                if (StringLiteral() is { } quoted) { parts.Add(quoted); continue; }
            }
            text.Append(c);
            _at++;
        }
        if (text.Length > 0) parts.Add(new PsLiteral(text.ToString()));
        return parts;
    }

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

    private PsVariable? Variable()
    {
        if (Peek() != '$') return null;
        _at++;
        if (Peek() == '{')
        {
            var end = _source.IndexOf('}', _at);
            if (end < 0) return null;
            var braced = _source[(_at + 1)..end].Replace("`", "", StringComparison.Ordinal);
            _at = end + 1;
            return new PsVariable(Scopeless(braced));
        }
        if (Peek() is '?' or '^' or '$')
        {
            _at++;
            return new PsVariable(_source[_at - 1].ToString());
        }
        var start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' || Peek() == ':' && Peek(1) != ':' && (char.IsLetterOrDigit(Peek(1)) || Peek(1) is '_') && _at > start) _at++;
        return _at == start ? null : new PsVariable(Scopeless(_source[start.._at]));
    }

    private static string Scopeless(string name)
    {
        name = name.ToLowerInvariant();
        foreach (var scope in (ReadOnlySpan<string>)["global:", "script:", "local:", "private:", "using:", "variable:"])
            if (name.StartsWith(scope, StringComparison.Ordinal)) return name[scope.Length..];
        return name;
    }

    /// <summary><c>[Name]</c> with generic and array brackets; null, and nothing taken, if none stands here.</summary>
    private string? TypeName()
    {
        var at = _at + 1;
        var depth = 1;
        var name = new StringBuilder();
        while (at < _source.Length && name.Length < 300)
        {
            var c = _source[at++];
            if (c == '[') depth++;
            if (c == ']' && --depth == 0)
            {
                if (name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_')) return null;
                _at = at;
                return name.ToString().ToLowerInvariant();
            }
            if (c is '(' or '=' or '"' or '\'')
            {
                // An attribute with arguments.
                if (c != '(' || depth != 1) return null;
                var close = _source.IndexOf(")]", at, StringComparison.Ordinal);
                if (close < 0) return null;
                _at = close + 2;
                return "attribute";
            }
            if (c is '`' or ' ') continue;
            if (!(char.IsLetterOrDigit(c) || c is '.' or '_' or '[' or ']' or ',' or '+' or '*')) return null;
            name.Append(c);
        }
        return null;
    }

    private PsLiteral Number()
    {
        var start = _at;
        object value;
        if (Peek() == '0' && Peek(1) is 'x' or 'X' && Peek() == '0')
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek())) _at++;
            value = long.TryParse(_source.AsSpan(start + 2, _at - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex is > int.MaxValue and <= uint.MaxValue ? (long)(int)(uint)hex : hex : 0L;
        }
        else
        {
            while (char.IsAsciiDigit(Peek())) _at++;
            if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
            {
                _at++;
                while (char.IsAsciiDigit(Peek())) _at++;
            }
            if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '-' or '+' && char.IsAsciiDigit(Peek(2))))
            {
                _at += 2;
                while (char.IsAsciiDigit(Peek())) _at++;
            }
            var text = _source.AsSpan(start, _at - start);
            value = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? (object)whole : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : 0.0;
        }
        if (Peek() is 'l' or 'L' or 'd' or 'D' && !char.IsLetterOrDigit(Peek(1))) _at++;
        if (char.IsLetter(Peek()) && Peek(1) is 'b' or 'B' && !char.IsLetterOrDigit(Peek(2)))
        {
            var factor = char.ToLowerInvariant(Peek()) switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, _ => 0 };
            if (factor > 0)
            {
                _at += 2;
                value = value is long number && Math.Abs(number) < 1L << 30 ? number * factor : value;
            }
        }
        return new PsLiteral(value);
    }

    private PsNode? StringLiteral()
    {
        var open = Peek();
        return open is '\'' or '‘' or '’' or '‚' or '‛' ? Verbatim() : Expandable(_at + 1, isHere: false);
    }

    private PsLiteral Verbatim()
    {
        _at++;
        var text = new StringBuilder();
        while (_at < _source.Length)
        {
            if (Peek() is '\'' or '’' or '‘')
            {
                if (Peek(1) is not ('\'' or '’' or '‘')) { _at++; break; }
                _at++;
            }
            text.Append(Peek());
            _at++;
        }
        return new PsLiteral(text.ToString());
    }

    private PsNode? HereString()
    {
        var quote = Peek(1);
        var line = _source.IndexOf('\n', _at);
        if (line < 0) return null;
        var end = _source.IndexOf($"\n{quote}@", line, StringComparison.Ordinal);
        if (end < 0) return null;
        var text = end > line ? _source[(line + 1)..end].TrimEnd('\r') : "";
        if (quote == '\'')
        {
            _at = end + 3;
            return new PsLiteral(text);
        }
        var inner = new PsParser(text, budget) { _nesting = _nesting + 1 };
        var node = inner.Expandable(0, isHere: true);
        _at = end + 3;
        return node;
    }

    private PsNode? Expandable(int start, bool isHere)
    {
        _at = start;
        var parts = new List<PsNode>();
        var text = new StringBuilder();
        while (_at < _source.Length)
        {
            var c = Peek();
            if (!isHere && c is '"' or '“' or '”' && !isHere)
            {
                if (Peek(1) is not ('"' or '“' or '”')) { _at++; break; }
                text.Append('"');
                _at += 2;
                continue;
            }
            if (c == '`' && _at + 1 < _source.Length)
            {
                text.Append(Peek(1) switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '0' => '\0', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', 'e' => '\u001b', var other => other });
                _at += 2;
                continue;
            }
            if (c == '$' && (char.IsLetterOrDigit(Peek(1)) || Peek(1) is '{' or '(' or '_' or '?'))
            {
                var before = _at;
                if (Primary() is { } inner)
                {
                    if (text.Length > 0) { parts.Add(new PsLiteral(text.ToString())); text.Clear(); }
                    parts.Add(inner);
                    continue;
                }
                _at = before;
            }
            text.Append(c);
            _at++;
        }
        if (text.Length > 0 || parts.Count == 0) parts.Add(new PsLiteral(text.ToString()));
        return parts is [PsLiteral only] ? only : new PsExpandable(parts);
    }
}
