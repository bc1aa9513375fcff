using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.OneNote;

/// <summary>The revision store of a section [MS-ONESTORE 2.3 to 2.6]: lists of nodes, each in fragments, whose nodes refer to data and to further lists.</summary>
/// <remarks>
/// <code>
/// header (1,024) ─▶ root list ─▶ object spaces ─▶ revisions ─▶ object groups: table of identifiers, property sets, declared files
///                            └▶ file data store: identifier ─▶ FileDataStoreObject (GUID, length, bytes)
/// </code>
/// Nothing is believed: a list that was read once is not read again, so cycles end. Files are found by the GUID before them, whatever the lists say; the lists give their names.
/// </remarks>
internal sealed class OneStore
{
    private const int HeaderSize = 1024, RootAt = 172, MostLists = 100_000, MostFragments = 10_000, MostDepth = 64;
    private const ulong FragmentMagic = 0xA4567AB1F5F7F4C4;
    private readonly ReadOnlyMemory<byte> _file;
    private readonly AnalysisBudget _budget;
    private readonly string _what;
    private readonly HashSet<long> _lists = [];
    private readonly Dictionary<uint, Guid> _table = [];

    private OneStore(ReadOnlyMemory<byte> file, AnalysisBudget budget, string what) => (_file, _budget, _what) = (file, budget, what);

    /// <summary>The GUID before the bytes of a file.</summary>
    public static ReadOnlySpan<byte> FileDataHeader => [0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E, 0xAC];

    /// <summary>Objects' properties.</summary>
    public OneProperties Properties { get; } = new();
    /// <summary>Declared files: object to the identifier in the store, with the extension.</summary>
    public Dictionary<OneId, (Guid Reference, string? Extension)> Declared { get; } = [];
    /// <summary>Where the store's files lie, by their identifier.</summary>
    public Dictionary<Guid, long> Stored { get; } = [];
    public List<string> Defects { get; } = [];

    public static OneStore Read(ReadOnlyMemory<byte> file, AnalysisBudget budget, string what)
    {
        var store = new OneStore(file, budget, what);
        if (file.Length < HeaderSize) store.Defects.Add("the header is cut");
        else store.List((long)Math.Min(U64(file.Span, RootAt), long.MaxValue), U32(file.Span, RootAt + 8), 0);
        return store;
    }

    /// <summary>FileNodeListFragment [MS-ONESTORE 2.4.1] and those that follow it.</summary>
    private void List(long at, long size, int depth)
    {
        if (depth > MostDepth || _lists.Count >= MostLists) return;
        for (var fragments = 0; fragments < MostFragments && _lists.Add(at); fragments++)
        {
            var fragment = Slice(_file.Span, at, size);
            if (fragment.Length < 36 || U64(fragment, 0) != FragmentMagic)
            {
                Defects.Add("a list of nodes is not where it should be");
                return;
            }
            var next = fragment[^20..];
            Nodes(fragment[16..^20], depth);
            var (nextAt, nextSize) = ((long)Math.Min(U64(next, 0), long.MaxValue), U32(next, 8));
            if (nextAt is 0 or long.MaxValue || nextSize == 0 || !_budget.TryTakeSteps(16, _what)) return;
            (at, size) = (nextAt, nextSize);
        }
    }

    /// <summary>FileNode [MS-ONESTORE 2.4.3].</summary>
    private void Nodes(ReadOnlySpan<byte> nodes, int depth)
    {
        for (var at = 0; at + 4 <= nodes.Length && _budget.TryTakeSteps(1, _what);)
        {
            var head = U32(nodes, at);
            var (id, size, kind) = (head & 0x3FF, (int)(head >> 10 & 0x1FFF), head >> 27 & 0xF);
            if (id is 0 or 0xFF || size < 4) return;                          // padding, or the end of the fragment's nodes
            var data = Slice(nodes, at + 4, size - 4);
            at += size;
            if (kind is 0)
            {
                Plain(id, data);
                continue;
            }
            var (reference, length, used) = Reference(data, head >> 23 & 3, head >> 25 & 3);
            if (reference < 0) continue;
            if (kind is 2) List(reference, length, depth + 1);
            else Data(id, Slice(data, used, data.Length), reference, length);
        }
    }

    /// <summary>FileNodeChunkReference [MS-ONESTORE 2.2.4.2]: place and size, each in one of four forms.</summary>
    private static (long At, long Size, int Used) Reference(ReadOnlySpan<byte> data, uint placeForm, uint sizeForm)
    {
        var (at, used) = placeForm switch
        {
            0 => ((long)Math.Min(U64(data, 0), long.MaxValue), 8),
            1 => (U32(data, 0) == uint.MaxValue ? -1 : U32(data, 0), 4),
            2 => (U16(data, 0) == ushort.MaxValue ? -1 : U16(data, 0) * 8L, 2),
            _ => (U32(data, 0) == uint.MaxValue ? -1 : U32(data, 0) * 8L, 4),
        };
        var (size, more) = sizeForm switch
        {
            0 => (U32(data, used), 4),
            1 => ((long)Math.Min(U64(data, used), long.MaxValue), 8),
            2 => (used < data.Length ? data[used] * 8L : 0, 1),
            _ => (U16(data, used) * 8L, 2),
        };
        return (at is long.MaxValue ? -1 : at, size, used + more);
    }

    private void Plain(uint id, ReadOnlySpan<byte> data)
    {
        switch (id)
        {
            case 0x021 or 0x022:                                              // GlobalIdTableStart
                _table.Clear();
                break;
            case 0x024:                                                       // GlobalIdTableEntryFNDX
                if (_table.Count < MostLists) _table[U32(data, 0)] = Guid(data, 4);
                break;
            case 0x072 or 0x073:                                              // ObjectDeclarationFileData3RefCountFND
                var at = id == 0x072 ? 9 : 12;
                var length = U32(data, at);
                var reference = Text(data, at);
                var extension = length < 512 ? Text(data, at + 4 + (int)length * 2) : "";
                var brace = reference.IndexOf('{', StringComparison.Ordinal);
                if (brace >= 0 && System.Guid.TryParse(reference.AsSpan(brace).TrimEnd('\0'), out var file)) Declared[Resolve(U32(data, 0))] = (file, extension);
                break;
        }
    }

    private void Data(uint id, ReadOnlySpan<byte> rest, long at, long size)
    {
        switch (id)
        {
            case 0x094:                                                       // FileDataStoreObjectReferenceFND
                Stored[Guid(rest, 0)] = at;
                break;
            case 0x02D or 0x02E or 0x041 or 0x042 or 0x0A4 or 0x0A5 or 0x0C4 or 0x0C5:
                var set = Slice(_file.Span, at, size);
                if (set.Length > 0) Properties.Read(set, Resolve, _budget, _what);
                break;
        }
    }

    /// <summary>CompactID [MS-ONESTORE 2.2.2]: a number under an identifier of the table in force.</summary>
    private OneId Resolve(uint compact) => new(_table.GetValueOrDefault(compact >> 8), compact & 0xFF);

    /// <summary>StringInStorageBuffer [MS-ONESTORE 2.2.3].</summary>
    private static string Text(ReadOnlySpan<byte> data, int at) => Utf16(Slice(data, at + 4L, U32(data, at) * 2L), 0);
}

/// <summary>An object's full identifier.</summary>
internal readonly record struct OneId(Guid Guid, uint Number);
