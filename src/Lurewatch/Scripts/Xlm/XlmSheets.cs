using Lurewatch.Files.Office.Workbooks;

namespace Lurewatch.Scripts.Xlm;

/// <summary>The cells of a workbook while its macros run: what was saved, and over it what they write.</summary>
internal sealed class XlmSheets
{
    private const int MostWritten = 200_000, MostListed = 4_096;
    private readonly Dictionary<string, Sheet> _sheets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Workbook _workbook;
    private int _written;

    public XlmSheets(Workbook workbook)
    {
        _workbook = workbook;
        foreach (var sheet in workbook.Sheets) _sheets.TryAdd(sheet.Name, new Sheet(sheet));
    }

    private sealed class Sheet(WorkbookSheet? saved)
    {
        private Dictionary<int, SortedSet<int>>? _rows;

        public WorkbookSheet? Saved => saved;
        public Dictionary<(int Row, int Column), (XlmValue? Value, XlmExpression? Formula)> Written { get; } = [];

        /// <summary>Rows that hold formulas, by column.</summary>
        public Dictionary<int, SortedSet<int>> FormulaRows
        {
            get
            {
                if (_rows is not null) return _rows;
                _rows = [];
                if (saved is not null)
                    foreach (var (place, cell) in saved.Cells)
                        if (cell.Formula is not null) Note(place.Row, place.Column);
                return _rows;
            }
        }

        public void Note(int row, int column)
        {
            if (!FormulaRows.TryGetValue(column, out var rows)) FormulaRows.Add(column, rows = []);
            rows.Add(row);
        }
    }

    /// <summary>The first sheet that holds macros, or else the first.</summary>
    public string First => (_workbook.Sheets.Find(sheet => sheet.IsMacro) ?? _workbook.Sheets.Find(_ => true))?.Name ?? "";

    /// <summary>The sheet that the reader sees first.</summary>
    public string Shown => (_workbook.Sheets.Find(sheet => sheet is { IsMacro: false, State: "visible" }) ?? _workbook.Sheets.Find(_ => true))?.Name ?? "";

    public IReadOnlyList<string> Names => [.. _workbook.Sheets.Select(sheet => sheet.Name)];

    public bool Has(string sheet) => _sheets.ContainsKey(sheet);

    /// <summary>A new sheet, or an old one by another name.</summary>
    public void Add(string name, string? sameAs = null)
    {
        if (_sheets.Count < Workbook.MostSheets) _sheets.TryAdd(name, sameAs is not null && _sheets.TryGetValue(sameAs, out var old) ? old : new Sheet(null));
    }

    /// <summary>What stands in a cell: a written or saved value (null where only the formula is known), and the formula.</summary>
    public (XlmValue? Value, XlmExpression? Formula) this[string sheet, int row, int column]
    {
        get
        {
            if (!_sheets.TryGetValue(sheet, out var at)) return (null, null);
            if (at.Written.TryGetValue((row, column), out var written)) return written;
            return at.Saved is not null && at.Saved.Cells.TryGetValue((row, column), out var saved) ? (saved.Value.IsBlank || saved.Value.IsError && saved.Formula is not null ? null : saved.Value, saved.Formula) : (null, null);
        }
    }

    /// <summary>Writes a value and keeps the formula, or writes a formula, whose value is not known yet.</summary>
    public void Write(string sheet, int row, int column, XlmValue? value, XlmExpression? formula)
    {
        if (row is < 0 or >= XlmRange.MostRows || column is < 0 or >= XlmRange.MostColumns || !_sheets.TryGetValue(sheet, out var at)) return;
        if (!at.Written.ContainsKey((row, column)) && ++_written > MostWritten) return;
        at.Written[(row, column)] = (value, formula);
        if (formula is not null) at.Note(row, column);
        else if (at.FormulaRows.TryGetValue(column, out var rows)) rows.Remove(row);
    }

    /// <summary>Characters that a macro has written into a cell.</summary>
    public int WrittenSize(string sheet, int row, int column) =>
        _sheets.TryGetValue(sheet, out var at) && at.Written.TryGetValue((row, column), out var written) && written.Value is { Kind: XlmKind.Text } text ? text.AsText().Length : 0;

    /// <summary>What it costs to go through an area, in cells looked at.</summary>
    public long Cost(XlmRange area)
    {
        var cells = (long)area.Rows * area.Columns;
        return cells <= MostListed || !_sheets.TryGetValue(area.Sheet, out var at) ? Math.Min(cells, MostListed) : (at.Saved?.Cells.Count ?? 0) + at.Written.Count;
    }

    /// <summary>The first row at or below <paramref name="row"/> that holds a formula; -1 if there is none.</summary>
    public int NextFormula(string sheet, int row, int column)
    {
        if (!_sheets.TryGetValue(sheet, out var at) || !at.FormulaRows.TryGetValue(column, out var rows) || rows.Max < row) return -1;
        foreach (var found in rows.GetViewBetween(row, int.MaxValue))
            if (this[sheet, found, column].Formula is not null) return found;
        return -1;
    }

    /// <summary>The cells of an area that hold something, row by row.</summary>
    public IEnumerable<(int Row, int Column)> Filled(XlmRange area)
    {
        if (!_sheets.TryGetValue(area.Sheet, out var at)) yield break;
        if ((long)area.Rows * area.Columns <= MostListed)
        {
            for (var row = area.Row; row <= area.LastRow; row++)
                for (var column = area.Column; column <= area.LastColumn; column++) yield return (row, column);
            yield break;
        }
        IEnumerable<(int Row, int Column)> places = at.Saved is null ? at.Written.Keys : at.Saved.Cells.Keys.Concat(at.Written.Keys.Where(place => !at.Saved.Cells.ContainsKey(place)));
        foreach (var place in places.Where(place => place.Row >= area.Row && place.Row <= area.LastRow && place.Column >= area.Column && place.Column <= area.LastColumn).Order()) yield return place;
    }
}
