using System.Text;
using Lurewatch.Files.Text;
using Lurewatch.Files.Types;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Encoded;

namespace Lurewatch.Files.Scripts;

/// <summary>Scripts behind Microsoft's Script Encoder: the plain script is a file below.</summary>
internal sealed class EncodedScriptHandler : IFileHandler
{
    public string Name => "encoded-script";

    public bool Claims(FileType type) => type is FileType.EncodedScript;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var source = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        var plain = ScriptEncoding.Decode(source);
        if (plain is not null) record.Evaluate(plain, LanguageOf(plain, file.Extension), ["Script Encoder"]);
        return EvaluatedScript.Of(file.Type, source, record, plain is null ? [] : [plain], context.Budget);
    }

    /// <summary>By the file's ending, which decides in Windows too; else by the words. A page around the script stays a page.</summary>
    private static FileType LanguageOf(string plain, string? extension)
    {
        if (extension is "jse") return FileType.JavaScript;
        if (extension is "vbe") return FileType.VbScript;
        return ScriptLanguages.Detect(plain);
    }
}

/// <summary>The language of a script whose container does not (or not reliably) name it.</summary>
internal static class ScriptLanguages
{
    /// <summary>By an attribute's value (<c>VBScript</c>, <c>JScript.Encode</c>, <c>text/javascript</c>); null if it is none that Windows runs by itself.</summary>
    public static FileType? Named(string? language) => language switch
    {
        null => null,
        _ when language.Contains("vbs", StringComparison.OrdinalIgnoreCase) => FileType.VbScript,
        _ when language.Contains("jscript", StringComparison.OrdinalIgnoreCase) || language.Contains("javascript", StringComparison.OrdinalIgnoreCase) || language.Contains("ecmascript", StringComparison.OrdinalIgnoreCase) => FileType.JavaScript,
        _ => null,
    };

    /// <summary>By the words, as <see cref="ScriptTypes"/> tells files; where these do not decide, by the punctuation of C.</summary>
    public static FileType Detect(string plain)
    {
        var head = plain.Length > 16 << 10 ? plain[..(16 << 10)] : plain;
        var detected = ScriptTypes.Detect(Encoding.UTF8.GetBytes(head.ToLowerInvariant()));
        if (detected is FileType.JavaScript or FileType.VbScript) return detected.Value;
        return head.AsSpan().Count(';') > 1 + (head.AsSpan().Count('\n') / 4) || head.Contains("var ", StringComparison.OrdinalIgnoreCase) ? FileType.JavaScript : FileType.VbScript;
    }
}
