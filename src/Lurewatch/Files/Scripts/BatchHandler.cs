using Lurewatch.Files.Text;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Batch;

namespace Lurewatch.Files.Scripts;

/// <summary>Batch files, and command lines that other files would start: run over a small cmd.exe without a machine.</summary>
internal sealed class BatchHandler : IFileHandler
{
    public string Name => "batch";

    public bool Claims(FileType type) => type is FileType.Batch;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        // A mark of UTF-16 before text of one byte a letter hides it from editors; cmd.exe passes over the first line and reads on.
        if (bytes is [0xff, 0xfe, not 0, not 0, ..] && !bytes.Contains((byte)0)) bytes = bytes[2..];
        var source = FileText.Decode(bytes, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        var run = file.Origin == "command"
            ? BatchInterpreter.RunCommand(source, record, context.Budget, file.Path)
            : BatchInterpreter.RunFile(source, file.Name ?? "script.bat", record, context.Budget, file.Path);
        var trace = run.Trace;
        return EvaluatedScript.Of(file.Type, source, record, trace.Length == 0 || source.Contains(trace.Trim(), StringComparison.Ordinal) ? [] : [trace], context.Budget);
    }
}
