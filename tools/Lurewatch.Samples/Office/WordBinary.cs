using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Samples.Office;

/// <summary>Writes a Word 97-2003 document [MS-DOC 2.4.1] of text, document variables and shapes: enough for readers of structure, too little for Word.</summary>
public sealed record WordBinary
{
    private const int TextAt = 1024;
    private static readonly Guid s_class = new("00020906-0000-0000-C000-000000000046");

    /// <summary>Body; field characters U+0013 to U+0015 as they are.</summary>
    public string Text { get; init; } = "";
    /// <summary>Headers and footers.</summary>
    public string Headers { get; init; } = "";
    /// <summary>Footnotes.</summary>
    public string Footnotes { get; init; } = "";
    /// <summary>Document variables.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; init; } = [];
    /// <summary>Shapes with their alternative texts.</summary>
    public IReadOnlyList<(string Name, string Description)> Shapes { get; init; } = [];
    /// <summary>Bookmarks over the body: name, first character, end.</summary>
    public IReadOnlyList<(string Name, int From, int To)> Bookmarks { get; init; } = [];
    /// <summary>More streams: property sets, a VBA project, objects.</summary>
    public IReadOnlyList<(string Path, byte[] Content)> Streams { get; init; } = [];
    /// <summary>Writes each other piece of text with one byte a character.</summary>
    public bool Compressed { get; init; }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var text = Text + Footnotes + Headers;
        var half = text.Length / 2;
        byte[] first = Encoding.Unicode.GetBytes(text[..half]), second = (Compressed ? Encoding.Latin1 : Encoding.Unicode).GetBytes(text[half..]);
        var word = new byte[Math.Max(4096, TextAt + first.Length + second.Length)];
        first.CopyTo(word, TextAt);
        second.CopyTo(word, TextAt + first.Length);
        U16(word, 0, 0xA5EC);
        U16(word, 2, 0x00C1);
        U16(word, 10, 0x0200);                                          // fWhichTblStm: 1Table
        U16(word, 12, 0x00BF);
        U32(word, 24, TextAt);
        U32(word, 28, TextAt + first.Length + second.Length);
        U16(word, 32, 14);
        U16(word, 62, 22);
        U32(word, 76, Text.Length);
        U32(word, 80, Footnotes.Length);
        U32(word, 84, Headers.Length);
        U16(word, 152, 93);
        var table = new List<byte>();
        void Table(int pair, ReadOnlySpan<byte> content)
        {
            U32(word, 154 + pair * 8, table.Count);
            U32(word, 154 + pair * 8 + 4, content.Length);
            table.AddRange(content);
        }
        var secondAt = TextAt + first.Length;
        byte[] pieces = [.. Bytes(0), .. Bytes(half), .. Bytes(text.Length), 0, 0, .. Bytes(TextAt), 0, 0, 0, 0, .. Bytes(Compressed ? secondAt * 2 | 0x4000_0000 : secondAt), 0, 0];
        Table(33, [1, 2, 0, 0, 0, 2, .. Bytes(pieces.Length), .. pieces]);
        if (Variables.Count > 0) Table(60, [.. Names(Variables.Select(variable => variable.Name), 4), .. Variables.SelectMany(variable => Counted(variable.Value))]);
        if (Shapes.Count > 0) Table(50, Drawing());
        if (Bookmarks.Count > 0)
        {
            Table(21, Names(Bookmarks.Select(bookmark => bookmark.Name), 0));
            Table(22, [.. Bookmarks.SelectMany(bookmark => Bytes(bookmark.From)), .. Bytes(text.Length), .. Bookmarks.SelectMany((_, i) => Bytes(i))]);
            Table(23, [.. Bookmarks.SelectMany(bookmark => Bytes(bookmark.To)), .. Bytes(text.Length)]);
        }
        while (table.Count < 4096) table.Add(0);
        return CfbWriter.Write([("WordDocument", word), ("1Table", [.. table]), .. Streams], s_class);
    }

    /// <summary>An extended string table [MS-DOC 2.2.4].</summary>
    private static byte[] Names(IEnumerable<string> names, int extra)
    {
        var list = names.ToList();
        return [0xFF, 0xFF, (byte)list.Count, (byte)(list.Count >> 8), (byte)extra, 0, .. list.SelectMany(name => (byte[])[.. Counted(name), .. new byte[extra]])];
    }

    private static byte[] Counted(string text) => [(byte)text.Length, (byte)(text.Length >> 8), .. Encoding.Unicode.GetBytes(text)];

    /// <summary>A drawing group and one drawing [MS-ODRAW 2.2.12, 2.2.13].</summary>
    private byte[] Drawing()
    {
        var shapes = new List<byte>();
        var id = 1025;
        foreach (var (name, description) in Shapes)
        {
            byte[] wideName = Encoding.Unicode.GetBytes(name + "\0"), wideDescription = Encoding.Unicode.GetBytes(description + "\0");
            byte[] properties = [0x80, 0xC3, .. Bytes(wideName.Length), 0x81, 0xC3, .. Bytes(wideDescription.Length), .. wideName, .. wideDescription];
            shapes.AddRange(Record(0xF, 0xF004, [.. Record(0x12, 0xF00A, [.. Bytes(id++), .. Bytes(0xA00)]), .. Record(0x23, 0xF00B, properties)]));
        }
        return [.. Record(0xF, 0xF000, Record(0, 0xF006, new byte[16])), 0, .. Record(0xF, 0xF002, Record(0xF, 0xF003, [.. shapes]))];
    }

    private static byte[] Record(int head, int type, byte[] content) => [(byte)head, (byte)(head >> 8), (byte)type, (byte)(type >> 8), .. Bytes(content.Length), .. content];
    private static byte[] Bytes(int value) => BitConverter.GetBytes(value);
    private static void U16(byte[] to, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(to.AsSpan(at), (ushort)value);
    private static void U32(byte[] to, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(to.AsSpan(at), value);
}
