using Lurewatch.Detection;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class CombinationDetectorTests
{
    private static string[] Found(Message message, params string[] found)
    {
        var findings = found.Select(id => new Finding { Kind = new FindingKind(id, "A finding", Severity.Low), Reason = "It is so.", Excerpt = "so" }).ToList();
        new CombinationDetector().Examine(Mails.View(message), findings);
        return [.. findings.Skip(found.Length).Select(finding => finding.Kind.Id)];
    }

    private static readonly Message s_plain = Mails.From("Anna", "anna@firma.example", links: "evil.example");

    [Theory]
    [InlineData("combination.brand-lure", "identity.brand-in-name", "lure.credential")]
    [InlineData("combination.brand-lure", "identity.brand-in-name", "lure.parcel-fee-hint")]
    [InlineData("combination.executive-request", "identity.own-person-outside", "lure.ceo-request-hint")]
    [InlineData("combination.executive-request", "identity.executive-outside", "lure.payment")]
    [InlineData("combination.executive-request", "identity.executive-outside", "lure.ceo-request-hint", "reply-to.elsewhere")]
    [InlineData("combination.doubtful-link-lure", "link.ip-host", "lure.credential-hint")]
    [InlineData("combination.mailbox-lure", "identity.internal-role-outside", "lure.credential")]
    [InlineData("combination.lookalike-lure", "lookalike.typo", "lure.invoice-hint")]
    [InlineData("combination.doubtful-sender-lure", "sender.abused-tld", "lure.bulk")]
    [InlineData("combination.doubtful-sender-hint", "sender.abused-tld", "lure.credential-hint")]
    public void Two_findings_make_a_third(string kind, params string[] found) => Found(s_plain, found).ShouldContain(kind);

    [Theory]
    [InlineData("identity.brand-in-name")]
    [InlineData("lure.credential")]
    [InlineData("identity.brand-in-name", "lure.bulk")]
    [InlineData("identity.own-person-outside", "lure.credential-hint")]
    [InlineData("identity.executive-outside", "lure.payment-hint")]
    public void One_alone_or_two_that_do_not_fit_make_none(params string[] found) => Found(s_plain, found).ShouldBeEmpty();

    [Fact]
    public void Without_a_way_off_a_brand_and_a_lure_are_just_two_findings() =>
        Found(Mails.From("PayPal", "x@firma.example"), "identity.brand-in-name", "lure.credential").ShouldBeEmpty();

    [Fact]
    public void A_brand_in_the_subject_counts_unless_the_mail_leads_to_it()
    {
        Found(Mails.From("Anna", "anna@firma.example", subject: "Your PayPal account", links: "evil.example"), "lure.credential").ShouldBe(["combination.brand-in-subject-lure"]);
        Found(Mails.From("Anna", "anna@firma.example", subject: "Your PayPal account", links: ["evil.example", "paypal.com"]), "lure.credential").ShouldBeEmpty();
        Found(Mails.From("PayPal", "service@paypal.com", subject: "Your PayPal account", links: "evil.example"), "lure.credential").ShouldBeEmpty();
    }

    [Fact]
    public void A_forged_brand_address_counts_where_results_are_known()
    {
        var message = Mails.From("PayPal", "service@paypal.com", links: "evil.example");
        Found(message.Authenticated("fail"), "lure.credential").ShouldBe(["combination.forged-brand-lure"]);
        Found(message.Authenticated("pass"), "lure.credential").ShouldBeEmpty();
    }

    [Fact]
    public void A_free_mailbox_speaks_for_no_institution() =>
        Found(Mails.From("Anna", "anna@gmail.com"), "lure.tax").ShouldBe(["combination.free-mail-lure"]);
}
