using System.Text.Json.Serialization;
using Lurewatch.Mail;

namespace Lurewatch.Files.Programs;

/// <summary>What a program for Linux, another Unix or macOS says of itself.</summary>
internal sealed record UnixProgramFacts : IHasUrls
{
    /// <summary><c>elf</c>, <c>macho</c>, <c>macho-universal</c>.</summary>
    public required string Format { get; init; }
    /// <summary><c>program</c>, <c>library</c>, <c>object</c>, <c>core</c>, <c>driver</c>, <c>bundle</c>; null of a universal file, or if it is none of these.</summary>
    public string? Kind { get; init; }
    /// <summary><c>x86</c>, <c>x64</c>, <c>arm64</c>, <c>mips</c>, …, or its number; of a universal file all of them.</summary>
    public string? Machine { get; init; }
    /// <summary>32 or 64; 0 of a universal file.</summary>
    public int Bits { get; init; }
    public bool BigEndian { get; init; }
    /// <summary>The loader that it asks for; null if it needs none.</summary>
    public string? Interpreter { get; init; }
    /// <summary>Libraries that it needs.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];
    /// <summary>Where else it looks for libraries.</summary>
    public IReadOnlyList<string> LibraryPaths { get; init; } = [];
    /// <summary>The name that a library gives itself; the identifier in a Mac program's code signature.</summary>
    public string? Identifier { get; init; }
    /// <summary>Apple's number of the maker, as the code signature says.</summary>
    public string? Team { get; init; }
    /// <summary>Whom its signature names. Nothing of it is verified.</summary>
    public IReadOnlyList<MailSigner> Signers { get; init; } = [];
    /// <summary>It bears no table of its own symbols.</summary>
    public bool Stripped { get; init; }
    /// <summary><c>upx</c>; null if no packer is known.</summary>
    public string? Packing { get; init; }
    /// <summary>Bytes behind its end.</summary>
    public long AppendedBytes { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
