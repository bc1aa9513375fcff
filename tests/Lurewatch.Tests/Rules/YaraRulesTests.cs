using System.Globalization;
using System.Text;
using Lurewatch.Rules.Yara;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Rules;

public sealed class YaraRulesTests
{
    private static YaraRules Compile(params (string Namespace, string Source)[] sources)
    {
        YaraLibrary.Require();
        return YaraRules.Compile(sources);
    }

    private static List<Finding> Matches(YaraRules rules, byte[] bytes, string? name = null, AnalysisLimits? limits = null) =>
        [.. new MailScanner(new ScanOptions { Yara = rules, Strict = true, Limits = limits ?? new AnalysisLimits() }).Scan(bytes, name).Findings.Where(finding => finding.Kind.Id.StartsWith("yara.", StringComparison.Ordinal))];

    private static List<string?> Rules(YaraRules rules, string text, string? name = null) => [.. Matches(rules, Encoding.UTF8.GetBytes(text), name).Select(finding => finding.Subject)];

    [Fact]
    public void A_match_names_rule_strings_offsets_and_the_file_at_its_depth()
    {
        using var rules = Compile(("town/letters.yar", """
            rule Letter : lure { meta: description = "A letter." reference = "https://rules.example/1" strings: $a = "needle" $b = { 00 01 [1-2] ff } condition: all of them and depth == 1 }
            """));
        var match = Matches(rules, ZipWriter.Write([("a.txt", [.. "xx needle "u8, 0, 1, 7, 255])])).ShouldHaveSingleItem();
        match.Subject.ShouldBe("Letter");
        match.Place.ShouldBe(Place.InArtifact("/a.txt", 3));
        match.Excerpt.ShouldBe("$a at 3: needle; $b at 10: 000107ff");
        match.Reason.ShouldBe("/a.txt matches the YARA rule Letter of town/letters.yar (lure): A letter. See https://rules.example/1");
    }

    [Fact]
    public void A_rule_that_does_not_compile_costs_itself_alone_and_is_named_with_its_line()
    {
        using var rules = Compile(
            ("a.yar", "rule A { condition: true }\n\nrule Bad {\n condition: nothing_known }\nrule C { condition: true }"),
            ("b.yar", "rule B { condition: true }\nrule Worse { strings: $a = /[/ condition: $a }"));
        rules.Count.ShouldBe(3);
        rules.Problems.Select(problem => (problem.Source, problem.Line, problem.Rule)).ShouldBe([("a.yar", 4, "Bad"), ("b.yar", 2, "Worse")]);
        rules.Problems[0].ToString().ShouldStartWith("a.yar:4: rule Bad is left out: undefined identifier \"nothing_known\"; neither a rule that is given");
        Rules(rules, "text").ShouldBe(["A", "C", "B"]);
    }

    [Theory]
    [InlineData("{{{{")]
    [InlineData("rule")]
    [InlineData("rule A {")]
    [InlineData("rule A { condition: ")]
    [InlineData("rule A { strings: $a = \"")]
    [InlineData("include \"")]
    [InlineData("/* rule A { condition: true }")]
    [InlineData("\0\u0001\ufffd")]
    public void A_source_that_is_no_rules_costs_itself_alone(string source)
    {
        using var rules = Compile(("bad.yar", source), ("good.yar", "rule Good { condition: true }"));
        Rules(rules, "text").ShouldBe(["Good"]);
        rules.Problems.ShouldAllBe(problem => problem.Source == "bad.yar");
    }

    [Fact]
    public void A_missing_module_is_told_once_with_the_rules_that_it_takes_along()
    {
        using var rules = Compile(("a.yar", "import \"nothing\"\nrule A { condition: nothing.x > 1 }\nrule B { condition: nothing.y }\nrule C { condition: true }"));
        rules.Count.ShouldBe(1);
        rules.Problems.ShouldHaveSingleItem().ToString().ShouldBe("a.yar:1: this libyara was built without the module nothing; the 2 rules that ask it are left out");
    }

    [Fact]
    public void Rules_of_one_name_in_two_files_stand_side_by_side()
    {
        using var rules = Compile(("a.yar", "rule Same { condition: true }"), ("b.yar", "rule Same { condition: true }"));
        Matches(rules, "text"u8.ToArray()).Select(match => match.Reason).ShouldBe(["/ matches the YARA rule Same of a.yar.", "/ matches the YARA rule Same of b.yar."]);
    }

    [Fact]
    public void Includes_are_resolved_from_the_folder_of_their_file_and_compiled_there_alone()
    {
        using var rules = Compile(
            ("pack/index.yar", "include \"./sub/one.yar\"\ninclude \"sub/two.yar\""),
            ("pack/sub/one.yar", "include \"../common.yar\"\nrule One { condition: Common }"),
            ("pack/sub/two.yar", "rule Two { condition: true }"),
            ("pack/common.yar", "private rule Common { condition: true }"));
        rules.Problems.ShouldBeEmpty();
        Rules(rules, "text").ShouldBe(["One", "Two"], ignoreOrder: true);
    }

    [Fact]
    public void An_index_beside_its_files_does_not_make_them_match_twice()
    {
        using var rules = Compile(
            ("a_index.yar", "include \"a.yar\""),
            ("index.yar", "include \"a.yar\"\ninclude \"b.yar\""),
            ("a.yar", "rule A { condition: true }"),
            ("b.yar", "rule B { condition: true }"));
        Rules(rules, "text").ShouldBe(["A", "B"]);
    }

    [Fact]
    public void A_rule_of_another_file_of_the_pack_may_be_asked_and_matches_once()
    {
        using var rules = Compile(
            ("index.yar", "include \"common.yar\"\ninclude \"elf.yar\""),
            ("common.yar", "import \"math\"\nrule Other { condition: true }\nrule Deeper { condition: math.max(1, 2) == 2 }\nprivate rule Common { condition: Deeper }"),
            ("elf.yar", "rule Uses { condition: Common }\nrule UsesToo { condition: Common }\nrule Bad { condition: nothing_known }"));
        rules.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith("elf.yar:3: rule Bad");
        Rules(rules, "text").ShouldBe(["Other", "Deeper", "Uses", "UsesToo"], ignoreOrder: true);
    }

    [Fact]
    public void An_include_that_is_not_there_is_refused_with_its_line_and_the_rest_is_used()
    {
        using var rules = Compile(("pack/a.yar", "rule A { condition: true }\ninclude \"../../secret.yar\"\nrule B { condition: true }"));
        rules.Count.ShouldBe(2);
        rules.Problems.ShouldHaveSingleItem().ToString().ShouldBe("pack/a.yar:2: the included ../../secret.yar is not among the rule files given; give its folder too");
    }

    [Fact]
    public void Includes_that_go_in_circles_end()
    {
        using var rules = Compile(("a.yar", "include \"b.yar\"\nrule A { condition: true }"), ("b.yar", "include \"a.yar\"\nrule B { condition: true }"));
        rules.Problems.ShouldNotBeEmpty();
        Rules(rules, "text").Distinct().Count().ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void The_host_may_answer_includes()
    {
        YaraLibrary.Require();
        var asked = new List<string>();
        using var rules = YaraRules.Compile([("pack/a.yar", "include \"b.yar\"\nrule A { condition: B }")], path =>
        {
            asked.Add(path);
            return path == "pack/b.yar" ? "rule B { condition: true }" : null;
        });
        asked.ShouldBe(["pack/b.yar"]);
        Rules(rules, "text").ShouldBe(["B", "A"]);
    }

    [Theory]
    [InlineData("filename == \"order.bat\"")]
    [InlineData("filename matches /\\.BAT$/i")]
    [InlineData("filepath == \"/order.bat\"")]
    [InlineData("extension == \".bat\"")]
    [InlineData("filetype == \"BATCH\"")]
    [InlineData("mimetype contains \"/\" and depth == 1")]
    [InlineData("owner == \"\" and depth == 1")]
    [InlineData("origin == \"member\"")]
    [InlineData("depth == 1")]
    public void Rules_may_ask_what_the_file_is_called_and_where_it_lies(string condition)
    {
        using var rules = Compile(("a.yar", $"rule A {{ condition: {condition} }}"));
        rules.Problems.ShouldBeEmpty();
        Matches(rules, ZipWriter.Write([("order.bat", "@echo off\r\necho hello\r\n"u8.ToArray())])).ShouldHaveSingleItem().Place.Artifact.ShouldBe("/order.bat");
    }

    [Theory]
    [InlineData("", "yara.match")]
    [InlineData("score = 80", "yara.match-high")]
    [InlineData("score = 60", "yara.match")]
    [InlineData("score = 40", "yara.match-low")]
    [InlineData("score = 0", "yara.match-info")]
    [InlineData("severity = \"High\"", "yara.match-high")]
    [InlineData("severity = \"critical\"", "yara.match-high")]
    [InlineData("severity = 2", "yara.match-low")]
    [InlineData("severity = \"whatever\"", "yara.match")]
    [InlineData("threat_level = \"low\"", "yara.match-low")]
    public void The_severity_is_the_rules_own_and_medium_without(string meta, string kind)
    {
        using var rules = Compile(("a.yar", $"rule A {{ meta: author = \"x\" {meta} condition: true }}"));
        Matches(rules, "text"u8.ToArray()).ShouldHaveSingleItem().Kind.Id.ShouldBe(kind);
    }

    [Fact]
    public void Techniques_come_from_meta_and_tags()
    {
        using var rules = Compile(("a.yar", "rule A : T1566_001 doc { meta: attack = \"T1059.001, t1204\" other = \"AT1234 T12345\" condition: true }"));
        Matches(rules, "text"u8.ToArray()).ShouldHaveSingleItem().Kind.Techniques.ShouldBe(["T1566.001", "T1059.001", "T1204"]);
    }

    [Fact]
    public void Nothing_is_added_where_a_rule_is_private_or_a_string_is()
    {
        using var rules = Compile(("a.yar", "private rule P { condition: true }\nrule A { strings: $a = \"text\" private $b = \"ex\" condition: P and all of them }"));
        Matches(rules, "text"u8.ToArray()).ShouldHaveSingleItem().Excerpt.ShouldBe("$b at 1: ex");
    }

    [Fact]
    public void A_rule_that_would_run_on_ends_with_the_time_of_the_analysis()
    {
        using var rules = Compile(("a.yar", "rule Slow { condition: for all i in (1..2000000000) : ( for all j in (1..2000000000) : ( i + j > 0 ) ) }"));
        var analysis = new MailScanner(new ScanOptions { Yara = rules, Limits = new AnalysisLimits { Time = TimeSpan.FromSeconds(1) } }).Scan("text"u8.ToArray());
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached" && finding.Subject == "time");
    }

    [Fact]
    public void A_file_beyond_the_size_limit_is_left_out_and_said()
    {
        using var rules = Compile(("a.yar", "rule A { condition: true }"));
        var analysis = new MailScanner(new ScanOptions { Yara = rules, Limits = new AnalysisLimits { MemberBytes = 10 } }).Scan("longer than ten"u8.ToArray());
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached" && finding.Subject == "yara_bytes");
    }

    [Fact]
    public void Matches_of_one_file_are_bounded_and_the_limit_is_said()
    {
        using var rules = Compile(("a.yar", string.Concat(Enumerable.Range(0, 150).Select(i => string.Create(CultureInfo.InvariantCulture, $"rule R{i} {{ condition: true }}\n")))));
        var analysis = new MailScanner(new ScanOptions { Yara = rules }).Scan("text"u8.ToArray());
        analysis.Findings.Count(finding => finding.Kind.Id == "yara.match").ShouldBe(100);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached" && finding.Subject == "yara_matches");
    }

    [Fact]
    public void One_set_serves_many_threads()
    {
        using var rules = Compile(("a.yar", "rule A { strings: $a = \"needle\" condition: #a == depth + 2 or filename == \"n7\" }"));
        var scanner = new MailScanner(new ScanOptions { Yara = rules, Strict = true });
        var wrong = 0;
        Parallel.For(0, 400, i =>
        {
            var text = string.Concat(Enumerable.Repeat("needle ", i % 5));
            var found = scanner.Scan(Encoding.UTF8.GetBytes(text + "."), string.Create(CultureInfo.InvariantCulture, $"n{i % 11}")).Findings.Any(finding => finding.Subject == "A");
            if (found != (i % 5 == 2 || i % 11 == 7)) Interlocked.Increment(ref wrong);
        });
        wrong.ShouldBe(0);
    }

    [Fact]
    public void Rules_that_were_disposed_of_cost_no_message()
    {
        var rules = Compile(("a.yar", "rule A { condition: true }"));
        rules.Dispose();
        rules.Dispose();
        new MailScanner(new ScanOptions { Yara = rules }).Scan("text"u8.ToArray()).Findings.ShouldNotContain(finding => finding.Subject == "A");
    }

    [Fact]
    public void No_rules_are_no_problem()
    {
        using var rules = YaraRules.Compile([]);
        rules.Count.ShouldBe(0);
        Matches(rules, "text"u8.ToArray()).ShouldBeEmpty();
    }
}
