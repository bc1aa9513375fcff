using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Mail.Links;

/// <summary>The addresses of an HTML text. They are resolved at the end, when the base is known.</summary>
internal sealed class HtmlLinks(AnalysisBudget budget)
{
    private const int MaxAddress = 1 << 15, MaxText = 1000, MaxSource = 512;

    private readonly List<Pending> _pending = [];
    private readonly HashSet<(string Parser, string Address)> _resources = [];
    private readonly Dictionary<string, Url?> _read = [];
    private string? _base;
    private Url? _baseUrl;
    private int _anchor = -1, _anchorSeen, _anchorAll;
    private string? _anchorAlt;
    private bool _anchorImage;

    private record struct Pending(string Parser, string Address, int Offset, bool Visible, string? Text);

    public static ReadOnlySpan<char> Attribute(ref HtmlTokenizer tokens, string name)
    {
        foreach (var attribute in tokens.Attributes)   // of two with one name the first counts
            if (attribute.NameLength == name.Length && tokens.NameOf(attribute).Equals(name, StringComparison.OrdinalIgnoreCase)) return tokens.ValueOf(attribute);
        return [];
    }

    public void OpenAnchor(ref HtmlTokenizer tokens, HtmlText seen, HtmlText all, bool visible)
    {
        var before = _pending.Count;
        var href = Attribute(ref tokens, "href");
        Add("hyperlink", href.IsEmpty ? Attribute(ref tokens, "xlink:href") : href, tokens.Offset, visible);   // SVG has both
        if (_pending.Count == before) return;
        _anchor = before;
        (_anchorSeen, _anchorAll) = (seen.Length, all.Length);
        _anchorAlt = null;
        _anchorImage = false;
    }

    public void CloseAnchor(HtmlText seen, HtmlText all, bool visible)
    {
        if (_anchor < 0) return;
        var link = _pending[_anchor];
        var text = seen.Slice(_anchorSeen);
        var shown = link.Visible && visible && (text.Length > 0 || _anchorImage);
        if (text.Length == 0) text = _anchorAlt ?? all.Slice(_anchorAll);
        if (text.Length > MaxText) text = text[..MaxText];
        _pending[_anchor] = link with { Text = text.Length == 0 ? null : text.Replace('\n', ' '), Visible = shown };
        _anchor = -1;
    }

    public void Image(ref HtmlTokenizer tokens, bool visible)
    {
        AddAttribute(ref tokens, "src", "image", visible);
        AddSourceSet(ref tokens, visible);
        if (_anchor < 0) return;
        _anchorImage |= visible;
        var alt = Attribute(ref tokens, "alt");
        if (!alt.IsWhiteSpace()) _anchorAlt ??= HtmlEntities.Decode(alt, attribute: true).Trim();
    }

    public void AddAttribute(ref HtmlTokenizer tokens, string attribute, string parser, bool visible)
    {
        var value = Attribute(ref tokens, attribute);
        if (!value.IsEmpty) Add(parser, value, tokens.Offset, visible);
    }

    public void AddSourceSet(ref HtmlTokenizer tokens, bool visible)
    {
        var set = Attribute(ref tokens, "srcset");
        while (!(set = set.TrimStart(", \t\n\r")).IsEmpty && budget.TryTakeSteps(1, "srcset"))
        {
            var end = set.IndexOfAny(" \t\n\r");
            Add("image", (end < 0 ? set : set[..end]).TrimEnd(','), tokens.Offset, visible);
            var comma = end < 0 ? -1 : set[end..].IndexOf(',');
            if (comma < 0) return;
            set = set[(end + comma + 1)..];
        }
    }

    public void Base(ref HtmlTokenizer tokens)
    {
        var href = Attribute(ref tokens, "href");
        if (href.IsEmpty || _base is not null) return;
        Add("base", href, tokens.Offset, visible: false);
        _base = HtmlEntities.Decode(href, attribute: true);
    }

    /// <summary>content="0; url='…'" [WHATWG HTML 4.2.5.3].</summary>
    public void MetaRefresh(ref HtmlTokenizer tokens)
    {
        if (!Attribute(ref tokens, "http-equiv").Trim().Equals("refresh", StringComparison.OrdinalIgnoreCase)) return;
        var content = HtmlEntities.Decode(Attribute(ref tokens, "content"), attribute: true).AsSpan();
        var at = content.IndexOfAny(";,");
        if (at < 0) return;
        content = content[(at + 1)..].Trim();
        if (content.StartsWith("url", StringComparison.OrdinalIgnoreCase) && content[3..].TrimStart().StartsWith("=")) content = content[3..].TrimStart()[1..].Trim();
        if (content.Length > 0 && content[0] is '"' or '\'')
        {
            var close = content[1..].IndexOf(content[0]);
            content = close < 0 ? content[1..] : content[1..(close + 1)];
        }
        AddDecoded("meta_refresh", content.ToString(), tokens.Offset, visible: false);
    }

    public void AddCss(ReadOnlySpan<char> css, int offset)
    {
        while (true)
        {
            var open = css.IndexOf("url(", StringComparison.OrdinalIgnoreCase);
            if (open < 0) return;
            css = css[(open + 4)..].TrimStart();
            var close = css.IndexOf(')');
            if (close < 0 || !budget.TryTakeSteps(1, "CSS addresses")) return;
            Add("css", css[..close].Trim(" \t\n\r\"'"), offset, visible: true);
            css = css[close..];
        }
    }

    public void Add(string parser, ReadOnlySpan<char> raw, int offset, bool visible)
    {
        if (raw.IsWhiteSpace()) return;
        if (raw.Length > MaxAddress) raw = raw[..MaxAddress];
        if (raw.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && raw.Length > 2048) raw = raw[..2048];
        AddDecoded(parser, HtmlEntities.Decode(raw, attribute: true), offset, visible);
    }

    private void AddDecoded(string parser, string address, int offset, bool visible)
    {
        if (address.Length == 0 || address[0] == '#') return;
        if (_pending.Count >= budget.Limits.Links)
        {
            budget.Exhaust("links", "HTML body");
            return;
        }
        // the same spacer fifty times says nothing more
        if (parser is not ("hyperlink" or "area" or "form") && !_resources.Add((parser, address))) return;
        _pending.Add(new Pending(parser, address, offset, visible, null));
    }

    public Url? Resolve(string address)
    {
        if (_read.TryGetValue(address, out var url)) return url;
        if (_base is not null && _baseUrl is null) _baseUrl = UrlReader.Read(_base);
        url = UrlReader.Resolve(_baseUrl, address);
        if (url is not null) url = LinkWrappers.Open(url, budget);
        _read.Add(address, url);
        return url;
    }

    public IReadOnlyList<Link> Build(string seen, out IReadOnlyList<int> offsets, out IReadOnlyList<string> sources)
    {
        var links = new List<Link>(_pending.Count);
        var places = new List<int>(_pending.Count);
        var written = new List<string>(_pending.Count);
        HashSet<string?>? shown = null;
        foreach (var pending in _pending)
        {
            if (pending.Parser == "conditional")
            {
                // mostly the same button again, for Outlook
                shown ??= [.. _pending.Where(link => link.Parser == "hyperlink").Select(link => link.Address)];
                if (!shown.Add(pending.Address)) continue;
            }
            if (Resolve(pending.Address) is not { } target) continue;
            links.Add(Labelled(target, pending.Text, pending.Parser, pending.Visible));
            places.Add(pending.Offset);
            written.Add(pending.Address.Length > MaxSource ? pending.Address[..MaxSource] : pending.Address);
        }
        // mail clients make links of bare addresses in the text
        if (seen.Contains("://", StringComparison.Ordinal) || seen.Contains("www.", StringComparison.OrdinalIgnoreCase))
        {
            var known = new HashSet<string?>(links.Select(link => link.HrefUrl.UrlText).Concat(links.Select(link => link.DisplayUrl?.UrlText)));
            foreach (var (url, start, length) in TextLinks.FindUrls(seen, budget))
            {
                if (!known.Add(url.UrlText) || links.Count >= budget.Limits.Links || links.Exists(link => link.DisplayText is { } text && text.AsSpan().Contains(seen.AsSpan(start, length), StringComparison.Ordinal))) continue;
                links.Add(new Link { HrefUrl = url, DisplayUrl = url, Mismatched = false, Parser = "plain", Visible = true });
                places.Add(0);
                written.Add(length > MaxSource ? seen.Substring(start, MaxSource) : seen.Substring(start, length));
            }
        }
        offsets = places;
        sources = written;
        return links;
    }

    /// <summary>A link with its text: as URL if it is one, and then held against the target.</summary>
    public static Link Labelled(Url target, string? text, string parser, bool? visible)
    {
        var shown = text is null ? null : TextLinks.WholeUrl(text);
        return new Link
        {
            HrefUrl = target,
            DisplayText = shown is null ? text : null,
            DisplayUrl = shown,
            Mismatched = shown is { Domain: { Valid: true } from } && target.Domain is { Valid: true } to && from.RootDomain != to.RootDomain,
            Parser = parser,
            Visible = visible,
        };
    }
}
