using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Every compound and OOXML file of the documents corpus against the reference results beside it: the same files flagged, the same modules by name and length.</summary>
public sealed class VbaConformanceTests
{
    /// <summary>Where ours differs and why; docs/formats.md says it at length. A difference that is not listed, or one listed that is none, fails.</summary>
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["document/60279.doc"] = "its dir stream is damaged, the reference flags it without a module; ours keeps the beginning of ThisDocument that the stream search finds",
        ["slideshow/bug55030.ppt"] = "the reference stops at this file's record list; the compressed project in its PowerPoint Document stream has one empty module",
        ["spreadsheet/62625.bin"] = "code page Mac Roman and MBCS names in Windows-1252: the reference names modules by those, ours by their Unicode names",
        ["spreadsheet/64420.xlsm"] = "xl/macrosheets holds an Excel 4.0 sheet, which the reference does not look for in packages",
        ["test-data/excel4-macros/excel4_sample_macro.xlsb"] = "likewise",
        ["test-data/excel4-macros/excel4_sample_macro.xlsm"] = "likewise",
        ["test-data/excel4-macros/excel4_sample_macro.xltm"] = "likewise",
        ["test-data/encrypted/autostart-encrypt-standardpassword.xls"] = "encrypted with the password that Excel tries by itself: ours opens it, the reference was run without decryption",
        ["test-data/encrypted/autostart-encrypt-standardpassword.xlsb"] = "likewise",
        ["test-data/encrypted/autostart-encrypt-standardpassword.xlsm"] = "likewise",
    };

    /// <summary>The reference's list of modules ends there: what stands beyond is unknown, the last entry may be cut.</summary>
    private const int ReferenceCutAt = 600;

    private sealed record Reference(string Path, string Type, bool Encrypted, bool Vba, bool Xlm, string Modules);

    [Theory]
    [InlineData("olevba_oletools.tsv", "oletools")]
    [InlineData("olevba_poi.tsv", "poi")]
    [InlineData("olevba_strelka.tsv", "strelka")]
    public void The_same_files_are_flagged_and_the_same_modules_found(string table, string folder)
    {
        var documents = Corpora.Folder("documents");
        var scanner = new MailScanner(new ScanOptions { Strict = true });
        var unexplained = new List<string>();
        var compared = 0;
        var modules = 0;
        foreach (var reference in Read(Path.Combine(documents, table)))
        {
            if (reference.Type is not ("OLE" or "OpenXML" or "PPT")) continue;
            var file = Path.Combine(documents, folder, reference.Path);
            if (!File.Exists(file)) continue;
            var analysis = scanner.Scan(File.ReadAllBytes(file), Path.GetFileName(file));
            compared++;
            var differences = Differences(reference, analysis, ref modules);
            var known = Explained.ContainsKey(reference.Path);
            if (differences.Count > 0 == known) continue;
            unexplained.Add($"{reference.Path}: {(known ? "explained, but no different" : string.Join("; ", differences))}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{table}: {compared} files compared, {modules} modules alike");
        unexplained.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(10);
    }

    private static List<string> Differences(Reference reference, Analysis analysis, ref int alike)
    {
        var differences = new List<string>();
        var flagged = analysis.Artifacts.Any(file => file.Facts is OfficeFacts { HasMacros: true });
        if (flagged != reference.Vba) differences.Add(flagged ? "macros only here" : "macros only in the reference");
        var sheets = analysis.Artifacts.Any(file => file.Facts is OfficeFacts { MacroSheets.Count: > 0 });
        if (sheets != reference.Xlm) differences.Add(sheets ? "macro sheets only here" : "macro sheets only in the reference");
        var ours = analysis.Artifacts.Where(file => file.Type == FileType.Vba)
            .Select(file => $"{file.Name}|{Encoding.UTF8.GetString(file.Bytes.Span).EnumerateRunes().Count()}").ToList();
        var cut = reference.Modules.Length == ReferenceCutAt;
        var modules = reference.Modules.Split(';', StringSplitOptions.RemoveEmptyEntries);
        foreach (var module in cut ? modules[..^1] : modules)
        {
            var bar = module.IndexOf('|', StringComparison.Ordinal);
            if (module.StartsWith("xlm_macro|", StringComparison.Ordinal)) continue;   // a listing of Excel records, no module
            if (ours.Remove(module[(bar + 1)..])) alike++;
            else differences.Add($"lacks {module[(bar + 1)..]}");
        }
        if (!cut) differences.AddRange(ours.Select(module => $"has {module}"));
        return differences;
    }

    private static IEnumerable<Reference> Read(string table)
    {
        var lines = File.ReadLines(table);
        string[]? columns = null;
        foreach (var line in lines)
        {
            var cells = line.Split('\t');
            if (columns is null)
            {
                columns = cells;
                continue;
            }
            string Cell(string name) => cells[Array.IndexOf(columns, name)];
            yield return new Reference(Cell("path"), Cell("type"), Cell("encrypted") == "1", Cell("vba") == "1", Cell("xlm") == "1", Cell("modules"));
        }
    }
}
