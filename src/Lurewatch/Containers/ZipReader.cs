namespace Lurewatch.Containers;

/// <summary>A ZIP's structure [APPNOTE 6.3.10]: entries and their content; shared by the ZIP handler and by packages (OPC).</summary>
/// <remarks>Reads what any of the common unpackers would read: all central directories that a file holds, local headers where no directory lists
/// them. Where the two disagree, the directory wins (as in Explorer and Office) and the disagreement is a problem. Not thread-safe: opening adds problems.</remarks>
internal sealed class ZipReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ZipProblems _problems;

    private ZipReader(ReadOnlyMemory<byte> bytes, IReadOnlyList<ZipEntry> entries, ZipProblems problems)
    {
        _bytes = bytes;
        _problems = problems;
        Entries = entries;
    }

    /// <summary>Reads the directory; never throws, keeps what it had.</summary>
    public static ZipReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var problems = new ZipProblems();
        return new ZipReader(bytes, new ZipDirectory(bytes.Span, problems, budget).Read(), problems);
    }

    /// <summary>Entries in directory order, folders left out.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }
    /// <summary>What is wrong with the structure, as kebab-case ids with a detail; the first of each id. Grows as entries are opened.</summary>
    public IReadOnlyList<(string Id, string Detail)> Problems => _problems.All;

    /// <summary>Unpacks an entry, its bytes taken from the budget; null if it cannot be (encrypted without the right password, damaged, over a limit).</summary>
    /// <remarks>Damaged content that is not encrypted is still answered as far as it goes, and is a problem: programs that repair files open it too.</remarks>
    public ReadOnlyMemory<byte>? Open(ZipEntry entry, AnalysisBudget budget, string? password = null)
    {
        var content = OpenContent(entry, budget, password);
        if (content.State is ZipState.Whole || (content.State is ZipState.Damaged && content.Bytes.Length > 0)) return content.Bytes;
        return null; // not as one expression: there null would become an empty memory
    }

    /// <summary>As <see cref="Open"/>, with how far it went; a member cut by a limit comes with its start.</summary>
    public ZipContent OpenContent(ZipEntry entry, AnalysisBudget budget, string? password = null)
    {
        var unpacker = new ZipUnpacker(_bytes, budget);
        var content = unpacker.Open(entry, password);
        if (content.State is ZipState.Damaged && entry.LocalSize is { } local && local != entry.CompressedSize)
        {
            // The directory's size led to damage; unpackers that stream go by the local header.
            var again = unpacker.Open(entry with { CompressedSize = local }, password);
            if (again.State is ZipState.Whole) content = again;
        }
        switch (content.State)
        {
            case ZipState.Whole when content.Bytes.Length != entry.Size:
                _problems.Add("size-lies", $"{entry.Name}: {entry.Size} bytes declared, {content.Bytes.Length} unpacked");
                break;
            case ZipState.Damaged:
                _problems.Add("content-damaged", $"{entry.Name}: {content.Detail}");
                break;
            case ZipState.Limit when content.Detail == "ratio":
                _problems.Add("bomb", $"{entry.Name}: unpacks to more than {budget.Limits.Ratio} times its packed size");
                break;
        }
        return content;
    }

    /// <summary>True if <paramref name="password"/> passes the entry's quick check (ZipCrypto: one byte, so that 1 in 256 wrong ones pass; AES: two bytes).</summary>
    public bool TryPassword(ZipEntry entry, AnalysisBudget budget, string password) => new ZipUnpacker(_bytes, budget).PassesQuickCheck(entry, password);

    /// <summary>The entry of that name, without case, as Office looks parts up; null if absent.</summary>
    public ZipEntry? Find(string name)
    {
        foreach (var entry in Entries)
            if (entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return entry;
        return null;
    }
}

/// <summary>An entry of a ZIP.</summary>
/// <param name="Name">Decoded (UTF-8 flag, Unicode path extra field, else code page 437), slashes forward.</param>
/// <param name="Method">0 stored, 8 deflated, …; of an AES entry the method inside.</param>
/// <param name="CompressedSize">As declared.</param>
/// <param name="Size">As declared.</param>
/// <param name="Crc">CRC-32 as declared.</param>
/// <param name="Encryption"><c>null</c>, <c>zipcrypto</c>, <c>aes128</c>, <c>aes192</c>, <c>aes256</c>, <c>strong</c>.</param>
/// <param name="HeaderOffset">Offset of the local header.</param>
internal sealed record ZipEntry(string Name, ushort Method, long CompressedSize, long Size, uint Crc, string? Encryption, long HeaderOffset)
{
    /// <summary>General purpose bit flags.</summary>
    public ushort Flags { get; init; }
    /// <summary>DOS time: ZipCrypto checks against its high byte where a data descriptor holds the CRC.</summary>
    public ushort Time { get; init; }
    /// <summary>Where the content starts; -1 if there is no local header.</summary>
    public long DataOffset { get; init; }
    /// <summary>Compressed size by the local header, where it has one.</summary>
    public long? LocalSize { get; init; }
    /// <summary>False where a data descriptor should hold the CRC and no directory repeats it.</summary>
    public bool HasCrc { get; init; } = true;
    /// <summary>False for AE-2, which leaves the CRC out.</summary>
    public bool HasPlainCrc => HasCrc && !(AesVersion == 2 && Crc == 0);
    /// <summary>AE-1 or AE-2; 0 without AES.</summary>
    public ushort AesVersion { get; init; }
}

/// <summary>How far an entry could be opened.</summary>
internal enum ZipState
{
    /// <summary>To its end, CRC right.</summary>
    Whole,
    /// <summary>In part, or with a wrong CRC.</summary>
    Damaged,
    /// <summary>A limit cut it.</summary>
    Limit,
    /// <summary>Encrypted, no or a wrong password.</summary>
    Encrypted,
    /// <summary>A method that is not read.</summary>
    Unsupported,
}

/// <summary>An entry's content.</summary>
/// <param name="State">How far it went.</param>
/// <param name="Bytes">What there is.</param>
/// <param name="Detail">What went wrong.</param>
internal readonly record struct ZipContent(ZipState State, ReadOnlyMemory<byte> Bytes = default, string? Detail = null);

/// <summary>Problems, the first of each id: a hostile file could have a million.</summary>
internal sealed class ZipProblems
{
    private readonly List<(string Id, string Detail)> _all = [];

    public IReadOnlyList<(string Id, string Detail)> All => _all;

    public void Add(string id, string detail)
    {
        foreach (var (known, _) in _all)
            if (known == id) return;
        _all.Add((id, detail));
    }
}
