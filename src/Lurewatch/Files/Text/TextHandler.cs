using System.Text.Json.Serialization;
using Lurewatch.Files.Office.Links;
using Lurewatch.Mail;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Text;

/// <summary>Plain text: the links that it shows.</summary>
internal sealed class TextHandler : IFileHandler
{
    public string Name => "text";

    public bool Claims(FileType type) => type is FileType.Txt;

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var text = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var found = new Extraction(new TextFacts { Links = FoundUrls.In(text, context.Budget) });
        if (OpensAsSheet(file.Name)) DdeLinks.Report(TextFormulas.InText(text, context.Budget), file, found, context.Budget);
        return found;
    }

    /// <summary>Names whose files a spreadsheet opens, whatever they hold.</summary>
    private static bool OpensAsSheet(string? name) => FileNames.Extension(name) is "csv" or "tsv" or "tab" or "prn" or "dif" or "slk" or "xls" or "xlt" or "xla";
}

/// <summary>What a text holds.</summary>
internal sealed record TextFacts : IHasLinks
{
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}

/// <summary>URLs of a text or script, each once.</summary>
internal static class FoundUrls
{
    public static IReadOnlyList<Url> In(string text, AnalysisBudget budget) => Distinct(ScriptUrls.In(text, budget), budget.Limits.Links);

    public static IReadOnlyList<Url> Distinct(IEnumerable<Url> urls, int most)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<Url>();
        foreach (var url in urls)
        {
            if (all.Count >= most) break;
            if (url.UrlText is { Length: > 0 } text && seen.Add(text)) all.Add(url);
        }
        return all;
    }
}
