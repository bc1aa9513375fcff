using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>A folder of a mailbox file.</summary>
public sealed record PstFolder(string Name, IReadOnlyList<PstMessage> Messages, IReadOnlyList<PstFolder>? Folders = null);

/// <summary>A message: its properties by tag, one list a recipient, attachments.</summary>
public sealed record PstMessage(IReadOnlyList<(uint Tag, byte[] Value)> Properties, IReadOnlyList<IReadOnlyList<(uint Tag, byte[] Value)>>? Recipients = null, IReadOnlyList<PstAttachment>? Attachments = null);

/// <summary>An attachment: bytes or a message.</summary>
public sealed record PstAttachment(IReadOnlyList<(uint Tag, byte[] Value)> Properties, byte[]? Content, PstMessage? Message = null);

/// <summary>Writes mailbox files [MS-PST], small ones, the same bytes for the same input: what readers look at, without allocation maps and tables of contents.</summary>
public sealed class PstWriter
{
    /// <summary>Changes bytes in place: the file's encoding.</summary>
    public delegate void Encoder(Span<byte> data, ulong bid);

    private const uint Store = 0x21, Names = 0x61, Root = 0x122, Subtree = 0x8022, Recipients = 0x692, Attachments = 0x671;
    private readonly int _version;
    private readonly byte _method;
    private readonly Encoder? _encode;
    private readonly List<(ulong Bid, byte[] Stored, int Size)> _blocks = [];
    private readonly List<(uint Nid, ulong Data, ulong Sub, uint Parent)> _nodes = [];
    private ulong _nextBlock = 4;
    private uint _nextFolder = 0x500, _nextMessage = 0x10000, _nextValue = 1;

    /// <param name="version">14 (ANSI), 23 (Unicode) or 36 (Unicode with large pages).</param>
    /// <param name="method">bCryptMethod.</param>
    /// <param name="encode">What encodes data blocks; null for nothing.</param>
    public PstWriter(int version = 23, byte method = 0, Encoder? encode = null)
    {
        (_version, _method, _encode) = (version, method, encode);
        (PageSize, PageEntries, PageTrailer, BlockUnit, BlockTrailer) = version switch
        {
            < 20 => (512, 496, 500, 64, 12),
            < 36 => (512, 488, 496, 64, 16),
            _ => (4096, 4056, 4072, 512, 24),
        };
        BlockBytes = (Large ? 65536 : 8192) - BlockTrailer;
        EntriesPerPage = ListEntries = RecordsPerNode = int.MaxValue;
    }

    /// <summary>Data of a block at most; smaller ones make trees of blocks.</summary>
    public int BlockBytes { get; init; }
    /// <summary>Entries of an index page at most; fewer make higher trees.</summary>
    public int EntriesPerPage { get; init; }
    /// <summary>Entries of a list of blocks or of subnodes at most.</summary>
    public int ListEntries { get; init; }
    /// <summary>Records of a node of a tree on a heap at most.</summary>
    public int RecordsPerNode { get; init; }
    /// <summary>What Outlook compares a password with.</summary>
    public uint Password { get; init; }
    /// <summary>The client's two letters.</summary>
    public string Client { get; init; } = "SM";
    /// <summary>Named properties: from 0x8000 on, in order.</summary>
    public IReadOnlyList<(Guid Set, uint Number, string? Name)> NamedProperties { get; init; } = [];

    private bool Wide => _version > 20;
    private bool Large => _version >= 36;
    private int Word => Wide ? 8 : 4;
    private int HeapBits => Large ? 14 : 11;
    private int PageSize { get; }
    private int PageEntries { get; }
    private int PageTrailer { get; }
    private int BlockUnit { get; }
    private int BlockTrailer { get; }

    /// <summary>A whole file with these folders; <paramref name="orphans"/> belong to a folder that is not there.</summary>
    public byte[] Write(IReadOnlyList<PstFolder> folders, IReadOnlyList<PstMessage>? orphans = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var entry = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(20), Subtree);
        Object(Store, 0, [(0x3001001F, Text("Store")), (0x35E00102, entry), (0x67FF0003, Int(Password))]);
        WriteNames();
        Object(Root, Root, [(0x3001001F, [])]);
        Object(Subtree, Root, [(0x3001001F, Text("Top of Personal Folders"))]);
        foreach (var folder in folders) Folder(folder, Subtree);
        foreach (var orphan in orphans ?? []) Message(orphan, 0x7FFF02);
        return Lay();
    }

    /// <summary>UTF-16, as strings are kept.</summary>
    public static byte[] Text(string text) => Encoding.Unicode.GetBytes(text);

    public static byte[] Int(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private void Folder(PstFolder folder, uint parent)
    {
        var nid = (_nextFolder++ << 5) | 2;
        Object(nid, parent, [(0x3001001F, Text(folder.Name))]);
        foreach (var message in folder.Messages) Message(message, nid);
        foreach (var inner in folder.Folders ?? []) Folder(inner, nid);
    }

    private void Message(PstMessage message, uint parent)
    {
        var (data, sub) = MessageData(message);
        _nodes.Add(((_nextMessage++ << 5) | 4, data, sub, parent));
    }

    private void Object(uint nid, uint parent, IReadOnlyList<(uint Tag, byte[] Value)> properties)
    {
        var subnodes = new List<(uint, ulong, ulong)>();
        var data = Properties(properties, subnodes);
        _nodes.Add((nid, data, Subnodes(subnodes), parent));
    }

    private (ulong Data, ulong Sub) MessageData(PstMessage message)
    {
        var subnodes = new List<(uint, ulong, ulong)>();
        var data = Properties(message.Properties, subnodes);
        if (message.Recipients is { Count: > 0 } recipients) subnodes.Add(Table(Recipients, [.. recipients.Select((cells, i) => ((uint)i, cells))]));
        var rows = new List<(uint, IReadOnlyList<(uint, byte[])>)>();
        foreach (var attachment in message.Attachments ?? [])
        {
            var nid = (_nextValue++ << 5) | 5;
            var own = new List<(uint, ulong, ulong)>();
            List<(uint Tag, byte[] Value)> properties = [.. attachment.Properties];
            if (attachment.Content is { } content) properties.Add((0x37010102, content));
            if (attachment.Message is { } inner)
            {
                var innerNid = (_nextValue++ << 5) | 4;
                var (innerData, innerSub) = MessageData(inner);
                own.Add((innerNid, innerData, innerSub));
                properties.Add((0x3701000D, [.. Int(innerNid), .. Int(0)]));
                properties.Add((0x37050003, Int(5)));
            }
            var attachmentData = Properties(properties, own);
            subnodes.Add((nid, attachmentData, Subnodes(own)));
            rows.Add((nid, [(0x0E200003, Int((uint)(attachment.Content?.Length ?? 0)))]));
        }
        if (rows.Count > 0) subnodes.Add(Table(Attachments, rows));
        return (data, Subnodes(subnodes));
    }

    private void WriteNames()
    {
        using MemoryStream guids = new(), entries = new(), strings = new();
        var sets = new List<Guid>();
        for (var i = 0; i < NamedProperties.Count; i++)
        {
            var (set, number, name) = NamedProperties[i];
            if (!sets.Contains(set))
            {
                sets.Add(set);
                guids.Write(set.ToByteArray());
            }
            var kind = (ushort)((sets.IndexOf(set) + 3) << 1 | (name is null ? 0 : 1));
            entries.Write([.. Int(name is null ? number : (uint)strings.Length), .. Short(kind), .. Short((ushort)i)]);
            if (name is not null) strings.Write([.. Int((uint)name.Length * 2), .. Text(name)]);
        }
        Object(Names, 0, [(0x00020102, guids.ToArray()), (0x00030102, entries.ToArray()), (0x00040102, strings.ToArray())]);
    }

    // Heaps [MS-PST 2.3] ----------------------------------------------------------------------------------------------------------

    private ulong Properties(IReadOnlyList<(uint Tag, byte[] Value)> properties, List<(uint, ulong, ulong)> subnodes)
    {
        var heap = new Heap(this);
        var records = properties.OrderBy(static property => property.Tag >> 16).Select(property =>
        {
            var (tag, value) = property;
            var kept = (tag & 0xFFFF) is 0x0002 or 0x0003 or 0x000B ? BinaryPrimitives.ReadUInt32LittleEndian([.. value, 0, 0, 0, 0]) : Value(heap, value, subnodes);
            return (byte[])[.. Short((ushort)(tag >> 16)), .. Short((ushort)tag), .. Int(kept)];
        }).ToList();
        return Data(heap.Build(0xBC, Tree(heap, records, 2, 6)));
    }

    private uint Value(Heap heap, byte[] value, List<(uint, ulong, ulong)> subnodes)
    {
        if (value.Length == 0) return 0;
        if (value.Length <= Heap.MostItemBytes && value.Length < BlockBytes / 2) return heap.Add(value);
        var nid = (_nextValue++ << 5) | 0x1F;
        subnodes.Add((nid, Data(value, 1), 0));
        return nid;
    }

    /// <summary>A tree on the heap; returns where its head lies.</summary>
    private uint Tree(Heap heap, List<byte[]> records, byte keySize, byte valueSize)
    {
        var perNode = Math.Max(2, Math.Min(RecordsPerNode, Math.Min(Heap.MostItemBytes, BlockBytes / 2) / (keySize + valueSize)));
        byte levels = 0;
        while (records.Count > perNode)
        {
            records = [.. records.Chunk(perNode).Select(chunk => (byte[])[.. chunk[0][..keySize], .. Int(heap.Add([.. chunk.SelectMany(static record => record)]))])];
            levels++;
        }
        var root = records.Count == 0 ? 0 : heap.Add([.. records.SelectMany(static record => record)]);
        return heap.Add([0xB5, keySize, valueSize, levels, .. Int(root)]);
    }

    private (uint Nid, ulong Data, ulong Sub) Table(uint nid, List<(uint Id, IReadOnlyList<(uint Tag, byte[] Value)> Cells)> rows)
    {
        var heap = new Heap(this);
        var subnodes = new List<(uint, ulong, ulong)>();
        uint[] tags = [0x67F20003, 0x67F30003, .. rows.SelectMany(static row => row.Cells.Select(static cell => cell.Tag)).Distinct().Order()];
        var bySize = tags.OrderByDescending(static tag => tag is 0x67F20003).ThenByDescending(static tag => tag is 0x67F30003).ThenByDescending(Width).ToArray();
        var at = 0;
        var columns = bySize.Select((tag, bit) => (Tag: tag, At: (at += Width(tag)) - Width(tag), Size: Width(tag), Bit: bit)).ToArray();
        int End(int size) => columns.Where(column => column.Size >= size).Sum(static column => column.Size);
        var exists = End(1);
        var rowSize = exists + ((columns.Length + 7) / 8);
        var matrix = new byte[rows.Count * rowSize];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = matrix.AsSpan(i * rowSize, rowSize);
            foreach (var (tag, column, size, bit) in columns)
            {
                var value = tag == 0x67F20003 ? Int(rows[i].Id) : tag == 0x67F30003 ? Int(1) : rows[i].Cells.FirstOrDefault(cell => cell.Tag == tag).Value;
                if (value is null) continue;
                (size == 4 && !IsFixed(tag) ? Int(Value(heap, value, subnodes)) : value.AsSpan(0, size)).CopyTo(row[column..]);
                row[exists + (bit >> 3)] |= (byte)(0x80 >> (bit & 7));
            }
        }
        var index = Tree(heap, [.. rows.Select((row, i) => (Row: row.Id, Index: i)).OrderBy(static row => row.Row).Select(row => (byte[])[.. Int(row.Row), .. Wide ? Int((uint)row.Index) : Short((ushort)row.Index)])], 4, (byte)(Wide ? 4 : 2));
        uint where = 0;
        if (matrix.Length > 0 && matrix.Length <= Math.Min(Heap.MostItemBytes, BlockBytes / 2)) where = heap.Add(matrix);
        else if (matrix.Length > 0) subnodes.Add((where = (_nextValue++ << 5) | 0x1F, Data(matrix, rowSize), 0));
        var head = heap.Add([0x7C, (byte)columns.Length, .. Short((ushort)End(4)), .. Short((ushort)End(2)), .. Short((ushort)exists), .. Short((ushort)rowSize), .. Int(index), .. Int(where), .. Int(0),
            .. columns.SelectMany(static column => (byte[])[.. Int(column.Tag), .. Short((ushort)column.At), (byte)column.Size, (byte)column.Bit])]);
        return (nid, Data(heap.Build(0x7C, head)), Subnodes(subnodes));
    }

    private static bool IsFixed(uint tag) => (tag & 0xFFFF) is 0x0002 or 0x0003 or 0x000B or 0x0040 or 0x0014;
    private static int Width(uint tag) => (tag & 0xFFFF) switch { 0x0002 => 2, 0x000B => 1, 0x0040 or 0x0014 => 8, _ => 4 };

    private sealed class Heap(PstWriter writer)
    {
        public const int MostItemBytes = 3580;
        private readonly List<List<byte[]>> _blocks = [[]];
        private int _used = 16;

        public uint Add(byte[] item)
        {
            var size = item.Length + 2;
            if (_used + size + 4 > writer.BlockBytes)
            {
                _blocks.Add([]);
                _used = 72;
            }
            _used += size;
            _blocks[^1].Add(item);
            return (uint)((_blocks.Count - 1) << (5 + writer.HeapBits)) | (uint)(_blocks[^1].Count << 5);
        }

        public IReadOnlyList<byte[]> Build(byte client, uint root) => [.. _blocks.Select((items, index) =>
        {
            var head = index == 0 ? 12 : index % 128 == 8 ? 66 : 2;
            var offsets = new List<byte>();
            var at = head;
            foreach (var item in items)
            {
                offsets.AddRange(Short((ushort)at));
                at += item.Length;
            }
            offsets.AddRange(Short((ushort)at));
            var block = new List<byte>(at + offsets.Count + 4);
            block.AddRange(Short((ushort)at));
            if (index == 0) block.AddRange([0xEC, client, .. Int(root), 0, 0, 0, 0]);
            else block.AddRange(new byte[head - 2]);
            foreach (var item in items) block.AddRange(item);
            return (byte[])[.. block, .. Short((ushort)items.Count), 0, 0, .. offsets];
        })];
    }

    // Blocks [MS-PST 2.2.2.8] -----------------------------------------------------------------------------------------------------

    private ulong Data(byte[] data, int unit) => Data([.. data.Chunk(Math.Max(unit, BlockBytes / unit * unit))]);

    private ulong Data(IReadOnlyList<byte[]> chunks)
    {
        if (chunks.Count == 1) return Block(chunks[0], isInternal: false);
        var level = chunks.Select(chunk => (Bid: Block(chunk, isInternal: false), Size: (uint)chunk.Length)).ToList();
        for (byte depth = 1; level.Count > 1 || depth == 1; depth++)
            level = [.. level.Chunk(Math.Min(ListEntries, (BlockBytes - 8) / Word)).Select(part =>
            {
                var size = (uint)part.Sum(static entry => entry.Size);
                return (Block([1, depth, .. Short((ushort)part.Length), .. Int(size), .. part.SelectMany(entry => Id(entry.Bid))], isInternal: true), size);
            })];
        return level[0].Bid;
    }

    private ulong Subnodes(List<(uint Nid, ulong Data, ulong Sub)> nodes)
    {
        if (nodes.Count == 0) return 0;
        byte[] Head(byte level, int count) => [2, level, .. Short((ushort)count), .. new byte[Word - 4]];
        var leaves = nodes.OrderBy(static node => node.Nid).Chunk(Math.Min(ListEntries, (BlockBytes - 8) / (3 * Word))).Select(part => (part[0].Nid,
            Bid: Block([.. Head(0, part.Length), .. part.SelectMany(node => (byte[])[.. Id(node.Nid), .. Id(node.Data), .. Id(node.Sub)])], isInternal: true))).ToList();
        return leaves.Count == 1 ? leaves[0].Bid : Block([.. Head(1, leaves.Count), .. leaves.SelectMany(leaf => (byte[])[.. Id(leaf.Nid), .. Id(leaf.Bid)])], isInternal: true);
    }

    private ulong Block(byte[] data, bool isInternal)
    {
        var bid = _nextBlock | (isInternal ? 2UL : 0);
        _nextBlock += 4;
        var stored = data.ToArray();
        if (!isInternal) _encode?.Invoke(stored, bid);
        if (Large && stored.Length > 64)
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(stored);
            if (packed.Length < stored.Length) stored = packed.ToArray();
        }
        _blocks.Add((bid, stored, data.Length));
        return bid;
    }

    // The file [MS-PST 2.2.2.6, 2.2.2.7] ------------------------------------------------------------------------------------------

    private byte[] Lay()
    {
        var file = new MemoryStream();
        file.SetLength(1024);
        var entries = new List<(ulong Key, byte[] Bytes)>();
        foreach (var (bid, stored, size) in _blocks)
        {
            file.Position = Align(file.Length, BlockUnit);
            var at = (ulong)file.Position;
            var whole = new byte[Align(stored.Length + BlockTrailer, BlockUnit)];
            stored.CopyTo(whole, 0);
            var trailer = whole.AsSpan(whole.Length - BlockTrailer);
            BinaryPrimitives.WriteUInt16LittleEndian(trailer, (ushort)stored.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(trailer[(Wide ? 4 : 8)..], Crc(stored));
            Id(bid).CopyTo(trailer[(Wide ? 8 : 4)..]);
            file.Write(whole);
            entries.Add((bid, [.. Id(bid), .. Id(at), .. Short((ushort)stored.Length), .. Large ? Short((ushort)size) : Short(2), .. Wide ? new byte[4] : []]));
        }
        var blockTree = Pages(file, entries, 0x80);
        var nodeTree = Pages(file, [.. _nodes.OrderBy(static node => node.Nid).Select(node => ((ulong)node.Nid,
            (byte[])[.. Id(node.Nid), .. Id(node.Data), .. Id(node.Sub), .. Int(node.Parent), .. Wide ? new byte[4] : []]))], 0x81);
        file.SetLength(Align(file.Length, PageSize));
        var bytes = file.ToArray();
        Header(bytes, nodeTree, blockTree);
        return bytes;
    }

    private ulong Pages(MemoryStream file, List<(ulong Key, byte[] Bytes)> entries, byte type)
    {
        for (byte level = 0; ; level++)
        {
            var size = entries[0].Bytes.Length;
            var above = new List<(ulong, byte[])>();
            ulong at = 0;
            foreach (var part in entries.Chunk(Math.Min(EntriesPerPage, PageEntries / size)))
            {
                file.Position = Align(file.Length, PageSize);
                at = (ulong)file.Position;
                var page = new byte[PageSize];
                part.SelectMany(static entry => entry.Bytes).ToArray().CopyTo(page, 0);
                var counts = page.AsSpan(PageEntries);
                if (Large) BinaryPrimitives.WriteUInt16LittleEndian(counts, (ushort)part.Length);
                else counts[0] = (byte)part.Length;
                counts[Large ? 4 : 2] = (byte)size;
                counts[Large ? 5 : 3] = level;
                var trailer = page.AsSpan(PageTrailer);
                trailer[0] = trailer[1] = type;
                BinaryPrimitives.WriteUInt32LittleEndian(trailer[(Wide ? 4 : 8)..], Crc(page.AsSpan(0, PageTrailer)));
                file.Write(page);
                above.Add((part[0].Key, [.. Id(part[0].Key), .. Id(at), .. Id(at)]));
            }
            if (above.Count == 1) return at;
            entries = above;
        }
    }

    private void Header(Span<byte> file, ulong nodeTree, ulong blockTree)
    {
        "!BDN"u8.CopyTo(file);
        Encoding.ASCII.GetBytes(Client).CopyTo(file[8..]);
        BinaryPrimitives.WriteUInt16LittleEndian(file[10..], (ushort)_version);
        BinaryPrimitives.WriteUInt16LittleEndian(file[12..], 19);
        file[14] = file[15] = 1;
        Id((ulong)file.Length).CopyTo(file[(Wide ? 184 : 168)..]);
        Id(nodeTree).CopyTo(file[(Wide ? 224 : 188)..]);
        Id(blockTree).CopyTo(file[(Wide ? 240 : 196)..]);
        file[Wide ? 512 : 460] = 0x80;
        file[Wide ? 513 : 461] = _method;
        BinaryPrimitives.WriteUInt32LittleEndian(file[4..], Crc(file.Slice(8, 471)));
    }

    private byte[] Id(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Wide ? bytes : bytes[..4];
    }

    private static byte[] Short(ushort value) => [(byte)value, (byte)(value >> 8)];
    private static int Align(long value, int unit) => (int)((value + unit - 1) / unit * unit);

    /// <summary>CRC-32 that starts at 0 and is not inverted, bit by bit.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return crc;
    }
}
