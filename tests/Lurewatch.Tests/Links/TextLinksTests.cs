using CsCheck;
using Lurewatch.Mail.Links;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Links;

public sealed class TextLinksTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static string?[] Find(string text) => [.. TextLinks.Find(text, Budget()).Select(link => link.HrefUrl.UrlText)];

    [Theory]
    [InlineData("see http://example.com/a?b=c, please", "http://example.com/a?b=c")]
    [InlineData("(http://example.com/a_(b))", "http://example.com/a_(b)")]
    [InlineData("(see http://example.com/a).", "http://example.com/a")]
    [InlineData("<http://example.com/very\nlong>", "http://example.com/verylong")]
    [InlineData("\"https://example.com/\"", "https://example.com/")]
    [InlineData("www.example.com.", "http://www.example.com/")]
    [InlineData("Go to example.com/login now", "http://example.com/login")]
    [InlineData("Besuchen Sie example.de!", "http://example.de/")]
    [InlineData("hxxps://bad[.]example[.]com/x", "https://bad.example.com/x")]
    [InlineData("hxxp[:]//bad.example.com", "http://bad.example.com/")]
    [InlineData("bad[.]com", "http://bad.com/")]
    [InlineData("こちらhttps://example.jp/aをクリック", "https://example.jp/a%E3%82%92%E3%82%AF%E3%83%AA%E3%83%83%E3%82%AF")]
    [InlineData("「https://example.jp/a」を", "https://example.jp/a")]
    [InlineData("Link:https://example.com", "https://example.com/")]
    [InlineData("url=https://example.com/x", "https://example.com/x")]
    [InlineData("mailto:a@example.com", "mailto:a@example.com")]
    [InlineData("http://192.168.1.1/x", "http://192.168.1.1/x")]
    [InlineData("[text](https://example.com/x)", "https://example.com/x")]
    [InlineData("http://user@example.com:8080/", "http://user@example.com:8080/")]
    [InlineData("http:\\\\example.com\\x", "http://example.com/x")]
    public void A_link_is_found(string text, string url) => Find(text).ShouldBe([url]);

    [Theory]
    [InlineData("rechnung.doc")]
    [InlineData("anlage.zip und skript.sh")]
    [InlineData("e.g. this, i.e. that")]
    [InlineData("node.js is fine")]
    [InlineData("This is the end.The next begins")]
    [InlineData("a@example.com")]
    [InlineData("first.last@example.com, x")]
    [InlineData("version 1.2.3.4")]
    [InlineData("at 12:30")]
    [InlineData("Re: hello")]
    [InlineData("http://")]
    [InlineData("std::vector")]
    [InlineData("...")]
    [InlineData("Mr.Smith")]
    [InlineData("z.B. so")]
    public void What_is_no_link_is_left(string text) => Find(text).ShouldBeEmpty();

    [Fact]
    public void Links_come_in_order_of_place_with_their_place()
    {
        const string Text = "one http://a.example.com two www.b.example.com/x.";
        var found = TextLinks.FindUrls(Text, Budget());
        found.Select(link => Text.Substring(link.Start, link.Length)).ShouldBe(["http://a.example.com", "www.b.example.com/x"]);
    }

    [Theory]
    [InlineData("from 10.0.0.1 and [2001:db8::1].", "10.0.0.1,2001:db8::1")]
    [InlineData("10[.]0[.]0[.]1", "10.0.0.1")]
    [InlineData("at 12:30:05, 00:11:22:33:44:55, v1.2.3.4.5, 300.1.1.1, http://10.0.0.2/", "")]
    public void Addresses_in_text_are_found(string text, string ips) => string.Join(',', TextLinks.FindIps(text, Budget()).Select(ip => ip.IpText)).ShouldBe(ips);

    [Fact]
    public void Any_text_is_read_without_a_throw()
    {
        Gen.String.Sample(text => { _ = Find(text); _ = TextLinks.FindIps(text, Budget()); }, iter: 20_000);
        string[] pieces = ["http", ":", "//", ".", "com", "www", "[.]", "(", ")", "<", ">", "\n", " ", "example", "@", "[", "]", "。", "1", "/", "::"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 20].Select(string.Concat).Sample(text => { _ = Find(text); _ = TextLinks.FindIps(text, Budget()); }, iter: 50_000);
    }

    [Theory]
    [InlineData(".")]
    [InlineData(":")]
    [InlineData("a.")]
    [InlineData("http:")]
    [InlineData("http://")]
    [InlineData("[.")]
    [InlineData("(")]
    [InlineData("www.a.com/(")]
    public void Repetition_costs_linear_time(string piece)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var text = string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
        _ = Find(text);
        _ = TextLinks.FindIps(text, Budget());
        clock.ElapsedMilliseconds.ShouldBeLessThan(2000);
    }
}
