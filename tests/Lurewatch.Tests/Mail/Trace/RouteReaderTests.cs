using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Trace;

public sealed class RouteReaderTests
{
    private const string Tail = "; Tue, 3 Feb 2026 10:11:12 +0000";

    /// <summary>A mail with these fields, newest first.</summary>
    private static ParsedMail Mail(Organisation? organisation, params string[] fields) =>
        Read.Text(string.Join('\n', fields.Select(field => field.Contains(':', StringComparison.Ordinal) && char.IsUpper(field[0]) ? field : $"Received: {field}{Tail}")) + "\nFrom: a@a.example\nTo: anna@b.example\nSubject: x\n\nx\n", organisation);

    private static MailRoute Route(params string[] fields) => Mail(null, fields).Route;

    [Fact]
    public void The_first_client_from_outside_is_the_boundary()
    {
        var route = Route("from mx.b.example (mx.b.example [10.0.0.2]) by store.b.example with LMTP", "from out.a.example (out.a.example [192.0.2.1]) by mx.b.example with ESMTPS", "from pc (line.isp.example [198.51.100.7]) by out.a.example with ESMTPSA");
        route.Boundary.ShouldBe(1);
        route.BoundarySource.ShouldBe(BoundarySource.Assumed);
        route.Hops.Select(hop => hop.Trusted).ShouldBe([false, true, true]);
        route.Origins.ShouldBe([new OriginIp("192.0.2.1", "Received", 1, true), new OriginIp("198.51.100.7", "Received", 0, false)]);
    }

    [Fact]
    public void A_relay_of_the_own_domain_whose_name_the_server_looked_up_is_passed()
    {
        Route("from mx.b.example (mx.b.example [203.0.113.2]) by store.b.example with SMTP", "from out.a.example ([192.0.2.1]) by mx.b.example with SMTP").Boundary.ShouldBe(0);
    }

    [Fact]
    public void A_client_that_only_calls_itself_one_of_ours_is_outside()
    {
        // The lower field is forged by whoever said HELO mx.b.example from 192.0.2.66.
        var route = Route("from mx.b.example (unknown [192.0.2.66]) by store.b.example with SMTP", "from bank.example ([192.0.2.1]) by mx.b.example with SMTP");
        route.Boundary.ShouldBe(1);
        Route("from mx.b.example (mx.b.example [192.0.2.66] (may be forged)) by store.b.example (8.14.7/8.14.7) with SMTP", "from bank.example ([192.0.2.1]) by mx.b.example with SMTP").Boundary.ShouldBe(1);
    }

    [Fact]
    public void A_customers_line_of_the_provider_is_outside() =>
        Route("from pc (192-0-2-66.dyn.b.example [192.0.2.66]) by mx.b.example with SMTP").Boundary.ShouldBe(0);

    [Fact]
    public void A_chain_that_breaks_is_trusted_no_further()
    {
        var route = Route("from gate.b.example (gate.b.example [10.0.0.2]) by store.b.example with LMTP", "from out.a.example ([192.0.2.1]) by elsewhere.c.example with SMTP");
        route.Boundary.ShouldBeNull();
        route.Hops.Select(hop => hop.Trusted).ShouldBe([false, true]);
    }

    [Fact]
    public void Exchange_Online_and_a_fetched_mailbox_are_walked_through()
    {
        Route("from SA1.NAMP223.PROD.OUTLOOK.COM (::1) by LV3.NAMP223.PROD.OUTLOOK.COM with HTTPS",
            "from CH2.namprd14.prod.outlook.com (2603:10b6:610:60::23) by SA1.NAMP223.PROD.OUTLOOK.COM (2603:10b6:806:24c::5) with Microsoft SMTP Server id 15.20",
            "from a.example (192.0.2.1) by AM6.mail.protection.outlook.com (10.233.241.17) with Microsoft SMTP Server id 15.20 via Frontend Transport").Boundary.ShouldBe(0);
        Route("from phobos [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for jm@localhost", "from a.example (a.example [192.0.2.1]) by mail.isp.example with ESMTP").Boundary.ShouldBe(0);
    }

    [Fact]
    public void The_organisation_may_count_its_hops()
    {
        string[] fields = ["from relay (relay [198.51.100.2]) by store.b.example with LMTP", "from out.a.example ([192.0.2.1]) by relay.hosted.example with SMTP", "from pc ([203.0.113.7]) by out.a.example with SMTP"];
        var route = Mail(new Organisation { TrustedHopCount = 2 }, fields).Route;
        route.Boundary.ShouldBe(1);
        route.BoundarySource.ShouldBe(BoundarySource.Configured);
        route.Origins[0].Ip.ShouldBe("192.0.2.1");
        Mail(new Organisation { TrustedHopCount = 9 }, fields).Route.Boundary.ShouldBe(0);
    }

    [Theory]
    [InlineData("hosted.example,198.51.100.0/24,b.example", 1)]
    [InlineData("b.example,198.51.100.2", null)]
    [InlineData("b.example", 2)]
    [InlineData("c.example", null)]
    public void The_organisation_may_name_its_servers(string own, int? boundary)
    {
        var organisation = new Organisation { TrustedHops = own.Split(',') };
        var mail = Mail(organisation, "from relay (relay [198.51.100.2]) by store.b.example with LMTP", "from out.a.example ([192.0.2.1]) by relay.hosted.example with SMTP", "from pc ([203.0.113.7]) by out.a.example with SMTP");
        if (own == "b.example,198.51.100.2") boundary = 2;
        mail.Route.Boundary.ShouldBe(boundary);
    }

    [Fact]
    public void The_envelope_goes_before_the_headers()
    {
        var bytes = Encoding.UTF8.GetBytes($"Received: from pc ([203.0.113.7]) by out.a.example with SMTP{Tail}\nX-Originating-IP: [198.51.100.9]\nFrom: a@a.example\nTo: anna@b.example\nSubject: x\n\nx\n");
        var route = new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, envelope: new Envelope("a@a.example", ["anna@b.example"], "192.0.2.1", "out.a.example")).Route!;
        route.Boundary.ShouldBeNull();
        route.Hops.ShouldAllBe(hop => !hop.Trusted);
        route.Origins.ShouldBe([new OriginIp("192.0.2.1", "envelope", null, true), new OriginIp("203.0.113.7", "Received", 0, false), new OriginIp("198.51.100.9", "X-Originating-IP", null, false)]);
    }

    [Fact]
    public void Results_above_the_boundary_and_directly_below_it_under_the_own_name_are_believed()
    {
        const string Boundary = "from out.a.example (out.a.example [192.0.2.1]) by mx.b.example with ESMTPS", Older = "from pc ([203.0.113.7]) by out.a.example with SMTP";
        Mail(null, "Authentication-Results: mx.b.example; dmarc=pass", Boundary, Older).TrustedResults!.Dmarc.ShouldBe("pass");
        Mail(null, Boundary, "Authentication-Results: mx.b.example; dmarc=pass", Older).TrustedResults!.Dmarc.ShouldBe("pass");
        Mail(null, Boundary, "Authentication-Results: out.a.example; dmarc=pass", Older).TrustedResults.ShouldBeNull();
        Mail(null, Boundary, "Received-SPF: pass (a) client-ip=192.0.2.1", Older).TrustedResults.ShouldBeNull();
        Mail(null, "Received-SPF: pass (a) client-ip=192.0.2.1; envelope-from=x@a.example", Boundary, Older).TrustedResults!.Spf.ShouldBe("pass");
        Mail(new Organisation { TrustedAuthservIds = ["auth.b.example"] }, "Authentication-Results: mx.b.example; dmarc=pass", Boundary, Older).TrustedResults.ShouldBeNull();
        Mail(new Organisation { TrustedAuthservIds = ["auth.b.example"] }, Boundary, "Authentication-Results: auth.b.example; dmarc=pass", Older).TrustedResults!.Dmarc.ShouldBe("pass");
    }

    [Fact]
    public void Results_in_the_own_name_from_before_the_boundary_are_forged()
    {
        const string Boundary = "from out.a.example (out.a.example [192.0.2.1]) by mx.b.example with ESMTPS", Older = "from pc ([203.0.113.7]) by out.a.example with SMTP";
        var forged = Mail(null, Boundary, Older, "Authentication-Results: mx.b.example; dmarc=pass");
        forged.TrustedResults.ShouldBeNull();
        forged.ForgedResults.ShouldNotBeNull();
        Mail(null, "Authentication-Results: mx.b.example; dmarc=fail", Boundary, Older, "Authentication-Results: mx.b.example; dmarc=pass").ShouldSatisfyAllConditions(
            mail => mail.TrustedResults!.Dmarc.ShouldBe("fail"), mail => mail.ForgedResults.ShouldNotBeNull());
        // Another server's word, and that of a mail which had been here before.
        Mail(null, Boundary, Older, "Authentication-Results: mx.c.example; dmarc=pass").ForgedResults.ShouldBeNull();
        Mail(null, Boundary, "from mx.b.example ([192.0.2.9]) by out.a.example with SMTP", "Authentication-Results: mx.b.example; dmarc=pass", "from x ([203.0.113.7]) by mx.b.example with SMTP").ForgedResults.ShouldBeNull();
    }

    [Fact]
    public void Claims_are_collected_and_none_is_believed()
    {
        var mail = Mail(null, "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.example; s=k; b=x", "ARC-Message-Signature: i=1; a=rsa-sha256; d=a.example; s=k; h=from; bh=x; b=x",
            "ARC-Authentication-Results: i=1; mx.a.example; spf=pass smtp.mailfrom=a.example; dkim=pass reason=\"ok\" header.d=a.example", "from out.a.example ([192.0.2.1]) by mx.b.example with SMTP",
            "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:DE;SCL:5;;", "X-MS-Exchange-Organization-SCL: 5", "BIMI-Selector: v=BIMI1; s=default", "Authentication-Results-Original: mx.a.example; dkim=pass header.d=a.example",
            "X-Google-DKIM-Signature: v=1; a=rsa-sha256; d=1e100.net; s=20230601; b=x");
        mail.TrustedResults.ShouldBeNull();
        mail.Route.Claims.Select(claim => $"{claim.Source}|{claim.Name}|{claim.Value}").ShouldBe(
        [
            "X-Forefront-Antispam-Report|CIP|192.0.2.1", "X-Forefront-Antispam-Report|CTRY|DE", "X-Forefront-Antispam-Report|SCL|5", "X-MS-Exchange-Organization|SCL|5", "BIMI|Selector|v=BIMI1; s=default",
            "Authentication-Results-Original|server|mx.a.example", "Authentication-Results-Original|dkim|pass header.d=a.example", "X-Google-DKIM-Signature|d|1e100.net", "X-Google-DKIM-Signature|s|20230601",
            "ARC i=1|server|mx.a.example", "ARC i=1|spf|pass smtp.mailfrom=a.example", "ARC i=1|dkim|pass reason=ok header.d=a.example", "ARC i=1|d|a.example", "ARC i=1|s|k", "ARC i=1|cv|none", "ARC i=1|d|a.example", "ARC i=1|s|k",
        ]);
    }
}
