using System.Buffers.Binary;
using System.Text;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office.Content;

/// <summary>A shape as its drawing record says.</summary>
internal sealed class DrawnShape
{
    public uint Id { get; set; }
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string Text { get; set; } = "";
    /// <summary>It says something that code could read.</summary>
    public bool IsTelling => Name.Length > 0 || Description.Length > 0 || Text.Length > 0;
}

/// <summary>Drawing records of Word, Excel and PowerPoint [MS-ODRAW 2.2]: names, alternative texts and texts of shapes.</summary>
/// <remarks>Containers are entered by passing their header alone: their sizes may lie, and Excel cuts them over several records. So nothing nests here.</remarks>
internal static class DrawnShapes
{
    private const ushort DrawingContainer = 0xF002, ShapeContainer = 0xF004, ShapeRecord = 0xF00A, Properties = 0xF00B, SecondProperties = 0xF121, ThirdProperties = 0xF122;
    private const ushort TextChars = 0x0FA0, TextBytes = 0x0FA8;
    private const int WordArtText = 0x0C0, NameProperty = 0x380, DescriptionProperty = 0x381;
    private const int MostShapes = 4096, MostText = 1 << 20;

    /// <summary>Walks records and adds the shapes.</summary>
    /// <param name="records">Records, one after the other.</param>
    /// <param name="shapes">Shapes so far; the last one may go on here.</param>
    /// <param name="budget">Pays.</param>
    /// <param name="wordLayout">One byte stands before each drawing, as in Word's table stream.</param>
    public static void Walk(ReadOnlySpan<byte> records, List<DrawnShape> shapes, AnalysisBudget budget, bool wordLayout = false)
    {
        var at = 0;
        while (records.Length - at >= 8 && budget.TryTakeSteps(1, "drawing records"))
        {
            var head = BinaryPrimitives.ReadUInt16LittleEndian(records[at..]);
            var type = BinaryPrimitives.ReadUInt16LittleEndian(records[(at + 2)..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(records[(at + 4)..]);
            if (wordLayout && type != DrawingContainer && records.Length - at >= 9 && BinaryPrimitives.ReadUInt16LittleEndian(records[(at + 3)..]) == DrawingContainer)
            {
                at++;
                continue;
            }
            at += 8;
            if (type == ShapeContainer && shapes.Count < MostShapes) shapes.Add(new DrawnShape());
            if ((head & 0xF) == 0xF) continue;
            var data = records.Slice(at, (int)Math.Min(size, records.Length - at));
            at += data.Length;
            if (shapes.Count == 0) continue;
            var shape = shapes[^1];
            switch (type)
            {
                case ShapeRecord when data.Length >= 4:
                    shape.Id = BinaryPrimitives.ReadUInt32LittleEndian(data);
                    break;
                case Properties or SecondProperties or ThirdProperties:
                    ReadProperties(data, head >> 4, shape, budget);
                    break;
                case TextChars or TextBytes when shape.Text.Length + data.Length <= MostText && budget.TryTakeBytes(data.Length, "shape text"):
                    shape.Text += (type == TextChars ? Encoding.Unicode : Encodings.Of(1252)).GetString(data);
                    break;
            }
        }
    }

    /// <summary>A property table [MS-ODRAW 2.3.1]: six bytes a property, then the content of those that are too big for their place.</summary>
    private static void ReadProperties(ReadOnlySpan<byte> table, int count, DrawnShape shape, AnalysisBudget budget)
    {
        count = Math.Min(count, table.Length / 6);
        long content = count * 6;
        for (var i = 0; i < count && budget.TryTakeSteps(1, "shape properties"); i++)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(table[(i * 6)..]);
            long value = BinaryPrimitives.ReadUInt32LittleEndian(table[(i * 6 + 2)..]);
            if ((id & 0x8000) == 0) continue;
            var from = content;
            content += value;
            if (from >= table.Length || (id & 0x3FFF) is not (WordArtText or NameProperty or DescriptionProperty)) continue;
            var bytes = table.Slice((int)from, (int)Math.Min(value, table.Length - from));
            if (bytes.Length > MostText || !budget.TryTakeBytes(bytes.Length, "shape text")) continue;
            var text = Encoding.Unicode.GetString(bytes).TrimEnd('\0');
            switch (id & 0x3FFF)
            {
                case WordArtText: shape.Text = text; break;
                case NameProperty: shape.Name = text; break;
                default: shape.Description = text; break;
            }
        }
    }
}
