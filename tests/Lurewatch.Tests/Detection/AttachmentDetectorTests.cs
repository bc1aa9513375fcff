using System.IO.Compression;
using System.Text;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class AttachmentDetectorTests
{
    private static readonly byte[] Program = [.. "MZ"u8, .. new byte[58], 64, 0, 0, 0, .. "PE\0\0"u8, .. new byte[200]];
    private static readonly byte[] Script = "var s = new ActiveXObject('WScript.Shell'); function go() { return s.Run('calc'); } go();"u8.ToArray();
    private static readonly byte[] Pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"u8.ToArray();

    private static readonly byte[] Docx = ZipWriter.Write(
    [
        ("[Content_Types].xml", "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"u8.ToArray()),
        ("word/document.xml", "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>"u8.ToArray()),
    ]);

    [Fact]
    public void A_program_is_found_under_any_name()
    {
        Ids("setup.exe", Program).ShouldBe(["attachment.program"]);
        Ids("report.pdf", Program).ShouldBe(["attachment.program", "attachment.type-masked"], ignoreOrder: true);
        Ids("report.pdf.exe", Program).ShouldBe(["attachment.program", "attachment.double-extension"], ignoreOrder: true);
        Ids("report            .scr", Program).ShouldContain("attachment.name-padded");
        Ids("annual\u202efdp.exe", Program).ShouldContain("attachment.name-runs-backwards");
    }

    [Fact]
    public void What_an_archive_holds_is_found()
    {
        Ids("a.zip", ZipWriter.Write([("invoice.js", Script)])).ShouldBe(["attachment.script-in-archive"]);
        Ids("a.zip", ZipWriter.Write([("invoice.pdf.exe", Program)])).ShouldBe(["attachment.program-in-archive", "attachment.double-extension"], ignoreOrder: true);
        Ids("a.zip", ZipWriter.Write([("b.zip", ZipWriter.Write([("invoice.pdf", Pdf)]))])).ShouldBe(["attachment.archive-in-archive"]);
        Ids("a.zip", ZipWriter.Write(Enumerable.Range(0, 30).Select(i => ($"src/f{i}.js", Script)))).Distinct().ShouldBe(["attachment.script-among-many"]);
    }

    [Fact]
    public void An_encrypted_archive_with_its_password_in_the_body_is_opened()
    {
        foreach (var protection in new[] { ZipProtection.ZipCrypto, ZipProtection.Aes256 })
        {
            var analysis = Scan("Rechnung.zip", ZipWriter.Write([("Rechnung.js", Script)], "Winter-77", protection, deflate: true), body: "Das Passwort lautet: Winter-77\r\n");
            Own(analysis).ShouldBe(["attachment.password-in-mail", "attachment.script-in-archive"], ignoreOrder: true);
            analysis.Artifacts.ShouldContain(file => file.Path == "/Rechnung.zip/Rechnung.js" && file.Sha256 == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Script)));
        }
    }

    [Fact]
    public void An_encrypted_archive_that_stays_closed_still_tells_its_names()
    {
        var analysis = Scan("a.zip", ZipWriter.Write([("order.pdf.exe", Program)], "unguessable!", ZipProtection.Aes256));
        Own(analysis).ShouldBe(["attachment.encrypted", "attachment.program-in-archive", "attachment.double-extension"], ignoreOrder: true);
        analysis.Artifacts.First(file => file.Name == "a.zip").Unopened.ShouldBe("encrypted");
    }

    [Fact]
    public void Content_of_tar_and_gzip_is_reached()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new System.Formats.Tar.TarWriter(gzip))
        {
            var entry = new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, new string('d', 120) + "/müller.exe") { DataStream = new MemoryStream(Program) };
            tar.WriteEntry(entry);
        }
        var analysis = Scan("backup.tgz", packed.ToArray());
        Own(analysis).ShouldBe(["attachment.program-in-archive"]);
        analysis.Artifacts[^1].Name.ShouldBe(new string('d', 120) + "/müller.exe");
        analysis.Artifacts[^1].Bytes.ToArray().ShouldBe(Program);
    }

    [Fact]
    public void A_gzip_cut_anywhere_is_damaged_and_keeps_what_it_had()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Program);
        var whole = packed.ToArray();
        for (var length = 11; length < whole.Length; length++)
            new MailScanner(new ScanOptions { Strict = true }).Scan(whole.AsMemory(0, length), "a.gz").Root.Unopened.ShouldBe("damaged");
        new MailScanner().Scan(whole, "a.gz").Root.Unopened.ShouldBeNull();
    }

    [Theory]
    [InlineData("<html><body><script>var b=new Blob([d]);var a=document.createElement('a');a.href=URL.createObjectURL(b);a.download='x.zip';a.click();</script>", "attachment.html-builds-file")]
    [InlineData("<html><script>document.write(unescape('%3Cform%3E'));</script>", "attachment.html-unfolds-itself")]
    [InlineData("<html><script>window.location.href = 'https://a.example/';</script>", "attachment.html-redirects")]
    public void A_page_is_known_by_what_its_script_can_do(string html, string id) => Ids("invoice.html", Encoding.UTF8.GetBytes(html)).ShouldContain(id);

    [Fact]
    public void An_image_that_holds_script_is_found()
    {
        Ids("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"u8.ToArray()).ShouldContain("attachment.svg-script");
        Ids("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"u8.ToArray()).ShouldBeEmpty();
    }

    [Fact]
    public void Other_dangers_each_have_their_finding()
    {
        Ids("x.lnk", [0x4c, 0, 0, 0, 1, 0x14, 2, 0, .. new byte[100]]).ShouldBe(["attachment.shortcut"]);
        Ids("x.url", "[InternetShortcut]\r\nURL=https://a.example/\r\n"u8.ToArray()).ShouldBe(["attachment.internet-shortcut"]);
        Ids("x.iso", [.. new byte[0x8001], .. "CD001"u8, .. new byte[100]]).ShouldBe(["attachment.disk-image"]);
        Ids("invoice.pdf", "<html><body>pay"u8.ToArray()).ShouldContain("attachment.type-masked");
        byte[] glued = [.. ZipWriter.Write([("a.txt", Pdf)]), .. ZipWriter.Write([("b.txt", Pdf)])];
        Ids("a.zip", glued).ShouldContain("attachment.archive-structure-lies");
    }

    [Theory]
    [InlineData("invoice.pdf", "%PDF-1.4\n%%EOF")]
    [InlineData("meeting.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")]
    [InlineData("data.csv", "a;b\r\n1;2\r\n")]
    [InlineData("smime.p7s", "-----BEGIN PKCS7-----\r\nAAAA\r\n-----END PKCS7-----\r\n")]
    [InlineData("fix.patch", "--- a/x.js\n+++ b/x.js\n@@ -1 +1 @@\n-var a = 1;\n+var a = 2;\n")]
    [InlineData("notes.de.txt", "Guten Tag")]
    [InlineData("v1.2.pdf", "%PDF-1.4\n%%EOF")]
    public void Ordinary_files_pass_in_silence(string name, string content) => Ids(name, Encoding.UTF8.GetBytes(content)).ShouldBeEmpty();

    [Fact]
    public void An_ordinary_document_and_a_zip_of_documents_pass_in_silence()
    {
        Ids("a.docx", Docx).ShouldBeEmpty();
        Ids("documents.zip", ZipWriter.Write([("a.docx", Docx), ("b.pdf", Pdf)], deflate: true)).ShouldBeEmpty();
    }

    private static string[] Ids(string name, byte[] content) => Own(Scan(name, content));

    private static string[] Own(Analysis analysis) => [.. analysis.Findings.Select(finding => finding.Kind.Id).Where(id => id.StartsWith("attachment.", StringComparison.Ordinal))];

    private static Analysis Scan(string name, byte[] content, string body = "Please see attached.\r\n") => new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.ASCII.GetBytes($"""
        From: a@one.example
        To: b@two.example
        Subject: Invoice
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=x

        --x
        Content-Type: text/plain

        {body}
        --x
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename="=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?="
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}
        --x--

        """.ReplaceLineEndings("\r\n")));
}
