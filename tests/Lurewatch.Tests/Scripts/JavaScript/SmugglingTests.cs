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

    private static Analysis Scan(string page, string name = "page.html") => new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(Encoding.UTF8.GetBytes(page), name);

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

    private static string Page(string script) => $"<html><body><script>var data = '{s_base64}';\n{script}</script></body></html>";

    private const string Decode = "var raw = atob(data), bytes = new Uint8Array(raw.length); for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);";

    [Theory]
    [InlineData(Decode + "navigator.msSaveOrOpenBlob(new Blob([bytes]), 'x.zip')")]
    [InlineData(Decode + "var a = document.createElement('a'); a.href = URL.createObjectURL(new File([bytes], 'x.zip')); document.body.append(a); a.click()")]
    [InlineData(Decode + "var f = new File([bytes], 'x.zip'); location.href = URL.createObjectURL(f)")]
    [InlineData("var a = document.createElement('a'); a.setAttribute('download', 'x.zip'); a.href = 'data:application/octet-stream;base64,' + data; a.dispatchEvent(new MouseEvent('click')); a.click()")]
    [InlineData("document.write('<a id=l download=x.zip href=\"data:application/zip;base64,' + data + '\">Open</a>'); document.getElementById('l').click()")]
    [InlineData("fetch('data:application/zip;base64,' + data).then(r => r.arrayBuffer()).then(b => { var a = document.createElement('a'); a.href = URL.createObjectURL(new Blob([b])); a.download = 'x.zip'; a.click() })")]
    [InlineData("var r = new FileReader(); r.onload = function () { var a = document.createElement('a'); a.href = r.result; a.download = 'x.zip'; a.click() }; " + Decode + "r.readAsDataURL(new Blob([bytes]))")]
    [InlineData(Decode + "var l = document.createElement('a'); l.download = 'x.zip'; l.href = URL.createObjectURL(new Blob([bytes])); l.textContent = 'Open'; document.body.appendChild(l)")]
    public void However_a_page_hands_a_file_over_it_is_seen(string script) => ShouldDrop(Scan(Page(script)), "x.zip");

    [Fact]
    public void A_file_behind_one_byte_of_xor_is_found_although_the_script_does_not_end()
    {
        var hidden = Convert.ToBase64String([.. ZipWriter.Write([("invoice.txt", [.. Enumerable.Range(0, 900).Select(i => (byte)(i * 7))])]).Select(b => (byte)(b ^ 0x5a))]);
        Scan($"<script>while (true) {{ }} var x = '{hidden}';</script>").Artifacts.ShouldContain(file => file.Name == "invoice.txt");
    }
}
