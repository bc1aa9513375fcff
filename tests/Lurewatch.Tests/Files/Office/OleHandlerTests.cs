using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Office;

public sealed class OleHandlerTests
{
    private static readonly (string, string)[] Modules =
    [
        ("ThisDocument", "Private Sub Document_Open()\r\n  Greet\r\nEnd Sub\r\n"),
        ("Module1", "Sub Greet()\r\n  MsgBox \"Guten Tag, Größe 12\"\r\nEnd Sub\r\n"),
    ];

    private static Extraction Extract(byte[] file, FileType type = FileType.Doc) =>
        new OleHandler().Extract(new Artifact(file, "test", "/", parent: null, "input", type), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []));

    [Fact]
    public void Each_module_becomes_a_file_in_utf8_with_its_own_line_ends()
    {
        var found = Extract(MacroDocument.Doc(Modules));
        var facts = found.Facts.ShouldBeOfType<OfficeFacts>();
        facts.HasMacros.ShouldBeTrue();
        facts.Projects.Single().Storage.ShouldBe("Macros");
        facts.Projects.Single().Defects.ShouldBeEmpty();
        found.Files.Select(file => file.Name).ShouldBe(["ThisDocument.cls", "Module1.bas"]);
        found.Files.ShouldAllBe(file => file.Type == FileType.Vba && file.Origin == "macro");
        Encoding.UTF8.GetString(found.Files[1].Bytes.Span).ShouldBe("Attribute VB_Name = \"Module1\"\r\n" + Modules[1].Item2);
    }

    [Fact]
    public void Source_is_decoded_by_the_projects_code_page()
    {
        var project = new VbaProjectWriter(932).Add("Module1", "MsgBox \"請求書\"\r\n");
        var found = Extract(CfbWriter.Write(project.Streams("Macros/")));
        Encoding.UTF8.GetString(found.Files.Single().Bytes.Span).ShouldContain("請求書");
    }

    [Fact]
    public void Modules_are_found_without_a_dir_stream()
    {
        var streams = new VbaProjectWriter().Add("Module1", Modules[1].Item2).Streams("Macros/").Where(stream => stream.Path != "Macros/VBA/dir");
        var found = Extract(CfbWriter.Write(streams));
        found.Files.Single().Name.ShouldBe("Module1.vba");
        var project = found.Facts.ShouldBeOfType<OfficeFacts>().Projects.Single();
        project.Defects.ShouldContain("no dir stream");
        project.Defects.ShouldContain("source that the project does not list");
    }

    [Fact]
    public void Source_in_a_stream_without_any_project_is_found()
    {
        var packed = OvbaCompressor.Compress(Encoding.ASCII.GetBytes("Attribute VB_Name = \"Stray\"\r\nSub AutoOpen()\r\nEnd Sub\r\n"));
        var found = Extract(CfbWriter.Write([("WordDocument", new byte[5000]), ("Data", [.. new byte[77], .. packed])]));
        found.Files.Single().Name.ShouldBe("Stray.vba");
        found.Facts.ShouldBeOfType<OfficeFacts>().HasMacros.ShouldBeTrue();
    }

    [Fact]
    public void A_module_that_the_editor_does_not_list_is_named()
    {
        var streams = new VbaProjectWriter().Add("Shown", "").Add("Hidden1", "").Streams("Macros/").ToList();
        var at = streams.FindIndex(stream => stream.Path == "Macros/PROJECT");
        streams[at] = (streams[at].Path, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(streams[at].Content).Replace("Module=Hidden1\r\n", "", StringComparison.Ordinal)));
        Extract(CfbWriter.Write(streams)).Facts.ShouldBeOfType<OfficeFacts>().Projects.Single().HiddenModules.ShouldBe(["Hidden1"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Source_is_removed_only_if_it_stands_nowhere_in_its_stream(bool moved)
    {
        var streams = new VbaProjectWriter().Add("Module1", Modules[1].Item2).Streams("Macros/").ToList();
        var dir = streams.FindIndex(stream => stream.Path == "Macros/VBA/dir");
        var records = Lurewatch.Scripts.Vba.Ovba.Decompress(streams[dir].Content, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), out _);
        var offset = records.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x31, 0, 4, 0, 0, 0, 0, 0, 0, 0]) + 6;
        records[offset] = 64;                                               // compiled code comes first, source behind it
        streams[dir] = (streams[dir].Path, OvbaCompressor.Compress(records));
        var module = streams.FindIndex(stream => stream.Path == "Macros/VBA/Module1");
        streams[module] = (streams[module].Path, [.. new byte[200], .. moved ? streams[module].Content : []]);
        var found = Extract(CfbWriter.Write(streams));
        found.Files.Count.ShouldBe(moved ? 1 : 0);
        found.Facts.ShouldBeOfType<OfficeFacts>().Projects.Single().RemovedSources.ShouldBe(moved ? [] : ["Module1"]);
    }

    [Fact]
    public void Macro_sheets_are_listed_with_their_state()
    {
        var found = Extract(MacroDocument.Xls([], [("Sheet1", 0, 0), ("Macro1", 1, 2), ("Macro2", 1, 0)]), FileType.Xls);
        found.Facts.ShouldBeOfType<OfficeFacts>().MacroSheets.ShouldBe([new MacroSheet("Macro1", "very-hidden"), new MacroSheet("Macro2", "visible")]);
    }

    [Fact]
    public void An_encrypted_package_is_said_to_be_unopened()
    {
        var found = Extract(CfbWriter.Write([("EncryptionInfo", new byte[100]), ("EncryptedPackage", new byte[5000])]), FileType.EncryptedOoxml);
        found.Unopened.ShouldBe("encrypted");
        found.Facts.ShouldBeOfType<OfficeFacts>().Encrypted.ShouldBeTrue();
    }

    [Fact]
    public void An_encrypted_Word_document_is_said_to_be_unopened()
    {
        var word = new byte[5000];
        word[0] = 0xEC;
        word[1] = 0xA5;
        word[11] = 0x03;                                                    // fEncrypted, fWhichTblStm
        Extract(CfbWriter.Write([("WordDocument", word)])).Unopened.ShouldBe("encrypted");
    }

    [Fact]
    public void A_packaged_file_comes_out_under_its_name()
    {
        byte[] content = [.. "MZ"u8, .. new byte[300]];
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream, Encoding.Latin1);
        to.Write(0);
        to.Write((ushort)2);
        to.Write("Invoice.exe\0C:\\Users\\a\\Invoice.exe\0"u8);
        to.Write(0x00030000);
        to.Write(8);
        to.Write("C:\\t\\a\0\0"u8);
        to.Write(content.Length);
        to.Write(content);
        to.Flush();
        var found = Extract(CfbWriter.Write([("ObjectPool/_1/\u0001Ole10Native", stream.ToArray())]));
        found.Files.Single().Name.ShouldBe("Invoice.exe");
        found.Files.Single().Bytes.ToArray().ShouldBe(content);
    }

    [Fact]
    public void No_damage_to_a_macro_document_throws()
    {
        var file = MacroDocument.Doc(Modules);
        for (var at = 0; at < file.Length; at += at < 512 ? 3 : 17)
        {
            var damaged = file.ToArray();
            damaged[at] ^= (byte)(1 + at % 255);
            Extract(damaged);
            if (at > 0) Extract(file[..at]);
        }
    }

    [Fact]
    public void The_writer_builds_what_the_reader_calls_flawless() =>
        CfbReader.Read(MacroDocument.Doc(Modules), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Problems.ShouldBeEmpty();
}
