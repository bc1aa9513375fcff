using System.Globalization;
using CsCheck;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class MailDateTests
{
    [Theory]
    [InlineData("Tue, 3 Feb 2026 10:11:12 +0100", "2026-02-03T10:11:12+01:00", nameof(DateOddities.None))]
    [InlineData("Mon, 3 Feb 2026 10:11:12 +0100", "2026-02-03T10:11:12+01:00", nameof(DateOddities.WeekdayWrong))]
    [InlineData("3 Feb 2026 10:11 +0545", "2026-02-03T10:11:00+05:45", nameof(DateOddities.None))]
    [InlineData("Tue, 03-Feb-26 10:11:12 GMT", "2026-02-03T10:11:12+00:00", nameof(DateOddities.None))]
    [InlineData("Tue, 3 Feb 2026 10:11:12.345 +0000 (UTC)", "2026-02-03T10:11:12+00:00", nameof(DateOddities.None))]
    [InlineData("2026-02-03 10:11:12.345342 +0000 UTC m=+37", "2026-02-03T10:11:12+00:00", nameof(DateOddities.None))]
    [InlineData("2026-02-03T10:11:12+02:00", "2026-02-03T10:11:12+02:00", nameof(DateOddities.None))]
    [InlineData("Tue, 3 Feb 2026 10:11:12 -1300", "2026-02-03T10:11:12-13:00", nameof(DateOddities.ZoneImpossible))]
    [InlineData("Tue, 3 Feb 2026 10:11:12 +0117", "2026-02-03T10:11:12+01:17", nameof(DateOddities.ZoneImpossible))]
    [InlineData("Tue, 3 Feb 2026 10:11:12 +9900", "2026-02-03T10:11:12+00:00", nameof(DateOddities.ZoneImpossible))]
    [InlineData("Tue, 3 Feb 2026 10:11:12", "2026-02-03T10:11:12+00:00", nameof(DateOddities.ZoneMissing))]
    [InlineData("Tue, 3 Feb 2026 10:11:12 XYZ", "2026-02-03T10:11:12+00:00", nameof(DateOddities.ZoneUnknown))]
    public void Dates_are_read_with_what_is_odd_about_them(string text, string date, string oddities)
    {
        MailDate.TryRead(text, out var read, out var odd).ShouldBeTrue();
        read.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture).ShouldBe(date);
        odd.ToString().ShouldBe(oddities);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Jun, 10 2002 8:42:16 AM -0200")]
    [InlineData("Tue, 31 Feb 2026 10:11:12 +0100")]
    [InlineData("Tue, 3 Feb 2026 25:11:12 +0100")]
    [InlineData("Tue, 3 Feb")]
    [InlineData("3 Foo 2026 10:11:12 +0100")]
    [InlineData("25/07/2002 09:17:09")]
    public void What_is_no_date_is_not_guessed(string text) => MailDate.TryRead(text, out _, out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_is_read_back() => Gen.Select(Gen.Long[0, 4_000_000_000], Gen.Int[-12, 14]).Sample(t =>
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(t.Item1).ToOffset(TimeSpan.FromHours(t.Item2));
        var text = date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return MailDate.TryRead(text, out var read, out var odd) && read == date && read.Offset == date.Offset && odd == DateOddities.None;
    });

    [Fact]
    public void Nothing_throws() => Gen.String[Gen.Char["0123456789:+-., MonTueJanFeb()"], 0, 40].Sample(text => { MailDate.TryRead(text, out var date, out _).ShouldBe(date != default); });
}
