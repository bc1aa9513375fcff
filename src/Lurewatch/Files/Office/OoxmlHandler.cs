using System.Globalization;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Files.Office.Links;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Office Open XML [ECMA-376] and XLSB: finds the VBA project however it is named, embedded files, Excel 4.0 sheets, and what is loaded from outside.</summary>
internal sealed class OoxmlHandler : IFileHandler
{
    private const int MostParts = 1000;
    private const string VbaContentType = "application/vnd.ms-office.vbaProject";

    public string Name => "ooxml";

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public bool Claims(FileType type) =>
        type is FileType.Docx or FileType.Docm or FileType.Xlsx or FileType.Xlsm or FileType.Xlsb or FileType.Pptx or FileType.Pptm or FileType.Opc;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var zip = ZipReader.Read(file.Bytes, budget);
        var package = OpcReader.Read(zip, budget);
        var files = new List<ExtractedFile>();
        var defects = zip.Problems.Select(problem => $"{problem.Id}: {problem.Detail}").ToList();
        var vbaParts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var relationship in package.Relationships)
            if (!relationship.IsExternal && relationship.Kind.Equals("vbaProject", StringComparison.OrdinalIgnoreCase)) vbaParts.Add(relationship.Target);

        var hasMacros = false;
        var projects = new List<VbaProject>();
        foreach (var entry in zip.Entries)
        {
            if (!budget.HasTime(entry.Name)) break;
            var isVba = vbaParts.Contains(entry.Name) || entry.Name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
                || (!IsPlainXml(entry.Name) && VbaContentType.Equals(package.ContentType(entry.Name), StringComparison.OrdinalIgnoreCase) && !IsKnownBinary(entry.Name));
            if (!isVba && IsPassive(entry.Name)) continue;
            if (zip.Open(entry, budget) is not { } bytes)
            {
                if (isVba) defects.Add($"{entry.Name}: cannot be unpacked");
                hasMacros |= isVba;
                continue;
            }
            var isOle = bytes.Span.StartsWith(CfbReader.Signature);
            if (isVba) hasMacros = true;
            if (!isVba && !isOle && !IsEmbedding(entry.Name)) continue;
            if (bytes.IsEmpty) continue;
            if (isVba && isOle) projects.AddRange(VbaProjectReader.Read(CfbReader.Read(bytes, budget), budget));
            files.Add(new ExtractedFile(bytes, entry.Name[(entry.Name.LastIndexOf('/') + 1)..], isVba ? "vba-project" : "embedded", isVba && isOle ? FileType.VbaProject : null));
        }

        var outside = External(package);
        var dde = new List<DdeLink>();
        if (file.Type is FileType.Docx or FileType.Docm or FileType.Opc)
        {
            var fields = PackageContent.Fields(package, budget);
            outside.AddFields(fields);
            dde.AddRange(DdeLinks.InFields(fields));
        }
        dde.AddRange(WorkbookLinks.InPackage(package, budget));
        var macroSheets = MacroSheets(package, budget);
        var application = MacroSource.ApplicationOf(file.Type);
        var source = new MacroSource(application, file.Name ?? "", () => DocumentContent.Read(package, budget), () => application == "excel" ? PackageWorkbook.Read(package, budget) : null);
        var macros = MacroEmulation.Run(source, projects, macroSheets.Count > 0, files, outside, budget);
        var found = new Extraction(new OfficeFacts
        {
            Format = "ooxml",
            Summary = Summary(zip, budget),
            Parts = [.. zip.Entries.Take(MostParts).Select(entry => entry.Name)],
            HasMacros = hasMacros,
            MacroSheets = macroSheets,
            MacroSheetEntries = macros.Xlm?.Entries ?? [],
            WrittenFormulas = macros.Xlm?.Written ?? [],
            ExternalReferences = outside.References,
            Defects = defects,
            Actions = macros.Actions,
            MacrosStartThemselves = macros.Vba?.StartsItself ?? false,
            MacroStatementsSkipped = macros.Vba?.Skipped ?? 0,
            Urls = outside.Urls,
            Links = outside.Links,
        });
        found.Files.AddRange(files);
        DdeLinks.Report(dde, file, found, budget);
        return found;
    }

    private static bool IsPlainXml(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parts of XLSB and Office that share the extension <c>.bin</c> with the VBA project.</summary>
    private static bool IsKnownBinary(string name) =>
        name.Contains("printerSettings", StringComparison.OrdinalIgnoreCase) || name.Contains("/worksheets/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parts that hold neither code nor files: not unpacked at all.</summary>
    private static bool IsPassive(string name)
    {
        if (IsEmbedding(name)) return false;
        if (IsKnownBinary(name)) return true;
        return FileNames.Extension(name) is "xml" or "rels" or "png" or "jpg" or "jpeg" or "gif" or "emf" or "wmf" or "tif" or "tiff" or "svg" or "bmp" or "vml" or "wdp" or "odttf"
            or "fntdata" or "mp4" or "wav" or "mp3" or "m4a" or "avi" or "wmv";
    }

    private static bool IsEmbedding(string name) => name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase);

    private static OutsideLinks External(OpcReader package)
    {
        var outside = new OutsideLinks();
        foreach (var relationship in package.Relationships)
            if (relationship.IsExternal) outside.Add(relationship.Kind, relationship.Target, relationship.Source);
        return outside;
    }

    /// <summary>Excel 4.0 sheets by the workbook's relationships; their state by the sheet list that names the relationship.</summary>
    private static List<MacroSheet> MacroSheets(OpcReader package, AnalysisBudget budget)
    {
        var sheets = new List<MacroSheet>();
        foreach (var relationship in package.Relationships)
        {
            if (!PackageWorkbook.IsMacroSheet(relationship)) continue;
            var (name, state) = SheetOf(package, relationship, budget);
            sheets.Add(new MacroSheet(name ?? relationship.Target[(relationship.Target.LastIndexOf('/') + 1)..], state));
        }
        return sheets;
    }

    private static (string? Name, string State) SheetOf(OpcReader package, OpcRelationship relationship, AnalysisBudget budget)
    {
        if (package.Zip.Find(relationship.Source) is not { } entry || package.Zip.Open(entry, budget) is not { } bytes) return (null, "unknown");
        if (!IsPlainXml(relationship.Source)) return XlsbWorkbook.SheetOf(bytes.Span, relationship.Id, budget) ?? (null, "unknown");
        var tags = new XmlTags(XmlTags.Text(bytes.Span));
        while (budget.TryTakeSteps(1, entry.Name) && tags.Next())
        {
            if (!tags.Is("sheet") || tags.Attribute("id") != relationship.Id) continue;
            return (tags.Attribute("name"), tags.Attribute("state") switch { "hidden" => "hidden", "veryHidden" => "very-hidden", _ => "visible" });
        }
        return (null, "unknown");
    }

    private static OfficeSummary Summary(ZipReader zip, AnalysisBudget budget)
    {
        var summary = new OfficeSummary();
        foreach (var part in (ReadOnlySpan<string>)["docProps/core.xml", "docProps/app.xml"])
        {
            if (zip.Find(part) is not { } entry || zip.Open(entry, budget) is not { } bytes) continue;
            var tags = new XmlTags(XmlTags.Text(bytes.Span));
            while (budget.TryTakeSteps(1, part) && tags.Next())
            {
                summary = tags.Name switch
                {
                    "title" => summary with { Title = Short(tags.Content) },
                    "subject" => summary with { Subject = Short(tags.Content) },
                    "creator" => summary with { Author = Short(tags.Content) },
                    "keywords" => summary with { Keywords = Short(tags.Content) },
                    "description" => summary with { Comments = Short(tags.Content) },
                    "lastModifiedBy" => summary with { LastSavedBy = Short(tags.Content) },
                    "created" => summary with { Created = Time(tags.Content) },
                    "modified" => summary with { Saved = Time(tags.Content) },
                    "Template" => summary with { Template = Short(tags.Content) },
                    "Application" => summary with { Application = Short(tags.Content) },
                    "Company" => summary with { Company = Short(tags.Content) },
                    _ => summary,
                };
            }
        }
        return summary;
    }

    private static string? Short(string text) => text.Length == 0 ? null : text.Length > 4096 ? text[..4096] : text;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
