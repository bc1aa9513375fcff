using System.Text;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class ForwardedDetectorTests
{
    private const string Phish = "Your account has been suspended. Log in to your account to verify within 24 hours: http://pay.verify-now.test/x";

    [Fact]
    public void A_phish_that_is_only_handed_on_is_read()
    {
        var ids = Scan("", "PayPal Service <notice@mail.verify-now.test>", Phish);
        ids.ShouldContain("forwarded.brand-in-name");
        ids.ShouldContain("lure.credential");
        ids.ShouldContain("combination.brand-lure");
    }

    [Fact]
    public void What_somebody_writes_about_is_not_what_they_want() =>
        Scan("Hello all, this came in today and it is not from them, please do not open the link in it and tell everybody in your team.\r\n\r\n", "PayPal Service <notice@mail.verify-now.test>", Phish)
            .ShouldNotContain(id => id.StartsWith("lure.", StringComparison.Ordinal) || id.StartsWith("forwarded.", StringComparison.Ordinal));

    [Fact]
    public void A_true_mail_handed_on_is_no_lure() =>
        Scan("", "PayPal <service@paypal.com>", "You sent 12.00 EUR to Choir Example. The money has been taken from your balance.")
            .ShouldNotContain(id => id.StartsWith("lure.", StringComparison.Ordinal) || id.StartsWith("forwarded.", StringComparison.Ordinal));

    private static string[] Scan(string own, string from, string text) => [.. new MailScanner(new ScanOptions { Strict = true, Organisation = Organisation.Unknown })
        .Scan(Encoding.UTF8.GetBytes("From: Anna <anna@one.example>\r\nTo: desk@one.example\r\nSubject: Fwd: notice\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            + $"{own}---------- Forwarded message ---------\r\nFrom: {from}\r\nDate: Mon, Sep 4, 2023 at 9:00 AM\r\nSubject: notice\r\nTo: <anna@one.example>\r\n\r\n{text}\r\n"))
        .Findings.Select(finding => finding.Kind.Id)];
}
