using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office.Content;

/// <summary>The text of a Word 97-2003 document [MS-DOC 2.4.1] and the tables that point into it; Word 6 and 95 as far as their text.</summary>
/// <remarks>
/// <code>
/// WordDocument: FibBase │ FibRgW97 │ FibRgLw97 (length of each story) │ FibRgFcLcb97 (offset and size of each table)
/// table stream: Clx = Prc … │ Pcdt: PlcPcd: cp₀ … cpₙ │ Pcd₀ … Pcdₙ₋₁, each with the place of its characters in WordDocument
/// </code>
/// </remarks>
internal sealed class WordDocument
{
    private const int FibSize = 154, MostChars = 8 << 20, MostPieces = 1 << 18;
    private const int ClxPair = 33;
    private static readonly string[] s_stories = ["body", "footnote", "header", "macro", "comment", "endnote", "text-box", "header-text-box"];
    private readonly ReadOnlyMemory<byte> _word, _table;

    private WordDocument(ReadOnlyMemory<byte> word, ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> data)
    {
        _word = word;
        _table = table;
        Data = data;
    }

    /// <summary>All characters, story after story: an index is a character position (CP).</summary>
    public string Raw { get; private set; } = "";
    /// <summary>Stories with their place in <see cref="Raw"/>.</summary>
    public IReadOnlyList<(string Kind, int From, int Length)> Stories { get; private set; } = [];
    /// <summary>The Data stream: pictures in the line of text.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Reads a document; null if the file is none or is encrypted.</summary>
    public static WordDocument? Read(CfbReader cfb, AnalysisBudget budget)
    {
        if (CfbStreams.Open(cfb, "WordDocument", budget) is not { Length: >= 64 } word) return null;
        var bytes = word.Span;
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if ((flags & 0x0100) != 0) return null;
        var table = CfbStreams.Open(cfb, (flags & 0x0200) != 0 ? "1Table" : "0Table", budget) ?? default;
        var document = new WordDocument(word, table, CfbStreams.Open(cfb, "Data", budget) ?? default);
        var isOld = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) < 0x6A;                // before Word 97 another FIB, text of one byte a character
        if (isOld || bytes.Length < FibSize || !document.ReadPieces(budget)) document.ReadStraight(isOld, budget);
        return document;
    }

    /// <summary>A table by its pair in FibRgFcLcb97; empty if there is none.</summary>
    public ReadOnlySpan<byte> Table(int pair)
    {
        var at = FibSize + pair * 8;
        var fib = _word.Span;
        if (fib.Length < at + 8) return default;
        long from = BinaryPrimitives.ReadUInt32LittleEndian(fib[at..]), size = BinaryPrimitives.ReadUInt32LittleEndian(fib[(at + 4)..]);
        return from >= _table.Length || size == 0 ? default : _table.Span.Slice((int)from, (int)Math.Min(size, _table.Length - from));
    }

    private bool ReadPieces(AnalysisBudget budget)
    {
        var clx = Table(ClxPair);
        while (clx.Length >= 3 && clx[0] == 1 && budget.TryTakeSteps(1, "Word pieces"))
        {
            var size = 3 + BinaryPrimitives.ReadUInt16LittleEndian(clx[1..]);
            if (size > clx.Length) return false;
            clx = clx[size..];
        }
        if (clx.Length < 5 || clx[0] != 2) return false;
        var plc = clx[5..];
        plc = plc[..(int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(clx[1..]), (uint)plc.Length)];
        var count = Math.Min((plc.Length - 4) / 12, MostPieces);
        if (count < 1) return false;
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            if (!budget.TryTakeSteps(1, "Word pieces")) break;
            var (from, to) = (BinaryPrimitives.ReadUInt32LittleEndian(plc[(i * 4)..]), BinaryPrimitives.ReadUInt32LittleEndian(plc[(i * 4 + 4)..]));
            if (to <= from || from != text.Length) { if (to == from) continue; break; }
            var place = BinaryPrimitives.ReadUInt32LittleEndian(plc[((count + 1) * 4 + i * 8 + 2)..]);
            var isNarrow = (place & 0x4000_0000) != 0;
            long start = place & 0x3FFF_FFFF;
            if (isNarrow) start /= 2;
            if (start >= _word.Length) break;
            var chars = (int)Math.Min(to - from, (uint)(MostChars - text.Length));
            var size = (int)Math.Min(isNarrow ? chars : chars * 2L, _word.Length - start);
            if (size == 0 || !budget.TryTakeBytes(size, "Word text")) break;
            text.Append((isNarrow ? Encodings.Of(1252) : Encoding.Unicode).GetString(_word.Span.Slice((int)start, size)));
        }
        if (text.Length == 0) return false;
        Raw = text.ToString();
        var stories = new List<(string, int, int)>();
        long at = 0;
        for (var i = 0; i < s_stories.Length && at < Raw.Length; i++)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(_word.Span[(76 + i * 4)..]), Raw.Length - at);
            if (length > 0) stories.Add((s_stories[i], (int)at, (int)length));
            at += length;
        }
        if (stories.Count == 0) stories.Add(("body", 0, Raw.Length));
        Stories = stories;
        return true;
    }

    /// <summary>Without a piece table: from fcMin to fcMac.</summary>
    private void ReadStraight(bool isOld, AnalysisBudget budget)
    {
        var fib = _word.Span;
        long from = BinaryPrimitives.ReadUInt32LittleEndian(fib[24..]), to = BinaryPrimitives.ReadUInt32LittleEndian(fib[28..]);
        to = Math.Min(Math.Min(to, fib.Length), from + MostChars);
        if (from < 32 || from >= to || !budget.TryTakeBytes(to - from, "Word text")) return;
        var bytes = fib[(int)from..(int)to];
        var isWide = !isOld && bytes.Length >= 8 && bytes[1] == 0 && bytes[3] == 0 && bytes[5] == 0;
        Raw = (isWide ? Encoding.Unicode : Encodings.Of(1252)).GetString(bytes);
        Stories = [("body", 0, Raw.Length)];
    }
}
