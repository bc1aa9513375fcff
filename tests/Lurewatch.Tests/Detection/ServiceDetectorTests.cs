using System.Text;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class ServiceDetectorTests
{
    private const string Note = "Note from Billing Department: your account has been charged $599.99. If you did not make this transaction, call our support at +1 (808) 555-0178 to cancel.";

    private static string[] Ids(string from, string text) =>
        [.. new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.UTF8.GetBytes($"From: {from}\nTo: anna@stadt.example\nSubject: Invoice\nDate: Mon, 09 Feb 2026 09:00:00 +0100\nMessage-ID: <1@x.example>\n\n{text}\n"))
            .Findings.Select(finding => finding.Kind.Id).Where(id => id.StartsWith("service.", StringComparison.Ordinal))];

    [Fact]
    public void A_number_to_call_in_a_services_note_is_found() => Ids("service@paypal.com", Note).ShouldContain("service.callback-note");

    [Fact]
    public void A_note_that_speaks_for_another_brand_is_found() => Ids("service@paypal.com", Note.Replace("your account", "your Geek Squad plan", StringComparison.Ordinal)).ShouldContain("service.foreign-brand-note");

    [Fact]
    public void Elsewhere_it_is_the_lure_alone() => Ids("billing@shop.example", Note).ShouldBeEmpty();

    [Theory]
    [InlineData("Turnverein Lindenau sent you 35.00 EUR. Note from Turnverein Lindenau: Standgebühr, danke! Log in to see the details of this transaction.")]
    [InlineData("You sent a payment of 12.00 EUR to Cafe Roma. Questions? Call the merchant at 040 5550 1234 56.")]
    public void Honest_notes_are_not(string text) => Ids("service@paypal.com", text).ShouldBeEmpty();
}
