using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Files.Office;

/// <summary>The workbook globals of an old Excel file [MS-XLS 2.1.7.20.1], as far as they say what the sheets are and whether the rest is encrypted.</summary>
internal static class Biff
{
    private const ushort BoundSheet = 0x0085, FilePass = 0x002F, EndOfFile = 0x000A;
    private const int MostRecords = 1 << 16, MostSheets = 1024;

    public static (bool Encrypted, List<MacroSheet> MacroSheets) Read(ReadOnlySpan<byte> workbook, AnalysisBudget budget)
    {
        var sheets = new List<MacroSheet>();
        var at = 0;
        var version = 0x0600;
        for (var n = 0; n < MostRecords && workbook.Length - at >= 4; n++)
        {
            if (!budget.TryTakeSteps(1, "workbook records")) break;
            var id = BinaryPrimitives.ReadUInt16LittleEndian(workbook[at..]);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(workbook[(at + 2)..]);
            var data = workbook[(at + 4)..];
            if (data.Length > size) data = data[..size];
            at += 4 + size;
            if (n == 0)
            {
                if ((id & 0xFF) != 0x09) break;                         // every substream starts with BOF
                if (data.Length >= 2) version = BinaryPrimitives.ReadUInt16LittleEndian(data);
            }
            switch (id)
            {
                case FilePass: return (true, sheets);                   // what follows is encrypted
                case EndOfFile: return (false, sheets);
                case BoundSheet when data.Length >= 7 && (data[5] == 1 || BeginsMacros(workbook, BinaryPrimitives.ReadInt32LittleEndian(data))) && sheets.Count < MostSheets:
                    sheets.Add(new MacroSheet(Name(data[6..], version), (data[4] & 3) switch { 0 => "visible", 1 => "hidden", _ => "very-hidden" }));
                    break;
            }
        }
        return (false, sheets);
    }

    /// <summary>The list of sheets may call a macro sheet a worksheet; the sheet itself says what it is.</summary>
    private static bool BeginsMacros(ReadOnlySpan<byte> workbook, int place) =>
        place > 0 && place <= workbook.Length - 8 && workbook[place] == 0x09 && BinaryPrimitives.ReadUInt16LittleEndian(workbook[(place + 6)..]) == 0x0040;

    private static string Name(ReadOnlySpan<byte> name, int version)
    {
        int length = name[0];
        if (version < 0x0600) return Encoding.Latin1.GetString(name[1..Math.Min(name.Length, 1 + length)]);
        if (name.Length < 2) return "";
        var wide = (name[1] & 1) != 0;
        var chars = name[2..];
        chars = chars[..Math.Min(chars.Length, wide ? length * 2 : length)];
        return (wide ? Encoding.Unicode : Encoding.Latin1).GetString(chars);
    }
}
