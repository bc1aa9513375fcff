using System.Text;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>The Excel 4.0 macros of a workbook: their text becomes a file a sheet, and what they would do is recorded.</summary>
internal static class WorkbookMacros
{
    private const int MostLines = 100_000, MostChars = 4 << 20;

    /// <summary>Lists and emulates the macro sheets; null where there is nothing of that kind.</summary>
    public static XlmEmulation? Run(Workbook workbook, string fileName, List<ExtractedFile> files, AnalysisBudget budget)
    {
        if (!workbook.Sheets.Exists(sheet => sheet.IsMacro) && !XlmEmulator.Entries(workbook).Any()) return null;
        var emulation = XlmEmulator.Run(workbook, fileName, budget);
        foreach (var sheet in workbook.Sheets)
        {
            if (!sheet.IsMacro) continue;
            var listing = Encoding.UTF8.GetBytes(List(workbook, sheet, emulation, budget));
            if (listing.Length > 0 && budget.TryTakeBytes(listing.Length, sheet.Name)) files.Add(new ExtractedFile(listing, sheet.Name + ".xlm", "macro", FileType.Xlm));
        }
        files.AddRange(emulation.Record.Files);
        return emulation;
    }

    /// <summary>A sheet as text: names that lead into it, its cells column by column, and what its macros write.</summary>
    private static string List(Workbook workbook, WorkbookSheet sheet, XlmEmulation emulation, AnalysisBudget budget)
    {
        var text = new StringBuilder();
        text.Append("' Excel 4.0 macro sheet ").Append(sheet.Name).Append(", ").Append(sheet.State.Replace('-', ' ')).Append('\n');
        foreach (var name in workbook.Names)
            if (name.Formula is XlmCells { Sheet: { } of } && of.Equals(sheet.Name, StringComparison.OrdinalIgnoreCase)) text.Append("' ").Append(name.Name).Append(" = ").Append(XlmText.Of(name.Formula)).Append(name.IsHidden ? ", hidden\n" : "\n");
        var lines = 0;
        foreach (var (place, cell) in sheet.Cells.OrderBy(pair => pair.Key.Column).ThenBy(pair => pair.Key.Row))
        {
            if (++lines > MostLines || text.Length > MostChars || !budget.TryTakeSteps(1, sheet.Name)) break;
            text.Append(XlmText.Address(place.Row, place.Column, rowRelative: true, columnRelative: true)).Append('\t');
            if (cell.Formula is { } formula) text.Append('=').Append(OneLine(XlmText.Of(formula)));
            if (!cell.Value.IsBlank) text.Append(cell.Formula is null ? "" : "\t' ").Append(OneLine(cell.Value.AsText()));
            text.Append('\n');
        }
        foreach (var written in emulation.Written)
            if (text.Length <= MostChars) text.Append("' written: ").Append(OneLine(written)).Append('\n');
        return text.ToString();
    }

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.Replace('\r', ' ').Replace('\n', ' ');
}
