using CsCheck;
using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class LanguageIdentifierTests
{
    [Theory]
    [InlineData("de", "Anbei erhalten Sie die Rechnung für den vergangenen Monat. Bei Fragen melden Sie sich gern.")]
    [InlineData("de", "Ihre Rechnung ist überfällig")]
    [InlineData("en", "Please find the minutes of yesterday's meeting attached.")]
    [InlineData("en", "Your password will expire soon")]
    [InlineData("pl", "W załączniku przesyłam fakturę za ostatni miesiąc. Proszę o potwierdzenie odbioru.")]
    [InlineData("pl", "Twoja przesyłka oczekuje na odbiór w naszym punkcie")]
    [InlineData("fr", "Veuillez trouver ci-joint le compte rendu de la réunion d'hier.")]
    [InlineData("es", "Adjunto le envío la factura correspondiente al mes pasado.")]
    [InlineData("it", "In allegato trova la fattura relativa al mese scorso, cordiali saluti.")]
    [InlineData("pt", "Segue em anexo a fatura referente ao mês passado. Não hesite em contactar-nos.")]
    [InlineData("nl", "Bijgaand vindt u de factuur van de afgelopen maand. Met vriendelijke groet.")]
    [InlineData("ja", "請求書を添付いたしますのでご確認ください。")]
    [InlineData("ja", "【重要】アカウントのお知らせ")]
    [InlineData("zh", "请查收附件中的发票")]
    [InlineData("ko", "첨부된 송장을 확인해 주세요")]
    [InlineData("ru", "Во вложении счёт за прошлый месяц, прошу подтвердить получение.")]
    [InlineData("cs", "V příloze zasílám fakturu za minulý měsíc, prosím o potvrzení.")]
    public void A_language_is_recognised(string language, string text) => LanguageIdentifier.Identify(text).ShouldBe(language);

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("1234-5678 ABC-99 https://host.example/a/b/c?d=e user@host.example")]
    [InlineData("xqzt wvkk zzrp qqwx kkjh vbnm")]
    [InlineData("- - - = = = ... !!!")]
    public void What_is_no_prose_has_no_language(string text) => LanguageIdentifier.Identify(text).ShouldBeNull();

    [Fact]
    public void Addresses_and_codes_do_not_change_the_answer() =>
        LanguageIdentifier.Identify("Ihre Sendung 00340434161094 wird heute zugestellt https://tracking.shipment-status.example/where/is/my/parcel?the=number").ShouldBe("de");

    public static TheoryData<string> Languages => [.. LureLexicon.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Short_mail_is_recognised(string language)
    {
        var texts = File.ReadLines(Repository.Path("tests/cases/lures/languages.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
            .Where(row => row[0] == language).Select(row => row[1]).ToList();
        texts.Count.ShouldBeGreaterThanOrEqualTo(20);
        var wrong = texts.Where(text => LanguageIdentifier.Identify(text) != language).Select(text => $"{LanguageIdentifier.Identify(text) ?? "none"}: {text}").ToList();
        (wrong.Count * 20 <= texts.Count).ShouldBeTrue(string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("ca", "Aquest matí hem rebut els documents que vam demanar la setmana passada, però encara falten les factures dels nostres proveïdors.")]
    [InlineData("sk", "V prílohe posielam faktúru za minulý mesiac a prosím o potvrdenie, že ste ju dostali. Ďakujem pekne a prajem pekný deň.")]
    public void A_look_alike_with_words_of_its_own_is_not_taken_for_its_neighbour(string language, string text) => LanguageIdentifier.Identify(text).ShouldBe(language);

    [Fact]
    public void Any_text_has_an_answer_or_none() => Gen.String.Sample(text => LanguageIdentifier.Identify(text) is null or { Length: 2 }, iter: 5_000);
}
