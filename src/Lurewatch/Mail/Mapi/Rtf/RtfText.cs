using System.Text;

namespace Lurewatch.Mail.Mapi.Rtf;

/// <summary>Takes what an RTF body shows and makes text and HTML of it. Bytes of one code page are gathered until something else comes: characters of two bytes may come in pieces.</summary>
internal sealed class RtfText(RtfOrigin origin, int mostChars)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _html = new();
    private byte[] _pending = new byte[256];
    private int _count;
    private int _page;
    private bool _pendingHidden;
    private bool _hidden;
    private bool _links;

    public bool IsFull => _text.Length >= mostChars || _html.Length >= mostChars * 4L;

    public void Bytes(ReadOnlySpan<byte> bytes, int page, bool hidden)
    {
        if (_count > 0 && (page != _page || hidden != _pendingHidden)) Flush();
        (_page, _pendingHidden) = (page, hidden);
        if (_count + bytes.Length > _pending.Length) Array.Resize(ref _pending, Math.Max(_count + bytes.Length, _pending.Length * 2));
        bytes.CopyTo(_pending.AsSpan(_count));
        _count += bytes.Length;
    }

    public void Flush()
    {
        if (_count == 0) return;
        var text = MapiCodePages.Decode(_pending.AsSpan(0, _count), _page);
        _count = 0;
        Append(text, _pendingHidden);
    }

    public void Char(char c, bool hidden)
    {
        Flush();
        Append([c], hidden);
    }

    public void Special(char c, string entity, bool hidden)
    {
        Flush();
        if (origin == RtfOrigin.Html) _html.Append(entity);
        else Append([c], hidden);
    }

    public void Break()
    {
        Flush();
        if (origin == RtfOrigin.Html)
        {
            _html.Append("\r\n");
            return;
        }
        _text.Append("\r\n");
        if (origin != RtfOrigin.Rtf) return;
        SetHidden(false);
        _html.Append("<br>\r\n");
    }

    public void StartLink(string target)
    {
        Flush();
        SetHidden(false);
        _links = true;
        _html.Append("<a href=\"");
        Escape(target);
        _html.Append("\">");
    }

    public void EndLink()
    {
        Flush();
        SetHidden(false);
        _html.Append("</a>");
    }

    public RtfBody Body(AnalysisBudget budget)
    {
        if (IsFull) budget.Exhaust("text_chars", "RTF");
        if (origin == RtfOrigin.Html) return new RtfBody(origin, null, Whole(_html));
        var text = Whole(_text);
        if (origin == RtfOrigin.Text) return new RtfBody(origin, text, null);
        SetHidden(false);
        return new RtfBody(origin, text, text is null && !_links ? null : $"<html><body>{_html}</body></html>");
    }

    private static string? Whole(StringBuilder text)
    {
        var whole = text.ToString();
        return string.IsNullOrWhiteSpace(whole) ? null : whole;
    }

    private void Append(ReadOnlySpan<char> text, bool hidden)
    {
        if (origin == RtfOrigin.Html)
        {
            _html.Append(text);
            return;
        }
        if (!hidden) _text.Append(text);
        if (origin != RtfOrigin.Rtf) return;
        SetHidden(hidden);
        Escape(text);
    }

    /// <summary>Text that Outlook hides (\v) is kept as such: what is hidden is evidence.</summary>
    private void SetHidden(bool hidden)
    {
        if (hidden == _hidden) return;
        _hidden = hidden;
        _html.Append(hidden ? "<span style=\"display:none\">" : "</span>");
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '<': _html.Append("&lt;"); break;
                case '>': _html.Append("&gt;"); break;
                case '&': _html.Append("&amp;"); break;
                case '"': _html.Append("&quot;"); break;
                default: _html.Append(c); break;
            }
        }
    }
}
