using System.Text;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class LureDetectorTests
{
    [Fact]
    public void A_lure_names_its_topic_words_and_place()
    {
        var finding = Scan("Your account has been suspended", "We noticed unusual activity. Log in to your account to verify within 24 hours.").Single(found => found.Kind.Id == "lure.credential");
        finding.Subject.ShouldBe("account-suspended");
        finding.Place.Header.ShouldBe("Subject");
        finding.Reason.ShouldContain("account has been suspended");
    }

    [Fact]
    public void A_text_that_is_not_read_to_its_end_says_so()
    {
        var longer = string.Concat(Enumerable.Repeat("An ordinary line of an ordinary letter.\r\n", 900));
        Scan("Minutes", longer).ShouldContain(found => found.Kind.Id == "text.not-read-to-its-end");
        Scan("Minutes", longer[..20_000]).ShouldNotContain(found => found.Kind.Id == "text.not-read-to-its-end");
    }

    [Fact]
    public void A_callback_lure_needs_a_number_to_call()
    {
        const string text = "Thank you for your purchase. Your account has been debited. If you did not authorize this transaction, call our customer support";
        Scan("Order confirmed", text + " at +1 (808) 555-0143.").ShouldContain(found => found.Kind.Id == "lure.callback");
        Scan("Order confirmed", text + ".").ShouldNotContain(found => found.Kind.Id.StartsWith("lure.callback", StringComparison.Ordinal));
    }

    [Fact]
    public void False_support_is_heard_without_a_number_and_own_maintenance_is_not()
    {
        Scan("Security alert", "Microsoft technical support: your computer is infected. Do not turn off your computer. Download and install AnyDesk and tell the technician the code.")
            .ShouldContain(found => found.Kind.Id == "lure.remote-support");
        Scan("Remote help", "You asked for help with the printer: please open TeamViewer at ten and tell us the ID, so that our engineer can connect to your computer.")
            .ShouldNotContain(found => found.Kind.Id == "lure.remote-support");
        Scan("Maintenance on Friday", "On Friday from 6 pm our IT updates your laptops with TeamViewer. Please leave them at your desk.")
            .ShouldNotContain(found => found.Kind.Id.StartsWith("lure.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_foreign_language_is_told_only_to_an_organisation_that_said_its_own()
    {
        const string text = "Anbei erhalten Sie die Unterlagen für unser Treffen am kommenden Montag, wie besprochen.";
        Scan("Unterlagen", text).ShouldNotContain(found => found.Kind.Id == "text.language-foreign");
        Scan("Unterlagen", text, "de").ShouldNotContain(found => found.Kind.Id == "text.language-foreign");
        Scan("Unterlagen", text, "pl", "en").Single(found => found.Kind.Id == "text.language-foreign").Subject.ShouldBe("de");
    }

    [Fact]
    public void A_word_in_two_scripts_is_told_once_with_its_spelling()
    {
        var finding = Scan("Your Pаypаl account", "Hello").Single(found => found.Kind.Id == "text.mixed-script");
        finding.Reason.ShouldContain("Pаypаl");
        finding.Excerpt.ShouldBe("Pаypаl");
    }

    [Fact]
    public void A_soft_hyphenated_newsletter_says_nothing() =>
        Scan("Neues aus der Gemeinde", "Die Veran\u00ADstaltungen im Septem\u00ADber, die Öffnungs\u00ADzeiten und ein Be\u00ADricht aus dem Gemeinde\u00ADrat.")
            .ShouldNotContain(found => found.Kind.Id.StartsWith("text.", StringComparison.Ordinal) || found.Kind.Id.StartsWith("lure.", StringComparison.Ordinal));

    [Theory]
    [InlineData("Demande urgente", "Bonjour, êtes-vous au bureau ? Il me faut un virement urgent et confidentiel ce matin. Je suis en réunion, répondez-moi par mail.")]
    [InlineData("Urgente", "Ciao, sei in ufficio? Serve un bonifico urgente entro oggi. Sono in riunione e non posso parlare, rispondimi via email.")]
    [InlineData("Urgente", "Hola, ¿estás en la oficina? Hace falta una transferencia urgente esta mañana. Estoy en una reunión, no puedo hablar; respóndeme por correo.")]
    [InlineData("Spoed", "Ben je op kantoor? Er moet vandaag een dringende overboeking uit. Ik zit in een vergadering en kan nu niet bellen, antwoord per e-mail.")]
    [InlineData("Urgente", "Está no escritório? É precisa uma transferência muito urgente hoje. Estou em reunião e não posso atender, responda por e-mail.")]
    [InlineData("Pilne", "Czy jest Pani w biurze? Trzeba dziś zlecić pilny przelew. Jestem na spotkaniu i nie mogę rozmawiać, proszę odpisać mailem.")]
    [InlineData("至急のお願い", "今オフィスにいますか。本日中に至急の振込をお願いしたい。会議中で電話に出られないので、メールで返信してください。")]
    public void A_superior_in_haste_is_heard_in_each_language(string subject, string text) =>
        Scan(subject, text).ShouldContain(found => found.Kind.Id == "lure.ceo-request");

    [Theory]
    [InlineData("Réunion de jeudi", "Bonjour, je suis en réunion jusqu'à midi. Le virement de votre facture a été effectué hier, répondez-moi si quelque chose manque.")]
    [InlineData("Riunione", "Buongiorno, domani sono in ufficio dalle nove. Il bonifico è partito ieri, la ricevuta è in allegato.")]
    [InlineData("Reunión", "Hola, mañana estaré en la oficina. La transferencia se hizo ayer; cualquier duda, me dices.")]
    [InlineData("Overleg", "Ik zit tot twaalf uur in een vergadering. De betaling is gisteren uitgevoerd.")]
    [InlineData("Reunião", "Bom dia, estou no escritório até às cinco. A transferência foi feita ontem, segue o comprovativo.")]
    [InlineData("Spotkanie", "Dzień dobry, jutro będę w biurze od ósmej. Przelew został wykonany wczoraj, potwierdzenie w załączniku.")]
    [InlineData("振込のご連絡", "お世話になっております。昨日お振込みいたしました。ご確認をお願いいたします。代表取締役 山田")]
    public void Colleagues_who_speak_of_meetings_and_payments_are_no_superior_in_haste(string subject, string text) =>
        Scan(subject, text).ShouldNotContain(found => found.Kind.Id.StartsWith("lure.ceo-request", StringComparison.Ordinal));

    private static IReadOnlyList<Finding> Scan(string subject, string text, params string[] languages)
    {
        var scanner = new MailScanner(new ScanOptions { Strict = true, Organisation = Organisation.Unknown with { Languages = languages } });
        var mail = $"From: a@one.example\r\nTo: b@two.example\r\nSubject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(subject))}?=\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n";
        return scanner.Scan(Encoding.UTF8.GetBytes(mail)).Findings;
    }
}
