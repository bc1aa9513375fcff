using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lurewatch.Bytes;
using Lurewatch.Containers;

namespace Lurewatch.Files.Archives;

/// <summary>gzip [RFC 1952]: one file, named by its header or by the archive's own name; several members are one content.</summary>
internal sealed class GzipHandler : IFileHandler
{
    private const int HeaderSize = 10, TrailerSize = 8;
    private const byte HasExtra = 4, HasName = 8;

    public string Name => "gzip";

    public bool Claims(FileType type) => type is FileType.Gzip;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var bytes = file.Bytes.Span;
        var name = HeaderName(bytes) ?? NameBelow(file.Name);
        var problems = new List<ArchiveProblem>();
        using var stream = new GZipStream(ZipUnpacker.AsStream(file.Bytes), CompressionMode.Decompress);
        var declared = bytes.Length >= HeaderSize + TrailerSize ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) : 0;
        var content = BoundedUnpacking.Drain(stream, declared, bytes.Length, file.Path, context.Budget);
        if (content.Damage is not null) problems.Add(new ArchiveProblem("content-damaged", content.Damage));
        else if (content.Limit is null && (bytes.Length < HeaderSize + TrailerSize || declared > content.Bytes.Length)) problems.Add(new ArchiveProblem("content-cut", "the file ends inside it"));
        else if (content.Limit is null && declared == content.Bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^8..]) != Crc32.Of(content.Bytes.Span))
            problems.Add(new ArchiveProblem("content-damaged", "CRC does not match"));
        if (content.Limit == "ratio") problems.Add(new ArchiveProblem("bomb", $"unpacks to more than {context.Budget.Limits.Ratio} times its packed size"));
        var state = content.Limit is not null ? "limit" : problems.Count > 0 ? "damaged" : "opened";
        var found = new Extraction(new ArchiveFacts
        {
            Format = "gzip",
            Entries = [new ArchiveEntry(name ?? "", content.Bytes.Length, bytes.Length, null, state) { Type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span) }],
            Problems = problems,
        })
        { Unopened = state == "opened" ? null : state };
        if (content.Limit is null && !content.Bytes.IsEmpty) found.Files.Add(new ExtractedFile(content.Bytes, name, "member"));
        return found;
    }

    private static string? HeaderName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeaderSize || (bytes[3] & HasName) == 0) return null;
        var at = HeaderSize;
        if ((bytes[3] & HasExtra) != 0)
        {
            if (bytes.Length < at + 2) return null;
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        }
        if (at >= bytes.Length) return null;
        var end = bytes[at..].IndexOf((byte)0);
        if (end is < 1 or > 1024) return null;
        var name = bytes.Slice(at, end);
        return (System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8 : Encoding.Latin1).GetString(name);
    }

    private static string? NameBelow(string? name)
    {
        if (name is null) return null;
        if (name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)) return name[..^4] + ".tar";
        return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
    }
}
