using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class LureIntentsTests
{
    [Theory]
    [InlineData("Your password expires today", "Dear user, the password of your mailbox expires in 2 days. Click the button below to keep the same password, failure to do so ends in loss of access.", "credential")]
    [InlineData("Your account has been suspended", "We noticed unusual sign-in activity. Log in to your account to verify within 24 hours.", "credential")]
    [InlineData("Payment declined", "Your subscription has expired. Update your payment method within 24 hours.", "renewal")]
    [InlineData(null, "I turned on your camera and recorded you. Pay 900 dollars in bitcoin or I send this video to all your contacts. You have 48 hours.", "extortion")]
    [InlineData("Business proposal", "I am the barrister of a late client who left 4.5 million US dollars and no next of kin. I need your assistance in utmost confidence.", "advance-fee")]
    [InlineData("Congratulations", "You have been selected! Claim your reward now, a short survey and your mystery box is on its way.", "prize")]
    [InlineData(null, "Are you available? I am in a meeting and can't talk. I need you to run a task, keep this confidential and send me your cell number.", "ceo-request")]
    [InlineData(null, "I need you to purchase Apple gift cards for a client, scratch the back and send me the codes. I will reimburse you.", "gift-card")]
    [InlineData("Ihr Konto wurde gesperrt", "Aus Sicherheitsgründen wurde Ihr Konto vorübergehend gesperrt. Bestätigen Sie Ihre Daten innerhalb von 24 Stunden.", "credential")]
    [InlineData("Zahlungserinnerung", "Die offene Rechnung ist nicht beglichen. Begleichen Sie den Betrag umgehend, sonst folgt ein Inkassoverfahren.", "payment")]
    public void A_lure_is_known_by_its_words(string? subject, string text, string intent) =>
        Weigh(subject, text).ShouldContain(report => report.Intent.Id == intent && report.Strong);

    [Theory]
    [InlineData("Invoice 2019-0815", "Dear Ms Example, please find attached our invoice for September. Payment is due within 14 days. Kind regards")]
    [InlineData("Reset your password", "You asked to reset your password. Click the link below to choose a new one. If you did not ask for it, ignore this mail.")]
    [InlineData("Your parcel is on its way", "Your shipment will be delivered tomorrow between 9 and 12. Track your package here.")]
    [InlineData("September newsletter", "Our autumn collection is here, with 20% off all jackets until Sunday. Unsubscribe at any time.")]
    [InlineData("Meeting tomorrow", "Are you available at ten? I am in a meeting until nine.")]
    [InlineData("Rechnung Nr. 4711", "Sehr geehrte Frau Muster, anbei erhalten Sie unsere Rechnung für September, zahlbar innerhalb von 14 Tagen.")]
    [InlineData("Ihre Bestellung ist unterwegs", "Ihr Paket wird morgen zugestellt. Die Rechnung finden Sie im Anhang.")]
    [InlineData("Passwort zurücksetzen", "Sie haben ein neues Passwort angefordert. Klicken Sie hier, um es zu setzen. Der Link gilt 24 Stunden.")]
    public void Ordinary_mail_is_no_lure(string? subject, string text) =>
        Weigh(subject, text).ShouldNotContain(report => report.Strong);

    [Fact]
    public void Phrases_far_apart_do_not_belong_together()
    {
        var filler = string.Concat(Enumerable.Repeat("and then we went on to speak of other things ", 60));
        Weigh(null, $"verify your account {filler} account will be suspended {filler} log in to your account").ShouldNotContain(report => report.Strong);
    }

    private static IReadOnlyList<LureReport> Weigh(string? subject, string text) =>
        LureIntents.Weigh(LureReader.Read(subject, text, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Matches);
}
