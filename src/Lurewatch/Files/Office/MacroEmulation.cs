using Lurewatch.Files.Office.Links;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.Emulation;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office;

/// <summary>What emulation needs of a document.</summary>
/// <param name="Application"><c>word</c>, <c>excel</c> or <c>powerpoint</c>.</param>
/// <param name="FileName">As the application would show it.</param>
/// <param name="Content">Reads what it says; asked only where macros hold code.</param>
/// <param name="Workbook">Reads its cells; asked only where macros hold code, and null where it is no workbook.</param>
internal sealed record MacroSource(string Application, string FileName, Func<DocumentContent> Content, Func<Workbook?> Workbook)
{
    /// <summary>The application of a type.</summary>
    public static string ApplicationOf(FileType type) => type switch
    {
        FileType.Xls or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb => "excel",
        FileType.Ppt or FileType.Pptx or FileType.Pptm => "powerpoint",
        _ => "word",
    };
}

/// <summary>What a document's macros of both kinds would do.</summary>
internal sealed class MacroEmulation
{
    /// <summary>Of VBA; null where nothing ran.</summary>
    public VbaEmulation? Vba { get; private init; }
    /// <summary>Of Excel 4.0; null where nothing ran.</summary>
    public XlmEmulation? Xlm { get; private init; }
    /// <summary>In the order in which they would happen.</summary>
    public IReadOnlyList<ScriptAction> Actions => (Vba, Xlm) switch
    {
        (null, null) => [],
        ({ } vba, null) => vba.Record.Actions,
        (null, { } xlm) => xlm.Record.Actions,
        ({ } vba, { } xlm) => [.. xlm.Record.Actions, .. vba.Record.Actions],
    };

    /// <summary>Emulates macros where there are any that hold code.</summary>
    /// <param name="source">The document.</param>
    /// <param name="projects">Its VBA projects.</param>
    /// <param name="hasMacroSheets">It has Excel 4.0 macro sheets.</param>
    /// <param name="files">Takes what they would run and write.</param>
    /// <param name="outside">Takes the addresses that they would fetch.</param>
    /// <param name="budget">Bounds the work.</param>
    public static MacroEmulation Run(MacroSource source, IReadOnlyList<VbaProject> projects, bool hasMacroSheets, List<ExtractedFile> files, OutsideLinks outside, AnalysisBudget budget)
    {
        var hasCode = projects.Any(project => project.Running.Any(HasCode)) && budget.HasTime("VBA emulation");
        if (!hasCode && !hasMacroSheets) return new MacroEmulation();
        var workbook = source.Workbook();
        var xlm = hasMacroSheets && workbook is not null ? WorkbookMacros.Run(workbook, source.FileName, files, budget) : null;
        // Modules without code may still be forms whose captions are read.
        var vba = hasCode ? VbaEmulator.Run([.. projects.SelectMany(project => project.Running)], new DocumentHost(source.Application, source.FileName, source.Content(), workbook), budget) : null;
        if (vba is not null)
        {
            files.AddRange(vba.Record.Files);
            outside.Urls.AddRange(vba.Record.Urls);
        }
        if (xlm is not null) outside.Urls.AddRange(xlm.Record.Urls);
        return new MacroEmulation { Vba = vba, Xlm = xlm };
    }

    private static bool HasCode(VbaModule module) =>
        module.Source.Contains("Sub ", StringComparison.OrdinalIgnoreCase) || module.Source.Contains("End Function", StringComparison.OrdinalIgnoreCase);
}
