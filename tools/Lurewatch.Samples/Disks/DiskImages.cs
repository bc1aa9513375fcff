using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Disks;

/// <summary>Wraps a volume as what mail carries: a disk with a partition table, a VHD, a VHDX.</summary>
public static class DiskImages
{
    private const int Sector = 512, Block = 2 << 20, Megabyte = 1 << 20;

    /// <summary>A disk with one partition from its second sector on.</summary>
    public static byte[] Partitioned(byte[] volume, byte type = 0x0e)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var disk = new byte[Sector + volume.Length];
        disk[446 + 4] = type;
        BinaryPrimitives.WriteInt32LittleEndian(disk.AsSpan(446 + 8), 1);
        BinaryPrimitives.WriteInt32LittleEndian(disk.AsSpan(446 + 12), volume.Length / Sector);
        disk[510] = 0x55;
        disk[511] = 0xaa;
        volume.CopyTo(disk, Sector);
        return disk;
    }

    /// <summary>A VHD of fixed size: the disk, then the footer [Virtual Hard Disk Image Format Specification 1.0].</summary>
    public static byte[] FixedVhd(byte[] disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return [.. disk, .. Footer(disk.Length, 2)];
    }

    /// <summary>A dynamic VHD: blocks of 2 MiB where the disk is not empty.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="declared">Size that it declares; that of the disk if 0.</param>
    public static byte[] DynamicVhd(byte[] disk, long declared = 0)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var footer = Footer(declared == 0 ? disk.Length : declared, 3);
        var count = (disk.Length + Block - 1) / Block;
        var header = new byte[1024];
        "cxsparse"u8.CopyTo(header);
        header.AsSpan(8, 8).Fill(0xff);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(16), 1536);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(24), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(28), count);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(32), Block);
        var table = new byte[((count * 4) + Sector - 1) / Sector * Sector];
        table.AsSpan().Fill(0xff);
        var image = new MemoryStream();
        image.Write(footer);
        image.Write(header);
        image.Write(table);
        for (var i = 0; i < count; i++)
        {
            var piece = disk.AsSpan(i * Block, Math.Min(Block, disk.Length - (i * Block)));
            if (piece.IndexOfAnyExcept((byte)0) < 0) continue;
            BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(i * 4), (int)(image.Length / Sector));
            image.Write(Enumerable.Repeat((byte)0xff, Sector).ToArray()); // all sectors are there
            image.Write(piece);
            image.Write(new byte[Block - piece.Length]);
        }
        image.Write(footer);
        var bytes = image.ToArray();
        table.CopyTo(bytes, 1536);
        return bytes;
    }

    /// <summary>A VHDX of blocks of 1 MiB [MS-VHDX 2].</summary>
    public static byte[] Vhdx(byte[] disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var count = (disk.Length + Megabyte - 1) / Megabyte;
        var image = new byte[(3 + count) * Megabyte];
        "vhdxfile"u8.CopyTo(image);
        for (var i = 1; i <= 2; i++)
        {
            "head"u8.CopyTo(image.AsSpan(i * (64 << 10)));
            BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan((i * (64 << 10)) + 8), i);
        }
        var regions = image.AsSpan(192 << 10);
        "regi"u8.CopyTo(regions);
        BinaryPrimitives.WriteInt32LittleEndian(regions[8..], 2);
        Region(regions[16..], "2DC27766-F623-4200-9D64-115E9BFD4A08", 2 * Megabyte);
        Region(regions[48..], "8B7CA206-4790-4B9A-B8FE-575F050F886E", Megabyte);
        var metadata = image.AsSpan(Megabyte, Megabyte);
        "metadata"u8.CopyTo(metadata);
        BinaryPrimitives.WriteInt16LittleEndian(metadata[10..], 3);
        Item(metadata, 0, "CAA16737-FA36-4D43-B3B6-33F0AA44E76B", Megabyte, 8);
        Item(metadata, 1, "2FA54224-CD1B-4876-B211-5DBED83BF4B8", disk.Length, 8);
        Item(metadata, 2, "8141BF1D-A96F-4709-BA47-F233A8FAAB5F", Sector, 4);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan((2 * Megabyte) + (i * 8)), ((3L + i) << 20) | 6);
            disk.AsSpan(i * Megabyte, Math.Min(Megabyte, disk.Length - (i * Megabyte))).CopyTo(image.AsSpan((3 + i) * Megabyte));
        }
        return image;
    }

    private static void Region(Span<byte> to, string id, int at)
    {
        new Guid(id).ToByteArray().CopyTo(to);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], at);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], Megabyte);
        to[28] = 1;
    }

    private static void Item(Span<byte> metadata, int index, string id, long value, int size)
    {
        var entry = metadata[(32 + (index * 32))..];
        var at = (64 << 10) + (index * 8);
        new Guid(id).ToByteArray().CopyTo(entry);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], at);
        BinaryPrimitives.WriteInt32LittleEndian(entry[20..], size);
        BinaryPrimitives.WriteInt64LittleEndian(metadata[at..], value);
    }

    private static byte[] Footer(long size, int type)
    {
        var footer = new byte[Sector];
        "conectix"u8.CopyTo(footer);
        BinaryPrimitives.WriteInt32BigEndian(footer.AsSpan(8), 2);
        BinaryPrimitives.WriteInt32BigEndian(footer.AsSpan(12), 0x10000);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(16), type == 2 ? -1 : Sector);
        Encoding.ASCII.GetBytes("win ").CopyTo(footer, 28);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(40), size);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(48), size);
        BinaryPrimitives.WriteInt32BigEndian(footer.AsSpan(60), type);
        uint sum = 0;
        foreach (var b in footer) sum += b;
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(64), ~sum);
        return footer;
    }
}
