using System.Globalization;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>Excel's objects, as far as code reads cells with them. What code writes to cells is kept, too.</summary>
internal static class Workbooks
{
    private const int MostRows = 1_048_576, MostColumns = 16_384, MostCells = 200_000, MostSheets = 1_024;

    /// <summary>A workbook.</summary>
    internal sealed class Book : VbaObject
    {
        private readonly IVbaHost _host;
        private readonly List<Sheet> _sheets = [];

        public Book(IVbaHost host)
        {
            _host = host;
            for (var i = 0; i < host.Sheets.Count; i++) _sheets.Add(new Sheet(this, host, i, host.Sheets[i]));
        }

        public override string Type => "Workbook";
        public Sheet? Active => _sheets.Count > 0 ? _sheets[0] : null;
        public IReadOnlyList<Sheet> Sheets => _sheets;

        public Sheet? Named(string name) => _sheets.Find(sheet => sheet.Name.Equals(name.Trim('\''), StringComparison.OrdinalIgnoreCase));

        /// <summary>The sheet that a document module belongs to: by name, or by its number (<c>Sheet2</c>, <c>Tabelle2</c>, <c>Arkusz2</c>).</summary>
        public Sheet? SheetOfModule(string module)
        {
            if (Named(module) is { } named) return named;
            var digits = module.AsSpan().TrimEnd("0123456789").Length;
            return digits < module.Length && digits > 0 && module.Length - digits <= 3 && IsSheetWord(module.AsSpan(0, digits)) && int.TryParse(module.AsSpan(digits), CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _sheets.Count ? _sheets[number - 1] : null;
        }

        private static bool IsSheetWord(ReadOnlySpan<char> word) => word.Equals("sheet", StringComparison.OrdinalIgnoreCase) || word.Equals("tabelle", StringComparison.OrdinalIgnoreCase) || word.Equals("arkusz", StringComparison.OrdinalIgnoreCase)
            || word.Equals("feuil", StringComparison.OrdinalIgnoreCase) || word.Equals("hoja", StringComparison.OrdinalIgnoreCase) || word.Equals("foglio", StringComparison.OrdinalIgnoreCase) || word.Equals("planilha", StringComparison.OrdinalIgnoreCase)
            || word.Equals("blad", StringComparison.OrdinalIgnoreCase) || word.Equals("лист", StringComparison.OrdinalIgnoreCase) || word.Equals("chart", StringComparison.OrdinalIgnoreCase);

        /// <summary>A reference with its sheet: <c>Sheet1!$A$1:$B$2</c>.</summary>
        public Range? Resolve(string reference)
        {
            reference = reference.TrimStart('=');
            var mark = reference.LastIndexOf('!');
            var sheet = mark > 0 ? Named(reference[..mark]) : Active;
            return sheet is not null && Reference.Parse(reference[(mark + 1)..]) is { } r ? new Range(sheet, r.Row, r.Column, r.LastRow, r.LastColumn) : null;
        }

        public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
        {
            switch (member)
            {
                case "sheets" or "worksheets" or "excel4macrosheets" or "excel4intlmacrosheets": return args.Length == 0 ? Variant.Of(new SheetList(this)) : Item(args[0]);
                case "activesheet": return Active is { } active ? Variant.Of(active) : Variant.Unknown;
                case "name": return Variant.Of(_host.FileName);
                case "fullname": return Variant.Of(@"C:\Users\user\Downloads\" + _host.FileName);
                case "path": return Variant.Of(@"C:\Users\user\Downloads");
                case "builtindocumentproperties" or "customdocumentproperties" when args.Length > 0: return Properties.Of(_host, args[0], member[0] == 'c');
                case "builtindocumentproperties" or "customdocumentproperties": return Variant.Of(new Properties(_host, member[0] == 'c'));
                case "names" when args.Length > 0: return _host.NamedRange(args[0].AsText()) is { } named ? Variant.Of(new NameObject(args[0].AsText(), named, Resolve(named))) : Variant.Unknown;
                case "followhyperlink":
                    if (args.Length > 0) by.Record.Fetch(args[0].AsText(), null, by.Steps("FollowHyperlink"));
                    return Variant.Empty;
                case "application" or "parent": return Variant.Of(by.Globals.Application);
                case "saveas" or "savecopyas":
                    if (args.Length > 0) by.Record.Write(args[0].AsText(), null, by.Steps("SaveAs"));
                    return Variant.Empty;
                default: return DocumentObject.Common(by, member, args);
            }
        }

        /// <summary>A sheet that code adds.</summary>
        public Sheet? Add()
        {
            if (_sheets.Count >= MostSheets) return null;
            var sheet = new Sheet(this, _host, -1, string.Create(CultureInfo.InvariantCulture, $"Macro{_sheets.Count + 1}"));
            _sheets.Add(sheet);
            return sheet;
        }

        /// <summary>The workbook as Excel 4.0 macros see it: what was saved, and over it what VBA wrote, texts that begin with an equals sign as formulas.</summary>
        public Workbook Now(AnalysisBudget budget)
        {
            var now = new Workbook();
            foreach (var sheet in _sheets)
            {
                var copy = new WorkbookSheet(sheet.Name, isMacro: true, "visible");
                now.Sheets.Add(copy);
                if (_host.Workbook is { } saved && sheet.Place >= 0 && sheet.Place < saved.Sheets.Count)
                    foreach (var (place, cell) in saved.Sheets[sheet.Place].Cells) now.Add(copy, place.Row, place.Column, cell, budget);
                foreach (var (place, value) in sheet.Written)
                {
                    var formula = value.IsText && value.AsText() is ['=', ..] text ? XlmParser.Read(text, place.Row - 1, place.Column - 1, budget) : null;
                    now.Add(copy, place.Row - 1, place.Column - 1, new WorkbookCell(formula is not null || value.IsUnknown ? XlmValue.Empty : value.IsText ? XlmValue.Of(value.AsText()) : value.TryNumber(out var number) ? XlmValue.Of(number) : XlmValue.Of(value.AsText()), formula), budget);
                }
            }
            if (_host.Workbook is { } named) now.Names.AddRange(named.Names);
            return now;
        }

        internal Variant Item(Variant index)
        {
            if (index.IsText) return Named(index.AsText()) is { } named ? Variant.Of(named) : Variant.Unknown;
            return index.TryNumber(out var n) && n >= 1 && n <= _sheets.Count ? Variant.Of(_sheets[(int)n - 1]) : Variant.Unknown;
        }
    }

    /// <summary>The sheets of a workbook; those of macros are no list of their own here.</summary>
    private sealed class SheetList(Book book) : VbaObject
    {
        public override string Type => "Sheets";
        public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 ? book.Item(args[0]) : Variant.Of(this);
        public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. book.Sheets.Select(sheet => Variant.Of(sheet))];

        public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
        {
            "count" => Variant.Long(book.Sheets.Count),
            "item" => Index(by, args),
            "add" or "add2" => book.Add() is { } added ? Variant.Of(added) : Variant.Unknown,
            _ => Variant.Unknown,
        };
    }

    /// <summary>A defined name.</summary>
    private sealed class NameObject(string name, string reference, Range? range) : VbaObject
    {
        public override string Type => "Name";
        public override Variant Default => Variant.Of("=" + reference);
        public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
        {
            "name" => Variant.Of(name),
            "referstorange" => range is null ? Variant.Unknown : Variant.Of(range),
            _ => Default,
        };
    }

    /// <summary>A sheet.</summary>
    internal sealed class Sheet(Book book, IVbaHost host, int index, string name) : VbaObject
    {
        private readonly Dictionary<(int Row, int Column), Variant> _written = [];

        public override string Type => "Worksheet";
        public string Name { get; private set; } = name;
        /// <summary>Its place among the sheets that were saved; −1 if code added it.</summary>
        public int Place => index;
        /// <summary>What code wrote, rows and columns from 1.</summary>
        public IEnumerable<KeyValuePair<(int Row, int Column), Variant>> Written => _written;

        public Variant this[int row, int column]
        {
            get => _written.TryGetValue((row, column), out var value) ? value : index < 0 ? Variant.Empty : host.CellOf(index, row, column);
            set
            {
                if (_written.Count < MostCells) _written[(row, column)] = value;
            }
        }

        public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
        {
            switch (member)
            {
                case "range" or "evaluate":
                    if (args.Length == 0) return Variant.Unknown;
                    if (args[0].Object is Range given && args.Length == 1) return Variant.Of(given);
                    var text = args.Length > 1 ? args[0].AsText() + ":" + args[1].AsText() : args[0].AsText();
                    if (Reference.Parse(text[(text.LastIndexOf('!') + 1)..]) is { } r) return Variant.Of(new Range(this, r.Row, r.Column, r.LastRow, r.LastColumn));
                    return host.NamedRange(text) is { } named && book.Resolve(named) is { } range ? Variant.Of(range) : Variant.Unknown;
                case "cells" or "_default":
                    if (args.Length == 0) return Variant.Of(new Range(this, 1, 1, MostRows, MostColumns));
                    if (!args[0].TryNumber(out var row) || row is < 1 or > MostRows) return Variant.Unknown;
                    var column = 1.0;
                    if (args.Length > 1 && !args[1].TryNumber(out column))
                    {
                        if (Reference.Parse(args[1].AsText() + "1") is not { } named1) return Variant.Unknown;
                        column = named1.Column;
                    }
                    return column is < 1 or > MostColumns ? Variant.Unknown : Variant.Of(new Range(this, (int)row, (int)column, (int)row, (int)column));
                case "columns" or "rows":
                    if (args.Length == 0) return Variant.Of(new Range(this, 1, 1, MostRows, MostColumns));
                    return args[0].TryNumber(out var n) && n >= 1 && n <= MostRows ? Variant.Of(member == "rows" ? new Range(this, (int)n, 1, (int)n, 256) : new Range(this, 1, (int)n, 2000, (int)n)) : Variant.Unknown;
                case "usedrange": return Variant.Of(new Range(this, 1, 1, 500, 100));
                case "activecell": return Variant.Of(new Range(this, 1, 1, 1, 1));
                case "name" or "codename": return Variant.Of(Name);
                case "index": return Variant.Int(index + 1);
                case "visible": return Variant.Int(-1);
                case "shapes" or "oleobjects" or "textboxes" or "controls": return by.Globals.Document.Get(by, member == "textboxes" ? "shapes" : member, args);
                case "parent": return Variant.Of(book);
                case "names": return book.Get(by, member, args);
                case "application": return Variant.Of(by.Globals.Application);
                case "querytables" or "listobjects": return Variant.Of(new UrlTaker(member));
                default:
                    return by.Globals.Document.ControlNamed(member) ?? (member is "select" or "activate" or "unprotect" or "protect" or "calculate" ? Variant.Empty : Variant.Unknown);
            }
        }

        public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
        {
            if (member == "name" && value.AsText() is { Length: > 0 } given) Name = given;
            else if (args.Length > 0 && Get(by, member, args).Object is Range range) range.SetDefault(by, [], value);
        }

        public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Get(by, "cells", args);
    }

    /// <summary>Cells.</summary>
    internal sealed class Range(Sheet sheet, int row, int column, int lastRow, int lastColumn) : VbaObject
    {
        public override string Type => "Range";
        public Sheet Sheet => sheet;
        public int Row => row;
        public int Column => column;
        public override Variant Default => row == lastRow && column == lastColumn ? sheet[row, column] : Values();

        private Variant Values()
        {
            var rows = Math.Min(lastRow - row + 1, 2000);
            var columns = Math.Min(lastColumn - column + 1, 100);
            var array = VbaArray.Create([(1, rows), (1, columns)], VariantKind.Empty, Variant.Empty)!;
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) array.Items[(r * columns) + c] = sheet[row + r, column + c];
            return Variant.Of(array);
        }

        public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
        {
            switch (member)
            {
                case "value" or "value2" or "formula" or "_default" or "formular1c1" or "formulalocal": return by.Step(Cost) ? Default : Variant.Unknown;
                case "text": return Variant.Of(sheet[row, column].AsText());
                case "row": return Variant.Long(row);
                case "column": return Variant.Long(column);
                case "count" or "countlarge": return Variant.Long(((double)lastRow - row + 1) * (lastColumn - column + 1));
                case "address": return Variant.Of(Reference.Name(row, column, absolute: true));
                case "offset":
                    return args.Length > 0 && args[0].TryNumber(out var down) && Right(args, out var right) && row + down >= 1 && column + right >= 1 && row + down <= MostRows && column + right <= MostColumns
                        ? Variant.Of(new Range(sheet, row + (int)down, column + (int)right, lastRow + (int)down, lastColumn + (int)right)) : Variant.Unknown;
                case "cells" or "item": return args.Length == 0 ? Variant.Of(this) : Index(by, args);
                case "rows": return args.Length > 0 && args[0].TryNumber(out var r) && r >= 1 ? Variant.Of(new Range(sheet, row + (int)r - 1, column, row + (int)r - 1, lastColumn)) : Variant.Of(this);
                case "columns": return args.Length > 0 && args[0].TryNumber(out var c) && c >= 1 ? Variant.Of(new Range(sheet, row, column + (int)c - 1, lastRow, column + (int)c - 1)) : Variant.Of(this);
                case "end": return Variant.Of(End(by, args.Length > 0 && args[0].TryNumber(out var direction) ? (int)direction : -4121));
                case "worksheet" or "parent": return Variant.Of(sheet);
                case "specialcells" or "currentregion" or "entirerow" or "entirecolumn": return Variant.Of(this);
                case "notetext": return Variant.Of("");
                case "find": return args.Length > 0 ? Find(by, args[0].AsText()) : Variant.Unknown;
                case "select" or "activate" or "clear" or "clearcontents" or "delete" or "copy": return Variant.Empty;
                case "font" or "interior" or "comment" or "hyperlinks" or "entire": return Variant.Of(new UnknownObject(member));
                default: return Variant.Unknown;
            }
        }

        private int Cost => (int)Math.Min(((long)lastRow - row + 1) * ((long)lastColumn - column + 1), 200_000);

        private static bool Right(ReadOnlySpan<Variant> args, out double right)
        {
            right = 0;
            return args.Length < 2 || args[1].IsMissing || args[1].TryNumber(out right);
        }

        private Range End(Interpreter by, int direction)
        {
            var (at, across) = (row, column);
            if (direction is -4162 or -4121)
            {
                at = 1;
                for (var r = 1; r < 3000 && by.Step(); r++)
                    if (sheet[r, column].Kind is not (VariantKind.Empty or VariantKind.Unknown)) at = r;
            }
            else
            {
                across = 1;
                for (var c = 1; c < 500 && by.Step(); c++)
                    if (sheet[row, c].Kind is not (VariantKind.Empty or VariantKind.Unknown)) across = c;
            }
            return new Range(sheet, at, across, at, across);
        }

        private Variant Find(Interpreter by, string text)
        {
            for (var r = row; r <= Math.Min(lastRow, row + 2000); r++)
                for (var c = column; c <= Math.Min(lastColumn, column + 100) && by.Step(); c++)
                    if (sheet[r, c].AsText().Contains(text, StringComparison.OrdinalIgnoreCase)) return Variant.Of(new Range(sheet, r, c, r, c));
            return Variant.Nothing;
        }

        public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
        {
            if (member is not ("value" or "value2" or "formula" or "_default" or "formular1c1" or "formulalocal")) return;
            SetDefault(by, [], value);
        }

        public override void SetDefault(Interpreter by, ReadOnlySpan<Variant> args, Variant value)
        {
            if (args.Length > 0)
            {
                if (Index(by, args).Object is Range inner) inner.SetDefault(by, [], value);
                return;
            }
            for (var r = row; r <= Math.Min(lastRow, row + 500); r++)
                for (var c = column; c <= Math.Min(lastColumn, column + 100) && by.Step(); c++) sheet[r, c] = value;
        }

        public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args)
        {
            if (args.Length == 0 || !args[0].TryNumber(out var first)) return Variant.Unknown;
            var second = 1.0;
            if (args.Length > 1 && !args[1].TryNumber(out second)) return Variant.Unknown;
            var width = lastColumn - column + 1;
            var (r, c) = args.Length > 1 ? (row + (int)first - 1, column + (int)second - 1) : (row + (((int)first - 1) / width), column + (((int)first - 1) % width));
            return r < 1 || c < 1 || r > MostRows || c > MostColumns ? Variant.Unknown : Variant.Of(new Range(sheet, r, c, r, c));
        }

        public override IReadOnlyList<Variant>? Enumerate(Interpreter by)
        {
            var cells = new List<Variant>();
            for (var r = row; r <= Math.Min(lastRow, row + 2000); r++)
                for (var c = column; c <= Math.Min(lastColumn, column + 200) && cells.Count < 20_000; c++) cells.Add(Variant.Of(new Range(sheet, r, c, r, c)));
            return cells;
        }
    }

    /// <summary>References to cells in A1 form.</summary>
    internal static class Reference
    {
        public static (int Row, int Column, int LastRow, int LastColumn)? Parse(string text)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var first = Cell(colon < 0 ? text : text.AsSpan(0, colon));
            var last = colon < 0 ? first : Cell(text.AsSpan(colon + 1));
            return first is { } a && last is { } b ? (a.Row, a.Column, Math.Max(a.Row, b.Row), Math.Max(a.Column, b.Column)) : null;
        }

        public static string Name(int row, int column, bool absolute = false)
        {
            var letters = "";
            for (var c = column; c > 0; c = (c - 1) / 26) letters = (char)('A' + ((c - 1) % 26)) + letters;
            return absolute ? $"${letters}${row}" : $"{letters}{row}";
        }

        private static (int Row, int Column)? Cell(ReadOnlySpan<char> text)
        {
            var at = 0;
            if (at < text.Length && text[at] == '$') at++;
            var column = 0;
            var letters = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]) && at - letters < 4) column = (column * 26) + (char.ToUpperInvariant(text[at++]) - 'A' + 1);
            if (at == letters || column > MostColumns) return null;
            if (at < text.Length && text[at] == '$') at++;
            return text.Length - at is > 0 and <= 7 && int.TryParse(text[at..], NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row is >= 1 and <= MostRows ? (row, column) : null;
        }
    }
}
