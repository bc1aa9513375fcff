using System.Buffers.Binary;
using System.IO.Compression;
using Lurewatch.Bytes;

namespace Lurewatch.Containers.Pst;

/// <summary>A node: what the upper layers know by a number.</summary>
/// <param name="Id">nid: five bits of type, the rest an index.</param>
/// <param name="Data">Block (or tree of blocks) with its data.</param>
/// <param name="Subnodes">Block with its own nodes; 0 for none.</param>
/// <param name="Parent">nid of the folder it belongs to; 0 for none.</param>
internal readonly record struct PstNode(uint Id, ulong Data, ulong Subnodes, uint Parent)
{
    public int Type => (int)(Id & 0x1f);
}

/// <summary>The lowest layer of a PST [MS-PST 2.2]: nodes and blocks, found by two B-trees. Reads pages and blocks from a seekable stream as they are asked for.</summary>
/// <remarks>
/// <code>
/// header ─┬─ node B-tree  nid → data block, subnode block, parent
///         └─ block B-tree bid → offset, size
///              block: data │ padding │ trailer (size, signature, checksum, bid)
/// </code>
/// Never throws on what it reads (the stream may); the height of a tree bounds a descent, a page is walked once, each size is checked before anything is allocated.
/// </remarks>
internal sealed class PstFile
{
    private const int BlockPage = 0x80, NodePage = 0x81, MostLevels = 16, CacheSlots = 512, MostProblems = 32;

    private readonly Stream _stream;
    private readonly PstLayout _layout;
    private readonly PstPage?[] _cache = new PstPage?[CacheSlots];
    private readonly List<string> _problems = [];

    private PstFile(Stream stream, PstHeader header)
    {
        _stream = stream;
        Header = header;
        Encoding = header.Encoding;
        _layout = header.Layout;
        Length = stream.Length;
    }

    public PstHeader Header { get; }
    /// <summary>How data blocks are encoded: as the header says, unless the data says otherwise.</summary>
    public PstEncoding Encoding { get; set; }
    /// <summary>Bytes that are there.</summary>
    public long Length { get; }
    public PstLayout Layout => _layout;
    /// <summary>What is wrong with the trees, in words, with the place in the file.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads the header; null if this is no such file.</summary>
    public static PstFile? Open(Stream stream)
    {
        var head = new byte[PstHeader.Length];
        stream.Position = 0;
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (PstHeader.Read(head.AsSpan(0, read)) is not { } header) return null;
        var file = new PstFile(stream, header);
        if (!header.ChecksumFits) file.Problem("the header does not match its checksum");
        if (header.FileSize > file.Length) file.Problem($"{file.Length} of {header.FileSize} bytes are there: the file is cut off");
        return file;
    }

    /// <summary>CRC-32 without the usual inversions [MS-PST 5.3].</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) => ~Crc32.Update(uint.MaxValue, bytes);

    /// <summary>All nodes in the tree's order.</summary>
    public IEnumerable<PstNode> Nodes()
    {
        var seen = new HashSet<long>();
        var open = new Stack<(PstPage Page, int Next)>();
        if (Page(Header.NodeTree, NodePage) is { } root) open.Push((root, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next >= top.Page.Count) continue;
            open.Push((top.Page, top.Next + 1));
            if (top.Page.Level == 0)
            {
                yield return NodeAt(top.Page, top.Next);
                continue;
            }
            var at = top.Page.Word(top.Next, 2);
            if (!seen.Add(at)) Problem($"the node index leads to the page at {at} twice");
            else if (Page(at, NodePage) is { } child && IsBelow(child, top.Page)) open.Push((child, 0));
        }
    }

    /// <summary>A node by its id.</summary>
    public bool TryFindNode(uint nid, out PstNode node)
    {
        node = default;
        if (!TryFind(Header.NodeTree, NodePage, nid, out var page, out var index)) return false;
        node = NodeAt(page, index);
        return true;
    }

    /// <summary>A block's data, unpacked and decoded; null, with the reason noted, if it cannot be read.</summary>
    public byte[]? ReadBlock(ulong bid, PstReading reading)
    {
        if (!TryFind(Header.BlockTree, BlockPage, bid & ~1UL, out var page, out var index))
        {
            reading.Lose($"block 0x{bid:x} is not in the file's index");
            return null;
        }
        var at = page.Word(index, 1);
        int stored = page.Short(index, 2 * _layout.Word), inflated = _layout.HasLargePages ? page.Short(index, (2 * _layout.Word) + 2) : stored;
        if (stored == 0 || stored > _layout.MostBlockBytes || inflated > _layout.MostBlockBytes || at < 0 || at > Length - stored)
        {
            reading.Lose($"block 0x{bid:x} at {at} lies outside of the file or is larger than a block can be");
            return null;
        }
        if (!reading.Steps(1 + ((stored + inflated) >> 6))) return null;
        var data = new byte[stored];
        if (!ReadAt(at, data))
        {
            reading.Lose($"block 0x{bid:x} at {at} could not be read to its end");
            return null;
        }
        if (!TrailerFits(at, data, bid)) reading.Suspect($"block 0x{bid:x} at {at} does not match its checksum");
        if (inflated != stored && Inflate(data, inflated) is { } unpacked) data = unpacked;
        else if (inflated != stored)
        {
            reading.Lose($"block 0x{bid:x} at {at} cannot be unpacked");
            return null;
        }
        // Internal blocks (trees of data, subnodes) are never encoded.
        if ((bid & 2) == 0) PstCrypt.Decode(data, Encoding, bid);
        return data;
    }

    private bool TrailerFits(long at, ReadOnlySpan<byte> stored, ulong bid)
    {
        var end = at + ((stored.Length + _layout.BlockTrailer + _layout.BlockUnit - 1) / _layout.BlockUnit * _layout.BlockUnit);
        Span<byte> trailer = stackalloc byte[24];
        trailer = trailer[.._layout.BlockTrailer];
        if (end > Length || !ReadAt(end - trailer.Length, trailer)) return false;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer[(_layout.IsWide ? 4 : 8)..]);
        var owner = _layout.IsWide ? BinaryPrimitives.ReadUInt64LittleEndian(trailer[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        return checksum == Checksum(stored) && (owner & ~1UL) == (bid & ~1UL);
    }

    private static byte[]? Inflate(byte[] packed, int size)
    {
        if (packed.Length < 2) return null;
        var data = new byte[size];
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
            return zlib.ReadAtLeast(data, size, throwOnEndOfStream: false) == size ? data : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Pages [MS-PST 2.2.2.7] ------------------------------------------------------------------------------------------------------

    private PstNode NodeAt(PstPage page, int index) =>
        new((uint)page.Word(index, 0), (ulong)page.Word(index, 1) & ~1UL, (ulong)page.Word(index, 2) & ~1UL, page.Int(index, 3 * _layout.Word));

    private bool TryFind(long root, int type, ulong key, out PstPage leaf, out int index)
    {
        (leaf, index) = (null!, -1);
        PstPage? above = null;
        for (var at = root; ;)
        {
            if (Page(at, type) is not { } page || (above is not null && !IsBelow(page, above))) return false;
            index = page.Last(key);
            if (index < 0) return false;
            if (page.Level == 0)
            {
                leaf = page;
                return page.Key(index) == key;
            }
            at = page.Word(index, 2);
            above = page;
        }
    }

    private bool IsBelow(PstPage page, PstPage above)
    {
        if (page.Level == above.Level - 1) return true;
        Problem($"the index page at {page.At} does not stand below the one at {above.At}");
        return false;
    }

    private PstPage? Page(long at, int type)
    {
        ref var cached = ref _cache[(int)((ulong)at / (uint)_layout.PageSize % CacheSlots)];
        if (cached is { } page && page.At == at && page.Type == type) return page;
        if (at <= 0 || at > Length - _layout.PageSize)
        {
            Problem($"an index page would lie at {at}, outside of the file");
            return null;
        }
        var bytes = new byte[_layout.PageSize];
        if (!ReadAt(at, bytes)) return null;
        if (PstPage.Read(bytes, at, type, _layout) is not { } fresh || fresh.Level > MostLevels)
        {
            Problem($"the {(type == NodePage ? "node" : "block")} index page at {at} is damaged");
            return null;
        }
        if (!fresh.ChecksumFits) Problem($"the index page at {at} does not match its checksum");
        return cached = fresh;
    }

    private bool ReadAt(long at, Span<byte> into)
    {
        _stream.Position = at;
        return _stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
    }

    private void Problem(string problem)
    {
        if (_problems.Count < MostProblems && !_problems.Contains(problem)) _problems.Add(problem);
    }
}

/// <summary>A page of a B-tree [MS-PST 2.2.2.7.7]: entries of one size, sorted by key.</summary>
internal sealed class PstPage
{
    private readonly byte[] _bytes;
    private readonly int _entry;
    private readonly bool _wide;

    private PstPage(byte[] bytes, long at, int type, int count, int entry, int level, bool wide, bool checksumFits)
    {
        (_bytes, At, Type, Count, _entry, Level, _wide, ChecksumFits) = (bytes, at, type, count, entry, level, wide, checksumFits);
    }

    public long At { get; }
    public int Type { get; }
    public int Count { get; }
    /// <summary>0 for a leaf.</summary>
    public int Level { get; }
    public bool ChecksumFits { get; }

    /// <summary>Null if the bytes are no page of that type, or say of themselves what cannot be.</summary>
    public static PstPage? Read(byte[] bytes, long at, int type, PstLayout layout)
    {
        var trailer = bytes.AsSpan(layout.PageTrailer);
        if (trailer[0] != type || trailer[1] != type) return null;
        var counts = bytes.AsSpan(layout.PageEntries);
        int count, entry, level;
        if (layout.HasLargePages) (count, entry, level) = (BinaryPrimitives.ReadUInt16LittleEndian(counts), counts[4], counts[5]);
        else (count, entry, level) = (counts[0], counts[2], counts[3]);
        var least = level > 0 ? layout.BranchEntry : type == 0x81 ? layout.NodeEntry - 4 : layout.BlockEntry;
        if (entry < least || count * entry > layout.PageEntries) return null;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer[(layout.IsWide ? 4 : 8)..]);
        return new PstPage(bytes, at, type, count, entry, level, layout.IsWide, checksum == PstFile.Checksum(bytes.AsSpan(0, layout.PageTrailer)));
    }

    /// <summary>An entry's key; the lowest bit of block ids means nothing.</summary>
    public ulong Key(int index) => (ulong)Word(index, 0) & (Type == 0x80 ? ~1UL : uint.MaxValue);

    /// <summary>An entry's n-th id or offset.</summary>
    public long Word(int index, int word) => _wide
        ? BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan((index * _entry) + (word * 8)))
        : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan((index * _entry) + (word * 4)));

    public uint Int(int index, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan((index * _entry) + offset));
    public int Short(int index, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan((index * _entry) + offset));

    /// <summary>The last entry whose key is not above; -1 if there is none.</summary>
    public int Last(ulong key)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Key(middle) <= key) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
