using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class ZoneResolverTests
{
    private static readonly ZoneResolver Zone = ZoneResolver.Parse("""
        # comment
        town.example        MX     20 b.town.example
        town.example.       MX     10 a.town.example      ; another
        town.example        TXT    "v=spf1 " "a -all"
        www.town.example    CNAME  town.example
        circle.example      CNAME  circle.example
        deep.under.example  A      192.0.2.1
        slow.example        FAIL
        """);

    [Fact]
    public void Exchangers_come_in_their_order() => Zone.Resolve("Town.Example", DnsType.Mx).Values.ShouldBe(["a.town.example", "b.town.example"]);

    [Fact]
    public void Strings_of_a_text_are_joined_and_aliases_followed() => Zone.Resolve("www.town.example", DnsType.Txt).Values.ShouldBe(["v=spf1 a -all"]);

    [Theory]
    [InlineData("town.example", DnsOutcome.NoData)]
    [InlineData("under.example", DnsOutcome.NoData)]
    [InlineData("ghost.example", DnsOutcome.NoName)]
    [InlineData("slow.example", DnsOutcome.Failed)]
    [InlineData("circle.example", DnsOutcome.Failed)]
    public void What_is_not_there_has_its_outcome(string name, DnsOutcome outcome) => Zone.Resolve(name, DnsType.A).Outcome.ShouldBe(outcome);

    [Theory]
    [InlineData("town.example")]
    [InlineData("town.example MX a.town.example")]
    [InlineData("town.example WKS x")]
    public void A_line_that_is_no_record_is_named(string line) => Should.Throw<FormatException>(() => ZoneResolver.Parse("\n" + line)).Message.ShouldContain("line 2");
}
