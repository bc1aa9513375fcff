using System.Text.Json.Serialization;
using Lurewatch.Mail;

namespace Lurewatch.Files.Programs.Packages;

/// <summary>What the manifest of a package says: of a Windows app, of its installer file, of a Java archive, of an Android app. A package says of itself what it likes.</summary>
internal sealed record PackageFacts : IHasUrls
{
    /// <summary><c>msix</c>, <c>appinstaller</c>, <c>jar</c>, <c>apk</c>.</summary>
    public required string Format { get; init; }
    /// <summary>Its name or package name.</summary>
    public string? Identity { get; init; }
    /// <summary>Subject of the certificate that it is to be signed with.</summary>
    public string? Publisher { get; init; }
    /// <summary>The name that is shown.</summary>
    public string? DisplayName { get; init; }
    public string? Version { get; init; }
    /// <summary>What starts: programs, the main class, the main activity first.</summary>
    public IReadOnlyList<string> EntryPoints { get; init; } = [];
    /// <summary>Capabilities and permissions that it asks for.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}

/// <summary>What a Java class names.</summary>
internal sealed record JavaClassFacts : IHasUrls
{
    /// <summary>With dots.</summary>
    public string? Class { get; init; }
    public string? SuperClass { get; init; }
    /// <summary>Of the class file: 52 is Java 8.</summary>
    public int MajorVersion { get; init; }
    /// <summary>Classes of note that it uses: what starts programs, loads code, evaluates scripts.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
