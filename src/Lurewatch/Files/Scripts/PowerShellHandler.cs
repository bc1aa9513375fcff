using Lurewatch.Files.Text;
using Lurewatch.Scripts;
using Lurewatch.Scripts.PowerShell;

namespace Lurewatch.Files.Scripts;

/// <summary>PowerShell, evaluated over inert objects; code that it makes is a file of its own.</summary>
internal sealed class PowerShellHandler : IFileHandler
{
    public string Name => "powershell";

    public bool Claims(FileType type) => type is FileType.PowerShell;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        (string, string)? starter = file is { Origin: "decoded", Parent: { Type: FileType.Batch, Origin: not "command" } parent } ? (parent.Name ?? "script.bat", FileText.Decode(parent.Bytes.Span, context.Budget, file.Path)) : null;
        new PsEvaluator(record, context.Budget) { Starter = starter }.Run(source);
        return EvaluatedScript.Of(file.Type, source, record, [], context.Budget);
    }
}
