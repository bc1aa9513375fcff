using Lurewatch.Containers;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.PCode;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Compiled VBA of real documents, against their source: nothing honest lacks code, and most modules can be walked.</summary>
public sealed class PCodeConformanceTests(ITestOutputHelper output)
{
    private const string Replaced = "Attribute VB_Name = \"ThisDocument\"\r\nPrivate Sub Document_Open()\r\n    MsgBox \"Report\"\r\nEnd Sub\r\n";

    [Theory]
    [InlineData("poi")]
    [InlineData("oletools")]
    [InlineData("strelka")]
    public void No_honest_macro_is_called_stomped(string corpus)
    {
        var (modules, caches, walked, projects, withCode, told) = (0, 0, 0, 0, 0, 0);
        var stomped = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Corpora.Folder("documents"), corpus), "*", SearchOption.AllDirectories))
        {
            var analysis = new MailScanner().Scan(File.ReadAllBytes(path), Path.GetFileName(path));
            foreach (var finding in analysis.Findings.Where(finding => finding.Kind.Id == "office.macro-stomped")) stomped.Add($"{Path.GetFileName(path)}: {finding.Reason}");
            foreach (var artifact in analysis.Artifacts.Where(artifact => artifact.Bytes.Span.StartsWith(CfbReader.Signature)))
            {
                var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
                var cfb = CfbReader.Read(artifact.Bytes, budget);
                foreach (var entry in cfb.Entries.Where(entry => entry.Name.Equals("dir", StringComparison.OrdinalIgnoreCase) && entry.Path.Contains("VBA/", StringComparison.OrdinalIgnoreCase)))
                {
                    if (cfb.Open(entry, budget) is not { } packed || cfb.Find(entry.Path[..^3] + "_VBA_PROJECT") is not { } table) continue;
                    var dir = VbaDir.Read(Ovba.Decompress(packed.Span, budget, out _), budget);
                    var cache = cfb.Open(table, budget)!.Value.Span;
                    var names = PCodeIdentifiers.Read(cache, dir.Is64Bit, Encodings.Of(dir.CodePage), budget);
                    projects++;
                    foreach (var module in dir.Modules)
                    {
                        modules++;
                        if (module.TextOffset == 0 || cfb.Find(entry.Path[..^3] + (module.UnicodeStreamName ?? module.StreamName)) is not { } stream || cfb.Open(stream, budget) is not { } content || content.Length <= module.TextOffset) continue;
                        caches++;
                        if (names is not null && PCodeModule.Read(content.Span[..(int)module.TextOffset], names, Encodings.Of(dir.CodePage), budget) is { } code)
                        {
                            walked++;
                            if (code.Procedures.Count == 0 || code.Calls.Count + code.Literals.Count < 4) continue;
                            withCode++;
                            if (StompedModule.Compare(module.Name, code, Replaced, false, budget) is not null) told++;
                        }
                        else output.WriteLine($"{Path.GetFileName(path)} {module.Name}: not walked, version {cache[3]:x2}{cache[2]:x2}, {(names is null ? "no names" : names.Names.Count + " names")}, 64 bit {dir.Is64Bit}");
                    }
                }
            }
        }
        foreach (var line in stomped) output.WriteLine("STOMPED " + line);
        output.WriteLine($"{corpus}: {projects} projects, {modules} modules, {caches} with a cache, {walked} walked; of {withCode} that call something, {told} would be told if their source were replaced");
        stomped.ShouldBeEmpty();
        walked.ShouldBeGreaterThanOrEqualTo(caches * 9 / 10);
        told.ShouldBe(withCode);
    }
}
