using System.Text.Json.Serialization;
using Lurewatch.Containers.Pe;
using Lurewatch.Mail;

namespace Lurewatch.Files.Programs;

/// <summary>What a Windows program is and says of itself.</summary>
internal sealed record PeFacts : IHasUrls
{
    /// <summary><c>program</c>, <c>library</c>, <c>driver</c>; <c>excel-add-in</c> where Excel would load it.</summary>
    public required string Kind { get; init; }
    /// <summary><c>x86</c>, <c>x64</c>, <c>arm64</c>, …, or its number.</summary>
    public required string Machine { get; init; }
    /// <summary><c>console</c>, <c>gui</c>, <c>native</c>, …; null if it is none of these.</summary>
    public string? Subsystem { get; init; }
    /// <summary>When it was linked, as it says; many linkers write a hash there.</summary>
    public DateTimeOffset? LinkedAt { get; init; }
    public IReadOnlyList<PeSectionFacts> Sections { get; init; } = [];
    public IReadOnlyList<PeImport> Imports { get; init; } = [];
    /// <summary>MD5 of its imports in order; null if there are none.</summary>
    public string? ImpHash { get; init; }
    /// <summary>Names that it exports.</summary>
    public IReadOnlyList<string> Exports { get; init; } = [];
    /// <summary>The name that its export table gives it.</summary>
    public string? ExportName { get; init; }
    /// <summary>Version strings by name.</summary>
    public IReadOnlyDictionary<string, string> Version { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    /// <summary>Whom its signature names. Nothing of it is verified.</summary>
    public IReadOnlyList<MailSigner> Signers { get; init; } = [];
    /// <summary>Bytes inside the signature's frame that are no part of it.</summary>
    public int BehindSignature { get; init; }
    /// <summary>Version of the .NET metadata; null if it is no .NET program.</summary>
    public string? DotNet { get; init; }
    /// <summary>Name of the .NET module.</summary>
    public string? Module { get; init; }
    /// <summary>Number of the .NET module's build.</summary>
    public Guid? Mvid { get; init; }
    /// <summary>What packed or installs it: <c>upx</c>, <c>nsis</c>, <c>inno</c>, <c>7z-sfx</c>, <c>rar-sfx</c>, <c>pyinstaller</c>, <c>autoit</c>, …; null if none is known.</summary>
    public string? Packing { get; init; }
    /// <summary>Bytes behind its end, signature left out.</summary>
    public long AppendedBytes { get; init; }
    /// <summary>Where its debug symbols lay when it was built.</summary>
    public string? SymbolPath { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}

/// <summary>A section of a program.</summary>
/// <param name="Name">As written.</param>
/// <param name="Size">In the file.</param>
/// <param name="Entropy">Bits per byte; above 7.2 it is packed or encrypted.</param>
/// <param name="Executable">Holds code.</param>
/// <param name="Writable">Can be written to.</param>
internal sealed record PeSectionFacts(string Name, long Size, double Entropy, bool Executable, bool Writable);
