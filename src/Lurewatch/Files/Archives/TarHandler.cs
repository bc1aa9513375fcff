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
        long at = 0;
        while (at + Block <= bytes.Length && context.Budget.TryTakeSteps(1, file.Path))
        {
            var header = bytes.Slice((int)at, Block);
            if (header[0] == 0 && header.IndexOfAnyExcept((byte)0) < 0) break;
            var size = Number(header.Slice(124, 12));
            if (size < 0 || !ChecksumFits(header))
            {
                problems.Add(new ArchiveProblem("header-damaged", $"at offset {at}"));
                unopened ??= "damaged";
                break;
            }
            var data = at + Block;
            var there = (int)Math.Min(size, bytes.Length - data);
            var content = file.Bytes.Slice((int)data, there);
            at = data + ((size + Block - 1) / Block * Block);
            switch (header[156])
            {
                case (byte)'L':
                    longName = Text(content.Span[..Math.Min(content.Length, MaxNameField)]);
                    continue;
                case (byte)'x':
                    longName = PaxPath(content.Span[..Math.Min(content.Length, MaxNameField)]) ?? longName;
                    continue;
                case 0 or (byte)'0' or (byte)'7':
                    break;
                default:
                    longName = null;
                    continue;
            }
            var name = longName ?? HeaderName(header);
            longName = null;
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
            if (context.Budget.TryTakeBytes(there, name)) files.Add(new ExtractedFile(content, name, "member"));
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

    /// <summary>The path record of a pax header: <c>LENGTH path=VALUE\n</c>.</summary>
    private static string? PaxPath(ReadOnlySpan<byte> records)
    {
        var at = records.IndexOf(" path="u8);
        if (at < 0) return null;
        var value = records[(at + 6)..];
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
