using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Cab;

/// <summary>A cabinet [MS-CAB]: its directory, and its folders unpacked one at a time (stored, MSZIP, LZX; Quantum is told apart and left closed).</summary>
internal sealed class CabReader
{
    private const int HeaderSize = 36, FolderSize = 8, FileSize = 16, BlockHeader = 8, MostName = 256, MostFolderBytes = 256 << 20;
    private const int PreviousCabinet = 1, NextCabinet = 2, ReservePresent = 4;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AnalysisBudget _budget;
    private readonly List<CabEntry> _entries = [];
    private readonly List<CabFolder> _folders = [];
    private int _blockReserve;

    private CabReader(ReadOnlyMemory<byte> bytes, AnalysisBudget budget) => (_bytes, _budget) = (bytes, budget);

    public IReadOnlyList<CabEntry> Entries => _entries;
    public IReadOnlyList<CabFolder> Folders => _folders;
    public ZipProblems Problems { get; } = new();
    /// <summary>A limit ended the reading of the directory.</summary>
    public bool Cut { get; private set; }

    /// <summary>Reads the directory; keeps what it had where it is damaged.</summary>
    public static CabReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var reader = new CabReader(bytes, budget);
        reader.ReadDirectory();
        return reader;
    }

    private void ReadDirectory()
    {
        var span = _bytes.Span;
        if (span.Length < HeaderSize)
        {
            Problems.Add("header-damaged", "the file ends inside its header");
            return;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[8..]) is var declared && declared > span.Length) Problems.Add("content-cut", $"{declared} bytes declared, {span.Length} there");
        int folders = BinaryPrimitives.ReadUInt16LittleEndian(span[26..]), files = BinaryPrimitives.ReadUInt16LittleEndian(span[28..]), flags = BinaryPrimitives.ReadUInt16LittleEndian(span[30..]);
        int at = HeaderSize, folderReserve = 0;
        if ((flags & ReservePresent) != 0 && span.Length >= HeaderSize + 4)
        {
            folderReserve = span[HeaderSize + 2];
            _blockReserve = span[HeaderSize + 3];
            at += 4 + BinaryPrimitives.ReadUInt16LittleEndian(span[HeaderSize..]);
        }
        for (var i = 0; i < ((flags & PreviousCabinet) != 0 ? 2 : 0) + ((flags & NextCabinet) != 0 ? 2 : 0); i++) at += Text(at).Length + 1;
        for (var i = 0; i < folders && at + FolderSize <= span.Length && _budget.TryTakeSteps(1, "cab"); i++, at += FolderSize + folderReserve)
            _folders.Add(new CabFolder(BinaryPrimitives.ReadUInt32LittleEndian(span[at..]), BinaryPrimitives.ReadUInt16LittleEndian(span[(at + 4)..]), BinaryPrimitives.ReadUInt16LittleEndian(span[(at + 6)..])));
        ReadFiles(BinaryPrimitives.ReadUInt32LittleEndian(span[16..]), files);
        if (_folders.Count < folders || _entries.Count < files && !Cut) Problems.Add("directory-damaged", $"{folders} folders and {files} files declared, {_folders.Count} and {_entries.Count} there");
    }

    private void ReadFiles(long at, int count)
    {
        var span = _bytes.Span;
        for (var i = 0; i < count && at + FileSize <= span.Length; i++)
        {
            if (_entries.Count >= _budget.Limits.Members || !_budget.TryTakeSteps(1, "cab"))
            {
                if (_entries.Count >= _budget.Limits.Members) _budget.Exhaust("members", "cab");
                Cut = true;
                return;
            }
            var entry = span[(int)at..];
            var name = Text((int)at + FileSize);
            at += FileSize + name.Length + 1;
            _entries.Add(new CabEntry(
                Name(name, BinaryPrimitives.ReadUInt16LittleEndian(entry[14..])),
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]))
            { Hidden = (entry[14] & 2) != 0 });
        }
    }

    /// <summary>Up to a zero.</summary>
    private ReadOnlySpan<byte> Text(int at)
    {
        if (at >= _bytes.Length) return default;
        var rest = _bytes.Span[at..Math.Min(_bytes.Length, at + MostName)];
        return rest.IndexOf((byte)0) is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>UTF-8 where a flag or the bytes say so; else the writer's code page, of which nothing is known.</summary>
    private static string Name(ReadOnlySpan<byte> name, int attributes)
    {
        const int utf = 0x80;
        var text = (attributes & utf) != 0 || System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : Encoding.Latin1.GetString(name);
        return text.Replace('\\', '/');
    }

    /// <summary>Unpacks a folder as far as <paramref name="cap"/>; nothing is taken from the budget but steps. <c>Damage</c> is <c>unsupported</c> where the method is not read.</summary>
    public Unpacked Open(CabFolder folder, long cap)
    {
        if (folder.Method is CabMethod.Quantum or > CabMethod.Lzx) return new Unpacked(default, Damage: "unsupported");
        var blocks = Blocks(folder);
        long packed = 0, size = 0;
        foreach (var block in blocks)
        {
            packed += block.Length;
            size += block.Size;
        }
        cap = Math.Min(cap, MostFolderBytes);
        using Stream? stream = folder.Method switch
        {
            CabMethod.None => new MemberStream(Stored(blocks)),
            CabMethod.MsZip => new MemberStream(MsZip(blocks)),
            _ => LzxStream.Open(Join(blocks, packed), folder.WindowBits, size),
        };
        if (stream is null) return new Unpacked(default, Damage: "unsupported");
        var unpacked = BoundedUnpacking.Prefix(stream, size, (int)Math.Min(packed, int.MaxValue), (int)cap, "cab", _budget);
        return unpacked is { Limit: null, Damage: null } && unpacked.Bytes.Length < size ? unpacked with { Damage = "the content ends early" } : unpacked;
    }

    /// <summary>A block of a folder.</summary>
    /// <param name="At">Where its packed bytes start.</param>
    /// <param name="Length">Of the packed bytes.</param>
    /// <param name="Size">Bytes that it unpacks to; 0 where it goes on in the next cabinet.</param>
    private readonly record struct Block(int At, int Length, int Size);

    private List<Block> Blocks(CabFolder folder)
    {
        var blocks = new List<Block>();
        var span = _bytes.Span;
        long at = folder.At;
        for (var i = 0; i < folder.BlockCount && _budget.TryTakeSteps(1, "cab"); i++)
        {
            var start = at + BlockHeader + _blockReserve;
            if (start >= span.Length)
            {
                Problems.Add("content-cut", $"{folder.BlockCount} blocks declared, {i} there");
                break;
            }
            var header = span[(int)at..];
            int length = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), size = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            var there = (int)Math.Min(length, span.Length - start);
            var sum = BinaryPrimitives.ReadUInt32LittleEndian(header);
            if (sum != 0 && there == length && Sum(header.Slice(4, 4 + _blockReserve), Sum(span.Slice((int)start, length), 0)) != sum) Problems.Add("content-damaged", $"the checksum of block {i} does not match");
            if (size == 0) Problems.Add("split", "goes on in the next cabinet");
            blocks.Add(new Block((int)start, there, size));
            at = start + length;
        }
        return blocks;
    }

    /// <summary>Exclusive or of the little-endian words; what is left over counts from the other end [MS-CAB 3.1].</summary>
    private static uint Sum(ReadOnlySpan<byte> bytes, uint seed)
    {
        for (; bytes.Length >= 4; bytes = bytes[4..]) seed ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint rest = 0;
        foreach (var b in bytes) rest = (rest << 8) | b;
        return seed ^ rest;
    }

    private byte[] Join(List<Block> blocks, long length)
    {
        // Blocks lie one behind the other: their sum is no more than the file.
        var all = new byte[length];
        var at = 0;
        foreach (var block in blocks)
        {
            _bytes.Span.Slice(block.At, block.Length).CopyTo(all.AsSpan(at));
            at += block.Length;
        }
        return all;
    }

    private Func<Stream?> Stored(List<Block> blocks)
    {
        var next = 0;
        return () => next < blocks.Count ? ZipUnpacker.AsStream(_bytes.Slice(blocks[next].At, blocks[next++].Length)) : null;
    }

    /// <summary>Each block is Deflate of its own, that refers to the output of those before: the window is put in front of it as a stored block.</summary>
    private Func<Stream?> MsZip(List<Block> blocks)
    {
        var window = new MsZipWindow();
        var next = 0;
        return () =>
        {
            window.Finish();
            if (next >= blocks.Count || blocks[next].Size == 0) return null;
            var block = blocks[next++];
            var packed = _bytes.Span.Slice(block.At, block.Length);
            if (!packed.StartsWith("CK"u8)) throw new InvalidDataException("a block without its signature");
            return window.Open(packed[2..], block.Size);
        };
    }
}

/// <summary>How a folder is packed.</summary>
internal enum CabMethod
{
    None,
    MsZip,
    Quantum,
    Lzx,
}

/// <summary>What is packed together.</summary>
/// <param name="At">Where its blocks start.</param>
/// <param name="BlockCount">As declared.</param>
/// <param name="Compression">Method, and parameters of it.</param>
internal sealed record CabFolder(long At, int BlockCount, ushort Compression)
{
    public CabMethod Method => (CabMethod)(Compression & 15);
    public int WindowBits => (Compression >> 8) & 31;
}

/// <summary>A file of a cabinet.</summary>
/// <param name="Name">Decoded, slashes forward.</param>
/// <param name="Size">As declared.</param>
/// <param name="At">Where it starts in its folder.</param>
/// <param name="FolderIndex">As stored: from 0xfffd on it lies in another cabinet, in part or all.</param>
internal sealed record CabEntry(string Name, long Size, long At, int FolderIndex)
{
    private const int FromPrevious = 0xfffd, ToNext = 0xfffe, Both = 0xffff;

    public bool Hidden { get; init; }
    /// <summary>Its start lies in the cabinet before.</summary>
    public bool StartsBefore => FolderIndex is FromPrevious or Both;
    /// <summary>Its end lies in the next cabinet.</summary>
    public bool EndsLater => FolderIndex is ToNext or Both;

    /// <summary>Index of its folder in this cabinet: what comes from the one before is in the first, what goes on in the last.</summary>
    public int Folder(int folders) => StartsBefore ? 0 : EndsLater ? folders - 1 : FolderIndex;
}
