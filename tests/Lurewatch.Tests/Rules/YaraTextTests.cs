using CsCheck;
using Lurewatch.Rules.Yara;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Rules;

public sealed class YaraTextTests
{
    [Fact]
    public void Statements_are_told_apart_whatever_stands_in_strings_and_comments()
    {
        var statements = YaraText.Statements("""
            import "pe" // rule X {
            include "a.yar"
            /* rule Y { } */
            global private rule A : t1 t2
            {
                strings:
                    $a = "}" $b = /[}\/]{2}/ $c = { 00 [1-2] ?? } // }
                condition: any of them
            }
            rule B { condition: true } rule C { condition: false }
            """);
        statements.Select(statement => (statement.Kind, statement.Name, statement.FirstLine, statement.LastLine)).ShouldBe(
            [("import", "pe", 1, 1), ("include", "a.yar", 2, 2), ("rule", "A", 4, 9), ("rule", "B", 10, 10), ("rule", "C", 10, 10)]);
    }

    [Fact]
    public void What_is_left_out_leaves_the_lines_of_the_rest_alone()
    {
        const string text = "rule A {\n condition: true }\nrule B { condition: true }";
        YaraText.Without(text, YaraText.Statements(text)[0]).ShouldBe("        \n                  \nrule B { condition: true }");
    }

    [Fact]
    public void Any_text_is_split_within_itself() =>
        Gen.String["rule { } \"/*\\\nimport include\ufeff\0"].Select(text => "rule " + text).Sample(text =>
        {
            var end = 0;
            foreach (var statement in YaraText.Statements(text))
            {
                statement.Start.ShouldBeGreaterThanOrEqualTo(end);
                statement.End.ShouldBeInRange(statement.Start, text.Length);
                YaraText.Without(text, statement).Length.ShouldBe(text.Length);
                end = statement.End;
            }
        });
}
