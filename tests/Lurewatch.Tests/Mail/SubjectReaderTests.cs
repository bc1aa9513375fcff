using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class SubjectReaderTests
{
    [Theory]
    [InlineData("Re: Hello", "Hello", true, false)]
    [InlineData("AW: WG: Rechnung", "Rechnung", true, true)]
    [InlineData("Odp: Faktura", "Faktura", true, false)]
    [InlineData("TR : Facture", "Facture", false, true)]
    [InlineData("RV: Factura", "Factura", false, true)]
    [InlineData("R: I: Fattura", "Fattura", true, true)]
    [InlineData("RES: ENC: Fatura", "Fatura", true, true)]
    [InlineData("Antw: Factuur", "Factuur", true, false)]
    [InlineData("返信：請求書", "請求書", true, false)]
    [InlineData("回复: 转发: 发票", "发票", true, true)]
    [InlineData("[EXT] [list] Re[2]: RE: (sic)", "(sic)", true, false)]
    [InlineData("[EXT]", "[EXT]", false, false)]
    [InlineData("Reminder: pay", "Reminder: pay", false, false)]
    [InlineData("Report: 3", "Report: 3", false, false)]
    [InlineData("", "", false, false)]
    public void Prefixes_are_cut(string subject, string rest, bool reply, bool forward)
    {
        var read = SubjectReader.Read(subject);
        read.Base.ShouldBe(rest);
        read.IsReply.ShouldBe(reply);
        read.IsForward.ShouldBe(forward);
        read.SubjectText.ShouldBe(subject);
    }

    [Theory]
    [InlineData("Automatische Antwort: Urlaub")]
    [InlineData("Odpowiedź automatyczna: urlop")]
    [InlineData("Automatic reply: x")]
    [InlineData("自動応答: 休暇")]
    public void Automatic_answers_are_known(string subject) => SubjectReader.Read(subject).IsAutoReply.ShouldBe(true);
}
