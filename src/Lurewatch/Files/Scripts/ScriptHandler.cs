using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Scripts;

/// <summary>Script sources that are not evaluated here: the addresses that they name.</summary>
internal sealed class ScriptHandler : IFileHandler
{
    public string Name => "script";

    public bool Claims(FileType type) => type is FileType.JavaScript or FileType.Shell;

    public Extraction Extract(Artifact file, FileContext context) => new(new ScriptFacts
    {
        Language = FileTypes.Name(file.Type),
        Urls = FoundUrls.In(FileText.Decode(file.Bytes.Span, context.Budget, file.Path), context.Budget),
    });
}

/// <summary>What a script holds, and what it would do.</summary>
internal sealed record ScriptFacts : IHasUrls, IHasActions
{
    /// <summary><c>js</c>, <c>vbs</c>, <c>ps1</c>, <c>bat</c>, …</summary>
    public required string Language { get; init; }
    /// <summary>What the script turned into while it was worked out, layer by layer: command lines as they would run, texts that it decoded. The first of them, cut.</summary>
    public IReadOnlyList<string> Decoded { get; init; } = [];
    /// <inheritdoc/>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}

/// <summary>Puts together what an evaluation left.</summary>
internal static class EvaluatedScript
{
    private const int MostLayers = 32, MostChars = 2_000;

    /// <summary>Facts and files; addresses are those that it would fetch, then those that stand in its text and in what it decoded.</summary>
    public static Extraction Of(FileType type, string source, ScriptRecord record, IReadOnlyList<string> decoded, AnalysisBudget budget)
    {
        var urls = ScriptUrls.Whole(record.Urls, ScriptUrls.In(source, budget).Concat(decoded.SelectMany(text => ScriptUrls.In(text, budget))));
        var found = new Extraction(new ScriptFacts
        {
            Language = FileTypes.Name(type),
            Decoded = [.. decoded.Take(MostLayers).Select(text => text.Length <= MostChars ? text : text[..MostChars] + "…")],
            Actions = record.Actions,
            Urls = FoundUrls.Distinct(urls, budget.Limits.Links),
        });
        found.Files.AddRange(record.Files);
        return found;
    }
}
