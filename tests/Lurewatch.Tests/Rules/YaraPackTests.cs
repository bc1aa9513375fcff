using System.Text.RegularExpressions;
using Lurewatch.Rules.Yara;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Rules;

/// <summary>The rules that ship in <c>rules/yara/</c>.</summary>
public sealed partial class YaraPackTests
{
    public static TheoryData<string> Examples => [.. YaraExample.All.Select(example => example.Rule)];

    [Fact]
    public void Each_rule_compiles_and_has_an_example()
    {
        YaraLibrary.Require();
        using var rules = YaraRules.Compile(YaraRules.Shipped);
        rules.Problems.ShouldBeEmpty();
        Names().ShouldBe(YaraExample.All.Select(example => example.Rule), ignoreOrder: true);
    }

    [Fact]
    public void Each_rule_says_what_it_sees_how_bad_that_is_and_where_to_read_about_it()
    {
        var bodies = YaraRules.Shipped.SelectMany(source => Rule().Matches(source.Source)).ToArray();
        bodies.Length.ShouldBe(YaraExample.All.Count);
        foreach (var body in bodies)
            foreach (var field in (ReadOnlySpan<string>)["description = \"", "author = \"Lurewatch\"", "reference = \"https://", "score = ", "attack = \"T"])
                body.Value.ShouldContain(field, customMessage: body.Groups["name"].Value);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_rule_matches_its_example_and_not_what_comes_near(string rule)
    {
        YaraLibrary.Require();
        using var rules = YaraRules.Compile(YaraRules.Shipped);
        var scanner = new MailScanner(new ScanOptions { Yara = rules, Strict = true });
        var example = YaraExample.All.Single(example => example.Rule == rule);
        scanner.Scan(example.Hit, example.Name).Findings.Select(finding => finding.Subject).ShouldContain(rule);
        scanner.Scan(example.Miss, example.Name).Findings.Select(finding => finding.Subject).ShouldNotContain(rule);
    }

    [Fact]
    public void No_rule_matches_an_ordinary_mail_of_the_samples()
    {
        YaraLibrary.Require();
        using var rules = YaraRules.Compile(YaraRules.Shipped);
        var scanner = new MailScanner(new ScanOptions { Yara = rules, Strict = true });
        var ordinary = Directory.GetFiles(Repository.Path("samples"), "*.eml").Where(file => !Path.GetFileName(file).StartsWith("20", StringComparison.Ordinal)).ToArray();
        ordinary.ShouldNotBeEmpty();
        ordinary.Where(file => scanner.Scan(File.ReadAllBytes(file)).Findings.Any(finding => finding.Kind.Id.StartsWith("yara.", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Names() => YaraRules.Shipped.SelectMany(source => Rule().Matches(source.Source)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^rule (?<name>\w+)\s*\{.*?^\}", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Rule();
}
