using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Files.Text;

/// <summary>Internet shortcuts (.url): an INI file whose URL Explorer opens, and whose icon it loads already when the folder is shown.</summary>
internal sealed class UrlHandler : IFileHandler
{
    private const int MaxLines = 1000;

    public string Name => "url";

    public bool Claims(FileType type) => type is FileType.Url;

    public Extraction Extract(Artifact file, FileContext context)
    {
        string? target = null, icon = null, folder = null;
        var lines = 0;
        foreach (var raw in FileText.Decode(file.Bytes.Span, context.Budget, file.Path).AsSpan().EnumerateLines())
        {
            if (++lines > MaxLines) break;
            var line = raw.Trim();
            target ??= Value(line, "URL=") ?? Value(line, "BASEURL=");
            icon ??= Value(line, "IconFile=");
            folder ??= Value(line, "WorkingDirectory=");
        }
        return new Extraction(new ShortcutFacts
        {
            Target = target,
            IconFile = icon,
            WorkingDirectory = folder,
            Urls = FoundUrls.Distinct(new[] { target, icon, folder }.Select(text => text is null ? null : UrlReader.Read(text)).OfType<Url>().Select(url => LinkWrappers.Open(url)), 8),
        });
    }

    private static string? Value(ReadOnlySpan<char> line, string key) => line.StartsWith(key, StringComparison.OrdinalIgnoreCase) ? line[key.Length..].Trim().ToString() : null;
}

/// <summary>What an Internet shortcut holds.</summary>
internal sealed record ShortcutFacts : IHasUrls
{
    /// <summary>What it opens, as written.</summary>
    public string? Target { get; init; }
    /// <summary>Its icon; on a foreign share, Windows logs on there to show it.</summary>
    public string? IconFile { get; init; }
    /// <summary>The folder that a program it starts runs in.</summary>
    public string? WorkingDirectory { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
