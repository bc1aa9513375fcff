using Lurewatch.Containers;
using Lurewatch.Files.Office.Links;

namespace Lurewatch.Files.Office;

/// <summary>OpenDocument [ODF 1.3]: Basic modules and scripts with the events that start them, embedded objects, what is loaded from outside.</summary>
internal sealed class OdfHandler : IFileHandler
{
    private const int MostParts = 1000, MostFiles = 1000;

    public string Name => "odf";

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public bool Claims(FileType type) => type is FileType.Odf;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var zip = ZipReader.Read(file.Bytes, budget);
        var reading = new OdfReading(budget);
        var files = new List<ExtractedFile>();
        var encrypted = false;
        foreach (var entry in zip.Entries)
        {
            if (!budget.HasTime(entry.Name) || files.Count >= MostFiles) break;
            var name = entry.Name;
            var ending = FileNames.Extension(name);
            if (name.Equals("META-INF/manifest.xml", StringComparison.OrdinalIgnoreCase))
            {
                if (zip.Open(entry, budget) is { } manifest) encrypted = manifest.Span.IndexOf("encryption-data"u8) >= 0;
            }
            else if (name.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase) && ending == "xml")
            {
                if (zip.Open(entry, budget) is { } module) reading.Module(XmlTags.Text(module.Span), name);
            }
            else if (name.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase) && ending is not "xml")
            {
                if (zip.Open(entry, budget) is { Length: > 0 } script) files.Add(new ExtractedFile(script, name[(name.LastIndexOf('/') + 1)..], "script"));
            }
            else if (name is "content.xml" or "styles.xml" or "meta.xml" or "settings.xml" || name.EndsWith("/content.xml", StringComparison.OrdinalIgnoreCase))
            {
                if (zip.Open(entry, budget) is { } part) reading.Part(XmlTags.Text(part.Span), name);
            }
            else if (!IsPassive(name, ending) && zip.Open(entry, budget) is { Length: > 0 } bytes && IsFile(bytes.Span, name))
                files.Add(new ExtractedFile(bytes, name[(name.LastIndexOf('/') + 1)..], "embedded"));
        }
        var found = new Extraction(reading.Facts("odf", encrypted, [.. zip.Entries.Take(MostParts).Select(entry => entry.Name)], [.. zip.Problems.Select(problem => $"{problem.Id}: {problem.Detail}")]))
        {
            Unopened = encrypted ? "encrypted" : null,
        };
        reading.AddTo(found, file);
        found.Files.AddRange(files);
        return found;
    }

    private static bool IsPassive(string name, string? ending) =>
        name.StartsWith("Thumbnails/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ObjectReplacements/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Pictures/", StringComparison.OrdinalIgnoreCase)
        || name.Contains("META-INF/", StringComparison.OrdinalIgnoreCase) || name == "mimetype" || ending is "xml" or "rdf" or "png" or "jpg" or "svg" or "ttf" or "otf";

    /// <summary>An object's replacement pictures and settings are none; a compound file, a program, an archive is one.</summary>
    private static bool IsFile(ReadOnlySpan<byte> bytes, string name) =>
        name.StartsWith("Object", StringComparison.Ordinal) || bytes.StartsWith(CfbReader.Signature) || FileTypes.Detect(bytes) is not (FileType.Unknown or FileType.Txt or FileType.Xml or FileType.Empty or FileType.Wmf or FileType.Png or FileType.Font);
}
