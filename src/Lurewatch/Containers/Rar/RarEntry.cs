namespace Lurewatch.Containers.Rar;

/// <summary>How a file or the headers of a RAR are encrypted.</summary>
/// <param name="Format">4 (AES-128, key by SHA-1) or 5 (AES-256, key by PBKDF2); 0 for the ciphers before RAR 2.9, which are not read.</param>
/// <param name="Salt">Salt.</param>
/// <param name="Vector">Initial vector; RAR 4 takes it from the password.</param>
/// <param name="Power">Rounds as a power of two, of RAR 5.</param>
/// <param name="Check">Eight bytes that a password can be checked against; null if there are none.</param>
/// <param name="HashedCrc">The CRC is hashed with the key.</param>
internal sealed record RarCipher(int Format, byte[] Salt, byte[] Vector, int Power, byte[]? Check, bool HashedCrc);

/// <summary>A file of a RAR.</summary>
/// <param name="Name">Slashes forward.</param>
/// <param name="Size">As declared; -1 if it was not known when it was packed.</param>
/// <param name="At">Where its packed content starts.</param>
/// <param name="PackedSize">As declared.</param>
internal sealed record RarEntry(string Name, long Size, long At, long PackedSize)
{
    public uint? Crc { get; init; }
    /// <summary>0 stored, 1 to 5 by effort.</summary>
    public int Method { get; init; }
    /// <summary>Version of the unpacker that is needed: 15, 20, 26, 29, 36; 50 of RAR 5.</summary>
    public int Version { get; init; }
    /// <summary>The dictionary of the file before goes on.</summary>
    public bool Solid { get; init; }
    /// <summary>Code of the dictionary's size, as the format has it.</summary>
    public int Window { get; init; }
    /// <summary>Began in the volume before, goes on in the next.</summary>
    public bool SplitBefore { get; init; }
    public bool SplitAfter { get; init; }
    public bool Hidden { get; init; }
    public RarCipher? Cipher { get; init; }
}

/// <summary>The directory of a RAR: the headers that stand before each file.</summary>
internal sealed class RarDirectory
{
    /// <summary>4 or 5.</summary>
    public required int Format { get; init; }
    public List<RarEntry> Entries { get; } = [];
    public bool Solid { get; set; }
    /// <summary>One of several volumes.</summary>
    public bool Volume { get; set; }
    /// <summary>How the headers are encrypted; they were read only if <see cref="HeadersOpen"/>.</summary>
    public RarCipher? HeaderCipher { get; set; }
    public bool HeadersOpen { get; set; }
    public ZipProblems Problems { get; } = new();
    public bool Cut { get; set; }

    /// <summary>True while one more file may be listed.</summary>
    public bool MayAdd(AnalysisBudget budget)
    {
        if (Entries.Count < budget.Limits.Members) return true;
        budget.Exhaust("members", "rar");
        Cut = true;
        return false;
    }
}
