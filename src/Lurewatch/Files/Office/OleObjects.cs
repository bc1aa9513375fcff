using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Files that are embedded in a document as OLE objects: the Packager's \1Ole10Native stream, and whole packages in a Package or CONTENTS stream.</summary>
internal static class OleObjects
{
    private const int MostObjects = 256;

    public static void Extract(CfbReader cfb, AnalysisBudget budget, List<ExtractedFile> files)
    {
        var count = 0;
        foreach (var entry in cfb.Entries)
        {
            if (entry.IsStorage || entry.Size == 0) continue;
            ExtractedFile? file = null;
            if (entry.Name.Equals("\u0001Ole10Native", StringComparison.OrdinalIgnoreCase))
                file = cfb.Open(entry, budget) is { } native ? Native(native) : null;
            else if (entry.Name.Equals("Package", StringComparison.OrdinalIgnoreCase) || entry.Name.Equals("CONTENTS", StringComparison.Ordinal))
                file = cfb.Open(entry, budget) is { } package && Known(package.Span) ? new ExtractedFile(package, null, "embedded") : null;
            else if (entry.Name.Length > 4 && entry.Name[0] == '_' && !entry.Name.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
                file = cfb.Open(entry, budget) is { Length: > 6 } packed && packed.Span[4] == 0x78 && PptObjects.Decompress(packed, budget) is { Length: > 0 } storage ? new ExtractedFile(storage, null, "embedded") : null;   // oledata.mso of Word 2003 XML
            if (file is null) continue;
            files.Add(file);
            if (++count == MostObjects) break;
        }
    }

    /// <summary>Streams of those names hold anything; only what is a file by its content is one.</summary>
    private static bool Known(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("%PDF"u8) || bytes.StartsWith("MZ"u8) || bytes.StartsWith("{\\rt"u8) || bytes.StartsWith(CfbReader.Signature);

    /// <summary>The Packager's layout, which no specification has: size, type, label, file name, two words, path for extraction, size, content.</summary>
    internal static ExtractedFile? Native(ReadOnlyMemory<byte> stream)
    {
        var bytes = stream.Span;
        if (bytes.Length < 8) return null;
        var encoding = Encodings.Of(1252);
        var at = 4;
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) != 2) return new ExtractedFile(stream[4..], null, "embedded");
        at += 2;
        var label = Text(bytes, ref at, encoding);
        var name = Text(bytes, ref at, encoding);
        at += 4;
        if (bytes.Length - at < 4) return null;
        var path = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        at += 4;
        if (path > bytes.Length - at - 4L) return null;
        at += (int)path;
        if (bytes.Length - at < 4) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        at += 4;
        var content = stream.Slice(at, (int)Math.Min(size, (uint)(bytes.Length - at)));
        if (content.IsEmpty) return null;
        var shown = label.Length > 0 ? label : name;
        var slash = shown.LastIndexOfAny(['/', '\\']);
        return new ExtractedFile(content, shown.Length == 0 ? null : shown[(slash + 1)..], "embedded");
    }

    private static string Text(ReadOnlySpan<byte> bytes, ref int at, Encoding encoding)
    {
        if (at >= bytes.Length) return "";
        var rest = bytes[at..];
        var end = rest[..Math.Min(rest.Length, 1024)].IndexOf((byte)0);
        if (end < 0) return "";
        at += end + 1;
        return encoding.GetString(rest[..end]);
    }
}
