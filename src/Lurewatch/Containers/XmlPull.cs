using System.Net;

namespace Lurewatch.Containers;

/// <summary>What <see cref="XmlPull"/> stands at.</summary>
internal enum XmlKind
{
    Start,
    End,
    Text,
}

/// <summary>Start tags, end tags and text of an XML part, in order: for parts whose order carries meaning, where <see cref="XmlTags"/> is for those whose tags suffice.</summary>
/// <remarks>No tree, no document type, no entities but the built-in ones; an empty element is a start and an end. Damaged XML gives what came before.</remarks>
internal ref struct XmlPull(string xml)
{
    private readonly string _xml = xml;
    private int _at, _nameFrom, _nameTo, _to;
    private bool _endNext, _isLiteral;

    public XmlKind Kind { get; private set; }
    /// <summary>Local name of the tag.</summary>
    public readonly ReadOnlySpan<char> Name
    {
        get
        {
            var name = _xml.AsSpan(_nameFrom, _nameTo - _nameFrom);
            return name[(name.IndexOf(':') + 1)..];
        }
    }

    /// <summary>Prefix of the tag's name; empty if none.</summary>
    public readonly ReadOnlySpan<char> Prefix
    {
        get
        {
            var name = _xml.AsSpan(_nameFrom, _nameTo - _nameFrom);
            return name[..Math.Max(0, name.IndexOf(':'))];
        }
    }

    /// <summary>The text here, decoded.</summary>
    public readonly string Text
    {
        get
        {
            var text = _xml[_nameFrom.._to];
            return _isLiteral || !text.Contains('&') ? text : WebUtility.HtmlDecode(text);
        }
    }

    public readonly bool IsStart(string name) => Kind == XmlKind.Start && Name.SequenceEqual(name);
    public readonly bool IsEnd(string name) => Kind == XmlKind.End && Name.SequenceEqual(name);

    /// <summary>Value of an attribute of the start tag by its local name; null if absent.</summary>
    public readonly string? Attribute(string name)
    {
        var tag = new XmlTags(_xml[(_nameFrom - 1)..Math.Min(_xml.Length, _to + 1)]);
        return tag.Next() ? tag.Attribute(name) : null;
    }

    /// <summary>Moves on; false at the end.</summary>
    public bool Next()
    {
        if (_endNext)
        {
            _endNext = false;
            Kind = XmlKind.End;
            return true;
        }
        while (_at < _xml.Length)
        {
            if (_xml[_at] != '<')
            {
                var open = _xml.IndexOf('<', _at);
                if (open < 0) open = _xml.Length;
                (Kind, _isLiteral, _nameFrom, _nameTo, _to) = (XmlKind.Text, false, _at, _at, open);
                _at = open;
                return true;
            }
            var rest = _xml.AsSpan(_at);
            if (rest.StartsWith("<![CDATA["))
            {
                var close = _xml.IndexOf("]]>", _at, StringComparison.Ordinal);
                if (close < 0) close = _xml.Length;
                (Kind, _isLiteral, _nameFrom, _nameTo, _to) = (XmlKind.Text, true, _at + 9, _at + 9, close);
                _at = Math.Min(_xml.Length, close + 3);
                return true;
            }
            if (rest.Length > 1 && rest[1] is '!' or '?')
            {
                var isComment = rest.StartsWith("<!--");
                var close = isComment ? _xml.IndexOf("-->", _at, StringComparison.Ordinal) : _xml.IndexOf('>', _at);
                if (close < 0) break;
                _at = close + (isComment ? 3 : 1);
                continue;
            }
            var isEnd = rest.Length > 1 && rest[1] == '/';
            _nameFrom = _at + (isEnd ? 2 : 1);
            _nameTo = _nameFrom;
            while (_nameTo < _xml.Length && _xml[_nameTo] is not ('>' or '/') && !char.IsWhiteSpace(_xml[_nameTo])) _nameTo++;
            var quote = '\0';
            var to = _nameTo;
            for (; to < _xml.Length; to++)
            {
                var c = _xml[to];
                if (quote != '\0')
                {
                    if (c == quote) quote = '\0';
                }
                else if (c is '"' or '\'' && !isEnd) quote = c;
                else if (c == '>') break;
            }
            _to = to;
            _at = Math.Min(_xml.Length, to + 1);
            Kind = isEnd ? XmlKind.End : XmlKind.Start;
            _endNext = !isEnd && to > _nameFrom && to <= _xml.Length && _xml[to - 1] == '/';
            return true;
        }
        _at = _xml.Length;
        return false;
    }
}
