using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Objects;

/// <summary>Things in order and by name.</summary>
internal sealed class Collection(string type, IReadOnlyList<(string Name, Variant Value)> items) : VbaObject
{
    public override string Type => type;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "count": return Variant.Long(items.Count);
            case "item" or "_default": return args.Length > 0 ? Index(by, args) : Variant.Unknown;
            case "exists":
                foreach (var (name, _) in items)
                    if (args.Length > 0 && name.Equals(args[0].AsText(), StringComparison.OrdinalIgnoreCase)) return Variant.True;
                return Variant.False;
            case "first": return items.Count > 0 ? items[0].Value : Variant.Unknown;
            case "last": return items.Count > 0 ? items[^1].Value : Variant.Unknown;
            default: return Variant.Unknown;
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args)
    {
        if (args.Length == 0) return Variant.Of(this);
        if (args[0].IsText)
        {
            var wanted = args[0].AsText();
            foreach (var (name, value) in items)
                if (name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return value;
            if (items.Count > 0) by.Raise(5);
            return Variant.Unknown;
        }
        return args[0].TryNumber(out var n) && n >= 1 && n <= items.Count ? items[(int)n - 1].Value : Variant.Unknown;
    }

    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. items.Select(item => item.Value)];
}

/// <summary>Text of a document: a range, a paragraph, the content.</summary>
internal sealed class TextRange(string text) : VbaObject
{
    public override string Type => "Range";
    public override Variant Default => Variant.Of(text);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (!by.Pay(text.Length)) return Variant.Unknown;
        switch (member)
        {
            case "text" or "formattedtext" or "value": return Variant.Of(text);
            case "start": return Variant.Long(0);
            case "end": return Variant.Long(text.Length);
            case "range" or "content" or "textframe" or "textrange":
                if (args.Length > 1 && args[0].TryNumber(out var from) && args[1].TryNumber(out var to) && from >= 0 && to <= text.Length && from <= to) return Variant.Of(new TextRange(text[(int)from..(int)to]));
                return Variant.Of(this);
            case "paragraphs": return Parts(by, text.Split('\r'), "\r", args);
            case "words": return Parts(by, Words(text), "", args);
            case "characters": return Parts(by, [.. text.Take(100_000).Select(c => c.ToString())], "", args);
            case "sentences": return Parts(by, text.Split('\r'), "\r", args);
            case "hastext": return Variant.Of(text.Length > 0);
            default: return Variant.Unknown;
        }
    }

    private static Variant Parts(Interpreter by, IReadOnlyList<string> parts, string end, ReadOnlySpan<Variant> args)
    {
        var collection = new Collection("Paragraphs", [.. parts.Take(50_000).Select(part => ("", Variant.Of(new TextRange(part + end))))]);
        return args.Length > 0 ? collection.Index(by, args) : Variant.Of(collection);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var from = 0;
        for (var i = 1; i <= text.Length && words.Count < 50_000; i++)
        {
            if (i < text.Length && (text[i] == ' ' || text[i - 1] != ' ')) continue;
            words.Add(text[from..i]);
            from = i;
        }
        return words;
    }
}

/// <summary>Properties of a document.</summary>
internal sealed class Properties(IVbaHost host, bool isCustom) : VbaObject
{
    private static readonly string[] ByNumber =
    [
        "", "Title", "Subject", "Author", "Keywords", "Comments", "Template", "Last Author", "Revision Number", "Application Name", "Last Print Date", "Creation Date", "Last Save Time", "Total Editing Time", "Number of Pages",
        "Number of Words", "Number of Characters", "Security", "Category", "Format", "Manager", "Company",
    ];

    public override string Type => "DocumentProperties";
    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 ? Of(host, args[0], isCustom) : Variant.Of(this);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "item" when args.Length > 0 => Of(host, args[0], isCustom),
        "count" => Variant.Long(All(host, isCustom).Count),
        _ => Variant.Unknown,
    };

    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => [.. All(host, isCustom).Select(property => Variant.Of(new ValueObject("DocumentProperty", property.Key, Variant.Of(property.Value))))];

    private static IReadOnlyDictionary<string, string> All(IVbaHost host, bool isCustom) => isCustom ? host.CustomProperties : host.Properties;

    public static Variant Of(IVbaHost host, Variant which, bool isCustom)
    {
        var name = which.IsText ? which.AsText() : which.TryNumber(out var n) && n >= 1 && n < ByNumber.Length ? ByNumber[(int)n] : "";
        if (isCustom && !which.IsText && which.TryNumber(out var at) && at >= 1 && at <= host.CustomProperties.Count) name = host.CustomProperties.ElementAt((int)at - 1).Key;
        return Variant.Of(new ValueObject("DocumentProperty", name, Variant.Of(All(host, isCustom).GetValueOrDefault(name, ""))));
    }
}

/// <summary>A thing that is one value with a name: a property, a document variable, a bookmark.</summary>
internal sealed class ValueObject(string type, string name, Variant value) : VbaObject
{
    private Variant _value = value;
    public override string Type => type;
    public override Variant Default => _value;

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "value" or "text" or "_default" => _value,
        "name" => Variant.Of(name),
        "range" => Variant.Of(new TextRange(_value.AsText())),
        _ => Variant.Unknown,
    };

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value) => _value = value;
}

/// <summary>A shape.</summary>
internal sealed class ShapeObject(HostShape shape) : VbaObject
{
    public override string Type => "Shape";

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args) => member switch
    {
        "name" => Variant.Of(shape.Name),
        "alternativetext" => Variant.Of(shape.AlternativeText),
        "title" => Variant.Of(shape.Title),
        "textframe" or "textframe2" or "textrange" or "characters" or "textboxes" => Variant.Of(new TextRange(shape.Text)),
        "text" or "caption" => Variant.Of(shape.Text),
        "oleformat" or "object" => by.Globals.Document.ControlNamed(shape.Name.ToLowerInvariant()) ?? Variant.Of(this),
        "controlformat" => Variant.Of(this),
        "hastextframe" => Variant.True,
        _ => Variant.Unknown,
    };
}

/// <summary>Document variables, to which code may add.</summary>
internal sealed class VariableList(Collection all, Func<string, Variant> named) : VbaObject
{
    public override string Type => "Variables";
    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => args.Length > 0 && args[0].IsText ? named(args[0].AsText()) : all.Index(by, args);
    public override IReadOnlyList<Variant> Enumerate(Interpreter by) => all.Enumerate(by);

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        if (member is "item") return Index(by, args);
        if (member is not "add" || args.Length == 0) return all.Get(by, member, args);
        var made = named(args[0].AsText());
        if (args.Length > 1 && made.Object is { } variable) variable.Set(by, "value", [], args[1]);
        return made;
    }
}

/// <summary>A Word document or a presentation.</summary>
internal sealed class DocumentObject(IVbaHost host) : VbaObject
{
    private readonly Dictionary<string, ControlObject> _controls = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ValueObject> _variables = new(StringComparer.OrdinalIgnoreCase);

    public override string Type => "Document";
    public override Variant Default => Variant.Of(host.FileName);

    /// <summary>A control that lies in the document itself; null if there is none of that name.</summary>
    public Variant? ControlNamed(string name)
    {
        if (_controls.TryGetValue(name, out var made)) return Variant.Of(made);
        foreach (var control in host.Controls)
        {
            if (control.Form.Length != 0 || !control.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            made = new ControlObject(control, []);
            _controls[name] = made;
            return Variant.Of(made);
        }
        return null;
    }

    public override Variant Get(Interpreter by, string member, ReadOnlySpan<Variant> args)
    {
        switch (member)
        {
            case "name": return Variant.Of(host.FileName);
            case "fullname": return Variant.Of(@"C:\Users\user\Downloads\" + host.FileName);
            case "path": return Variant.Of(@"C:\Users\user\Downloads");
            case "content" or "range" or "storyranges" or "sections" or "paragraphs" or "words" or "characters" or "sentences" or "selection":
                var content = new TextRange(host.Text ?? "");
                return member is "content" ? Variant.Of(content) : content.Get(by, member is "storyranges" or "sections" or "selection" ? "range" : member, args);
            case "variables":
                var variables = new Collection("Variables", [.. host.Variables.Keys.Concat(_variables.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, Variable(name)))]);
                if (args.Length == 0) return Variant.Of(new VariableList(variables, Variable));
                return args[0].IsText ? Variable(args[0].AsText()) : variables.Index(by, args);
            case "builtindocumentproperties" or "customdocumentproperties" when args.Length > 0: return Properties.Of(host, args[0], member[0] == 'c');
            case "builtindocumentproperties" or "customdocumentproperties": return Variant.Of(new Properties(host, member[0] == 'c'));
            case "bookmarks":
                var bookmarks = new Collection("Bookmarks", [.. host.Bookmarks.Select(mark => (mark.Key, Variant.Of(new ValueObject("Bookmark", mark.Key, Variant.Of(mark.Value)))))]);
                return args.Length > 0 ? bookmarks.Index(by, args) : Variant.Of(bookmarks);
            case "comments":
                var comments = new Collection("Comments", [.. host.Comments.Select(comment => ("", Variant.Of(new ValueObject("Comment", "", Variant.Of(comment)))))]);
                return args.Length > 0 ? comments.Index(by, args) : Variant.Of(comments);
            case "shapes" or "inlineshapes" or "slides":
                var shapes = new Collection("Shapes", [.. host.Shapes.Select(shape => (shape.Name, Variant.Of(new ShapeObject(shape))))]);
                if (member == "slides") return Variant.Of(this);
                return args.Length > 0 ? shapes.Index(by, args) : Variant.Of(shapes);
            case "oleobjects" or "controls":
                var controls = new Collection("OLEObjects", [.. host.Controls.Where(control => control.Form.Length == 0).Select(control => (control.Name, ControlNamed(control.Name)!.Value))]);
                return args.Length > 0 ? controls.Index(by, args) : Variant.Of(controls);
            case "saveas" or "saveas2" or "savecopyas":
                // Campaigns have saved the document's own text under the name of a script or page.
                if (args.Length > 0) by.Files.Save(args[0].AsText(), host.Text is { } text ? Library.Texts.ToBytes(text.Replace("\r", "\r\n", StringComparison.Ordinal)) : null, by.Steps("SaveAs"));
                return Variant.Empty;
            case "followhyperlink":
                if (args.Length > 0) by.Record.Fetch(args[0].AsText(), null, by.Steps("FollowHyperlink"));
                return Variant.Empty;
            case "attachedtemplate" or "windows" or "activewindow" or "tables" or "vbproject" or "pagesetup": return Variant.Of(new UnknownObject(member));
            case "application" or "parent": return Variant.Of(by.Globals.Application);
            case "count": return Variant.Int(1);
            default: return ControlNamed(member) ?? Common(by, member, args);
        }
    }

    public override Variant Index(Interpreter by, ReadOnlySpan<Variant> args) => Variant.Of(this);

    private Variant Variable(string name)
    {
        if (_variables.TryGetValue(name, out var known)) return Variant.Of(known);
        var made = new ValueObject("Variable", name, Variant.Of(host.Variables.GetValueOrDefault(name, "")));
        _variables[name] = made;
        return Variant.Of(made);
    }

    public override void Set(Interpreter by, string member, ReadOnlySpan<Variant> args, Variant value)
    {
        if (member == "variables" && args.Length > 0 && Variable(args[0].AsText()).Object is { } variable) variable.Set(by, "value", [], value);
        else if (member == "attachedtemplate" && value.AsText() is { Length: > 0 } template && template.Contains("://", StringComparison.Ordinal)) by.Record.Fetch(template, null, by.Steps("AttachedTemplate"));
    }

    /// <summary>What every document answers.</summary>
    internal static Variant Common(Interpreter by, string member, ReadOnlySpan<Variant> args) =>
        member is "save" or "close" or "activate" or "protect" or "unprotect" or "saved" or "undo" or "select" or "printout" or "acceptallrevisions" ? Variant.Empty : ApplicationObject.Shared(by, member, args);
}
