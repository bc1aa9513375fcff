using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

public sealed class PhoneNumbersTests
{
    [Theory]
    [InlineData("call +1 (202) 555-0143 now")]
    [InlineData("Tel. 0800 123 45 67.")]
    [InlineData("+4930123456789")]
    [InlineData("1-8\u200B00-555-0199")]
    public void A_number_to_dial_is_seen(string text) => PhoneNumbers.Any(text).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("invoice 20191231 of 12.31.2019")]
    [InlineData("order 302-5551234567890123")]
    [InlineData("€ 1.234,50")]
    [InlineData("00340434161094")]
    public void Other_numbers_are_not(string? text) => PhoneNumbers.Any(text).ShouldBeFalse();
}
