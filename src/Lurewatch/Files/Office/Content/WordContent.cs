using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office.Content;

/// <summary>What a Word 97-2003 document says beside its text: document variables, bookmarks, comments, shapes [MS-DOC 2.8, 2.9].</summary>
internal static class WordContent
{
    private const int CommentPair = 5, BookmarkNames = 21, BookmarkStarts = 22, BookmarkEnds = 23, DrawingPair = 50, TextBoxPair = 56, VariablesPair = 60;
    private const int MostNames = 4096;

    public static DocumentContent Read(WordDocument word, DocumentContent content, AnalysisBudget budget)
    {
        var fields = new FieldText(budget);
        var stories = new List<DocumentStory>();
        string? text = null;
        foreach (var (kind, from, length) in word.Stories)
        {
            var visible = fields.Read(word.Raw.AsSpan(from, length), kind);
            if (kind == "body") text = visible.Replace("\a", "\r\a", StringComparison.Ordinal);     // the mark of a cell is a paragraph's and a bell to code
            else stories.Add(new DocumentStory(kind, visible));
        }
        return content with
        {
            Text = text ?? "",
            Stories = stories,
            Fields = fields.Fields,
            Variables = Variables(word.Table(VariablesPair), budget),
            Bookmarks = Bookmarks(word, budget),
            CommentTexts = Comments(word, budget),
            Shapes = Shapes(word, budget),
        };
    }

    /// <summary>The fields alone: nothing is done where there is none.</summary>
    public static IReadOnlyList<DocumentField> Fields(WordDocument word, AnalysisBudget budget)
    {
        if (!word.Raw.Contains(FieldText.Begin)) return [];
        var fields = new FieldText(budget);
        foreach (var (kind, from, length) in word.Stories) fields.Read(word.Raw.AsSpan(from, length), kind);
        return fields.Fields;
    }

    /// <summary>StwUser [MS-DOC 2.9.278]: a string table of names, then one counted string a value.</summary>
    private static Dictionary<string, string> Variables(ReadOnlySpan<byte> table, AnalysisBudget budget)
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var names = Names(table, out var at, budget);
        foreach (var name in names)
        {
            if (table.Length - at < 2 || !budget.TryTakeSteps(1, "document variables")) break;
            var size = BinaryPrimitives.ReadUInt16LittleEndian(table[at..]) * 2;
            at += 2;
            var value = table.Slice(at, Math.Min(size, table.Length - at));
            at += value.Length;
            if (!budget.TryTakeBytes(value.Length, "document variables")) break;
            variables[name] = Encoding.Unicode.GetString(value);
        }
        return variables;
    }

    /// <summary>An extended string table [MS-DOC 2.2.4].</summary>
    private static List<string> Names(ReadOnlySpan<byte> table, out int at, AnalysisBudget budget)
    {
        var names = new List<string>();
        at = 6;
        if (table.Length < 6 || BinaryPrimitives.ReadUInt16LittleEndian(table) != 0xFFFF) return names;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(table[2..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(table[4..]);
        for (var i = 0; i < count && names.Count < MostNames && table.Length - at >= 2; i++)
        {
            if (!budget.TryTakeSteps(1, "Word names")) break;
            var size = BinaryPrimitives.ReadUInt16LittleEndian(table[at..]) * 2;
            at += 2;
            if (size > table.Length - at) break;
            names.Add(Encoding.Unicode.GetString(table.Slice(at, size)));
            at = Math.Min(at + size + extra, table.Length);
        }
        return names;
    }

    private static Dictionary<string, string> Bookmarks(WordDocument word, AnalysisBudget budget)
    {
        var bookmarks = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var names = Names(word.Table(BookmarkNames), out _, budget);
        ReadOnlySpan<byte> starts = word.Table(BookmarkStarts), ends = word.Table(BookmarkEnds);
        for (var i = 0; i < names.Count; i++)
        {
            var number = (names.Count + 1) * 4 + i * 4;
            if (starts.Length < number + 4 || !budget.TryTakeSteps(1, "bookmarks")) break;
            var from = BinaryPrimitives.ReadUInt32LittleEndian(starts[(i * 4)..]);
            var end = BinaryPrimitives.ReadUInt16LittleEndian(starts[number..]) * 4;
            if (ends.Length < end + 4) continue;
            var to = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(ends[end..]), (uint)word.Raw.Length);
            if (from > to || !budget.TryTakeBytes(to - from, "bookmarks")) continue;
            bookmarks[names[i]] = new FieldText(budget).Read(word.Raw.AsSpan((int)from, (int)(to - from)), "body");
        }
        return bookmarks;
    }

    /// <summary>PlcfandTxt: where in the story of comments each one begins.</summary>
    private static List<string> Comments(WordDocument word, AnalysisBudget budget)
    {
        var comments = new List<string>();
        foreach (var (kind, from, length) in word.Stories)
            if (kind == "comment") comments.AddRange(Parts(word, word.Table(CommentPair), from, length, budget));
        return comments;
    }

    private static List<string> Parts(WordDocument word, ReadOnlySpan<byte> positions, int from, int length, AnalysisBudget budget)
    {
        var parts = new List<string>();
        for (var at = 0; at + 8 <= positions.Length && parts.Count < MostNames; at += 4)
        {
            if (!budget.TryTakeSteps(1, "Word parts")) break;
            long begin = BinaryPrimitives.ReadUInt32LittleEndian(positions[at..]), end = BinaryPrimitives.ReadUInt32LittleEndian(positions[(at + 4)..]);
            if (begin > end || begin >= length) break;
            end = Math.Min(end, length);
            parts.Add(new FieldText(budget).Read(word.Raw.AsSpan(from + (int)begin, (int)(end - begin)), "part").TrimEnd('\r'));
            if (end == length) break;
        }
        return parts;
    }

    private static List<DocumentShape> Shapes(WordDocument word, AnalysisBudget budget)
    {
        var texts = TextBoxes(word, budget);
        var shapes = new List<DrawnShape>();
        // OfficeArtContent [MS-DOC 2.9.172]: the group's container, then each drawing's behind a byte that names its story.
        var drawings = word.Table(DrawingPair);
        DrawnShapes.Walk(drawings, shapes, budget, wordLayout: true);
        // PICFAndOfficeArtData [MS-DOC 2.9.192]: pictures in the line of text.
        var data = word.Data.Span;
        for (var at = 0; data.Length - at >= 68 && budget.TryTakeSteps(1, "Word pictures");)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
            int header = BinaryPrimitives.ReadUInt16LittleEndian(data[(at + 4)..]), mode = BinaryPrimitives.ReadUInt16LittleEndian(data[(at + 6)..]);
            if (size < 68 || size > data.Length - at || header > size) break;
            var picture = data.Slice(at, (int)size)[header..];
            if (mode == 0x66 && picture.Length > 0) picture = picture[Math.Min(picture.Length, 1 + picture[0])..];   // a linked picture's name comes first
            if (mode is 0x64 or 0x66) DrawnShapes.Walk(picture, shapes, budget);
            at += (int)size;
        }
        return [.. shapes.Where(shape => shape.IsTelling || texts.ContainsKey(shape.Id))
            .Select(shape => new DocumentShape(shape.Name, shape.Description, "", texts.GetValueOrDefault(shape.Id) ?? shape.Text))];
    }

    /// <summary>PlcftxbxTxt: the text boxes' places in their story, with the shape that each belongs to.</summary>
    private static Dictionary<uint, string> TextBoxes(WordDocument word, AnalysisBudget budget)
    {
        const int entrySize = 22, shapeAt = 14;
        var texts = new Dictionary<uint, string>();
        var plc = word.Table(TextBoxPair);
        var count = (plc.Length - 4) / (4 + entrySize);
        foreach (var (kind, from, length) in word.Stories)
        {
            if (kind != "text-box") continue;
            for (var i = 0; i < count && texts.Count < MostNames && budget.TryTakeSteps(1, "text boxes"); i++)
            {
                long begin = BinaryPrimitives.ReadUInt32LittleEndian(plc[(i * 4)..]), end = BinaryPrimitives.ReadUInt32LittleEndian(plc[(i * 4 + 4)..]);
                if (begin > end || begin >= length) break;
                end = Math.Min(end, length);
                var shape = BinaryPrimitives.ReadUInt32LittleEndian(plc[((count + 1) * 4 + i * entrySize + shapeAt)..]);
                texts.TryAdd(shape, new FieldText(budget).Read(word.Raw.AsSpan(from + (int)begin, (int)(end - begin)), "text-box").TrimEnd('\r'));
            }
        }
        return texts;
    }
}
