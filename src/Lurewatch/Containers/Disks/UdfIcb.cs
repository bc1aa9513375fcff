using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>A file entry or extended file entry of UDF [ECMA-167 4/14.9, 4/14.17]: what a file's content is made of.</summary>
internal sealed class UdfIcb
{
    private const ushort FileEntry = 261, ExtendedFileEntry = 266, AllocationExtent = 258;
    private const int MostExtents = 65_536, MostChained = 4_096;

    private readonly UdfSpace _space;
    private readonly ushort _partition;
    private readonly ReadOnlyMemory<byte> _descriptors;
    private readonly int _kind;
    private readonly long _size;

    private UdfIcb(UdfSpace space, long at, ushort partition, ReadOnlyMemory<byte> descriptors, int kind, byte fileKind, long size)
    {
        (_space, At, _partition, _descriptors, _kind, FileKind, _size) = (space, at, partition, descriptors, kind, fileKind, size);
    }

    /// <summary>Where the entry lies on the disk.</summary>
    public long At { get; }
    /// <summary>4 folder, 5 file, 248 virtual allocation table, 250 metadata file.</summary>
    public byte FileKind { get; }

    /// <summary>The entry at an address; null if there is none.</summary>
    public static UdfIcb? Read(UdfSpace space, LongAddress address)
    {
        var at = space.Position(address.Block, address.Partition);
        if (at < 0) return null;
        var block = space.Disk.Read(at, space.BlockSize);
        var entry = block.Span;
        var extended = UdfSpace.IsTag(entry, ExtendedFileEntry);
        if (entry.Length < 216 || (!extended && !UdfSpace.IsTag(entry, FileEntry))) return null;
        var size = BinaryPrimitives.ReadInt64LittleEndian(entry[56..]);
        long attributes = BinaryPrimitives.ReadUInt32LittleEndian(entry[(extended ? 208 : 168)..]), descriptors = BinaryPrimitives.ReadUInt32LittleEndian(entry[(extended ? 212 : 172)..]);
        var start = (extended ? 216 : 176) + attributes;
        if (size < 0 || start > block.Length) return null;
        return new UdfIcb(space, at, address.Partition, block.Slice((int)start, (int)Math.Min(descriptors, block.Length - start)), BinaryPrimitives.ReadUInt16LittleEndian(entry[34..]) & 7, entry[27], size);
    }

    public StoredFile ToFile(string name)
    {
        if (_kind == 3) return new StoredFile(name, _size) { Inline = _descriptors[..(int)Math.Min(_size, _descriptors.Length)] };
        var extents = new List<Extent>();
        var descriptors = _descriptors;
        for (var chained = 0; chained < MostChained; chained++)
        {
            if (Extents(descriptors.Span, extents) is not { } next) break;
            descriptors = next;
        }
        return new StoredFile(name, _size) { Extents = extents };
    }

    /// <summary>Allocation descriptors; answers the next stretch of them where they go on elsewhere.</summary>
    private ReadOnlyMemory<byte>? Extents(ReadOnlySpan<byte> descriptors, List<Extent> extents)
    {
        var (step, block, partition) = _kind switch { 0 => (8, 4, -1), 1 => (16, 4, 8), _ => (20, 12, 16) };
        for (; descriptors.Length >= step; descriptors = descriptors[step..])
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(descriptors);
            if ((length & 0x3fffffff) == 0 || extents.Count >= MostExtents || !_space.Budget.TryTakeSteps(1, "udf")) return null;
            var reference = partition < 0 ? _partition : BinaryPrimitives.ReadUInt16LittleEndian(descriptors[partition..]);
            var at = _space.Position(BinaryPrimitives.ReadUInt32LittleEndian(descriptors[block..]), reference);
            switch (length >> 30)
            {
                case 0:
                    extents.Add(new Extent(at < 0 ? long.MaxValue : at, length & 0x3fffffff));
                    break;
                case 3:
                    if (at < 0) return null;
                    var more = _space.Disk.Read(at, (int)Math.Min(length & 0x3fffffff, 1 << 20));
                    if (!UdfSpace.IsTag(more.Span, AllocationExtent) || more.Length < 24) return null;
                    return more.Slice(24, (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(more.Span[20..]), more.Length - 24));
                default:
                    extents.Add(new Extent(-1, length & 0x3fffffff)); // allocated or not, never written
                    break;
            }
        }
        return null;
    }
}
