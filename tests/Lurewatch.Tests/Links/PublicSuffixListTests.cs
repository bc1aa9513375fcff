using Lurewatch.Mail.Links;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

public sealed class PublicSuffixListTests
{
    [Theory]
    [InlineData("www.example.co.uk", "example.co.uk", "example", "co.uk", "www")]
    [InlineData("a.github.io", "github.io", "github", "io", "a")]                  // private rules do not count
    [InlineData("EXAMPLE.com.", "example.com", "example", "com", null)]
    [InlineData("a.b.example.ck", "b.example.ck", "b", "example.ck", "a")]          // *.ck
    [InlineData("x.www.ck", "www.ck", "www", "ck", "x")]                            // !www.ck
    [InlineData("foo.city.kobe.jp", "city.kobe.jp", "city", "kobe.jp", "foo")]      // !city.kobe.jp
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp", "b", "c.kobe.jp", "a")]             // *.kobe.jp
    [InlineData("www.食狮.公司.cn", "食狮.公司.cn", "食狮", "公司.cn", "www")]
    [InlineData("www.xn--85x722f.xn--55qx5d.cn", "食狮.公司.cn", "食狮", "公司.cn", "www")]
    [InlineData("Bücher.Example.DE", "example.de", "example", "de", "bücher")]
    public void A_name_is_split_at_its_suffix(string host, string root, string sld, string tld, string? subdomain)
    {
        var domain = PublicSuffixList.Split(host);
        domain.RootDomain.ShouldBe(root);
        domain.Sld.ShouldBe(sld);
        domain.Tld.ShouldBe(tld);
        domain.Subdomain.ShouldBe(subdomain);
        domain.Valid.ShouldBeTrue();
    }

    [Theory]
    [InlineData("localhost", null)]
    [InlineData("co.uk", null)]
    [InlineData("host.invalidtld", "host.invalidtld")]
    [InlineData("a..com", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    [InlineData("exa mple.com", null)]
    public void What_is_no_name_under_a_known_suffix_is_not_valid(string host, string? root)
    {
        var domain = PublicSuffixList.Split(host);
        domain.Valid.ShouldBeFalse();
        domain.RootDomain.ShouldBe(root);
    }

    [Fact]
    public void Both_forms_of_an_international_name_are_told()
    {
        var domain = PublicSuffixList.Split("xn--mnchen-3ya.de");
        domain.DomainName.ShouldBe("münchen.de");
        domain.Punycode.ShouldBe("xn--mnchen-3ya.de");
        PublicSuffixList.Split("münchen.de").ShouldBe(domain);
        PublicSuffixList.Split("ｍünchen。de").ShouldBe(domain);
        PublicSuffixList.Split("example.de").Punycode.ShouldBeNull();
    }

    [Theory]
    [InlineData("xn--a.com", "xn--a.com")]               // decodes to a lone control
    [InlineData("xn--99zzzzzz9999zzz.com", "xn--99zzzzzz9999zzz.com")]
    [InlineData("xn--.com", "xn--.com")]
    public void A_label_that_decodes_to_nonsense_stays_as_it_is(string host, string name) => PublicSuffixList.Split(host).DomainName.ShouldBe(name);

    [Theory]
    [InlineData("evil.github.io", "github.io")]
    [InlineData("a.b.duckdns.org", "duckdns.org")]
    [InlineData("github.io", null)]
    [InlineData("www.example.com", null)]
    [InlineData("x.s3.amazonaws.com", "s3.amazonaws.com")]
    public void A_name_that_anyone_can_get_is_known(string host, string? suffix) => PublicSuffixList.PrivateSuffix(host).ShouldBe(suffix);
}
