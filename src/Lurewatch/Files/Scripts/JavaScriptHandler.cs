using System.Text;
using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Scripts;
using Lurewatch.Scripts.JavaScript;

namespace Lurewatch.Files.Scripts;

/// <summary>JavaScript and JScript as files, and the scripts of PDF documents: run in a stub of the world that they were written for.</summary>
internal sealed class JavaScriptHandler : IFileHandler
{
    /// <summary>Scripts carry their payload as text.</summary>
    private const int MostChars = 16 << 20;

    public string Name => "javascript";

    public bool Claims(FileType type) => type is FileType.JavaScript;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path, MostChars);
        var run = ScriptEmulator.Run(source, file.Name ?? "script.js", file.Parent?.Type, context.Budget, file.Path);
        var searched = source.Length <= context.Budget.Limits.TextChars ? source : source[..context.Budget.Limits.TextChars];
        var found = new Extraction(new JavaScriptFacts
        {
            Actions = run.Record.Actions,
            Urls = FoundUrls.Distinct(run.Urls(searched, context.Budget), context.Budget.Limits.Links),
        });
        found.Files.AddRange(run.Record.Files);
        found.Files.AddRange(run.Pages);
        if (run.VbScript.Length > 0 && context.Budget.TryTakeBytes(run.VbScript.Length, file.Path)) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(run.VbScript.ToString()), null, "decoded", FileType.VbScript));
        return found;
    }
}

/// <summary>What a script would do.</summary>
internal sealed record JavaScriptFacts : IHasUrls, IHasActions
{
    /// <inheritdoc/>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
