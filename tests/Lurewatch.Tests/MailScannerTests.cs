using System.Text;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class MailScannerTests
{
    [Fact]
    public void A_plain_mail_becomes_a_message()
    {
        var analysis = new MailScanner().Scan(Encoding.ASCII.GetBytes("From: a@one.example\r\nTo: b@two.example\r\nSubject: Hello\r\n\r\nHi\r\n"));
        analysis.Message!.Subject.SubjectText.ShouldBe("Hello");
        analysis.Root.Path.ShouldBe("/");
    }
}
