using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The Excel 4.0 macros of the documents corpus: the same formulas from every form of the same workbook, and nothing bad in honest ones.</summary>
public sealed class XlmConformanceTests
{
    [Theory]
    [InlineData("excel4_sample_macro.xls")]
    [InlineData("excel4_sample_macro.xlt")]
    [InlineData("excel4_sample_macro.xlsb")]
    [InlineData("excel4_sample_macro.xlsm")]
    [InlineData("excel4_sample_macro.xltm")]
    [InlineData("excel4_sample_macro.slk")]
    [InlineData("excel4_sample_macro_excel5_format.xls")]
    public void Each_form_of_the_sample_gives_the_same_formulas(string name)
    {
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(Path.Combine(Corpora.Folder("documents"), "oletools", "test-data", "excel4-macros", name)), name);
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        facts.MacroSheets.ShouldHaveSingleItem().Name.ShouldBe("Macro1");
        facts.MacroSheetEntries.ShouldHaveSingleItem().ShouldBe("Auto_open", StringCompareShould.IgnoreCase);
        facts.Actions.ShouldBeEmpty();
        var listing = analysis.Artifacts.Single(file => file.Type == FileType.Xlm);
        Encoding.UTF8.GetString(listing.Bytes.Span).Split('\n').Select(line => line.Split("\t' ")[0]).ShouldContain("A1\t=ALERT(\"This is a sample Excel 4 macro\")");
    }

    [Fact]
    public void Honest_macro_sheets_stay_mild()
    {
        foreach (var name in new[] { "60405.xls", "64420.xlsm" })
        {
            var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(Path.Combine(Corpora.Folder("documents"), "poi", "spreadsheet", name)), name);
            analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().Actions.ShouldBeEmpty();
            analysis.Verdict.Class.ShouldBe(VerdictClass.Clean, name);
        }
    }
}
