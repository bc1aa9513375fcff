using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

public sealed class OpenRedirectsTests
{
    [Theory]
    [InlineData("https://old.example/redirect.php?url=https://shop.test/?id=3457", "https://shop.test/?id=3457", false)]
    [InlineData("https://old.example/go.php?u=https%3A%2F%2Fshop.test%2Fx", "https://shop.test/x", false)]
    [InlineData("https://old.example/go.php?u=https%253A%252F%252Fshop.test%252Fx", "https://shop.test/x", false)]
    [InlineData("https://old.example/go.php?url=aHR0cHM6Ly9zaG9wLnRlc3QveA", "https://shop.test/x", true)]
    [InlineData("https://old.example/go.php?url=68747470733a2f2f73686f702e746573742f78", "https://shop.test/x", true)]
    [InlineData("https://old.example/go.php?url=x/tset.pohs//:sptth", "https://shop.test/x", true)]
    [InlineData("https://old.example/out?//shop.test/x", "http://shop.test/x", false)]
    [InlineData("https://old.example/out?to=%5C%5Cshop.test%5Cx", "file://shop.test/x", false)]
    [InlineData("https://old.example//shop.test/x", "http://shop.test/x", false)]
    [InlineData("https://old.example/click/aHR0cHM6Ly9zaG9wLnRlc3QveA/1", "https://shop.test/x", true)]
    [InlineData("https://old.example/track/https://shop.test/x", "https://shop.test/x", false)]
    [InlineData("https://old.example/r?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fshop.test%252Fx", "https://shop.test/x", false)]
    [InlineData("https://old.example/r?next=javascript:alert(1)//http", "javascript:alert(1)//http", false)]
    public void An_address_inside_an_address_is_read(string text, string target, bool hidden)
    {
        var found = OpenRedirects.Of(UrlReader.Read(text)!)!;
        found.Target.UrlText.ShouldBe(target);
        found.Hidden.ShouldBe(hidden);
    }

    [Theory]
    [InlineData("https://www.shop.example/?next=https://login.shop.example/")]                       // its own house
    [InlineData("https://social.example/sharer.php?u=https://shop.test/")]                           // to show it
    [InlineData("https://social.example/intent/post?url=https://shop.test/")]
    [InlineData("https://login.example/oauth2/authorize?redirect_uri=https://shop.test/cb")]         // to sign in for it
    [InlineData("https://shop.example/?utm_source=https://shop.test/")]                              // says where one came from
    [InlineData("https://shop.example/img?src=https://cdn.test/x.png")]
    [InlineData("https://shop.example/a//b/c")]
    [InlineData("https://shop.example/a?id=68747470")]
    [InlineData("https://shop.example/")]
    public void Addresses_for_other_purposes_are_none(string text) => OpenRedirects.Of(UrlReader.Read(text)!).ShouldBeNull();
}
