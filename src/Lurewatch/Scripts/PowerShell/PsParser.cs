using System.Runtime.CompilerServices;
using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Parses PowerShell. Tolerant: what it does not understand costs the statement that it stands in.</summary>
internal sealed partial class PsParser(string source, AnalysisBudget budget)
{
    private const int MostNesting = 100;
    private readonly string _source = source;
    private int _at, _nesting;

    /// <summary>Statements that were left out.</summary>
    public int Skipped { get; private set; }

    public PsBlock Parse()
    {
        var statements = new List<PsNode>();
        while (_at < _source.Length)
        {
            statements.AddRange(Statements('\0').Statements);
            if (_at < _source.Length) _at++;   // a bracket that nothing opened
        }
        return new PsBlock(statements);
    }

    private bool Enter()
    {
        if (_nesting >= MostNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return false;
        _nesting++;
        return true;
    }

    private char Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : '\0';

    /// <summary>Statements up to a closing bracket, which is not taken.</summary>
    private PsBlock Statements(char close)
    {
        var all = new List<PsNode>();
        if (!Enter())
        {
            _at = _source.Length;
            return new PsBlock(all);
        }
        while (true)
        {
            SkipBlanks(lines: true);
            while (Peek() == ';') { _at++; SkipBlanks(lines: true); }
            if (_at >= _source.Length || Peek() == close && close != '\0' || Peek() is '}' or ')' && close == '\0') break;
            if (!budget.TryTakeSteps(1, "PowerShell")) { _at = _source.Length; break; }
            var start = _at;
            if (Statement() is { } statement) all.Add(statement);
            else Skipped++;
            if (_at == start) SkipStatement(close);
            SkipBlanks(lines: false);
            if (_at < _source.Length && Peek() is not (';' or '\n' or '\r' or '}' or ')') && Peek() != close)
            {
                if (Peek() == '&' && Peek(1) == '&' || Peek() == '|' && Peek(1) == '|') _at += 2;
                else if (Peek() == '&') _at++;
            }
        }
        _nesting--;
        return new PsBlock(all);
    }

    private void SkipStatement(char close)
    {
        var start = _at;
        while (_at < _source.Length && Peek() is not (';' or '\n') && Peek() != close) _at++;
        if (_at == start && _at < _source.Length && Peek() != close) _at++;
    }

    private void SkipBlanks(bool lines)
    {
        while (_at < _source.Length)
        {
            var c = Peek();
            if (c is ' ' or '\t' or '\u00A0' or '\0' || lines && c is '\r' or '\n' && lines) { _at++; continue; }
            if (c == '`' && Peek(1) is '\r' or '\n' && c == '`')
            {
                _at += Peek(1) == '\r' && Peek(2) == '\n' ? 3 : 2;
                continue;
            }
            if (c == '<' && Peek(1) == '#')
            {
                var end = _source.IndexOf("#>", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? _source.Length : end + 2;
                continue;
            }
            if (c == '#' && (_at == 0 || _source[_at - 1] is ' ' or '\t' or '\n' or '\r' or ';' or '(' or '{' or ')' or '}' or '|' or ','))
            {
                while (_at < _source.Length && Peek() is not ('\r' or '\n')) _at++;
                continue;
            }
            return;
        }
    }

    private bool TakeWord(string word)
    {
        if (_at + word.Length > _source.Length || !_source.AsSpan(_at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        var next = Peek(word.Length);
        if (char.IsLetterOrDigit(next) || next is '_' or '-' && word.Length > 0 && char.IsLetter(Peek(word.Length + 1))) return false;
        _at += word.Length;
        return true;
    }

    private bool Take(char c)
    {
        SkipBlanks(lines: true);
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private PsNode? Statement()
    {
        var start = _at;
        switch (char.ToLowerInvariant(Peek()))
        {
            case 'i' when TakeWord("if"): return If() ?? Reset(start);
            case 'f' when TakeWord("foreach"):
                SkipBlanks(false);
                if (Peek() == '(') return ForEach() ?? Reset(start);
                _at = start;
                break;
            case 'f' when TakeWord("for"): return For() ?? Reset(start);
            case 'f' when TakeWord("function"): return Function() ?? Reset(start);
            case 'f' when TakeWord("filter"): return Function() is { } filter ? filter with { Body = filter.Body with { Body = new PsBlock([new PsProcess(filter.Body.Body)]) } } : Reset(start);
            case 'p' when TakeBlockWord("process"): return Body() is { } each ? new PsProcess(each) : Reset(start);
            case 'w' when TakeWord("while"): return While() ?? Reset(start);
            case 'd' when TakeWord("do"): return Do() ?? Reset(start);
            case 's' when TakeWord("switch"): return Switch() ?? Reset(start);
            case 't' when TakeWord("try"): return Try() ?? Reset(start);
            case 't' when TakeWord("trap"):
                while (_at < _source.Length && Peek() is not ('{' or ';' or '\n')) _at++;
                return Body() is { } ignored ? new PsTry(new PsBlock([]), [ignored], null) : null;
            case 't' when TakeWord("throw"): return new PsFlow("throw", Rest());
            case 'r' when TakeWord("return"): return new PsFlow("return", Rest());
            case 'e' when TakeWord("exit"): return new PsFlow("exit", Rest());
            case 'b' when TakeWord("break"): return new PsFlow("break", null);
            case 'c' when TakeWord("continue"): return new PsFlow("continue", null);
            case 'p' when TakeWord("param"):
                SkipBlanks(true);
                if (Peek() == '(') _ = Parameters();
                return new PsBlock([]);
            case 'b' or 'e' when TakeBlockWord("begin") || TakeBlockWord("end"): return Body();
        }
        return Pipeline();
    }

    private PsNode? Reset(int start)
    {
        _at = start;
        return null;
    }

    /// <summary>A word that is a keyword only before a block.</summary>
    private bool TakeBlockWord(string word)
    {
        var start = _at;
        if (!TakeWord(word)) return false;
        SkipBlanks(true);
        if (Peek() == '{') return true;
        _at = start;
        return false;
    }

    private PsNode? Rest()
    {
        SkipBlanks(false);
        return _at >= _source.Length || Peek() is ';' or '\r' or '\n' or '}' or ')' ? null : Pipeline();
    }

    private PsBlock? Body()
    {
        if (!Take('{')) return null;
        var body = Statements('}');
        Take('}');
        return body;
    }

    private PsNode? Condition()
    {
        if (!Take('(')) return null;
        var inner = Statements(')');
        Take(')');
        return inner.Statements.Count == 1 ? inner.Statements[0] : inner;
    }

    private PsIf? If()
    {
        var branches = new List<(PsNode, PsBlock)>();
        if (Condition() is not { } condition || Body() is not { } body) return null;
        branches.Add((condition, body));
        while (true)
        {
            var before = _at;
            SkipBlanks(true);
            if (TakeWord("elseif") && Condition() is { } next && Body() is { } then) { branches.Add((next, then)); continue; }
            if (TakeWord("else") && Body() is { } other) return new PsIf(branches, other);
            _at = before;
            return new PsIf(branches, null);
        }
    }

    private PsForEach? ForEach()
    {
        Take('(');
        SkipBlanks(true);
        if (Variable() is not PsVariable variable) return null;
        SkipBlanks(true);
        if (!TakeWord("in") || Pipeline() is not { } list || !Take(')') || Body() is not { } body) return null;
        return new PsForEach(variable.Name, list, body);
    }

    private PsLoop? For()
    {
        if (!Take('(')) return null;
        PsNode? Part()
        {
            SkipBlanks(true);
            var part = Peek() is ';' or ')' ? null : Statement();
            Take(';');
            return part;
        }
        var start = Part();
        var condition = Part();
        var step = Part();
        if (!Take(')') || Body() is not { } body) return null;
        return new PsLoop(start, condition, step, body, BodyFirst: false, Until: false);
    }

    private PsLoop? While() => Condition() is { } condition && Body() is { } body ? new PsLoop(null, condition, null, body, BodyFirst: false, Until: false) : null;

    private PsLoop? Do()
    {
        if (Body() is not { } body) return null;
        SkipBlanks(true);
        var until = TakeWord("until");
        if (!until && !TakeWord("while")) return null;
        return Condition() is { } condition ? new PsLoop(null, condition, null, body, BodyFirst: true, until) : null;
    }

    private PsSwitch? Switch()
    {
        var mode = "";
        SkipBlanks(true);
        while (Peek() == '-')
        {
            _at++;
            mode = Word().ToLowerInvariant();
            SkipBlanks(true);
        }
        if (Condition() is not { } subject || !Take('{')) return null;
        var cases = new List<(PsNode?, PsBlock)>();
        while (!Take('}') && _at < _source.Length)
        {
            while (Take(';')) { }
            PsNode? test = null;
            SkipBlanks(true);
            if (Peek() == '}') continue;
            if (!TakeWord("default")) test = Peek() is '"' or '\'' or '$' or '(' or '{' ? Postfix() : new PsLiteral(Word());
            if (Body() is not { } body) return null;
            cases.Add((test, body));
        }
        return new PsSwitch(subject, cases, mode);
    }

    private PsTry? Try()
    {
        if (Body() is not { } body) return null;
        var catches = new List<PsBlock>();
        while (true)
        {
            var before = _at;
            SkipBlanks(true);
            if (TakeWord("catch"))
            {
                SkipBlanks(true);
                while (Peek() is '[' or ',') { if (Peek() == ',') _at++; else if (TypeName() is null) break; SkipBlanks(true); }
                if (Body() is { } handler) catches.Add(handler);
                continue;
            }
            if (TakeWord("finally") && Body() is { } last) return new PsTry(body, catches, last);
            _at = before;
            return new PsTry(body, catches, null);
        }
    }

    private PsFunction? Function()
    {
        SkipBlanks(true);
        var name = new StringBuilder();
        while (_at < _source.Length && Peek() is not ('{' or '(' or ' ' or '\t' or '\r' or '\n')) { if (Peek() != '`') name.Append(Peek()); _at++; }
        SkipBlanks(true);
        var parameters = Peek() == '(' ? Parameters() : [];
        SkipBlanks(true);
        return Peek() == '{' && ScriptBlock() is { } body ? new PsFunction(name.ToString().ToLowerInvariant().Replace("global:", "", StringComparison.Ordinal).Replace("script:", "", StringComparison.Ordinal), parameters.Count > 0 ? body with { Parameters = parameters } : body) : null;
    }

    private PsScriptBlock? ScriptBlock()
    {
        if (!Take('{')) return null;
        SkipBlanks(true);
        IReadOnlyList<PsParameter> parameters = [];
        var start = _at;
        while (Peek() == '[') if (TypeName() is null) break; else SkipBlanks(true);   // attributes such as [CmdletBinding()]
        if (TakeWord("param"))
        {
            SkipBlanks(true);
            parameters = Peek() == '(' ? Parameters() : [];
        }
        else _at = start;
        var body = Statements('}');
        Take('}');
        return new PsScriptBlock(body, parameters);
    }

    private List<PsParameter> Parameters()
    {
        var all = new List<PsParameter>();
        _at++;
        while (!Take(')') && _at < _source.Length)
        {
            SkipBlanks(true);
            if (Peek() == '[') { if (TypeName() is null) _at++; continue; }
            if (Peek() == '$' && Variable() is PsVariable variable)
            {
                PsNode? value = null;
                if (Take('=')) value = Expression(0);
                all.Add(new PsParameter(variable.Name, value));
                continue;
            }
            _at++;
        }
        return all;
    }

    private string Word()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '-' or '*' or '.') _at++;
        return _source[start.._at];
    }
}
