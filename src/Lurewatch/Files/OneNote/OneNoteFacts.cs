using System.Text.Json.Serialization;
using Lurewatch.Mail;

namespace Lurewatch.Files.OneNote;

/// <summary>What a OneNote section holds.</summary>
internal sealed record OneNoteFacts : IHasLinks
{
    /// <summary><c>revision-store</c> [MS-ONESTORE 2.3] or <c>package-store</c> [MS-ONESTORE 2.8].</summary>
    public required string Format { get; init; }
    /// <summary>Titles and text of its pages, older revisions too.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";
    /// <summary>Files and pictures inside, in the order in which they lie in the file.</summary>
    public IReadOnlyList<OneNoteFile> Files { get; init; } = [];
    /// <summary>What is wrong with the structure.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
}

/// <summary>A file or picture inside of a section.</summary>
/// <param name="Name">As the page shows it; null if no page knows it.</param>
/// <param name="SourcePath">Where it came from, on the author's computer.</param>
/// <param name="Size">Bytes.</param>
internal sealed record OneNoteFile(string? Name, string? SourcePath, long Size);
