using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Files.Images;

/// <summary>What a picture says of its making: camera, program and comment of a JPEG [Exif 3.0, ITU-T T.81 B.2.4.5] or PNG [PNG 3, 11.3.3], and whether it tells where it was taken.</summary>
internal sealed record PictureNotes
{
    private const int MostSegments = 64, MostEntries = 128, MostChars = 500;

    /// <summary>Maker and model.</summary>
    public string? Camera { get; init; }
    public string? Software { get; init; }
    public string? Comment { get; init; }
    /// <summary>It holds coordinates; which, is nobody's business here.</summary>
    public bool HasLocation { get; init; }

    /// <summary>Null if it says nothing.</summary>
    public static PictureNotes? Read(ReadOnlySpan<byte> bytes, FileType type)
    {
        var notes = type switch { FileType.Jpeg => Jpeg(bytes), FileType.Png => Png(bytes), _ => null };
        return notes is null or { Camera: null, Software: null, Comment: null, HasLocation: false } ? null : notes;
    }

    private static PictureNotes Jpeg(ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldReader(bytes, bigEndian: true);
        var notes = new PictureNotes();
        long at = 2;
        for (var i = 0; i < MostSegments && fields.U8(at) == 0xff; i++)
        {
            var marker = fields.U8(at + 1);
            var length = fields.U16(at + 2);
            if (marker is 0xda or 0xd9 || length < 2) break;
            var content = fields.Slice(at + 4, length - 2);
            if (marker == 0xe1 && content.StartsWith("Exif\0\0"u8)) notes = Exif(content[6..], notes);
            else if (marker == 0xfe) notes = notes with { Comment = notes.Comment ?? Text(Encoding.Latin1.GetString(content[..Math.Min(content.Length, MostChars)])) };
            at += 2 + length;
        }
        return notes;
    }

    private static PictureNotes Png(ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldReader(bytes, bigEndian: true);
        var notes = new PictureNotes();
        long at = 8;
        for (var i = 0; i < MostSegments && fields.Has(at, 12); i++)
        {
            var length = fields.U32(at);
            var name = fields.Slice(at + 4, 4);
            if (name.SequenceEqual("IEND"u8)) break;
            var content = fields.Slice(at + 8, length);
            if (name.SequenceEqual("eXIf"u8)) notes = Exif(content, notes);
            else if (name.SequenceEqual("tEXt"u8) && content.IndexOf((byte)0) is > 0 and var end)
            {
                var value = Text(Encoding.Latin1.GetString(content[(end + 1)..][..Math.Min(content.Length - end - 1, MostChars)]));
                if (content[..end].SequenceEqual("Software"u8)) notes = notes with { Software = notes.Software ?? value };
                else if (content[..end].SequenceEqual("Comment"u8) || content[..end].SequenceEqual("Description"u8)) notes = notes with { Comment = notes.Comment ?? value };
            }
            at += 12 + length;
        }
        return notes;
    }

    /// <summary>The first directory of a TIFF file in small.</summary>
    private static PictureNotes Exif(ReadOnlySpan<byte> tiff, PictureNotes notes)
    {
        if (tiff.Length < 8) return notes;
        var fields = new FieldReader(tiff, bigEndian: tiff[0] == (byte)'M');
        long directory = fields.U32(4);
        string? maker = null, model = null;
        for (var i = 0; i < Math.Min((int)fields.U16(directory), MostEntries); i++)
        {
            var entry = directory + 2 + (12L * i);
            var length = (int)Math.Min(fields.U32(entry + 4), MostChars);
            string? Value(FieldReader from) => Text(from.Text(length <= 4 ? entry + 8 : from.U32(entry + 8), length));
            switch (fields.U16(entry))
            {
                case 0x010e: notes = notes with { Comment = notes.Comment ?? Value(fields) }; break;
                case 0x010f: maker = Value(fields); break;
                case 0x0110: model = Value(fields); break;
                case 0x0131: notes = notes with { Software = notes.Software ?? Value(fields) }; break;
                case 0x8825: notes = notes with { HasLocation = fields.U16(fields.U32(entry + 8)) > 0 }; break;
            }
        }
        var camera = Text($"{maker} {model}");
        return camera is null ? notes : notes with { Camera = camera };
    }

    private static string? Text(string text) => text.Trim('\0', ' ', '\r', '\n', '\t') is { Length: > 0 } said ? said : null;
}
