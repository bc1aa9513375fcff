using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Pipelines, commands and their arguments.</summary>
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
}
