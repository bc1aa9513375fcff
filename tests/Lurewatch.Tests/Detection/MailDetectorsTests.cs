using System.Text;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class MailDetectorsTests
{
    private static string[] Ids(string mail) =>
        [.. new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes(mail)).Findings.Select(finding => finding.Kind.Id)];

    [Theory]
    [InlineData("Re: x", "thread.reply-without-thread", true)]
    [InlineData("x", "thread.reply-without-thread", false)]
    public void A_reply_needs_something_to_reply_to(string subject, string id, bool found) =>
        Ids($"From: a@x.example\nSubject: {subject}\n\nhello\n").Contains(id).ShouldBe(found);

    [Theory]
    [InlineData("spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=x.example; dkim=none; dmarc=fail action=quarantine header.from=x.example;compauth=fail reason=000",
        "auth.spf-failed auth.dmarc-failed auth.compauth-failed")]
    [InlineData("mx.y.example; spf=softfail smtp.mailfrom=a@x.example", "auth.spf-softfailed")]
    [InlineData("mx.y.example; spf=pass smtp.mailfrom=bounce.x.example", "auth.aligned")]
    [InlineData("mx.y.example; dkim=pass header.d=mail.x.example header.s=s1", "auth.aligned")]
    [InlineData("mx.y.example; dkim=pass header.i=@other.example; spf=pass smtp.mailfrom=z@other.example", "auth.misaligned")]
    [InlineData("mx.y.example; dkim=none; spf=none smtp.mailfrom=x.example", "auth.none")]
    public void Results_are_judged_as_reported(string results, string ids)
    {
        var found = Ids($"Authentication-Results: {results}\nFrom: a@x.example\nTo: b@y.example\nSubject: s\nMessage-ID: <1@x.example>\nDate: Mon, 16 Sep 2019 10:00:00 +0200\n\nhello\n");
        found.Where(id => id.StartsWith("auth.", StringComparison.Ordinal) && id != "auth.no-received").Order().ShouldBe(ids.Split(' ').Order());
    }

    [Fact]
    public void Results_of_servers_further_down_are_not_believed()
    {
        const string Forged = "Received: from a by b; Mon, 16 Sep 2019 10:00:00 +0200\nAuthentication-Results: mx.y.example; dkim=pass header.d=x.example\n";
        var found = Ids("Authentication-Results: mx.y.example; spf=fail smtp.mailfrom=x.example\n" + Forged + "From: a@x.example\nSubject: s\n\nhello\n");
        found.ShouldContain("auth.spf-failed");
        found.ShouldNotContain("auth.aligned");
    }

    [Theory]
    [InlineData("From: a@x.example\nFrom: b@y.example\nSubject: s\n\nhi\n", "structure.header-duplicate")]
    [InlineData("From: a@x.example, b@y.example\nSubject: s\n\nhi\n", "structure.from-several")]
    [InlineData("From: =?utf-8?B?QmFuaw==?= <a@x.example>\nSubject: s\n\nhi\n", "structure.from-encoded-needlessly")]
    [InlineData("From: =?utf-8?Q?=62ank=40x.example?=\nSubject: s\n\nhi\n", "structure.address-encoded")]
    [InlineData("From: B\u200Bank <a@x.example>\nSubject: s\n\nhi\n", "structure.from-invisible")]
    [InlineData("From: a@x.example\nSubject: s\nDate: soon\n\nhi\n", "structure.date-malformed")]
    [InlineData("From: a@x.example\nSubject: s\nContent-Type: multipart/mixed\n\n--x\n\nhi\n", "structure.boundary-missing")]
    [InlineData("From: a@x.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=y\n\n--x\n\nhi\n--x--\n", "structure.boundary-not-found")]
    [InlineData("From: a@x.example\nSubject: s\nContent-Transfer-Encoding: base64\n\naGk=aGk=aGk=\n", "structure.base64-after-padding")]
    [InlineData("From: a@x.example\nSubject: a\0b\n\nhi\n", "structure.header-nul")]
    [InlineData("From: a@x.example\nSubject: a\rX-Y: b\n\nhi\n", "structure.header-bare-cr")]
    [InlineData("From: a@x.example\nSubject: s\nhello there\nto you all\n", "structure.header-block-unterminated")]
    public void Deviations_are_found(string mail, string id) => Ids(mail).ShouldContain(id);

    [Fact]
    public void Deviations_that_split_programs_add_up() =>
        Ids("From: a@x.example\nFrom: b@y.example\nSubject: a\0b\n\nhi\n").ShouldContain("structure.parser-evasion");

    [Fact]
    public void A_correct_mail_has_none() =>
        Ids("From: a@x.example\nTo: b@y.example\nSubject: s\nDate: Mon, 16 Sep 2019 10:00:00 +0200\nMessage-ID: <1@x.example>\n\nhi\n").ShouldNotContain(id => id.StartsWith("structure.", StringComparison.Ordinal));
}
