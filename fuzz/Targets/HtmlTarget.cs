using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as HTML: read twice alike, links with their places in order, nothing shown that lacks from the whole text's length.</summary>
internal static class HtmlTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var html = Encoding.UTF8.GetString(data);
        var content = HtmlReader.Read(html, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        if (content.LinkOffsets.Count != content.Html.Links.Count || content.LinkSources.Count != content.Html.Links.Count) throw new InvalidOperationException("a link without its place");
        foreach (var offset in content.LinkOffsets)
            if (offset < 0 || offset > html.Length) throw new InvalidOperationException($"a link at {offset} of {html.Length}");
        if (content.Html.InnerText!.Length < content.Html.DisplayText!.Length) throw new InvalidOperationException("more is shown than is there");
        foreach (var hidden in content.HiddenTexts)
            if (string.IsNullOrWhiteSpace(hidden.Text)) throw new InvalidOperationException("nothing is hidden");
        TextLinks.Find(html, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        var again = HtmlReader.Read(html, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        if (again.Html.DisplayText != content.Html.DisplayText || again.Html.Links.Count != content.Html.Links.Count) throw new InvalidOperationException("read twice, read otherwise");
    }
}
