using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers;

/// <summary>Writes compound files [MS-CFB], the same bytes for the same input: no times, no random numbers.</summary>
internal static class CfbWriter
{
    private const uint FreeSector = 0xFFFFFFFF, EndOfChain = 0xFFFFFFFE, FatSector = 0xFFFFFFFD, DifatSector = 0xFFFFFFFC;
    private const int MiniSectorSize = 64, MiniCutoff = 4096, HeaderDifat = 109;

    /// <summary>Writes streams; storages come from the slashes in their paths.</summary>
    /// <param name="streams">Path (<c>Macros/VBA/dir</c>) and content.</param>
    /// <param name="rootClass">Class of the root storage.</param>
    /// <param name="version">3 (sectors of 512 bytes) or 4 (4,096).</param>
    public static byte[] Write(IEnumerable<(string Path, byte[] Content)> streams, Guid rootClass = default, int version = 3)
    {
        ArgumentNullException.ThrowIfNull(streams);
        var root = new Node("Root Entry", content: null);
        var nodes = new List<Node> { root };
        foreach (var (path, content) in streams)
        {
            var at = root;
            var names = path.Split('/');
            for (var i = 0; i < names.Length; i++)
            {
                var last = i == names.Length - 1;
                var next = at.Children.Find(child => Compare(child.Name, names[i]) == 0);
                if (next is null)
                {
                    next = new Node(names[i], last ? content : null);
                    at.Children.Add(next);
                    nodes.Add(next);
                }
                at = next;
            }
        }
        for (var id = 0; id < nodes.Count; id++) nodes[id].Id = id;
        foreach (var node in nodes) node.LinkChildren();
        return Lay(nodes, rootClass, version);
    }

    private static byte[] Lay(List<Node> nodes, Guid rootClass, int version)
    {
        var sectorSize = version == 4 ? 4096 : 512;
        var perSector = sectorSize / 4;
        var sectors = new List<byte[]>();
        var fat = new List<uint>();

        uint Append(ReadOnlySpan<byte> content)
        {
            if (content.IsEmpty) return EndOfChain;
            var first = (uint)sectors.Count;
            for (var at = 0; at < content.Length; at += sectorSize)
            {
                var sector = new byte[sectorSize];
                content.Slice(at, Math.Min(sectorSize, content.Length - at)).CopyTo(sector);
                sectors.Add(sector);
                fat.Add((uint)sectors.Count);
            }
            fat[^1] = EndOfChain;
            return first;
        }

        var mini = new List<byte>();
        var miniFat = new List<uint>();
        foreach (var node in nodes)
        {
            if (node.Content is not { Length: > 0 } content) continue;
            if (content.Length >= MiniCutoff)
            {
                node.Start = Append(content);
                continue;
            }
            node.Start = (uint)miniFat.Count;
            for (var at = 0; at < content.Length; at += MiniSectorSize) miniFat.Add((uint)miniFat.Count + 1);
            miniFat[^1] = EndOfChain;
            mini.AddRange(content);
            while (mini.Count % MiniSectorSize != 0) mini.Add(0);
        }
        nodes[0].Start = Append(mini.ToArray());
        nodes[0].MiniSize = mini.Count;
        var miniFatStart = Append(Words(miniFat, perSector));
        var miniFatSectors = (miniFat.Count + perSector - 1) / perSector;
        var directory = new byte[(nodes.Count * 128 + sectorSize - 1) / sectorSize * sectorSize];
        for (var id = 0; id < directory.Length / 128; id++)
        {
            var entry = directory.AsSpan(id * 128, 128);
            if (id < nodes.Count) nodes[id].Write(entry, id == 0 ? rootClass : Guid.Empty);
            else entry[68..80].Fill(0xFF);
        }
        var directoryStart = Append(directory);

        // The FAT maps itself and the DIFAT sectors, which list the FAT's sectors beyond the header's 109.
        var (fatSectors, difatSectors) = (0, 0);
        while (fatSectors * perSector < fat.Count + fatSectors + difatSectors)
        {
            fatSectors++;
            difatSectors = Math.Max(0, (fatSectors - HeaderDifat + perSector - 2) / (perSector - 1));
        }
        var fatStart = (uint)sectors.Count;
        var difatStart = fatStart + (uint)fatSectors;
        for (var i = 0; i < fatSectors; i++) fat.Add(FatSector);
        for (var i = 0; i < difatSectors; i++) fat.Add(DifatSector);
        var fatBytes = Words(fat, perSector);

        var file = new byte[sectorSize * (1 + sectors.Count + fatSectors + difatSectors)];
        var header = file.AsSpan(0, 512);
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], 0x3E);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], (ushort)version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(header[30..], (ushort)(version == 4 ? 12 : 9));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], 6);
        if (version == 4) BinaryPrimitives.WriteInt32LittleEndian(header[40..], directory.Length / sectorSize);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], fatSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(header[48..], directoryStart);
        BinaryPrimitives.WriteInt32LittleEndian(header[56..], MiniCutoff);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], miniFatStart);
        BinaryPrimitives.WriteInt32LittleEndian(header[64..], miniFatSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(header[68..], difatSectors > 0 ? difatStart : EndOfChain);
        BinaryPrimitives.WriteInt32LittleEndian(header[72..], difatSectors);
        for (var i = 0; i < HeaderDifat; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(header[(76 + i * 4)..], i < fatSectors ? fatStart + (uint)i : FreeSector);
        for (var i = 0; i < sectors.Count; i++) sectors[i].CopyTo(file.AsSpan(sectorSize * (1 + i)));
        fatBytes.CopyTo(file.AsSpan(sectorSize * (1 + sectors.Count)));
        for (var d = 0; d < difatSectors; d++)
        {
            var sector = file.AsSpan(sectorSize * (1 + (int)difatStart + d), sectorSize);
            for (var i = 0; i < perSector - 1; i++)
            {
                var listed = HeaderDifat + d * (perSector - 1) + i;
                BinaryPrimitives.WriteUInt32LittleEndian(sector[(i * 4)..], listed < fatSectors ? fatStart + (uint)listed : FreeSector);
            }
            BinaryPrimitives.WriteUInt32LittleEndian(sector[(sectorSize - 4)..], d + 1 < difatSectors ? difatStart + (uint)d + 1 : EndOfChain);
        }
        return file;
    }

    private static byte[] Words(List<uint> words, int perSector)
    {
        var bytes = new byte[(words.Count + perSector - 1) / perSector * perSector * 4];
        bytes.AsSpan().Fill(0xFF);
        for (var i = 0; i < words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }

    /// <summary>Sibling order [MS-CFB 2.6.4]: the shorter name first, then by upper-case code units.</summary>
    private static int Compare(string a, string b) =>
        a.Length != b.Length ? a.Length - b.Length : string.CompareOrdinal(a.ToUpperInvariant(), b.ToUpperInvariant());

    private sealed class Node(string name, byte[]? content)
    {
        public string Name { get; } = name;
        public byte[]? Content { get; } = content;
        public List<Node> Children { get; } = [];
        public int Id { get; set; }
        public uint Start { get; set; } = content is null ? 0 : EndOfChain;
        public int MiniSize { get; set; }
        private Node? Left { get; set; }
        private Node? Right { get; set; }
        private Node? Top { get; set; }
        private bool IsRed { get; set; }

        /// <summary>A balanced tree of the children; red are those on an incomplete last level, which makes it a valid red-black tree.</summary>
        public void LinkChildren()
        {
            Children.Sort((a, b) => Compare(a.Name, b.Name));
            var levels = 0;
            while ((1 << levels) - 1 < Children.Count) levels++;
            var complete = Children.Count == (1 << levels) - 1;
            Top = Build(0, Children.Count, 1);

            Node? Build(int from, int to, int level)
            {
                if (from >= to) return null;
                var middle = (from + to) / 2;
                var node = Children[middle];
                node.IsRed = !complete && level == levels;
                node.Left = Build(from, middle, level + 1);
                node.Right = Build(middle + 1, to, level + 1);
                return node;
            }
        }

        public void Write(Span<byte> entry, Guid classId)
        {
            var length = Encoding.Unicode.GetBytes(Name.AsSpan(0, Math.Min(31, Name.Length)), entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[64..], (ushort)(length + 2));
            entry[66] = Id == 0 ? (byte)5 : Content is null ? (byte)1 : (byte)2;
            entry[67] = IsRed ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteInt32LittleEndian(entry[68..], Left?.Id ?? -1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[72..], Right?.Id ?? -1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[76..], Top?.Id ?? -1);
            classId.TryWriteBytes(entry[80..]);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[116..], Start);
            BinaryPrimitives.WriteInt64LittleEndian(entry[120..], Id == 0 ? MiniSize : Content?.Length ?? 0);
        }
    }
}
