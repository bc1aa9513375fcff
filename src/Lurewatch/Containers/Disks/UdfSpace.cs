using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>An address in a partition, with its length [ECMA-167 4/14.14.2].</summary>
internal readonly record struct LongAddress(uint Length, uint Block, ushort Partition)
{
    public static LongAddress Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 10 ? default : new(BinaryPrimitives.ReadUInt32LittleEndian(bytes) & 0x3fffffff, BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
}

/// <summary>Partitions and partition maps of a UDF volume: from blocks to positions on the disk; physical, sparable (as if nothing were spared), virtual and metadata partitions [OSTA UDF 2.2.8 to 2.2.10].</summary>
internal sealed class UdfSpace(DiskBytes disk, int blockSize, AnalysisBudget budget)
{
    private const int MostMaps = 8, MostPartitions = 16, MostVirtualBlocks = 1 << 20;
    private readonly Dictionary<ushort, (long Start, long Length)> _partitions = [];
    private readonly List<Map> _maps = [];

    public DiskBytes Disk => disk;
    public int BlockSize => blockSize;
    public AnalysisBudget Budget => budget;

    /// <summary>How blocks of one partition reference become positions.</summary>
    /// <param name="Partition">Number of the partition below.</param>
    /// <param name="Table">Of a virtual partition: the block of each block.</param>
    /// <param name="File">Of a metadata partition: the extents that it is made of.</param>
    private sealed record Map(ushort Partition, uint[]? Table = null, IReadOnlyList<Extent>? File = null);

    /// <summary>A tag is its number, and a sum over its bytes [ECMA-167 3/7.2].</summary>
    public static bool IsTag(ReadOnlySpan<byte> descriptor, ushort number)
    {
        if (descriptor.Length < 16 || BinaryPrimitives.ReadUInt16LittleEndian(descriptor) != number || number == 0) return false;
        byte sum = 0;
        for (var i = 0; i < 16; i++)
            if (i != 4) sum += descriptor[i];
        return sum == descriptor[4];
    }

    public void AddPartition(ReadOnlySpan<byte> descriptor)
    {
        if (_partitions.Count < MostPartitions)
            _partitions[BinaryPrimitives.ReadUInt16LittleEndian(descriptor[22..])] = (BinaryPrimitives.ReadUInt32LittleEndian(descriptor[188..]), BinaryPrimitives.ReadUInt32LittleEndian(descriptor[192..]));
    }

    public void AddMaps(ReadOnlySpan<byte> logical)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(logical[268..]), MostMaps);
        var maps = logical[440..];
        for (var i = 0; i < count && maps.Length >= 6 && maps[1] >= 6 && maps[1] <= maps.Length; i++)
        {
            var map = maps[..maps[1]];
            maps = maps[map.Length..];
            if (map[0] != 2 || map.Length < 64)
            {
                _maps.Add(new Map(BinaryPrimitives.ReadUInt16LittleEndian(map[4..])));
                continue;
            }
            var partition = BinaryPrimitives.ReadUInt16LittleEndian(map[38..]);
            var kind = map[5..28];
            _maps.Add(new Map(partition));
            if (kind.StartsWith("*UDF Virtual Partition"u8)) _maps[^1] = new Map(partition, Table: VirtualTable((ushort)(_maps.Count - 1)));
            else if (kind.StartsWith("*UDF Metadata Partition"u8) && MetadataFile((ushort)(_maps.Count - 1), map) is { } file) _maps[^1] = new Map(partition, File: file);
        }
    }

    /// <summary>Position of a block on the disk; -1 if it has none.</summary>
    public long Position(uint block, ushort partition)
    {
        if (partition >= _maps.Count) return -1;
        var map = _maps[partition];
        if (map.Table is { } table)
        {
            if (block >= table.Length || table[block] == uint.MaxValue) return -1;
            block = table[block];
        }
        if (map.File is { } file)
        {
            var at = (long)block * blockSize;
            foreach (var extent in file)
            {
                if (at < extent.Length) return extent.At < 0 ? -1 : extent.At + at;
                at -= extent.Length;
            }
            return -1;
        }
        return _partitions.TryGetValue(map.Partition, out var found) ? (found.Start + block) * blockSize : -1;
    }

    /// <summary>The block at an address.</summary>
    public ReadOnlySpan<byte> Read(LongAddress address) => Position(address.Block, address.Partition) is >= 0 and var at ? disk.Read(at, blockSize).Span : default;

    /// <summary>The metadata file, else its mirror: file entries in the partition below.</summary>
    private IReadOnlyList<Extent>? MetadataFile(ushort reference, ReadOnlySpan<byte> map)
    {
        foreach (var field in (ReadOnlySpan<int>)[40, 44])
            if (UdfIcb.Read(this, new LongAddress(0, BinaryPrimitives.ReadUInt32LittleEndian(map[field..]), reference)) is { } icb && icb.ToFile("").Extents is { Count: > 0 } extents) return extents;
        return null;
    }

    /// <summary>The table of a disc written once: its file entry is the last block that was written; some images have filling behind it.</summary>
    private uint[]? VirtualTable(ushort reference)
    {
        var partition = _maps[reference].Partition;
        if (!_partitions.TryGetValue(partition, out var found)) return null;
        var last = (disk.Length / blockSize) - 1;
        for (var block = last; block > last - 512 && block >= found.Start; block--)
        {
            if (!budget.TryTakeSteps(1, "udf")) return null;
            if (UdfIcb.Read(this, new LongAddress(0, (uint)(block - found.Start), reference)) is not { FileKind: 0 or 248 } icb) continue;
            var file = icb.ToFile("");
            var size = (int)Math.Min(Math.Min(file.Size, StoredContent.Reachable(disk, file)), MostVirtualBlocks * 4L);
            var content = icb.ToFile("").Inline is { } inline ? inline.Span : StoredContent.Join(disk, file, size).Span;
            if (icb.FileKind == 248) // from 2.00 on the table has a header
                content = content.Length >= 2 && BinaryPrimitives.ReadUInt16LittleEndian(content) is var header && header <= content.Length ? content[header..] : default;
            else if (content.Length >= 36) content = content[..^36]; // before, it has a trailer
            var table = new uint[content.Length / 4];
            for (var i = 0; i < table.Length; i++) table[i] = BinaryPrimitives.ReadUInt32LittleEndian(content[(i * 4)..]);
            return table;
        }
        return null;
    }
}
