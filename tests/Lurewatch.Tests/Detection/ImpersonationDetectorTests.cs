using Lurewatch.Detection;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class ImpersonationDetectorTests
{
    private static readonly Organisation Stadtwerke = new()
    {
        Name = "Stadtwerke Beispiel",
        Domains = ["stadtwerke.example"],
        People = [new Person("Erika Mustermann", "erika@stadtwerke.example"), new Person("Jürgen Groß")],
        Partners = ["hausbank.example"],
    };

    private static string[] Found(Message message, Organisation? organisation = null) => Mails.Examine(new ImpersonationDetector(), message, organisation);

    [Theory]
    [InlineData("service@paypal.com", "x@evil.example", "identity.other-address-in-name", "identity.brand-in-name")]
    [InlineData("Anna <anna@bank.example>", "x@evil.example", "identity.other-address-in-name")]
    [InlineData("PayPal", "x@evil.example", "identity.brand-in-name")]
    [InlineData("PayPal Kundenservice", "x@evil.example", "identity.brand-in-name")]
    [InlineData("РayРal Service", "x@evil.example", "identity.brand-in-name", "identity.disguised-letters")]
    [InlineData("P\u200bay\u200bPal", "x@evil.example", "identity.brand-in-name", "identity.disguised-letters")]
    [InlineData("Microsoft account team", "team8817@outlook.com", "identity.brand-from-free-mail")]
    [InlineData("freebits.com", "x@evil.example", "identity.other-domain-in-name")]
    [InlineData("Autoatendimento - Protocolo: 427835915295090", "x.y@gmail.com", "identity.company-from-free-mail")]
    [InlineData("a\u073fmzn\u073f.com", "x@evil.example", "identity.disguised-letters", "identity.other-domain-in-name")]
    [InlineData("Orange Support", "x@evil.example", "identity.ambiguous-brand-in-name")]
    [InlineData("IT Helpdesk", "x@evil.example", "identity.internal-role-outside")]
    [InlineData("CEO", "privat@gmail.com", "identity.executive-title")]
    [InlineData("Bürgermeister Dr. Thomas Reinhardt", "x@evil.example", "identity.executive-outside")]
    [InlineData("Telekom Rechnungsservice", "x@evil.example", "identity.ambiguous-brand-in-name")]
    [InlineData("Billing Department", "a.b.c@gmail.com", "identity.company-from-free-mail")]
    [InlineData("stadtwerke.example Support", "x@evil.example", "identity.own-domain-in-name")]
    [InlineData("anna@stadtwerke.example", "x@evil.example", "identity.own-domain-in-name")]
    public void A_name_that_says_something_else_is_found(string name, string address, params string[] kinds) =>
        Found(Mails.From(name, address)).ShouldBe(kinds, ignoreOrder: true);

    [Theory]
    [InlineData("PayPal", "service@paypal.com")]
    [InlineData("PayPal", "news@mail.paypal.de")]
    [InlineData("anna.schmidt@firma.example", "anna.schmidt@firma.example")]
    [InlineData("anna.schmidt@firma.example", "bounce@mail.firma.example")]
    [InlineData("'anna@firma.example' via Readers", "readers@lists.example")]
    [InlineData("Anna Orange", "anna@firma.example")]
    [InlineData("Erika Mustermann", "erika.mustermann@firma.example")]
    [InlineData("firma.com", "info@firma-mail.com")]
    [InlineData("Freebits.com", "info@freebits.com")]
    [InlineData("J.Smith", "j@firma.example")]
    [InlineData("Dr. Anna Schmidt", "a@firma.example")]
    [InlineData("Mail Delivery System", "MAILER-DAEMON@firma.example")]
    [InlineData("Billing Department", "billing@firma.example")]
    [InlineData("Sparkasse Musterstadt", "info@sparkasse-musterstadt.example")]
    [InlineData("Σωκράτης Παπαδόπουλος", "s@firma.example")]
    [InlineData("Анна Иванова", "anna@firma.example")]
    [InlineData("Zoë Müller", "zoe@firma.example")]
    [InlineData("Petra 👩‍💻", "petra@firma.example")]
    public void An_honest_name_is_not(string name, string address) => Found(Mails.From(name, address)).ShouldBeEmpty();

    [Theory]
    [InlineData("Erika Mustermann")]
    [InlineData("Mustermann, Erika (CEO)")]
    [InlineData("Jurgen Gross")]
    [InlineData("Еrika Mustermann")]
    public void A_person_of_the_organisation_on_an_outside_address_is_found(string name) =>
        Found(Mails.From(name, "chef.privat@gmail.com"), Stadtwerke).ShouldContain("identity.own-person-outside");

    [Theory]
    [InlineData("Erika Mustermann", "erika@stadtwerke.example")]
    [InlineData("Erika Musterfrau", "erika.musterfrau@gmail.com")]
    [InlineData("Erika", "erika@gmail.com")]
    public void The_person_itself_and_a_namesake_in_part_are_not(string name, string address) => Found(Mails.From(name, address), Stadtwerke).ShouldBeEmpty();

    [Fact]
    public void The_organisations_name_on_an_outside_address_is_found() =>
        Found(Mails.From("Stadtwerke Beispiel Personalabteilung", "x@evil.example"), Stadtwerke).ShouldContain("identity.own-name-outside");

    [Fact]
    public void Inside_mail_may_call_itself_helpdesk() => Found(Mails.From("IT Helpdesk", "it@stadtwerke.example"), Stadtwerke).ShouldBeEmpty();

    [Fact]
    public void A_brands_namesake_that_fails_its_checks_is_found()
    {
        var message = Mails.From("Bradesco", "noreply@bradesco.example");
        Found(message).ShouldBeEmpty();
        Found(message.Authenticated("pass")).ShouldBeEmpty();
        Found(message.Authenticated("fail")).ShouldBe(["identity.brand-in-name"]);
    }

    [Fact]
    public void A_partner_may_name_a_brand() => Found(Mails.From("PayPal", "x@hausbank.example"), Stadtwerke).ShouldBeEmpty();

    [Fact]
    public void Formula_letters_in_the_subject_are_a_disguise() =>
        Found(Mails.From("Anna", "a@firma.example", subject: "𝐈𝐧𝐯𝐨𝐢𝐜𝐞 due")).ShouldBe(["identity.disguised-letters"]);

    [Fact]
    public void A_sender_without_name_or_address_is_no_trouble() => Found(new Message()).ShouldBeEmpty();
}
