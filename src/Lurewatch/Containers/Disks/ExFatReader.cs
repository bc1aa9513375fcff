using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>exFAT [Microsoft exFAT file system specification].</summary>
internal sealed class ExFatReader
{
    private const int EntrySize = 32, MostDepth = 64, MostFolderBytes = 16 << 20;
    private const byte LabelEntry = 0x83, FileEntry = 0x85, StreamEntry = 0xc0, NameEntry = 0xc1;

    private readonly Volume _volume;
    private readonly FatTable _table;
    private readonly AnalysisBudget _budget;
    private readonly HashSet<uint> _entered = [];
    private readonly Queue<(List<Extent> Extents, string Path, int Depth)> _folders = new();

    private ExFatReader(Volume volume, FatTable table, AnalysisBudget budget) => (_volume, _table, _budget) = (volume, table, budget);

    public static Volume? Read(DiskBytes disk, AnalysisBudget budget)
    {
        var boot = disk.Read(0, 512).Span;
        if (boot.Length < 512 || !boot[3..].StartsWith("EXFAT   "u8)) return null;
        int sectorShift = boot[108], clusterShift = boot[109];
        if (sectorShift is < 9 or > 12 || sectorShift + clusterShift > 25) return null;
        long table = (long)BinaryPrimitives.ReadUInt32LittleEndian(boot[80..]) << sectorShift, heap = (long)BinaryPrimitives.ReadUInt32LittleEndian(boot[88..]) << sectorShift;
        long clusters = BinaryPrimitives.ReadUInt32LittleEndian(boot[92..]);
        var size = 1 << (sectorShift + clusterShift);
        clusters = Math.Min(clusters, Math.Max(0, (disk.Length - heap) / size) + 1);
        var volume = new Volume("exfat", disk);
        var reader = new ExFatReader(volume, new FatTable(disk, table, 32, heap, size, clusters), budget);
        var root = BinaryPrimitives.ReadUInt32LittleEndian(boot[96..]);
        reader.Enter(root, reader._table.Chain(root, MostFolderBytes, budget, out var loops), "", 0, loops);
        while (reader._folders.TryDequeue(out var folder) && !volume.Cut) reader.ReadFolder(folder.Extents, folder.Path, folder.Depth);
        return volume;
    }

    private void Enter(uint cluster, List<Extent> extents, string path, int depth, bool loops)
    {
        if (loops) _volume.Problems.Add("chain-loop", path.Length == 0 ? "/" : path);
        if (!_entered.Add(cluster)) _volume.Problems.Add("directory-loop", path);
        else if (depth > MostDepth) _volume.Problems.Add("directory-depth", path);
        else _folders.Enqueue((extents, path, depth));
    }

    /// <summary>Sets of entries: a file, its stream, its name in pieces of fifteen characters.</summary>
    private void ReadFolder(List<Extent> extents, string path, int depth)
    {
        var file = new StoredFile(path, extents.Sum(extent => extent.Length)) { Extents = extents };
        var length = (int)Math.Min(StoredContent.Reachable(_volume.Disk, file), MostFolderBytes);
        if (!_budget.TryTakeSteps(1 + (length >> 6), "exfat")) { _volume.Cut = true; return; }
        var entries = StoredContent.Join(_volume.Disk, file, length).Span;
        for (; entries.Length >= EntrySize && entries[0] != 0; entries = entries[EntrySize..])
        {
            if (!_volume.MayAdd(_budget, "exfat")) return;
            if (entries[0] == LabelEntry) _volume.Label = Encoding.Unicode.GetString(entries.Slice(2, Math.Min(entries[1] * 2, 22)));
            if (entries[0] != FileEntry) continue;
            int more = entries[1], attributes = BinaryPrimitives.ReadUInt16LittleEndian(entries[4..]);
            if (more < 2 || entries.Length < (more + 1) * EntrySize || entries[EntrySize] != StreamEntry) continue;
            var stream = entries.Slice(EntrySize, EntrySize);
            var name = new StringBuilder(path);
            for (var i = 2; i <= more && entries[i * EntrySize] == NameEntry; i++) name.Append(Encoding.Unicode.GetString(entries.Slice((i * EntrySize) + 2, 30)));
            name.Length = Math.Min(name.Length, path.Length + stream[3]);
            Add(name.ToString(), stream, attributes, depth);
            entries = entries[(more * EntrySize)..];
        }
    }

    private void Add(string name, ReadOnlySpan<byte> stream, int attributes, int depth)
    {
        const int hidden = 2, folder = 16, contiguous = 2;
        var cluster = BinaryPrimitives.ReadUInt32LittleEndian(stream[20..]);
        var size = BinaryPrimitives.ReadInt64LittleEndian(stream[24..]);
        if (size < 0) return;
        var loops = false;
        var extents = (stream[1] & contiguous) != 0 ? _table.Run(cluster, size) : _table.Chain(cluster, size, _budget, out loops);
        if ((attributes & folder) != 0)
        {
            Enter(cluster, extents, name + "/", depth + 1, loops);
            return;
        }
        if (loops) _volume.Problems.Add("chain-loop", name);
        _volume.Files.Add(new StoredFile(name, size) { Extents = extents, Hidden = (attributes & hidden) != 0 });
    }
}
