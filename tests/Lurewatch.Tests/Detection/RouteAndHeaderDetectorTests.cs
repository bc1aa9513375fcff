using System.Text;
using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Detection;

public sealed class RouteAndHeaderDetectorTests
{
    private const string Ours = "Received: from out.a.example (out.a.example [192.0.2.1]) by mx.b.example (Postfix) with ESMTPS id 4F1; Tue, 3 Feb 2026 10:11:12 +0000\n";
    private static readonly Organisation s_organisation = new() { Domains = ["b.example"] };

    private static string[] Ids(string fields, string from = "a@a.example")
    {
        var date = fields.Contains("Date:", StringComparison.Ordinal) ? "" : "Date: Tue, 3 Feb 2026 10:10:00 +0000\n";
        var id = fields.Contains("Message-ID:", StringComparison.OrdinalIgnoreCase) ? "" : "Message-ID: <1@a.example>\n";
        var to = fields.Contains("\nTo:", StringComparison.Ordinal) ? "" : "To: anna@b.example\n";
        var mail = $"{fields}From: {from}\n{to}{date}{id}Subject: x\n\nx\n";
        return [.. new MailScanner(new ScanOptions { Strict = true, Organisation = s_organisation }).Scan(Encoding.UTF8.GetBytes(mail)).Findings.Select(finding => finding.Kind.Id)
            .Where(kind => kind.StartsWith("route.", StringComparison.Ordinal) || kind.StartsWith("header.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void An_ordinary_mail_has_none() => Ids(Ours + "Received: from [10.0.0.5] (line.isp.example [198.51.100.7]) by out.a.example (Postfix) with ESMTPSA id 3A; Tue, 3 Feb 2026 10:11:02 +0000\n"
        + "User-Agent: Mozilla Thunderbird\nMIME-Version: 1.0\nContent-type: text/plain; charset=utf-8\nReply-to: a@a.example\nReturn-Path: <a@a.example>\n").ShouldBeEmpty();

    [Theory]
    // The client at the boundary.
    [InlineData("from [192.0.2.66] (unknown [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-address")]
    [InlineData("from 192.0.2.66 (unknown [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-address")]
    [InlineData("from localhost (unknown [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-local")]
    [InlineData("from WIN-7AB3 (unknown [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-local")]
    [InlineData("from mx.b.example (unknown [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-own")]
    [InlineData("from mail-1.google.com (host.cheap.example [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.helo-provider")]
    [InlineData("from pc (192-0-2-66.dsl.isp.example [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "route.customer-line")]
    [InlineData("from pc (192-0-2-66.dsl.isp.example [192.0.2.66]) (Authenticated sender: a@a.example) by mx.b.example (Postfix) with ESMTPSA id 4F1", "")]
    [InlineData("from mail.a.example (vps-192-0-2-66.host.example [192.0.2.66]) by mx.b.example (Postfix) with ESMTP id 4F1", "")]
    public void The_client_is_looked_at(string field, string expected) => string.Join(' ', Ids($"Received: {field}; Tue, 3 Feb 2026 10:11:12 +0000\n")).ShouldBe(expected);

    [Theory]
    // Hops before it, times, submission.
    [InlineData("Received: from a.example ([198.51.100.7]) by mx.google.com with NNFMP; Tue, 3 Feb 2026 10:11:02 +0000\n", "route.forged-hop")]
    [InlineData("Received: from a.example (a.example. [198.51.100.7]) by mx.google.com with ESMTPS id q1si2; Tue, 3 Feb 2026 02:11:02 -0800 (PST)\n", "")]
    [InlineData("Received: from a.example ([198.51.100.7]) by smtp.a.example with SMTP; Tue, 3 Feb 2026 15:11:02 +0000\n", "route.time-travel")]
    [InlineData("Received: from a.example ([198.51.100.7]) by smtp.a.example with SMTP; Tue, 3 Feb 2026 11:11:02 +0000\n", "")]
    [InlineData("Received: from a.example ([198.51.100.7]) by smtp.a.example with SMTP; Feb, 03 2026 9:11:02 AM -0200\n", "route.time-malformed")]
    [InlineData("X-PHP-Originating-Script: 1001:mailer.php\n", "route.web-script")]
    [InlineData("X-PHP-Originating-Script: 33:a.php(1189) : eval()'d code\n", "route.planted-script")]
    [InlineData("X-Source-Args: /usr/bin/php /srv/x/wp-content/uploads/a.php\n", "route.planted-script")]
    [InlineData("X-Authenticated-Sender: host.web.example: info@c.example\n", "route.other-account")]
    [InlineData("X-Authenticated-Sender: host.web.example: info@a.example\n", "")]
    [InlineData("Received: from pc (x [198.51.100.7]) (Authenticated sender: info@c.example) by smtp.a.example (Postfix) with ESMTPSA id 2; Tue, 3 Feb 2026 10:11:02 +0000\n", "route.other-account")]
    [InlineData("Received: by web.a.example (Postfix, from userid 33) id 2; Tue, 3 Feb 2026 10:11:02 +0000\n", "route.web-account")]
    [InlineData("Return-Path: <>\n", "route.null-sender")]
    [InlineData("Return-Path: <>\nAuto-Submitted: auto-replied\n", "")]
    [InlineData("Authentication-Results: mx.b.example; dmarc=pass\nReceived: from x (x [198.51.100.7]) by smtp.a.example with SMTP; Tue, 3 Feb 2026 10:11:02 +0000\n", "")]
    [InlineData("Received: from x (x [198.51.100.7]) by smtp.a.example with SMTP; Tue, 3 Feb 2026 10:11:02 +0000\nAuthentication-Results: mx.b.example; dmarc=pass\n", "route.forged-results")]
    // The header.
    [InlineData("Date: Tue, 3 Feb 2026 10:11:12 -1600\n", "header.zone-impossible")]
    [InlineData("Date: Tue, 3 Feb 2026 10:11:12\n", "header.zone-missing")]
    [InlineData("Date: Wed, 3 Feb 2026 10:11:12 +0000\n", "header.weekday-wrong")]
    [InlineData("Message-ID: <0bcdb0f2-645d-41e8-8542-9e7541e0914a@BN1NAM02FT046.mail.protection.outlook.com>\n", "header.message-id-added")]
    [InlineData("Message-ID: <CAF=x1@mail.gmail.com>\n", "header.message-id-borrowed")]
    [InlineData("X-Mailer: Microsoft Outlook 16.0\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1_a6e2feecb5be84894fdbdba6447a7b10\"\n", "header.mailer-contradicted")]
    [InlineData("X-Mailer: Apple Mail (2.3445)\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"----=_NextPart_000_0001_01DA2C19.7786D2E0\"\n", "header.mailer-contradicted")]
    [InlineData("X-Mailer: Microsoft Outlook 16.0\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"----=_NextPart_000_0001_01DA2C19.7786D2E0\"\n", "")]
    [InlineData("X-Mailer: Microsoft Outlook Express 6.00.2600.0000\n", "header.mailer-obsolete")]
    [InlineData("X-Mailer: PHPMailer 6.1.5\n", "header.script-mailer")]
    [InlineData("X-Mailer: Leaf PHPMailer 2.8\n", "header.mass-mailer")]
    [InlineData("X-Priority: 1 (Highest)\n", "header.urgent")]
    [InlineData("X-Priority: 3\n", "")]
    [InlineData("MiME-Version: 1.0\n", "header.casing")]
    [InlineData("message-ID: <1@a.example>\n", "header.casing")]
    [InlineData("mime-version: 1.0\n", "")]
    [InlineData("Bcc: carl@b.example\n", "header.bcc-shown")]
    [InlineData("Thread-Index: nQFS21vWHD84lpJ2FeksF6SGMEP/TA==\n", "header.thread-index-malformed")]
    public void Kits_leave_traces(string fields, string expected) => string.Join(' ', Ids(Ours + fields)).ShouldBe(expected);

    [Fact]
    public void Many_strangers_in_one_mail_are_noted()
    {
        Ids(Ours + "To: " + string.Join(", ", Enumerable.Range(0, 12).Select(i => $"x@d{i}.example")) + "\n").ShouldBe(["header.many-recipients"]);
        Ids(Ours + "To: " + string.Join(", ", Enumerable.Range(0, 12).Select(i => $"x{i}@b.example")) + "\n").ShouldBeEmpty();
    }

    [Fact]
    public void A_threads_time_is_decoded_in_both_of_Outlooks_ways()
    {
        static string Index(DateTime began, bool padded)
        {
            var time = began.ToFileTimeUtc();
            var bytes = new byte[22];
            bytes[0] = 1;
            for (var i = 0; i < (padded ? 5 : 6); i++) bytes[padded ? i + 1 : i] = (byte)(time >> (56 - (8 * i)));
            return Convert.ToBase64String(bytes);
        }

        foreach (var padded in (bool[])[false, true])
        {
            Ids($"{Ours}Thread-Index: {Index(new DateTime(2026, 2, 3, 10, 0, 0, DateTimeKind.Utc), padded)}\n").ShouldBeEmpty();
            Ids($"{Ours}Thread-Index: {Index(new DateTime(2026, 2, 9, 10, 0, 0, DateTimeKind.Utc), padded)}\n").ShouldBe(["header.thread-index-later"]);
        }
    }
}
