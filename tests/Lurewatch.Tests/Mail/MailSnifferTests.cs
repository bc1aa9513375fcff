using System.Text;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class MailSnifferTests
{
    [Theory]
    [InlineData("From: a@x.example\nTo: b@x.example\n\n")]
    [InlineData("\r\n\r\nFROM: a\r\nSUBJECT: b\r\n\r\n")]
    [InlineData("From a@x.example Mon Sep 16 2019\nX-Y: 1\nDate: x\nSender: y\n")]
    [InlineData("Return-Path: <>\nReceived: from a\n by b\nX: y\n")]
    [InlineData("\uFEFFSubject: a\nDate: b\n\n")]
    [InlineData("X-A: 1\nX-B: 2\nX-C: 3\nMessage-ID: <1@x>\nContent-Type: text/plain\n")]
    public void Mail_is_known_by_its_head(string text) => MailSniffer.LooksLikeMail(Encoding.UTF8.GetBytes(text)).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\nServer: x\n\n<html>")]
    [InlineData("GET / HTTP/1.1\nHost: x\nFrom: y\nUser-Agent: z\n\n")]
    [InlineData("Date: today\nContent-Type: text/html\nContent-Length: 3\n\nabc")]
    [InlineData("#!/bin/sh\nFrom: x\nTo: y\n")]
    [InlineData("<html>\nFrom: x\nTo: y\n")]
    [InlineData("Dear all,\nFrom: Monday\nTo: Friday\n")]
    [InlineData("var a = {\n  Subject: 1,\n  To: 2 }\n")]
    [InlineData("Subject: only one field\n\n")]
    public void Other_text_is_not_mail(string text) => MailSniffer.LooksLikeMail(Encoding.UTF8.GetBytes(text)).ShouldBeFalse();

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b--\n", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nHello\n", false)]
    [InlineData("Content-Type: text/plain\n\n--b\n", false)]
    public void A_multipart_with_its_delimiter_is_mail_without_any_other_field(string text, bool isMail) =>
        MailSniffer.LooksLikeMail(System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe(isMail);

    [Theory]
    [InlineData("Subject: S\n\nHello\n", "a.eml", true)]
    [InlineData("Subject: S\n\nHello\n", "a.txt", false)]
    [InlineData("Hello: you\n\nHello\n", "a.eml", false)]
    [InlineData("Hello\n", "a.eml", false)]
    public void A_text_called_a_mail_needs_no_more_than_one_field_of_mail(string text, string name, bool isMail) =>
        (new MailScanner().Scan(System.Text.Encoding.ASCII.GetBytes(text), name).Message is not null).ShouldBe(isMail);
}
