using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Records of a binary part [MS-XLSB 2.1.4]: number and size in seven bits a byte.</summary>
internal ref struct XlsbRecords(ReadOnlySpan<byte> part, AnalysisBudget budget)
{
    private readonly ReadOnlySpan<byte> _part = part;
    private readonly AnalysisBudget _budget = budget;
    private int _at;

    public int Id { get; private set; }
    public ReadOnlySpan<byte> Data { get; private set; }

    public bool Next()
    {
        if (_at >= _part.Length || !_budget.TryTakeSteps(1, "workbook records")) return false;
        Id = _part[_at++];
        if ((Id & 0x80) != 0)
        {
            if (_at >= _part.Length) return false;
            Id = Id & 0x7F | (_part[_at++] & 0x7F) << 7;
        }
        var size = 0;
        for (var n = 0; n < 4; n++)
        {
            if (_at >= _part.Length) return false;
            var b = _part[_at++];
            size |= (b & 0x7F) << (7 * n);
            if ((b & 0x80) == 0) break;
        }
        Data = _part.Slice(_at, Math.Min(size, _part.Length - _at));
        _at += Data.Length;
        return true;
    }
}

/// <summary>Cells, names and formulas of a binary workbook [MS-XLSB].</summary>
internal sealed class XlsbWorkbook : ITokenNames
{
    private const int BundleSheet = 156, NameRecord = 39, ExternSheet = 362, SupSelf = 357, SupSame = 358, SupBookSource = 355, SupAddin = 667, SstItem = 19;
    private const int RowHeader = 0, CellRk = 2, CellError = 3, CellBool = 4, CellReal = 5, CellText = 6, CellShared = 7, FormulaText = 8, FormulaNumber = 9, FormulaBool = 10, FormulaError = 11, CellRichText = 62, ArrayFormula = 426, SharedFormula = 427;
    private const int MostStrings = 1 << 20;
    private readonly OpcReader _package;
    private readonly AnalysisBudget _budget;
    private readonly Workbook _workbook = new();
    private readonly List<string> _strings = [];
    private readonly List<string> _names = [];
    private readonly List<bool> _books = [];
    private readonly List<(int Book, int First)> _entries = [];

    private XlsbWorkbook(OpcReader package, AnalysisBudget budget)
    {
        _package = package;
        _budget = budget;
    }

    /// <summary>Reads a package whose workbook part is binary.</summary>
    public static Workbook Read(OpcReader package, string workbookPart, AnalysisBudget budget)
    {
        var reader = new XlsbWorkbook(package, budget);
        if (PackageParts.Bytes(package, workbookPart, budget) is not { } book) return reader._workbook;
        foreach (var relationship in package.Relationships)
            if (relationship.Kind == "sharedStrings" && PackageParts.Bytes(package, relationship.Target, budget) is { } table) reader.ReadStrings(table.Span);
        var parts = reader.ReadBook(book, workbookPart);
        for (var i = 0; i < parts.Count && budget.HasTime("workbook sheets"); i++)
            if (parts[i].Length > 0 && PackageParts.Bytes(package, parts[i], budget) is { } sheet) reader.ReadSheet(reader._workbook.Sheets[i], sheet);
        return reader._workbook;
    }

    /// <summary>Name and state of the sheet that a relationship leads to; null if the workbook part does not list it.</summary>
    public static (string? Name, string State)? SheetOf(ReadOnlySpan<byte> workbookPart, string relationshipId, AnalysisBudget budget)
    {
        var records = new XlsbRecords(workbookPart, budget);
        while (records.Next())
        {
            if (records.Id != BundleSheet || records.Data.Length < 8) continue;
            var rest = records.Data[8..];
            if (Wide(ref rest) == relationshipId && Wide(ref rest) is { } name) return (name, State(records.Data[0]));
        }
        return null;
    }

    private static string State(byte state) => (state & 3) switch { 0 => "visible", 1 => "hidden", _ => "very-hidden" };

    private void ReadStrings(ReadOnlySpan<byte> table)
    {
        var records = new XlsbRecords(table, _budget);
        while (records.Next() && _strings.Count < MostStrings)
        {
            if (records.Id != SstItem || records.Data.IsEmpty) continue;
            var text = records.Data[1..];
            _strings.Add(Wide(ref text) is { } read && _budget.TryTakeBytes(read.Length, "workbook strings") ? read : "");
        }
    }

    private List<string> ReadBook(ReadOnlyMemory<byte> book, string part)
    {
        var parts = new List<string>();
        var names = new List<(string Name, int Sheet, bool IsHidden, ReadOnlyMemory<byte> Formula)>();
        var records = new XlsbRecords(book.Span, _budget);
        while (records.Next())
        {
            var data = records.Data;
            switch (records.Id)
            {
                case BundleSheet when data.Length >= 8 && parts.Count < Workbook.MostSheets:
                    var rest = data[8..];
                    if (Wide(ref rest) is not { } id || Wide(ref rest) is not { } name) break;
                    var relationship = _package.Relationship(part, id);
                    parts.Add(relationship is { IsExternal: false } ? relationship.Target : "");
                    _workbook.Sheets.Add(new WorkbookSheet(name, relationship is not null && PackageWorkbook.IsMacroSheet(relationship), State(data[0])));
                    break;
                case SupSelf or SupSame or SupBookSource or SupAddin when _books.Count < Workbook.MostSheets:
                    _books.Add(records.Id is SupSelf or SupSame);
                    break;
                case ExternSheet when data.Length >= 4:
                    var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(data), (uint)(data.Length - 4) / 12);
                    for (var i = 0; i < count && _entries.Count < Workbook.MostNames; i++)
                        _entries.Add((BinaryPrimitives.ReadInt32LittleEndian(data[(4 + i * 12)..]), BinaryPrimitives.ReadInt32LittleEndian(data[(8 + i * 12)..])));
                    break;
                case NameRecord when data.Length >= 13 && _names.Count < Workbook.MostNames:
                    var behind = data[9..];
                    if (Wide(ref behind) is not { } defined) break;
                    _names.Add(defined);
                    names.Add((defined, BinaryPrimitives.ReadInt32LittleEndian(data[5..]), (data[0] & 1) != 0, behind.ToArray()));
                    break;
            }
        }
        foreach (var (name, sheet, isHidden, formula) in names)
        {
            var plain = name.StartsWith("_xlnm.", StringComparison.OrdinalIgnoreCase) ? name[6..] : name;
            _workbook.Names.Add(new DefinedName(plain, sheet >= 0 && sheet < _workbook.Sheets.Count ? _workbook.Sheets[sheet].Name : null, isHidden, Formula(formula.Span, 0, 0, out _)));
        }
        return parts;
    }

    public string Name(int number) => number > 0 && number <= _names.Count ? _names[number - 1] : "#NAME?";

    public string Sheet(int entry)
    {
        if (entry < 0 || entry >= _entries.Count) return "#REF";
        var (book, first) = _entries[entry];
        if (book >= 0 && book < _books.Count && !_books[book]) return "[outside]";
        return first >= 0 && first < _workbook.Sheets.Count ? _workbook.Sheets[first].Name : first == -2 ? "" : "#REF";
    }

    public (string? Book, string Name) OutsideName(int entry, int number) => (null, entry >= 0 && entry < _entries.Count && _entries[entry].Book is var book && book >= 0 && book < _books.Count && !_books[book] ? "outside" : Name(number));

    public string Decode(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);

    /// <summary>Size and tokens, size and what stands behind them.</summary>
    private XlmExpression? Formula(ReadOnlySpan<byte> data, int row, int column, out (int, int)? shared)
    {
        shared = null;
        if (data.Length < 4) return null;
        var size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(data), (uint)(data.Length - 4));
        var tokens = data.Slice(4, size);
        var extra = data.Length - 4 - size > 4 ? data[(8 + size)..] : default;
        shared = FormulaTokens.Shared(tokens, extra, TokenForm.Biff12);
        return shared is null ? FormulaTokens.Read(tokens, extra, TokenForm.Biff12, this, row, column, _budget) : null;
    }

    private void ReadSheet(WorkbookSheet sheet, ReadOnlyMemory<byte> part)
    {
        var row = -1;
        var shared = new Dictionary<(int, int), byte[]>();
        var waiting = new List<((int Row, int Column) Cell, (int, int) Of)>();
        (int, int) last = default;
        var records = new XlsbRecords(part.Span, _budget);
        while (records.Next())
        {
            var data = records.Data;
            switch (records.Id)
            {
                case RowHeader when data.Length >= 4:
                    row = BinaryPrimitives.ReadInt32LittleEndian(data);
                    continue;
                case SharedFormula when data.Length >= 20 && shared.Count < Workbook.MostNames: shared.TryAdd(last, data[16..].ToArray()); continue;
                case ArrayFormula when data.Length >= 21 && shared.Count < Workbook.MostNames: shared.TryAdd(last, data[17..].ToArray()); continue;
            }
            if (data.Length < 8 || records.Id is not (>= CellRk and <= FormulaError or CellRichText)) continue;
            var column = BinaryPrimitives.ReadInt32LittleEndian(data);
            var rest = data[8..];
            var value = XlmValue.Empty;
            switch (records.Id)
            {
                case CellRk when rest.Length >= 4: value = XlmValue.Of(BiffWorkbook.RkNumber(BinaryPrimitives.ReadUInt32LittleEndian(rest))); break;
                case CellError when rest.Length >= 1: value = XlmValue.Error(rest[0]); break;
                case CellBool when rest.Length >= 1: value = XlmValue.Of(rest[0] != 0); break;
                case CellReal when rest.Length >= 8: value = XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(rest)); break;
                case CellText: value = Wide(ref rest) is { } text ? XlmValue.Of(text) : XlmValue.Empty; break;
                case CellRichText when rest.Length >= 1:
                    rest = rest[1..];
                    value = Wide(ref rest) is { } rich ? XlmValue.Of(rich) : XlmValue.Empty;
                    break;
                case CellShared when rest.Length >= 4:
                    var index = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                    if (index < _strings.Count) value = XlmValue.Of(_strings[(int)index]);
                    break;
                case FormulaText: value = Wide(ref rest) is { } result ? XlmValue.Of(result) : XlmValue.Empty; break;
                case FormulaNumber when rest.Length >= 8:
                    value = XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(rest));
                    rest = rest[8..];
                    break;
                case FormulaBool or FormulaError when rest.Length >= 1:
                    value = records.Id == FormulaBool ? XlmValue.Of(rest[0] != 0) : XlmValue.Error(rest[0]);
                    rest = rest[1..];
                    break;
            }
            XlmExpression? formula = null;
            if (records.Id is >= FormulaText and <= FormulaError && rest.Length > 2)
            {
                formula = Formula(rest[2..], row, column, out var of);
                if (of is { } source) waiting.Add(((row, column), source));
                last = (row, column);
            }
            _workbook.Add(sheet, row, column, new WorkbookCell(value, formula), _budget);
        }
        foreach (var (cell, of) in waiting)
            if (shared.TryGetValue(of, out var tokens) && sheet.Cells.TryGetValue(cell, out var before)) sheet.Cells[cell] = before with { Formula = Formula(tokens, cell.Row, cell.Column, out _) };
    }

    private static string? Wide(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(rest) * 2L;
        if (size > rest.Length - 4) return null;
        var text = Encoding.Unicode.GetString(rest.Slice(4, (int)size));
        rest = rest[(4 + (int)size)..];
        return text;
    }
}
