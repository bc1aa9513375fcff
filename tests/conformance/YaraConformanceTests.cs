using Lurewatch.Rules.Yara;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The shipped YARA rules over mail that is known to be honest.</summary>
public sealed class YaraConformanceTests
{
    [Theory]
    [InlineData("mail")]
    [InlineData("modern")]
    public void No_honest_mail_is_matched_by_a_shipped_rule(string topic)
    {
        var honest = Corpora.Labels(topic).Where(row => row["class"] == "ham").Select(row => row["path"]).ToArray();
        if (YaraRules.Unavailable is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("LUREWATCH_REQUIRE_ALL") == "1", why);
            Assert.Fail(why);
        }
        using var rules = YaraRules.Compile(YaraRules.Shipped);
        var scanner = new MailScanner(new ScanOptions { Yara = rules, Strict = true });
        honest.ShouldNotBeEmpty();
        honest.SelectMany(file => scanner.Scan(File.ReadAllBytes(file), Path.GetFileName(file)).Findings)
            .Where(finding => finding.Kind.Id.StartsWith("yara.", StringComparison.Ordinal)).Select(finding => finding.Reason).ShouldBeEmpty();
    }
}
