using System.Buffers.Binary;
using System.IO.Compression;

namespace Lurewatch.Containers;

/// <summary>What Word packs macros and objects into when it saves a document as a web page or as XML: a short head, then a compound file compressed with zlib. Not documented by its maker.</summary>
internal static class ActiveMime
{
    private const int LengthAt = 0x1e, LengthBase = 46, UsualStart = 0x32, LongStart = 0x22a, MostSearched = 4096;

    public static ReadOnlySpan<byte> Magic => "ActiveMime"u8;

    /// <summary>Unpacks it; what is damaged is kept as far as it went. Empty if no compressed data was found.</summary>
    public static Unpacked Open(ReadOnlyMemory<byte> file, string what, AnalysisBudget budget)
    {
        var best = new Unpacked(default, Damage: "no compressed data");
        foreach (var start in Starts(file.Span))
        {
            using var zlib = new ZLibStream(ZipUnpacker.AsStream(file[start..]), CompressionMode.Decompress);
            var unpacked = BoundedUnpacking.Drain(zlib, 0, file.Length - start, what, budget);
            if (unpacked.Bytes.Span.StartsWith(CfbReader.Signature) || unpacked.Limit is not null) return unpacked;
            if (unpacked.Bytes.Length > best.Bytes.Length) best = unpacked;
        }
        return best;
    }

    /// <summary>Where the head says that the data starts, where it usually does, and the first places that look like it.</summary>
    private static List<int> Starts(ReadOnlySpan<byte> file)
    {
        var starts = new List<int>();
        if (file.Length > LengthAt + 2) Add(file, BinaryPrimitives.ReadUInt16LittleEndian(file[LengthAt..]) + LengthBase, starts);
        Add(file, UsualStart, starts);
        Add(file, LongStart, starts);
        for (var at = Magic.Length; at < Math.Min(file.Length, MostSearched) && starts.Count < 8; at++) Add(file, at, starts);
        return starts;
    }

    /// <summary>A zlib head [RFC 1950]: deflate, and a check that divides by 31.</summary>
    private static void Add(ReadOnlySpan<byte> file, int at, List<int> starts)
    {
        if (at + 2 < file.Length && (file[at] & 0x8f) == 8 && BinaryPrimitives.ReadUInt16BigEndian(file[at..]) % 31 == 0 && !starts.Contains(at)) starts.Add(at);
    }
}
