using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Scripts.JavaScript;

/// <summary>A script element's text.</summary>
/// <param name="Language">Its type or language, lower case; empty if unsaid.</param>
/// <param name="Text">The source.</param>
/// <param name="Index">Which script element of the page it is.</param>
internal sealed record PageScript(string Language, string Text, int Index);

/// <summary>The scripts of a page, and whether anything in it would run at all.</summary>
internal sealed class PageScripts
{
    private const int MostAttributes = 64;
    private static readonly string[] s_starters = ["javascript:", "onload", "onerror", "onclick", "onbegin", "onmouse", "onfocus", "onpageshow", "ontoggle", "onsubmit", "onanimation", "onpointer"];

    /// <summary>In order of place.</summary>
    public List<PageScript> All { get; } = [];
    /// <summary>The page; scripts keep their place and attributes.</summary>
    public string Markup { get; private init; } = "";
    /// <summary>Elements, event attributes or addresses with script.</summary>
    public bool HasScript { get; private set; }

    public static PageScripts Of(string markup, AnalysisBudget budget, string what)
    {
        var scripts = new PageScripts { Markup = markup };
        if (!markup.Contains("<script", StringComparison.OrdinalIgnoreCase) && !markup.Contains(":script", StringComparison.OrdinalIgnoreCase))
        {
            scripts.HasScript = s_starters.Any(starter => markup.Contains(starter, StringComparison.OrdinalIgnoreCase));
            return scripts;
        }
        var index = 0;
        Span<HtmlAttribute> room = stackalloc HtmlAttribute[MostAttributes];
        var tokens = new HtmlTokenizer(markup, room);
        while (tokens.Next() && budget.TryTakeSteps(1, what))
        {
            if (tokens.Kind is not HtmlTokenKind.Start) continue;
            var name = tokens.Text;
            if (!name.Equals("script", StringComparison.OrdinalIgnoreCase) && !name.Equals("svg:script", StringComparison.OrdinalIgnoreCase))
            {
                if (name.Equals("style", StringComparison.OrdinalIgnoreCase) || name.Equals("textarea", StringComparison.OrdinalIgnoreCase) || name.Equals("title", StringComparison.OrdinalIgnoreCase)) tokens.RawText(name);
                continue;
            }
            scripts.HasScript = true;
            var language = Attribute(ref tokens, "type") is { Length: > 0 } type ? type : Attribute(ref tokens, "language");
            var source = HtmlLinks.Attribute(ref tokens, "src");
            var carried = source.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? DataAddress.Read(HtmlEntities.Decode(source, attribute: true).ToString()) : null;
            var text = Content(tokens.RawText(name));
            if (carried is not null) text = Encoding.UTF8.GetString(carried.Bytes);
            if (language is "module" && text.Contains("await", StringComparison.Ordinal)) text = $"(async () => {{ {text}\n }})()";
            if (!string.IsNullOrWhiteSpace(text)) scripts.All.Add(new PageScript(language, text, index));
            index++;
        }
        return scripts;
    }

    public static bool IsVbScript(string language) => language.Contains("vbs", StringComparison.Ordinal);

    /// <summary>Data blocks (JSON, templates) are none.</summary>
    public static bool IsJavaScript(string language) =>
        language is "" or "module" || language.Contains("javascript", StringComparison.Ordinal) || language.Contains("ecmascript", StringComparison.Ordinal) || language.Contains("jscript", StringComparison.Ordinal) || language.Contains("livescript", StringComparison.Ordinal);

    private static string Attribute(ref HtmlTokenizer tokens, string name) => HtmlLinks.Attribute(ref tokens, name).Trim().ToString().ToLowerInvariant();

    /// <summary>Without the wrapping that hides scripts from what does not know them: CDATA, comments.</summary>
    private static string Content(ReadOnlySpan<char> raw)
    {
        var text = raw.Trim();
        if (text.StartsWith("<![CDATA[")) text = text[9..];
        else if (text.StartsWith("//<![CDATA[")) text = text[11..];
        if (text.EndsWith("//]]>")) text = text[..^5];
        else if (text.EndsWith("]]>")) text = text[..^3];
        return text.ToString();
    }
}
