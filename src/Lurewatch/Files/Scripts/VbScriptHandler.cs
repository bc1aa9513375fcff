using Lurewatch.Files.Text;
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
        return EvaluatedScript.Of(file.Type, source, VbaEmulator.RunScript(source, file.Name ?? "script.vbs", context.Budget).Record, [], context.Budget);
    }
}
