using System.IO.Compression;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class SavedPageTests
{
    private const string Chrome = """
        From: <Saved by Blink>
        Snapshot-Content-Location: https://login.example/session
        Subject: Sign in
        Date: Mon, 16 Sep 2019 08:12:34 -0000
        MIME-Version: 1.0
        Content-Type: multipart/related;
        	type="text/html";
        	boundary="----MultipartBoundary--x----"


        ------MultipartBoundary--x----
        Content-Type: text/html
        Content-ID: <frame-1@mhtml.blink>
        Content-Transfer-Encoding: quoted-printable
        Content-Location: https://login.example/session

        <html><title>Sign in</title><body><form action=3D"https://collect.example/p" method=3Dpost><input type=3Dpassword></form>
        <a href=3D"https://next.example/">next</a></body></html>
        ------MultipartBoundary--x----
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-Location: https://login.example/logo.png

        iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
        ------MultipartBoundary--x------

        """;

    private static byte[] Bytes(string page) => Encoding.UTF8.GetBytes(page.ReplaceLineEndings("\r\n"));
    private static Analysis Scan(byte[] file, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(file, name);

    [Fact]
    public void A_page_saved_by_a_browser_is_no_message_and_its_parts_are_files()
    {
        FileTypes.Detect(Bytes(Chrome)).ShouldBe(FileType.Mhtml);
        var analysis = Scan(Bytes(Chrome), "page.mhtml");
        analysis.Message.ShouldBeNull();
        analysis.Artifacts.Select(file => (file.Type, file.Origin)).ShouldBe([(FileType.Mhtml, "input"), (FileType.Html, "part"), (FileType.Png, "part")]);
        analysis.Indicators.Select(indicator => indicator.Value).ShouldContain("https://login.example/session");
        analysis.Indicators.Select(indicator => indicator.Value).ShouldContain("https://next.example/");
        analysis.Findings.ShouldNotContain(finding => finding.Kind.Id.StartsWith("sender.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("To: bert@rcpt.example\n")]
    [InlineData("Message-ID: <1@x.example>\n")]
    [InlineData("Received: from a.example by b.example; Mon, 16 Sep 2019 08:12:34 +0000\n")]
    public void With_a_field_of_transport_it_is_mail(string field) => FileTypes.Detect(Bytes(field + Chrome)).ShouldBe(FileType.Eml);

    [Fact]
    public void A_mail_that_starts_with_its_version_is_mail() =>
        FileTypes.Detect(Bytes("MIME-Version: 1.0\nFrom: a@one.example\nSubject: s\nContent-Type: multipart/related; boundary=b\n\n--b\n\nx\n--b--\n")).ShouldBe(FileType.Eml);

    [Fact]
    public void Macros_that_Word_saved_into_a_page_are_found()
    {
        var project = Project();
        var page = $"""
            MIME-Version: 1.0
            Content-Type: multipart/related; boundary="b"

            --b
            Content-Location: file:///C:/1/Rechnung.htm
            Content-Type: text/html; charset="us-ascii"

            <html xmlns:w="urn:schemas-microsoft-com:office:word"><link rel=Edit-Time-Data href="Rechnung_files/editdata.mso"></html>
            --b
            Content-Location: file:///C:/1/Rechnung_files/editdata.mso
            Content-Transfer-Encoding: base64
            Content-Type: application/x-mso

            {Convert.ToBase64String(Packed(project), Base64FormattingOptions.InsertLineBreaks)}
            --b--

            """;
        var analysis = Scan(Bytes(page), "Rechnung.doc");
        analysis.Artifacts.ShouldContain(file => file.Type == FileType.ActiveMime);
        analysis.Artifacts.Single(file => file.Type == FileType.VbaProject).Bytes.ToArray().ShouldBe(project);
        analysis.Artifacts.ShouldContain(file => file.Type == FileType.Vba);
    }

    [Fact]
    public void Damaged_and_endless_packings_keep_what_came_out()
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        ActiveMime.Open(Packed(Project()).AsMemory(0, 200), "x", budget).Bytes.Length.ShouldBeLessThan(5000);
        ActiveMime.Open("ActiveMime"u8.ToArray(), "x", budget).Damage.ShouldNotBeNull();
        ActiveMime.Open(Packed(new byte[80 << 20]), "x", budget).Limit.ShouldNotBeNull();
    }

    private static byte[] Project() => new VbaProjectWriter().Add("Module1", "Sub AutoOpen()\r\nShell \"calc.exe\"\r\nEnd Sub\r\n").ToBin();

    private static byte[] Packed(byte[] content)
    {
        var file = new MemoryStream();
        file.Write("ActiveMime\0\0"u8);
        file.Write([0x01, 0xF0, 4, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0x03, 0xF0, 0, 0, 0, 0, 4, 0]);
        file.Write(new byte[0x32 - file.Length]);
        using (var zlib = new ZLibStream(file, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(content);
        return file.ToArray();
    }
}
