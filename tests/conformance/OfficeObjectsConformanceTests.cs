using System.Text;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The documents of oletools' tests with data exchange, embedded objects and external links: what its own tests expect of each.</summary>
public sealed class OfficeObjectsConformanceTests
{
    private const string Text1 = "bd5c063a5a43f67b3c50dc7b0f1195af", Text2 = "ab8c65e4c0fc51739aa66ca5888265b4";

    private static string Folder(string name) => Path.Combine(Corpora.Folder("documents"), "oletools", "test-data", name);

    private static Analysis Scan(string file) => new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(file), Path.GetFileName(file));

    [Theory]
    [InlineData("dde-test.docx", "c:\\windows\\system32\\cmd.exe /k calc.exe")]
    [InlineData("dde-test.docm", "c:\\windows\\system32\\cmd.exe /k calc.exe")]
    [InlineData("dde-test.xlsx", "cmd /c calc.exe")]
    [InlineData("dde-test.xlsm", "cmd /c calc.exe")]
    [InlineData("dde-test.xlsb", "cmd /c calc.exe")]
    [InlineData("dde-in-excel2003.xml", "cmd /c calc.exe")]
    [InlineData("dde-in-csv.csv", "cmd /k \\..\\..\\..\\Windows\\System32\\calc.exe")]
    public void A_document_with_data_exchange_gives_its_command(string name, string command)
    {
        var analysis = Scan(Path.Combine(Folder("msodde"), name));
        analysis.Artifacts.Where(file => file.Origin == "command").Select(file => Encoding.UTF8.GetString(file.Bytes.Span)).Distinct().ShouldBe([command]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "office.dde");
    }

    [Fact]
    public void A_harmless_document_gives_none()
    {
        var files = Directory.GetFiles(Folder("msodde"), "harmless-clean*");
        files.Length.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var file in files) Scan(file).Findings.ShouldNotContain(finding => finding.Kind.Id.StartsWith("office.dde", StringComparison.Ordinal), file);
    }

    public static TheoryData<string, string, string> Embedded()
    {
        var data = new TheoryData<string, string, string>
        {
            { "sample_with_calc_embedded.doc", "calc.exe", "40e85286357723f326980a3b30f84e4f" },
            { "sample_with_lnk_file.doc", "calc.lnk", "6aedb1a876d4ad5236f1fbbbeb7274f3" },
            { "sample_with_lnk_file.pps", "calc.lnk", "6aedb1a876d4ad5236f1fbbbeb7274f3" },
            { "sample_with_lnk_file.ppt", "calc.lnk", "6aedb1a876d4ad5236f1fbbbeb7274f3" },
            { "embedded-unicode.doc", "", "264397735b6f09039ba0adf0dc9fb942" },
            { "embedded-unicode-2007.docx", "", "264397735b6f09039ba0adf0dc9fb942" },
        };
        foreach (var ending in new[] { "doc", "dot", "docx", "docm", "dotx", "dotm", "odt" }) data.Add("embedded-simple-2007." + ending, "simple-text-file.txt", Text1);
        foreach (var ending in new[] { "xls", "xlsx", "xlsb", "xlsm", "xla", "xlam", "xlt", "xltm", "xltx", "ppt", "pptx", "pptm", "pps", "ppsx", "ppsm", "pot", "potx", "potm", "ods", "odp" })
            data.Add("embedded-simple-2007." + ending, "simple-text-file.txt", Text2);
        // Its own tests expect nothing of these two; the same objects are in them.
        data.Add("embedded-simple-2007.xml", "simple-text-file.txt", Text1);
        data.Add("embedded-simple-2007-as2003.xml", "simple-text-file.txt", Text1);
        return data;
    }

    [Theory]
    [MemberData(nameof(Embedded))]
    public void An_embedded_object_comes_out_under_its_name(string name, string inside, string md5)
    {
        var analysis = Scan(Path.Combine(Folder("oleobj"), name));
        var found = analysis.Artifacts.FirstOrDefault(file => file.Md5 == md5);
        found.ShouldNotBeNull(string.Join('\n', analysis.Artifacts.Select(file => $"{file.Path} {file.Type} {file.Origin} {file.Size} {file.Md5} {file.Unopened}")));
        if (inside.Length > 0) found.Name.ShouldBe(inside);
    }

    [Fact]
    public void External_links_of_every_kind_of_document_are_named()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Folder("oleobj"), "external_link")))
        {
            var facts = Scan(file).Artifacts[0].Facts.ShouldBeOfType<Lurewatch.Files.Office.OfficeFacts>(file);
            facts.ExternalReferences.ShouldNotBeEmpty(file);
        }
    }
}
