namespace Lurewatch.Mail.Links;

/// <summary>Elements that the reading treats in a way of their own.</summary>
internal enum HtmlTag : byte
{
    Other, Inline,
    // blocks
    Block, P, Li, List, Table, TableSection, Row, Cell, Option, Heading, Body, Form,
    // void
    Br, Hr, Img, Input, Meta, Base, Link, Area, VoidOther, Source, Embed,
    // with an address
    A, Frame, Object, Script, Style, Title, TextArea, RawOther, Button, Svg, Font, Vml,
}

internal static class HtmlTags
{
    public static HtmlTag Of(ReadOnlySpan<char> lower) => lower switch
    {
        "a" => HtmlTag.A,
        "b" or "i" or "u" or "em" or "strong" or "span" or "small" or "big" or "code" or "s" or "strike" or "tt" or "sub" or "sup" or "abbr" or "label" => HtmlTag.Inline,
        "font" => HtmlTag.Font,
        "div" or "center" or "section" or "article" or "header" or "footer" or "main" or "nav" or "aside" or "blockquote" or "pre" or "address" or "dl" or "dt" or "dd"
            or "fieldset" or "figure" or "figcaption" or "details" or "summary" or "hgroup" or "html" or "dir" or "menu" => HtmlTag.Block,
        "body" => HtmlTag.Body,
        "h1" or "h2" or "h3" or "h4" or "h5" or "h6" => HtmlTag.Heading,
        "p" => HtmlTag.P,
        "li" => HtmlTag.Li,
        "ul" or "ol" => HtmlTag.List,
        "table" => HtmlTag.Table,
        "tbody" or "thead" or "tfoot" or "caption" or "colgroup" => HtmlTag.TableSection,
        "tr" => HtmlTag.Row,
        "td" or "th" => HtmlTag.Cell,
        "option" or "optgroup" => HtmlTag.Option,
        "br" => HtmlTag.Br,
        "hr" => HtmlTag.Hr,
        "img" or "image" => HtmlTag.Img,
        "input" => HtmlTag.Input,
        "meta" => HtmlTag.Meta,
        "base" => HtmlTag.Base,
        "link" => HtmlTag.Link,
        "area" => HtmlTag.Area,
        "source" or "track" => HtmlTag.Source,
        "embed" or "bgsound" => HtmlTag.Embed,
        "col" or "wbr" or "param" or "keygen" or "basefont" or "frame" => HtmlTag.VoidOther,
        "iframe" => HtmlTag.Frame,
        "object" or "applet" or "video" or "audio" => HtmlTag.Object,
        "form" => HtmlTag.Form,
        "button" => HtmlTag.Button,
        "script" => HtmlTag.Script,
        "style" => HtmlTag.Style,
        "title" => HtmlTag.Title,
        "textarea" => HtmlTag.TextArea,
        "xmp" or "noembed" or "noframes" or "plaintext" => HtmlTag.RawOther,
        "use" or "svg" or "set" or "animate" => HtmlTag.Svg,
        _ => lower.StartsWith("v:") ? HtmlTag.Vml : HtmlTag.Other,
    };

    public static bool IsVoid(HtmlTag tag) => tag is >= HtmlTag.Br and <= HtmlTag.Embed;

    public static bool IsBlock(HtmlTag tag) => tag is >= HtmlTag.Block and <= HtmlTag.Form;
}
