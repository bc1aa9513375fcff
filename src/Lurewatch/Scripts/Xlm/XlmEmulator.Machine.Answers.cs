namespace Lurewatch.Scripts.Xlm;

/// <summary>Functions that ask about the application, the machine and the day. They get the answers of an ordinary desk, which is what tests for analysts' machines look for.</summary>
internal sealed partial class XlmEmulator
{
    private XlmValue? Ask(string function, XlmValue[] arguments, string sheet, int row, int column)
    {
        var kind = arguments.Length > 0 && One(arguments[0]).TryNumber(out var number) ? (int)Math.Clamp(number, 0, 1000) : 0;
        switch (function)
        {
            case "GET.WORKSPACE": return Workspace(kind);
            case "GET.DOCUMENT":
                return kind switch
                {
                    1 or 76 => XlmValue.Of($"[{_fileName}]{sheet}"),
                    2 => XlmValue.Of(@"C:\Users\user\Downloads"),
                    3 => XlmValue.Of(3),
                    4 or 5 or 6 or 7 or 8 => XlmValue.False,
                    87 => XlmValue.Of(1),
                    88 => XlmValue.Of(_fileName),
                    _ => XlmValue.Unknown,
                };
            case "GET.WORKBOOK":
                return kind switch
                {
                    1 => XlmValue.Of(new XlmArray(_sheets.Names.Count, [.. _sheets.Names.Select(name => XlmValue.Of($"[{_fileName}]{name}"))])),
                    4 => XlmValue.Of(_sheets.Names.Count),
                    16 => XlmValue.Of(_fileName),
                    38 => XlmValue.Of(_active.Sheet),
                    _ => XlmValue.Unknown,
                };
            case "GET.WINDOW":
                return kind switch
                {
                    1 or 30 => XlmValue.Of($"[{_fileName}]{_active.Sheet}"),
                    31 => XlmValue.Of(_fileName),
                    7 => XlmValue.False,
                    5 => XlmValue.Of(720),
                    6 => XlmValue.Of(450),
                    20 => XlmValue.True,
                    23 => XlmValue.Of(3),
                    _ => XlmValue.Unknown,
                };
            case "GET.CELL": return CellInformation(kind, arguments.Length > 1 ? arguments[1].Range ?? _active : _active);
            case "GET.FORMULA" or "FORMULATEXT": return arguments.Length > 0 && arguments[0].Range is { } of ? FormulaText(of) : XlmValue.BadReference;
            case "GET.NAME" or "GET.DEF":
                return arguments.Length > 0 && One(arguments[0]).AsText() is var name && _defined.TryGetValue(Plain(name), out var formula) ? Text("=" + XlmText.Of(formula)) : XlmValue.Error("#NAME?");
            case "CELL" when arguments.Length > 0:
                var about = arguments.Length > 1 ? arguments[1].Range ?? _active : _active;
                return One(arguments[0]).AsText().ToLowerInvariant() switch
                {
                    "address" => XlmValue.Of(XlmText.Address(about.Row, about.Column)),
                    "row" => XlmValue.Of(about.Row + 1),
                    "col" => XlmValue.Of(about.Column + 1),
                    "contents" => CellValue(about.Sheet, about.Row, about.Column),
                    _ => XlmValue.Unknown,
                };
            case "NOW": return Day(_now);
            case "TODAY": return Day(Math.Floor(_now));
            case "CALLER": return XlmValue.Of(new XlmRange(sheet, row, column));
            case "ACTIVE.CELL": return XlmValue.Of(new XlmRange(_active.Sheet, _active.Row, _active.Column));
            case "SELECTION": return XlmValue.Of(_selection);
            case "DIRECTORY": return XlmValue.Of(@"C:\Users\user\Documents");
            case "INFO":
                return (arguments.Length > 0 ? One(arguments[0]).AsText().ToLowerInvariant() : "") switch
                {
                    "system" => XlmValue.Of("pcdos"),
                    "osversion" => XlmValue.Of("Windows (64-bit) NT 10.00"),
                    "release" => XlmValue.Of("16.0"),
                    "directory" => XlmValue.Of(@"C:\Users\user\Documents\"),
                    _ => XlmValue.Unknown,
                };
            case "RAND" or "RANDBETWEEN" or "CREATE.OBJECT" or "GET.NOTE" or "INPUT" or "DIALOG.BOX" or "OPEN.DIALOG" or "SAVE.DIALOG" or "GET.LINK.INFO" or "LAST.ERROR" or "REQUEST" or "WINDOWS" or "DOCUMENTS": return XlmValue.Unknown;
            case "ALERT": return XlmValue.True;
            default: return null;
        }
    }

    private XlmValue Day(double now)
    {
        _askedForDay = true;
        return XlmValue.Of(now);
    }

    private static XlmValue Workspace(int kind) => kind switch
    {
        1 => XlmValue.Of("Windows (64-bit) NT 10.00"),
        2 => XlmValue.Of("16.0"),
        5 => XlmValue.Of(1),
        11 or 12 => XlmValue.Of(0),
        13 => XlmValue.Of(1440),                    // usable width and height, in points
        14 => XlmValue.Of(850),
        15 => XlmValue.Of(3),
        16 or 17 => XlmValue.Of(2_000_000),
        18 or 20 or 27 or 31 => XlmValue.False,     // no pen, no single steps
        19 or 42 => XlmValue.True,                  // a mouse, sound
        23 => XlmValue.Of(@"C:\Users\user\AppData\Roaming\Microsoft\Excel\XLSTART"),
        26 => XlmValue.Of("user"),
        32 => XlmValue.Of(@"C:\Program Files\Microsoft Office\root\Office16"),
        33 or 50 => XlmValue.Of(1),
        37 => XlmValue.Unknown,
        43 or 45 => XlmValue.True,
        48 => XlmValue.Of(@"C:\Program Files\Microsoft Office\root\Office16\LIBRARY"),
        _ => XlmValue.Unknown,
    };

    private XlmValue CellInformation(int kind, XlmRange cells) => kind switch
    {
        1 => XlmValue.Of(XlmText.Range(cells)),
        2 => XlmValue.Of(cells.Row + 1),
        3 => XlmValue.Of(cells.Column + 1),
        5 => CellValue(cells.Sheet, cells.Row, cells.Column),
        6 => FormulaText(cells),
        7 => XlmValue.Of("General"),
        32 or 62 => XlmValue.Of($"[{_fileName}]{cells.Sheet}"),
        66 => XlmValue.Of(_fileName),
        48 => XlmValue.Of(_sheets[cells.Sheet, cells.Row, cells.Column].Formula is not null),
        53 => Text(CellValue(cells.Sheet, cells.Row, cells.Column).AsText()),
        _ => XlmValue.Unknown,
    };

    private XlmValue FormulaText(XlmRange cells) => _sheets[cells.Sheet, cells.Row, cells.Column].Formula is { } formula ? Text("=" + XlmText.Of(formula)) : CellValue(cells.Sheet, cells.Row, cells.Column);
}
