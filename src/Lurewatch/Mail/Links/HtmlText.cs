using System.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Text as it is laid out: white space folded, blocks on lines of their own, invisible characters left out.</summary>
internal sealed class HtmlText(int capacity)
{
    private readonly StringBuilder _text = new(capacity);
    private bool _space;
    private bool _break;

    public int Length => _text.Length;
    /// <summary>Invisible characters between two letters of a word.</summary>
    public int InvisibleInWords { get; private set; }
    private char _beforeInvisible;

    public void Append(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (IsSpace(c))
            {
                _space = true;
                i++;
                continue;
            }
            if (IsInvisible(c, _text.Length > 0 && !_space && !_break ? _text[^1] : ' '))
            {
                if (!_space && !_break && _text.Length > 0 && char.IsLetter(_text[^1])) _beforeInvisible = _text[^1];
                i++;
                continue;
            }
            Flush();
            if (_beforeInvisible != 0)
            {
                if (char.IsLetter(c) && _text.Length > 0 && _text[^1] == _beforeInvisible) InvisibleInWords++;
                _beforeInvisible = '\0';
            }
            var start = i++;
            while (i < text.Length && text[i] > ' ' && text[i] < '\u007F') i++;
            _text.Append(text[start..i]);
        }
    }

    public void Space() => _space = true;

    public void Break() => _break = true;

    public string Slice(int start) => start >= _text.Length ? "" : _text.ToString(start, _text.Length - start).Trim();

    public override string ToString() => _text.ToString();

    public HtmlText Copy()
    {
        var copy = new HtmlText(_text.Length + 1024) { _space = _space, _break = _break };
        copy._text.Append(_text);
        return copy;
    }

    private void Flush()
    {
        if (_text.Length > 0 && (_break || _space)) _text.Append(_break ? '\n' : ' ');
        if (_space || _break) _beforeInvisible = '\0';
        _space = _break = false;
    }

    public static bool IsSpace(char c) => c <= ' ' || (c >= '\u007F' && (c is '\u007F' or '\u00A0' or '\u3000' or '\u1680' || (c is >= '\u2000' and <= '\u200A') || c is '\u2028' or '\u2029' or '\u202F' or '\u205F'
        || (c is >= '\u0080' and <= '\u009F')));

    /// <summary>Takes no room on the screen. Joiners do mean something between Arabic or Indic letters and in emoji.</summary>
    public static bool IsInvisible(char c, char previous) => c >= '\u00AD' && c switch
    {
        '\u00AD' or '\u034F' or '\u061C' or '\u180E' or '\u200B' or '\u2060' or '\u2061' or '\u2062' or '\u2063' or '\u2064' or '\uFEFF' or '\u115F' or '\u1160' or '\u3164' => true,
        '\u200C' or '\u200D' => previous < '\u0590',
        _ => false,
    };
}
