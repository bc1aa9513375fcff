using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Samples.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Office;

public sealed class DdeTests
{
    private static IReadOnlyList<string> Commands(byte[] file, string name)
    {
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(file, name);
        var commands = analysis.Artifacts.Where(artifact => artifact.Origin == "command").ToList();
        commands.ShouldAllBe(command => command.Type == FileType.Batch && command.Steps.SequenceEqual(new[] { "DDE" }));
        analysis.Findings.Count(finding => finding.Kind.Id == "office.dde").ShouldBe(commands.Count);
        return [.. commands.Select(command => Encoding.UTF8.GetString(command.Bytes.Span))];
    }

    private const string Command = "c:\\windows\\system32\\cmd.exe /k calc.exe";

    [Fact]
    public void A_field_cut_over_runs_is_one_command() =>
        Commands(OfficePackage.Word("<w:p>" + OfficePackage.Field(" DDE", "AUTO c:\\\\win", "dows\\\\system32\\\\cmd.exe \"/k ", "calc.exe\" ") + "</w:p>").ToBytes(), "a.docx").ShouldBe([Command]);

    [Fact]
    public void A_simple_field_and_a_header_are_read_too() =>
        Commands(OfficePackage.Word("<w:p><w:fldSimple w:instr=\"DDE cmd &quot;/c one&quot;\"/></w:p>")
            .Xml("word/header1.xml", "<w:hdr xmlns:w=\"x\"><w:p>" + OfficePackage.Field("DDE cmd \"/c two\"") + "</w:p></w:hdr>").Relate("word/document.xml", "header", "header1.xml").ToBytes(), "a.docx").ShouldBe(["cmd /c one", "cmd /c two"], ignoreOrder: true);

    [Fact]
    public void Words_spelled_by_quote_fields_are_worked_out()
    {
        var code = string.Join(' ', "cmd /c calc".Select(c => (int)c));
        Commands(OfficePackage.Word("<w:p>" + OfficePackage.Field("DDEAUTO ", OfficePackage.Field("QUOTE " + code), " ") + "</w:p>").ToBytes(), "a.docx").ShouldBe(["cmd /c calc"]);
    }

    [Fact]
    public void Words_set_before_and_referred_to_are_worked_out() =>
        Commands(OfficePackage.Word("<w:p>" + OfficePackage.Field("SET c ", OfficePackage.Field("QUOTE 99 109 100")) + OfficePackage.Field("SET d \"/c calc\"")
            + OfficePackage.Field("DDE ", OfficePackage.Field("REF c"), " ", OfficePackage.Field("REF d")) + "</w:p>").ToBytes(), "a.docx").ShouldBe(["cmd /c calc"]);

    [Fact]
    public void Fields_of_old_documents_are_read_in_every_story() =>
        Commands(new WordBinary { Text = "\u0013 DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc.exe\" \u0014x\u0015\r", Headers = "\u0013DDE cmd \"/c two\"\u0014\u0015\r", Compressed = true }.ToBytes(), "a.doc").ShouldBe([Command, "cmd /c two"]);

    [Theory]
    [InlineData("=cmd|'/c calc.exe'!A0", "cmd /c calc.exe")]
    [InlineData("name,mail\r\n\"=cmd|'/c \"\"calc.exe\"\"'!A0\",x\r\n", "cmd /c \"calc.exe\"")]
    [InlineData("x;@SUM(1+1)*cmd|'/c calc'!A0", "cmd /c calc")]
    [InlineData("=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc.exe'!''", "Windows\\System32\\cmd.exe /c calc.exe")]
    [InlineData("=DDE(\"cmd\";\"/c calc\";\"x\")", "cmd /c calc")]
    [InlineData("+10+20+powershell|'-nop -w hidden'!A0", "powershell -nop -w hidden")]
    public void A_formula_in_a_text_that_spreadsheets_open_is_a_command(string text, string command) => Commands(Encoding.UTF8.GetBytes(text), "list.csv").ShouldBe([command]);

    [Fact]
    public void A_formula_in_a_symbolic_link_file_is_a_command() =>
        Commands("ID;P\r\nC;Y1;X1;K0;Ecmd|'/c calc'!A0\r\nC;Y2;X1;E=cmd|'/c two'!A0\r\nE\r\n"u8.ToArray(), "a.slk").ShouldContain("cmd /c two");

    [Theory]
    [InlineData("a,b|c,d!\r\n", "list.csv")]
    [InlineData("=BLP|M!'EURUSD Curncy,[PX_LAST]'", "prices.csv")]
    [InlineData("Run =cmd|'/c calc'!A0 yourself", "readme.txt")]
    [InlineData("-5|'x'\r\n", "list.csv")]
    public void Other_bars_and_data_servers_are_none(string text, string name) => Commands(Encoding.UTF8.GetBytes(text), name).ShouldBeEmpty();

    [Fact]
    public void A_link_between_Office_programs_is_none() =>
        Commands(OfficePackage.Word("<w:p>" + OfficePackage.Field("DDEAUTO Excel \"C:\\\\Users\\\\a\\\\b.xlsx\" \"Sheet1!R1C1\" \\a \\t") + "</w:p>").ToBytes(), "a.docx").ShouldBeEmpty();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_old_workbook_s_supporting_link_is_a_command_unless_it_is_an_object(bool isObject)
    {
        var path = "cmd\u0003/c calc"u8.ToArray();
        byte[] book =
        [
            .. Record(0x0809, [0, 6, 5, 0, 0xBB, 0x0D, 0xCC, 7, 0, 0, 0, 0, 6, 0, 0, 0]), .. Record(0x01AE, [0, 0, (byte)path.Length, 0, 0, .. path]), .. Record(0x0023, [(byte)(isObject ? 0x10 : 2), 0, 0, 0, 0, 0, 1, 0, 65]), .. Record(0x000A, []),
        ];
        Commands(CfbWriter.Write([("Workbook", [.. book, .. new byte[4096]])]), "a.xls").ShouldBe(isObject ? [] : ["cmd /c calc"]);
    }

    private static byte[] Record(int id, byte[] data) => [(byte)id, (byte)(id >> 8), (byte)data.Length, 0, .. data];
}
