using CsCheck;
using Lurewatch.Detection;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class LookalikeDetectorTests
{
    private static readonly Organisation Stadtwerke = new() { Name = "Stadtwerke", Domains = ["stadtwerke-beispiel.example"], Partners = ["hausbankag.example"] };

    private static string[] Found(string host, Organisation? organisation = null) =>
        Mails.Examine(new LookalikeDetector(), Mails.From("Anna", "anna@" + host), organisation);

    [Theory]
    [InlineData("paypa1.example", "lookalike.homoglyph")]
    [InlineData("rnicrosoft.com", "lookalike.homoglyph")]
    [InlineData("раypal.com", "lookalike.mixed-script", "lookalike.homoglyph")]
    [InlineData("bínance.com", "lookalike.homoglyph")]
    [InlineData("paypall.example", "lookalike.typo")]
    [InlineData("micrsoft.com", "lookalike.typo")]
    [InlineData("pay-pal.example", "lookalike.typo")]
    [InlineData("paypal-secure-login.example", "lookalike.brand-and-lure-word")]
    [InlineData("sparkasse-kunden.example", "lookalike.brand-and-lure-word")]
    [InlineData("dhl-paket-zoll.example", "lookalike.brand-and-lure-word")]
    [InlineData("paypalverify.example", "lookalike.brand-and-lure-word")]
    [InlineData("binance2024.example", "lookalike.brand-and-lure-word")]
    [InlineData("paypal.com.evil.example", "lookalike.brand-and-lure-word")]
    [InlineData("pkobp.pl.konto-weryfikacja.example", "lookalike.brand-and-lure-word")]
    [InlineData("paypal.evil.example", "lookalike.brand-subdomain")]
    [InlineData("paypal.shop", "lookalike.brand-other-tld")]
    [InlineData("fans-of-paypal.example", "lookalike.brand-word")]
    public void A_domain_that_imitates_a_brand_is_found(string host, params string[] kinds) => Found(host).ShouldBe(kinds, ignoreOrder: true);

    [Theory]
    [InlineData("paypal.com")]
    [InlineData("mail.paypal.com")]
    [InlineData("paypal.cz")]
    [InlineData("gmail.com")]
    [InlineData("gitlab.com")]
    [InlineData("appletree.example")]
    [InlineData("orange-garden.example")]
    [InlineData("office-supplies.example")]
    [InlineData("chased.example")]
    [InlineData("stadtwerke.example")]
    [InlineData("münchen.example")]
    [InlineData("почта.example")]
    [InlineData("target-group.example")]
    public void An_honest_domain_is_not(string host) => Found(host).ShouldBeEmpty();

    [Theory]
    [InlineData("stadtwerke-beispie1.example")]
    [InlineData("stadtwerke-beispeil.example")]
    [InlineData("stadtwerkebeispiel.example")]
    [InlineData("stadtwerke-beispiel.com")]
    [InlineData("stadtwerke-beispiel.de")]
    [InlineData("hausbankag-login.example")]
    [InlineData("hausbankag.com")]
    public void A_domain_that_imitates_the_organisation_or_a_partner_is_found(string host) => Found(host, Stadtwerke).ShouldContain("lookalike.own-domain");

    [Theory]
    [InlineData("stadtwerke-beispiel.example")]
    [InlineData("mail.stadtwerke-beispiel.example")]
    [InlineData("hausbankag.example")]
    [InlineData("stadtwerke-anderswo.example")]
    public void The_organisations_own_domains_are_not(string host) => Found(host, Stadtwerke).ShouldBeEmpty();

    [Fact]
    public void Reply_and_link_hosts_are_looked_at_too()
    {
        Mails.Examine(new LookalikeDetector(), Mails.From("Anna", "a@firma.example", replyTo: "a@paypa1.example")).ShouldBe(["lookalike.homoglyph"]);
        Mails.Examine(new LookalikeDetector(), Mails.From("Anna", "a@firma.example", links: "paypal-login.example")).ShouldBe(["lookalike.brand-and-lure-word"]);
    }

    [Fact]
    public void A_brand_may_lead_to_its_own_campaign_domain_if_it_is_authenticated()
    {
        var message = Mails.From("PayPal", "service@paypal.com", links: "paypal-gift.example");
        Mails.Examine(new LookalikeDetector(), message.Authenticated("pass")).ShouldBeEmpty();
        Mails.Examine(new LookalikeDetector(), message.Authenticated("fail")).ShouldBe(["lookalike.brand-and-lure-word"]);
    }

    [Fact]
    public void A_host_is_reported_once()
        => Mails.Examine(new LookalikeDetector(), Mails.From("Anna", "a@firma.example", links: ["paypa1.example", "paypa1.example"])).Length.ShouldBe(1);

    [Fact]
    public void Any_host_is_judged_without_failing() =>
        Gen.Char["ap1yl.-rnvv0о𝐚xn"].Array[0, 70].Sample(chars => Mails.Examine(new LookalikeDetector(), Mails.From(null, "a@" + new string(chars))));
}

public sealed class DistanceTests
{
    [Fact]
    public void The_bounded_distance_agrees_with_the_slow_one() =>
        Gen.Select(Gen.Char["abc"].Array[0, 9], Gen.Char["abc"].Array[0, 9], Gen.Int[0, 3]).Sample((a, b, most) =>
            Distance.Within(a, b, most).ShouldBe(Slow(new string(a), new string(b)) <= most));

    /// <summary>Optimal string alignment by its definition.</summary>
    private static int Slow(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return a.Length + b.Length;
        var memo = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0) { memo[i, j] = i + j; continue; }
                memo[i, j] = new[] { memo[i - 1, j] + 1, memo[i, j - 1] + 1, memo[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1) }.Min();
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) memo[i, j] = Math.Min(memo[i, j], memo[i - 2, j - 2] + 1);
            }
        return memo[a.Length, b.Length];
    }
}
