using Lurewatch.Files.Office.Links;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Files.Text;

namespace Lurewatch.Files.Office;

/// <summary>Symbolic link files: text that Excel opens as a workbook, macros included.</summary>
internal sealed class SylkHandler : IFileHandler
{
    public string Name => "sylk";

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public bool Claims(FileType type) => type is FileType.Slk;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var text = FileText.Decode(file.Bytes.Span, budget, file.Path);
        var workbook = SylkWorkbook.Read(text, budget);
        var files = new List<ExtractedFile>();
        var xlm = WorkbookMacros.Run(workbook, file.Name ?? "Book1.slk", files, budget);
        var found = new Extraction(new OfficeFacts
        {
            Format = "sylk",
            MacroSheets = [.. workbook.Sheets.Where(sheet => sheet.IsMacro).Select(sheet => new MacroSheet(sheet.Name, sheet.State))],
            MacroSheetEntries = xlm?.Entries ?? [],
            WrittenFormulas = xlm?.Written ?? [],
            Actions = xlm?.Record.Actions ?? [],
            Urls = xlm?.Record.Urls ?? [],
            Links = FoundUrls.In(text, budget),
        });
        found.Files.AddRange(files);
        DdeLinks.Report(TextFormulas.InText(text, budget), file, found, budget);
        return found;
    }
}
