using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Archives;

/// <summary>tar [POSIX.1 ustar and pax, GNU long names]: regular files in order; links, devices and folders are names only.</summary>
internal sealed class TarHandler : IFileHandler
{
    private const int Block = 512;
    private const int MaxNameField = 64 << 10;

    public string Name => "tar";

    public bool Claims(FileType type) => type is FileType.Tar;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        var entries = new List<ArchiveEntry>();
        var files = new List<ExtractedFile>();
        var problems = new List<ArchiveProblem>();
        string? unopened = null, longName = null;
        long? longSize = null;
        long at = 0;
        while (at + Block <= bytes.Length && context.Budget.TryTakeSteps(1, file.Path))
        {
            var header = bytes.Slice((int)at, Block);
            if (header[0] == 0 && header.IndexOfAnyExcept((byte)0) < 0) break;
            var size = header[156] is (byte)'L' or (byte)'x' or (byte)'g' ? Number(header.Slice(124, 12)) : longSize ?? Number(header.Slice(124, 12));
            if (size < 0 || !ChecksumFits(header))
            {
                problems.Add(new ArchiveProblem("header-damaged", $"at offset {at}"));
                unopened ??= "damaged";
                break;
            }
            var data = at + Block;
            if (header[156] == 'S') data += SparseMap(bytes, at);
            var there = (int)Math.Clamp(bytes.Length - data, 0, size);
            var content = there == 0 ? default : file.Bytes.Slice((int)data, there);
            at = data + ((size + Block - 1) / Block * Block);
            switch (header[156])
            {
                case (byte)'L':
                    longName = Text(content.Span[..Math.Min(content.Length, MaxNameField)]);
                    continue;
                case (byte)'x':
                    var records = content.Span[..Math.Min(content.Length, MaxNameField)];
                    longName = PaxValue(records, " path="u8) ?? longName;
                    if (long.TryParse(PaxValue(records, " size="u8), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var pax)) longSize = Math.Min(pax, 1L << 50);
                    continue;
                case (byte)'g':
                    continue;
                case 0 or (byte)'0' or (byte)'7' or (byte)'S':
                    break;
                default:
                    (longName, longSize) = (null, null);
                    continue;
            }
            var name = longName ?? HeaderName(header);
            (longName, longSize) = (null, null);
            if (name.EndsWith('/')) continue;
            if (name.StartsWith('/') && !problems.Exists(problem => problem.Id == "absolute-path")) problems.Add(new ArchiveProblem("absolute-path", name));
            if ((name.StartsWith("../", StringComparison.Ordinal) || name.Contains("/../", StringComparison.Ordinal)) && !problems.Exists(problem => problem.Id == "path-traversal"))
                problems.Add(new ArchiveProblem("path-traversal", name));
            if (entries.Count >= context.Budget.Limits.Members)
            {
                context.Budget.Exhaust("members", file.Path);
                unopened = "limit";
                break;
            }
            var state = there < size ? "damaged" : "opened";
            if (there < size) problems.Add(new ArchiveProblem("content-cut", $"{name}: {size} bytes declared, {there} there"));
            if (header[156] == 'S') state = "unsupported"; // the holes are left out
            else if (context.Budget.TryTakeBytes(there, name)) files.Add(new ExtractedFile(content, name, "member"));
            else state = "limit";
            if (state != "opened") unopened ??= state;
            entries.Add(new ArchiveEntry(name, size, size, null, state) { Type = FileTypes.Detect(content.Span) });
        }
        var found = new Extraction(new ArchiveFacts { Format = "tar", Entries = entries, Problems = problems }) { Unopened = unopened };
        found.Files.AddRange(files);
        return found;
    }

    /// <summary>Octal, or base 256 where the first bit is set (GNU); -1 if it is neither.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0) return field[0] == 0x80 ? Math.Min(BinaryPrimitives.ReadInt64BigEndian(field[^8..]), 1L << 50) : -1;
        long value = 0;
        foreach (var c in field)
        {
            if (c is 0 or (byte)' ') continue;
            if (c is < (byte)'0' or > (byte)'7') return -1;
            value = (value * 8) + (c - '0');
        }
        return value;
    }

    private static bool ChecksumFits(ReadOnlySpan<byte> header)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
            if (i is < 148 or >= 156) sum += header[i];
        return sum == Number(header.Slice(148, 8));
    }

    private static string HeaderName(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        if (!header.Slice(257, 5).SequenceEqual("ustar"u8) || header[345] == 0 || header[262] != 0) return name;
        return Text(header.Slice(345, 155)) + "/" + name;
    }

    /// <summary>Blocks of GNU's map of holes that follow a sparse file's header.</summary>
    private static long SparseMap(ReadOnlySpan<byte> bytes, long header)
    {
        const int moreInHeader = 482, moreInBlock = 504;
        long size = 0;
        for (var more = header + moreInHeader; more < bytes.Length && bytes[(int)more] != 0; more = header + size + moreInBlock) size += Block;
        return size;
    }

    /// <summary>A record of a pax header: <c>LENGTH key=VALUE\n</c>.</summary>
    private static string? PaxValue(ReadOnlySpan<byte> records, ReadOnlySpan<byte> key)
    {
        var at = records.IndexOf(key);
        if (at < 0) return null;
        var value = records[(at + key.Length)..];
        var end = value.IndexOf((byte)'\n');
        return Text(end < 0 ? value : value[..end]);
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        if (end >= 0) field = field[..end];
        return (System.Text.Unicode.Utf8.IsValid(field) ? Encoding.UTF8 : Encoding.Latin1).GetString(field);
    }
}
