using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Rtf;

/// <summary>What an RTF document holds.</summary>
internal sealed record RtfFacts : IHasUrls, IHasLinks, IHasActions
{
    public string? Title { get; init; }
    public string? Author { get; init; }
    public string? Company { get; init; }
    /// <summary>The program that wrote it, as declared.</summary>
    public string? Generator { get; init; }
    /// <summary>What it shows.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";
    /// <summary>The template that it loads, as written.</summary>
    public string? Template { get; init; }
    public IReadOnlyList<RtfObjectFacts> Objects { get; init; } = [];
    /// <summary>Instructions of fields other than links and pictures of the document's own.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
    public int Pictures { get; init; }
    /// <summary>Signs that it was written to be misread by scanners.</summary>
    public IReadOnlyList<string> Obfuscation { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
}

/// <summary>An embedded or linked object.</summary>
internal sealed record RtfObjectFacts
{
    /// <summary>Class by its own data, else as the document declares it: <c>Package</c>, <c>Equation.3</c>, <c>OLE2Link</c>.</summary>
    public string? Class { get; init; }
    /// <summary><c>package</c>, <c>compound</c>, <c>native</c>, <c>linked</c>, <c>unreadable</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Bytes of its data.</summary>
    public int Size { get; init; }
    /// <summary>It is brought up to date as soon as the document is opened (<c>\objupdate</c>, <c>\objautlink</c>).</summary>
    public bool Updates { get; init; }
    /// <summary>Of a package: name of the file inside.</summary>
    public string? FileName { get; init; }
    /// <summary>Of a package: where the file came from.</summary>
    public string? SourcePath { get; init; }
    /// <summary>Of a package: where Windows puts it.</summary>
    public string? TempPath { get; init; }
    /// <summary>Class of the compound file's root.</summary>
    public Guid? RootClass { get; init; }
    /// <summary>Addresses and paths that it links to.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
    public bool IsEquation => Class?.StartsWith("Equation", StringComparison.OrdinalIgnoreCase) is true || RootClass == EquationClass;

    private static readonly Guid EquationClass = new("0002CE02-0000-0000-C000-000000000046");
}
