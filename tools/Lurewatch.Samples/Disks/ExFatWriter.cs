using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Disks;

/// <summary>Writes volumes of exFAT [Microsoft exFAT file system specification]: files in one piece, folders chained by the table; the same bytes for the same input.</summary>
public static class ExFatWriter
{
    private const int Sector = 512, TableAt = 24, TableSectors = 8, HeapAt = TableAt + TableSectors, EntrySize = 32, Clusters = (TableSectors * Sector / 4) - 2;

    /// <summary>Writes a volume of one sector a cluster, half a mebibyte in all.</summary>
    public static byte[] Write(IReadOnlyList<DiskItem> files, string label = "EXDATA")
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(label);
        var image = new byte[(HeapAt + Clusters) * Sector];
        var next = 2;
        var name = new byte[EntrySize];
        name[0] = 0x83;
        name[1] = (byte)label.Length;
        Encoding.Unicode.GetBytes(label).CopyTo(name, 2);
        var root = Store([.. name, .. Folder("", files)], chained: true);
        image[0] = 0xeb;
        "EXFAT   "u8.CopyTo(image.AsSpan(3));
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(72), image.Length / Sector);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(80), TableAt);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(84), TableSectors);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(88), HeapAt);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(92), Clusters);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(96), root);
        image[108] = 9;
        image[110] = 1;
        image[510] = 0x55;
        image[511] = 0xaa;
        return image;

        byte[] Folder(string path, IEnumerable<DiskItem> items)
        {
            var entries = new List<byte>();
            foreach (var inner in items.GroupBy(item => item.Name[path.Length..].Split('/') is [var folder, _, ..] ? folder : ""))
            {
                if (inner.Key.Length > 0)
                {
                    var folder = Folder($"{path}{inner.Key}/", inner);
                    entries.AddRange(Entries(inner.Key, 0x10, Store(folder, chained: true), folder.Length, contiguous: false));
                    continue;
                }
                foreach (var item in inner) entries.AddRange(Entries(item.Name[path.Length..], item.Hidden ? 0x22 : 0x20, Store(item.Content, chained: false), item.Content.Length, contiguous: true));
            }
            return [.. entries];
        }

        int Store(byte[] content, bool chained)
        {
            if (content.Length == 0) return 0;
            var first = next;
            next += (content.Length + Sector - 1) / Sector;
            content.CopyTo(image, (HeapAt + first - 2) * Sector);
            for (var i = first; chained && i < next; i++) BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan((TableAt * Sector) + (i * 4)), i == next - 1 ? -1 : i + 1);
            return first;
        }
    }

    /// <summary>A file, its stream, its name in pieces of fifteen characters.</summary>
    private static byte[] Entries(string name, int attributes, int cluster, long size, bool contiguous)
    {
        var pieces = (name.Length + 14) / 15;
        var entries = new byte[(2 + pieces) * EntrySize];
        entries[0] = 0x85;
        entries[1] = (byte)(1 + pieces);
        entries[4] = (byte)attributes;
        var stream = entries.AsSpan(EntrySize);
        stream[0] = 0xc0;
        stream[1] = (byte)(contiguous ? 3 : 1);
        stream[3] = (byte)name.Length;
        BinaryPrimitives.WriteInt64LittleEndian(stream[8..], size);
        BinaryPrimitives.WriteInt32LittleEndian(stream[20..], cluster);
        BinaryPrimitives.WriteInt64LittleEndian(stream[24..], size);
        for (var i = 0; i < pieces; i++)
        {
            var piece = entries.AsSpan((2 + i) * EntrySize);
            piece[0] = 0xc1;
            Encoding.Unicode.GetBytes(name.Substring(i * 15, Math.Min(15, name.Length - (i * 15)))).CopyTo(piece[2..]);
        }
        return entries;
    }
}
