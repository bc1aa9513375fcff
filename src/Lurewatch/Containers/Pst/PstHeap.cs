using System.Buffers.Binary;

namespace Lurewatch.Containers.Pst;

/// <summary>A heap on a node [MS-PST 2.3.1]: small items in the node's blocks, larger ones in its subnodes. What every object of the upper layers is made of.</summary>
internal sealed class PstHeap
{
    private const byte Signature = 0xec;
    private const int MostTreeLevels = 8, CachedBlocks = 8;

    private readonly PstFile _file;
    private readonly PstNode _node;
    private readonly PstData _data;
    private readonly PstReading _reading;
    private readonly (int Index, byte[]? Bytes)[] _blocks = new (int, byte[]?)[CachedBlocks];
    private Dictionary<uint, PstNode>? _subnodes;

    private PstHeap(PstFile file, PstNode node, PstData data, PstReading reading)
    {
        (_file, _node, _data, _reading) = (file, node, data, reading);
        Array.Fill(_blocks, (-1, null));
    }

    /// <summary>What it is: 0xBC a property context, 0x7C a table, …</summary>
    public byte Client { get; private init; }
    /// <summary>Where its structure starts.</summary>
    public uint Root { get; private init; }

    /// <summary>The nodes below this one.</summary>
    public IReadOnlyDictionary<uint, PstNode> Subnodes => _subnodes ??= PstData.SubnodesOf(_file, _node.Subnodes, _reading);

    /// <summary>Opens the heap of a node; null, with the reason noted, if there is none.</summary>
    public static PstHeap? Open(PstFile file, PstNode node, PstReading reading)
    {
        var data = PstData.Open(file, node.Data, reading);
        var first = data.Block(0, reading);
        if (first is null || first.Length < 12 || first[2] != Signature)
        {
            reading.Lose($"node 0x{node.Id:x} holds no heap");
            return null;
        }
        var heap = new PstHeap(file, node, data, reading) { Client = first[3], Root = BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(4)) };
        heap._blocks[0] = (0, first);
        return heap;
    }

    /// <summary>An item of the heap itself; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Item(uint hid)
    {
        if (hid == 0 || (hid & 0x1f) != 0) return default;
        var bits = _file.Layout.HeapIndexBits;
        var index = (int)(hid >> 5) & ((1 << bits) - 1);
        var block = Block((int)(hid >> (5 + bits)));
        if (block is null || block.Length < 2 || index == 0) return default;
        int map = BinaryPrimitives.ReadUInt16LittleEndian(block);
        if (map + 4 > block.Length) return default;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(map));
        var at = map + 4 + ((index - 1) * 2);
        if (index > count || at + 4 > block.Length) return default;
        int start = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(at)), end = BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(at + 2));
        return start <= end && end <= map ? block.AsMemory(start, end - start) : default;
    }

    /// <summary>A value by its HNID, an item or a subnode's whole data: its own copy, taken from the budget.</summary>
    public ReadOnlyMemory<byte> Value(uint hnid)
    {
        if (hnid == 0) return default;
        if ((hnid & 0x1f) != 0) return Data(hnid) is { } data ? data.All(_reading) : default;
        var item = Item(hnid);
        return !item.IsEmpty && _reading.Bytes(item.Length) ? item.ToArray() : default;
    }

    /// <summary>A subnode's data; null, with the reason noted, if there is no such subnode.</summary>
    public PstData? Data(uint nid)
    {
        if (Subnodes.TryGetValue(nid, out var node)) return PstData.Open(_file, node.Data, _reading);
        _reading.Lose($"node 0x{_node.Id:x} has no subnode 0x{nid:x}");
        return null;
    }

    /// <summary>The records of a B-tree on the heap [MS-PST 2.3.2], keys and values behind one another, in its order.</summary>
    /// <param name="header">Where the tree's header lies.</param>
    /// <param name="keySize">As it has to be: the header must agree.</param>
    /// <param name="valueSize">Bytes of a record's value that are looked at; the tree's may be more.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Records(uint header, int keySize, int valueSize)
    {
        var head = Item(header);
        if (head.Length < 8 || head.Span[0] != 0xb5) yield break;
        int key = head.Span[1], value = head.Span[2], levels = head.Span[3];
        if (key != keySize || value < valueSize || levels > MostTreeLevels)
        {
            _reading.Lose($"node 0x{_node.Id:x} has a tree of another kind than expected");
            yield break;
        }
        var open = new Stack<(ReadOnlyMemory<byte> Records, int Level)>();
        open.Push((Item(BinaryPrimitives.ReadUInt32LittleEndian(head.Span[4..])), levels));
        while (open.TryPop(out var top))
        {
            var size = key + (top.Level == 0 ? value : 4);
            if (top.Records.Length < size || !_reading.Steps(1)) continue;
            var record = top.Records[..size];
            open.Push((top.Records[size..], top.Level));
            if (top.Level == 0) yield return record;
            else open.Push((Item(BinaryPrimitives.ReadUInt32LittleEndian(record.Span[key..])), top.Level - 1));
        }
    }

    private byte[]? Block(int index)
    {
        ref var slot = ref _blocks[index % CachedBlocks];
        if (slot.Index != index) slot = (index, _data.Block(index, _reading));
        return slot.Bytes;
    }
}
