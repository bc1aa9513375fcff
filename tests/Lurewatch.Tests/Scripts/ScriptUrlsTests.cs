using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts;

public sealed class ScriptUrlsTests
{
    [Theory]
    [InlineData("$k='http://one.example/a/@http://two.example/b/@https://three.example/c'.Split('@')")]
    [InlineData("$k='http://one.example/a/*http://two.example/b/*https://three.example/c'.Split('*')")]
    [InlineData("x=\"http://one.example/a/|http://two.example/b/|https://three.example/c\";")]
    [InlineData("('http://one.example/a/','http://two.example/b/',`https://three.example/c`)")]
    public void A_list_of_addresses_that_a_script_splits_is_read_address_by_address(string script) =>
        Urls(script).ShouldBe(["http://one.example/a/", "http://two.example/b/", "https://three.example/c"]);

    [Fact]
    public void An_address_that_another_carries_as_its_parameter_stays_there() =>
        Urls("http://one.example/go?u=http://two.example/").ShouldBe(["http://one.example/go?u=http://two.example/"]);

    private static IEnumerable<string?> Urls(string script) =>
        ScriptUrls.In(script, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Select(url => url.UrlText);
}
