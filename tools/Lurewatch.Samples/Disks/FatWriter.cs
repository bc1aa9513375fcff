using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples.Disks;

/// <summary>Writes volumes of FAT12, FAT16 and FAT32 [Microsoft FAT specification] with long names; the same bytes for the same input.</summary>
public static class FatWriter
{
    private const int Sector = 512, EntrySize = 32, RootEntries = 64, Reserved32 = 32;

    /// <summary>Writes a volume, one sector a cluster.</summary>
    /// <param name="files">Files; folders come from their names.</param>
    /// <param name="bits">12, 16 or 32: by this the volume's size is chosen, since readers tell them apart by it.</param>
    /// <param name="label">Name of the volume, up to eleven characters.</param>
    public static byte[] Write(IReadOnlyList<DiskItem> files, int bits = 12, string label = "INVOICE")
    {
        ArgumentNullException.ThrowIfNull(files);
        var needed = files.Sum(file => (file.Content.Length / Sector) + 2 + file.Name.Count(c => c == '/') * 2);
        var clusters = Math.Max(needed + 16, bits switch { 12 => 64, 16 => 4100, _ => 128 });
        var reserved = bits == 32 ? Reserved32 : 1;
        var tableSectors = ((((clusters + 2L) * bits) + 7) / 8 + Sector - 1) / Sector;
        var rootSectors = bits == 32 ? 0 : RootEntries * EntrySize / Sector;
        var heap = (int)((reserved + (2 * tableSectors) + rootSectors) * Sector);
        var image = new byte[heap + (clusters * Sector)];
        Boot(image, bits, clusters, reserved, tableSectors, rootSectors, label);
        var volume = new Volume(image, bits, heap, reserved * Sector, (int)(tableSectors * Sector));
        var rootAt = (int)((reserved + (2 * tableSectors)) * Sector);
        if (bits == 32)
        {
            var root = volume.Store(volume.Folder(files, "", 0));
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(44), (uint)root);
        }
        else
        {
            volume.Folder(files, "", 0).CopyTo(image, rootAt);
        }
        volume.Finish();
        return image;
    }

    private static void Boot(Span<byte> boot, int bits, int clusters, int reserved, long tableSectors, int rootSectors, string label)
    {
        boot[0] = 0xeb;
        boot[1] = 0x3c;
        boot[2] = 0x90;
        "MSDOS5.0"u8.CopyTo(boot[3..]);
        BinaryPrimitives.WriteUInt16LittleEndian(boot[11..], Sector);
        boot[13] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(boot[14..], (ushort)reserved);
        boot[16] = 2;
        BinaryPrimitives.WriteUInt16LittleEndian(boot[17..], (ushort)(bits == 32 ? 0 : RootEntries));
        boot[21] = 0xf8;
        BinaryPrimitives.WriteUInt16LittleEndian(boot[22..], (ushort)(bits == 32 ? 0 : tableSectors));
        BinaryPrimitives.WriteUInt32LittleEndian(boot[32..], (uint)(reserved + (2 * tableSectors) + rootSectors + clusters));
        if (bits == 32) BinaryPrimitives.WriteUInt32LittleEndian(boot[36..], (uint)tableSectors);
        var more = bits == 32 ? 64 : 36;
        boot[more] = 0x80;
        boot[more + 2] = 0x29;
        Encoding.ASCII.GetBytes(label.PadRight(11)).CopyTo(boot[(more + 7)..]);
        Encoding.ASCII.GetBytes($"FAT{bits}   ").CopyTo(boot[(more + 18)..]);
        boot[510] = 0x55;
        boot[511] = 0xaa;
    }

    private sealed class Volume(byte[] image, int bits, int heap, int table, int tableSize)
    {
        private int _next = 2;

        /// <summary>Writes content into the next clusters; the first of them, 0 for none.</summary>
        public int Store(byte[] content)
        {
            if (content.Length == 0) return 0;
            var first = _next;
            var count = (content.Length + Sector - 1) / Sector;
            content.CopyTo(image, heap + ((first - 2) * Sector));
            for (var i = 0; i < count; i++) Link(first + i, i == count - 1 ? -1 : first + i + 1);
            _next += count;
            return first;
        }

        public byte[] Folder(IEnumerable<DiskItem> files, string path, int depth)
        {
            var entries = new List<byte[]>();
            if (depth > 0) entries.AddRange([Entry(".          "u8, 0x10, 0, 0), Entry("..         "u8, 0x10, 0, 0)]);
            foreach (var inner in files.GroupBy(file => file.Name[path.Length..] is var rest && rest.Contains('/', StringComparison.Ordinal) ? rest[..rest.IndexOf('/', StringComparison.Ordinal)] : ""))
            {
                if (inner.Key.Length > 0)
                {
                    var folder = Store(Folder(inner, $"{path}{inner.Key}/", depth + 1));
                    Named(entries, inner.Key, 0x10, folder, 0);
                    continue;
                }
                foreach (var file in inner) Named(entries, file.Name[path.Length..], (byte)(file.Hidden ? 0x22 : 0x20), Store(file.Content), file.Content.Length);
            }
            return [.. entries.SelectMany(entry => entry)];
        }

        /// <summary>Both copies of the table.</summary>
        public void Finish()
        {
            Link(0, bits == 32 ? 0x0ffffff8 : 0xfff8);
            Link(1, -1);
            image.AsSpan(table, tableSize).CopyTo(image.AsSpan(table + tableSize));
        }

        private void Link(int cluster, int next)
        {
            switch (bits)
            {
                case 12:
                    var at = table + cluster + (cluster / 2);
                    int shift = (cluster & 1) * 4, both = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));
                    BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), (ushort)((both & ~(0xfff << shift)) | ((next & 0xfff) << shift)));
                    break;
                case 16:
                    BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(table + (cluster * 2)), (ushort)next);
                    break;
                default:
                    BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(table + (cluster * 4)), next & 0x0fffffff);
                    break;
            }
        }

        /// <summary>The long name in pieces, last first, then the short one.</summary>
        private static void Named(List<byte[]> entries, string name, byte attributes, int cluster, int size)
        {
            var dot = name.LastIndexOf('.');
            var stem = $"{Plain(dot < 0 ? name : name[..dot], 6)}~{(char)('1' + (entries.Count % 9))}";
            var shortName = Encoding.ASCII.GetBytes(stem.PadRight(8) + Plain(dot < 0 ? "" : name[(dot + 1)..], 3).PadRight(3));
            byte sum = 0;
            foreach (var c in shortName) sum = (byte)((sum << 7 | sum >> 1) + c);
            var pieces = (name.Length + 12) / 13;
            for (var i = pieces; i > 0; i--)
            {
                var text = Encoding.Unicode.GetBytes((name + "\0").PadRight((pieces * 13) + 1, '\uffff').Substring((i - 1) * 13, 13));
                var piece = new byte[EntrySize];
                piece[0] = (byte)(i | (i == pieces ? 0x40 : 0));
                piece[11] = 15;
                piece[13] = sum;
                text.AsSpan(0, 10).CopyTo(piece.AsSpan(1));
                text.AsSpan(10, 12).CopyTo(piece.AsSpan(14));
                text.AsSpan(22, 4).CopyTo(piece.AsSpan(28));
                entries.Add(piece);
            }
            entries.Add(Entry(shortName, attributes, cluster, size));
        }

        private static byte[] Entry(ReadOnlySpan<byte> name, byte attributes, int cluster, int size)
        {
            var entry = new byte[EntrySize];
            name.CopyTo(entry);
            entry[11] = attributes;
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(20), (ushort)(cluster >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(26), (ushort)cluster);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(28), size);
            return entry;
        }

        private static string Plain(string text, int length) => new([.. text.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_').Take(length)]);
    }
}
