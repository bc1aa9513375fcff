using System.Net;
using System.Text;

namespace Lurewatch.Containers;

/// <summary>Start tags of an XML part, one after the other: no tree, no entities of the document's own, so nothing to blow up; damaged XML gives what came before.</summary>
internal ref struct XmlTags(string xml)
{
    private readonly string _xml = xml;
    private int _at;
    private int _nameFrom, _nameTo, _tagTo;

    /// <summary>The text of a part: UTF-8, or UTF-16 by its byte-order mark.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode.GetString(bytes[2..])
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode.GetString(bytes[2..])
        : Encoding.UTF8.GetString(bytes);

    /// <summary>Local name of the tag.</summary>
    public readonly ReadOnlySpan<char> Name
    {
        get
        {
            var name = _xml.AsSpan(_nameFrom, _nameTo - _nameFrom);
            var colon = name.IndexOf(':');
            return colon < 0 ? name : name[(colon + 1)..];
        }
    }

    public readonly bool Is(string name) => Name.SequenceEqual(name);

    /// <summary>The text between this start tag and the next tag of any kind.</summary>
    public readonly string Content
    {
        get
        {
            var from = Math.Min(_tagTo + 1, _xml.Length);
            var to = _xml.AsSpan(from).IndexOf('<');
            return WebUtility.HtmlDecode(_xml.Substring(from, to < 0 ? _xml.Length - from : to));
        }
    }

    /// <summary>Moves to the next start tag.</summary>
    public bool Next()
    {
        while (_at < _xml.Length)
        {
            var open = _xml.IndexOf('<', _at);
            if (open < 0 || open + 1 >= _xml.Length) break;
            if (_xml[open + 1] is '/' or '?' or '!')
            {
                var comment = _xml.AsSpan(open).StartsWith("<!--");
                var close = comment ? _xml.IndexOf("-->", open, StringComparison.Ordinal) : _xml.IndexOf('>', open);
                if (close < 0) break;
                _at = close + 1;
                continue;
            }
            _nameFrom = open + 1;
            var to = _nameFrom;
            while (to < _xml.Length && _xml[to] is not ('>' or '/') && !char.IsWhiteSpace(_xml[to])) to++;
            _nameTo = to;
            var quote = '\0';
            for (; to < _xml.Length; to++)
            {
                var c = _xml[to];
                if (quote != '\0')
                {
                    if (c == quote) quote = '\0';
                }
                else if (c is '"' or '\'') quote = c;
                else if (c == '>') break;
            }
            _tagTo = to;
            _at = Math.Min(to + 1, _xml.Length);
            return true;
        }
        _at = _xml.Length;
        return false;
    }

    /// <summary>Value of an attribute by its local name; null if absent.</summary>
    public readonly string? Attribute(string name)
    {
        var at = _nameTo;
        while (at < _tagTo)
        {
            while (at < _tagTo && (char.IsWhiteSpace(_xml[at]) || _xml[at] == '/')) at++;
            var from = at;
            while (at < _tagTo && _xml[at] != '=' && !char.IsWhiteSpace(_xml[at])) at++;
            var found = _xml.AsSpan(from, at - from);
            while (at < _tagTo && char.IsWhiteSpace(_xml[at])) at++;
            if (at >= _tagTo || _xml[at] != '=')
            {
                if (at == from) return null;
                continue;
            }
            at++;
            while (at < _tagTo && char.IsWhiteSpace(_xml[at])) at++;
            if (at >= _tagTo || _xml[at] is not ('"' or '\'')) return null;
            var end = _xml.IndexOf(_xml[at], at + 1);
            if (end < 0 || end > _tagTo) end = _tagTo;
            var colon = found.IndexOf(':');
            if ((colon < 0 ? found : found[(colon + 1)..]).SequenceEqual(name)) return WebUtility.HtmlDecode(_xml[(at + 1)..end]);
            at = end + 1;
        }
        return null;
    }
}
