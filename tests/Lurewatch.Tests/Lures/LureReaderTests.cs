using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class LureReaderTests
{
    [Fact]
    public void A_match_says_what_stands_where()
    {
        var match = Read(null, "Dear all,\nyour pass\u00ADword will soon EXPIRE today.").Matches.Single(found => found is { Topic: "password-expiry", Role: "object" });
        match.ShouldBe(new LureMatch("password-expiry", "object", "en", "pass\u00ADword will soon EXPIRE", "body", 15));
    }

    [Fact]
    public void Nothing_says_nothing() => Read(null, "").ShouldBe(LureReading.None);

    [Fact]
    public void A_spent_budget_is_told()
    {
        var budget = new AnalysisBudget(new AnalysisLimits { Steps = 3 }, TimeProvider.System);
        LureReader.Read("Your invoice", "Pay the invoice now", budget).Matches.ShouldBeEmpty();
        budget.Exhausted.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Раypal account", "mixed-script")]
    [InlineData("Your p\u200Bassword", "invisible")]
    [InlineData("Your p\u00ADassword", "invisible")]
    [InlineData("𝗙𝗿𝗲𝗲 gift", "styled")]
    [InlineData("F i n a l notice", "spaced")]
    [InlineData("IMP0RTANT notice", "digits")]
    public void A_disguised_word_is_seen(string subject, string how) => Read(subject, null).Disguises.ShouldHaveSingleItem().How.ShouldBe(how);

    [Theory]
    [InlineData("Über Straßen, naïve cafés and Łódź")]
    [InlineData("Встреча в понедельник, WiFi есть")]
    [InlineData("Kommu\u00ADnikation und Silben\u00ADtrennung")]
    [InlineData("Option A B C D E, J. R. R. T., room B0")]
    [InlineData("Δx and μm, 10 kΩ")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("Order A0B1C2 and 100GB")]
    public void Honest_writing_is_no_disguise(string subject) => Read(subject, subject).Disguises.ShouldBeEmpty();

    private static LureReading Read(string? subject, string? text) => LureReader.Read(subject, text, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
}
