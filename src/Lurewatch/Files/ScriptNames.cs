namespace Lurewatch.Files;

/// <summary>What a text is run as, whose file system or program goes by the name: text under a script's name is that script, whatever it looks like.</summary>
internal static class ScriptNames
{
    /// <summary>The script that the name makes of a text; null where the content decides.</summary>
    public static FileType? TypeOf(string? name, ReadOnlySpan<byte> content)
    {
        FileType? script = FileNames.Extension(name) switch
        {
            "vbs" => FileType.VbScript,
            "js" => FileType.JavaScript,
            "jse" or "vbe" => FileType.EncodedScript,
            "ps1" => FileType.PowerShell,
            "bat" or "cmd" => FileType.Batch,
            "hta" => FileType.Hta,
            "wsf" => FileType.Wsf,
            _ => null,
        };
        return script is not null && FileTypes.Detect(content) is FileType.Unknown or FileType.Txt or FileType.Html or FileType.Xml ? script : null;
    }
}
