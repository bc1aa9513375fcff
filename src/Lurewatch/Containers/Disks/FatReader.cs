using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>FAT12, FAT16 and FAT32 [Microsoft FAT specification; ECMA-107] with long names; deleted files are passed over.</summary>
internal sealed class FatReader
{
    private const int EntrySize = 32, MostDepth = 64, MostFolderBytes = 16 << 20, MostClusterSize = 2 << 20;
    private const byte Hidden = 2, Label = 8, Folder = 16, LongName = 15;

    private readonly Volume _volume;
    private readonly FatTable _table;
    private readonly AnalysisBudget _budget;
    private readonly HashSet<uint> _entered = [];
    private readonly Queue<(uint Cluster, string Path, int Depth)> _folders = new();

    private FatReader(Volume volume, FatTable table, AnalysisBudget budget) => (_volume, _table, _budget) = (volume, table, budget);

    /// <summary>The fields of a boot sector that say where everything lies; null if they cannot be those of a FAT volume.</summary>
    public static (int SectorSize, int ClusterSize, int Reserved, int Tables, int RootEntries, long Sectors, long TableSectors)? Parameters(ReadOnlySpan<byte> boot)
    {
        if (boot.Length < 512 || boot[0] is not (0xeb or 0xe9) || boot[510] != 0x55 || boot[511] != 0xaa) return null;
        int sector = BinaryPrimitives.ReadUInt16LittleEndian(boot[11..]), perCluster = boot[13], reserved = BinaryPrimitives.ReadUInt16LittleEndian(boot[14..]), tables = boot[16];
        if (sector is not (512 or 1024 or 2048 or 4096) || perCluster == 0 || (perCluster & (perCluster - 1)) != 0 || reserved == 0 || tables is 0 or > 4 || boot[21] is < 0xf0 and not 0) return null;
        long sectors = BinaryPrimitives.ReadUInt16LittleEndian(boot[19..]), tableSectors = BinaryPrimitives.ReadUInt16LittleEndian(boot[22..]);
        if (sectors == 0) sectors = BinaryPrimitives.ReadUInt32LittleEndian(boot[32..]);
        if (tableSectors == 0) tableSectors = BinaryPrimitives.ReadUInt32LittleEndian(boot[36..]);
        if (sectors == 0 || tableSectors == 0 || sector * perCluster > MostClusterSize) return null;
        return (sector, sector * perCluster, reserved, tables, BinaryPrimitives.ReadUInt16LittleEndian(boot[17..]), sectors, tableSectors);
    }

    public static Volume? Read(DiskBytes disk, AnalysisBudget budget)
    {
        var boot = disk.Read(0, 512).Span;
        if (Parameters(boot) is not { } p) return null;
        var root = p.Reserved + (p.Tables * p.TableSectors);
        var heap = root + (((p.RootEntries * EntrySize) + p.SectorSize - 1) / p.SectorSize);
        var clusters = (p.Sectors - heap) / (p.ClusterSize / p.SectorSize);
        if (clusters <= 0) return null;
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(boot[22..]) == 0 ? 32 : clusters < 4085 ? 12 : 16;
        // The disk may be shorter than it says, and so the chains.
        clusters = Math.Min(clusters, Math.Max(0, (disk.Length - (heap * p.SectorSize)) / p.ClusterSize) + 1);
        var volume = new Volume($"fat{bits}", disk) { Label = Text(boot.Slice(bits == 32 ? 71 : 43, 11)) };
        if (volume.Label == "NO NAME" || boot[bits == 32 ? 66 : 38] != 0x29) volume.Label = null;
        var reader = new FatReader(volume, new FatTable(disk, (long)p.Reserved * p.SectorSize, bits, heap * p.SectorSize, p.ClusterSize, clusters), budget);
        if (bits == 32) reader.Enter(BinaryPrimitives.ReadUInt32LittleEndian(boot[44..]), "", 0);
        else reader.Entries(disk.Read(root * p.SectorSize, p.RootEntries * EntrySize).Span, "", 0);
        while (reader._folders.TryDequeue(out var folder) && !volume.Cut) reader.ReadFolder(folder.Cluster, folder.Path, folder.Depth);
        return volume;
    }

    private void Enter(uint cluster, string path, int depth)
    {
        if (!_entered.Add(cluster)) _volume.Problems.Add("directory-loop", path);
        else if (depth > MostDepth) _volume.Problems.Add("directory-depth", path);
        else _folders.Enqueue((cluster, path, depth));
    }

    private void ReadFolder(uint cluster, string path, int depth)
    {
        var extents = _table.Chain(cluster, MostFolderBytes, _budget, out var loops);
        if (loops) _volume.Problems.Add("chain-loop", path.Length == 0 ? "/" : path);
        var file = new StoredFile(path, extents.Sum(extent => extent.Length)) { Extents = extents };
        var length = (int)Math.Min(StoredContent.Reachable(_volume.Disk, file), MostFolderBytes);
        if (!_budget.TryTakeSteps(1 + (length >> 6), "fat")) { _volume.Cut = true; return; }
        Entries(StoredContent.Join(_volume.Disk, file, length).Span, path, depth);
    }

    private void Entries(ReadOnlySpan<byte> entries, string path, int depth)
    {
        var longName = new SortedDictionary<int, string>();
        byte sum = 0;
        for (; entries.Length >= EntrySize && entries[0] != 0; entries = entries[EntrySize..])
        {
            if (!_volume.MayAdd(_budget, _volume.Kind)) return;
            var entry = entries[..EntrySize];
            if (entry[0] == 0xe5) { longName.Clear(); continue; }
            var attributes = entry[11];
            if ((attributes & 0x3f) == LongName)
            {
                if ((entry[0] & 0x40) != 0) longName.Clear();
                sum = entry[13];
                longName[entry[0] & 0x3f] = LongPart(entry);
                continue;
            }
            var name = longName.Count > 0 && sum == Sum(entry[..11]) ? string.Concat(longName.Values) : ShortName(entry);
            longName.Clear();
            if ((attributes & Label) != 0)
            {
                _volume.Label ??= Text(entry[..11]);
                continue;
            }
            var cluster = BinaryPrimitives.ReadUInt16LittleEndian(entry[26..]) | ((uint)BinaryPrimitives.ReadUInt16LittleEndian(entry[20..]) << 16);
            if (name is "." or ".." || entry[0] == '.') continue;
            if ((attributes & Folder) != 0) Enter(cluster, path + name + "/", depth + 1);
            else AddFile(path + name, cluster, BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]), (attributes & Hidden) != 0);
        }
    }

    private void AddFile(string name, uint cluster, uint size, bool hidden)
    {
        var extents = _table.Chain(cluster, size, _budget, out var loops);
        if (loops) _volume.Problems.Add("chain-loop", name);
        _volume.Files.Add(new StoredFile(name, size) { Extents = extents, Hidden = hidden });
    }

    /// <summary>Thirteen characters of a long name; behind its end there is filling.</summary>
    private static string LongPart(ReadOnlySpan<byte> entry)
    {
        Span<byte> utf16 = stackalloc byte[26];
        entry.Slice(1, 10).CopyTo(utf16);
        entry.Slice(14, 12).CopyTo(utf16[10..]);
        entry.Slice(28, 4).CopyTo(utf16[22..]);
        var text = Encoding.Unicode.GetString(utf16);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    private static byte Sum(ReadOnlySpan<byte> shortName)
    {
        byte sum = 0;
        foreach (var c in shortName) sum = (byte)((sum << 7 | sum >> 1) + c);
        return sum;
    }

    private static string ShortName(ReadOnlySpan<byte> entry)
    {
        Span<byte> bytes = stackalloc byte[11];
        entry[..11].CopyTo(bytes);
        if (bytes[0] == 5) bytes[0] = 0xe5;
        var stem = Text(bytes[..8]) ?? "";
        var extension = Text(bytes[8..]) ?? "";
        if ((entry[12] & 0x08) != 0) stem = stem.ToLowerInvariant();
        if ((entry[12] & 0x10) != 0) extension = extension.ToLowerInvariant();
        return extension.Length == 0 ? stem : $"{stem}.{extension}";
    }

    private static string? Text(ReadOnlySpan<byte> field)
    {
        var text = (CodePagesEncodingProvider.Instance.GetEncoding(437) ?? Encoding.Latin1).GetString(field).Trim(' ', '\0');
        return text.Length == 0 ? null : text;
    }
}
