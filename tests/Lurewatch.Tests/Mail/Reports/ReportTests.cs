using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail.Reports;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Reports;

public sealed class ReportTests
{
    private const string Original = """
        Received: from a.bad.test ([203.0.113.9]) by mx.ours.example; Thu, 05 Feb 2026 09:30:00 +0000
        From: Desk <desk@bad.test>
        To: ann@ours.example
        Subject: Original
        Date: Thu, 05 Feb 2026 09:29:59 +0000
        Message-ID: <o@bad.test>

        Read https://a.bad.test/x please.
        """;

    private static Analysis Scan(string mail, Organisation? organisation = null) =>
        new MailScanner(new ScanOptions { Strict = true, Organisation = organisation ?? Organisation.Unknown }).Scan(Encoding.UTF8.GetBytes(mail));

    private static string Wrap(string header, string note, string original = Original, string inside = "", string noteType = "text/plain") =>
        $"{header}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: {noteType}\n\n{note}\n--b\nContent-Type: message/rfc822\n\n{original}\n{inside}--b--\n";

    private static string From(string to = "phish@ours.example", string subject = "FW: Original", string hops = "Received: from c ([10.0.0.1]) by mx.ours.example; Thu, 05 Feb 2026 10:00:00 +0000\n") =>
        $"{hops}From: Ann <ann@ours.example>\nTo: {to}\nSubject: {subject}\nDate: Thu, 05 Feb 2026 10:00:00 +0000\nMessage-ID: <w@ours.example>";

    [Fact]
    public void What_is_forwarded_to_the_abuse_mailbox_is_analysed_with_its_reporter_and_note()
    {
        var analysis = Scan(Wrap(From(), "Is this real?"));
        analysis.Message!.Subject.SubjectText.ShouldBe("Original");
        analysis.Root.Type.ShouldBe(Lurewatch.Files.FileType.Eml);
        var report = analysis.Report.ShouldNotBeNull();
        (report.Kind, report.Source, report.Classification, report.Reporter, report.Note).ShouldBe((ReportKind.User, "forward", "phishing", "ann@ours.example", "Is this real?"));
        report.Time.ShouldBe(new DateTimeOffset(2026, 2, 5, 10, 0, 0, TimeSpan.Zero));
        report.Wrapper.Message!.Subject.SubjectText.ShouldBe("FW: Original");
        report.Wrapper.Attached.ShouldBeEmpty();
        report.Wrapper.Artifacts.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("3|x|y|(Original)", "ops@ours.example", "microsoft", "phishing")]
    [InlineData("1|x|y|(Original)", "ops@ours.example", "microsoft", "junk")]
    [InlineData("[Phish Alert] Original", "ops@ours.example", "knowbe4", "phishing")]
    [InlineData("Potential Phish: Original", "ops@ours.example", "proofpoint", "phishing")]
    public void A_button_is_told_by_the_mark_it_leaves(string subject, string to, string source, string classification)
    {
        var report = Scan(Wrap(From(to, subject), "")).Report.ShouldNotBeNull();
        (report.Source, report.Classification).ShouldBe((source, classification));
    }

    [Fact]
    public void A_message_forwarded_to_a_colleague_is_no_report()
    {
        var analysis = Scan(Wrap(From("bob@ours.example"), "Is this real?"));
        analysis.Report.ShouldBeNull();
        analysis.Message!.Subject.SubjectText.ShouldBe("FW: Original");
        analysis.Attached.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_attached_messages_are_no_report_of_one()
    {
        var second = $"--b\nContent-Type: message/rfc822\n\n{Original}\n";
        Scan(Wrap(From(), "Two of them", inside: second)).Report.ShouldBeNull();
    }

    [Theory]
    [InlineData("text/plain", "See https://elsewhere.test/release now")]
    [InlineData("text/html", "<a href='https://elsewhere.test/'>Home</a>")]
    public void A_link_of_its_own_keeps_the_wrapper_under_judgement(string type, string note)
    {
        var analysis = Scan(Wrap(From(), note, noteType: type));
        analysis.Report.ShouldBeNull();
        analysis.Message!.Subject.SubjectText.ShouldBe("FW: Original");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "report.not-unwrapped" && finding.Reason.Contains("elsewhere.test", StringComparison.Ordinal));
        analysis.Attached.Count.ShouldBe(1);
    }

    [Fact]
    public void A_link_of_the_original_may_stand_in_the_wrapper() => Scan(Wrap(From(), "It says https://a.bad.test/x")).Report.ShouldNotBeNull();

    [Fact]
    public void A_file_of_its_own_keeps_the_wrapper_under_judgement()
    {
        var file = "--b\nContent-Type: application/octet-stream; name=\"a.pdf\"\n\n%PDF-1.4\n";
        Scan(Wrap(From(), "", inside: file)).Report.ShouldBeNull();
    }

    [Fact]
    public void A_wrapper_that_never_travelled_may_hold_links() => Scan(Wrap(From(hops: ""), "Helpdesk: https://helpdesk.ours.example/")).Report.ShouldNotBeNull();

    [Fact]
    public void A_reporter_of_the_declared_organisation_may_have_a_signature_with_links_if_a_server_vouches()
    {
        var ours = OrganisationReader.Read("{\"domains\":[\"ours.example\"]}");
        var vouched = From(hops: "Authentication-Results: mx.ours.example; dkim=pass header.d=ours.example\nReceived: from c ([10.0.0.1]) by mx.ours.example; Thu, 05 Feb 2026 10:00:00 +0000\n");
        Scan(Wrap(vouched, "Ann, https://www.ours.example/"), ours).Report.ShouldNotBeNull();
        Scan(Wrap(From(), "Ann, https://www.ours.example/"), ours).Report.ShouldBeNull();
    }

    private const string JournalText = "Sender: bounce@bad.test\nSubject: Original\nMessage-Id: <o@bad.test>\nOn-Behalf-Of: boss@bad.test\nRecipient: ann@ours.example\nTo: \"Bob\" <bob@ours.example>, Expanded: all@ours.example\nBcc: carol@ours.example, Forwarded: ann@ours.example\n";

    [Fact]
    public void A_journal_gives_the_envelope_of_the_original()
    {
        var report = Scan(Wrap(From("journal@ours.example", "Original") + "\nX-MS-Journal-Report:", JournalText)).Report.ShouldNotBeNull();
        report.Kind.ShouldBe(ReportKind.Journal);
        report.Envelope!.MailFrom.ShouldBe("bounce@bad.test");
        report.Envelope.RcptTo.ShouldBe(["ann@ours.example", "bob@ours.example", "carol@ours.example"]);
        report.OnBehalfOf.ShouldBe("boss@bad.test");
        report.Reporter.ShouldBeNull();
    }

    [Theory]
    [InlineData("Sender: a@bad.test\nCall us at once, your account is closed.\n")]
    [InlineData("Sender: a@bad.test\nVisit: https://elsewhere.test/\n")]
    [InlineData("Recipient: a@bad.test\n")]
    [InlineData("")]
    public void What_is_more_than_an_envelope_is_no_journal(string text) => Journal.Read(text).ShouldBeNull();

    [Fact]
    public void A_subject_that_is_not_the_originals_does_not_pass_unjudged_in_a_journal()
    {
        const string Lure = "Your password expires today, keep it at once or your mailbox will be closed within 24 hours";
        string Journaled(string subject) => Wrap(From("journal@ours.example", "Original") + "\nX-MS-Journal-Report:", JournalText.Replace("Subject: Original", "Subject: " + subject, StringComparison.Ordinal));
        Scan(Journaled(Lure)).Report.ShouldBeNull();
        Scan(Journaled("Original")).Report.ShouldNotBeNull();
    }

    [Fact]
    public void A_users_report_in_a_journal_is_opened_to_the_bottom()
    {
        var inner = Wrap(From(), "Look at this");
        var outer = Wrap(From("journal@ours.example", "FW: Original") + "\nX-MS-Journal-Report:", "Sender: ann@ours.example\nTo: phish@ours.example\n", inner).Replace("boundary=\"b\"", "boundary=\"outer\"", StringComparison.Ordinal);
        // Two boundaries: the outer one's lines are renamed.
        var at = outer.IndexOf("\n\n--b\n", StringComparison.Ordinal);
        outer = outer[..at] + "\n\n--outer\n" + outer[(at + 6)..];
        at = outer.IndexOf("\n--b\nContent-Type: message/rfc822", StringComparison.Ordinal);
        outer = outer[..at] + "\n--outer\n" + outer[(at + 5)..];
        outer = outer[..outer.LastIndexOf("--b--", StringComparison.Ordinal)] + "--outer--\n";
        outer = ReplaceLast(outer, "boundary=\"outer\"", "boundary=\"b\"");
        var analysis = Scan(outer);
        analysis.Message!.Subject.SubjectText.ShouldBe("Original");
        analysis.Report!.Kind.ShouldBe(ReportKind.User);
        analysis.Report.Within!.Kind.ShouldBe(ReportKind.Journal);
        analysis.Report.Within.Envelope!.RcptTo.ShouldBe(["phish@ours.example"]);
    }

    private static string ReplaceLast(string text, string what, string with) => text.LastIndexOf(what, StringComparison.Ordinal) is var at and >= 0 ? text[..at] + with + text[(at + what.Length)..] : text;

    [Fact]
    public void A_complaint_hands_over_the_message_with_its_envelope()
    {
        var mail = "Received: from fbl.isp.test ([198.51.100.7]) by mx.ours.example; Thu, 05 Feb 2026 10:00:00 +0000\nFrom: fbl@isp.test\nTo: abuse@ours.example\nSubject: FW: Original\nDate: Thu, 05 Feb 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
            + "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nThis is a report, see http://www.mipassoc.org/arf/.\n--b\nContent-Type: message/feedback-report\n\n"
            + "Feedback-Type: fraud\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <b@bad.test>\nOriginal-Rcpt-To: <ann@ours.example>\nOriginal-Rcpt-To: <bob@ours.example>\nSource-IP: 203.0.113.9\nReported-URI: https://a.bad.test/x\n"
            + $"--b\nContent-Type: message/rfc822\n\n{Original}\n--b--\n";
        var report = Scan(mail).Report.ShouldNotBeNull();
        (report.Kind, report.Source, report.Classification, report.Reporter).ShouldBe((ReportKind.Feedback, "SomeGenerator/1.0", "fraud", "fbl@isp.test"));
        (report.Envelope!.MailFrom, report.Envelope.ClientIp).ShouldBe(("b@bad.test", "203.0.113.9"));
        report.Envelope.RcptTo.ShouldBe(["ann@ours.example", "bob@ours.example"]);
    }

    [Fact]
    public void A_delivery_status_is_read_field_by_field()
    {
        var status = DeliveryStatus.Read("Reporting-MTA: dns; mx.test\nArrival-Date: now\n\n\nFinal-Recipient: rfc822;a@b.test\nAction: Failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n such user\n\nFinal-Recipient: rfc822; <c@d.test>\nAction: delayed\n"u8).ShouldNotBeNull();
        status.ReportingMta.ShouldBe("mx.test");
        status.Recipients.Select(recipient => (recipient.Address, recipient.Action, recipient.Status, recipient.Diagnostic)).ShouldBe([("a@b.test", "failed", "5.1.1", "550 no such user"), ("c@d.test", "delayed", null, null)]);
    }

    [Fact]
    public void A_disposition_is_read()
    {
        var notification = DispositionNotification.Read("Reporting-UA: joes-pc.test; Foomail 97.1\nFinal-Recipient: rfc822;a@b.test\nOriginal-Message-ID: <1@c.test>\nDisposition: manual-action/MDN-sent-manually; displayed\n"u8).ShouldNotBeNull();
        (notification.FinalRecipient, notification.OriginalMessageId, notification.Disposition).ShouldBe(("a@b.test", "1@c.test", "displayed"));
    }
}
