using System.Net;
using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class SpfEvaluatorTests
{
    private static SpfOutcome Check(string zone, string client, string from = "anna@town.example", string helo = "mx.town.example", RecipientGuard? guard = null) =>
        Check(ZoneResolver.Parse(zone), client, from, helo, guard, out _);

    private static SpfOutcome Check(IDnsResolver zone, string client, string from, string helo, RecipientGuard? guard, out Lookups lookups)
    {
        lookups = new Lookups(zone, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), guard);
        return new SpfEvaluator(lookups).Check(new SpfRequest(IPAddress.Parse(client), helo, from));
    }

    [Theory]
    [InlineData("ip4:192.0.2.0/24 -all", "192.0.2.200", AuthenticationStatus.Pass)]
    [InlineData("ip4:192.0.2.0/25 -all", "192.0.2.200", AuthenticationStatus.Fail)]
    [InlineData("ip4:192.0.2.0/25 ~all", "192.0.2.200", AuthenticationStatus.SoftFail)]
    [InlineData("ip6:2001:db8::/33 ?all", "2001:db8:7fff::1", AuthenticationStatus.Pass)]
    [InlineData("ip6:2001:db8::/33 ?all", "2001:db8:8000::1", AuthenticationStatus.Neutral)]
    [InlineData("ip4:192.0.2.1", "::ffff:192.0.2.1", AuthenticationStatus.Pass)]
    [InlineData("ip4:192.0.2.1/33", "192.0.2.1", AuthenticationStatus.PermError)]
    [InlineData("ip4:192.0.2.01", "192.0.2.1", AuthenticationStatus.PermError)]
    [InlineData("all nonsense", "192.0.2.1", AuthenticationStatus.PermError)]
    [InlineData("unknown=%{x} all", "192.0.2.1", AuthenticationStatus.PermError)]
    [InlineData("unknown=%{d} all", "192.0.2.1", AuthenticationStatus.Pass)]
    public void A_record_decides(string terms, string client, AuthenticationStatus expected) =>
        Check($"town.example TXT \"v=spf1 {terms}\"", client).Status.ShouldBe(expected);

    [Fact]
    public void A_bounce_is_asked_about_by_HELO() =>
        Check("mx.town.example TXT \"v=spf1 ip4:192.0.2.1 -all\"", "192.0.2.1", from: "").Domain.ShouldBe("mx.town.example");

    [Fact]
    public void An_internationalized_domain_is_asked_in_its_A_label_form() =>
        Check("xn--mnchen-3ya.example TXT \"v=spf1 all\"", "192.0.2.1", "anna@münchen.example").Status.ShouldBe(AuthenticationStatus.Pass);

    [Fact]
    public void Includes_that_lead_in_a_circle_end_at_ten_look_ups()
    {
        var outcome = Check(ZoneResolver.Parse("town.example TXT \"v=spf1 include:town.example -all\""), "192.0.2.1", "a@town.example", "", null, out _);
        outcome.Status.ShouldBe(AuthenticationStatus.PermError);
        outcome.Reason!.ShouldContain("10");
    }

    [Fact]
    public void Three_look_ups_in_vain_are_too_many() =>
        Check("town.example TXT \"v=spf1 a:x.town.example a:y.town.example a:z.town.example +all\"", "192.0.2.1").Status.ShouldBe(AuthenticationStatus.PermError);

    [Fact]
    public void A_look_up_that_fails_is_no_verdict() =>
        Check("town.example TXT \"v=spf1 a:slow.town.example -all\"\nslow.town.example FAIL", "192.0.2.1").Status.ShouldBe(AuthenticationStatus.TempError);

    [Fact]
    public void No_look_up_carries_the_recipient_out()
    {
        const string Zone = "bulk.example TXT \"v=spf1 exists:%{l}.t.%{d} -all\"";
        var guard = new RecipientGuard(["anna@town.example"]);
        var outcome = Check(ZoneResolver.Parse(Zone), "192.0.2.1", "bounce-anna=town.example@bulk.example", "mx.bulk.example", guard, out var lookups);
        outcome.Status.ShouldBe(AuthenticationStatus.TempError);
        lookups.Withheld.ShouldBe(["bounce-anna=town.example.t.bulk.example"]);
        Check(ZoneResolver.Parse(Zone), "192.0.2.1", "bounce-4711@bulk.example", "mx.bulk.example", guard, out lookups).Status.ShouldBe(AuthenticationStatus.Fail);
        lookups.Withheld.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("anna=town.example.bulk.example", true)]
    [InlineData("example.town.anna.bulk.example", false)]
    [InlineData("town.example.anna.bulk.example", true)]
    [InlineData("anna.town.example", true)]
    [InlineData("annabel.town.example", false)]
    [InlineData("_spf.town.example", false)]
    public void A_name_is_held_back_if_it_spells_the_address(string name, bool held) => new RecipientGuard(["anna@town.example"]).Holds(name).ShouldBe(held);

    [Fact]
    public void What_a_domain_says_of_a_failure_is_passed_on()
    {
        var outcome = Check("town.example TXT \"v=spf1 -all exp=why.%{d}\"\nwhy.town.example TXT \"%{c} may not send for %{o}: ask %{r}\"", "192.0.2.1");
        outcome.Explanation.ShouldBe("192.0.2.1 may not send for town.example: ask unknown");
    }

    [Theory]
    [InlineData("%{d}", "town.example")]
    [InlineData("%{d1}", "example")]
    [InlineData("%{dr}", "example.town")]
    [InlineData("%{l-}", "a.b")]
    [InlineData("%{lr-}", "b.a")]
    [InlineData("%{l1r-}", "a")]
    [InlineData("%{S}", "a-b%40town.example")]
    [InlineData("%%%_%-", "% %20")]
    public void Macros_expand(string text, string expected) => SpfMacro.Expand(text, isExplanation: true, letter => letter switch
    {
        'd' => "town.example",
        'l' => "a-b",
        _ => "a-b@town.example",
    }).ShouldBe(expected);

    [Theory]
    [InlineData("%")]
    [InlineData("%{")]
    [InlineData("%{d")]
    [InlineData("%{d0}")]
    [InlineData("%{x}")]
    [InlineData("%{c}")]
    [InlineData("%{d}é")]
    public void What_is_no_macro_is_refused(string text) => SpfMacro.IsMacroString(text, isExplanation: false).ShouldBeFalse();
}
