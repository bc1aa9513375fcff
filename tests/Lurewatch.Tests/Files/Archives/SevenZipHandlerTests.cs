using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class SevenZipHandlerTests
{
    private static readonly (string Name, byte[] Content)[] Files =
    [
        ("Ordner\\Rechnung.txt", Encoding.ASCII.GetBytes("see http://seven.example/a")),
        ("run.bat", Encoding.ASCII.GetBytes("@echo off\r\nstart http://seven.example/b\r\n")),
    ];

    [Fact]
    public void Files_of_a_solid_archive_come_out_with_slashes_forward()
    {
        var analysis = Scan(SevenZipWriter.Write(Files));
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/Ordner/Rechnung.txt", "/run.bat"]);
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe(Files[1].Content);
        analysis.Artifacts[0].Unopened.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_password_of_the_message_opens_content_and_directory(bool names)
    {
        var mail = SampleMail(SevenZipWriter.Write(Files, "Geheim77", names), "Das Passwort lautet: Geheim77");
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(mail, "mail.eml");
        var facts = analysis.Artifacts.Single(file => file.Type == FileType.SevenZip).Facts.ShouldBeOfType<ArchiveFacts>();
        facts.Password.ShouldBe("Geheim77");
        facts.PasswordSource.ShouldBe("body");
        facts.Entries.Select(entry => entry.State).ShouldBe(["opened", "opened"]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.password-in-mail");
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Without_its_password_it_stays_closed_and_is_called_encrypted(bool names, int entries)
    {
        var analysis = Scan(SevenZipWriter.Write(Files, "nobody tells", names));
        analysis.Artifacts.Count.ShouldBe(1);
        analysis.Artifacts[0].Unopened.ShouldBe("encrypted");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
        (facts.Encrypted, facts.NamesEncrypted, facts.Entries.Count).ShouldBe((true, names, entries));
        facts.PasswordsTried.ShouldBeGreaterThan(3);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.encrypted");
    }

    [Fact]
    public void What_unpacks_enormously_is_cut_and_the_files_before_are_kept()
    {
        var limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) };
        var analysis = new MailScanner(new ScanOptions { Strict = true, Limits = limits }).Scan(SevenZipWriter.Write([Files[0], ("zeros.bin", new byte[8 << 20]), Files[1]]), "bomb.7z");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
        facts.Entries.Select(entry => entry.State).ShouldBe(["opened", "limit", "limit"]);
        facts.Problems.ShouldContain(problem => problem.Id == "bomb");
    }

    [Fact]
    public void A_file_over_the_limit_is_not_kept_and_its_type_is_told()
    {
        byte[] program = [(byte)'M', (byte)'Z', .. new byte[4000]];
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        var analysis = new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { MemberBytes = 50_000 } }).Scan(SevenZipWriter.Write([("a.txt", [65, 66, 67]), ("big.exe", [.. program, .. noise])]), "a.7z");
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
        facts.Entries.Select(entry => (entry.State, entry.Type)).ShouldBe([("opened", FileType.Txt), ("limit", FileType.Mz)]);
        analysis.Artifacts[0].Unopened.ShouldBe("limit");
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_read_without_a_throw()
    {
        var archive = SevenZipWriter.Write(Files);
        for (var length = 6; length < archive.Length; length++) Scan(archive[..length]).Artifacts[0].Unopened.ShouldNotBeNull();
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

    private static byte[] SampleMail(byte[] archive, string body) => Encoding.ASCII.GetBytes(
        $"From: a@sender.example\r\nTo: b@organisation.example\r\nSubject: Rechnung\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n{body}\r\n"
        + $"--x\r\nContent-Type: application/octet-stream; name=a.7z\r\nContent-Disposition: attachment; filename=a.7z\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(archive, Base64FormattingOptions.InsertLineBreaks)}\r\n--x--\r\n");

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.7z");
}
