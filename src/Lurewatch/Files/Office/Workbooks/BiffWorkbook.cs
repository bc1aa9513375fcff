using System.Buffers.Binary;
using System.Text;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Cells, names and formulas of a workbook of Excel 97 to 2003 [MS-XLS], and of Excel 5 and 95 as far as they differ little.</summary>
internal sealed class BiffWorkbook : ITokenNames
{
    private const ushort BoundSheet = 0x0085, FilePass = 0x002F, SharedStrings = 0x00FC, DefinedNameRecord = 0x0018, ExternSheet = 0x0017, SupBook = 0x01AE, ExternName = 0x0023, CodePage = 0x0042;
    private const ushort LabelSst = 0x00FD, Number = 0x0203, Rk = 0x027E, MulRk = 0x00BD, BoolErr = 0x0205, Label = 0x0204, RichLabel = 0x00D6, Formula = 0x0006, FormulaString = 0x0207, SharedFormula = 0x04BC, ArrayFormula = 0x0221;
    private const int MacroSheetKind = 0x0040, MostOutside = 4096;

    private readonly ReadOnlyMemory<byte> _stream;
    private readonly AnalysisBudget _budget;
    private readonly Workbook _workbook = new();
    private readonly List<int> _places = [];
    private readonly List<(int Book, int First)> _entries = [];
    private readonly List<Supporting> _books = [];
    private readonly List<string> _names = [];
    private List<string> _strings = [];
    private TokenForm _form = TokenForm.Biff8;
    private Encoding _encoding = Encoding.Latin1;

    private BiffWorkbook(ReadOnlyMemory<byte> stream, AnalysisBudget budget)
    {
        _stream = stream;
        _budget = budget;
    }

    /// <summary>An outside workbook, this one, or a library of functions.</summary>
    private sealed record Supporting(bool IsOwn, string? Path)
    {
        public List<string> Names { get; } = [];
    }

    /// <summary>Reads the stream called Workbook or Book; one that is encrypted gives nothing.</summary>
    public static Workbook Read(ReadOnlyMemory<byte> stream, AnalysisBudget budget)
    {
        var reader = new BiffWorkbook(stream, budget);
        if (!reader.ReadGlobals()) return new Workbook();
        for (var i = 0; i < reader._places.Count && budget.HasTime("workbook sheets"); i++) reader.ReadSheet(reader._workbook.Sheets[i], reader._places[i]);
        return reader._workbook;
    }

    private bool ReadGlobals()
    {
        var records = new BiffRecords(_stream.Span, 0, _budget);
        if (!records.Next() || (records.Id & 0xFF) != 0x09) return false;
        if (records.Data.Length >= 2 && BinaryPrimitives.ReadUInt16LittleEndian(records.Data) < 0x0600) _form = TokenForm.Biff5;
        var places = new List<int>();
        while (records.Next() && records.Id != BiffRecords.EndOfFile)
        {
            var data = records.Data;
            switch (records.Id)
            {
                case FilePass: return false;
                case CodePage when data.Length >= 2: _encoding = Encodings.Of(BinaryPrimitives.ReadUInt16LittleEndian(data)); break;
                case BoundSheet when data.Length >= 7 && _places.Count < Workbook.MostSheets:
                    _places.Add(BinaryPrimitives.ReadInt32LittleEndian(data));
                    _workbook.Sheets.Add(new WorkbookSheet(ShortText(data[6..]), data[5] == 1, State(data[4])));
                    break;
                case SupBook when data.Length >= 4 && _books.Count < MostOutside: AddBook(data); break;
                case ExternName when data.Length >= 7 && _books.Count > 0 && _books[^1].Names.Count < MostOutside: _books[^1].Names.Add(ShortText(data[6..])); break;
                case ExternSheet: AddEntries(data); break;
                case SharedStrings: _strings = BiffText.ReadShared(ref records, _budget); break;
                case DefinedNameRecord when data.Length >= 14 && _names.Count < Workbook.MostNames:
                    _names.Add(NameOf(data));
                    places.Add(records.Place);
                    break;
            }
        }
        // Names may name each other and later sheets, so their formulas are read when all are known.
        for (var i = 0; i < places.Count; i++) AddName(_names[i], places[i]);
        return true;
    }

    private static string State(byte state) => (state & 3) switch { 0 => "visible", 1 => "hidden", _ => "very-hidden" };

    /// <summary>A text whose length stands first, in one byte.</summary>
    private string ShortText(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? "" : _form == TokenForm.Biff5 ? Decode(text[1..Math.Min(text.Length, 1 + text[0])]) : BiffText.Read(text[1..], text[0]);

    public string Decode(ReadOnlySpan<byte> text) => _encoding.GetString(text);

    private void AddBook(ReadOnlySpan<byte> data)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(data[2..]);
        _books.Add(length switch
        {
            0x0401 => new Supporting(true, null),
            0x3A01 => new Supporting(false, null),
            _ => new Supporting(false, BiffText.Read(data[4..], length)),
        });
    }

    private void AddEntries(ReadOnlySpan<byte> data)
    {
        if (_form == TokenForm.Biff5)                                                   // one record a sheet; names of own ones come behind a 3
        {
            if (_entries.Count < MostOutside) _entries.Add((-1, data.Length > 2 && data[1] == 3 ? IndexOf(Decode(data[2..Math.Min(data.Length, 2 + data[0])])) : -1));
            return;
        }
        if (data.Length < 2) return;
        var count = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(data), (data.Length - 2) / 6);
        for (var i = 0; i < count && _entries.Count < MostOutside; i++)
            _entries.Add((BinaryPrimitives.ReadUInt16LittleEndian(data[(2 + i * 6)..]), BinaryPrimitives.ReadInt16LittleEndian(data[(4 + i * 6)..])));
    }

    private int IndexOf(string sheet) => _workbook.Sheets.FindIndex(own => own.Name.Equals(sheet, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lbl [MS-XLS 2.4.150]: built-in names are numbers.</summary>
    private string NameOf(ReadOnlySpan<byte> data)
    {
        var isBuiltIn = (data[0] & 0x20) != 0;
        var name = _form == TokenForm.Biff5 ? Decode(data[14..Math.Min(data.Length, 14 + data[3])]) : BiffText.Read(data[14..], data[3]);
        return isBuiltIn && name.Length > 0 && name[0] < s_builtIn.Length ? s_builtIn[name[0]] + name[1..] : name;
    }

    private static readonly string[] s_builtIn =
        ["Consolidate_Area", "Auto_Open", "Auto_Close", "Extract", "Database", "Criteria", "Print_Area", "Print_Titles", "Recorder", "Data_Form", "Auto_Activate", "Auto_Deactivate", "Sheet_Title", "_FilterDatabase"];

    private void AddName(string name, int place)
    {
        var data = _stream.Span[place..];
        int count = data[3], size = BinaryPrimitives.ReadUInt16LittleEndian(data[4..]), sheet = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]);
        var start = 14 + (_form == TokenForm.Biff5 ? count : data.Length > 14 ? 1 + ((data[14] & 1) != 0 ? count * 2 : count) : 0);
        if (start > data.Length) return;
        var tokens = data[start..];
        tokens = tokens[..Math.Min(tokens.Length, size)];
        var formula = FormulaTokens.Read(tokens, data[(start + tokens.Length)..], _form, this, 0, 0, _budget);
        _workbook.Names.Add(new DefinedName(name, sheet > 0 && sheet <= _workbook.Sheets.Count ? _workbook.Sheets[sheet - 1].Name : null, (data[0] & 1) != 0, formula));
    }

    public string Name(int number) => number > 0 && number <= _names.Count ? _names[number - 1] : "#NAME?";

    public string Sheet(int entry)
    {
        if (_form == TokenForm.Biff5)
        {
            // A positive number is a place in the list of outside sheets; own ones come by their place among the tabs.
            return entry >= 0 ? SheetAt(entry) : -entry <= _entries.Count ? SheetAt(_entries[-entry - 1].First) : "#REF";
        }
        if (entry >= _entries.Count) return "#REF";
        var (book, first) = _entries[entry];
        if (book >= 0 && book < _books.Count && !_books[book].IsOwn) return $"[{_books[book].Path}]";
        return SheetAt(first);
    }

    private string SheetAt(int index) => index >= 0 && index < _workbook.Sheets.Count ? _workbook.Sheets[index].Name : index == -2 ? "" : "#REF";

    public (string? Book, string Name) OutsideName(int entry, int number)
    {
        if (_form == TokenForm.Biff5 || entry < 0 || entry >= _entries.Count) return (null, Name(number));
        var (book, _) = _entries[entry];
        if (book < 0 || book >= _books.Count || _books[book].IsOwn) return (null, Name(number));
        var names = _books[book].Names;
        return (_books[book].Path is { } path ? $"[{path}]" : null, number > 0 && number <= names.Count ? names[number - 1] : "#NAME?");
    }

    private void ReadSheet(WorkbookSheet sheet, int place)
    {
        if (place <= 0 || place >= _stream.Length) return;
        var records = new BiffRecords(_stream.Span, place, _budget);
        if (!records.Next() || (records.Id & 0xFF) != 0x09) return;
        if (records.Data.Length >= 4 && BinaryPrimitives.ReadUInt16LittleEndian(records.Data[2..]) == MacroSheetKind) sheet.IsMacro = true;
        var shared = new Dictionary<(int, int), (int Tokens, int Size)>();
        var waiting = new List<((int Row, int Column) Cell, (int, int) Of)>();
        (int Row, int Column)? textOf = null;
        var depth = 0;
        while (records.Next())
        {
            var data = records.Data;
            if (records.Id == BiffRecords.EndOfFile && depth-- == 0) break;
            if ((records.Id & 0xFF) == 0x09 && records.Id is 0x0809 or 0x0409) depth++;  // a chart inside
            if (depth > 0) continue;
            switch (records.Id)
            {
                case FormulaString when textOf is { } cell && sheet.Cells.TryGetValue(cell, out var before):
                    var result = _form == TokenForm.Biff5 ? LongBytes(data) : BiffText.ReadLong(ref records, _budget);
                    sheet.Cells[cell] = before with { Value = XlmValue.Of(result) };
                    textOf = null;
                    continue;
                case SharedFormula when data.Length >= 10: Remember(data, records.Place, 8, shared); continue;
                case ArrayFormula when data.Length >= 14: Remember(data, records.Place, 12, shared); continue;
            }
            if (data.Length < 6) continue;
            var (row, column) = (BinaryPrimitives.ReadUInt16LittleEndian(data), BinaryPrimitives.ReadUInt16LittleEndian(data[2..]));
            switch (records.Id)
            {
                case LabelSst when data.Length >= 10:
                    var index = BinaryPrimitives.ReadUInt32LittleEndian(data[6..]);
                    if (index < _strings.Count) Put(sheet, row, column, XlmValue.Of(_strings[(int)index]));
                    break;
                case Label or RichLabel when data.Length >= 8:
                    Put(sheet, row, column, XlmValue.Of(_form == TokenForm.Biff5 ? LongBytes(data[6..]) : BiffText.Read(data[8..], BinaryPrimitives.ReadUInt16LittleEndian(data[6..]))));
                    break;
                case Number when data.Length >= 14: Put(sheet, row, column, XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(data[6..]))); break;
                case Rk when data.Length >= 10: Put(sheet, row, column, XlmValue.Of(RkNumber(BinaryPrimitives.ReadUInt32LittleEndian(data[6..])))); break;
                case MulRk:
                    for (var at = 4; data.Length - at >= 8; at += 6) Put(sheet, row, column + (at - 4) / 6, XlmValue.Of(RkNumber(BinaryPrimitives.ReadUInt32LittleEndian(data[(at + 2)..]))));
                    break;
                case BoolErr when data.Length >= 8: Put(sheet, row, column, data[7] == 0 ? XlmValue.Of(data[6] != 0) : XlmValue.Error(data[6])); break;
                case Formula when data.Length >= 22:
                    var (value, isText) = Cached(data[6..14]);
                    textOf = isText ? (row, column) : null;
                    if (FormulaOf(data, row, column, out var of) is { } formula) _workbook.Add(sheet, row, column, new WorkbookCell(value, formula), _budget);
                    else if (of is { } source)
                    {
                        waiting.Add(((row, column), source));
                        Put(sheet, row, column, value);
                    }
                    else Put(sheet, row, column, value);
                    break;
            }
        }
        foreach (var (cell, of) in waiting)
            if (shared.TryGetValue(of, out var tokens) && sheet.Cells.TryGetValue(cell, out var before))
                sheet.Cells[cell] = before with { Formula = FormulaTokens.Read(_stream.Span.Slice(tokens.Tokens, tokens.Size), _stream.Span[(tokens.Tokens + tokens.Size)..], _form, this, cell.Row, cell.Column, _budget) };
    }

    private XlmExpression? FormulaOf(ReadOnlySpan<byte> data, int row, int column, out (int, int)? shared)
    {
        int size = BinaryPrimitives.ReadUInt16LittleEndian(data[20..]);
        var tokens = data[22..];
        tokens = tokens[..Math.Min(tokens.Length, size)];
        var extra = data[(22 + tokens.Length)..];
        shared = FormulaTokens.Shared(tokens, extra, _form);
        return shared is null ? FormulaTokens.Read(tokens, extra, _form, this, row, column, _budget) : null;
    }

    /// <summary>A formula that several cells have: its cells, then, at <paramref name="start"/>, size and tokens.</summary>
    private static void Remember(ReadOnlySpan<byte> data, int place, int start, Dictionary<(int, int), (int, int)> shared)
    {
        int size = BinaryPrimitives.ReadUInt16LittleEndian(data[start..]);
        shared.TryAdd((BinaryPrimitives.ReadUInt16LittleEndian(data), data[4]), (place + start + 2, Math.Min(size, data.Length - start - 2)));
    }

    private void Put(WorkbookSheet sheet, int row, int column, XlmValue value) => _workbook.Add(sheet, row, column, new WorkbookCell(value), _budget);

    private string LongBytes(ReadOnlySpan<byte> text) => text.Length < 2 ? "" : Decode(text[2..Math.Min(text.Length, 2 + BinaryPrimitives.ReadUInt16LittleEndian(text))]);

    /// <summary>FormulaValue [MS-XLS 2.5.133]: a number, or, where the last two bytes are all ones, something else.</summary>
    private static (XlmValue Value, bool IsText) Cached(ReadOnlySpan<byte> value)
    {
        if (value[6] != 0xFF || value[7] != 0xFF) return (XlmValue.Of(BinaryPrimitives.ReadDoubleLittleEndian(value)), false);
        return value[0] switch
        {
            0 => (XlmValue.Of(""), true),
            1 => (XlmValue.Of(value[2] != 0), false),
            2 => (XlmValue.Error(value[2]), false),
            _ => (XlmValue.Empty, false),
        };
    }

    /// <summary>RkNumber [MS-XLS 2.5.217]: an integer of 30 bits or the upper half of a floating number, perhaps times a hundred.</summary>
    internal static double RkNumber(uint rk)
    {
        var number = (rk & 2) != 0 ? (int)rk >> 2 : BitConverter.UInt64BitsToDouble((ulong)(rk & 0xFFFF_FFFC) << 32);
        return (rk & 1) != 0 ? number / 100 : number;
    }
}
