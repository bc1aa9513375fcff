using System.Globalization;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office.Workbooks;

/// <summary>Cells, names and formulas of a workbook in a package [ECMA-376 part 1, 18; MS-OFFMACRO2 for macro sheets].</summary>
internal sealed class PackageWorkbook
{
    private const int MostStrings = 1 << 20, MostShared = 65_536;
    private readonly AnalysisBudget _budget;
    private readonly Workbook _workbook = new();
    private readonly List<string> _strings = [];

    private PackageWorkbook(AnalysisBudget budget) => _budget = budget;

    /// <summary>True of a relationship that leads to a sheet of macros.</summary>
    public static bool IsMacroSheet(OpcRelationship relationship) =>
        relationship.Kind is "xlMacrosheet" or "xlIntlMacrosheet" || !relationship.IsExternal && relationship.Target.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase) && relationship.Kind == "worksheet";

    /// <summary>Reads the package's workbook, XML or binary.</summary>
    public static Workbook Read(OpcReader package, AnalysisBudget budget)
    {
        foreach (var relationship in package.Relationships)
        {
            if (relationship.IsExternal || relationship.Source.Length > 0 || relationship.Kind != "officeDocument") continue;
            return relationship.Target.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) ? XlsbWorkbook.Read(package, relationship.Target, budget) : new PackageWorkbook(budget).ReadXml(package, relationship.Target);
        }
        return new Workbook();
    }

    private Workbook ReadXml(OpcReader package, string part)
    {
        if (PackageParts.Open(package, part, _budget) is not { } book) return _workbook;
        var names = new List<(string Name, int Sheet, bool IsHidden, string Formula)>();
        var parts = new List<string>();
        var tags = new XmlTags(book);
        while (tags.Next() && _budget.TryTakeSteps(1, part))
        {
            if (tags.Is("sheet") && parts.Count < Workbook.MostSheets && tags.Attribute("name") is { } name)
            {
                var relationship = package.Relationship(part, tags.Attribute("id") ?? "");
                parts.Add(relationship is { IsExternal: false } ? relationship.Target : "");
                _workbook.Sheets.Add(new WorkbookSheet(name, relationship is not null && IsMacroSheet(relationship), tags.Attribute("state") switch { "hidden" => "hidden", "veryHidden" => "very-hidden", _ => "visible" }));
            }
            else if (tags.Is("definedName") && names.Count < Workbook.MostNames && tags.Attribute("name") is { } defined)
                names.Add((defined, int.TryParse(tags.Attribute("localSheetId"), CultureInfo.InvariantCulture, out var local) ? local : -1, tags.Attribute("hidden") is "1" or "true", tags.Content));
        }
        foreach (var (name, sheet, isHidden, formula) in names)
        {
            var plain = name.StartsWith("_xlnm.", StringComparison.OrdinalIgnoreCase) ? name[6..] : name;
            _workbook.Names.Add(new DefinedName(plain, sheet >= 0 && sheet < _workbook.Sheets.Count ? _workbook.Sheets[sheet].Name : null, isHidden, XlmParser.Read(formula, 0, 0, _budget)));
        }
        foreach (var relationship in package.Relationships)
            if (relationship.Kind == "sharedStrings" && PackageParts.Open(package, relationship.Target, _budget) is { } table) ReadStrings(table);
        for (var i = 0; i < parts.Count && _budget.HasTime("workbook sheets"); i++)
            if (parts[i].Length > 0 && PackageParts.Open(package, parts[i], _budget) is { } sheet) ReadSheet(_workbook.Sheets[i], sheet);
        return _workbook;
    }

    private void ReadStrings(string table)
    {
        var xml = new XmlPull(table);
        var text = new StringBuilder();
        var (takes, phonetic) = (false, false);
        while (xml.Next() && _strings.Count < MostStrings && _budget.TryTakeSteps(1, "shared strings"))
        {
            if (xml.Kind == XmlKind.Text)
            {
                if (takes && !phonetic && _budget.TryTakeBytes(xml.Text.Length, "workbook strings")) text.Append(xml.Text);
            }
            else if (xml.IsEnd("si"))
            {
                _strings.Add(text.ToString());
                text.Clear();
            }
            else if (xml.Name is "t") takes = xml.Kind == XmlKind.Start;
            else if (xml.Name is "rPh") phonetic = xml.Kind == XmlKind.Start;
        }
    }

    /// <summary>What the tags of one cell have said so far.</summary>
    private struct Cell
    {
        public int Row, Column;
        public string? Type, Formula, SharedId;
        public StringBuilder Value;
    }

    private void ReadSheet(WorkbookSheet sheet, string part)
    {
        var xml = new XmlPull(part);
        var shared = new Dictionary<string, (int Row, int Column, string Formula)>(StringComparer.Ordinal);
        var cell = new Cell { Row = -1, Column = -1, Value = new StringBuilder() };
        var formula = new StringBuilder();
        var takes = '\0';
        while (xml.Next() && _budget.TryTakeSteps(1, sheet.Name))
        {
            if (xml.Kind == XmlKind.Text)
            {
                if (takes == 'f' && formula.Length < 1 << 16) formula.Append(xml.Text);
                else if (takes == 'v' && cell.Value.Length < 1 << 16) cell.Value.Append(xml.Text);
                continue;
            }
            var isStart = xml.Kind == XmlKind.Start;
            switch (xml.Name)
            {
                case "row" when isStart:
                    cell.Row = int.TryParse(xml.Attribute("r"), CultureInfo.InvariantCulture, out var row) ? row - 1 : cell.Row + 1;
                    cell.Column = -1;
                    break;
                case "c" when isStart:
                    cell.Column++;
                    if (xml.Attribute("r") is { } address && XmlAddress(address) is { } place) (cell.Row, cell.Column) = place;
                    (cell.Type, cell.Formula, cell.SharedId) = (xml.Attribute("t"), null, null);
                    cell.Value.Clear();
                    break;
                case "f":
                    takes = isStart ? 'f' : '\0';
                    if (isStart)
                    {
                        formula.Clear();
                        cell.SharedId = xml.Attribute("t") == "shared" ? xml.Attribute("si") : null;
                    }
                    else cell.Formula = formula.ToString();
                    break;
                case "v" or "t":
                    takes = isStart ? 'v' : '\0';
                    break;
                case "c":
                    Keep(sheet, cell, shared);
                    break;
            }
        }
    }

    private static (int Row, int Column)? XmlAddress(string address)
    {
        int letters = 0, column = 0;
        while (letters < address.Length && letters < 4 && char.IsAsciiLetter(address[letters])) column = column * 26 + (address[letters++] & 0x1F);
        return letters > 0 && int.TryParse(address.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? (row - 1, column - 1) : null;
    }

    private void Keep(WorkbookSheet sheet, Cell cell, Dictionary<string, (int Row, int Column, string Formula)> shared)
    {
        var text = cell.Value.ToString();
        var value = cell.Type switch
        {
            "s" => int.TryParse(text, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < _strings.Count ? XlmValue.Of(_strings[index]) : XlmValue.Empty,
            "str" or "inlineStr" or "d" => XlmValue.Of(text),
            "b" => XlmValue.Of(text.Trim() is "1" or "true"),
            "e" => XlmValue.Error(text),
            _ => text.Length == 0 ? XlmValue.Empty : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? XlmValue.Of(number) : XlmValue.Of(text),
        };
        XlmExpression? formula = null;
        if (cell.Formula is { } written)
        {
            if (cell.SharedId is { } id && written.Length > 0 && shared.Count < MostShared) shared.TryAdd(id, (cell.Row, cell.Column, written));
            if (written.Length > 0) formula = XlmParser.Read(written, cell.Row, cell.Column, _budget);
            else if (cell.SharedId is { } of && shared.TryGetValue(of, out var first) && XlmParser.Read(first.Formula, first.Row, first.Column, _budget) is { } tree) formula = XlmShift.By(tree, cell.Row - first.Row, cell.Column - first.Column);
        }
        if (!value.IsBlank || formula is not null) _workbook.Add(sheet, cell.Row, cell.Column, new WorkbookCell(value, formula), _budget);
    }
}
