using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>Objects that code finds by name without making them: the application, the document, its sheets, forms.</summary>
internal sealed class HostObjects(Interpreter by)
{
    private readonly Dictionary<string, Variant> _known = new(StringComparer.Ordinal);

    public ApplicationObject Application => field ??= new ApplicationObject();
    public DocumentObject Document => field ??= new DocumentObject(by.Host);
    public Workbooks.Book Workbook => field ??= new Workbooks.Book(by.Host);

    /// <summary>An object by its name in lower case; null if there is none.</summary>
    public Variant? Find(string name)
    {
        if (_known.TryGetValue(name, out var value)) return value;
        if (Make(name) is not { } made) return null;
        _known[name] = made;
        return made;
    }

    /// <summary>A member that a document or form module may use without qualifier.</summary>
    public Variant? MemberOf(VbaObject basis, string name) => basis is UserForm form ? form.Control(name) : basis is DocumentObject ? Document.ControlNamed(name) ?? OfDocument(name) : null;

    private Variant? OfDocument(string name) => name switch
    {
        "name" or "fullname" or "path" => Document.Get(by, name, []),
        "variables" or "builtindocumentproperties" or "customdocumentproperties" or "content" or "paragraphs" or "words" or "characters" or "sentences" or "shapes" or "inlineshapes" or "bookmarks" or "comments" or "range" or "saveas" or "saveas2" or "storyranges" or "sections" => Variant.Of(new MemberFunction(Document, name)),
        _ => null,
    };

    /// <summary>The object that a document module extends.</summary>
    public VbaObject? Basis(string module)
    {
        if (by.Host.Application == "excel") return Workbook.SheetOfModule(module) ?? (VbaObject)Workbook;
        return Document;
    }

    /// <summary>A form by name; null if the document has none of that name.</summary>
    public UserForm Form(string name) => new(name, by.Host.Controls.Where(control => control.Form.Equals(name, StringComparison.OrdinalIgnoreCase)));

    private Variant? Make(string name)
    {
        switch (name)
        {
            case "application" or "word" or "excel" or "powerpoint": return Variant.Of(Application);
            case "activedocument" or "thisdocument": return Variant.Of(Document);
            case "thisworkbook" or "activeworkbook": return Variant.Of(Workbook);
            case "activepresentation": return Variant.Of(Document);
            case "err": return Variant.Of(new ErrObject(by.Err));
            case "debug": return Variant.Of(new UnknownObject("Debug"));
            case "vba" or "strings" or "conversion" or "interaction" or "filesystem" or "information": return Variant.Of(new LibraryObject());
            case "wscript" or "wsh": return Variant.Of(new ScriptHost());
            case "activesheet" when by.Host.Sheets.Count > 0: return Variant.Of(Workbook.Active);
            case "sheets" or "worksheets" or "excel4macrosheets" or "excel4intlmacrosheets" or "range" or "cells" or "activecell" or "names" or "evaluate" or "columns" or "rows" or "usedrange" when by.Host.Application == "excel":
                return Workbook.Active is { } sheet && name is not ("sheets" or "worksheets" or "excel4macrosheets" or "excel4intlmacrosheets" or "names")
                ? Variant.Of(new MemberFunction(sheet, name)) : Variant.Of(new MemberFunction(Workbook, name));
            case "selection": return by.Host.Application == "excel" && Workbook.Active is { } active ? Variant.Of(new Workbooks.Range(active, 1, 1, 1, 1)) : Variant.Of(new TextRange(by.Host.Text ?? ""));
            case "documents" or "workbooks" or "presentations" or "normaltemplate" or "macrocontainer" or "vbe" or "activewindow" or "options" or "system" or "tasks" or "recentfiles" or "templates" or "addins" or "dialogs" or "worksheetfunction": return Application.Get(by, name, []);
            case "userform" or "window" or "document" or "self" or "location": return Variant.Of(new UnknownObject(name));
            default:
                if (by.Host.Controls.Any(control => control.Form.Equals(name, StringComparison.OrdinalIgnoreCase))) return Variant.Of(Form(name));
                if (Document.ControlNamed(name) is { } inDocument) return inDocument;
                if (by.Host.Application == "excel")
                {
                    if (Workbook.SheetOfModule(name) is { } byCode) return Variant.Of(byCode);
                    if (Workbooks.Reference.Parse(name) is { } cell && Workbook.Active is { } current) return Variant.Of(new Workbooks.Range(current, cell.Row, cell.Column, cell.LastRow, cell.LastColumn));
                    if (by.Host.NamedRange(name) is { } named && Workbook.Resolve(named) is { } range) return Variant.Of(range);
                }
                return null;
        }
    }
}

/// <summary>A member of an object that stands alone: <c>Range("A1")</c> for <c>ActiveSheet.Range("A1")</c>.</summary>
internal sealed class MemberFunction(VbaObject owner, string member) : VbaObject
{
    public override string Type => member;
    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => owner.Get(by, member, args);
    public override Variant Get(Interpreter by, string name, ReadOnlySpan<Variant> args) => owner.Get(by, member, []) is { Object: { } inner } && inner is not MemberFunction ? inner.Get(by, name, args) : Variant.Unknown;
    public override void Set(Interpreter by, string name, ReadOnlySpan<Variant> args, Variant value)
    {
        if (owner.Get(by, member, []) is { Object: { } inner } && inner is not MemberFunction) inner.Set(by, name, args, value);
    }
    public override void SetDefault(Interpreter by, ReadOnlySpan<Variant> args, Variant value)
    {
        if (owner.Get(by, member, args) is { Object: { } inner } && inner is not MemberFunction) inner.SetDefault(by, [], value);
    }
    public override IReadOnlyList<Variant>? Enumerate(Interpreter by) => owner.Get(by, member, []).Object is { } inner and not MemberFunction ? inner.Enumerate(by) : null;
}

/// <summary>A library's name before its functions: <c>VBA.Chr(65)</c>.</summary>
internal sealed class LibraryObject : VbaObject
{
    public override string Type => "VBA";
    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (member is "strings" or "conversion" or "interaction" or "filesystem" or "information" or "math" or "datetime" or "constants") return Variant.Of(this);
        if (Library.Functions.Find(member) is { } function) return function(by, args);
        return Library.Constants.Find(member) ?? Variant.Unknown;
    }
}
