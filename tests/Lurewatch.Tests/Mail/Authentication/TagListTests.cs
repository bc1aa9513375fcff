using Lurewatch.Mail.Authentication;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Authentication;

public sealed class TagListTests
{
    [Fact]
    public void White_space_around_names_and_values_does_not_count()
    {
        var tags = TagList.Parse(" a = 1 ;\r\n\tb=two words ; c=;");
        tags.Problem.ShouldBeNull();
        tags["a"].ShouldBe("1");
        tags["b"].ShouldBe("two words");
        tags["c"].ShouldBe("");
        tags["d"].ShouldBeNull();
    }

    [Theory]
    [InlineData("a=1; a=2")]
    [InlineData("a=1;; b=2")]
    [InlineData("a")]
    [InlineData("1=a")]
    [InlineData("a b=1")]
    [InlineData("a=\u0001")]
    [InlineData("")]
    public void What_breaks_the_form_spoils_the_list(string text) => TagList.Parse(text).Problem.ShouldNotBeNull();

    [Theory]
    [InlineData("QUJD", "ABC")]
    [InlineData(" QU\r\n JD ", "ABC")]
    [InlineData("QUI=", "AB")]
    [InlineData("QUI", "AB")]
    [InlineData("Q", null)]
    [InlineData("***", null)]
    [InlineData("", null)]
    public void Base64_is_read_folded(string text, string? expected) =>
        (TagList.Base64(text) is { } bytes ? System.Text.Encoding.ASCII.GetString(bytes) : null).ShouldBe(expected);
}
