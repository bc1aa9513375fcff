using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba.Emulation.Library;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>The application: it looks like one that a person has worked with for years, since code asks that to find a sandbox.</summary>
internal sealed class ApplicationObject : VbaObject
{
    public override string Type => "Application";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "name" or "_default": return Variant.Of(by.Host.Application switch { "excel" => "Microsoft Excel", "powerpoint" => "Microsoft PowerPoint", _ => "Microsoft Word" });
            case "version": return Variant.Of("16.0");
            case "build": return Variant.Of("16.0.14332");
            case "username": return Variant.Of("Petra Sommer");
            case "organizationname": return Variant.Of("CORP");
            case "operatingsystem": return Variant.Of("Windows (64-bit) NT 10.00");
            case "language" or "international": return Variant.Int(1031);
            case "path" or "startuppath": return Variant.Of(@"C:\Program Files\Microsoft Office\root\Office16");
            case "templatespath" or "userlibrarypath": return Variant.Of(WindowsMachine.SpecialFolder("templates") + @"\");
            case "pathseparator": return Variant.Of(@"\");
            case "visible" or "canplaysounds" or "mouseavailable" or "usercontrol" or "canrecordsounds": return Variant.True;
            case "recentfiles" or "tasks" or "documents" or "workbooks" or "windows" or "presentations" or "addins" or "comaddins": return args.Length == 0 ? Variant.Of(new CountedObject(member)) : Item(by, member);
            case "activedocument" or "activepresentation": return Variant.Of(by.Globals.Document);
            case "activeworkbook" or "thisworkbook": return Variant.Of(by.Globals.Workbook);
            case "activesheet" or "sheets" or "worksheets" or "range" or "cells" or "activecell" or "names" or "evaluate": return by.Globals.Find(member) is { } found ? args.Length > 0 ? by.IndexValue(found, args) : found : Variant.Unknown;
            case "caller": return Variant.Of(new UnknownObject("Range"));
            case "system" or "options" or "normaltemplate" or "activewindow" or "vbe" or "selection" or "cursor" or "mailsystem" or "worksheetfunction": return Variant.Of(member is "worksheetfunction" ? new SheetFunctions() : member is "system" ? new SystemObject() : new UnknownObject(member));
            case "run":
                if (args.Length == 0) return Variant.Unknown;
                if (args[0].Object is Workbooks.Range cells) return RunSheet(by, cells);
                if (by.RunByName(args[0].AsText(), args[1..]) is { IsUnknown: false } ran) return ran;
                return by.Host.Application == "excel" && by.Globals.Workbook.Resolve(by.Host.NamedRange(args[0].AsText()) ?? args[0].AsText()) is { } named ? RunSheet(by, named) : Variant.Unknown;
            case "ontime":
                foreach (var arg in args)
                    if (arg.IsText && !DateTime.TryParse(arg.AsText(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _)) by.Later(arg.AsText());
                return Variant.Empty;
            case "onkey" or "onsheetactivate" or "onentry": return Variant.Empty;
            case "executeexcel4macro":
                if (args.Length > 0) Excel4(by, args[0].AsText());
                return Variant.Unknown;
            case "createobject": return args.Length > 0 ? Variant.Of(ComObjects.Create(by, args[0].AsText()) ?? new UnknownObject(args[0].AsText())) : Variant.Unknown;
            case "ddeinitiate": return Functions.Find("ddeinitiate")!(by, args);
            case "ddeexecute":
                if (args.Length > 1) by.Record.Run(args[1].AsText(), by.Steps("DDEExecute"));
                return Variant.Empty;
            case "wait" or "sleep" or "quit" or "calculate" or "goto" or "screenrefresh" or "statusbar" or "displayalerts" or "printpreview" or "activate": return Variant.True;
            case "followhyperlink":
                if (args.Length > 0) by.Record.Fetch(args[0].AsText(), null, by.Steps("FollowHyperlink"));
                return Variant.Empty;
            case "registerxll":
                if (args.Length > 0) by.Record.Call(args[0].AsText(), "RegisterXLL", by.Steps("RegisterXLL"));
                return Variant.True;
            case "application" or "parent": return Variant.Of(this);
            case "hwnd" or "hinstance": return Variant.Long(65792);
            default: return Shared(by, member, args);
        }
    }

    /// <summary>What application and document share: they open and insert things by address.</summary>
    public static Variant Shared(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (member is "open" or "opentext" or "openxml" or "add" or "insertfile" or "addpicture" or "attachedtemplate" or "inserthyperlink" or "opennoreparidialog" or "run")
            UrlTaker.Take(by, member, args);
        return Variant.Unknown;
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
    }

    private static Variant Item(Interpreter by, string member) => member is "documents" or "presentations" ? Variant.Of(by.Globals.Document) : member is "workbooks" ? Variant.Of(by.Globals.Workbook) : Variant.Unknown;

    /// <summary>Excel 4.0 macros that VBA wrote or found, from a cell on.</summary>
    private static Variant RunSheet(Interpreter by, Workbooks.Range start)
    {
        if (by.MayRunSheet()) XlmEmulator.RunFrom(by.Globals.Workbook.Now(by.Budget), start.Sheet.Name, start.Row - 1, start.Column - 1, by.Entry, by.Host.FileName, by.Record, by.Budget);
        return Variant.Unknown;
    }

    /// <summary>An Excel 4.0 formula.</summary>
    private static void Excel4(Interpreter by, string formula)
    {
        if (!by.MayRunSheet() || XlmParser.Read(formula.StartsWith('=') ? formula : "=" + formula, 0, 0, by.Budget) is not { } read) return;
        var workbook = by.Globals.Workbook.Now(by.Budget);
        var sheet = new WorkbookSheet("ExecuteExcel4Macro", isMacro: true, "visible");
        workbook.Sheets.Add(sheet);
        workbook.Add(sheet, 0, 0, new WorkbookCell(XlmValue.Empty, read), by.Budget);
        XlmEmulator.RunFrom(workbook, sheet.Name, 0, 0, by.Entry, by.Host.FileName, by.Record, by.Budget);
    }
}

/// <summary>A list of which only the number is asked: enough for a desktop in use.</summary>
internal sealed class CountedObject(string member) : VbaObject
{
    public override string Type => member;

    public override Variant Get(Interpreter by, string name, ReadOnlySpan<Variant> args)
    {
        switch (name)
        {
            case "count": return Variant.Int(member is "documents" or "workbooks" or "presentations" ? 1 : 37);
            case "item": return Index(by, args);
            case "open" or "add" or "opentext" or "openxml":
                UrlTaker.Take(by, name, args);
                return member is "workbooks" ? Variant.Of(by.Globals.Workbook) : Variant.Of(by.Globals.Document);
            default: return Variant.Unknown;
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => by.Globals.Application.Get(by, member, args);

    public override IReadOnlyList<Variant>? Enumerate(Interpreter by) => [];
}

/// <summary><c>System</c> of Word.</summary>
internal sealed class SystemObject : VbaObject
{
    public override string Type => "System";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "operatingsystem" => Variant.Of("Windows NT"),
        "version" => Variant.Of("10.0"),
        "computertype" => Variant.Of("IBM PC"),
        "country" => Variant.Int(49),
        "languagedesignation" => Variant.Of("Deutsch (Deutschland)"),
        "horizontalresolution" => Variant.Int(1920),
        "verticalresolution" => Variant.Int(1080),
        "freediskspace" => Variant.Of(2e11),
        _ => Variant.Unknown,
    };

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "privateprofilestring" && args.Length > 2) by.Record.Registry($"{args[1].AsText()} {args[2].AsText()}".Trim(), value.AsText(), by.Steps("PrivateProfileString"));
    }
}

/// <summary>Functions of sheets that code calls for its strings.</summary>
internal sealed class SheetFunctions : VbaObject
{
    public override string Type => "WorksheetFunction";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "substitute" when args.Length >= 3: return Functions.Find("replace")!(by, args);
            case "rept" when args.Length == 2 && args[1].TryNumber(out var n) && n is >= 0 and < 10_000 && by.Pay(args[0].AsText().Length * (int)n): return Variant.Of(string.Concat(Enumerable.Repeat(args[0].AsText(), (int)n)));
            case "hex2dec" when args.Length > 0: return Functions.Find("val")!(by, [Variant.Of("&H" + args[0].AsText())]);
            case "trim" or "text" or "proper" or "fixed" when args.Length > 0: return Variant.Of(args[0].AsText());
            case "transpose" when args.Length > 0: return args[0];
            case "concat" or "concatenate":
                var text = "";
                foreach (var arg in args) text += arg.AsText();
                return Variant.Of(text);
            case "bitxor" when args.Length == 2:
                var error = 0;
                return Operators.Logic(args[0], args[1], LogicOperator.Xor, ref error);
            default: return Variant.Unknown;
        }
    }
}

/// <summary>A method that loads from an address that it is given.</summary>
internal sealed class UrlTaker(string type) : VbaObject
{
    public override string Type => type;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        Take(by, member, args);
        return Variant.Of(this);
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Variant.Of(this);

    /// <summary>Records what of the arguments is an address.</summary>
    public static void Take(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        foreach (var arg in args)
        {
            var text = arg.AsText();
            foreach (var prefix in (ReadOnlySpan<string>)["URL;", "FINDER;", "TEXT;"])
                if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) text = text[prefix.Length..];
            if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith(@"\\", StringComparison.Ordinal)) by.Record.Fetch(text, null, by.Steps(char.ToUpperInvariant(member[0]) + member[1..]));
        }
    }
}
