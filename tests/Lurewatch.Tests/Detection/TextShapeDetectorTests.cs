using System.Text;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class TextShapeDetectorTests
{
    [Fact]
    public void A_picture_that_is_a_link_and_hardly_a_word() =>
        Html("<a href='http://offer.example/a'><img src='http://offer.example/b.jpg'></a> View it").ShouldContain("text.only-picture-and-link");

    [Fact]
    public void A_page_of_text_beside_a_picture_is_a_newsletter()
    {
        var text = string.Concat(Enumerable.Repeat("The choir meets on Thursday and sings old songs. ", 12));
        Html($"<img src='http://choir.example/b.jpg'><p>{text}</p><a href='http://choir.example/a'>Programme</a>")
            .ShouldNotContain(id => id.StartsWith("text.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_shop_that_proves_its_name_and_leads_home_may_send_pictures() =>
        Html("<a href='https://www.one.example/sale'><img src='https://www.one.example/sale.jpg'></a>", "Authentication-Results: mx.two.example; dkim=pass header.d=one.example\r\n")
            .ShouldNotContain(id => id.StartsWith("text.", StringComparison.Ordinal));

    [Fact]
    public void An_answer_may_be_short() =>
        Html("<p>Here it is: <a href='https://docs.one.example/x'>minutes</a></p>", "In-Reply-To: <1@two.example>\r\n").ShouldNotContain("text.short-with-link");

    [Fact]
    public void A_whole_text_in_one_link_is_told()
    {
        Html("<a href='http://offer.example/a'>You were chosen for the trial of a new set of knives, see what is left for you</a> bye").ShouldContain("text.all-link");
        Html("<p>You were chosen for the trial of a new set of knives, see what is left for you on <a href='http://offer.example/a'>this page</a></p>").ShouldNotContain("text.all-link");
    }

    [Theory]
    [InlineData("kqxvwzjptrwqxkzj")]
    [InlineData("sxjrohvneydjgucyfa")]
    [InlineData("8SimUgQ4xTz91Kpw")]
    public void A_last_line_that_no_one_can_say(string tail) => Plain($"Buy our pens.\r\n\r\n{tail}\r\n").ShouldContain("text.random-tail");

    [Theory]
    [InlineData("Rechtsschutzversicherung")]
    [InlineData("unsubscribe")]
    [InlineData("https://one.example/8SimUgQ4xTz91Kpw")]
    [InlineData("Szczebrzeszyn")]
    [InlineData("anna.muster@one.example")]
    [InlineData("2f7c1d0a9b3e44f1")]
    public void A_last_line_that_says_something(string tail) => Plain($"Buy our pens.\r\n\r\n{tail}\r\n").ShouldNotContain("text.random-tail");

    [Fact]
    public void A_voice_that_shouts_in_two_ways_is_a_pitch()
    {
        Plain("FREE pens!!! Get your FREE sample today, nothing to pay, nothing to lose!!!").ShouldContain("text.sales-pitch");
        Plain("FREE pens for you and FREE ink for the office.").ShouldContain("text.loud");
        Plain("Happy birthday! See you on Saturday!").ShouldNotContain(id => id.StartsWith("text.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_of_a_hundred_dots_fills_and_a_rule_does_not()
    {
        Plain($"Read on{new string('.', 140)}\r\nmore").ShouldContain("text.filler");
        Plain($"Read on\r\n{new string('_', 70)}\r\nmore\r\n{new string('-', 200)}").ShouldNotContain("text.filler");
    }

    [Fact]
    public void Two_alternatives_must_say_the_same()
    {
        const string story = "Yesterday our neighbour walked along the river with three large dogs while evening thunder rolled across distant mountains towards villages";
        Both(story, "<p>Your parcel could not be delivered, please confirm the address of delivery and pay the customs charge of two euros</p>").ShouldContain("text.alternatives-differ");
        Both(story, $"<p>{story}</p>").ShouldNotContain("text.alternatives-differ");
    }

    [Theory]
    [InlineData("ADV: Pens for less", true)]
    [InlineData("(광고) 안내", true)]
    [InlineData("Advanced course", false)]
    public void A_label_of_advertising_counts_at_the_start(string subject, bool told) =>
        Scan($"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(subject))}?=\r\nContent-Type: text/plain\r\n\r\nHello\r\n").Contains("subject.advertisement-label").ShouldBe(told);

    private static string[] Plain(string text) => Scan($"Subject: Pens\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");

    private static string[] Html(string html, string headers = "") => Scan($"{headers}Subject: Pens\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>\r\n");

    private static string[] Both(string plain, string html) => Scan("Subject: Pens\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        + $"{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n");

    private static string[] Scan(string rest) => [.. new MailScanner(new ScanOptions { Strict = true, Organisation = Organisation.Unknown })
        .Scan(Encoding.UTF8.GetBytes($"From: a@one.example\r\nTo: b@two.example\r\nMIME-Version: 1.0\r\n{rest}")).Findings.Select(finding => finding.Kind.Id)];
}
