using Lurewatch.Mail.Threads;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Threads;

public sealed class QuotedDateTests
{
    [Theory]
    [InlineData("Monday, September 16, 2019 10:00 AM")]
    [InlineData("Montag, 16. September 2019 10:00")]
    [InlineData("poniedziałek, 16 września 2019 10:00")]
    [InlineData("lundi 16 septembre 2019 10:00")]
    [InlineData("mar. 16 sept. 2019 à 10:00")]
    [InlineData("lunes, 16 de septiembre de 2019 10:00")]
    [InlineData("mar 16 set 2019 alle ore 10:00")]
    [InlineData("segunda-feira, 16 de setembro de 2019 10:00")]
    [InlineData("maandag 16 september 2019 10:00")]
    [InlineData("2019年9月16日(月) 10:00")]
    [InlineData("2019/09/16 10:00")]
    [InlineData("2019-09-16T10:00:00")]
    [InlineData("16.09.19 um 10:00")]
    [InlineData("09/16/2019 10:00")]
    [InlineData("Mon, 16 Sep 2019 10:00:00 +0200")]
    public void A_day_is_read_in_every_language(string text) => QuotedDate.Read(text).ShouldBe([new DateOnly(2019, 9, 16)]);

    [Fact]
    public void Where_day_and_month_may_be_swapped_both_are_given() =>
        QuotedDate.Read("03/04/2019 10:00").ShouldBe([new DateOnly(2019, 4, 3), new DateOnly(2019, 3, 4)]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday at 10:00")]
    [InlineData("99.99.2019")]
    [InlineData("31 February 2019")]
    public void What_is_no_day_gives_none(string? text) => QuotedDate.Read(text).ShouldBeEmpty();
}
