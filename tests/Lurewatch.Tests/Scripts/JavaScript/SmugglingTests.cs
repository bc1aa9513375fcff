using System.Text;
using Lurewatch.Files;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.JavaScript;

public sealed class SmugglingTests
{
    private static readonly byte[] s_zip = ZipWriter.Write([("invoice.txt", "hello from inside"u8.ToArray())]);
    private static readonly string s_base64 = Convert.ToBase64String(s_zip);

    private static Analysis Scan(string page, string name = "page.html") => new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes(page), name);

    private static void ShouldDrop(Analysis analysis, string name)
    {
        var seen = string.Join('\n', analysis.Artifacts.Select(file => $"{file.Path} {file.Type} {file.Origin} {file.Unopened}"));
        var zip = analysis.Artifacts.FirstOrDefault(file => file.Type == FileType.Zip);
        zip.ShouldNotBeNull(seen);
        zip.Name.ShouldBe(name);
        zip.Origin.ShouldBe("dropped");
        zip.Bytes.ToArray().ShouldBe(s_zip);
        analysis.Artifacts.ShouldContain(file => file.Name == "invoice.txt");
    }

    [Fact]
    public void An_archive_that_a_page_hands_over_by_a_clicked_link_is_taken_apart() => ShouldDrop(Scan($$"""
        <html><body><p>Your document is being prepared.</p><script>
        var data = "{{s_base64}}";
        var raw = atob(data), bytes = new Uint8Array(raw.length);
        for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
        var blob = new Blob([bytes], { type: "octet/stream" });
        var a = document.createElement("a");
        document.body.appendChild(a);
        a.style = "display: none";
        a.href = window.URL.createObjectURL(blob);
        a.download = "Invoice_2241.zip";
        a.click();
        </script></body></html>
        """), "Invoice_2241.zip");
}
