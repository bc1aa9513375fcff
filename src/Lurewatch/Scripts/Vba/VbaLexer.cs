namespace Lurewatch.Scripts.Vba;

internal enum VbaTokenKind
{
    Word,
    /// <summary>A string literal, quotes included.</summary>
    Text,
    Number,
    Operator,
    /// <summary>End of a statement: line end, colon, or end of source.</summary>
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset in the source.</param>
/// <param name="Length">Characters; a type suffix (<c>$</c>) is not part of a word.</param>
internal readonly record struct VbaToken(VbaTokenKind Kind, int Start, int Length);

/// <summary>Tokens of VBA source [MS-VBAL 3.3]: comments and continued lines are gone, nothing else is judged. Any text gives tokens.</summary>
internal struct VbaLexer(string source)
{
    private readonly string _source = source;
    private int _at;
    private bool _wordBefore;

    /// <summary>Comments' characters so far.</summary>
    public int CommentChars { get; private set; }

    /// <summary>The next token; false at the end of the source.</summary>
    public bool Next(out VbaToken token)
    {
        var text = _source;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (c is '\r' or '\n')
            {
                var start = _at++;
                if (c == '\r' && _at < text.Length && text[_at] == '\n') _at++;
                token = End(start);
                return true;
            }
            if (c is ' ' or '\t' or '\u00A0' or '\u3000' or '\0')
            {
                _at++;
                continue;
            }
            if (c == '_' && IsContinuation(out var next))
            {
                _at = next;
                continue;
            }
            if (c == '\'')
            {
                SkipComment();
                continue;
            }
            var from = _at;
            if (char.IsLetter(c) || c == '_' || c == '[')
            {
                token = Word(from, c);
                if (token.Length == 3 && !_wordBefore && text.AsSpan(token.Start, 3).Equals("Rem", StringComparison.OrdinalIgnoreCase))
                {
                    SkipComment();
                    continue;
                }
                _wordBefore = true;
                return true;
            }
            _wordBefore = true;
            if (c == '"')
            {
                _at++;
                while (_at < text.Length && text[_at] is not ('\r' or '\n'))
                {
                    if (text[_at++] != '"') continue;
                    if (_at >= text.Length || text[_at] != '"') break;
                    _at++;
                }
                token = new VbaToken(VbaTokenKind.Text, from, _at - from);
                return true;
            }
            if (char.IsAsciiDigit(c) || c == '&' && IsRadix())
            {
                _at += c == '&' ? 2 : 1;
                while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.')) _at++;
                token = new VbaToken(VbaTokenKind.Number, from, _at - from);
                if (_at < text.Length && text[_at] is '%' or '#' or '!' or '@' or '^') _at++;
                else if (c == '&' && _at < text.Length && text[_at] == '&') _at++;
                return true;
            }
            _at++;
            if (c == ':')
            {
                if (_at >= text.Length || text[_at] != '=')
                {
                    token = End(from);
                    return true;
                }
                _at++;
            }
            token = new VbaToken(VbaTokenKind.Operator, from, _at - from);
            return true;
        }
        token = default;
        return false;
    }

    private VbaToken End(int start)
    {
        _wordBefore = false;
        return new VbaToken(VbaTokenKind.End, start, 1);
    }

    private VbaToken Word(int from, char first)
    {
        if (first == '[')
        {
            while (_at < _source.Length && _source[_at] is not (']' or '\r' or '\n')) _at++;
            if (_at < _source.Length && _source[_at] == ']') _at++;
            return new VbaToken(VbaTokenKind.Word, from, _at - from);
        }
        while (_at < _source.Length && (char.IsLetterOrDigit(_source[_at]) || _source[_at] == '_')) _at++;
        var word = new VbaToken(VbaTokenKind.Word, from, _at - from);
        if (_at < _source.Length && _source[_at] == '$') _at++;
        return word;
    }

    /// <summary>An underscore continues the line if only blanks stand between it and the line's end.</summary>
    private readonly bool IsContinuation(out int next)
    {
        next = _at + 1;
        if (_at > 0 && _source[_at - 1] is not (' ' or '\t' or '\u00A0' or '\u3000')) return false;
        while (next < _source.Length && _source[next] is (' ' or '\t')) next++;
        if (next >= _source.Length) return true;
        if (_source[next] is not ('\r' or '\n')) return false;
        if (_source[next] == '\r' && next + 1 < _source.Length && _source[next + 1] == '\n') next++;
        next++;
        return true;
    }

    private readonly bool IsRadix() =>
        _at + 2 < _source.Length && (_source[_at + 1] is 'H' or 'h' && char.IsAsciiHexDigit(_source[_at + 2]) || _source[_at + 1] is 'O' or 'o' && char.IsAsciiDigit(_source[_at + 2]));

    /// <summary>To the end of the line; a comment's last underscore continues it.</summary>
    private void SkipComment()
    {
        var from = _at;
        while (_at < _source.Length && _source[_at] is not ('\r' or '\n'))
        {
            if (_source[_at] == '_' && IsContinuation(out var next))
            {
                _at = next;
                continue;
            }
            _at++;
        }
        CommentChars += _at - from;
    }
}
