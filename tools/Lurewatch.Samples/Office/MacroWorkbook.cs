using System.Buffers.Binary;
using System.Globalization;
using System.Security;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Samples.Office;

/// <summary>Builds workbooks with Excel 4.0 macro sheets in all three forms: XLS, XLSM, XLSB.</summary>
public sealed class MacroWorkbook
{
    private readonly List<(string Name, bool IsMacro, int State, SortedDictionary<(int Row, int Column), object> Cells)> _sheets = [];
    private readonly List<(string Name, string Formula, bool IsHidden, bool IsBuiltIn)> _names = [];

    /// <summary>Starts a sheet; state 0 is visible, 1 hidden, 2 very hidden.</summary>
    public MacroWorkbook Sheet(string name, bool isMacro = true, int state = 0)
    {
        _sheets.Add((name, isMacro, state, []));
        return this;
    }

    /// <summary>A cell of the last sheet: a number, a text, or a formula that begins with an equals sign.</summary>
    public MacroWorkbook Cell(string address, object value)
    {
        var cells = (XlmCells)(XlmParser.Reference(address, 0, 0, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)) ?? throw new ArgumentException(address, nameof(address)));
        _sheets[^1].Cells[(cells.Row, cells.Column)] = value;
        return this;
    }

    /// <summary>Cells of the last sheet, one below the other.</summary>
    public MacroWorkbook Down(string address, params IReadOnlyList<object> values)
    {
        var cells = (XlmCells)(XlmParser.Reference(address, 0, 0, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)) ?? throw new ArgumentException(address, nameof(address)));
        for (var i = 0; i < values.Count; i++) _sheets[^1].Cells[(cells.Row + i, cells.Column)] = values[i];
        return this;
    }

    /// <summary>A defined name; one that is built in is a number, or begins with one.</summary>
    public MacroWorkbook Name(string name, string formula, bool isHidden = false, bool isBuiltIn = false)
    {
        _names.Add((name, formula, isHidden, isBuiltIn || name is "Auto_Open" or "Auto_Close"));
        return this;
    }

    private FormulaTokenWriter Tokens(bool isXlsb) => new(isXlsb, [.. _sheets.Select(sheet => sheet.Name)], [.. _names.Select(name => name.Name)]);

    private List<string> Strings() => [.. _sheets.SelectMany(sheet => sheet.Cells.Values).OfType<string>().Where(text => !text.StartsWith('=')).Distinct(StringComparer.Ordinal)];

    /// <summary>The stream called Workbook of an XLS file.</summary>
    public byte[] ToBiff()
    {
        var tokens = Tokens(isXlsb: false);
        var strings = Strings();
        var stream = new List<byte>();
        var places = new List<int>();
        Record(0x0809, [0x00, 0x06, 0x05, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Record(0x0042, [0xB0, 0x04]);
        foreach (var (name, isMacro, state, _) in _sheets)
        {
            places.Add(stream.Count + 4);
            Record(0x0085, [0, 0, 0, 0, (byte)state, isMacro ? (byte)1 : (byte)0, (byte)name.Length, 1, .. Encoding.Unicode.GetBytes(name)]);
        }
        Record(0x01AE, [(byte)_sheets.Count, 0, 0x01, 0x04]);
        Record(0x0017, [(byte)_sheets.Count, 0, .. _sheets.SelectMany((_, i) => (byte[])[0, 0, (byte)i, 0, (byte)i, 0])]);
        foreach (var (name, formula, isHidden, isBuiltIn) in _names)
        {
            var (rgce, rgcb) = tokens.Write(formula);
            var written = name switch { "Auto_Open" => "\u0001", "Auto_Close" => "\u0002", _ => name };
            byte[] text = [1, .. Encoding.Unicode.GetBytes(written)];
            Record(0x0018, [(byte)((isHidden ? 1 : 0) | (isBuiltIn ? 0x20 : 0)), 0, 0, (byte)written.Length, .. U16(rgce.Length), 0, 0, 0, 0, 0, 0, 0, 0, .. text, .. rgce, .. rgcb]);
        }
        // Strings go on in a second record where they do not fit, which begins with flags of its own where a string is cut.
        var table = new List<byte>(U32(strings.Count)).Concat(U32(strings.Count)).Concat(strings.SelectMany(text => (byte[])[.. U16(text.Length), 1, .. Encoding.Unicode.GetBytes(text)])).ToArray();
        Record(0x00FC, table[..Math.Min(8200, table.Length)]);
        for (var at = 8200; at < table.Length; at += 8200) Record(0x003C, [1, .. table[at..Math.Min(at + 8200, table.Length)]]);
        Record(0x000A, []);
        for (var i = 0; i < _sheets.Count; i++)
        {
            Patch(places[i], stream.Count);
            Record(0x0809, [0x00, 0x06, _sheets[i].IsMacro ? (byte)0x40 : (byte)0x10, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            foreach (var ((row, column), value) in _sheets[i].Cells)
            {
                byte[] head = [.. U16(row), .. U16(column), 0x0F, 0];
                switch (value)
                {
                    case string formula when formula.StartsWith('='):
                        var (rgce, rgcb) = tokens.Write(formula);
                        Record(0x0006, [.. head, 3, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, .. U16(rgce.Length), .. rgce, .. rgcb]);
                        break;
                    case string text: Record(0x00FD, [.. head, .. U32(strings.IndexOf(text))]); break;
                    case int small: Record(0x027E, [.. head, .. U32(small << 2 | 2)]); break;
                    default: Record(0x0203, [.. head, .. F64(Convert.ToDouble(value, CultureInfo.InvariantCulture))]); break;
                }
            }
            Record(0x000A, []);
        }
        return [.. stream];

        void Record(int id, byte[] data)
        {
            stream.AddRange([.. U16(id), .. U16(data.Length)]);
            stream.AddRange(data);
        }

        void Patch(int at, int place)
        {
            var bytes = U32(place);
            for (var i = 0; i < 4; i++) stream[at + i] = bytes[i];
        }
    }

    /// <summary>As Excel 97 to 2003 saves it.</summary>
    public byte[] ToXls() => CfbWriter.Write([("Workbook", ToBiff())]);

    /// <summary>As a package of XML parts.</summary>
    public byte[] ToXlsm()
    {
        var package = new OfficePackage().Relate("", "officeDocument", "xl/workbook.xml");
        var strings = Strings();
        for (var i = 0; i < _sheets.Count; i++)
        {
            var (_, isMacro, _, cells) = _sheets[i];
            var rows = string.Concat(cells.GroupBy(cell => cell.Key.Row).Select(row => string.Create(CultureInfo.InvariantCulture, $"<row r=\"{row.Key + 1}\">{string.Concat(row.Select(cell => Cell(cell.Key, cell.Value, strings)))}</row>")));
            var part = string.Create(CultureInfo.InvariantCulture, $"{(isMacro ? "macrosheets" : "worksheets")}/sheet{i + 1}.xml");
            package.Xml("xl/" + part, isMacro ? $"<xm:macrosheet xmlns=\"{Main}\" xmlns:xm=\"http://schemas.microsoft.com/office/excel/2006/main\"><sheetData>{rows}</sheetData></xm:macrosheet>" : $"<worksheet xmlns=\"{Main}\"><sheetData>{rows}</sheetData></worksheet>",
                    isMacro ? "application/vnd.ms-excel.macrosheet+xml" : "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml")
                .Relate("xl/workbook.xml", isMacro ? MacroSheet : "worksheet", part);
        }
        package.Xml("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{string.Concat(strings.Select(text => $"<si><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></si>"))}</sst>", "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")
            .Relate("xl/workbook.xml", "sharedStrings", "sharedStrings.xml");
        var sheets = string.Concat(_sheets.Select((sheet, i) => string.Create(CultureInfo.InvariantCulture, $"<sheet name=\"{SecurityElement.Escape(sheet.Name)}\" sheetId=\"{i + 1}\"{(sheet.State == 0 ? "" : sheet.State == 1 ? " state=\"hidden\"" : " state=\"veryHidden\"")} r:id=\"rId{i + 1}\"/>")));
        var names = string.Concat(_names.Select(name => $"<definedName name=\"{(name.IsBuiltIn ? "_xlnm." : "")}{SecurityElement.Escape(name.Name)}\"{(name.IsHidden ? " hidden=\"1\"" : "")}>{SecurityElement.Escape(name.Formula.TrimStart('='))}</definedName>"));
        return package.Xml("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>", "application/vnd.ms-excel.sheet.macroEnabled.main+xml").ToBytes();
    }

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", MacroSheet = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";

    private static string Cell((int Row, int Column) place, object value, List<string> strings)
    {
        var address = XlmText.Address(place.Row, place.Column, rowRelative: true, columnRelative: true);
        return value switch
        {
            string formula when formula.StartsWith('=') => $"<c r=\"{address}\"><f>{SecurityElement.Escape(formula[1..])}</f></c>",
            string text => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{address}\" t=\"s\"><v>{strings.IndexOf(text)}</v></c>"),
            _ => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{address}\"><v>{value}</v></c>"),
        };
    }

    /// <summary>As a package of binary parts [MS-XLSB].</summary>
    public byte[] ToXlsb()
    {
        var package = new OfficePackage().Relate("", "officeDocument", "xl/workbook.bin");
        var tokens = Tokens(isXlsb: true);
        var strings = Strings();
        var book = new List<byte>();
        Record(book, 131, []);
        Record(book, 143, []);
        for (var i = 0; i < _sheets.Count; i++)
        {
            var (name, isMacro, state, cells) = _sheets[i];
            Record(book, 156, [.. U32(state), .. U32(i + 1), .. Wide(string.Create(CultureInfo.InvariantCulture, $"rId{i + 1}")), .. Wide(name)]);
            var sheet = new List<byte>();
            Record(sheet, 129, []);
            Record(sheet, 145, []);
            foreach (var row in cells.GroupBy(cell => cell.Key.Row))
            {
                Record(sheet, 0, [.. U32(row.Key), .. new byte[13]]);
                foreach (var ((_, column), value) in row)
                {
                    byte[] head = [.. U32(column), 0, 0, 0, 0];
                    switch (value)
                    {
                        case string formula when formula.StartsWith('='):
                            var (rgce, rgcb) = tokens.Write(formula);
                            Record(sheet, 11, [.. head, 0x2A, 0, 0, .. U32(rgce.Length), .. rgce, .. U32(rgcb.Length), .. rgcb]);
                            break;
                        case string text: Record(sheet, 7, [.. head, .. U32(strings.IndexOf(text))]); break;
                        case int small: Record(sheet, 2, [.. head, .. U32(small << 2 | 2)]); break;
                        default: Record(sheet, 5, [.. head, .. F64(Convert.ToDouble(value, CultureInfo.InvariantCulture))]); break;
                    }
                }
            }
            Record(sheet, 146, []);
            Record(sheet, 130, []);
            var part = string.Create(CultureInfo.InvariantCulture, $"{(isMacro ? "macrosheets" : "worksheets")}/sheet{i + 1}.bin");
            package.Part("xl/" + part, [.. sheet], isMacro ? "application/vnd.ms-excel.macrosheet" : "application/vnd.ms-excel.worksheet").Relate("xl/workbook.bin", isMacro ? MacroSheet : "worksheet", part);
        }
        Record(book, 144, []);
        Record(book, 353, []);
        Record(book, 357, []);
        Record(book, 362, [.. U32(_sheets.Count), .. _sheets.SelectMany((_, i) => (byte[])[.. U32(0), .. U32(i), .. U32(i)])]);
        Record(book, 354, []);
        foreach (var (name, formula, isHidden, isBuiltIn) in _names)
        {
            var (rgce, rgcb) = tokens.Write(formula);
            Record(book, 39, [.. U32((isHidden ? 1 : 0) | (isBuiltIn ? 0x20 : 0)), 0, .. U32(-1), .. Wide(isBuiltIn ? "_xlnm." + name : name), .. U32(rgce.Length), .. rgce, .. U32(rgcb.Length), .. rgcb, .. U32(-1)]);
        }
        Record(book, 132, []);
        var table = new List<byte>();
        Record(table, 159, [.. U32(strings.Count), .. U32(strings.Count)]);
        foreach (var text in strings) Record(table, 19, [0, .. Wide(text)]);
        Record(table, 160, []);
        return package.Part("xl/workbook.bin", [.. book], "application/vnd.ms-excel.sheet.binary.macroEnabled.main")
            .Part("xl/sharedStrings.bin", [.. table], "application/vnd.ms-excel.sharedStrings").Relate("xl/workbook.bin", "sharedStrings", "sharedStrings.bin").ToBytes();
    }

    private static void Record(List<byte> to, int id, byte[] data)
    {
        if (id < 0x80) to.Add((byte)id);
        else to.AddRange([(byte)(id & 0x7F | 0x80), (byte)(id >> 7)]);
        var size = data.Length;
        do
        {
            to.Add((byte)(size & 0x7F | (size > 0x7F ? 0x80 : 0)));
            size >>= 7;
        }
        while (size > 0);
        to.AddRange(data);
    }

    private static byte[] Wide(string text) => [.. U32(text.Length), .. Encoding.Unicode.GetBytes(text)];
    private static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];
    private static byte[] U32(int value) => BitConverter.IsLittleEndian ? BitConverter.GetBytes(value) : [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] F64(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }
}
