using Lurewatch.Rules.Yara;
using Shouldly;
using Xunit;

namespace Lurewatch.Cli.Tests;

public sealed class YaraOptionTests : IDisposable
{
    private const string Rule = "rule Town_Letter { meta: description = \"A letter of the town\" strings: $town = \"Lindenau\" condition: $town }";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explain_unpack_and_each_report_name_rule_string_and_offset()
    {
        RequireLibrary();
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        var rules = _folder.Write("rules/town.yar", Rule);
        var explained = Run.Of("explain", file, "--yara", rules).Out;
        explained.ShouldContain("matches the YARA rule Town_Letter of rules/town.yar");
        explained.ShouldContain("$town at 5: Lindenau");
        Run.Of("unpack", file, "--yara", rules).Out.ShouldContain("YARA: Town_Letter");
        var json = Run.Of("scan", file, "--yara", rules, "--format", "ndjson").Out;
        json.ShouldContain("\"subject\":\"Town_Letter\"");
        json.ShouldContain("\"offset\":5");
        json.ShouldContain("$town at 5: Lindenau");
        var html = Run.Of("scan", file, "--yara", rules, "--format", "html").Out;
        html.ShouldContain("Town_Letter");
        html.ShouldContain("$town at 5: Lindenau");
    }

    [Fact]
    public void A_folder_is_read_to_the_bottom_and_the_option_may_be_repeated()
    {
        RequireLibrary();
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        _folder.Write("one/deep/a.yar", Rule);
        _folder.Write("one/index.yara", "include \"deep/a.yar\"");
        _folder.Write("one/notes.txt", "no rules");
        _folder.Write("two/one/b.yar", "rule Second { condition: filename == \"letter.txt\" }");
        var run = Run.Of("explain", file, "--yara", _folder["one"], "--yara", _folder["two/one"]);
        run.Error.ShouldBeEmpty();
        run.Out.ShouldContain("rule Town_Letter of one/deep/a.yar");
        run.Out.ShouldContain("rule Second of one~2/b.yar");
    }

    [Fact]
    public void A_rule_that_does_not_compile_is_named_with_its_place_and_the_others_are_used()
    {
        RequireLibrary();
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        var rules = _folder.Write("rules/town.yar", Rule + "\nrule Bad { condition: nothing_known }\ninclude \"../outside.yar\"");
        _folder.Write("outside.yar", "rule Outside { condition: true }");
        var run = Run.Of("explain", file, "--yara", rules);
        run.Out.ShouldContain("Town_Letter");
        run.Out.ShouldNotContain("Outside");
        run.Error.ShouldContain($"YARA: {rules}:2: rule Bad is left out: undefined identifier \"nothing_known\"");
        run.Error.ShouldContain($"YARA: {rules}:3: the included ../outside.yar is not among the rule files given; give its folder too.");
    }

    [Fact]
    public void A_file_may_include_its_neighbours()
    {
        RequireLibrary();
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        _folder.Write("rules/sub/town.yar", Rule);
        var run = Run.Of("explain", file, "--yara", _folder.Write("rules/all.yar", "include \"./sub/town.yar\""));
        run.Error.ShouldBeEmpty();
        run.Out.ShouldContain("Town_Letter");
    }

    [Fact]
    public void The_shipped_rules_are_on_unless_turned_off()
    {
        RequireLibrary();
        var file = _folder.Write("order.iqy", "WEB\r\n1\r\nhttp://files.example/a\r\n");
        Run.Of("explain", file).Out.ShouldContain("Lurewatch_Web_Query");
        Run.Of("explain", file, "--no-yara").Out.ShouldNotContain("Lurewatch_Web_Query");
    }

    [Fact]
    public void A_path_without_rules_is_refused()
    {
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        var absent = Run.Of("scan", file, "--yara", _folder["absent"]);
        absent.Code.ShouldBe(ExitCode.Usage);
        absent.Error.ShouldContain("does not exist; name a file of YARA rules or a folder with some.");
        _folder.Write("empty/notes.txt", "no rules");
        var empty = Run.Of("scan", file, "--yara", _folder["empty"]);
        empty.Code.ShouldBe(ExitCode.Usage);
        empty.Error.ShouldContain("holds no file *.yar or *.yara.");
    }

    [Fact]
    public void Where_the_library_is_missing_one_line_says_so()
    {
        var file = _folder.Write("letter.txt", "Dear Lindenau,\n");
        var run = Run.Of("explain", file, "--yara", _folder.Write("town.yar", Rule));
        run.Code.ShouldBe(ExitCode.Nothing);
        if (YaraRules.Unavailable is { } why) run.Error.ShouldBe($"lurewatch: note: no YARA rules are used: {why}.{Environment.NewLine}");
        else run.Error.ShouldBeEmpty();
    }

    private static void RequireLibrary()
    {
        if (YaraRules.Unavailable is not { } why) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LUREWATCH_REQUIRE_ALL") == "1", why);
        Assert.Fail(why);
    }
}
