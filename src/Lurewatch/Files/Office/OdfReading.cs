using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Links;

namespace Lurewatch.Files.Office;

/// <summary>Reads the XML of OpenDocument, in a package or flat in one file: modules, events, links.</summary>
internal sealed class OdfReading(AnalysisBudget budget)
{
    private const int MostModules = 1000, MostEvents = 256, MostLinks = 64;
    private readonly List<(string Name, string Source)> _modules = [];
    private readonly List<MacroEvent> _events = [];
    private readonly List<DdeLink> _dde = [];
    private readonly OutsideLinks _outside = new();
    private OfficeSummary _summary = new();

    /// <summary>A module of Basic in its own part.</summary>
    public void Module(string xml, string part)
    {
        var tags = new XmlPull(xml);
        string? name = null;
        var source = new StringBuilder();
        while (tags.Next() && budget.TryTakeSteps(1, part))
        {
            if (tags.IsStart("module")) name = tags.Attribute("name") ?? part;
            else if (name is not null && tags.Kind == XmlKind.Text && budget.TryTakeBytes(tags.Text.Length, part)) source.Append(tags.Text);
        }
        if (name is not null && _modules.Count < MostModules) _modules.Add((name, source.ToString()));
    }

    /// <summary>A part of the document, or all of it.</summary>
    public void Part(string xml, string part)
    {
        var tags = new XmlPull(xml);
        string? module = null;
        StringBuilder? source = null;
        string? text = null;
        while (tags.Next() && budget.TryTakeSteps(1, part))
        {
            switch (tags.Kind)
            {
                case XmlKind.Text when source is not null:
                    if (budget.TryTakeBytes(tags.Text.Length, part)) source.Append(tags.Text);
                    break;
                case XmlKind.Text when text is not null:
                    Describe(text, tags.Text);
                    text = null;
                    break;
                case XmlKind.End:
                    if (source is not null && tags.Name is "source-code")
                    {
                        if (_modules.Count < MostModules) _modules.Add((module ?? "Module", source.ToString()));
                        source = null;
                    }
                    text = null;
                    break;
                case XmlKind.Start:
                    switch (tags.Name)
                    {
                        case "module": module = tags.Attribute("name"); break;
                        case "source-code": source = new StringBuilder(); break;
                        case "event-listener" or "event" when _events.Count < MostEvents:
                            var target = tags.Attribute("href") ?? tags.Attribute("macro-name");
                            if (target is not null) _events.Add(new MacroEvent(tags.Attribute("event-name") ?? tags.Attribute("name") ?? "", target));
                            break;
                        case "title" or "subject" or "description" or "creator" or "initial-creator" or "generator" or "keyword" when tags.Prefix is "dc" or "meta": text = tags.Name.ToString(); break;
                        case "dde-source" or "dde-connection-decl" when _dde.Count < MostLinks:
                            _dde.Add(new DdeLink(tags.Attribute("dde-application") ?? "", tags.Attribute("dde-topic") ?? "", "link", part));
                            break;
                        case "table-cell" when _dde.Count < MostLinks && tags.Attribute("formula") is { } formula && TextFormulas.One(formula[(formula.IndexOf('=', StringComparison.Ordinal) + 1)..], part) is { } exchange:
                            _dde.Add(exchange);
                            break;
                        default:
                            Link(ref tags, part);
                            break;
                    }
                    break;
            }
        }
    }

    private void Link(ref XmlPull tags, string part)
    {
        if (tags.Attribute("href") is not { Length: > 0 } target || target.StartsWith('#') || target.StartsWith("./", StringComparison.Ordinal)) return;
        if (tags.Name is "a" && tags.Prefix is "text" or "draw")
        {
            _outside.Add("hyperlink", target, part);
            return;
        }
        if (!ExternalTargets.IsRemote(target)) return;
        var kind = tags.Name switch
        {
            "template" => "attachedTemplate",
            "image" or "fill-image" or "background-image" => "image",
            "object" or "object-ole" or "plugin" or "applet" => "oleObject",
            "floating-frame" => "frame",
            "section-source" => "subDocument",
            "table-source" or "cell-range-source" or "database-source-sql" => "externalLink",
            _ => tags.Name.ToString(),
        };
        _outside.Add(kind, target, part);
    }

    private void Describe(string name, string text)
    {
        if (text.Length > 4096) text = text[..4096];
        _summary = name switch
        {
            "title" => _summary with { Title = text },
            "subject" => _summary with { Subject = text },
            "description" => _summary with { Comments = text },
            "initial-creator" => _summary with { Author = text },
            "creator" => _summary with { LastSavedBy = text },
            "generator" => _summary with { Application = text },
            _ => _summary with { Keywords = text },
        };
    }

    /// <summary>What was read, as facts.</summary>
    public OfficeFacts Facts(string format, bool encrypted, IReadOnlyList<string> parts, IReadOnlyList<string> defects) => new()
    {
        Format = format,
        Summary = _summary,
        Parts = parts,
        HasMacros = _modules.Count > 0 || _events.Count > 0,
        Events = _events,
        Encrypted = encrypted,
        ExternalReferences = _outside.References,
        Defects = defects,
        Urls = _outside.Urls,
        Links = _outside.Links,
    };

    /// <summary>Adds modules, the events that start them, and what links by data exchange mean.</summary>
    public void AddTo(Extraction found, Artifact document)
    {
        foreach (var (name, source) in _modules)
            if (budget.TryTakeBytes(source.Length, document.Path)) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(source), name + ".bas", "macro", FileType.Vba));
        if (Starter() is { } starter) found.Files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(starter), "events.bas", "macro", FileType.Vba));
        DdeLinks.Report(_dde, document, found, budget);
    }

    /// <summary>Where Basic is bound to opening and closing, as the procedures by which Office would do the same: readers of modules know those.</summary>
    private string? Starter()
    {
        var source = new StringBuilder();
        foreach (var bound in _events)
        {
            var procedure = bound.Name switch { "dom:load" or "office:load-finished" or "office:new" or "OnLoad" or "OnStartApp" or "on-load" => "Document_Open", "dom:unload" or "office:prepare-unload" or "OnUnload" or "on-unload" => "Document_Close", _ => null };
            if (procedure is null || Procedure(bound.Target) is not { } called) continue;
            source.Append("' ").Append(bound.Name).Append(" = ").Append(bound.Target.ReplaceLineEndings(" ")).Append("\r\nSub ").Append(procedure).Append("()\r\n  ").Append(called).Append("\r\nEnd Sub\r\n");
        }
        return source.Length == 0 ? null : source.ToString();
    }

    /// <summary><c>vnd.sun.star.script:Standard.Module1.Main?language=Basic</c> and the older <c>macro:///Standard.Module1.Main()</c>.</summary>
    private static string? Procedure(string target)
    {
        const string script = "vnd.sun.star.script:", macro = "macro://";
        var name = target.AsSpan();
        if (name.StartsWith(script, StringComparison.OrdinalIgnoreCase)) name = name[script.Length..];
        else if (name.StartsWith(macro, StringComparison.OrdinalIgnoreCase)) name = name[macro.Length..].TrimStart('/');
        var end = name.IndexOfAny('?', '(');
        if (end >= 0) name = name[..end];
        name = name[(name.LastIndexOf('.') + 1)..];
        foreach (var c in name)
            if (!char.IsLetterOrDigit(c) && c != '_') return null;
        return name.IsEmpty || name.Length > 255 ? null : name.ToString();
    }
}
