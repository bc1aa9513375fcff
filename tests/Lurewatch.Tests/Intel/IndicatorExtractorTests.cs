using System.Text;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Intel;

public sealed class IndicatorExtractorTests
{
    private const string Scam =
        "Return-Path: <bounce@mailer.test>\r\n" +
        "Received: from mx.ourfirm.example (mx.ourfirm.example [192.0.2.1]) by store.ourfirm.example; Tue, 24 Nov 2026 10:00:02 +0100\r\n" +
        "Received: from smtp.mailer.test (smtp.mailer.test [203.0.113.9]) by mx.ourfirm.example; Tue, 24 Nov 2026 10:00:01 +0100\r\n" +
        "Received: from laptop (unknown [10.1.2.3]) by smtp.mailer.test; Tue, 24 Nov 2026 10:00:00 +0100\r\n" +
        "From: Boss <boss@freelance.test>\r\nReply-To: boss.private@gmail.com\r\nTo: Ann <ann@ourfirm.example>\r\n" +
        "Subject: Payment\r\nMessage-ID: <1@freelance.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
        "Ann, please pay to DE89 3704 0044 0532 0130 00 today and call me at +44 20 7946 0123.\r\n" +
        "Or write to pay@freelance.test, not to ann@ourfirm.example or finance@ourfirm.example.\r\n";

    [Fact]
    public void A_scam_without_a_link_still_names_account_phone_addresses_and_origin()
    {
        var found = Indicators(Scam);
        found.ShouldContain((IndicatorType.Iban, "DE89370400440532013000", "payment"));
        found.ShouldContain((IndicatorType.PhoneNumber, "+442079460123", "contact"));
        found.ShouldContain((IndicatorType.EmailAddress, "boss@freelance.test", "sender"));
        found.ShouldContain((IndicatorType.EmailAddress, "boss.private@gmail.com", "reply-to"));
        found.ShouldContain((IndicatorType.MessageId, "1@freelance.test", "message-id"));
        found.ShouldContain((IndicatorType.Subject, "Payment", "subject"));
    }

    [Fact]
    public void The_recipients_own_addresses_and_free_mail_hosts_are_none()
    {
        var found = Indicators(Scam);
        found.ShouldNotContain(i => i.Value.Contains("ourfirm.example", StringComparison.Ordinal));
        found.ShouldNotContain(i => i.Type == IndicatorType.Domain && i.Value == "gmail.com");
    }

    [Fact]
    public void Private_addresses_of_the_delivery_path_are_none_and_the_organisations_hops_are_passed_over()
    {
        var found = Indicators(Scam, new Organisation { Domains = ["ourfirm.example"] });
        found.Where(i => i.Type == IndicatorType.Ipv4).ShouldBe([(IndicatorType.Ipv4, "203.0.113.9", "origin")]);
    }

    [Fact]
    public void Nothing_is_listed_twice_and_places_are_real()
    {
        var analysis = Scan(Scam + Scam);
        analysis.Indicators.Select(i => (i.Type, i.Value)).ShouldBeUnique();
        var iban = analysis.Indicators.Single(i => i.Type == IndicatorType.Iban);
        iban.Place.Part.ShouldBe("text/plain");
        analysis.Message!.Body.Plain!.Raw!.Substring((int)iban.Place.Offset!.Value, 27).ShouldBe("DE89 3704 0044 0532 0130 00");
    }

    [Fact]
    public void A_forged_own_sender_is_no_indicator_that_one_could_block() =>
        Indicators(Scam.Replace("boss@freelance.test", "boss@ourfirm.example", StringComparison.Ordinal), new Organisation { Domains = ["ourfirm.example"] })
            .ShouldNotContain(i => i.Role == "sender");

    [Fact]
    public void An_attached_messages_indicators_are_the_parents_too_with_their_artifact()
    {
        var mail = "From: ann@ourfirm.example\r\nTo: bob@ourfirm.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + Scam + "\r\n--b--\r\n";
        var analysis = Scan(mail);
        analysis.Attached.Count.ShouldBe(1);
        var iban = analysis.Indicators.Single(i => i.Type == IndicatorType.Iban);
        iban.Place.Artifact.ShouldBe(analysis.Attached[0].Root.Path);
    }

    [Fact]
    public void A_file_that_is_no_mail_names_its_own_hashes()
    {
        var found = new MailScanner(new ScanOptions { Strict = true }).Scan("MZ plain\n"u8.ToArray(), "x.exe").Indicators;
        found.ShouldContain(i => i.Type == IndicatorType.Sha256 && i.Role == "payload-hash");
        found.ShouldContain(i => i.Type == IndicatorType.FileName && i.Value == "x.exe");
    }

    [Fact]
    public void A_macro_module_is_no_indicator_for_no_scanner_elsewhere_hashes_it()
    {
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(Repository.Path("samples/2019-09-16-de-rechnung-makro.eml")));
        var modules = analysis.Artifacts.Where(file => file.Origin == "macro").ToList();
        modules.Count.ShouldBe(2);
        modules.Where(file => analysis.Indicators.Any(found => found.Value == file.Sha256)).ShouldBeEmpty();
    }

    private static Analysis Scan(string mail, Organisation? organisation = null) =>
        new MailScanner(new ScanOptions { Strict = true, Organisation = organisation ?? Organisation.Unknown }).Scan(Encoding.UTF8.GetBytes(mail));

    private static List<(IndicatorType Type, string Value, string Role)> Indicators(string mail, Organisation? organisation = null) =>
        [.. Scan(mail, organisation).Indicators.Select(i => (i.Type, i.Value, i.Role))];
}
