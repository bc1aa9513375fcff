using System.Buffers;

namespace Lurewatch.Mail.Links;

internal enum HtmlTokenKind { Text, Start, End, Comment }

/// <summary>An attribute's place in the source.</summary>
internal readonly record struct HtmlAttribute(int Name, int NameLength, int Value, int ValueLength);

/// <summary>Tokens as browsers cut them [WHATWG HTML 13.2.5], without copies: a forward scan whose every step moves on.</summary>
/// <remarks>Own code because MimeKit's tokenizer makes objects of every token and attribute, four times the cost on the same mail. Left out:
/// the "script data double escaped" states, and foreign content's raw text rules; neither moves text or links in mail clients, which run no script.</remarks>
internal ref struct HtmlTokenizer(ReadOnlySpan<char> html, Span<HtmlAttribute> attributes)
{
    private static readonly SearchValues<char> NameEnd = SearchValues.Create("\t\n\f\r />");
    private static readonly SearchValues<char> AttributeNameEnd = SearchValues.Create("\t\n\f\r />=");
    private static readonly SearchValues<char> UnquotedEnd = SearchValues.Create("\t\n\f\r >");

    private readonly ReadOnlySpan<char> _html = html;
    private readonly Span<HtmlAttribute> _attributes = attributes;
    private int _at = 0;
    private int _attributeCount = 0;

    public HtmlTokenKind Kind { get; private set; }
    /// <summary>Where the token starts.</summary>
    public int Offset { get; private set; }
    /// <summary>Text, the tag's name as written, or the comment's content.</summary>
    public ReadOnlySpan<char> Text { get; private set; }
    public readonly ReadOnlySpan<HtmlAttribute> Attributes => _attributes[.._attributeCount];
    public readonly ReadOnlySpan<char> NameOf(HtmlAttribute attribute) => _html.Slice(attribute.Name, attribute.NameLength);
    public readonly ReadOnlySpan<char> ValueOf(HtmlAttribute attribute) => _html.Slice(attribute.Value, attribute.ValueLength);

    public bool Next()
    {
        if (_at >= _html.Length) return false;
        Offset = _at;
        _attributeCount = 0;
        if (_html[_at] == '<' && Markup()) return true;
        // text up to the next '<' that opens markup
        var end = _at;
        do
        {
            var next = _html[(end + 1)..].IndexOf('<');
            end = next < 0 ? _html.Length : end + 1 + next;
        }
        while (end < _html.Length && !OpensMarkup(end));
        Kind = HtmlTokenKind.Text;
        Text = _html[_at..end];
        _at = end;
        return true;
    }

    /// <summary>After a start tag whose content is raw text: that content, up to its end tag or the end of all.</summary>
    public ReadOnlySpan<char> RawText(scoped ReadOnlySpan<char> name)
    {
        var start = _at;
        while (true)
        {
            var next = _html[_at..].IndexOf("</");
            if (next < 0)
            {
                _at = _html.Length;
                return _html[start..];
            }
            _at += next;
            var rest = _html[(_at + 2)..];
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (rest.Length == name.Length || NameEnd.Contains(rest[name.Length]))) return _html[start.._at];
            _at += 2;
        }
    }

    private readonly bool OpensMarkup(int at) => at + 1 < _html.Length && (char.IsAsciiLetter(_html[at + 1]) || _html[at + 1] is '!' or '?' or '/');

    private bool Markup()
    {
        if (_at + 1 >= _html.Length) return false;
        var c = _html[_at + 1];
        if (char.IsAsciiLetter(c))
        {
            Tag(HtmlTokenKind.Start, _at + 1);
            return true;
        }
        switch (c)
        {
            case '/':
                if (_at + 2 < _html.Length && char.IsAsciiLetter(_html[_at + 2])) Tag(HtmlTokenKind.End, _at + 2);
                else if (_at + 2 < _html.Length && _html[_at + 2] == '>') Comment(_at + 2, _at + 2, _at + 3);
                else BogusComment(_at + 2);
                return true;
            case '?':
                BogusComment(_at + 1);
                return true;
            case '!':
                if (_html[(_at + 2)..].StartsWith("--")) RealComment();
                else BogusComment(_at + 2);   // doctype, CDATA, <![if …]>: all end at the next '>'
                return true;
            default:
                return false;
        }
    }

    private void RealComment()
    {
        var start = _at + 4;
        if (_html[start..].StartsWith(">")) Comment(start, start, start + 1);
        else if (_html[start..].StartsWith("->")) Comment(start, start, start + 2);
        else
        {
            var from = start;
            while (true)
            {
                var next = from >= _html.Length ? -1 : _html[from..].IndexOf("--");
                if (next < 0)
                {
                    Comment(start, _html.Length, _html.Length);
                    return;
                }
                var end = from + next;
                var close = _html[(end + 2)..];
                if (close.StartsWith(">"))
                {
                    Comment(start, end, end + 3);
                    return;
                }
                if (close.StartsWith("!>"))
                {
                    Comment(start, end, end + 4);
                    return;
                }
                from = end + 1;
            }
        }
    }

    private void BogusComment(int start)
    {
        if (start > _html.Length) start = _html.Length;
        var end = _html[start..].IndexOf('>');
        if (end < 0) Comment(start, _html.Length, _html.Length);
        else Comment(start, start + end, start + end + 1);
    }

    private void Comment(int start, int end, int next)
    {
        Kind = HtmlTokenKind.Comment;
        Text = _html[start..end];
        _at = next;
    }

    private void Tag(HtmlTokenKind kind, int nameStart)
    {
        Kind = kind;
        var length = _html[nameStart..].IndexOfAny(NameEnd);
        if (length < 0) length = _html.Length - nameStart;
        Text = _html.Slice(nameStart, length);
        var at = nameStart + length;
        while (true)
        {
            while (at < _html.Length && _html[at] is '\t' or '\n' or '\f' or '\r' or ' ' or '/') at++;
            if (at >= _html.Length || _html[at] == '>') break;
            // a leading '=' belongs to the name
            var nameLength = _html[(at + 1)..].IndexOfAny(AttributeNameEnd);
            var nameEnd = nameLength < 0 ? _html.Length : at + 1 + nameLength;
            var name = at;
            at = nameEnd;
            while (at < _html.Length && _html[at] is '\t' or '\n' or '\f' or '\r' or ' ') at++;
            var (value, valueLength) = (nameEnd, 0);
            if (at < _html.Length && _html[at] == '=')
            {
                at++;
                while (at < _html.Length && _html[at] is '\t' or '\n' or '\f' or '\r' or ' ') at++;
                if (at < _html.Length && _html[at] is '"' or '\'')
                {
                    value = at + 1;
                    var close = _html[value..].IndexOf(_html[at]);
                    valueLength = close < 0 ? _html.Length - value : close;
                    at = Math.Min(_html.Length, value + valueLength + 1);
                }
                else if (at < _html.Length && _html[at] != '>')
                {
                    value = at;
                    var close = _html[at..].IndexOfAny(UnquotedEnd);
                    valueLength = close < 0 ? _html.Length - at : close;
                    at += valueLength;
                }
            }
            if (_attributeCount < _attributes.Length) _attributes[_attributeCount++] = new HtmlAttribute(name, nameEnd - name, value, valueLength);
        }
        _at = Math.Min(_html.Length, at + 1);
    }
}
