using System.Text.Json.Serialization;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Vba.Emulation;

namespace Lurewatch.Files.Scripts;

/// <summary>VBScript, emulated from its first line.</summary>
internal sealed class VbScriptHandler : IFileHandler
{
    public string Name => "vbscript";

    public bool Claims(FileType type) => type is FileType.VbScript;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var emulation = VbaEmulator.RunScript(source, file.Name ?? "script.vbs", context.Budget);
        var found = new Extraction(new EmulatedScriptFacts
        {
            Language = FileTypes.Name(file.Type),
            Actions = emulation.Record.Actions,
            Urls = FoundUrls.Distinct(emulation.Record.Urls.Concat(ScriptUrls.In(source, context.Budget)), context.Budget.Limits.Links),
        });
        found.Files.AddRange(emulation.Record.Files);
        return found;
    }
}

/// <summary>What a script would do.</summary>
internal sealed record EmulatedScriptFacts : IHasUrls, IHasActions
{
    /// <summary><c>vbs</c>.</summary>
    public required string Language { get; init; }
    /// <inheritdoc/>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
