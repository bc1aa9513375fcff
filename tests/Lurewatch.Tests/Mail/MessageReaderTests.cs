using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail;

public sealed class MessageReaderTests
{
    private const string Alternative = """
        Return-Path: <Bounce@News.example.com>
        Received: from mx.example.com (mx.example.com [192.0.2.7]) by in.example.org (Postfix) with ESMTPS id 4XYZ for <anna@example.org>; Mon, 16 Sep 2019 10:00:05 +0200
        Received: from app (unknown [IPv6:2001:db8::5]) by mx.example.com with SMTP id 1; Mon, 16 Sep 2019 08:00:00 +0000
        From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <Juergen@Example.COM>
        To: "Anna, Buchhaltung" <anna@example.org>, bob@example.org
        Cc: group: c@example.net, d@example.net;
        Reply-To: <other@example.net>
        Subject: AW: [EXT] Fwd: Rechnung =?iso-8859-1?Q?f=FCr?= =?iso-8859-1?Q?_September?=
        Date: Mon, 16 Sep 2019 10:00:00 +0200
        Message-ID: <1@example.com>
        In-Reply-To: <0@example.org>
        References: <a@example.org>
         <0@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=x

        --x
        Content-Type: multipart/alternative; boundary=y

        --y
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Gr=FC=DFe
        --y
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: base64

        PGI+R3LDvMOfZTwvYj4=
        --y--
        --x
        Content-Type: application/octet-stream; name*=utf-8''Rechnung%20%C3%84.doc
        Content-Disposition: attachment
        Content-Transfer-Encoding: base64
        Content-ID: <cid1>

        0M8R4KGxGuE=
        --x
        Content-Type: message/rfc822

        From: in@example.net
        Subject: inner

        hello
        --x--
        """;

    [Fact]
    public void A_whole_mail_fills_the_model()
    {
        var mail = Read.Text(Alternative);
        var message = mail.Message;
        message.Sender.DisplayName.ShouldBe("Jürgen Müller");
        message.Sender.Email.Address.ShouldBe("Juergen@example.com");
        message.Recipients.To.Select(to => to.Email.Address).ShouldBe(["anna@example.org", "bob@example.org"]);
        message.Recipients.To[0].DisplayName.ShouldBe("Anna, Buchhaltung");
        message.Recipients.Cc.Select(cc => cc.Email.LocalPart).ShouldBe(["c", "d"]);
        message.Subject.SubjectText.ShouldBe("AW: [EXT] Fwd: Rechnung für September");
        message.Subject.Base.ShouldBe("Rechnung für September");
        message.Subject.IsReply.ShouldBeTrue();
        message.Subject.IsForward.ShouldBeTrue();
        message.Headers.ReplyTo[0].Email.Address.ShouldBe("other@example.net");
        message.Headers.ReturnPath!.Address.ShouldBe("Bounce@news.example.com");
        message.Headers.References.ShouldBe(["a@example.org", "0@example.org"]);
        message.Headers.InReplyTo.ShouldBe("0@example.org");
        message.Headers.MessageId.ShouldBe("1@example.com");
        message.Headers.DateOriginalOffset.ShouldBe("+0200");
        message.Headers.Date.ShouldBe(new DateTimeOffset(2019, 9, 16, 8, 0, 0, TimeSpan.Zero));
        message.Headers.Hops.Count.ShouldBe(2);
        message.Headers.Hops[0].Received!.Server!.Raw.ShouldBe("mx.example.com");
        message.Headers.Hops[1].Received!.Source!.Raw.ShouldBe("mx.example.com (mx.example.com [192.0.2.7])");
        message.Headers.Hops[1].Received!.Mailbox!.Raw.ShouldBe("anna@example.org");
        message.Headers.Hops[1].Received!.Time!.Value.Second.ShouldBe(5);
        message.Headers.Ips.Select(ip => ip.IpText).ShouldBe(["2001:db8::5", "192.0.2.7"]);
        message.Body.Plain!.Raw!.Trim().ShouldBe("Grüße");
        message.Body.Html!.Raw!.ShouldBe("<b>Grüße</b>");
        message.Attachments.Select(a => a.FileName).ShouldBe(["Rechnung Ä.doc", "inner.eml"]);
        message.Attachments[0].ContentId.ShouldBe("cid1");
        message.Attachments[0].Size.ShouldBe(8);
        message.Attachments[0].Md5!.Length.ShouldBe(32);
        Encoding.ASCII.GetString(mail.Files[1].Bytes.Span).ShouldStartWith("From: in@example.net\n");
        mail.Parts.Select(part => part.Number).ShouldBe(["", "1", "1.1", "1.2", "2", "3"]);
        mail.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Line_ends_make_no_difference()
    {
        var crlf = Read.Text(Alternative.ReplaceLineEndings("\r\n"));
        var lf = Read.Text(Alternative.ReplaceLineEndings("\n"));
        crlf.Message.Body.Plain!.Raw!.ReplaceLineEndings("\n").ShouldBe(lf.Message.Body.Plain!.Raw);
        crlf.Message.Attachments.Count.ShouldBe(lf.Message.Attachments.Count);
        crlf.Message.Subject.SubjectText.ShouldBe(lf.Message.Subject.SubjectText);
        crlf.Message.Headers.References.ShouldBe(lf.Message.Headers.References);
        crlf.DefectIds().ShouldBeEmpty();
    }

    [Fact]
    public void A_slice_of_a_larger_buffer_reads_alike()
    {
        var bytes = Encoding.UTF8.GetBytes("xxxx" + Alternative);
        var mail = MessageReader.Read(bytes.AsMemory(4), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System));
        mail.Message.Attachments.Count.ShouldBe(2);
        mail.Headers[0].Offset.ShouldBe(0);
    }

    [Fact]
    public void The_direction_follows_the_organisation()
    {
        var organisation = new Organisation { Domains = ["example.org"] };
        Read.Text(Alternative, organisation).Message.Type.Inbound.ShouldBeTrue();
        Read.Text("From: a@example.org\nTo: b@else.example\n\n", organisation).Message.Type.Outbound.ShouldBeTrue();
        var inside = Read.Text("Authentication-Results: example.org; spf=pass smtp.mailfrom=a@example.org\nFrom: a@example.org\nTo: b@example.org\n\n", organisation).Message.Type;
        inside.Internal.ShouldBeTrue();
        inside.Inbound.ShouldBeFalse();
        Read.Text("Authentication-Results: example.org; spf=fail smtp.mailfrom=a@example.org\nFrom: a@example.org\nTo: b@example.org\n\n", organisation)
            .Message.Type.Internal.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nothing here is a header\nnor here\n", "nothing here is a header\nnor here\n")]
    [InlineData("\n\nFrom: a@x.example\nSubject: s\n\nbody", "body")]
    [InlineData("From a@x.example Mon Sep 16 2019\nFrom: a@x.example\nSubject: s\n\nbody", "body")]
    [InlineData("\uFEFFFrom: a@x.example\nSubject: s\n\nbody", "body")]
    [InlineData("From: a@x.example\nSubject: s\nThis is the body already\nand it goes on\n", "This is the body already\nand it goes on\n")]
    [InlineData("From: a@x.example\rSubject: s\rTo: b@x.example\r\rbody", "body")]
    public void What_is_hardly_a_mail_keeps_its_text(string mail, string body) => (Read.Text(mail).Message.Body.Plain?.Raw ?? "").ShouldBe(body);

    [Fact]
    public void A_multipart_without_its_boundary_is_recovered()
    {
        var mail = Read.Text("From: a@x.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=wrong\n\n--right\nContent-Type: text/plain\n\nhello\n--right\n"
            + "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--right--\n");
        mail.DefectIds().ShouldContain("boundary-not-found");
        mail.Message.Body.Plain!.Raw!.Trim().ShouldBe("hello");
        mail.Message.Attachments.Single().FileName.ShouldBe("a.zip");
    }

    [Fact]
    public void Nesting_stops_at_the_limit_and_says_so()
    {
        var text = new StringBuilder("From: a@x.example\nMIME-Version: 1.0\n");
        for (var i = 0; i < 500; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var mail = MessageReader.Read(Encoding.ASCII.GetBytes(text.ToString()), budget);
        mail.DefectIds().ShouldContain("nesting-too-deep");
        budget.Exhausted.Keys.ShouldContain("mime_depth");
    }

    [Fact]
    public void Thousands_of_bodies_and_fields_of_megabytes_stay_cheap()
    {
        var text = new StringBuilder("From: a@x.example\nSubject: ").Append('s', 2_000_000).Append("\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n");
        for (var i = 0; i < 1900; i++) text.Append("--b\nContent-Type: text/html\n\n").Append('x', 500).Append('\n');
        var bytes = Encoding.ASCII.GetBytes(text.Append("--b--\n").ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var mail = Read.Bytes(bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100L << 20);
        mail.Parts.Count.ShouldBe(1901);
        mail.Message.Body.Html!.Raw!.Length.ShouldBeGreaterThan(900_000);
    }

    [Theory]
    [InlineData("utf-8", "Grüße")]
    [InlineData("iso-8859-1", "Gr\u00C3\u00BC\u00C3\u0178e")]
    [InlineData("x-nonsense", "Grüße")]
    [InlineData("us-ascii", "Grüße")]
    public void Charsets_fall_back_to_what_the_bytes_are(string charset, string text) =>
        Read.Text($"From: a@x.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\nGrüße").Message.Body.Plain!.Raw.ShouldBe(text);

    [Theory]
    [InlineData("Hi Mom -+Jjo--!", "Hi Mom -☺-!")]
    [InlineData("A+ImIDkQ.", "A≢Α.")]
    [InlineData("1 +- 1", "1 + 1")]
    [InlineData("+", "+")]
    public void Utf7_is_read(string encoded, string text) => Utf7.Decode(Encoding.ASCII.GetBytes(encoded)).ShouldBe(text);
}
