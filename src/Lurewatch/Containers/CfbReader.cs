using System.Buffers.Binary;

namespace Lurewatch.Containers;

/// <summary>A compound file's structure [MS-CFB]: storages and streams. Never throws, keeps what it had; work and memory are linear in the file's size.</summary>
/// <remarks>
/// <code>
/// header (512) │ sector 0 │ sector 1 │ …            FAT: next sector of each sector, itself in sectors that the DIFAT lists
///   directory: chain of 128-byte entries, a red-black tree a storage; only its links are followed, never its order or colours
///   streams under 4,096 bytes lie in 64-byte mini sectors inside the root entry's stream, chained by the mini FAT
/// </code>
/// A cycle is found by counting steps against the sectors that the file can hold.
/// </remarks>
internal sealed class CfbReader
{
    private const int HeaderSize = 512, EntrySize = 128, HeaderDifat = 109, MostProblems = 32, MostNesting = 64;
    private const uint MostRegularSector = 0xFFFFFFFA, NoEntry = 0xFFFFFFFF, MiniCutoff = 4096;
    private const string What = "compound file";

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AnalysisBudget _budget;
    private readonly List<(string Id, string Detail)> _problems = [];
    private readonly List<CfbEntry> _entries = [];
    private int _sectorShift = 9, _miniShift = 6;
    private int _sectors;
    private uint[] _fat = [];
    private int _fatCount;
    private ReadOnlyMemory<byte> _miniFat;
    private ReadOnlyMemory<byte>? _miniStream;
    private CfbEntry? _root;
    private Dictionary<string, CfbEntry>? _byPath;

    private CfbReader(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        _bytes = bytes;
        _budget = budget;
    }

    /// <summary>The eight bytes that every compound file starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>Storages and streams, parents first; the root storage is left out. What no storage links to comes last, see <see cref="CfbEntry.IsOrphan"/>.</summary>
    public IReadOnlyList<CfbEntry> Entries => _entries;
    /// <summary>What is wrong with the structure, as kebab-case ids with a detail. Opening streams may add to it.</summary>
    public IReadOnlyList<(string Id, string Detail)> Problems => _problems;

    /// <summary>Reads header, FAT and directory.</summary>
    public static CfbReader Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var reader = new CfbReader(bytes, budget);
        if (reader.ReadHeader()) reader.ReadDirectory();
        return reader;
    }

    /// <summary>The entry at <paramref name="path"/> (<c>Macros/VBA/dir</c>), without case as Windows looks them up; null if absent.</summary>
    public CfbEntry? Find(string path)
    {
        if (_byPath is null)
        {
            _byPath = new Dictionary<string, CfbEntry>(_entries.Count, StringComparer.OrdinalIgnoreCase);
            foreach (var entry in _entries)
                if (!entry.IsOrphan) _byPath.TryAdd(entry.Path, entry);
        }
        return _byPath.GetValueOrDefault(path);
    }

    /// <summary>A stream's content as far as its chain goes; a slice of the file where the chain runs straight. Null if there is none or the budget forbids it.</summary>
    public ReadOnlyMemory<byte>? Open(CfbEntry entry, AnalysisBudget budget)
    {
        if (entry.IsStorage) return null;
        if (entry.Size == 0) return ReadOnlyMemory<byte>.Empty;
        var content = entry.Size < MiniCutoff
            ? Follow(MiniStream(), _miniShift, entry.Start, entry.Size, NextMini, 0, entry.Path, budget)
            : Follow(_bytes, _sectorShift, entry.Start, entry.Size, NextSector, 1, entry.Path, budget);
        if (content is { } read && read.Length < entry.Size) Problem("stream-cut", $"{entry.Path}: {read.Length} of {entry.Size} bytes");
        return content;
    }

    // Header [MS-CFB 2.2] ---------------------------------------------------------------------------------------------------------

    private bool ReadHeader()
    {
        var header = _bytes.Span;
        if (header.Length < HeaderSize || !header.StartsWith(Signature))
        {
            Problem("no-header", $"{header.Length} bytes");
            return false;
        }
        var major = U16(header, 26);
        var shift = U16(header, 30);
        if (major is not (3 or 4)) Problem("version", $"major version {major}");
        if (shift is >= 7 and <= 16) _sectorShift = shift;
        else _sectorShift = major == 4 ? 12 : 9;
        if (shift != (major == 4 ? 12 : 9)) Problem("sector-size", $"2^{shift} in version {major}");
        var miniShift = U16(header, 32);
        if (miniShift != 6) Problem("mini-sector-size", $"2^{miniShift}");
        if (miniShift is >= 4 and <= 12 && miniShift < _sectorShift) _miniShift = miniShift;
        if (U32(header, 56) != 4096) Problem("mini-cutoff", $"{U32(header, 56)} instead of 4096");
        var sectorSize = 1 << _sectorShift;
        _sectors = (int)Math.Max(0, ((long)header.Length - sectorSize + sectorSize - 1) >> _sectorShift);
        ReadFat(header);
        _miniFat = Chain(U32(header, 60), "mini FAT");
        return true;
    }

    /// <summary>Collects the FAT's own sectors: 109 in the header, the rest in a chain of DIFAT sectors.</summary>
    private void ReadFat(ReadOnlySpan<byte> header)
    {
        var declared = U32(header, 44);
        var perSector = 1 << _sectorShift - 2;
        var useful = _sectors / perSector + 1;                          // more FAT sectors than that map nothing
        if (declared > (uint)useful) Problem("fat-size", $"{declared} FAT sectors declared, {useful} suffice");
        var fat = new uint[Math.Min(useful, Math.Max(declared, HeaderDifat))];
        var count = 0;
        for (var i = 0; i < HeaderDifat && count < fat.Length; i++)
        {
            var sector = U32(header, 76 + i * 4);
            if (sector > MostRegularSector) break;
            fat[count++] = sector;
        }
        var difat = U32(header, 68);
        var steps = 0;
        while (difat <= MostRegularSector && count < fat.Length)
        {
            if (difat >= (uint)_sectors || ++steps > _sectors || !_budget.TryTakeSteps(perSector, What))
            {
                Problem("difat-chain", difat >= (uint)_sectors ? $"sector {difat} lies outside of the file" : "cyclic");
                break;
            }
            var sector = Sector(difat);
            if (sector.Length < 1 << _sectorShift) break;
            for (var i = 0; i < perSector - 1 && count < fat.Length; i++)
            {
                var next = U32(sector, i * 4);
                if (next > MostRegularSector) break;
                fat[count++] = next;
            }
            difat = U32(sector, (perSector - 1) * 4);
        }
        _fat = fat;
        _fatCount = count;
        if (count == 0) Problem("no-fat", "no FAT sector is listed");
    }

    // Directory [MS-CFB 2.6] ------------------------------------------------------------------------------------------------------

    private void ReadDirectory()
    {
        var directory = Chain(U32(_bytes.Span, 48), "directory").Span;
        var count = directory.Length / EntrySize;
        if (count == 0 || !_budget.TryTakeSteps(count, What))
        {
            Problem("no-directory", $"{directory.Length} bytes");
            return;
        }
        _root = EntryAt(directory, 0, parent: null, orphan: false);
        if (directory[66] != 5) Problem("root-type", $"entry 0 has type {directory[66]}");
        var seen = new bool[count];
        seen[0] = true;
        var nesting = 0;
        var stack = new Stack<(uint Id, CfbEntry? Parent, int Depth)>();
        stack.Push((U32(directory, 76), null, 1));
        while (stack.TryPop(out var at))
        {
            if (at.Id == NoEntry) continue;
            if (at.Id >= (uint)count)
            {
                Problem("entry-link", $"link to entry {at.Id} of {count}");
                continue;
            }
            var id = (int)at.Id;
            if (seen[id])
            {
                Problem("entry-cycle", $"entry {id} is linked twice");
                continue;
            }
            seen[id] = true;
            var raw = directory.Slice(id * EntrySize, EntrySize);
            stack.Push((U32(raw, 72), at.Parent, at.Depth));
            var type = raw[66];
            CfbEntry? entry = null;
            if (type is 1 or 2)
            {
                entry = EntryAt(directory, id, at.Parent, orphan: false);
                _entries.Add(entry);
            }
            else
            {
                Problem("entry-type", $"entry {id} has type {type}");
            }
            var child = U32(raw, 76);
            if (child != NoEntry && type != 2)
            {
                // Deeper than any application writes: the entries are still listed, their paths no longer grow.
                if (at.Depth >= MostNesting && nesting++ == 0) Problem("nesting", $"storages nested deeper than {MostNesting}");
                stack.Push((child, at.Depth >= MostNesting ? at.Parent : entry ?? at.Parent, at.Depth + 1));
            }
            stack.Push((U32(raw, 68), at.Parent, at.Depth));
        }
        var orphans = 0;
        for (var id = 1; id < count; id++)
        {
            if (seen[id] || directory[id * EntrySize + 66] is not (1 or 2)) continue;
            var entry = EntryAt(directory, id, parent: null, orphan: true);
            if (entry.Name.Length == 0) continue;
            orphans++;
            _entries.Add(entry);
        }
        if (orphans > 0) Problem("orphans", $"{orphans} entries that no storage links to");
    }

    private CfbEntry EntryAt(ReadOnlySpan<byte> directory, int id, CfbEntry? parent, bool orphan)
    {
        var raw = directory.Slice(id * EntrySize, EntrySize);
        var declared = U16(raw, 64);
        Span<char> chars = stackalloc char[32];
        var length = 0;
        for (; length < 32; length++)
        {
            var c = (char)U16(raw, length * 2);
            if (c == 0) break;
            chars[length] = c == '/' ? '_' : c;
        }
        if (declared > 64 || declared % 2 != 0 || declared / 2 - 1 != length && raw[66] is 1 or 2 or 5 && declared != 0 && declared / 2 - 1 < length)
        {
            Problem("name-length", $"entry {id}: {declared} bytes");
            if (declared is > 2 and <= 64) length = Math.Min(length, declared / 2 - 1);
        }
        var name = new string(chars[..length]);
        var size = _sectorShift == 12 || U16(_bytes.Span, 26) == 4 ? (long)BinaryPrimitives.ReadUInt64LittleEndian(raw[120..]) : U32(raw, 120);
        if (size < 0 || size > _bytes.Length)
        {
            if (raw[66] == 2) Problem("stream-size", $"entry {id}: {size} bytes in a file of {_bytes.Length}");
            size = _bytes.Length;
        }
        return new CfbEntry(id, parent is null ? name : $"{parent.Path}/{name}", name, raw[66] != 2, size)
        {
            Start = U32(raw, 116),
            IsOrphan = orphan,
        };
    }

    // Chains [MS-CFB 2.3, 2.4] ----------------------------------------------------------------------------------------------------

    private ReadOnlyMemory<byte> MiniStream()
    {
        if (_miniStream is { } known) return known;
        var stream = _root is { Size: > 0 } root
            ? Follow(_bytes, _sectorShift, root.Start, root.Size, NextSector, 1, "mini stream", _budget) ?? default
            : default;
        _miniStream = stream;
        return stream;
    }

    /// <summary>A whole chain, for structures whose size only the chain tells.</summary>
    private ReadOnlyMemory<byte> Chain(uint start, string what)
    {
        if (start > MostRegularSector) return default;
        return Follow(_bytes, _sectorShift, start, (long)_sectors << _sectorShift, NextSector, 1, what, _budget) ?? default;
    }

    private delegate uint Next(uint sector);

    /// <summary>Walks a chain twice: first for its length and whether it runs straight (then nothing is copied), then to copy.</summary>
    private ReadOnlyMemory<byte>? Follow(ReadOnlyMemory<byte> space, int shift, uint start, long size, Next next, int lead, string what, AnalysisBudget budget)
    {
        var most = (int)Math.Min((size + (1L << shift) - 1) >> shift, (((long)space.Length + (1L << shift) - 1) >> shift) - lead);
        var straight = true;
        var count = 0;
        var sector = start;
        while (count < most && sector <= MostRegularSector)
        {
            if ((long)(sector + (long)lead) << shift >= space.Length)
            {
                Problem("chain", $"{what}: sector {sector} lies outside");
                break;
            }
            if (sector != start + (uint)count) straight = false;
            count++;
            if ((count & 1023) == 0 && !budget.TryTakeSteps(1024, What)) break;
            sector = next(sector);
        }
        if (count == 0) return null;
        if (straight)
        {
            var from = (int)(start + (long)lead << shift);
            return space.Slice(from, (int)Math.Min(Math.Min(size, (long)count << shift), space.Length - from));
        }
        var length = Math.Min(size, (long)count << shift);
        if (!budget.TryTakeBytes(length, what)) return null;
        var copy = new byte[length];
        var to = copy.AsSpan();
        sector = start;
        for (var i = 0; i < count && !to.IsEmpty; i++)
        {
            var from = space.Span[(int)(sector + (long)lead << shift)..];
            var part = from[..Math.Min(Math.Min(from.Length, 1 << shift), to.Length)];
            part.CopyTo(to);
            to = to[Math.Min(1 << shift, to.Length)..];
            sector = next(sector);
        }
        return copy;
    }

    private ReadOnlySpan<byte> Sector(uint sector)
    {
        var from = (long)(sector + 1L) << _sectorShift;
        return from >= _bytes.Length ? default : _bytes.Span.Slice((int)from, (int)Math.Min(1 << _sectorShift, _bytes.Length - from));
    }

    private uint NextSector(uint sector)
    {
        var perSectorShift = _sectorShift - 2;
        var index = (int)(sector >> perSectorShift);
        if (index >= _fatCount) return NoEntry;
        var at = ((_fat[index] + 1L) << _sectorShift) + ((sector & (1u << perSectorShift) - 1) << 2);
        return at + 4 > _bytes.Length ? NoEntry : BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Span[(int)at..]);
    }

    private uint NextMini(uint sector) => (long)sector * 4 + 4 > _miniFat.Length ? NoEntry : U32(_miniFat.Span, (int)sector * 4);

    private void Problem(string id, string detail)
    {
        if (_problems.Count < MostProblems) _problems.Add((id, detail));
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>A Windows FILETIME; null for zero and for what lies outside of the calendar.</summary>
    internal static DateTimeOffset? FileTime(long ticks) =>
        ticks is <= 0 or > 2_650_467_743_999_999_999 ? null : new DateTimeOffset(ticks + 504_911_232_000_000_000, TimeSpan.Zero);
}

/// <summary>A storage or stream of a compound file.</summary>
/// <param name="Id">Number in the directory.</param>
/// <param name="Path">Names from the root storage on, with slashes.</param>
/// <param name="Name">Own name; may start with a control character.</param>
/// <param name="IsStorage">A storage, else a stream.</param>
/// <param name="Size">Bytes as declared, at most the file's.</param>
internal sealed record CfbEntry(int Id, string Path, string Name, bool IsStorage, long Size)
{
    /// <summary>No storage links to it: deleted, or hidden from Office and from naive scanners.</summary>
    public bool IsOrphan { get; init; }
    /// <summary>First sector of its chain.</summary>
    internal uint Start { get; init; }
}
