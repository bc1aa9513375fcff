using Lurewatch.Files.Office;
using Lurewatch.Samples.Office;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts.Xlm;

public sealed class XlmEmulatorTests
{
    private static OfficeFacts Facts(byte[] workbook) => new MailScanner(new ScanOptions { Strict = true }).Scan(workbook, "book").Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();

    private static IReadOnlyList<ScriptAction> Actions(MacroWorkbook workbook) => Facts(workbook.ToXls()).Actions;

    private static MacroWorkbook Macro(params IReadOnlyList<object> cells) => new MacroWorkbook().Sheet("Sheet1", isMacro: false).Sheet("Macro1", state: 2).Down("A1", cells).Name("Auto_Open", "=Macro1!$A$1");

    private static IEnumerable<string> Runs(MacroWorkbook workbook) => Actions(workbook).Where(action => action.Kind == ScriptActionKind.Run).Select(action => action.Target);

    [Fact]
    public void A_command_joined_of_characters_is_run_from_auto_open()
    {
        var action = Actions(Macro("=EXEC(CHAR(99)&CHAR(109)&\"d /c \"&MID(\"xxcalcyy\",3,4))", "=HALT()")).ShouldHaveSingleItem();
        action.Target.ShouldBe("cmd /c calc");
        action.Steps.ShouldBe(["Auto_Open", "EXEC"]);
    }

    [Fact]
    public void A_written_formula_is_run_where_it_was_written() =>
        Runs(Macro("=FORMULA(\"=EXEC(\"\"calc\"\")\",Macro1!A3)", "=GOTO(A3)", "nothing", "=HALT()")).ShouldBe(["calc"]);
}
