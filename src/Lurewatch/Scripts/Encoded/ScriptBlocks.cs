using System.Net;

namespace Lurewatch.Scripts.Encoded;

/// <summary>The script elements of a Windows script file or scriptlet. Read tag by tag: script hosts forgive what XML does not.</summary>
internal static class ScriptBlocks
{
    private const int MostBlocks = 500;

    /// <summary>In order of place.</summary>
    public static List<ScriptBlock> In(string markup, AnalysisBudget budget, string what)
    {
        var blocks = new List<ScriptBlock>();
        for (var at = 0; blocks.Count < MostBlocks && budget.TryTakeSteps(1, what);)
        {
            var open = markup.IndexOf("<script", at, StringComparison.OrdinalIgnoreCase);
            var comment = markup.IndexOf("<!--", at, StringComparison.Ordinal);
            if (open < 0) break;
            if (comment >= 0 && comment < open)
            {
                var over = markup.IndexOf("-->", comment, StringComparison.Ordinal);
                if (over < 0) break;
                at = over + 3;
                continue;
            }
            var tagEnd = EndOfTag(markup, open + 7);
            var tag = markup[(open + 7)..tagEnd];
            at = Math.Min(markup.Length, tagEnd + 1);
            if (tag.Length > 0 && !char.IsWhiteSpace(tag[0]) && tag[0] != '/') continue;
            var body = "";
            if (!tag.EndsWith('/'))
            {
                var close = markup.IndexOf("</script", at, StringComparison.OrdinalIgnoreCase);
                body = close < 0 ? markup[at..] : markup[at..close];
                at = close < 0 ? markup.Length : close + 8;
            }
            blocks.Add(new ScriptBlock(Attribute(tag, "language") ?? Attribute(tag, "type"), Attribute(tag, "src"), Content(body)));
        }
        return blocks;
    }

    /// <summary>The closing bracket, quotes passed over; the end of the text if there is none.</summary>
    private static int EndOfTag(string markup, int from)
    {
        var quote = '\0';
        for (var i = from; i < markup.Length; i++)
        {
            var c = markup[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'') quote = c;
            else if (c == '>') return i;
        }
        return markup.Length;
    }

    private static string? Attribute(string tag, string name)
    {
        for (var at = tag.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = tag.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at > 0 && !char.IsWhiteSpace(tag[at - 1]) && tag[at - 1] is not ('"' or '\'')) continue;
            var rest = tag.AsSpan(at + name.Length).TrimStart();
            if (rest is not ['=', ..]) continue;
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty) return null;
            var end = rest[0] is '"' or '\'' ? rest[1..].IndexOf(rest[0]) : rest.IndexOfAny(" \t\r\n/");
            var value = rest[0] is '"' or '\'' ? rest[1..] : rest;
            return WebUtility.HtmlDecode((end < 0 ? value : value[..end]).Trim().ToString());
        }
        return null;
    }

    /// <summary>What lies in CDATA sections, where there are some; entities stand for characters only outside of them.</summary>
    private static string Content(string body)
    {
        var start = body.IndexOf("<![CDATA[", StringComparison.OrdinalIgnoreCase);
        if (start < 0) return body.Contains("&lt;", StringComparison.Ordinal) || body.Contains("&amp;", StringComparison.Ordinal) ? WebUtility.HtmlDecode(body) : body;
        var end = body.LastIndexOf("]]>", StringComparison.Ordinal);
        return body[..start] + (end < start ? body[(start + 9)..] : body[(start + 9)..end]);
    }
}

/// <summary>A script element.</summary>
/// <param name="Language">As written; null if it names none.</param>
/// <param name="Source">Where its text lies, if elsewhere.</param>
/// <param name="Text">Its own text.</param>
internal sealed record ScriptBlock(string? Language, string? Source, string Text);
