using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office.Content;

/// <summary>Shapes of an Excel 97-2003 workbook [MS-XLS 2.4.170, 2.4.329]: drawing records cut over MsoDrawing records, each shape's text in a TxO record behind.</summary>
internal static class WorkbookShapes
{
    private const ushort MsoDrawing = 0x00EC, Continue = 0x003C, TxO = 0x01B6, FilePass = 0x002F;
    private const int MostText = 1 << 20;

    public static List<DocumentShape> Read(ReadOnlySpan<byte> workbook, AnalysisBudget budget)
    {
        var shapes = new List<DrawnShape>();
        var at = 0;
        ushort last = 0;
        var textLeft = 0;
        while (workbook.Length - at >= 4 && budget.TryTakeSteps(1, "workbook records"))
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(workbook[at..]);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(workbook[(at + 2)..]);
            var data = workbook[(at + 4)..];
            if (data.Length > size) data = data[..size];
            at += 4 + size;
            if (id == FilePass) break;
            switch (id)
            {
                case MsoDrawing:
                    DrawnShapes.Walk(data, shapes, budget);
                    break;
                case Continue when last == MsoDrawing:
                    DrawnShapes.Walk(data, shapes, budget);
                    continue;
                case TxO when data.Length >= 12:
                    textLeft = BinaryPrimitives.ReadUInt16LittleEndian(data[10..]);
                    break;
                case Continue when last == TxO && textLeft > 0 && data.Length > 1 && shapes.Count > 0:
                    var wide = (data[0] & 1) != 0;
                    var chars = data[1..Math.Min(data.Length, 1 + (wide ? textLeft * 2 : textLeft))];
                    textLeft -= wide ? chars.Length / 2 : chars.Length;
                    if (shapes[^1].Text.Length < MostText && budget.TryTakeBytes(chars.Length, "shape text")) shapes[^1].Text += (wide ? Encoding.Unicode : Encoding.Latin1).GetString(chars);
                    continue;
                case Continue:
                    continue;
            }
            last = id;
        }
        return [.. shapes.Where(shape => shape.IsTelling).Select(shape => new DocumentShape(shape.Name, shape.Description, "", shape.Text.Replace('\n', '\r')))];
    }
}
