using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;
using static Lurewatch.Bytes.LittleEndian;

namespace Lurewatch.Files.Rtf;

/// <summary>An object as OLE 1 stores it [MS-OLEDS 2.2].</summary>
/// <param name="Linked">It is a link, to <paramref name="Topic"/>; else its data is embedded.</param>
/// <param name="Class">Class name.</param>
/// <param name="Topic">Of a link: the file.</param>
/// <param name="Native">Its data.</param>
/// <param name="Sized">Its data with the size before it.</param>
internal sealed record Ole1Object(bool Linked, string? Class, string? Topic, ReadOnlyMemory<byte> Native, ReadOnlyMemory<byte> Sized)
{
    private const int MostName = 1024;

    /// <summary>Reads ObjectHeader and what follows; null if it is none. A compound file is found even behind a broken header.</summary>
    public static Ole1Object? Read(ReadOnlyMemory<byte> data) => Header(data) ?? Compound(data) ?? Compound(RtfHex.Shifted(data.Span));

    private static Ole1Object? Header(ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        var format = U32(bytes, 4);
        if (bytes.Length < 12 || format is not (1 or 2)) return null;
        var at = 8;
        if (!Name(bytes, ref at, out var name) || !Name(bytes, ref at, out var topic) || !Name(bytes, ref at, out _)) return null;
        if (format == 1) return new Ole1Object(true, name, topic, default, default);
        var size = U32(bytes, at);
        if (at + 4 > bytes.Length) return null;
        var length = (int)Math.Min(size, (uint)(bytes.Length - at - 4));
        // A size that lies costs nothing where a compound file follows: it knows its own.
        if (bytes[(at + 4)..].StartsWith(CfbReader.Signature)) length = bytes.Length - at - 4;
        return new Ole1Object(false, name, topic, data.Slice(at + 4, length), data[at..]);
    }

    private static Ole1Object? Compound(ReadOnlyMemory<byte> data)
    {
        var at = data.Span.IndexOf(CfbReader.Signature);
        return at < 0 ? null : new Ole1Object(false, null, null, data[at..], data[Math.Max(0, at - 4)..]);
    }

    /// <summary>LengthPrefixedAnsiString [MS-OLEDS 2.1.4].</summary>
    private static bool Name(ReadOnlySpan<byte> bytes, ref int at, out string? name)
    {
        name = null;
        var length = U32(bytes, at);
        if (length > MostName || at + 4 + length > bytes.Length) return false;
        if (length > 0) name = Ansi(Slice(bytes, at + 4, length), 0, Encodings.Of(1252));
        at += 4 + (int)length;
        return true;
    }

    /// <summary>The Packager's three names: of the file, where it came from, where it goes.</summary>
    public (string? Name, string? Source, string? Temp) Package()
    {
        var bytes = Native.Span;
        if (U16(bytes, 0) != 2) return (null, null, null);
        var at = 2;
        var label = Zero(bytes, ref at);
        var source = Zero(bytes, ref at);
        at += 4;
        var temp = Ansi(Slice(bytes, at + 4L, Math.Min(U32(bytes, at), MostName)), 0, Encodings.Of(1252));
        return (label, source, temp);
    }

    private static string Zero(ReadOnlySpan<byte> bytes, ref int at)
    {
        var rest = Slice(bytes, at, MostName);
        var end = rest.IndexOf((byte)0);
        if (end < 0) end = rest.Length;
        at += end + 1;
        return Encodings.Of(1252).GetString(rest[..end]);
    }
}

/// <summary>Where OLE links lead: monikers inside of an <c>\1Ole</c> stream [MS-OLEDS 2.3.3].</summary>
internal static class Monikers
{
    private const int MostTargets = 16, MostChars = 4096;
    private static readonly byte[] s_url = new Guid("79EAC9E0-BAF9-11CE-8C82-00AA004BA90B").ToByteArray();
    private static readonly byte[] s_file = new Guid("00000303-0000-0000-C000-000000000046").ToByteArray();

    /// <summary>Targets in a compound file: by its streams, then by its bytes, since a damaged directory does not stop Word.</summary>
    public static List<string> In(ReadOnlyMemory<byte> compound, AnalysisBudget budget)
    {
        var targets = new List<string>();
        var cfb = CfbReader.Read(compound, budget);
        foreach (var entry in cfb.Entries)
            if (!entry.IsStorage && entry.Name.Equals("\u0001Ole", StringComparison.OrdinalIgnoreCase) && cfb.Open(entry, budget) is { } stream) Find(stream.Span, targets);
        if (targets.Count == 0 && budget.TryTakeSteps(compound.Length / 16 + 1, "monikers")) Find(compound.Span, targets);
        return targets;
    }

    private static void Find(ReadOnlySpan<byte> bytes, List<string> targets)
    {
        for (var from = 0; targets.Count < MostTargets;)
        {
            var hit = bytes[from..].IndexOf(s_url);
            if (hit < 0) break;
            from += hit + 16;
            var length = U32(bytes, from);
            if (length is > 4 and < MostChars * 2) Add(Utf16(Slice(bytes, from + 4, length), 0), targets);
        }
        for (var from = 0; targets.Count < MostTargets;)
        {
            var hit = bytes[from..].IndexOf(s_file);
            if (hit < 0) break;
            from += hit + 16;
            var length = U32(bytes, from + 2);
            if (length is > 3 and < MostChars) Add(Ansi(Slice(bytes, from + 6, length), 0, Encoding.Latin1), targets);
        }
    }

    private static void Add(string target, List<string> targets)
    {
        if (target.Length > 3 && !targets.Contains(target)) targets.Add(target);
    }
}
