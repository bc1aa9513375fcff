using System.Text;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Threads;

namespace Lurewatch.Mail;

/// <summary>Makes the Message Data Model's body of the decoded texts: plain, HTML, links, current and previous threads.</summary>
internal static class BodyReader
{
    public static (Body Body, HtmlContent? Html) Read(MimeTree tree, DomainCache domains, AnalysisBudget budget, Defects defects)
    {
        var plain = Join(tree.Bodies, isHtml: false, budget);
        var source = Join(tree.Bodies, isHtml: true, budget);
        if (source is null && plain is not null && LooksLikeHtml(plain))
        {
            // Clients that sniff show it as HTML; what it hides and links is evidence either way.
            defects.Add("html-as-text", "HTML declared as plain text", Place.InPart("text/plain"));
            source = plain;
            plain = null;
        }
        var html = source is null ? null : HtmlReader.Read(source, budget);
        var text = html?.Html.DisplayText ?? plain;
        var textLinks = plain is null ? [] : TextLinks.Find(plain, budget);
        var links = Union(html?.Html.Links ?? [], textLinks, budget);
        var split = text is null ? ThreadSplit.None : ThreadSplitter.Split(text, domains, budget);
        // A plain alternative may quote what the HTML display no longer marks (">").
        if (html is not null && plain is not null && split.Previous.Count == 0 && plain.Contains("\n>", StringComparison.Ordinal))
        {
            var other = ThreadSplitter.Split(plain, domains, budget);
            if (other.Previous.Count > 0) split = other;
        }
        var body = new Body
        {
            Links = links,
            Html = html?.Html,
            Plain = plain is null ? null : new Plain { Raw = plain },
            Ips = text is null ? [] : TextLinks.FindIps(text, budget),
            CurrentThread = new CurrentThread
            {
                Text = split.Current,
                Preamble = split.Preamble,
                Links = split.Previous.Count == 0 ? links : CurrentLinks(source, split.Current, links, budget),
            },
            PreviousThreads = split.Previous,
        };
        return (body, html);
    }

    /// <summary>The bodies of one kind after one another, no longer together than one may be alone.</summary>
    private static string? Join(List<TextBody> bodies, bool isHtml, AnalysisBudget budget)
    {
        string? only = null;
        StringBuilder? joined = null;
        foreach (var body in bodies)
        {
            if (body.IsHtml != isHtml) continue;
            if (only is null)
            {
                only = body.Text;
                continue;
            }
            joined ??= new StringBuilder(only);
            var left = budget.Limits.TextChars - joined.Length - 1;
            if (left <= 0)
            {
                budget.Exhaust("text_chars", $"part {body.Number}");
                break;
            }
            joined.Append('\n').Append(body.Text, 0, Math.Min(left, body.Text.Length));
        }
        return joined?.ToString() ?? only;
    }

    private static bool LooksLikeHtml(string text)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, 512)).TrimStart();
        return head.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || (head.StartsWith("<", StringComparison.Ordinal) && text.Contains("</html>", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>HTML's links first; a link that also stands in the text alternative counts once.</summary>
    private static IReadOnlyList<Link> Union(IReadOnlyList<Link> first, IReadOnlyList<Link> second, AnalysisBudget budget)
    {
        if (second.Count == 0) return first;
        if (first.Count == 0) return second;
        var known = new HashSet<string>(first.Count, StringComparer.Ordinal);
        foreach (var link in first)
            if (link.HrefUrl.UrlText is { } url) known.Add(Key(url));
        var all = new List<Link>(first);
        foreach (var link in second)
        {
            if (all.Count >= budget.Limits.Links) { budget.Exhaust("links", "body"); break; }
            if (link.HrefUrl.UrlText is { } url && known.Add(Key(url))) all.Add(link);
        }
        return all;
    }

    private static string Key(string url) => url.TrimEnd('/');

    /// <summary>Links above the quoted part: HTML is read again up to the mark that the client set before the quote.</summary>
    private static IReadOnlyList<Link> CurrentLinks(string? html, string? current, IReadOnlyList<Link> all, AnalysisBudget budget)
    {
        if (html is null) return current is null ? [] : TextLinks.Find(current, budget);
        var cut = -1;
        foreach (var mark in QuoteMarks)
        {
            var at = html.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (cut < 0 || at < cut)) cut = at;
        }
        if (cut > 0)
        {
            var tag = html.LastIndexOf('<', cut);
            return HtmlReader.Read(html[..Math.Max(tag, 0)], budget).Html.Links;
        }
        if (current is null) return [];
        // No mark: links whose text stands above the quote.
        var above = new List<Link>();
        foreach (var link in all)
        {
            if (link.DisplayText is { Length: > 0 } shown ? current.Contains(shown, StringComparison.Ordinal)
                : link.HrefUrl.UrlText is { } url && current.Contains(link.HrefUrl.Rewrite?.Original ?? link.DisplayUrl?.UrlText ?? url, StringComparison.OrdinalIgnoreCase)) above.Add(link);
        }
        return above;
    }

    private static readonly string[] QuoteMarks =
    [
        "gmail_quote", "appendonsend", "divRplyFwdMsg", "type=\"cite\"", "type=cite", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "OLK_SRC_BODY_SECTION",
        "mail-editor-reference-message-container", "border-top:solid #E1E1E1", "border-top:solid #B5C4DF", "name=\"quote\"", "WordSection1_reply",
    ];
}
