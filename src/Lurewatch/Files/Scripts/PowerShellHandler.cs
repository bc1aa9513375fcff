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
        new PsEvaluator(record, context.Budget).Run(source);
        return EvaluatedScript.Of(file.Type, source, record, [], context.Budget);
    }
}
