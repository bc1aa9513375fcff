using System.Buffers.Binary;

namespace Lurewatch.Containers.Pst;

/// <summary>The data of a node [MS-PST 2.2.2.8.3]: one block, or a tree of them (XBLOCK, XXBLOCK) whose leaves follow one another.</summary>
internal sealed class PstData
{
    private const int MostBlocks = 1 << 16;
    private const int Tree = 1, Subnodes = 2;

    private readonly PstFile _file;
    private readonly List<ulong> _blocks;

    private PstData(PstFile file, List<ulong> blocks)
    {
        _file = file;
        _blocks = blocks;
    }

    /// <summary>Blocks in order.</summary>
    public int Count => _blocks.Count;

    /// <summary>Finds the blocks; reads the tree, no data.</summary>
    public static PstData Open(PstFile file, ulong bid, PstReading reading)
    {
        var blocks = new List<ulong>();
        if (bid != 0) Collect(file, bid, level: 3, blocks, reading);
        return new PstData(file, blocks);
    }

    public byte[]? Block(int index, PstReading reading) => (uint)index < (uint)_blocks.Count ? _file.ReadBlock(_blocks[index], reading) : null;

    /// <summary>All of it as far as the budget goes; what a damaged block held is missing.</summary>
    public ReadOnlyMemory<byte> All(PstReading reading)
    {
        if (_blocks.Count == 1) return Block(0, reading) is { } only && reading.Bytes(only.Length) ? only : default;
        var whole = new MemoryStream();
        for (var i = 0; i < _blocks.Count; i++)
        {
            // A tree may name one block a thousand times: what comes out counts, not what is stored.
            if (Block(i, reading) is not { } block) continue;
            if (whole.Length + block.Length > reading.Budget.Limits.MemberBytes)
            {
                reading.Bytes(whole.Length + block.Length);
                break;
            }
            if (!reading.Bytes(block.Length)) break;
            whole.Write(block);
        }
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    /// <summary>The nodes that a node holds itself [MS-PST 2.2.2.8.3.3]: SLBLOCKs, or an SIBLOCK of them.</summary>
    public static Dictionary<uint, PstNode> SubnodesOf(PstFile file, ulong bid, PstReading reading)
    {
        var nodes = new Dictionary<uint, PstNode>();
        if (bid != 0) Collect(file, bid, level: 2, nodes, reading);
        return nodes;
    }

    private static void Collect(PstFile file, ulong bid, int level, List<ulong> blocks, PstReading reading)
    {
        if ((bid & 2) == 0)
        {
            if (blocks.Count < MostBlocks) blocks.Add(bid);
            else reading.Lose("its data has more blocks than are read");
            return;
        }
        if (file.ReadBlock(bid, reading) is not { } bytes) return;
        if (bytes.Length < 8 || bytes[0] != Tree || bytes[1] is 0 || bytes[1] >= level)
        {
            reading.Lose($"block 0x{bid:x} is no list of blocks");
            return;
        }
        var word = file.Layout.Word;
        var count = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)), (bytes.Length - 8) / word);
        for (var i = 0; i < count && blocks.Count < MostBlocks && reading.Steps(1); i++)
        {
            var child = Word(bytes.AsSpan(8 + (i * word)), word) & ~1UL;
            if (child != 0) Collect(file, child, bytes[1], blocks, reading);
        }
    }

    private static void Collect(PstFile file, ulong bid, int level, Dictionary<uint, PstNode> nodes, PstReading reading)
    {
        if (file.ReadBlock(bid, reading) is not { } bytes) return;
        var word = file.Layout.Word;
        if (bytes.Length < 4 || bytes[0] != Subnodes || bytes[1] >= level)
        {
            reading.Lose($"block 0x{bid:x} is no list of nodes");
            return;
        }
        var entries = bytes.AsSpan(Math.Min(word, bytes.Length)); // the head is padded to a word
        var size = (bytes[1] == 0 ? 3 : 2) * word;
        var count = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)), entries.Length / size);
        for (var i = 0; i < count && nodes.Count < MostBlocks && reading.Steps(1); i++)
        {
            var entry = entries.Slice(i * size, size);
            var id = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var data = Word(entry[word..], word) & ~1UL;
            if (bytes[1] == 0) nodes.TryAdd(id, new PstNode(id, data, Word(entry[(2 * word)..], word) & ~1UL, 0));
            else if (data != 0) Collect(file, data, bytes[1], nodes, reading);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int size) => size == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
