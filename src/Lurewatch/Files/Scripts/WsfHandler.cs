using System.Text;
using Lurewatch.Files.Text;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Encoded;

namespace Lurewatch.Files.Scripts;

/// <summary>Windows script files and scriptlets: their scripts, a file a language; script that lies elsewhere is fetched.</summary>
internal sealed class WsfHandler : IFileHandler
{
    public string Name => "wsf";

    public bool Claims(FileType type) => type is FileType.Wsf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        // Blocks of one language share their names, so they are one script.
        var scripts = new List<(FileType Type, StringBuilder Text, List<string> Steps)>();
        foreach (var block in ScriptBlocks.In(source, context.Budget, file.Path))
        {
            if (block.Source is { Length: > 0 } address) record.Fetch(address, null, ["script src"]);
            if (string.IsNullOrWhiteSpace(block.Text)) continue;
            var text = ScriptEncoding.Decode(block.Text) ?? block.Text;
            var type = ScriptLanguages.Named(block.Language) ?? ScriptLanguages.Detect(text);
            var at = scripts.FindIndex(script => script.Type == type);
            if (at < 0) scripts.Add((type, new StringBuilder(), []));
            var script = scripts[at < 0 ? ^1 : at];
            script.Text.Append(text).Append('\n');
            if (!ReferenceEquals(text, block.Text) && script.Steps.Count == 0) script.Steps.Add("Script Encoder");
        }
        foreach (var script in scripts) record.Evaluate(script.Text.ToString(), script.Type, script.Steps);
        return EvaluatedScript.Of(file.Type, source, record, [], context.Budget);
    }
}
