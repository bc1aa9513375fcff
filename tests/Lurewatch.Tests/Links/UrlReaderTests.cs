using CsCheck;
using Lurewatch.Mail.Links;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

public sealed class UrlReaderTests
{
    [Theory]
    [InlineData("http://example.com", "http://example.com/")]
    [InlineData("HTTPS://Example.COM:443/A?b=c#d", "https://example.com/A?b=c#d")]
    [InlineData("http:\\\\example.com\\a\\b", "http://example.com/a/b")]
    [InlineData("http:/example.com/x", "http://example.com/x")]
    [InlineData("http:example.com", "http://example.com/")]
    [InlineData("https:////example.com", "https://example.com/")]
    [InlineData("//example.com/x", "http://example.com/x")]
    [InlineData("ht\ttps://exa\nmple.com/a\r\nb", "https://example.com/ab")]
    [InlineData("http://%65xample%2ecom/", "http://example.com/")]
    [InlineData("http://ｅｘａｍｐｌｅ．ｃｏｍ/", "http://example.com/")]
    [InlineData("http://example。com/", "http://example.com/")]
    [InlineData("http://exam\u00ADple.com/", "http://example.com/")]
    [InlineData("http://bücher.example/", "http://xn--bcher-kva.example/")]
    [InlineData("http://раураl.com/", "http://xn--l-7sba6dbr.com/")]
    [InlineData("http://example.com/%7euser/%41%2f%zz", "http://example.com/~user/A%2F%25zz")]
    [InlineData("http://example.com/a/../b/./c/%2e%2e/d", "http://example.com/b/d")]
    [InlineData("http://example.com/ä b?q=ü#ö", "http://example.com/%C3%A4%20b?q=%C3%BC#%C3%B6")]
    [InlineData("http://example.com./", "http://example.com/")]
    [InlineData("http://example.com:8080", "http://example.com:8080/")]
    [InlineData("http://http://example.com/x", "http://example.com/x")]
    [InlineData("https://https//example.com/x", "https://example.com/x")]
    [InlineData("www.example.com", "http://www.example.com/")]
    [InlineData("example.com:8080/x", "http://example.com:8080/x")]
    [InlineData("mailto:a@example.com?subject=Hi%20you", "mailto:a@example.com?subject=Hi%20you")]
    [InlineData("blob:https://example.com/1-2", "blob:https://example.com/1-2")]
    [InlineData("\\\\server.example\\share\\x.exe", "file://server.example/share/x.exe")]
    [InlineData("file:///C:/x", "file:///C:/x")]
    [InlineData("hxxps[:]//bad[.]example[.]com/a[.]b", "https://bad.example.com/a[.]b")]
    [InlineData("hXXp://bad(dot)com", "http://bad.com/")]
    [InlineData("h**ps://bad{.}com", "https://bad.com/")]
    [InlineData("hxxp[://]bad[.com", "http://bad.com/")]
    [InlineData("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/")]
    [InlineData("http://exa mple.com/", "http://exa%20mple.com/")]
    [InlineData("http://example.com:99999/", "http://example.com/")]
    [InlineData("  http://example.com\u200B ", "http://example.com/")]
    public void It_reads_as_a_browser_would(string text, string url) => UrlReader.Read(text)!.UrlText.ShouldBe(url);

    [Theory]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("https:///?x")]
    [InlineData("rechnung.doc")]
    [InlineData("hello")]
    [InlineData("user@example.com")]
    [InlineData("/relative/path")]
    [InlineData("#top")]
    [InlineData("Re: hello")]
    [InlineData("12:30")]
    public void What_is_no_url_is_none(string text) => UrlReader.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("http://3232235777/", "192.168.1.1", "decimal_integer")]
    [InlineData("http://0300.0250.1.1/", "192.168.1.1", "octal")]
    [InlineData("http://0xC0.0xA8.0x01.0x01/", "192.168.1.1", "hex")]
    [InlineData("http://0xc0a80101/", "192.168.1.1", "hex")]
    [InlineData("http://0xc0.0250.257/", "192.168.1.1", "octal,hex")]
    [InlineData("http://127.1/", "127.0.0.1", "decimal_integer")]
    [InlineData("http://①②⑦.0.0.1/", "127.0.0.1", "")]
    [InlineData("http://%31%32%37.0.0.1/", "127.0.0.1", "")]
    public void A_disguised_address_is_unmasked(string text, string ip, string encoders)
    {
        var url = UrlReader.Read(text)!;
        url.Ip!.IpText.ShouldBe(ip);
        string.Join(',', url.Ip.Translation!.Encoders).ShouldBe(encoders);
        url.UrlText.ShouldBe($"http://{ip}/");
        url.Domain.DomainName.ShouldBeNull();
    }

    [Fact]
    public void A_plain_address_has_no_disguise() => UrlReader.Read("http://192.168.1.1/")!.Ip!.Translation.ShouldBeNull();

    [Fact]
    public void IPv4_inside_IPv6_is_named_by_its_IPv4_form()
    {
        var ip = UrlReader.Read("http://[::ffff:c0a8:101]/")!.Ip!;
        ip.IpText.ShouldBe("192.168.1.1");
        ip.Translation!.V4ToV6.ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://256.1.1.1/")]
    [InlineData("http://1.2.3.4.5/")]
    [InlineData("http://0x.example.com/")]
    [InlineData("http://08.1.1.1/")]
    public void What_is_no_address_is_none(string text) => UrlReader.Read(text)!.Ip.ShouldBeNull();

    [Fact]
    public void The_host_stands_behind_the_last_at_sign()
    {
        var url = UrlReader.Read("https://www.paypal.com@login%40x:pw@evil.example.com/a")!;
        url.Domain.RootDomain.ShouldBe("example.com");
        url.Username.ShouldBe("www.paypal.com@login@x");
        url.Password.ShouldBe("pw");
        url.UrlText.ShouldBe("https://www.paypal.com%40login%40x:pw@evil.example.com/a");
    }

    [Fact]
    public void Query_parameters_are_decoded()
    {
        var query = UrlReader.Read("http://example.com/?a=1%202&a=b+c&d&e=%C3%A4=x")!.QueryParamsDecoded;
        query["a"].ShouldBe(["1 2", "b c"]);
        query["d"].ShouldBe([""]);
        query["e"].ShouldBe(["ä=x"]);
    }

    [Fact]
    public void A_data_url_does_not_carry_its_megabytes()
    {
        var url = UrlReader.Read("data:text/html;base64," + new string('A', 1 << 20))!;
        url.Scheme.ShouldBe("data");
        url.UrlText!.Length.ShouldBeLessThan(1100);
    }

    [Fact]
    public void An_office_link_leads_to_the_address_inside() =>
        UrlReader.Read("ms-word:ofe|u|https://evil.example.com/x.docx")!.Domain.RootDomain.ShouldBe("example.com");

    [Theory]
    [InlineData("http://example.com/a/b?c", "d", "http://example.com/a/d")]
    [InlineData("http://example.com/a/b?c", "/d", "http://example.com/d")]
    [InlineData("https://example.com/a/b?c", "//other.com/d", "https://other.com/d")]
    [InlineData("http://example.com/a/b?c", "?d", "http://example.com/a/b?d")]
    [InlineData("http://example.com/a/b", "../d", "http://example.com/d")]
    [InlineData("http://example.com/a/b", "https://x.com", "https://x.com/")]
    [InlineData("http://example.com", "login.php", "http://example.com/login.php")]
    public void A_relative_reference_is_resolved(string baseUrl, string reference, string url) =>
        UrlReader.Resolve(UrlReader.Read(baseUrl), reference)!.UrlText.ShouldBe(url);

    private static readonly string[] Pieces =
    [
        "http", "https", "hxxp", ":", "//", "/", "\\", "@", "[", "]", "[.]", "(dot)", ".", "..", "%", "%2e", "%41", "%25", "%zz", "%C3%A4", "?", "#", "&", "=", " ", "\t", "\n",
        "example", "com", "co.uk", "xn--", "xn--bcher-kva", "ü", "。", "①", "\uD800", "\u200D", "\u00AD", "0x", "017", "1", "256", "::1", "::ffff:1.2.3.4", "javascript:",
        "data:", "mailto:", "blob:", "ms-word:", "file:", "www.", "a", "{", "|", "\0", "℀", "ẞ", "İ", "ﷺ",
    ];

    [Fact]
    public void Reading_what_was_read_changes_nothing() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Select(string.Concat).Sample(CheckStable, iter: 100_000);

    [Fact]
    public void Any_text_is_read_without_a_throw() => Gen.String.Sample(text => CheckStable("http://" + text), iter: 20_000);

    private static void CheckStable(string text)
    {
        var first = UrlReader.Read(text);
        if (first is null) return;
        _ = first.QueryParamsDecoded.Count;
        var second = UrlReader.Read(first.UrlText!);
        second.ShouldNotBeNull($"{text} → {first.UrlText}");
        second.UrlText.ShouldBe(first.UrlText, $"read from {text}");
        if (first.Scheme is "http" or "https") second.Domain.ShouldBe(first.Domain);
    }
}
