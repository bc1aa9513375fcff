using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Files.Office.Encryption;
using Lurewatch.Files.Office.Links;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba;

namespace Lurewatch.Files.Office;

/// <summary>Compound files [MS-CFB]: Word, Excel, PowerPoint, Publisher, Visio of 1997 to 2003, a bare VBA project, and encrypted OOXML. Gives their macro modules and embedded files.</summary>
internal sealed class OleHandler : IFileHandler
{
    private const int MostParts = 1000;

    public string Name => "ole";

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public bool Claims(FileType type) =>
        type is FileType.Doc or FileType.Xls or FileType.Ppt or FileType.Cfb or FileType.EncryptedOoxml or FileType.VbaProject;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var cfb = CfbReader.Read(file.Bytes, budget);
        var projects = VbaProjectReader.Read(cfb, budget);
        var (encrypted, macroSheets) = Application(cfb, budget);
        var files = new List<ExtractedFile>();
        foreach (var project in projects) AddModules(project, files, budget);
        if (Stream(cfb, "PowerPoint Document", budget) is { } slides)
            foreach (var storage in PptObjects.Read(slides, budget)) files.Add(new ExtractedFile(storage, null, "embedded"));
        OleObjects.Extract(cfb, budget, files);

        var tried = 0;
        var plain = encrypted ? OfficeDecryption.Open(cfb, context.Passwords, budget, out tried) : null;
        if (plain is not null) files.Add(new ExtractedFile(plain.Bytes, file.Name, "decrypted"));
        var summary = OlePropertySet.Read(cfb, budget);
        var outside = new OutsideLinks();
        if (summary.Template is { } template && ExternalTargets.IsRemote(template)) outside.Add("attachedTemplate", template, "\u0005SummaryInformation");
        var dde = new List<DdeLink>();
        if (WordDocument.Read(cfb, budget) is { } word)
        {
            var fields = WordContent.Fields(word, budget);
            outside.AddFields(fields);
            dde.AddRange(DdeLinks.InFields(fields));
        }
        var workbook = encrypted ? null : Stream(cfb, "Workbook", budget) ?? Stream(cfb, "Book", budget);
        if (workbook is { } links) dde.AddRange(WorkbookLinks.InWorkbook(links.Span, budget));
        // The macros of a package are emulated with the package, which holds the texts that they read.
        var source = new MacroSource(MacroSource.ApplicationOf(file.Type), file.Name ?? "", () => DocumentContent.Read(cfb, budget), () => workbook is { } bytes ? BiffWorkbook.Read(bytes, budget) : null);
        var macros = MacroEmulation.Run(source, file.Origin == "vba-project" ? [] : projects, macroSheets.Count > 0, files, outside, budget);
        var found = new Extraction(new OfficeFacts
        {
            Format = file.Type == FileType.VbaProject ? "vba-project" : "ole",
            Summary = summary,
            Parts = [.. cfb.Entries.Where(entry => !entry.IsStorage).Take(MostParts).Select(entry => entry.Path)],
            HasMacros = projects.Count > 0,
            Encrypted = encrypted,
            Encryption = plain?.Scheme,
            Password = plain?.Password.Value,
            PasswordSource = plain?.Password.Source,
            PasswordsTried = tried,
            Projects = [.. projects.Select(VbaProjectFacts.From)],
            MacroSheets = macroSheets,
            ExternalReferences = outside.References,
            HasEquationObject = cfb.Entries.Any(entry => entry.Name.Equals("Equation Native", StringComparison.OrdinalIgnoreCase)),
            Defects = [.. cfb.Problems.Select(problem => $"{problem.Id}: {problem.Detail}")],
            MacroSheetEntries = macros.Xlm?.Entries ?? [],
            WrittenFormulas = macros.Xlm?.Written ?? [],
            Actions = macros.Actions,
            MacrosStartThemselves = macros.Vba?.StartsItself ?? false,
            MacroStatementsSkipped = macros.Vba?.Skipped ?? 0,
            Urls = outside.Urls,
            Links = outside.Links,
        })
        {
            Passwords = plain is null ? [] : [plain.Password],
        };
        found.Files.AddRange(files);
        DdeLinks.Report(dde, file, found, budget);
        if (encrypted && plain is null) found.Unopened = "encrypted";
        else if (cfb.Entries.Count == 0) found.Unopened = "damaged";
        return found;
    }

    /// <summary>A module's source as an artifact of its own, in UTF-8 with its own line ends; a listing of its compiled code too where the source hides that.</summary>
    internal static void AddModules(VbaProject project, List<ExtractedFile> files, AnalysisBudget budget)
    {
        foreach (var module in project.Modules)
        {
            if (!budget.TryTakeBytes(module.Source.Length, module.StreamPath)) break;
            files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(module.Source), module.FileName, "macro", FileType.Vba));
        }
        foreach (var module in project.Stomped)
        {
            if (!budget.TryTakeBytes(module.Code.Length, module.FileName)) break;
            files.Add(new ExtractedFile(Encoding.UTF8.GetBytes(module.Code), module.FileName, "macro", FileType.Vba));
        }
    }

    /// <summary>What only the application's own main stream tells: whether it is encrypted, and which sheets hold Excel 4.0 macros.</summary>
    private static (bool Encrypted, IReadOnlyList<MacroSheet> MacroSheets) Application(CfbReader cfb, AnalysisBudget budget)
    {
        if (cfb.Find("EncryptedPackage") is not null && cfb.Find("EncryptionInfo") is not null) return (true, []);
        if ((Stream(cfb, "Workbook", budget) ?? Stream(cfb, "Book", budget)) is { } workbook) return Biff.Read(workbook.Span, budget);
        if (Stream(cfb, "WordDocument", budget) is { Length: >= 12 } word)
            return ((BinaryPrimitives.ReadUInt16LittleEndian(word.Span[10..]) & 0x0100) != 0, []);   // FibBase.fEncrypted [MS-DOC 2.5.2]
        if (Stream(cfb, "Current User", budget) is { Length: >= 16 } user)                           // CurrentUserAtom.headerToken [MS-PPT 2.3.2]
            return (BinaryPrimitives.ReadUInt32LittleEndian(user.Span[12..]) == 0xF3D1C4DF, []);
        return (false, []);
    }

    private static ReadOnlyMemory<byte>? Stream(CfbReader cfb, string path, AnalysisBudget budget) =>
        cfb.Find(path) is { IsStorage: false } entry ? cfb.Open(entry, budget) : null;
}
