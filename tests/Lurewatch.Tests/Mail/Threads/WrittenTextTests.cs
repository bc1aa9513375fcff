using CsCheck;
using Lurewatch.Mail.Threads;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Threads;

public sealed class WrittenTextTests
{
    [Theory]
    [InlineData("Best regards,\nJohn Smith\nSales, Firma Ltd\n+44 20 7946 0000")]
    [InlineData("Mit freundlichen Grüßen\n\nJan Kowal\nFirma GmbH")]
    [InlineData("Z poważaniem\nJan Kowal")]
    [InlineData("Bien cordialement,\nJean")]
    [InlineData("Un cordial saludo,\nJuan")]
    [InlineData("Cordiali saluti\nGianni")]
    [InlineData("Atenciosamente,\nJoão")]
    [InlineData("Met vriendelijke groet,\nJan")]
    [InlineData("よろしくお願いいたします。\n山田")]
    [InlineData("-- \nJan Kowal\nhttps://firma.example")]
    [InlineData("Sent from my iPhone")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Wysłane z iPhone'a")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("Inviato da iPhone")]
    [InlineData("Enviado do meu iPhone")]
    [InlineData("Verstuurd vanaf mijn iPhone")]
    [InlineData("iPhoneから送信")]
    public void A_signature_is_set_apart(string signature)
    {
        var written = WrittenTextReader.Read("The file is attached.\nPlease look.\n\n" + signature + "\n");
        written.Text.ShouldBe("The file is attached.\nPlease look.");
        written.Signature.ShouldBe(signature);
        written.Boilerplate.ShouldBeNull();
    }

    [Theory]
    [InlineData("This e-mail is confidential and intended only for the\naddressee. If you are not the intended recipient, delete it.")]
    [InlineData("Diese E-Mail enthält vertrauliche Informationen. Wenn Sie sie\nirrtümlich erhalten haben, vernichten Sie sie.")]
    [InlineData("Ta wiadomość jest poufna.")]
    [InlineData("Ce message est confidentiel.")]
    [InlineData("Este mensaje contiene información confidencial.")]
    [InlineData("Questo messaggio contiene informazioni riservate.")]
    [InlineData("Esta mensagem contém informações confidenciais.")]
    [InlineData("Dit bericht bevat vertrouwelijke informatie.")]
    [InlineData("このメールには機密情報が含まれています。")]
    public void A_disclaimer_is_set_apart_and_the_signature_above_it(string disclaimer)
    {
        var written = WrittenTextReader.Read("Agreed.\n\nRegards\nJan\n\n________\n" + disclaimer + "\n\nPlease consider the environment before printing.\n");
        written.Text.ShouldBe("Agreed.");
        written.Signature.ShouldBe("Regards\nJan");
        written.Boilerplate!.ShouldContain(disclaimer);
        written.Boilerplate!.ShouldContain("environment");
    }

    [Theory]
    [InlineData("Thanks to your help the invoice is paid now. The rest follows tomorrow.\nJan")]
    [InlineData("The list\n- one\n- two")]
    [InlineData("This is confidential and stays between us. Buy the cards today.")]
    [InlineData("Sent from my desk this morning, it should have reached you. Has it?\nThe amount is 400 EUR, and it is due on Friday at the latest, as we agreed on the phone last week.")]
    public void What_the_message_says_is_not_taken_for_its_end(string text)
    {
        var written = WrittenTextReader.Read(text);
        written.Text.ShouldBe(text);
        written.Signature.ShouldBeNull();
        written.Boilerplate.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_lost_between_the_three() =>
        Gen.String[Gen.Char["ab \n-_.@Regards,thnksintended recipient"], 0, 300].Sample(text =>
        {
            var written = WrittenTextReader.Read(text);
            static string Bare(string? part) => string.Concat((part ?? "").Where(c => !char.IsWhiteSpace(c)));
            (Bare(written.Text) + Bare(written.Signature) + Bare(written.Boilerplate)).ShouldBe(Bare(text));
        });
}
