using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Containers.Disks;

/// <summary>A stream of a file on NTFS: the unnamed one is what is usually called its content.</summary>
internal sealed class NtfsStream
{
    private const int Packed = 0x00ff, Encrypted = 0x4000, MostRuns = 65_536;

    private readonly SortedDictionary<long, List<Extent>> _runs = [];
    private ReadOnlyMemory<byte>? _inline;
    private long _size;
    private int _flags;

    private NtfsStream(string name) => Name = name;

    public string Name { get; }

    public int RunCount => _runs.Values.Sum(runs => runs.Count);

    /// <summary>A data attribute, its content in it or as runs of clusters.</summary>
    public static NtfsStream? Read(ReadOnlyMemory<byte> attribute, int clusterSize)
    {
        var span = attribute.Span;
        int nameSize = span[9] * 2, name = BinaryPrimitives.ReadUInt16LittleEndian(span[10..]);
        if (name + nameSize > span.Length) return null;
        var stream = new NtfsStream(Encoding.Unicode.GetString(span.Slice(name, nameSize))) { _flags = BinaryPrimitives.ReadUInt16LittleEndian(span[12..]) };
        if (span[8] == 0)
        {
            int start = BinaryPrimitives.ReadUInt16LittleEndian(span[20..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(span[16..]);
            stream._size = size;
            stream._inline = start >= span.Length ? default : attribute.Slice(start, (int)Math.Min(size, span.Length - start));
            return stream;
        }
        if (span.Length < 64) return null;
        var first = BinaryPrimitives.ReadInt64LittleEndian(span[16..]);
        int at = BinaryPrimitives.ReadUInt16LittleEndian(span[32..]);
        if (first == 0) stream._size = Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(span[48..]));
        if (at < span.Length) stream._runs[first] = Runs(span[at..], clusterSize);
        return stream;
    }

    /// <summary>Takes in what another record says of the same stream.</summary>
    public void Join(NtfsStream more)
    {
        _size = Math.Max(_size, more._size);
        _flags |= more._flags;
        foreach (var (first, runs) in more._runs) _runs.TryAdd(first, runs);
    }

    public StoredFile ToFile(string name) => new(name, _size)
    {
        Inline = _runs.Count == 0 ? _inline : null,
        Extents = [.. _runs.Values.SelectMany(runs => runs)],
        Closed = (_flags & Encrypted) != 0 ? "encrypted" : (_flags & Packed) != 0 && _runs.Count > 0 ? "unsupported" : null,
    };

    /// <summary>Pairs of length and distance from the run before; without a distance a hole.</summary>
    private static List<Extent> Runs(ReadOnlySpan<byte> from, int clusterSize)
    {
        var runs = new List<Extent>();
        long cluster = 0;
        while (from.Length > 0 && from[0] != 0 && runs.Count < MostRuns)
        {
            int lengthSize = from[0] & 15, offsetSize = from[0] >> 4;
            if (lengthSize is 0 or > 7 || offsetSize > 7 || from.Length < 1 + lengthSize + offsetSize) break;
            var length = Number(from.Slice(1, lengthSize), signed: false);
            if (length <= 0 || length > long.MaxValue / clusterSize / 2) break;
            if (offsetSize == 0)
            {
                runs.Add(new Extent(-1, length * clusterSize));
            }
            else
            {
                cluster += Number(from.Slice(1 + lengthSize, offsetSize), signed: true);
                if (cluster < 0 || cluster > long.MaxValue / clusterSize) break;
                runs.Add(new Extent(cluster * clusterSize, length * clusterSize));
            }
            from = from[(1 + lengthSize + offsetSize)..];
        }
        return runs;
    }

    private static long Number(ReadOnlySpan<byte> bytes, bool signed)
    {
        long value = signed && (bytes[^1] & 0x80) != 0 ? -1 : 0;
        for (var i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
