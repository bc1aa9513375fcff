using Lurewatch.Containers;
using Lurewatch.Files.Office;
using Lurewatch.Samples.Office;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Xlm;

public sealed class XlmEmulatorTests
{
    private static Analysis Scan(byte[] workbook) => new MailScanner(new ScanOptions { Strict = true }).Scan(workbook, "book");

    private static OfficeFacts Facts(byte[] workbook) => Scan(workbook).Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();

    private static IReadOnlyList<ScriptAction> Actions(MacroWorkbook workbook) => Facts(workbook.ToXls()).Actions;

    private static MacroWorkbook Macro(params IReadOnlyList<object> cells) => new MacroWorkbook().Sheet("Sheet1", isMacro: false).Sheet("Macro1", state: 2).Down("A1", cells).Name("Auto_Open", "=Macro1!$A$1");

    private static IEnumerable<string> Runs(MacroWorkbook workbook) => Actions(workbook).Where(action => action.Kind == ScriptActionKind.Run).Select(action => action.Target);

    private static string Value(string expression) => Runs(Macro($"=EXEC(\"<\"&({expression})&\">\")")).Single();

    [Fact]
    public void A_command_joined_of_characters_is_run_from_auto_open()
    {
        var action = Actions(Macro("=EXEC(CHAR(99)&CHAR(109)&\"d /c \"&MID(\"xxcalcyy\",3,4))", "=HALT()")).ShouldHaveSingleItem();
        action.Target.ShouldBe("cmd /c calc");
        action.Steps.ShouldBe(["Auto_Open", "EXEC"]);
    }

    [Fact]
    public void A_written_formula_is_run_where_it_was_written()
    {
        var facts = Facts(Macro("=FORMULA(\"=EXEC(\"\"calc\"\")\",Macro1!A3)", "=GOTO(A3)", "nothing", "=HALT()").ToXls());
        facts.Actions.ShouldHaveSingleItem().Target.ShouldBe("calc");
        facts.WrittenFormulas.ShouldHaveSingleItem().ShouldBe("Macro1!$A$3\t=EXEC(\"calc\")");
    }

    [Fact]
    public void References_in_a_written_formula_count_from_its_own_cell() =>
        Runs(Macro("=FORMULA(\"=EXEC(R[-2]C[1]&R1C3)\",A5)", "=GOTO(A5)").Cell("B3", "cal").Cell("C1", "c")).ShouldBe(["calc"]);

    [Theory]
    [InlineData("UPPER(LEFT(\"abc\",2))&RIGHT(\"abc\")", "<ABc>")]
    [InlineData("SUBSTITUTE(\"a-b-c\",\"-\",\"\")&REPT(\"x\",3)&LEN(\"four\")", "<abcxxx4>")]
    [InlineData("REPLACE(\"abcd\",2,2,\"-\")&FIND(\"c\",\"abc\")&SEARCH(\"B*\",\"abc\")&TRIM(\"  a  b \")", "<a-d32a b>")]
    [InlineData("MOD(-3,5)&INT(-1.5)&ROUND(2.5,0)&TRUNC(7.9)&2^3&10/4", "<2-23782.5>")]
    [InlineData("CHOOSE(2,\"a\",\"b\")&INDEX({1,2;3,4},2,1)&MATCH(\"c\",{\"a\",\"b\",\"c\"},0)", "<b33>")]
    [InlineData("IF(AND(1<2,NOT(FALSE)),\"yes\",\"no\")&IFERROR(1/0,\"e\")&ISNUMBER(5)&ISERROR(#N/A)", "<yeseTRUETRUE>")]
    [InlineData("ADDRESS(3,4)&ROW(B7)&COLUMN(C1)&ROWS(A1:B9)", "<$D$3739>")]
    [InlineData("CODE(\"A\")&CHAR(66)&T(\"t\")&N(3)&VALUE(\"12\")", "<65Bt312>")]
    [InlineData("YEAR(DATE(2021,10,25))&\"-\"&DAY(44494)&\"-\"&TEXT(44494,\"mmm\")", "<2021-25-Oct>")]
    [InlineData("SUM({1,2,3})&MAX(4,9)&AVERAGE(2,4)&COUNTA({1,\"a\"})", "<6932>")]
    [InlineData("RELREF(C5,A1)&\"|\"&REFTEXT(B2)", "<Macro1!R5C3|Macro1!R2C2>")]
    public void Functions_calculate(string expression, string result) => Value(expression).ShouldBe(result);

    [Theory]
    [InlineData("HEX2DEC(\"FF\")&DEC2HEX(255,4)&BIN2DEC(\"101\")&DEC2BIN(5)", "<25500FF5101>")]
    [InlineData("BITXOR(65,3)&UNICHAR(99)&CONCAT(\"a\",\"b\")&BASE(255,16)", "<66cabFF>")]
    public void Functions_younger_than_the_file_format_calculate_in_written_formulas(string expression, string result) =>
        Runs(Macro($"=FORMULA(\"=EXEC(\"\"<\"\"&{expression.Replace("\"", "\"\"", StringComparison.Ordinal)}&\"\">\"\")\",A3)")).ShouldBe([result]);

    [Fact]
    public void Loops_turn_until_their_condition_is_not_met() =>
        Runs(Macro("=SET.NAME(\"n\",1)", "=WHILE(n<=3)", "=FOR(\"i\",1,2)", "=SET.VALUE(B1,B1&n&i&\" \")", "=NEXT()", "=SET.NAME(\"n\",n+1)", "=NEXT()", "=EXEC(B1)").Name("n", "=0").Name("i", "=0")).ShouldBe(["11 12 21 22 31 32"]);

    [Fact]
    public void Blocks_go_one_way() =>
        Runs(Macro("=IF(1>2)", "=EXEC(\"one\")", "=ELSE.IF(2>1)", "=EXEC(\"two\")", "=ELSE()", "=EXEC(\"three\")", "=END.IF()", "=EXEC(\"four\")")).ShouldBe(["two", "four"]);

    [Fact]
    public void Each_cell_of_an_area_is_visited() =>
        Runs(Macro("=FOR.CELL(\"c\",D1:E2)", "=SET.VALUE(B1,B1&c)", "=NEXT()", "=EXEC(B1)").Down("D1", "a", "c").Down("E1", "b", "d").Name("c", "=0")).ShouldBe(["abcd"]);

    [Fact]
    public void A_macro_function_gets_its_arguments_and_returns() =>
        Runs(Macro("=EXEC(B1(\"cal\",\"c\"))", "=HALT()").Down("B1", "=ARGUMENT(\"x\")", "=ARGUMENT(\"y\")", "=RETURN(x&y)").Name("x", "=0").Name("y", "=0")).ShouldBe(["calc"]);

    [Fact]
    public void Both_ways_of_an_unknown_condition_are_gone() =>
        Runs(Macro("=IF(ISNUMBER(SEARCH(\"x\",GET.NOTE(A1))),GOTO(B1),GOTO(C1))").Down("B1", "=EXEC(\"one\")", "=HALT()").Down("C1", "=EXEC(\"two\")", "=HALT()")).ShouldBe(["one", "two"], ignoreOrder: true);

    [Fact]
    public void A_test_for_an_analysts_machine_does_not_end_the_macro() =>
        Runs(Macro("=IF(GET.WORKSPACE(13)>10000,,CLOSE(FALSE))", "=IF(ISERROR(FILES(\"C:\\analyst\")),,CLOSE(FALSE))", "=EXEC(\"calc\")")).ShouldBe(["calc"]);

    [Fact]
    public void A_wrong_guess_about_the_machine_does_not_hide_the_other_way()
    {
        Runs(Macro("=IF(GET.WORKSPACE(13)<10000,GOTO(B1),GOTO(C1))").Cell("B1", "=CLOSE(FALSE)").Cell("C1", "=EXEC(\"calc\")")).ShouldBe(["calc"]);
        Runs(Macro("=IF(GET.WORKSPACE(13)<10000,GOTO(B1),)", "=EXEC(\"calc\")").Cell("B1", "=CLOSE(FALSE)")).ShouldBe(["calc"]);
        Runs(Macro("=IF(GET.WORKSPACE(13)<10000,RETURN(),)", "=EXEC(\"calc\")")).ShouldBe(["calc"]);
    }

    [Fact]
    public void A_way_that_comes_to_something_is_believed() => Runs(Macro("=IF(1<2,GOTO(B1),GOTO(C1))").Down("B1", "=EXEC(\"one\")", "=HALT()").Down("C1", "=EXEC(\"two\")", "=HALT()")).ShouldBe(["one"]);

    [Fact]
    public void An_error_is_no_command() => Runs(Macro("=EXEC(1/0)", "=EXEC(nothing&\"x\")").Name("nothing", "=#REF!")).ShouldBeEmpty();

    [Fact]
    public void Names_that_only_begin_as_auto_open_start_a_macro_and_others_do_not()
    {
        static MacroWorkbook Named(string name) => new MacroWorkbook().Sheet("Macro1").Cell("A1", "=EXEC(\"calc\")").Name(name, "=Macro1!$A$1");
        Runs(Named("auto_openXyz")).ShouldBe(["calc"]);
        Runs(Named("Auto_Close")).ShouldBe(["calc"]);
        Runs(Named("Other")).ShouldBeEmpty();
    }

    [Fact]
    public void A_sheet_that_the_list_calls_a_worksheet_is_known_by_its_beginning()
    {
        var biff = Macro("=EXEC(\"calc\")").ToBiff();
        // The second BOUNDSHEET8 record says 1, a macro sheet; 0 is a worksheet.
        var sheet = biff.AsSpan().IndexOf((ReadOnlySpan<byte>)[2, 1, 6, 1, (byte)'M', 0]);
        biff[sheet + 1] = 0;
        Facts(CfbWriter.Write([("Workbook", biff)])).Actions.ShouldHaveSingleItem();
    }

    [Fact]
    public void Code_that_is_written_into_memory_becomes_a_file()
    {
        var analysis = Scan(Macro("=CALL(\"Kernel32\",\"VirtualAlloc\",\"JJJJJ\",0,100,4096,64)", "=CALL(\"Kernel32\",\"WriteProcessMemory\",\"JJJCJJ\",-1,A1,REPT(CHAR(144),40),40,0)", "=CALL(\"Kernel32\",\"CreateThread\",\"JJJJJJJ\",0,0,A1,0,0,0)").ToXls());
        var dropped = analysis.Artifacts.Single(file => file.Origin == "dropped");
        dropped.Bytes.ToArray().ShouldBe(Enumerable.Repeat((byte)144, 40));
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().Actions.Where(action => action.Kind == ScriptActionKind.Call).Select(action => action.Target).ShouldBe(["Kernel32!VirtualAlloc", "Kernel32!WriteProcessMemory", "Kernel32!CreateThread"]);
    }

    [Fact]
    public void Code_that_is_read_from_cell_to_cell_is_put_together()
    {
        var analysis = Scan(Macro("=REGISTER(\"Kernel32\",\"VirtualAlloc\",\"JJJJJ\",\"va\",,1,9)", "=va(0,100,4096,64)", "=REGISTER(\"Kernel32\",\"WriteProcessMemory\",\"JJJCJJ\",\"wp\",,1,9)", "=SELECT(C1:C9,C1)", "=SET.VALUE(B1,0)",
            "=WHILE(ACTIVE.CELL()<>\"END\")", "=wp(-1,A2+B1,ACTIVE.CELL(),LEN(ACTIVE.CELL()),0)", "=SET.VALUE(B1,B1+LEN(ACTIVE.CELL()))", "=SELECT(,\"R[1]C\")", "=NEXT()", "=HALT()").Down("C1", "=CHAR(77)&CHAR(90)&REPT(\"a\",20)", "=REPT(\"b\",20)", "END").Name("va", "=0").Name("wp", "=0").ToXls());
        System.Text.Encoding.ASCII.GetString(analysis.Artifacts.Single(file => file.Origin == "dropped").Bytes.Span).ShouldBe("MZ" + new string('a', 20) + new string('b', 20));
    }

    [Fact]
    public void A_built_in_name_may_go_on_behind_its_number()
    {
        // A name of two characters, the first the number of Auto_Open: Excel starts it all the same.
        var biff = new MacroWorkbook().Sheet("Macro1").Cell("A1", "=EXEC(\"calc\")").Name("\u0001x", "=Macro1!$A$1", isBuiltIn: true).ToBiff();
        Facts(CfbWriter.Write([("Workbook", biff)])).Actions.ShouldHaveSingleItem().Target.ShouldBe("calc");
    }

    [Fact]
    public void A_macro_that_runs_in_circles_is_cut() => Scan(Macro("=SET.NAME(\"n\",1)", "=GOTO(A1)").Name("n", "=0").ToXls()).Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().Actions.ShouldBeEmpty();

    [Fact]
    public void A_macro_that_calls_itself_is_cut() => Runs(Macro("=A1()", "=EXEC(\"calc\")")).ShouldBe(["calc"]);

    [Fact]
    public void Cells_that_ask_for_each_other_end() => Runs(Macro("=EXEC(B1&\"calc\")").Cell("B1", "=B2").Cell("B2", "=B1")).ShouldBe(["calc"]);

    [Fact]
    public void The_listing_shows_each_formula_as_excel_would()
    {
        var listing = Scan(Macro("=IF(A9<0,CALL(\"urlmon\",\"f\",\"JJ\",0),-1)", "text", 5).ToXls()).Artifacts.Single(file => file.Name == "Macro1.xlm");
        System.Text.Encoding.UTF8.GetString(listing.Bytes.Span).ShouldBe("' Excel 4.0 macro sheet Macro1, very hidden\n' Auto_Open = Macro1!$A$1\nA1\t=IF(A9<0,CALL(\"urlmon\",\"f\",\"JJ\",0),-1)\nA2\ttext\nA3\t5\n");
    }

    [Fact]
    public void The_three_forms_of_a_workbook_give_the_same()
    {
        var workbook = Macro("=SET.VALUE(B1:B2,{\"c\";\"d\"})", "=EXEC(B1&B2&Sheet1!$A$1&SUM(C1:C2)&1.5)").Down("C1", 3, 4.25);
        Runs(workbook).ShouldBe(["cd7.251.5"]);
        Facts(workbook.ToXlsm()).Actions.Single().Target.ShouldBe("cd7.251.5");
        Facts(workbook.ToXlsb()).Actions.Single().Target.ShouldBe("cd7.251.5");
        foreach (var facts in (OfficeFacts[])[Facts(workbook.ToXls()), Facts(workbook.ToXlsm()), Facts(workbook.ToXlsb())])
        {
            facts.MacroSheets.ShouldBe([new MacroSheet("Macro1", "very-hidden")]);
            facts.MacroSheetEntries.ShouldBe(["Auto_Open"]);
        }
    }
}
