using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Detection;

/// <summary>Judges what Office documents would do: macros that run by themselves and what they call, templates from elsewhere, Excel 4.0 sheets, encryption.</summary>
/// <remarks>Macros are honest work tools too: their mere presence says little, and a call says much only together with something that starts it.</remarks>
internal sealed class MacroDetector : IDetector
{
    private const int MostExcerpt = 200;

    private static readonly FindingKind Present = new("office.macros", "The document holds macros", Severity.Low, "T1204.002");
    private static readonly FindingKind AutoRun = new("office.macro-runs-itself", "A macro runs when the document is opened or closed", Severity.Medium, "T1204.002", "T1059.005");
    private static readonly FindingKind AutoExecutes = new("office.macro-runs-itself-and-executes", "A macro runs by itself and starts programs, downloads or injects code", Severity.High,
        "T1204.002", "T1059.005", "T1105");
    private static readonly FindingKind ActionExecutes = new("office.macro-executes-on-action", "A macro starts programs or downloads once the reader does something", Severity.Medium, "T1204.002", "T1059.005");
    private static readonly FindingKind Calls = new("office.macro-calls", "A macro calls what malicious macros need", Severity.Low, "T1059.005");
    private static readonly FindingKind Injects = new("office.macro-injects", "A macro prepares memory and runs code in it", Severity.High, "T1055");
    private static readonly FindingKind Url = new("office.macro-url", "A macro that can download holds a URL", Severity.Medium, "T1105");
    private static readonly FindingKind Decoded = new("office.macro-decodes", "A macro's strings decode to commands, a URL or a program", Severity.High, "T1027.010", "T1140");
    private static readonly FindingKind Obfuscated = new("office.macro-obfuscated", "A macro's source is obfuscated", Severity.Medium, "T1027.010");
    private static readonly FindingKind Persists = new("office.macro-persists", "A macro settles in: registry, scheduled task, startup folder, other documents", Severity.Medium, "T1547.001");
    private static readonly FindingKind Evades = new("office.macro-evades", "A macro turns protections off or looks for a sandbox", Severity.Medium, "T1562.001");
    private static readonly FindingKind SourceRemoved = new("office.macro-source-removed", "A macro's source was removed, its compiled code left", Severity.High, "T1564.007");
    private static readonly FindingKind Stomped = new("office.macro-stomped", "A macro's compiled code does what its source does not say", Severity.High, "T1564.007");
    private static readonly FindingKind Hidden = new("office.macro-hidden", "A macro module is hidden from the editor", Severity.Medium, "T1564");
    private static readonly FindingKind Damaged = new("office.macro-project-damaged", "The macro project is damaged or doctored", Severity.Low, "T1027");
    private static readonly FindingKind Template = new("office.external-template", "The document loads a template from elsewhere", Severity.High, "T1221");
    private static readonly FindingKind ExternalObject = new("office.external-object", "The document loads an object from elsewhere", Severity.Medium, "T1221");
    private static readonly FindingKind ExternalPage = new("office.external-page", "The document loads a web page as an object", Severity.High, "T1221", "T1203");
    private static readonly FindingKind MacroSheets = new("office.excel4-macros", "The workbook holds Excel 4.0 macros", Severity.Medium, "T1204.002");
    private static readonly FindingKind HiddenMacroSheets = new("office.excel4-macros-hidden", "The workbook hides a sheet of Excel 4.0 macros", Severity.High, "T1204.002", "T1564");
    private static readonly FindingKind MacroSheetsStart = new("office.excel4-runs-itself", "An Excel 4.0 macro runs when the workbook is opened or closed", Severity.Medium, "T1204.002");
    private static readonly FindingKind MacroSheetsWrite = new("office.excel4-writes-formulas", "Excel 4.0 macros write the formulas that they then run", Severity.Medium, "T1027.010");
    private static readonly FindingKind Equation = new("office.equation-object", "The document holds an Equation Editor object", Severity.Low, "T1203");
    private static readonly FindingKind Encrypted = new("office.encrypted", "The document is encrypted", Severity.Info, "T1027.013");

    public IReadOnlyList<FindingKind> Kinds { get; } =
    [
        Present, AutoRun, AutoExecutes, ActionExecutes, Calls, Injects, Url, Decoded, Obfuscated, Persists, Evades, SourceRemoved, Stomped, Hidden, Damaged, Template, ExternalObject, ExternalPage, MacroSheets,
        HiddenMacroSheets, MacroSheetsStart, MacroSheetsWrite, Equation, Encrypted,
    ];

    public void Examine(ScanView view, List<Finding> findings)
    {
        Dictionary<Artifact, List<Artifact>>? modules = null;
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is OfficeFacts document) Document(file, document, findings);
            if (file.Type != FileType.Vba || Facts(file) is null) continue;
            // A vbaProject.bin is part of its package: the document that people open is the one that is judged.
            var owner = file.Parent is { Facts: OfficeFacts { Format: "vba-project" }, Parent: { Facts: OfficeFacts } package } ? package : file.Parent ?? file;
            modules ??= [];
            if (!modules.TryGetValue(owner, out var list)) modules.Add(owner, list = []);
            list.Add(file);
        }
        if (modules is null) return;
        foreach (var (document, own) in modules) Macros(document, own, findings);
    }

    private static VbaFacts? Facts(Artifact file) => (file.SameAs ?? file).Facts as VbaFacts;

    private static string Examples(IReadOnlyList<string> lacking) => lacking.Count == 0 ? "procedures" : string.Join(", ", lacking.Take(3).Select(what => Cut(what)));

    private static void Document(Artifact file, OfficeFacts facts, List<Finding> findings)
    {
        void Add(FindingKind kind, string reason, string? excerpt = null) =>
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = Cut(excerpt), Place = Place.InArtifact(file.Path) });

        if (facts.Encrypted) Add(Encrypted, "The document is encrypted: what is inside was not seen.");
        foreach (var project in facts.Projects)
        {
            foreach (var module in project.Stomped)
                Add(Stomped, $"The compiled code of {module.Module} has {Examples(module.Lacking)}, and its source lacks that: the source was replaced to hide what runs.", string.Join(", ", module.Lacking));
            var removed = project.RemovedSources.Where(name => !project.Stomped.Any(module => module.Module == name)).ToList();
            if (removed.Count > 0) Add(SourceRemoved, $"Compiled code without source in {string.Join(", ", removed)}: what the editor would show is not what runs.");
            if (project.HiddenModules.Count > 0) Add(Hidden, $"The project's list for the editor leaves out {string.Join(", ", project.HiddenModules)}.");
            if (project.Defects.Count > 0) Add(Damaged, $"The macro project {project.Name} is not as Office writes it: {project.Defects[0]}.", string.Join("; ", project.Defects));
        }
        if (facts.MacroSheets.Count > 0)
        {
            var hidden = facts.MacroSheets.FirstOrDefault(sheet => sheet.State is "hidden" or "very-hidden");
            if (hidden is null) Add(MacroSheets, $"The sheet {facts.MacroSheets[0].Name} holds Excel 4.0 macros.");
            else Add(HiddenMacroSheets, $"The sheet {hidden.Name} holds Excel 4.0 macros and is {hidden.State.Replace('-', ' ')}.");
            if (facts.MacroSheetEntries.Count > 0) Add(MacroSheetsStart, $"By the name {facts.MacroSheetEntries[0]}, Excel starts a macro of the sheet itself.");
            if (facts.WrittenFormulas.Count > 0)
                Add(MacroSheetsWrite, $"The macro writes {facts.WrittenFormulas.Count} {(facts.WrittenFormulas.Count == 1 ? "formula" : "formulas")} into cells, to be run from there.", facts.WrittenFormulas[^1].Replace('\t', ' '));
        }
        var named = 0;
        foreach (var reference in facts.ExternalReferences)
        {
            if (named == 8) break;
            if (!ExternalTargets.IsRemote(reference.Target)) continue;
            switch (reference.Kind)
            {
                case "attachedTemplate":
                    Add(Template, $"On opening, the document loads its template from {reference.Target}.", reference.Target);
                    named++;
                    break;
                case "oleObject" or "frame" or "subDocument" or "externalLink" or "package" or "control":
                    // As CVE-2021-40444 and CVE-2022-30190 did: no honest document has a page for an object.
                    if (IsPage(reference.Target)) Add(ExternalPage, $"The document loads the web page {reference.Target} as a {reference.Kind}.", reference.Target);
                    else Add(ExternalObject, $"The document loads a {reference.Kind} from {reference.Target}.", reference.Target);
                    named++;
                    break;
            }
        }
        if (facts.HasEquationObject) Add(Equation, "An Equation Editor object: that program was withdrawn for its holes, which documents still try.");
    }

    private static bool IsPage(string target)
    {
        var address = target.AsSpan().TrimEnd('!');
        if (address.StartsWith("mhtml:", StringComparison.OrdinalIgnoreCase)) return true;
        var end = address.IndexOfAny('?', '#');
        if (end > 0) address = address[..end];
        return address.Contains("://", StringComparison.Ordinal) && (address.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || address.EndsWith(".htm", StringComparison.OrdinalIgnoreCase) || address.EndsWith(".hta", StringComparison.OrdinalIgnoreCase));
    }

    private static void Macros(Artifact document, List<Artifact> modules, List<Finding> findings)
    {
        void Add(FindingKind kind, Artifact at, string reason, string? excerpt = null, int? offset = null) =>
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = Cut(excerpt), Place = Place.InArtifact(at.Path, offset) });

        var name = document.Name ?? "The document";
        (Artifact Module, VbaAutoRun Run)? itself = null, action = null;
        (Artifact Module, VbaCall Call)? strong = null, download = null, inject = null, persist = null, evade = null;
        var strongNames = new List<string>();
        var hasCode = false;
        foreach (var module in modules)
        {
            var facts = Facts(module)!;
            hasCode |= facts.Measures.Procedures > 0;
            foreach (var run in facts.AutoRun)
            {
                if (run.When == "action") action ??= (module, run);
                else if (itself is null || itself.Value.Run.When == "close" && run.When == "open") itself = (module, run);
            }
            foreach (var call in facts.Calls)
            {
                if (call.Effect is "download") download ??= (module, call);
                if (!call.IsStrong) continue;
                if (!strongNames.Contains(call.Name)) strongNames.Add(call.Name);
                switch (call.Effect)
                {
                    case "inject": inject ??= (module, call); strong ??= (module, call); break;
                    case "execute" or "download": strong ??= (module, call); break;
                    case "persist": persist ??= (module, call); break;
                    case "evade": evade ??= (module, call); break;
                }
            }
        }
        if (!hasCode && strong is null) return;                             // sheets' and documents' empty modules
        Add(Present, document, $"{name} holds macros in {modules.Count} {(modules.Count == 1 ? "module" : "modules")}.");
        var calls = string.Join(", ", strongNames.Take(6));
        if (itself is { } start)
        {
            var when = start.Run.When == "open" ? "opened" : "closed";
            if (strong is { } s)
                Add(AutoExecutes, start.Module, $"{start.Run.Procedure} runs when {name} is {when}, and the macro uses {calls}: {s.Call.Name} {s.Call.Meaning}.", Line(s.Module, s.Call.Offset), start.Run.Offset);
            else Add(AutoRun, start.Module, $"{start.Run.Procedure} runs when {name} is {when}.", Line(start.Module, start.Run.Offset), start.Run.Offset);
        }
        else if (strong is { } s)
        {
            if (action is { } act) Add(ActionExecutes, act.Module, $"{act.Run.Procedure} runs on an everyday act of the reader, and the macro uses {calls}.", Line(s.Module, s.Call.Offset), act.Run.Offset);
            else Add(Calls, s.Module, $"The macro uses {calls}: {s.Call.Name} {s.Call.Meaning}; nothing starts it by itself.", Line(s.Module, s.Call.Offset), s.Call.Offset);
        }
        if (inject is { } i) Add(Injects, i.Module, $"{i.Call.Name}: {i.Call.Meaning}.", Line(i.Module, i.Call.Offset), i.Call.Offset);
        if (persist is { } p) Add(Persists, p.Module, $"{p.Call.Name}: {p.Call.Meaning}.", Line(p.Module, p.Call.Offset), p.Call.Offset);
        if (evade is { } e) Add(Evades, e.Module, $"{e.Call.Name}: {e.Call.Meaning}.", Line(e.Module, e.Call.Offset), e.Call.Offset);
        foreach (var module in modules)
        {
            var facts = Facts(module)!;
            if (facts.Urls.Count > 0 && (download ?? strong) is not null)
            {
                Add(Url, module, $"The macro can download and holds {facts.Urls[0].UrlText}{(facts.Urls.Count > 1 ? $" and {facts.Urls.Count - 1} more" : "")}.", facts.Urls[0].UrlText);
                break;
            }
        }
        foreach (var module in modules)
        {
            var facts = Facts(module)!;
            if (FirstTelling(facts) is not { } telling) continue;
            Add(Decoded, module, $"A string of the macro is {telling.How} and reads, decoded, {(telling.Text.Length > 80 ? telling.Text[..80] + "…" : telling.Text)}", telling.Text);
            break;
        }
        foreach (var module in modules)
        {
            var measures = Facts(module)!.Measures;
            if (Obfuscation(measures) is not { } how) continue;
            Add(Obfuscated, module, $"Obfuscated source: {how}.", null);
            break;
        }
    }

    /// <summary>A decoded string that is a URL or holds a command; base64 of a plain sentence is no evidence.</summary>
    private static DecodedString? FirstTelling(VbaFacts facts)
    {
        var calls = new Dictionary<string, VbaCall>(StringComparer.OrdinalIgnoreCase);
        foreach (var decoded in facts.DecodedStrings)
        {
            VbaCalls.InText(decoded.Text, 0, calls);
            if (calls.Values.Any(call => call.IsStrong) || decoded.Text.Contains("http", StringComparison.OrdinalIgnoreCase) && decoded.Text.Contains("://", StringComparison.Ordinal)) return decoded;
        }
        return null;
    }

    /// <summary>What makes source look obfuscated; two measures are needed, since each alone has honest causes.</summary>
    internal static string? Obfuscation(VbaMeasures measures)
    {
        var signs = new List<string>();
        if (measures.CharacterCodes >= 20) signs.Add($"{measures.CharacterCodes} character codes");
        if (measures.RandomNames >= 8 && measures.RandomNames * 4 >= measures.LongNames) signs.Add($"{measures.RandomNames} names like random letters");
        if (measures.Joins >= 60 && measures.Joins * 60 > measures.Chars / 2) signs.Add($"{measures.Joins} joins of constant strings");
        if (measures.LongestString >= 1000 && measures.LiteralChars * 2 > measures.Chars) signs.Add($"strings make up {100L * measures.LiteralChars / measures.Chars} % of the source");
        return signs.Count >= 2 || measures.CharacterCodes >= 200 ? string.Join(", ", signs) : null;
    }

    /// <summary>The line of source around an offset.</summary>
    private static string? Line(Artifact module, int offset)
    {
        // Offsets count characters; modules are almost always ASCII up to there, and an excerpt need not be exact.
        var bytes = module.Bytes.Span;
        if (offset >= bytes.Length) return null;
        var from = bytes[..offset].LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
        var rest = bytes[from..];
        var length = rest.IndexOfAny((byte)'\r', (byte)'\n');
        rest = rest[..Math.Min(length < 0 ? rest.Length : length, MostExcerpt)];
        return System.Text.Encoding.UTF8.GetString(rest).Trim();
    }

    private static string? Cut(string? text) => text is null || text.Length <= MostExcerpt ? text : text[..MostExcerpt] + "…";
}
