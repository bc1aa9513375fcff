using Lurewatch.Detection;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class ReplyToDetectorTests
{
    private static string[] Found(string from, string replyTo, Organisation? organisation = null) =>
        Mails.Examine(new ReplyToDetector(), Mails.From("Anna", from, replyTo: replyTo), organisation);

    [Theory]
    [InlineData("anna@firma.example", "anna.firma@gmail.com", "reply-to.free-mail")]
    [InlineData("jeansmith2028@gmail.com", "jeansmith2059@gmail.com", "reply-to.twin")]
    [InlineData("jean.smith@firma.example", "jeansmith.office@gmail.com", "reply-to.free-mail")]
    [InlineData("anna@firma.example", "x@elsewhere.example", "reply-to.elsewhere")]
    public void Answers_that_go_elsewhere_are_found(string from, string replyTo, string kind) => Found(from, replyTo).ShouldBe([kind]);

    [Theory]
    [InlineData("anna@firma.example", "anna@firma.example")]
    [InlineData("news@firma.example", "service@mail.firma.example")]
    [InlineData("news@mail-firma.example", "service@firma.example")]
    [InlineData("anna@gmail.com", "bob@gmail.com")]
    [InlineData("news@firma.example", "reply@mcsv.net")]
    public void Answers_that_stay_are_not(string from, string replyTo) => Found(from, replyTo).ShouldBeEmpty();

    [Fact]
    public void A_spoofed_own_sender_wants_its_answer_outside()
    {
        var message = Mails.From("Chef", "chef@stadtwerke.example", replyTo: "x@elsewhere.example");
        Mails.Examine(new ReplyToDetector(), message.Authenticated("pass")).ShouldBe(["reply-to.elsewhere"]);
        Mails.Examine(new ReplyToDetector(), message.Authenticated("none")).ShouldBe(["reply-to.elsewhere"]);
        Mails.Examine(new ReplyToDetector(), message.Authenticated("none"), new Organisation { Domains = ["stadtwerke.example"] }).ShouldBe(["reply-to.outside"]);
    }

    [Fact]
    public void Answers_to_the_list_that_the_mail_goes_to_are_not() =>
        Mails.Examine(new ReplyToDetector(), Mails.From("Anna", "anna@firma.example", to: "readers@lists.example", replyTo: "readers@lists.example")).ShouldBeEmpty();
}

public sealed class SenderDetectorTests
{
    private static string[] Found(Message message, Organisation? organisation = null) => Mails.Examine(new SenderDetector(), message, organisation);

    [Theory]
    [InlineData("facebook", "sender.no-address")]
    [InlineData("x@correios", "sender.no-address")]
    [InlineData("x@firma.nosuchtld", "sender.impossible-domain")]
    [InlineData("x@uxaxiljtllmvcb.com", "sender.random-domain")]
    [InlineData("g5yv1h6emh@firma.example", "sender.random-mailbox")]
    [InlineData("x@lampen.cfd", "sender.abused-tld")]
    [InlineData("noreply@donia-ed6a4.firebaseapp.com", "sender.platform-tenant")]
    public void A_doubtful_address_is_found(string address, string kind) => Found(Mails.From("Anna", address)).ShouldContain(kind);

    [Theory]
    [InlineData("anna.schmidt@firma.example")]
    [InlineData("deutschsprachig@firma.example")]
    [InlineData("no-reply+abc123def456@firma.example")]
    [InlineData("newsletter2024@firma.com")]
    [InlineData("info@krzysztofbrzezinski.pl")]
    [InlineData("wirtschaftsprüfer@wirtschaftsprüfer.de")]
    public void An_ordinary_address_is_not(string address) => Found(Mails.From("Anna", address)).ShouldBeEmpty();

    [Fact]
    public void Own_domain_without_authentication_is_found_only_where_results_say_so()
    {
        var message = Mails.From("Anna", "anna@stadtwerke.example", to: "bob@stadtwerke.example");
        Found(message).ShouldBeEmpty();
        Found(message.Authenticated("fail")).ShouldBe(["sender.unverified-own-domain"]);
        Found(message.Authenticated("fail"), new Organisation { Domains = ["stadtwerke.example"] }).ShouldBe(["sender.spoofed-own-domain"]);
        Found(message.Authenticated("none", "stadtwerke.example")).ShouldBeEmpty();
        Found(message.Authenticated("none", "elsewhere.example")).ShouldBeEmpty("the organisation is only guessed");
        Found(message.Authenticated("none", "elsewhere.example"), new Organisation { Domains = ["stadtwerke.example"] }).ShouldBe(["sender.spoofed-own-domain"]);
    }

    [Fact]
    public void How_a_message_is_addressed_is_looked_at()
    {
        Found(Mails.From("Anna", "anna@firma.example", to: "")).ShouldBe(["sender.no-recipient"]);
        Found(Mails.From("Anna", "anna@firma.example", to: "anna@firma.example")).ShouldBe(["sender.to-itself"]);
    }

    [Theory]
    [InlineData("Hot offers\"<>69496118", "sender.mangled-name")]
    [InlineData("  Bonus casino", "sender.decorated-name")]
    [InlineData("Exklusives Angebot,", "sender.decorated-name")]
    [InlineData("Claim 💊", "sender.decorated-name")]
    public void A_dressed_up_name_is_found(string name, string kind) => Found(Mails.From(name, "anna@firma.example")).ShouldBe([kind]);

    [Theory]
    [InlineData("Firma Inc.")]
    [InlineData("Anna (Einkauf)")]
    [InlineData("田中太郎")]
    public void A_plain_name_is_not(string name) => Found(Mails.From(name, "anna@firma.example")).ShouldBeEmpty();
}

public sealed class SubjectDetectorTests
{
    private static string[] Found(string subject) => Mails.Examine(new SubjectDetector(), Mails.From("Anna", "anna@firma.example", subject: subject));

    [Theory]
    [InlineData("anna@stadtwerke.example, confirm now", "subject.names-recipient")]
    [InlineData("Long distance                 1335Pv-6", "subject.random-tag")]
    [InlineData("Your tax return oqxwzrt", "subject.random-word")]
    [InlineData("Notice - G3ejrKKzNc30o7qJhZ", "subject.random-word")]
    [InlineData("{FIRSTNAME}, your voucher", "subject.unfilled-template")]
    [InlineData("Dear {{name}}, your voucher", "subject.unfilled-template")]
    [InlineData("Hello %%email%% today", "subject.unfilled-template")]
    [InlineData("🎁 your voucher", "subject.decorated")]
    [InlineData("YOU HAVE WON THE LOTTERY", "subject.shouting")]
    [InlineData("Buy now!!!", "subject.shouting")]
    public void A_mass_mailers_subject_is_found(string subject, string kind) => Found(subject).ShouldBe([kind]);

    [Theory]
    [InlineData("Re: our meeting")]
    [InlineData("Agenda:    item 4")]
    [InlineData("22-20823 U LOCK INC         Reply")]
    [InlineData("        ")]
    [InlineData("[ILUG] Deutschsprachig")]
    [InlineData("[dev] 20% off, C# and #tags, $5 and $6")]
    [InlineData("Rechnung RE-2024-1177")]
    [InlineData("Die Verschlüsselung im Rechtschreibschutz")]
    [InlineData("NASA and ESA")]
    [InlineData("Your order 1Z999AA10123456784")]
    [InlineData("Fix in PackageManagerV2Impl")]
    [InlineData("{}")]
    public void An_ordinary_subject_is_not(string subject) => Found(subject).ShouldBeEmpty();
}

public sealed class InFavourDetectorTests
{
    private static string[] Found(Message message, Organisation? organisation = null, params (string, string)[] headers) =>
        Mails.Examine(new InFavourDetector(), message, organisation, headers);

    [Fact]
    public void Authenticated_mail_of_a_brand_is_good() => Found(Mails.From("PayPal", "service@paypal.com").Authenticated("pass")).ShouldBe(["favour.brand-sender"]);

    [Fact]
    public void Unauthenticated_mail_of_a_brand_is_not() => Found(Mails.From("PayPal", "service@paypal.com").Authenticated("fail")).ShouldBeEmpty();

    [Fact]
    public void Another_domains_signature_vouches_for_nothing() => Found(Mails.From("PayPal", "service@paypal.com").Authenticated("none", "evil.example")).ShouldBeEmpty();

    [Fact]
    public void A_free_mailbox_is_no_known_organisation() => Found(Mails.From("Anna", "anna@gmail.com").Authenticated("pass")).ShouldBeEmpty();

    [Fact]
    public void Own_and_partners_mail_is_good_when_authenticated()
    {
        var organisation = new Organisation { Domains = ["stadtwerke.example"], Partners = ["hausbank.example"] };
        Found(Mails.From("Anna", "anna@stadtwerke.example").Authenticated("pass"), organisation).ShouldBe(["favour.own-sender"]);
        Found(Mails.From("Bank", "x@hausbank.example").Authenticated("pass"), organisation).ShouldBe(["favour.partner-sender"]);
        Found(Mails.From("Bank", "x@hausbank.example"), organisation).ShouldBeEmpty();
    }

    [Fact]
    public void Links_that_stay_with_an_authenticated_sender_are_good()
    {
        var message = Mails.From("Firma", "news@firma.example", links: ["www.firma.example", "shop.firma.example"]);
        Found(message.Authenticated("pass")).ShouldBe(["favour.consistent"]);
        Found(message).ShouldBeEmpty();
        Found(Mails.From("Firma", "news@firma.example", links: ["www.firma.example", "evil.example"]).Authenticated("pass")).ShouldBeEmpty();
    }

    private static Message Answer(string quotedTo) => Mails.From("Bob", "bob@firma.example") with
    {
        Subject = new Subject { SubjectText = "Re: offer", IsReply = true },
        Headers = new Headers { InReplyTo = "1@stadtwerke.example" },
        Body = new Body
        {
            PreviousThreads =
            [
                new PreviousThread
                {
                    Sender = new Sender { Email = Mails.Address("anna@stadtwerke.example") },
                    Recipients = new Recipients { To = [Mails.Box(quotedTo)] },
                },
            ],
        },
    };

    [Fact]
    public void An_answer_to_what_the_recipient_wrote_to_the_sender_is_good() => Found(Answer("bob@firma.example")).ShouldBe(["favour.answers-recipient"]);

    [Fact]
    public void A_stolen_thread_is_no_such_answer() => Found(Answer("bob@true-firma.example")).ShouldNotContain("favour.answers-recipient");

    [Fact]
    public void A_list_that_agrees_with_its_recipient_is_good()
    {
        Found(Mails.From("Bob", "bob@firma.example", to: "readers@lists.example"), null, ("List-Id", "Readers <readers.lists.example>")).ShouldBe(["favour.mailing-list"]);
        Found(Mails.From("Bob", "bob@firma.example"), null, ("List-Id", "Readers <readers.lists.example>")).ShouldBeEmpty();
    }
}

public sealed class SimulationDetectorTests
{
    private static string[] Found(Organisation? organisation, params (string, string)[] headers) =>
        Mails.Examine(new SimulationDetector(), Mails.From("Anna", "anna@firma.example"), organisation, headers);

    [Fact]
    public void A_vendors_header_declares_a_test() => Found(null, ("X-PHISHTEST", "This is a phishing security test")).ShouldBe(["simulation.declared"]);

    [Fact]
    public void Where_the_organisation_has_its_own_mark_others_are_not_believed()
    {
        var organisation = new Organisation { Simulations = ["X-Own-Test: secret"] };
        Found(organisation, ("X-PHISHTEST", "1")).ShouldBe(["simulation.claimed"]);
        Found(organisation, ("X-Own-Test", "guessed")).ShouldBeEmpty();
        Found(organisation, ("x-own-test", "secret")).ShouldBe(["simulation.declared"]);
    }

    [Fact]
    public void An_ordinary_header_does_not() => Found(null, ("X-Mailer", "phishtest")).ShouldBeEmpty();
}
