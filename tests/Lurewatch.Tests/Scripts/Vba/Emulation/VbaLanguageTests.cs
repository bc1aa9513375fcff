using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Vba.Emulation;

/// <summary>The language: what each snippet passes to Shell is what VBA would pass.</summary>
public sealed class VbaLanguageTests
{
    [Theory]
    [InlineData("Shell \"a\" & \"b\" + \"c\"", "abc")]
    [InlineData("Shell \"n\" & 1 + 2 * 3 ^ 2 - 7 \\ 2 Mod 5", "n16")]
    [InlineData("Shell \"x\" & (5 > 3) & (2 = 3)", "xTrueFalse")]
    [InlineData("Shell \"x\" & -2 ^ 2", "x-4")]
    [InlineData("Shell \"x\" & (&HFF And 15 Or 32 Xor 1)", "x46")]
    [InlineData("Shell \"x\" & Not 5", "x-6")]
    [InlineData("Shell Chr(99) & Chr$(109) & ChrW(100)", "cmd")]
    [InlineData("Shell StrReverse(\"exe.clac\")", "calc.exe")]
    [InlineData("Shell Mid(\"abcdef\", 2, 3) & Left(\"xyz\", 1) & Right(\"xyz\", 1)", "bcdxz")]
    [InlineData("Shell Replace(\"pZZowershell\", \"ZZ\", \"\")", "powershell")]
    [InlineData("Shell Join(Split(\"c,m,d\", \",\"), \"\")", "cmd")]
    [InlineData("Dim a: a = Array(\"c\", \"m\", \"d\"): For i = LBound(a) To UBound(a): s = s & a(i): Next: Shell s", "cmd")]
    [InlineData("For i = 3 To 1 Step -1\ns = s & i\nNext i\nShell s", "321")]
    [InlineData("For i = 1 To 10\nIf i = 4 Then Exit For\ns = s & i\nNext\nShell s", "123")]
    [InlineData("For Each x In Array(1, 2)\nFor Each y In Array(\"a\", \"b\")\ns = s & x & y\nNext y, x\nShell s", "1a1b2a2b")]
    [InlineData("Do While Len(s) < 3\ns = s & \"x\"\nLoop\nShell s", "xxx")]
    [InlineData("Do\ns = s & \"x\"\nLoop Until Len(s) = 4\nShell s", "xxxx")]
    [InlineData("While Len(s) < 2\ns = s & \"y\"\nWend\nShell s", "yy")]
    [InlineData("n = 2\nSelect Case n\nCase 1: Shell \"one\"\nCase 2, 3: Shell \"two\"\nCase Else: Shell \"else\"\nEnd Select", "two")]
    [InlineData("n = 7\nSelect Case n\nCase 1 To 5: s = \"low\"\nCase Is > 6: s = \"high\"\nEnd Select\nShell s", "high")]
    [InlineData("If 1 = 2 Then\nShell \"a\"\nElseIf 2 = 2 Then\nShell \"b\"\nElse\nShell \"c\"\nEnd If", "b")]
    [InlineData("If 1 = 2 Then Shell \"a\" Else Shell \"b\"", "b")]
    [InlineData("If True Then s = \"a\": s = s & \"b\"\nShell s", "ab")]
    [InlineData("GoTo there\nShell \"no\"\nthere:\nShell \"yes\"", "yes")]
    [InlineData("GoSub part\nShell s\nExit Sub\npart:\ns = \"sub\"\nReturn", "sub")]
    [InlineData("On Error Resume Next\nx = 1 / 0\nShell \"on\"", "on")]
    [InlineData("On Error GoTo bad\nx = 1 / 0\nShell \"no\"\nExit Sub\nbad:\nShell \"handled\" & Err.Number", "handled11")]
    [InlineData("On Error GoTo bad\nx = 1 / 0\nShell \"after\"\nExit Sub\nbad:\nResume Next", "after")]
    [InlineData("Dim b(3) As Byte\nb(0) = 99: b(1) = 109: b(2) = 100\nShell StrConv(b, vbUnicode)", "cmd\0")]
    [InlineData("Dim a(1 To 2, 1 To 2)\na(1, 2) = \"q\"\nShell a(1, 2)", "q")]
    [InlineData("Dim a()\nReDim a(1)\na(1) = \"z\"\nReDim Preserve a(5)\nShell a(1) & UBound(a)", "z5")]
    [InlineData("s = \"abcd\"\nMid(s, 2, 2) = \"XY\"\nShell s", "aXYd")]
    [InlineData("With CreateObject(\"WScript.Shell\")\n.Run \"w\"\nEnd With", "w")]
    [InlineData("CallByName CreateObject(\"WScript.Shell\"), \"Run\", 1, \"byname\"", "byname")]
    [InlineData("Set o = CreateObject(\"Scripting.Dictionary\")\no.Add \"k\", \"v\"\no(\"l\") = \"w\"\nShell o(\"k\") & o.Item(\"l\") & o.Count", "vw2")]
    [InlineData("Shell IIf(1 = 1, \"t\", \"f\") & Choose(2, \"a\", \"b\") & Switch(False, 1, True, \"s\")", "tbs")]
    [InlineData("Shell Hex(255) & Oct(8) & CStr(1.5) & Val(\"12ab\") & CInt(2.5)", "FF101.5122")]
    [InlineData("Shell UCase(\"a\") & LCase(\"B\") & Trim(\"  c \") & String(2, \"d\") & Space(1) & Len(\"xyz\")", "Abcdd 3")]
    [InlineData("Shell InStr(\"hello\", \"l\") & InStr(4, \"hello\", \"l\") & InStrRev(\"hello\", \"l\")", "344")]
    [InlineData("Shell Environ(\"comspec\")", @"C:\Windows\system32\cmd.exe")]
    [InlineData("Const c = \"k\"\nShell c", "k")]
    [InlineData("Static n\nn = n + 1\nShell \"n\" & n", "n1")]
    [InlineData("Shell \"a\" & _\n\"b\"", "ab")]
    [InlineData("Shell \"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("Shell IIf(\"abc\" Like \"a?c\", 1, 0) & IIf(\"x7\" Like \"[a-z]#\", 1, 0)", "11")]
    public void A_statement_does_what_the_language_says(string body, string run) => Emulated.Runs(body).ShouldBe([run]);

    [Theory]
    [InlineData("Function F(a, Optional b = \"d\")\nF = a & b\nEnd Function\nSub AutoOpen()\nShell F(\"x\") & F(\"y\", \"z\")\nEnd Sub", "xdyz")]
    [InlineData("Sub Add(ByRef s, ByVal t)\ns = s & t\nt = \"lost\"\nEnd Sub\nSub AutoOpen()\na = \"x\": b = \"y\"\nAdd a, b\nShell a & b\nEnd Sub", "xyy")]
    [InlineData("Function Fact(n)\nIf n <= 1 Then Fact = 1 Else Fact = n * Fact(n - 1)\nEnd Function\nSub AutoOpen()\nShell \"f\" & Fact(5)\nEnd Sub", "f120")]
    [InlineData("Dim g As String\nSub Fill()\ng = \"glob\"\nEnd Sub\nSub AutoOpen()\nFill\nShell g\nEnd Sub", "glob")]
    [InlineData("Public Const K = \"kk\"\nSub AutoOpen()\nShell K\nEnd Sub", "kk")]
    [InlineData("Enum E\nA = 65\nB\nEnd Enum\nSub AutoOpen()\nShell Chr(A) & Chr(B)\nEnd Sub", "AB")]
    [InlineData("Type T\nn As String\nv(2) As String\nEnd Type\nSub AutoOpen()\nDim x As T\nx.n = \"a\": x.v(1) = \"b\"\nShell x.n & x.v(1)\nEnd Sub", "ab")]
    [InlineData("Function V(ParamArray p())\nFor Each x In p\nV = V & x\nNext\nEnd Function\nSub AutoOpen()\nShell V(\"a\", \"b\", \"c\")\nEnd Sub", "abc")]
    [InlineData("Property Get P()\nP = \"prop\"\nEnd Property\nSub AutoOpen()\nShell P\nEnd Sub", "prop")]
    [InlineData("Sub Other()\nShell \"run\"\nEnd Sub\nSub AutoOpen()\nApplication.Run \"Other\"\nEnd Sub", "run")]
    [InlineData("Sub Later()\nShell \"later\"\nEnd Sub\nSub AutoOpen()\nApplication.OnTime Now + TimeValue(\"00:00:05\"), \"Later\"\nEnd Sub", "later")]
    [InlineData("#If VBA7 Then\nConst C = \"seven\"\n#Else\nConst C = \"six\"\n#End If\nSub AutoOpen()\nShell C\nEnd Sub", "seven")]
    [InlineData("Function Decode(s)\nDim i\nFor i = 1 To Len(s) Step 2\nDecode = Decode & Chr(CLng(\"&H\" & Mid(s, i, 2)) Xor 7)\nNext\nEnd Function\nSub AutoOpen()\nShell Decode(\"646a63\")\nEnd Sub", "cmd")]
    public void Procedures_pass_and_return_what_the_language_says(string source, string run) => Emulated.Runs(source).ShouldBe([run]);

    [Fact]
    public void A_statement_that_does_not_parse_costs_that_statement() =>
        Emulated.Runs("Shell \"one\"\nThis is ( not [ VBA % at all\nShell \"two\"\nIf Then Else\nShell \"three\"").ShouldBe(["one", "two", "three"]);

    [Fact]
    public void An_unknown_condition_lets_both_branches_tell_what_they_would_do() =>
        Emulated.Runs("If InputBox(\"?\") = \"x\" Then\nShell \"a\"\nExit Sub\nElse\nShell \"b\"\nEnd If\nShell \"c\"").ShouldBe(["a", "b", "c"]);

    [Fact]
    public void A_loop_that_never_ends_is_cut_and_what_follows_still_runs()
    {
        var emulation = Emulated.Macro("Do While True\nx = x + 1\nLoop\nShell \"after\"");
        emulation.WasCut.ShouldBeTrue();
        emulation.Record.Actions.Select(action => action.Target).ShouldBe(["after"]);
    }

    [Fact]
    public void A_loop_that_only_waits_ends_at_once() => Emulated.Runs("For i = 1 To 900000000\nNext\nt = Timer\nDo While Timer < t + 5\nDoEvents\nLoop\nShell \"x\" & i").ShouldBe(["x900000001"]);

    [Fact]
    public void Endless_recursion_ends() => Emulated.Runs("Sub R()\nR\nEnd Sub\nSub AutoOpen()\nR\nShell \"done\"\nEnd Sub").ShouldBe(["done"]);

    [Fact]
    public void Unknown_parts_leave_the_known_rest_of_a_command() => Emulated.Runs("Shell \"cmd /c \" & GetObject(\"nowhere.thing\").Value & \"echo\"").ShouldBe(["cmd /c echo"]);

    [Fact]
    public void Writing_a_file_gives_the_file()
    {
        var record = Emulated.Macro("f = FreeFile\nOpen Environ(\"TEMP\") & \"\\a.bat\" For Output As #f\nPrint #f, \"echo off\"\nPrint #f, \"rem x\";\nClose #f").Record;
        record.Actions.ShouldContain(action => action.Kind == ScriptActionKind.Write && action.Target.EndsWith(@"\a.bat", StringComparison.Ordinal));
        System.Text.Encoding.ASCII.GetString(record.Files.Single().Bytes.Span).ShouldBe("echo off\r\nrem x");
    }
}
