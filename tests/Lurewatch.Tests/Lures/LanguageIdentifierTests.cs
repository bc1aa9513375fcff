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

    [Fact]
    public void Any_text_has_an_answer_or_none() => Gen.String.Sample(text => LanguageIdentifier.Identify(text) is null or { Length: 2 }, iter: 5_000);
}
