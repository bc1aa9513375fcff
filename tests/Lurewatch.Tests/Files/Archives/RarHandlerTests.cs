using System.Text;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class RarHandlerTests
{
    private static readonly (string Name, byte[] Content)[] Files =
    [
        ("folder/Rechnung.txt", Encoding.ASCII.GetBytes("see http://rar.example/a")),
        ("run.bat", Encoding.ASCII.GetBytes("@echo off\r\nstart http://rar.example/b\r\n")),
    ];

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Stored_files_come_out(int format)
    {
        var analysis = Scan(format == 4 ? RarWriter.Write4(Files) : RarWriter.Write5(Files));
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/folder/Rechnung.txt", "/run.bat"]);
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe(Files[1].Content);
        analysis.Artifacts[0].Unopened.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_usual_password_opens_content_and_headers(bool names)
    {
        var analysis = Scan(RarWriter.Write5(Files, "infected", names));
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
        (facts.Password, facts.PasswordSource, facts.Encrypted, facts.NamesEncrypted).ShouldBe(("infected", "usual", true, false));
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe(Files[1].Content);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.usual-password");
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Without_its_password_it_stays_closed_and_is_called_encrypted(bool names, int entries)
    {
        var analysis = Scan(RarWriter.Write5(Files, "nobody tells", names));
        analysis.Artifacts.Count.ShouldBe(1);
        analysis.Artifacts[0].Unopened.ShouldBe("encrypted");
        analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>().Entries.Count.ShouldBe(entries);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.encrypted");
    }

    [Fact]
    public void A_key_of_millions_of_rounds_is_not_derived()
    {
        var archive = RarWriter.Write5(Files, "infected");
        for (var at = 0; at + 20 < archive.Length; at++)
            if (archive[at] == 4 && archive.AsSpan(at + 1).StartsWith((ReadOnlySpan<byte>)[1, 2, 3, 4, 5, 6, 7])) archive[at] = 24;
        Scan(archive).Artifacts[0].Unopened.ShouldBe("encrypted");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_cut_and_every_changed_byte_is_read_without_a_throw(int format)
    {
        var archive = format == 4 ? RarWriter.Write4(Files) : RarWriter.Write5(Files, "infected");
        for (var length = 8; length < archive.Length; length++) Scan(archive[..length]);
        for (var at = 6; at < archive.Length; at++)
        {
            foreach (var mask in (byte[])[1, 0x80, 0xff])
            {
                var changed = archive.ToArray();
                changed[at] ^= mask;
                Scan(changed);
            }
        }
    }

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.rar");
}
