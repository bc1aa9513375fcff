using System.Text.Json.Serialization;
using Lurewatch.Files.Images;
using Lurewatch.Mail;

namespace Lurewatch.Files.Pdf;

/// <summary>What a PDF holds.</summary>
internal sealed record PdfFacts : IHasLinks, IHasUrls, IHasCodes
{
    /// <summary><c>1.7</c>, <c>2.0</c>.</summary>
    public string? Version { get; init; }
    /// <summary>Pages, as the tree has them up to the limit.</summary>
    public int Pages { get; init; }
    /// <summary>Of the information dictionary.</summary>
    public string? Title { get; init; }
    /// <inheritdoc cref="Title"/>
    public string? Author { get; init; }
    /// <summary>The program that wrote the document.</summary>
    public string? Creator { get; init; }
    /// <summary>The library that wrote the file.</summary>
    public string? Producer { get; init; }
    /// <summary>It is encrypted, if only with the empty password.</summary>
    public bool Encrypted { get; init; }
    /// <summary>Where the password that opens it stands; null if none is needed or none fits.</summary>
    public string? PasswordSource { get; init; }
    /// <summary>Scripts.</summary>
    public int JavaScripts { get; init; }
    /// <summary>Something happens when it is opened.</summary>
    public bool OpenAction { get; init; }
    /// <summary>Programs, documents or commands that it starts.</summary>
    public IReadOnlyList<string> Launches { get; init; } = [];
    /// <summary>Where a form is sent.</summary>
    [JsonIgnore]
    public IReadOnlyList<Url> Submits { get; init; } = [];
    /// <summary>Names of files inside.</summary>
    public IReadOnlyList<string> EmbeddedFiles { get; init; } = [];
    /// <summary>Fields of its form.</summary>
    public int FormFields { get; init; }
    /// <summary>Its form is XFA, a language with scripts of its own.</summary>
    public bool Xfa { get; init; }
    /// <summary>Pictures on the pages read.</summary>
    public int Pictures { get; init; }
    /// <summary>The largest part of a page that one link covers, 0 to 1.</summary>
    public double LargestLink { get; init; }
    /// <summary>The largest part of a page that one picture covers, 0 to 1.</summary>
    public double LargestPicture { get; init; }
    /// <summary>The cross-reference was missing or wrong.</summary>
    public bool Repaired { get; init; }
    /// <summary>Times that it was saved to.</summary>
    public int Revisions { get; init; }
    /// <summary>Text of the first pages.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";
    /// <summary>Characters of text on the first pages.</summary>
    public int TextLength => Text.Length;
    /// <inheritdoc/>
    public IReadOnlyList<CodeFacts> Codes { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
