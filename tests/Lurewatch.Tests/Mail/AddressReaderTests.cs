using System.Text;
using CsCheck;
using Lurewatch.Mail;
using MimeKit;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class AddressReaderTests
{
    private static List<Mailbox> Parse(string value)
    {
        var mail = Lurewatch.Tests.Mail.Read.Text($"From: {value}\nSubject: s\n\n");
        return [.. mail.Message.Headers.From];
    }

    [Theory]
    [InlineData("Anna <a@x.example>", "Anna", "a@x.example")]
    [InlineData("a@x.example", null, "a@x.example")]
    [InlineData("\"Doe, John\" <j@x.example>", "Doe, John", "j@x.example")]
    [InlineData("Doe, John <j@x.example>", "Doe, John", "j@x.example")]
    [InlineData("\"service@bank.example\" <evil@x.example>", "service@bank.example", "evil@x.example")]
    [InlineData("service@bank.example <evil@x.example>", "service@bank.example", "evil@x.example")]
    [InlineData("=?utf-8?B?QmFuaw==?= <b@x.example>", "Bank", "b@x.example")]
    [InlineData("=?utf-8?Q?Bank_=3Cb=40bank=2Eexample=3E?= <e@x.example>", "Bank <b@bank.example>", "e@x.example")]
    [InlineData("Bank <b@x.example", "Bank", "b@x.example")]
    [InlineData("<b@X.Example>", null, "b@x.example")]
    [InlineData("Bank [b@x.example]", "Bank", "b@x.example")]
    [InlineData("Bank b@x.example", "Bank", "b@x.example")]
    public void A_sender_is_read(string value, string? name, string address)
    {
        var mailbox = Parse(value).ShouldHaveSingleItem();
        mailbox.DisplayName.ShouldBe(name);
        mailbox.Email.Address.ShouldBe(address);
    }

    [Fact]
    public void Any_text_is_read_without_harm() =>
        Gen.String[Gen.Char["aB<>@,;:\"\\()[]=?.-_ \u00fc\u202e"], 0, 60].Sample(text =>
        {
            var domains = new DomainCache();
            foreach (var mailbox in AddressReader.ReadText(text, domains)) _ = mailbox.Email.Address;
            var bytes = Encoding.UTF8.GetBytes(text);
            _ = AddressReader.Read(bytes, 0, bytes.Length, new ParserOptions(), domains);
        });
}
