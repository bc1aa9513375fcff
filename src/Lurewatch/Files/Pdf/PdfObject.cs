using System.Text;
using Lurewatch.Mail;

namespace Lurewatch.Files.Pdf;

/// <summary>An object of a PDF [ISO 32000-2, 7.3].</summary>
internal abstract class PdfObject
{
    public static PdfObject Null { get; } = new PdfKeyword("null");
}

internal sealed class PdfNumber(double value) : PdfObject
{
    public double Value { get; } = value;
    public int Int => Value is >= int.MinValue and <= int.MaxValue ? (int)Value : 0;
}

/// <summary>true, false, null, and the operators of content streams.</summary>
internal sealed class PdfKeyword(string text) : PdfObject
{
    public string Text { get; } = text;
}

internal sealed class PdfName(string text) : PdfObject
{
    public string Text { get; } = text;
}

internal sealed class PdfString(byte[] bytes) : PdfObject
{
    public byte[] Bytes { get; set; } = bytes;

    /// <summary>As a text string [7.9.2]: UTF-16 or UTF-8 by its mark, else PDFDocEncoding, which is near to windows-1252.</summary>
    public string Text => Bytes switch
    {
        [0xfe, 0xff, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [0xff, 0xfe, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xef, 0xbb, 0xbf, .. var rest] => Encoding.UTF8.GetString(rest),
        _ => Charsets.Guess(Bytes),
    };
}

internal sealed class PdfReference(int number, int generation) : PdfObject
{
    public int Number { get; } = number;
    public int Generation { get; } = generation;
}

internal sealed class PdfArray(List<PdfObject> items) : PdfObject
{
    public List<PdfObject> Items { get; } = items;
}

internal sealed class PdfDictionary(Dictionary<string, PdfObject> entries) : PdfObject
{
    public static PdfDictionary Empty { get; } = new([]);
    public Dictionary<string, PdfObject> Entries { get; } = entries;
    public PdfObject this[string key] => Entries.GetValueOrDefault(key, Null);
}

/// <summary>A stream: its dictionary, and its bytes as they stand in the file.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, ReadOnlyMemory<byte> raw) : PdfObject
{
    public PdfDictionary Dictionary { get; } = dictionary;
    public ReadOnlyMemory<byte> Raw { get; } = raw;
    /// <summary>The object's number, which its encryption depends on; 0 if it is none of the file's.</summary>
    public int Number { get; set; }
    public int Generation { get; set; }
}
