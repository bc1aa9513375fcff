using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>VHDX [MS-VHDX]: region table, metadata, block allocation table. The log is not replayed.</summary>
internal static class VhdxReader
{
    private const int Header1 = 64 << 10, RegionTable1 = 192 << 10, RegionTable2 = 256 << 10, TableSize = 64 << 10;
    private const int MostEntries = 2047;
    private static readonly Guid BlockTable = new("2DC27766-F623-4200-9D64-115E9BFD4A08");
    private static readonly Guid Metadata = new("8B7CA206-4790-4B9A-B8FE-575F050F886E");
    private static readonly Guid FileParameters = new("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    private static readonly Guid DiskSize = new("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    private static readonly Guid SectorSize = new("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");

    public static VirtualDisk Open(ReadOnlyMemory<byte> image)
    {
        foreach (var at in (ReadOnlySpan<int>)[RegionTable1, RegionTable2])
        {
            if (image.Length < at + TableSize || !image.Span[at..].StartsWith("regi"u8)) continue;
            ReadOnlyMemory<byte> table = default, metadata = default;
            var regions = image.Span.Slice(at, TableSize);
            var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(regions[8..]), MostEntries);
            for (var i = 0; i < count; i++)
            {
                var entry = regions.Slice(16 + (i * 32), 32);
                var region = Slice(image, BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]));
                var id = new Guid(entry[..16]);
                if (id == BlockTable) table = region;
                else if (id == Metadata) metadata = region;
            }
            if (Read(image, table.Span, metadata) is { } disk) return disk;
        }
        return new VirtualDisk("vhdx", null, ("header-damaged", "no region table leads to a disk"));
    }

    private static VirtualDisk? Read(ReadOnlyMemory<byte> image, ReadOnlySpan<byte> table, ReadOnlyMemory<byte> metadata)
    {
        if (!metadata.Span.StartsWith("metadata"u8) || metadata.Length < TableSize) return null;
        uint blockSize = 0, flags = 0, sector = 512;
        long size = 0;
        var count = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(metadata.Span[10..]), MostEntries);
        for (var i = 0; i < count; i++)
        {
            var entry = metadata.Span.Slice(32 + (i * 32), 32);
            var item = Slice(metadata, BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[20..])).Span;
            var id = new Guid(entry[..16]);
            if (id == FileParameters && item.Length >= 8) (blockSize, flags) = (BinaryPrimitives.ReadUInt32LittleEndian(item), BinaryPrimitives.ReadUInt32LittleEndian(item[4..]));
            else if (id == DiskSize && item.Length >= 8) size = BinaryPrimitives.ReadInt64LittleEndian(item);
            else if (id == SectorSize && item.Length >= 4) sector = BinaryPrimitives.ReadUInt32LittleEndian(item);
        }
        if (blockSize is < 1 << 20 or > 256 << 20 || (blockSize & (blockSize - 1)) != 0 || size <= 0 || sector is not (512 or 4096)) return null;
        // Behind so many payload blocks there is an entry for their bitmap.
        var ratio = (1L << 23) * sector / blockSize;
        var blocks = new long[(int)Math.Min((size + blockSize - 1) / blockSize, table.Length / 8)];
        for (var i = 0; i < blocks.Length; i++)
        {
            var index = i + (i / ratio);
            var entry = (index + 1) * 8 <= table.Length ? BinaryPrimitives.ReadUInt64LittleEndian(table[(int)(index * 8)..]) : 0;
            blocks[i] = (entry & 7) is 6 or 7 ? (long)(entry >> 20 << 20) : -1;
        }
        var disk = new BlockDisk(image, size, (int)blockSize, blocks);
        if ((flags & 2) != 0) return new VirtualDisk("vhdx", disk, ("differencing", "only what differs from another disk, which is not here"));
        return new VirtualDisk("vhdx", disk, HasLog(image.Span) ? ("log-not-replayed", "its last changes may stand in the log alone") : null);
    }

    /// <summary>The current header names a log.</summary>
    private static bool HasLog(ReadOnlySpan<byte> image)
    {
        var one = image.Slice(Header1, 64);
        var two = image.Slice(Header1 * 2, 64);
        var current = BinaryPrimitives.ReadUInt64LittleEndian(one[8..]) >= BinaryPrimitives.ReadUInt64LittleEndian(two[8..]) ? one : two;
        return current.StartsWith("head"u8) && current.Slice(48, 16).IndexOfAnyExcept((byte)0) >= 0;
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> from, ulong at, uint length) => at < (ulong)from.Length ? from.Slice((int)at, (int)Math.Min(length, (ulong)from.Length - at)) : default;
}
