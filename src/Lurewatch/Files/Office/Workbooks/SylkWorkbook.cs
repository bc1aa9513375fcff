using System.Globalization;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Cells, names and formulas of a symbolic link file (SYLK, Microsoft's "SYLK: Symbolic Link Format"): one record a line, fields behind semicolons, references as R1C1.</summary>
internal static class SylkWorkbook
{
    public const string SheetName = "Macro1";
    private const int MostLines = 1 << 18;

    public static Workbook Read(string text, AnalysisBudget budget)
    {
        var workbook = new Workbook();
        var sheet = new WorkbookSheet(SheetName, isMacro: false, "visible");
        workbook.Sheets.Add(sheet);
        var (row, column, lines) = (0, 0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++lines > MostLines || !budget.TryTakeSteps(1 + line.Length / 64, "symbolic link records")) break;
            var fields = Fields(line);
            switch (fields[0].Trim().ToUpperInvariant())
            {
                case "O":
                    sheet.IsMacro |= fields.Exists(field => field.Equals("E", StringComparison.OrdinalIgnoreCase));
                    break;
                case "NN" or "NE" or "NU":
                    var name = Field(fields, 'N');
                    if (name is not null && Field(fields, 'E') is { } stands && workbook.Names.Count < Workbook.MostNames)
                        workbook.Names.Add(new DefinedName(name, SheetName, fields.Exists(field => field == "H"), XlmParser.Read(stands, 0, 0, budget)));
                    break;
                case "C" or "F":
                    if (Number(fields, 'Y') is { } y) row = y - 1;
                    if (Number(fields, 'X') is { } x) column = x - 1;
                    if (!fields[0].Trim().Equals("C", StringComparison.OrdinalIgnoreCase)) break;
                    var formula = Field(fields, 'E') is { } written ? XlmParser.Read(written, row, column, budget) : null;
                    var value = Field(fields, 'K') is { } known ? Value(known) : XlmValue.Empty;
                    if (formula is not null || !value.IsBlank) workbook.Add(sheet, row, column, new WorkbookCell(value, formula), budget);
                    break;
            }
        }
        return workbook;
    }

    private static XlmValue Value(string text)
    {
        if (text.Length > 1 && text[0] == '"') return XlmValue.Of(text[1..(text[^1] == '"' ? ^1 : ^0)]);
        if (text.Equals("TRUE", StringComparison.OrdinalIgnoreCase)) return XlmValue.True;
        if (text.Equals("FALSE", StringComparison.OrdinalIgnoreCase)) return XlmValue.False;
        if (text.StartsWith('#')) return XlmValue.Error(text);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? XlmValue.Of(number) : XlmValue.Of(text);
    }

    private static string? Field(List<string> fields, char kind)
    {
        for (var i = 1; i < fields.Count; i++)
            if (fields[i].Length > 0 && char.ToUpperInvariant(fields[i][0]) == kind) return fields[i][1..];
        return null;
    }

    private static int? Number(List<string> fields, char kind) =>
        Field(fields, kind) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= XlmRange.MostRows ? number : null;

    /// <summary>Parts a record at its semicolons; two of them stand for one.</summary>
    private static List<string> Fields(ReadOnlySpan<char> line)
    {
        var fields = new List<string>();
        var from = 0;
        var doubled = false;
        for (var at = 0; at <= line.Length; at++)
        {
            if (at < line.Length && line[at] != ';') continue;
            if (at + 1 < line.Length && line[at + 1] == ';')
            {
                doubled = true;
                at++;
                continue;
            }
            var field = line[from..at].ToString();
            fields.Add(doubled ? field.Replace(";;", ";", StringComparison.Ordinal) : field);
            (from, doubled) = (at + 1, false);
        }
        return fields;
    }
}
