using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>The cells and names of a workbook, old or new: what formulas and macros work on.</summary>
internal sealed class Workbook
{
    public const int MostCells = 400_000, MostSheets = 1024, MostNames = 20_000;
    private int _cells;

    /// <summary>In the order of their tabs.</summary>
    public List<WorkbookSheet> Sheets { get; } = [];
    /// <summary>Names that are defined in it.</summary>
    public List<DefinedName> Names { get; } = [];

    /// <summary>A sheet by its name; null if there is none.</summary>
    public WorkbookSheet? Sheet(string name)
    {
        foreach (var sheet in Sheets)
            if (sheet.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return sheet;
        return null;
    }

    /// <summary>Keeps a cell, as long as there is room.</summary>
    public void Add(WorkbookSheet sheet, int row, int column, WorkbookCell cell, AnalysisBudget budget)
    {
        if (row is < 0 or >= XlmRange.MostRows || column is < 0 or >= XlmRange.MostColumns) return;
        if (_cells >= MostCells)
        {
            budget.Exhaust("workbook_cells", sheet.Name);
            return;
        }
        _cells++;
        sheet.Cells[(row, column)] = cell;
    }

    /// <summary>What a defined name stands for as a reference (<c>Sheet1!$A$1</c>); null if there is no such name.</summary>
    public string? NamedRange(string name)
    {
        foreach (var defined in Names)
            if (defined.Formula is XlmCells && defined.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return XlmText.Of(defined.Formula);
        return null;
    }
}

/// <summary>A sheet.</summary>
/// <param name="name">As on its tab.</param>
/// <param name="isMacro">It holds Excel 4.0 macros.</param>
/// <param name="state"><c>visible</c>, <c>hidden</c> or <c>very-hidden</c>.</param>
internal sealed class WorkbookSheet(string name, bool isMacro, string state)
{
    public string Name => name;
    public bool IsMacro { get; set; } = isMacro;
    public string State => state;
    /// <summary>By row and column, both from 0.</summary>
    public Dictionary<(int Row, int Column), WorkbookCell> Cells { get; } = [];
}

/// <summary>A cell.</summary>
/// <param name="Value">As it was saved.</param>
/// <param name="Formula">Of macro sheets: the formula; null if there is none.</param>
internal readonly record struct WorkbookCell(XlmValue Value, XlmExpression? Formula = null);

/// <summary>A defined name.</summary>
/// <param name="Name">As written; built-in ones by their English name (<c>Auto_Open</c>).</param>
/// <param name="Sheet">The sheet that it belongs to; null if to the workbook.</param>
/// <param name="IsHidden">No list shows it.</param>
/// <param name="Formula">What it stands for.</param>
internal sealed record DefinedName(string Name, string? Sheet, bool IsHidden, XlmExpression? Formula);
