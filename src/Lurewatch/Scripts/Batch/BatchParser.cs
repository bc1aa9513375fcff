using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>Phase 2 of cmd.exe: a line (or several, where parentheses or carets join them) into commands. Says what it can of a damaged line.</summary>
/// <param name="text">The line, percent expansion done.</param>
/// <param name="more">The next line of the file, expanded; null at its end or where there is none.</param>
internal sealed class BatchParser(string text, Func<string?> more)
{
    private const int MostDepth = 60, MostRedirections = 20;
    private readonly StringBuilder _text = new(text);
    private int _at;
    private int _depth;
    private int _parens;

    /// <summary>All of the line; null if nothing is in it.</summary>
    public BatchNode? Parse()
    {
        var parts = new List<(string, BatchNode)>();
        while (_at < _text.Length)
        {
            var before = _at;
            if (List(isBlock: false) is { } node) parts.Add(("&", node));
            if (Peek() == '\n') _at++;
            // a closing parenthesis that nothing opened ends the line as a comment does
            if (_at == before) break;
        }
        return parts.Count switch { 0 => null, 1 => parts[0].Item2, _ => new CommandList(parts) };
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool More()
    {
        if (more() is not { } line) return false;
        _text.Append('\n').Append(line);
        return true;
    }

    private BatchNode? List(bool isBlock)
    {
        var commands = new List<(string, BatchNode)>();
        var op = "&";
        while (true)
        {
            SkipBlank(lines: isBlock);
            if (_at >= _text.Length)
            {
                if (isBlock && More()) continue;
                break;
            }
            if (Peek() is ')' && _parens > 0) break;
            var before = _at;
            if (Pipe() is { } node) commands.Add((op, node));
            op = "&";
            if (Peek() == '&')
            {
                _at++;
                if (Peek() == '&') (op, _at) = ("&&", _at + 1);
            }
            else if (Peek() == '|' && Peek(1) == '|') (op, _at) = ("||", _at + 2);
            else if (Peek() == '\n')
            {
                if (!isBlock) break;
                _at++;
            }
            else if (_at == before || !isBlock) break;
        }
        return commands.Count switch { 0 => null, 1 => commands[0].Item2, _ => new CommandList(commands) };
    }

    private BatchNode? Pipe()
    {
        if (Command() is not { } first) return null;
        if (Peek() != '|' || Peek(1) == '|') return first;
        var commands = new List<BatchNode> { first };
        while (Peek() == '|' && Peek(1) != '|')
        {
            _at++;
            SkipBlank(lines: false);
            if (Command() is not { } next) break;
            commands.Add(next);
        }
        return new Pipeline(commands);
    }

    private BatchNode? Command()
    {
        if (_depth >= MostDepth) return Simple([]);
        _depth++;
        try
        {
            var redirections = new List<Redirection>();
            while (true)
            {
                SkipDelimiters();
                if (Peek() == '@') _at++;
                else if (!Redirect(redirections, atStart: true)) break;
            }
            if (Peek() == '(')
            {
                _at++;
                _parens++;
                var inside = List(isBlock: true);
                _parens--;
                if (Peek() == ')') _at++;
                SkipBlank(lines: false);
                while (Redirect(redirections, atStart: true)) SkipBlank(lines: false);
                return inside is null ? null : new CommandList([("&", inside)]) { Redirections = redirections };
            }
            var start = _at;
            switch (Word())
            {
                case "if":
                    if (If() is { } condition) return condition with { Redirections = redirections };
                    break;
                case "for":
                    if (For() is { } loop) return loop with { Redirections = redirections };
                    break;
                case "rem":
                    while (_at < _text.Length && Peek() != '\n') _at++;
                    return null;
            }
            _at = start;
            return Simple(redirections);
        }
        finally
        {
            _depth--;
        }
    }

    private SimpleCommand? Simple(List<Redirection> redirections)
    {
        var made = new StringBuilder();
        var inQuotes = false;
        while (true)
        {
            if (_at >= _text.Length) break;
            var c = _text[_at];
            if (c == '\n') break;
            if (c == '"')
            {
                inQuotes = !inQuotes;
            }
            else if (!inQuotes)
            {
                if (c == '^')
                {
                    Escaped(made);
                    continue;
                }
                if (c is '&' or '|' || (c == ')' && _parens > 0)) break;
                if (c is '<' or '>' || (char.IsAsciiDigit(c) && Peek(1) is '<' or '>' && (made.Length == 0 || IsDelimiter(made[^1]))))
                {
                    if (Redirect(redirections, atStart: false)) continue;
                }
            }
            made.Append(c);
            _at++;
        }
        return made.Length == 0 && redirections.Count == 0 ? null : new SimpleCommand(made.ToString()) { Redirections = redirections };
    }

    /// <summary>A caret: the next character means nothing; at the end of a line it joins the next one.</summary>
    private void Escaped(StringBuilder made)
    {
        _at++;
        if (_at >= _text.Length && !More()) return;
        if (Peek() == '\n')
        {
            _at++;
            if (_at >= _text.Length) return;
        }
        made.Append(_text[_at++]);
    }

    private bool Redirect(List<Redirection> redirections, bool atStart)
    {
        var handle = -1;
        var at = _at;
        if (char.IsAsciiDigit(Peek()) && Peek(1) is '<' or '>')
        {
            handle = Peek() - '0';
            at++;
        }
        if (at >= _text.Length || _text[at] is not ('<' or '>')) return false;
        if (redirections.Count >= MostRedirections && atStart) return false;
        var isInput = _text[at] == '<';
        at++;
        var append = !isInput && at < _text.Length && _text[at] == '>';
        if (append) at++;
        _at = at;
        var target = new StringBuilder();
        if (Peek() == '&')
        {
            target.Append('&');
            _at++;
            if (char.IsAsciiDigit(Peek())) target.Append(_text[_at++]);
        }
        else
        {
            SkipDelimiters();
            Token(target);
        }
        if (redirections.Count < MostRedirections) redirections.Add(new Redirection(handle < 0 ? isInput ? 0 : 1 : handle, append, target.ToString()));
        return true;
    }

    /// <summary>One token with its quotes.</summary>
    private void Token(StringBuilder made, bool stopAtEquals = false)
    {
        var inQuotes = false;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\n') return;
            if (c == '"') inQuotes = !inQuotes;
            else if (!inQuotes)
            {
                if (c == '^')
                {
                    Escaped(made);
                    continue;
                }
                if (c is '&' or '|' or '<' or '>' || (c == ')' && _parens > 0)) return;
                if (stopAtEquals ? char.IsWhiteSpace(c) || (c == '=' && Peek(1) == '=') : IsDelimiter(c)) return;
            }
            made.Append(c);
            _at++;
        }
    }

    private IfCommand? If()
    {
        var (isNot, ignoreCase) = (false, false);
        string left = "", op, right;
        while (true)
        {
            SkipDelimiters();
            var start = _at;
            var word = Word();
            if (word == "not") isNot = !isNot;
            else if (Peek() == '/' && char.ToLowerInvariant(Peek(1)) == 'i')
            {
                ignoreCase = true;
                _at += 2;
            }
            else if (word is "exist" or "defined" or "errorlevel" or "cmdextversion")
            {
                op = word;
                break;
            }
            else
            {
                _at = start;
                left = TokenText(stopAtEquals: true);
                SkipBlank(lines: false);
                if (Peek() == '=')
                {
                    while (Peek() == '=') _at++;
                    op = "==";
                }
                else
                {
                    op = TokenText().ToLowerInvariant();
                    if (op is not ("equ" or "neq" or "lss" or "leq" or "gtr" or "geq")) return null;
                }
                break;
            }
        }
        SkipBlank(lines: false);
        right = TokenText(stopAtEquals: op == "==");
        SkipDelimiters();
        if (Peek() != '(') return new IfCommand(isNot, ignoreCase, left, op, right, List(isBlock: false) ?? Nothing(), null);
        var then = Command() ?? Nothing();
        var mark = _at;
        SkipBlank(lines: false);
        BatchNode? otherwise = null;
        if (Word() == "else")
        {
            SkipDelimiters();
            otherwise = Peek() == '(' ? Command() : List(isBlock: false);
        }
        else _at = mark;
        return new IfCommand(isNot, ignoreCase, left, op, right, then, otherwise);
    }

    private ForCommand? For()
    {
        var kind = ' ';
        var options = "";
        while (true)
        {
            SkipDelimiters();
            if (Peek() == '/')
            {
                kind = char.ToLowerInvariant(Peek(1));
                _at += 2;
            }
            else if (Peek() == '%') break;
            else
            {
                options = TokenText();
                if (options.Length == 0) return null;
                options = options.Trim('"');
            }
        }
        while (Peek() == '%') _at++;
        if (Peek() == '^') _at++;
        var variable = Peek();
        if (variable is '\0' or ' ') return null;
        _at++;
        SkipDelimiters();
        if (Word() != "in") return null;
        SkipDelimiters();
        if (Peek() != '(') return null;
        _at++;
        var set = Set();
        if (Peek() != ')') return null;
        _at++;
        SkipDelimiters();
        if (Word() != "do") return null;
        SkipDelimiters();
        return new ForCommand(kind, options, variable, set, List(isBlock: false) ?? Nothing());
    }

    private string Set()
    {
        var made = new StringBuilder();
        var inQuotes = false;
        while (_at < _text.Length || More())
        {
            var c = Peek();
            if (c == '"') inQuotes = !inQuotes;
            else if (!inQuotes && c == '^')
            {
                Escaped(made);
                continue;
            }
            else if (!inQuotes && c == ')') break;
            made.Append(c == '\n' ? ' ' : c);
            _at++;
        }
        return made.ToString();
    }

    private static SimpleCommand Nothing() => new("");

    private string TokenText(bool stopAtEquals = false)
    {
        var made = new StringBuilder();
        Token(made, stopAtEquals);
        return made.ToString();
    }

    /// <summary>Letters, carets left out, lower case; the rest is left standing.</summary>
    private string Word()
    {
        var start = _at;
        var made = new StringBuilder();
        while (_at < _text.Length && made.Length < 16 && (char.IsAsciiLetter(_text[_at]) || _text[_at] == '^'))
        {
            if (_text[_at] != '^') made.Append(char.ToLowerInvariant(_text[_at]));
            _at++;
        }
        if (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '.' or '%' or '!' or ':' or '\\'))
        {
            _at = start;
            return "";
        }
        return made.ToString();
    }

    private static bool IsDelimiter(char c) => c is ' ' or '\t' or ',' or ';' or '=' or '\v' or '\f' or '\u00a0' or '\u00ff';

    private void SkipDelimiters()
    {
        while (_at < _text.Length && (IsDelimiter(_text[_at]) || _text[_at] == '\r' || (_text[_at] == '^' && IsDelimiter(Peek(1))))) _at++;
    }

    private void SkipBlank(bool lines)
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\r' || (lines && _text[_at] == '\n'))) _at++;
    }
}
