using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.PowerShell;

/// <summary>Variables, types, numbers, strings.</summary>
internal sealed partial class PsParser
{
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
