using System.Text;
using Lurewatch.Files;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class EmlxTests
{
    private const string Mail = "From: Anna <anna@sender.example>\nTo: bert@rcpt.example\nSubject: Order 17\nMessage-ID: <1@sender.example>\n\nPlease see https://shop.example/17\n";
    private const string List = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
        	<key>date-received</key>
        	<integer>1568621554</integer>
        	<key>flags</key>
        	<integer>16777219</integer>
        </dict>
        </plist>

        """;

    private static byte[] File(string mail = Mail, string? length = null, string list = List) => Encoding.UTF8.GetBytes((length ?? $"{Encoding.UTF8.GetByteCount(mail),-10}") + "\n" + mail + list);

    private static Analysis Scan(byte[] file) => new MailScanner(new ScanOptions { Strict = true }).Scan(file, "17.emlx");

    [Fact]
    public void The_mail_the_date_and_the_flags_are_read()
    {
        var emlx = Emlx.Read(File()).ShouldNotBeNull();
        Encoding.UTF8.GetString(emlx.Mail.Span).ShouldBe(Mail);
        emlx.Received.ShouldBe(new DateTimeOffset(2019, 9, 16, 8, 12, 34, TimeSpan.Zero));
        (emlx.IsDeleted, emlx.IsJunk, emlx.IsCut, emlx.Elsewhere).ShouldBe((true, true, false, 0));
    }

    [Fact]
    public void It_is_judged_as_the_mail_in_it()
    {
        FileTypes.Detect(File()).ShouldBe(FileType.Emlx);
        var analysis = Scan(File());
        analysis.Message.ShouldNotBeNull().Subject.SubjectText.ShouldBe("Order 17");
        analysis.Message!.Body.Links.ShouldHaveSingleItem();
        analysis.Verdict.Unopened.ShouldBeEmpty();
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "mail.kept-state" && finding.Reason == "Apple Mail received it 2019-09-16 08:12 UTC, had it as junk and deleted.");
    }

    [Fact]
    public void Parts_that_lie_in_other_files_are_said_to_be_missing()
    {
        var mail = Mail.Replace("\n\n", "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee attached\n--b\nContent-Type: application/zip; name=a.zip\nX-Apple-Content-Length: 90210\nContent-Transfer-Encoding: base64\n\n--b--\n", StringComparison.Ordinal);
        var analysis = Scan(File(mail));
        analysis.Verdict.Unopened.ShouldBe(["/"]);
        analysis.Artifacts[0].Unopened.ShouldBe("missing");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "mail.parts-elsewhere");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("999999")]
    [InlineData("4294967296")]
    public void A_length_that_lies_is_corrected_by_the_property_list(string length)
    {
        var emlx = Emlx.Read(File(length: length)).ShouldNotBeNull();
        if (length == "10") Encoding.UTF8.GetString(emlx.Mail.Span).ShouldBe(Mail);
        else emlx.IsCut.ShouldBeTrue();
        Scan(File(length: length)).Message.ShouldNotBeNull().Subject.SubjectText.ShouldBe("Order 17");
    }

    [Theory]
    [InlineData("17 apples\n")]
    [InlineData("0\n")]
    [InlineData("-5\n")]
    [InlineData("12345678901\n")]
    [InlineData("17")]
    public void What_does_not_start_with_a_length_is_none(string first)
    {
        Emlx.LooksLikeOne(Encoding.UTF8.GetBytes(first + Mail)).ShouldBeFalse();
        FileTypes.Detect(Encoding.UTF8.GetBytes(first + "and some more text that is no mail")).ShouldNotBe(FileType.Emlx);
    }

    [Fact]
    public void Without_a_property_list_it_is_still_the_mail()
    {
        var emlx = Emlx.Read(File(list: "")).ShouldNotBeNull();
        (emlx.Received, emlx.Flags).ShouldBe((null, 0));
        Scan(File(list: "")).Message.ShouldNotBeNull();
    }
}
