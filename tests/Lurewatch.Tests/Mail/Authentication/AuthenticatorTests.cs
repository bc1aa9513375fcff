using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

/// <summary>Whole scans with a resolver: what is evaluated here goes before what header fields claim.</summary>
public sealed class AuthenticatorTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 2, 9, 0, 0, TimeSpan.Zero);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private static readonly string Zone = $"""
        town.example                 TXT "v=spf1 ip4:192.0.2.1 -all"
        _dmarc.town.example          TXT "v=DMARC1; p=reject"
        key._domainkey.town.example  TXT "v=DKIM1; p={SlowSigner.PublicKey}"
        default._bimi.town.example   TXT "v=BIMI1; l=https://town.example/logo.svg"
        """;

    private static string[] Fields(string? extra = null) =>
    [
        .. extra is null ? Array.Empty<string>() : [extra],
        "Return-Path: <anna@town.example>",
        "Received: from mail.town.example (mail.town.example [192.0.2.1])\r\n by mx.shop.example; Wed, 2 Sep 2026 10:00:00 +0200",
        "From: Anna <anna@town.example>", "To: bob@shop.example", "Subject: Minutes", "Date: Wed, 2 Sep 2026 09:59:00 +0200", "Message-ID: <1@town.example>",
    ];

    private static Analysis Scan(string mail, string? zone = null, Envelope? envelope = null, Organisation? organisation = null) =>
        new MailScanner(new ScanOptions { Strict = true, Dns = zone == "" ? null : ZoneResolver.Parse(zone ?? Zone), Clock = new Clock(), Organisation = organisation ?? Organisation.Unknown })
            .Scan(Encoding.Latin1.GetBytes(mail), envelope: envelope);

    private static string[] Ids(Analysis analysis) => [.. analysis.Findings.Select(finding => finding.Kind.Id)];

    [Fact]
    public void Honest_mail_passes_by_own_evaluation()
    {
        var analysis = Scan(SlowSigner.Sign(Fields(), "Hello.\r\n"));
        var own = analysis.Authenticity.ShouldNotBeNull();
        own.Spf!.Status.ShouldBe(AuthenticationStatus.Pass);
        own.Spf.Source.ShouldBe("header");
        own.Dkim.ShouldHaveSingleItem().Status.ShouldBe(AuthenticationStatus.Pass);
        own.Dmarc!.Status.ShouldBe(AuthenticationStatus.Pass);
        own.Dmarc.AlignedBy.ShouldBe("dkim");
        own.Bimi!.Logo.ShouldBe("https://town.example/logo.svg");
        analysis.Message!.Headers.AuthSummary!.Dmarc!.Pass.ShouldBe(true);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "auth.aligned" && finding.Reason.Contains("evaluated here", StringComparison.Ordinal));
    }

    [Fact]
    public void The_envelope_goes_before_the_header()
    {
        var analysis = Scan(SlowSigner.Sign(Fields(), "Hello.\r\n"), envelope: new Envelope("eve@town.example", ["bob@shop.example"], "203.0.113.9", "eve.example"));
        analysis.Authenticity!.Spf!.Status.ShouldBe(AuthenticationStatus.Fail);
        analysis.Authenticity.Spf.Source.ShouldBe("envelope");
    }

    [Fact]
    public void A_forged_claim_is_refuted()
    {
        var fields = Fields("Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=anna@town.example; dkim=pass header.d=town.example; dmarc=pass header.from=town.example");
        fields[2] = fields[2].Replace("192.0.2.1", "203.0.113.9", StringComparison.Ordinal);
        var analysis = Scan(string.Join("\r\n", fields) + "\r\n\r\nHello.\r\n");
        Ids(analysis).ShouldContain("auth.claim-contradicted");
        Ids(analysis).ShouldContain("auth.dmarc-failed");
        Ids(analysis).ShouldNotContain("auth.aligned");
        analysis.Message!.Headers.AuthSummary!.Dmarc!.Pass.ShouldBe(false);
    }

    [Fact]
    public void The_word_of_a_server_that_is_trusted_by_name_stands_beside_Received()
    {
        var fields = Fields("Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=anna@town.example");
        fields[2] = fields[2].Replace("192.0.2.1", "203.0.113.9", StringComparison.Ordinal);
        var analysis = Scan(string.Join("\r\n", fields) + "\r\n\r\nHello.\r\n", organisation: new Organisation { TrustedAuthservIds = ["mx.shop.example"] });
        analysis.Authenticity!.Believed!.Spf.ShouldBe("pass");
        Ids(analysis).ShouldNotContain("auth.spf-failed");
    }

    [Fact]
    public void A_mail_of_long_ago_is_not_failed_by_the_records_of_today()
    {
        var fields = Fields("Authentication-Results: mx.shop.example; spf=pass smtp.mailfrom=anna@town.example; dkim=pass header.d=town.example; dmarc=pass header.from=town.example");
        for (var i = 0; i < fields.Length; i++) fields[i] = fields[i].Replace("2026", "2019", StringComparison.Ordinal).Replace("Wed,", "Mon,", StringComparison.Ordinal);
        var analysis = Scan(SlowSigner.Sign(fields, "Hello.\r\n"), zone: "town.example TXT \"v=spf1 -all\"\n_dmarc.town.example TXT \"v=DMARC1; p=reject\"");
        analysis.Authenticity!.IsLate.ShouldBeTrue();
        analysis.Authenticity.Dmarc!.Status.ShouldBe(AuthenticationStatus.Fail);
        Ids(analysis).ShouldNotContain("auth.dmarc-failed");
        Ids(analysis).ShouldNotContain("auth.dkim-failed");
        Ids(analysis).ShouldContain("auth.aligned");
    }

    [Fact]
    public void Without_a_resolver_only_the_body_is_checked()
    {
        var mail = SlowSigner.Sign(Fields(), "Hello.\r\n");
        var intact = Scan(mail, zone: "").Authenticity.ShouldNotBeNull();
        intact.IsLookedUp.ShouldBeFalse();
        intact.Results.ShouldBeNull();
        intact.Dkim.ShouldHaveSingleItem().BodyIntact.ShouldBe(true);
        Ids(Scan(mail + "More.\r\n", zone: "")).ShouldContain("auth.body-altered");
    }

    [Fact]
    public void A_mail_without_signatures_costs_nothing_without_a_resolver() => Scan(string.Join("\r\n", Fields()) + "\r\n\r\nHello.\r\n", zone: "").Authenticity.ShouldBeNull();

    [Fact]
    public void Of_several_From_domains_the_failing_one_counts()
    {
        var fields = Fields();
        fields[2] = "From: Anna <anna@town.example>, Chief <chief@bank.example>";
        var zone = Zone + "\n_dmarc.bank.example TXT \"v=DMARC1; p=reject\"";
        Scan(SlowSigner.Sign(fields, "Hello.\r\n"), zone).Authenticity!.Dmarc!.Domain.ShouldBe("bank.example");
    }

    [Fact]
    public void An_attached_message_is_evaluated_by_its_own_bytes()
    {
        var inner = SlowSigner.Sign(Fields(), "Hello.\r\n");
        var outer = "From: Bob <bob@shop.example>\r\nTo: soc@shop.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            + inner + "\r\n--b--\r\n";
        var analysis = Scan(outer);
        // A mail that only hands another over is unwrapped; else the other is judged beside it.
        var attached = analysis.Report is null ? analysis.Attached.ShouldHaveSingleItem() : analysis;
        attached.Authenticity!.Dkim.ShouldHaveSingleItem().Status.ShouldBe(AuthenticationStatus.Pass);
    }

    [Fact]
    public void Look_ups_end_at_the_limit_and_say_so()
    {
        var scanner = new MailScanner(new ScanOptions { Strict = true, Dns = ZoneResolver.Parse(Zone), Clock = new Clock(), Limits = new AnalysisLimits { Lookups = 2 } });
        var analysis = scanner.Scan(Encoding.Latin1.GetBytes(SlowSigner.Sign(Fields(), "Hello.\r\n")));
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached" && finding.Subject == "lookups");
    }

    [Theory]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.3.1", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::1", false)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    public void Only_public_addresses_are_peers(string ip, bool expected) => DeliveringHost.IsPublic(System.Net.IPAddress.Parse(ip)).ShouldBe(expected);
}
