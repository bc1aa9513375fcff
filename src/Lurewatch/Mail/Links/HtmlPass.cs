namespace Lurewatch.Mail.Links;

/// <summary>One reading of one HTML text. The element stack carries style downward; it is cut at a depth no honest mail reaches, and elements beyond are only counted.</summary>
internal sealed class HtmlPass(string html, AnalysisBudget budget)
{
    private const int MaxTracked = 256, MaxHiddenTexts = 200, MaxHiddenChars = 1 << 16, MaxScripts = 64, MaxForms = 50, MinComment = 40;

    private readonly HtmlLinks _links = new(budget);
    private readonly StyleSheet _sheet = new();
    private readonly HtmlText _seen = new(Math.Min(html.Length / 4 + 256, 1 << 16));
    private HtmlText? _all;
    private Element[] _stack = new Element[32];
    private int _depth, _beyond;

    private readonly List<HiddenText> _hidden = [];
    private HtmlText? _run;
    private Hiding _runHow;
    private int _runOffset;
    private bool _runLeads;

    private readonly List<(string? Action, bool Password, int Offset)> _forms = [];
    private readonly List<string> _scripts = [];
    private string? _title;
    private int _images;

    private struct Element
    {
        public HtmlTag Tag;
        public int NameHash;
        public bool Styled;
        public StyleDeclaration Own;
        public ResolvedStyle Style;
    }

    public HtmlContent Read()
    {
        var text = html.AsSpan();
        if (text.Length > budget.Limits.TextChars)
        {
            text = text[..budget.Limits.TextChars];
            budget.Exhaust("text_chars", "HTML body");
        }
        Span<HtmlAttribute> attributes = stackalloc HtmlAttribute[48];
        var tokens = new HtmlTokenizer(text, attributes);
        while (tokens.Next())
        {
            if (!budget.TryTakeSteps(1, "HTML tokens")) break;
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    AppendText(tokens.Text, tokens.Offset, decode: true);
                    break;
                case HtmlTokenKind.Start:
                    Start(ref tokens);
                    break;
                case HtmlTokenKind.End:
                    End(tokens.Text);
                    break;
                default:
                    Comment(tokens.Text, tokens.Offset);
                    break;
            }
        }
        _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
        EndRun();
        var seen = _seen.ToString();
        var links = _links.Build(seen, out var offsets, out var sources);
        return new HtmlContent
        {
            Html = new Html { Raw = html, DisplayText = seen, InnerText = _all?.ToString() ?? seen, Links = links },
            HiddenTexts = _hidden,
            Forms = [.. _forms.Select(form => new HtmlForm(form.Action is null ? null : _links.Resolve(form.Action), form.Password, form.Offset))],
            Scripts = _scripts,
            Images = _images,
            Title = _title,
            LinkOffsets = offsets,
            LinkSources = sources,
            InvisibleInWords = _seen.InvisibleInWords,
        };
    }

    private ref readonly ResolvedStyle Current => ref _depth == 0 ? ref ResolvedStyle.Initial : ref _stack[_depth - 1].Style;

    private void AppendText(ReadOnlySpan<char> text, int offset, bool decode)
    {
        if (decode && text.Contains('&')) text = HtmlEntities.Decode(text, attribute: false);
        var how = Current.Hiding;
        if (how == Hiding.None)
        {
            if (_run is not null && !IsBlank(text)) EndRun();
            _seen.Append(text);
            _all?.Append(text);
            return;
        }
        if (IsBlank(text))
        {
            _all?.Append(text);
            _run?.Append(text);
            return;
        }
        _all ??= _seen.Copy();
        _all.Append(text);
        if (_run is null || _runHow != how)
        {
            EndRun();
            _run = new HtmlText(256);
            _runHow = how;
            _runOffset = offset;
            _runLeads = _seen.Length == 0 && _hidden.Count == 0;
        }
        if (_run.Length < MaxHiddenChars) _run.Append(text);
    }

    private static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!HtmlText.IsSpace(c) && !HtmlText.IsInvisible(c, ' ')) return false;
        return true;
    }

    private void EndRun()
    {
        if (_run is null) return;
        if (_run.Length > 0 && _hidden.Count < MaxHiddenTexts)
        {
            var how = _runLeads && _run.Length <= 600 && _runHow != Hiding.SameColour ? "preheader" : NameOf(_runHow);
            _hidden.Add(new HiddenText(_run.ToString(), how, _runOffset));
        }
        _run = null;
    }

    private static string NameOf(Hiding how) => how switch
    {
        Hiding.DisplayNone => "display-none",
        Hiding.HiddenAttribute => "hidden-attribute",
        Hiding.VisibilityHidden => "visibility-hidden",
        Hiding.Transparent => "transparent",
        Hiding.ZeroSize => "zero-size",
        Hiding.SameColour => "same-colour",
        _ => "off-screen",
    };

    private void Break()
    {
        _seen.Break();
        _all?.Break();
        _run?.Space();
    }

    private void Start(ref HtmlTokenizer tokens)
    {
        Span<char> buffer = stackalloc char[16];
        var name = tokens.Text.Length <= 16 ? buffer[..tokens.Text.ToLowerInvariant(buffer)] : [];
        var tag = HtmlTags.Of(name);
        var raw = tag is HtmlTag.Script or HtmlTag.Style or HtmlTag.Title or HtmlTag.TextArea or HtmlTag.RawOther or HtmlTag.Frame;
        if (HtmlTags.IsBlock(tag) || tag is HtmlTag.Hr) ImpliedEnds(tag);
        if (tag == HtmlTag.A) CloseElement(HtmlTag.A, 0);
        if (HtmlTags.IsBlock(tag) || tag is HtmlTag.Br or HtmlTag.Hr)
        {
            if (tag == HtmlTag.Cell)
            {
                _seen.Space();
                _all?.Space();
            }
            else Break();
        }

        var own = new StyleDeclaration();
        var styled = Style(ref tokens, name, ref own, out var tiny);
        var style = Current;
        if (styled || tag == HtmlTag.A)
        {
            if (tag == HtmlTag.A && own.Colour == StyleDeclaration.Unset && !HtmlLinks.Attribute(ref tokens, "href").IsEmpty)
            {
                own.Colour = 0x0000EE;   // links have a colour of their own
                styled = true;
            }
            style = ResolvedStyle.Over(style, own);
        }
        var visible = style.Box == Hiding.None && !style.Invisible;

        Address(ref tokens, tag, visible, tiny);
        if (raw)
        {
            RawContent(ref tokens, tag, name);
            return;
        }
        if (!HtmlTags.IsVoid(tag)) Push(tag, name, tokens.Text, styled, own, style);
    }

    private void Push(HtmlTag tag, ReadOnlySpan<char> name, ReadOnlySpan<char> written, bool styled, in StyleDeclaration own, in ResolvedStyle style)
    {
        if (_depth == MaxTracked)
        {
            _beyond++;
            return;
        }
        if (_depth == _stack.Length) Array.Resize(ref _stack, _stack.Length * 2);
        ref var element = ref _stack[_depth++];
        element.Tag = tag;
        element.NameHash = Hash(name, written);
        element.Styled = styled;
        element.Own = own;
        element.Style = style;
    }

    private static int Hash(ReadOnlySpan<char> lower, ReadOnlySpan<char> written) =>
        lower.IsEmpty ? string.GetHashCode(written, StringComparison.OrdinalIgnoreCase) : lower.Length > 0 ? HashLower(lower) : 0;

    private static int HashLower(ReadOnlySpan<char> lower)
    {
        var hash = 17;
        foreach (var c in lower) hash = hash * 31 + c;
        return hash;
    }

    /// <summary>A new block closes an open paragraph, a new cell the last cell, and so on [WHATWG HTML 13.2.6.4.7].</summary>
    private void ImpliedEnds(HtmlTag tag)
    {
        if (_depth == 0) return;
        switch (tag)
        {
            case HtmlTag.Li:
                CloseWithin(HtmlTag.Li, HtmlTag.List);
                break;
            case HtmlTag.Cell:
                CloseWithin(HtmlTag.Cell, HtmlTag.Table);
                break;
            case HtmlTag.Row:
                CloseWithin(HtmlTag.Row, HtmlTag.Table);
                break;
            case HtmlTag.TableSection:
                CloseWithin(HtmlTag.TableSection, HtmlTag.Table);
                break;
            case HtmlTag.Option:
                CloseWithin(HtmlTag.Option, HtmlTag.Table);
                break;
            case HtmlTag.Body:
                break;
            default:
                CloseWithin(HtmlTag.P, HtmlTag.Cell);
                break;
        }
    }

    private void CloseWithin(HtmlTag tag, HtmlTag boundary)
    {
        for (var i = _depth - 1; i >= 0; i--)
        {
            if (_stack[i].Tag == tag)
            {
                PopTo(i);
                return;
            }
            if (_stack[i].Tag == boundary || _stack[i].Tag is HtmlTag.Table) return;
        }
    }

    private void End(ReadOnlySpan<char> written)
    {
        Span<char> buffer = stackalloc char[16];
        var name = written.Length <= 16 ? buffer[..written.ToLowerInvariant(buffer)] : [];
        var tag = HtmlTags.Of(name);
        if (HtmlTags.IsBlock(tag) || tag is HtmlTag.Br)
        {
            if (tag == HtmlTag.Cell)
            {
                _seen.Space();
                _all?.Space();
            }
            else Break();
        }
        if (HtmlTags.IsVoid(tag)) return;
        if (_beyond > 0)
        {
            _beyond--;
            if (tag == HtmlTag.A) _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
            return;
        }
        if (tag == HtmlTag.Body) return;   // what follows still belongs to the body
        CloseElement(tag, Hash(name, written));
        if (tag == HtmlTag.A) _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
    }

    private void CloseElement(HtmlTag tag, int hash)
    {
        var blocks = false;
        for (var i = _depth - 1; i >= 0; i--)
        {
            ref var element = ref _stack[i];
            if (element.Tag == tag && (hash == 0 || element.NameHash == hash))
            {
                if (blocks && !HtmlTags.IsBlock(tag)) Remove(i);
                else PopTo(i);
                return;
            }
            blocks |= HtmlTags.IsBlock(element.Tag);
            // an end tag in a cell closes nothing outside of the table
            if (element.Tag == HtmlTag.Table && tag is not (HtmlTag.Block or HtmlTag.Body or HtmlTag.Form or HtmlTag.Table)) return;
            if (element.Tag == HtmlTag.Cell && tag is HtmlTag.Inline or HtmlTag.P or HtmlTag.Heading or HtmlTag.Font or HtmlTag.A && element.Tag == HtmlTag.Cell) return;
        }
    }

    private void PopTo(int index)
    {
        for (var i = index; i < _depth; i++)
            if (_stack[i].Tag == HtmlTag.A) _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
        _depth = index;
    }

    /// <summary>A formatting element that ends inside of a later block: the block goes on without it.</summary>
    private void Remove(int index)
    {
        if (_stack[index].Tag == HtmlTag.A) _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
        Array.Copy(_stack, index + 1, _stack, index, _depth - index - 1);
        _depth--;
        for (var i = index; i < _depth; i++)
        {
            var parent = i == 0 ? ResolvedStyle.Initial : _stack[i - 1].Style;
            _stack[i].Style = _stack[i].Styled ? ResolvedStyle.Over(parent, _stack[i].Own) : parent;
        }
    }

    /// <summary>What attributes and style rules say of the look; <paramref name="tiny"/> for what is at most one pixel wide or high.</summary>
    private bool Style(ref HtmlTokenizer tokens, scoped ReadOnlySpan<char> name, ref StyleDeclaration own, out bool tiny)
    {
        tiny = false;
        var styled = false;
        ReadOnlySpan<char> classes = [], id = [], inline = [];
        foreach (var attribute in tokens.Attributes)
        {
            var key = tokens.NameOf(attribute);
            switch (key.Length)
            {
                case 2 when Is(key, "id"):
                    id = tokens.ValueOf(attribute);
                    break;
                case 4 when Is(key, "text"):
                    own.Colour = CssColour.Read(tokens.ValueOf(attribute));
                    styled = true;
                    break;
                case 4 when Is(key, "size") && name is "font":
                    if (StyleDeclaration.Pixels(tokens.ValueOf(attribute)) is 0) (own.FontPixels, styled) = (10, true);   // clamps to the smallest
                    break;
                case 5 when Is(key, "style"):
                    if (inline.IsEmpty) inline = tokens.ValueOf(attribute);
                    break;
                case 5 when Is(key, "class"):
                    classes = tokens.ValueOf(attribute);
                    break;
                case 5 when Is(key, "color"):
                    own.Colour = CssColour.Read(tokens.ValueOf(attribute));
                    styled = true;
                    break;
                case 5 when Is(key, "width"):
                    tiny |= StyleDeclaration.Pixels(tokens.ValueOf(attribute)) <= 1;
                    break;
                case 6 when Is(key, "height"):
                    tiny |= StyleDeclaration.Pixels(tokens.ValueOf(attribute)) <= 1;
                    break;
                case 6 when Is(key, "hidden"):
                    own.Display = Hiding.HiddenAttribute;
                    styled = true;
                    break;
                case 7 when Is(key, "bgcolor"):
                    own.Back = CssColour.Read(tokens.ValueOf(attribute));
                    styled = true;
                    break;
                case 10 when Is(key, "background"):
                    own.Back = StyleDeclaration.UnknownColour;
                    styled = true;
                    _links.Add("background", tokens.ValueOf(attribute), tokens.Offset, visible: true);
                    break;
                default:
                    break;
            }
        }
        if (!_sheet.IsEmpty)
        {
            _sheet.Apply(name, classes, id, ref own);
            styled = true;
        }
        if (!inline.IsEmpty)
        {
            styled = true;
            if (inline.Contains('&')) inline = HtmlEntities.Decode(inline, attribute: true);
            var declaration = new StyleDeclaration();
            declaration.Read(inline);
            own.Add(declaration);
            _links.AddCss(inline, tokens.Offset);
        }
        return styled;
    }

    private void Address(ref HtmlTokenizer tokens, HtmlTag tag, bool visible, bool tiny)
    {
        switch (tag)
        {
            case HtmlTag.A:
                _links.CloseAnchor(_seen, _all ?? _seen, visible: true);
                _links.OpenAnchor(ref tokens, _seen, _all ?? _seen, visible);
                break;
            case HtmlTag.Area:
                _links.AddAttribute(ref tokens, "href", "area", visible);
                break;
            case HtmlTag.Img:
                _images++;
                _links.Image(ref tokens, visible && !tiny);
                _links.AddAttribute(ref tokens, "href", "image", visible);   // SVG's image
                _links.AddAttribute(ref tokens, "xlink:href", "image", visible);
                break;
            case HtmlTag.Source:
                _links.AddAttribute(ref tokens, "src", "media", visible);
                _links.AddSourceSet(ref tokens, visible);
                break;
            case HtmlTag.Embed:
                _links.AddAttribute(ref tokens, "src", "embed", visible);
                break;
            case HtmlTag.Frame:
                _links.AddAttribute(ref tokens, "src", "frame", visible && !tiny);
                break;
            case HtmlTag.Object:
                _links.AddAttribute(ref tokens, "data", "object", visible);
                _links.AddAttribute(ref tokens, "src", "media", visible);
                _links.AddAttribute(ref tokens, "poster", "image", visible);
                break;
            case HtmlTag.Link:
                _links.AddAttribute(ref tokens, "href", "link", visible: false);
                break;
            case HtmlTag.Script:
                _links.AddAttribute(ref tokens, "src", "script", visible: false);
                _links.AddAttribute(ref tokens, "href", "script", visible: false);   // SVG's script
                _links.AddAttribute(ref tokens, "xlink:href", "script", visible: false);
                break;
            case HtmlTag.Base:
                _links.Base(ref tokens);
                break;
            case HtmlTag.Meta:
                _links.MetaRefresh(ref tokens);
                break;
            case HtmlTag.Button or HtmlTag.Input:
                _links.AddAttribute(ref tokens, "formaction", "form", visible);
                if (tag == HtmlTag.Input) Field(ref tokens, visible);
                break;
            case HtmlTag.Form:
                var action = HtmlLinks.Attribute(ref tokens, "action");
                if (_forms.Count < MaxForms) _forms.Add((action.IsEmpty ? null : HtmlEntities.Decode(action, attribute: true), false, tokens.Offset));
                _links.AddAttribute(ref tokens, "action", "form", visible);
                break;
            case HtmlTag.Svg:
                _links.AddAttribute(ref tokens, "href", "svg", visible);
                _links.AddAttribute(ref tokens, "xlink:href", "svg", visible);
                // an animation that sets a link when the picture is shown
                if (HtmlLinks.Attribute(ref tokens, "attributeName").EndsWith("href", StringComparison.OrdinalIgnoreCase)) _links.AddAttribute(ref tokens, "to", "svg", visible);
                break;
            case HtmlTag.VoidOther:
                _links.AddAttribute(ref tokens, "src", "frame", visible);
                break;
            default:
                break;
        }
    }

    private void Field(ref HtmlTokenizer tokens, bool visible)
    {
        var type = HtmlLinks.Attribute(ref tokens, "type");
        if (Is(type, "image"))
        {
            _images++;
            _links.AddAttribute(ref tokens, "src", "image", visible);
        }
        var password = Is(type, "password") || NamesPassword(HtmlLinks.Attribute(ref tokens, "name")) || NamesPassword(HtmlLinks.Attribute(ref tokens, "placeholder"))
            || NamesPassword(HtmlLinks.Attribute(ref tokens, "id"));
        if (!password || Is(type, "hidden") || Is(type, "submit")) return;
        if (_forms.Count == 0) _forms.Add((null, true, tokens.Offset));
        else _forms[^1] = _forms[^1] with { Password = true };
    }

    private static bool NamesPassword(ReadOnlySpan<char> name) =>
        name.Contains("passw", StringComparison.OrdinalIgnoreCase) || name.Contains("kennwort", StringComparison.OrdinalIgnoreCase) || name.Contains("pwd", StringComparison.OrdinalIgnoreCase)
        || name.Contains("contrase", StringComparison.OrdinalIgnoreCase) || name.Contains("mot de passe", StringComparison.OrdinalIgnoreCase) || name.Contains("haslo", StringComparison.OrdinalIgnoreCase)
        || name.Contains("hasło", StringComparison.OrdinalIgnoreCase) || name.Contains("senha", StringComparison.OrdinalIgnoreCase) || name.Contains("wachtwoord", StringComparison.OrdinalIgnoreCase);

    private void RawContent(ref HtmlTokenizer tokens, HtmlTag tag, scoped ReadOnlySpan<char> name)
    {
        var offset = tokens.Offset;
        var content = tokens.RawText(name);
        switch (tag)
        {
            case HtmlTag.Script:
                if (_scripts.Count < MaxScripts && !content.IsWhiteSpace()) _scripts.Add(content.ToString());
                break;
            case HtmlTag.Style:
                _sheet.Read(content, budget);
                _links.AddCss(content, offset);
                break;
            case HtmlTag.Title:
                if (_title is null)
                {
                    var title = new HtmlText(64);
                    title.Append(HtmlEntities.Decode(content, attribute: false));
                    _title = title.ToString();
                }
                break;
            case HtmlTag.TextArea or HtmlTag.RawOther:
                AppendText(content, offset, decode: tag == HtmlTag.TextArea);
                break;
            default:
                break;
        }
    }

    private void Comment(ReadOnlySpan<char> text, int offset)
    {
        if (text.Length < MinComment) return;
        if (text.StartsWith("[if", StringComparison.OrdinalIgnoreCase))
        {
            Conditional(text, offset + 4);
            return;
        }
        // prose, not markup or code that was commented out
        if (text.ContainsAny('<', '{') || text.Count(' ') < 6 || _hidden.Count >= MaxHiddenTexts) return;
        var prose = new HtmlText(Math.Min(text.Length, 4096));
        prose.Append(text[..Math.Min(text.Length, 4096)]);
        _hidden.Add(new HiddenText(prose.ToString(), "comment", offset));
    }

    /// <summary>What only Outlook shows: its buttons are links too.</summary>
    private void Conditional(ReadOnlySpan<char> text, int offset)
    {
        Span<HtmlAttribute> attributes = stackalloc HtmlAttribute[16];
        var tokens = new HtmlTokenizer(text, attributes);
        while (tokens.Next() && budget.TryTakeSteps(1, "HTML tokens"))
        {
            if (tokens.Kind != HtmlTokenKind.Start) continue;
            if (Is(tokens.Text, "a") || tokens.Text.StartsWith("v:", StringComparison.OrdinalIgnoreCase))
                _links.Add("conditional", HtmlLinks.Attribute(ref tokens, "href"), offset + tokens.Offset, visible: true);
        }
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
