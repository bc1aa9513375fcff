namespace Lurewatch.Containers;

/// <summary>A ZIP's structure [APPNOTE 6.3.10]: entries and their content; shared by the ZIP handler and by packages (OPC).</summary>
internal sealed class ZipReader
{
    /// <summary>Reads the directory; never throws, keeps what it had.</summary>
    public static ZipReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget) => new();

    /// <summary>Entries in directory order, folders left out.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; private init; } = [];
    /// <summary>What is wrong with the structure, as kebab-case ids with a detail.</summary>
    public IReadOnlyList<(string Id, string Detail)> Problems { get; private init; } = [];

    /// <summary>Unpacks an entry, its bytes taken from the budget; null if it cannot be (encrypted without the right password, damaged, over a limit).</summary>
    public ReadOnlyMemory<byte>? Open(ZipEntry entry, AnalysisBudget budget, string? password = null) => entry.HeaderOffset < 0 || Entries.Count == 0 ? null : ReadOnlyMemory<byte>.Empty;

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
/// <param name="Method">0 stored, 8 deflated, …</param>
/// <param name="CompressedSize">As declared.</param>
/// <param name="Size">As declared.</param>
/// <param name="Crc">CRC-32 as declared.</param>
/// <param name="Encryption"><c>null</c>, <c>zipcrypto</c>, <c>aes128</c>, <c>aes192</c>, <c>aes256</c>, <c>strong</c>.</param>
/// <param name="HeaderOffset">Offset of the local header.</param>
internal sealed record ZipEntry(string Name, ushort Method, long CompressedSize, long Size, uint Crc, string? Encryption, long HeaderOffset);
