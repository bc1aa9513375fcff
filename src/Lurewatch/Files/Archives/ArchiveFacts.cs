using System.Text.Json.Serialization;

namespace Lurewatch.Files.Archives;

/// <summary>What an archive holds: ZIP, tar, gzip; of archives that are not opened, their format alone.</summary>
internal sealed record ArchiveFacts
{
    /// <summary><c>zip</c>, <c>tar</c>, <c>gzip</c>, <c>7z</c>, …</summary>
    public required string Format { get; init; }
    /// <summary>Files inside, in order; names are known even where the content is encrypted.</summary>
    public IReadOnlyList<ArchiveEntry> Entries { get; init; } = [];
    /// <summary>Some entry is encrypted.</summary>
    public bool Encrypted { get; init; }
    /// <summary>The directory is encrypted too and stayed closed: not even names are known.</summary>
    public bool NamesEncrypted { get; init; }
    /// <summary>The password that opened it.</summary>
    public string? Password { get; init; }
    /// <summary>Where that password stands: <c>body</c>, <c>subject</c>, <c>file name</c>, <c>usual</c>, <c>options</c>.</summary>
    public string? PasswordSource { get; init; }
    /// <summary>Passwords that were tried.</summary>
    public int PasswordsTried { get; init; }
    /// <summary>What is wrong with the structure.</summary>
    public IReadOnlyList<ArchiveProblem> Problems { get; init; } = [];
    /// <summary>Of disk images: the file systems found in them.</summary>
    public IReadOnlyList<ArchiveVolume> Volumes { get; init; } = [];
}

/// <summary>A file system in a disk image.</summary>
/// <param name="Kind"><c>iso9660</c>, <c>joliet</c>, <c>rock-ridge</c>, <c>udf</c>, <c>fat12</c>, <c>fat16</c>, <c>fat32</c>, <c>exfat</c>, <c>ntfs</c>.</param>
/// <param name="Label">The name that Windows shows for it.</param>
internal sealed record ArchiveVolume(string Kind, string? Label);

/// <summary>A file in an archive.</summary>
/// <param name="Name">Decoded, slashes forward.</param>
/// <param name="Size">As declared.</param>
/// <param name="CompressedSize">As declared.</param>
/// <param name="Encryption"><c>zipcrypto</c>, <c>aes256</c>, …; null if it is not encrypted.</param>
/// <param name="State"><c>opened</c>, <c>encrypted</c>, <c>damaged</c>, <c>limit</c>, <c>unsupported</c>.</param>
internal sealed record ArchiveEntry(string Name, long Size, long CompressedSize, string? Encryption, string State)
{
    /// <summary>Type by content, of a file that was cut too; unknown while it is closed.</summary>
    [JsonIgnore]
    public FileType Type { get; init; }
    /// <summary>Bears the hidden attribute: Explorer does not show it, but a shortcut beside it can start it.</summary>
    public bool Hidden { get; init; }
}

/// <summary>Something wrong with an archive's structure.</summary>
/// <param name="Id">Stable, kebab-case: <c>local-name-differs</c>.</param>
/// <param name="Detail">With the values seen.</param>
internal sealed record ArchiveProblem(string Id, string Detail);
