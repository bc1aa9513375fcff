using System.Buffers.Binary;

namespace Lurewatch.Containers.Disks;

/// <summary>An image of a disk, opened.</summary>
/// <param name="Format"><c>vhd</c>, <c>vhdx</c>, <c>vmdk</c>, <c>disk</c>.</param>
/// <param name="Disk">The disk in it; null if it cannot be read.</param>
/// <param name="Problem">What is wrong with it, if anything is.</param>
internal readonly record struct VirtualDisk(string Format, DiskBytes? Disk, (string Id, string Detail)? Problem = null)
{
    private const int FooterSize = 512;
    private const uint Fixed = 2, Dynamic = 3, Differencing = 4;

    /// <summary>By its magic number; what has none is the disk itself.</summary>
    public static VirtualDisk Open(ReadOnlyMemory<byte> image)
    {
        var span = image.Span;
        if (span.StartsWith("vhdxfile"u8)) return VhdxReader.Open(image);
        if (span.StartsWith("KDMV"u8)) return new VirtualDisk("vmdk", null);
        if (span.Length >= FooterSize && span[^FooterSize..].StartsWith("conectix"u8)) return Vhd(image, span[^FooterSize..]);
        if (span.StartsWith("conectix"u8) && span.Length >= FooterSize) return Vhd(image, span[..FooterSize]);
        return new VirtualDisk("disk", new PlainDisk(image));
    }

    /// <summary>VHD by its footer, of which dynamic disks have a copy at their start [Virtual Hard Disk Image Format Specification 1.0].</summary>
    private static VirtualDisk Vhd(ReadOnlyMemory<byte> image, ReadOnlySpan<byte> footer)
    {
        var type = BinaryPrimitives.ReadUInt32BigEndian(footer[60..]);
        if (type is Fixed) return new VirtualDisk("vhd", new PlainDisk(image[..Math.Max(0, image.Length - FooterSize)]));
        if (type is not (Dynamic or Differencing)) return new VirtualDisk("vhd", null, ("header-damaged", $"disk type {type}"));
        var at = BinaryPrimitives.ReadUInt64BigEndian(footer[16..]);
        var size = BinaryPrimitives.ReadInt64BigEndian(footer[48..]);
        if (at > (ulong)Math.Max(0, image.Length - 1024)) return new VirtualDisk("vhd", null, ("header-damaged", "its header lies behind the file's end"));
        var header = image.Span.Slice((int)at, 1024);
        var table = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
        var blockSize = BinaryPrimitives.ReadUInt32BigEndian(header[32..]);
        if (!header.StartsWith("cxsparse"u8) || blockSize is < 512 or > 256 << 20 || (blockSize & (blockSize - 1)) != 0 || table >= (ulong)image.Length || size < 0)
            return new VirtualDisk("vhd", null, ("header-damaged", "the header of the dynamic disk is none"));
        var entries = image.Span[(int)table..];
        var blocks = new long[(int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(header[28..]), (uint)entries.Length / 4)];
        var bitmap = ((blockSize / 512 / 8) + 511) / 512 * 512;
        for (var i = 0; i < blocks.Length; i++)
        {
            var sector = BinaryPrimitives.ReadUInt32BigEndian(entries[(i * 4)..]);
            blocks[i] = sector == uint.MaxValue ? -1 : (sector * 512L) + bitmap;
        }
        return new VirtualDisk("vhd", new BlockDisk(image, size, (int)blockSize, blocks), type is Differencing ? ("differencing", "only what differs from another disk, which is not here") : null);
    }
}
