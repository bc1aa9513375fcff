using System.Text;
using CsCheck;
using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Mapi;

public sealed class MapiMimeTests
{
    private static readonly DateTimeOffset Sent = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private static AnalysisBudget Budget(AnalysisLimits? limits = null) => new(limits ?? new AnalysisLimits(), TimeProvider.System);

    private static ParsedMail Read(MapiMessage message) => MapiMail.Read(message, MailForm.Msg, Budget());

    private static string Written(MapiMessage message) => Encoding.UTF8.GetString(MapiMime.Write(message, Budget()));

    [Fact]
    public void A_message_without_transport_header_gets_one_of_its_properties()
    {
        var mail = Read(Bags.Message(Bags.Of(
            (MapiTag.SentRepresentingName, "Zoë Ångström"), (MapiTag.SentRepresentingAddressType, "SMTP"), (MapiTag.SentRepresentingEmailAddress, "zoe@sender.example"),
            (MapiTag.SenderName, "Assistant, \"A\""), (MapiTag.SenderSmtpAddress, "assistant@sender.example"),
            (MapiTag.Subject, "Überweisung – 你好"), (MapiTag.ClientSubmitTime, Sent), (MapiTag.InternetMessageId, "<1@sender.example>"),
            (MapiTag.InReplyToId, "<0@works.example>"), (MapiTag.InternetReferences, "<00@works.example> <0@works.example>"), (MapiTag.Importance, 2), (MapiTag.Body, "Hello")),
            [Bags.Person("Bob", "bob@works.example"), Bags.Person("Carol", "carol@works.example", 2), Bags.Person("Dan", "dan@works.example", 3)]));
        mail.Message.Sender.DisplayName.ShouldBe("Zoë Ångström");
        mail.Message.Sender.Email.Address.ShouldBe("zoe@sender.example");
        mail.Header("Sender").ShouldBe("\"Assistant, \\\"A\\\"\" <assistant@sender.example>");
        mail.Message.Subject.SubjectText.ShouldBe("Überweisung – 你好");
        mail.Message.Headers.Date.ShouldBe(Sent);
        mail.Message.Headers.MessageId.ShouldBe("1@sender.example");
        mail.Message.Headers.InReplyTo.ShouldBe("0@works.example");
        mail.Header("Importance").ShouldBe("high");
        mail.Message.Recipients.To.ShouldHaveSingleItem().Email.Address.ShouldBe("bob@works.example");
        mail.Message.Recipients.Cc.ShouldHaveSingleItem().DisplayName.ShouldBe("Carol");
        mail.Message.Recipients.Bcc.ShouldHaveSingleItem().Email.Address.ShouldBe("dan@works.example");
        mail.Message.Body.Plain!.Raw.ShouldBe("Hello");
        mail.Form.ShouldBe(MailForm.Msg);
        mail.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void The_transport_header_stays_but_for_what_describes_the_content()
    {
        var text = Written(Bags.Message(Bags.Of(
            (MapiTag.TransportMessageHeaders, "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a.example\r\n\tby b.example; Wed, 4 Mar 2026 05:06:07 +0000\r\nFrom: x@a.example\r\n"
                + "Content-Type: multipart/mixed;\r\n boundary=\"inner\"\r\nMIME-Version: 1.0\r\nSubject: as it came\r\n\r\n--inner\r\nContent-Type: text/plain\r\nTo: nobody@a.example\r\n"),
            (MapiTag.Subject, "changed in the mailbox"), (MapiTag.SenderSmtpAddress, "other@b.example"), (MapiTag.Body, "text")), [Bags.Person("Bob", "bob@b.example")]));
        text.ShouldStartWith("Received: from a.example\r\n\tby b.example; Wed, 4 Mar 2026 05:06:07 +0000\r\nFrom: x@a.example\r\nSubject: as it came\r\nTo: \"Bob\" <bob@b.example>\r\nMIME-Version: 1.0\r\n");
        text.ShouldNotContain("inner");
        text.ShouldNotContain("other@b.example");
        text.ShouldNotContain("changed");
    }

    [Fact]
    public void Values_cannot_add_header_fields()
    {
        var mail = Read(Bags.Message(Bags.Of((MapiTag.Subject, "a\r\nBcc: evil@x.example"), (MapiTag.SenderName, "n\r\nX-One: 1"), (MapiTag.SenderSmtpAddress, "a@b.example\r\nX-Two: 2"),
            (MapiTag.InternetMessageId, "<1>\nX-Three: 3"), (MapiTag.Body, "b")), attachments: Bags.File("a\r\nX-Four: 4", [1], (MapiTag.AttachContentId, "c\r\nX-Five: 5"))));
        mail.Headers.ShouldAllBe(header => header.Name == "From" || header.Name == "Subject" || header.Name == "Message-ID" || header.Name == "MIME-Version" || header.Name == "Content-Type");
        mail.Message.Subject.SubjectText.ShouldBe("a  Bcc: evil@x.example");
        mail.Files.ShouldHaveSingleItem().Bytes.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void Exchange_addresses_give_way_to_smtp_ones_wherever_those_stand()
    {
        byte[] oneOff = [0, 0, 0, 0, 0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02, 0, 0, 0, 0x80,
            .. Encoding.Unicode.GetBytes("Reply Desk\0SMTP\0desk@answers.example\0")];
        var row = Bags.Of((MapiTag.DisplayName, "Bob"), (MapiTag.AddressType, "EX"), (MapiTag.EmailAddress, "/o=Works/ou=First/cn=Recipients/cn=bob"), (MapiTag.SmtpAddress, "bob@works.example"));
        var only = Bags.Of((MapiTag.DisplayName, "Ex Only"), (MapiTag.AddressType, "EX"), (MapiTag.EmailAddress, "/o=Works/cn=exonly"));
        byte[] list = [1, 0, 0, 0, (byte)(oneOff.Length + 4), 0, 0, 0, (byte)oneOff.Length, 0, 0, 0, .. oneOff];
        var mail = Read(Bags.Message(Bags.Of((MapiTag.SenderName, "S"), (MapiTag.SenderAddressType, "EX"), (MapiTag.SenderEmailAddress, "/o=Works/cn=s"), (MapiTag.SenderEntryId, oneOff),
            (MapiTag.ReplyRecipientEntries, list), (MapiTag.Body, "x")), [row, only]));
        mail.Message.Sender.Email.Address.ShouldBe("desk@answers.example");
        mail.Message.Headers.ReplyTo.ShouldHaveSingleItem().Email.Address.ShouldBe("desk@answers.example");
        mail.Message.Recipients.To.Select(to => (to.DisplayName, to.Email.Address)).ShouldBe([("Bob", "bob@works.example"), ("Ex Only", null)]);
    }

    [Fact]
    public void Attachments_keep_their_bytes_and_names()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 1, 2, 3];
        byte[] awkward = [.. "\r\n--=_lurewatch0_m\r\n\r\n--=_lurewatch0_m--\r\n"u8, 0, 13, 10, 10, 13];
        var mail = Read(Bags.Message(
            Bags.Of((MapiTag.Subject, "s"), (MapiTag.Body, "plain"), (MapiTag.Html, "<html><body>rich <img src=\"cid:pic@1\"></body></html>"u8.ToArray())), null,
            Bags.File("Bild.png", png, (MapiTag.AttachContentId, "pic@1"), (MapiTag.AttachMimeTag, "image/png")),
            Bags.File("Rechnung \"März\" 日本.bin", awkward),
            Bags.File("notes.txt", "not a body"u8.ToArray(), (MapiTag.AttachMimeTag, "text/plain"), (MapiTag.AttachContentId, "rich")),
            Bags.File("empty.dat", [])));
        mail.Files.Select(file => (file.Name, file.Origin)).ShouldBe([("Bild.png", "inline"), ("Rechnung \"März\" 日本.bin", "attachment"), ("notes.txt", "attachment"), ("empty.dat", "attachment")]);
        mail.Files.Select(file => file.Bytes.ToArray()).ShouldBe([png, awkward, "not a body"u8.ToArray(), []]);
        mail.Files[0].ContentId.ShouldBe("pic@1");
        mail.Message.Body.Plain!.Raw.ShouldBe("plain");
        mail.Message.Body.Html!.DisplayText!.ShouldContain("rich");
        mail.Parts.Select(part => part.ContentType).ShouldBe(["multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png",
            "application/octet-stream", "text/plain", "application/octet-stream"]);
    }

    [Fact]
    public void Attached_messages_are_mail_of_the_same_form_down_to_the_depth_limit()
    {
        var message = Bags.Message(Bags.Of((MapiTag.Subject, "level 40"), (MapiTag.Body, "end")));
        for (var level = 39; level >= 0; level--)
            message = Bags.Message(Bags.Of((MapiTag.Subject, $"level {level}"), (MapiTag.Body, "inside")), null, new MapiAttachment(Bags.Of((MapiTag.DisplayName, $"inner {level}")), message, null));
        var budget = Budget();
        var mail = MapiMail.Read(message, MailForm.Msg, budget);
        var file = mail.Files.ShouldHaveSingleItem();
        file.Form.ShouldBe(MailForm.Msg);
        file.Type.ShouldBe(FileType.Eml);
        var inner = MessageReader.Read(file.Bytes, budget, form: file.Form);
        inner.Message.Subject.SubjectText.ShouldBe("level 1");
        inner.Defects.ShouldBeEmpty();
        budget.Exhausted.Keys.ShouldContain("depth");
    }

    [Fact]
    public void Signed_mail_is_what_its_only_attachment_says()
    {
        var signed = "Content-Type: multipart/signed; boundary=\"b\"; protocol=\"application/pkcs7-signature\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsigned text\r\n--b\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";
        var mail = Read(Bags.Message(Bags.Of((MapiTag.MessageClass, "IPM.Note.SMIME.MultipartSigned"), (MapiTag.Subject, "s")), null,
            Bags.File("SMIME.txt", Encoding.ASCII.GetBytes(signed), (MapiTag.AttachMimeTag, "multipart/signed"))));
        mail.Message.Body.Plain!.Raw!.Trim().ShouldBe("signed text");
        mail.Parts[0].ContentType.ShouldBe("multipart/signed");
        var opaque = Read(Bags.Message(Bags.Of((MapiTag.MessageClass, "IPM.Note.SMIME"), (MapiTag.Subject, "s")), null, Bags.File("smime.p7m", [0x30, 0x80, 6, 1, 0])));
        opaque.Parts.ShouldHaveSingleItem().ContentType.ShouldBe("application/pkcs7-mime");
    }

    [Fact]
    public void A_delivery_report_names_whom_it_did_not_reach()
    {
        var row = Bags.Person("Bob", "bob@gone.example");
        Bags.Add(row, MapiTag.SupplementaryInfo, "550 5.1.1 unknown user");
        var text = Written(Bags.Message(Bags.Of((MapiTag.MessageClass, "REPORT.IPM.Note.NDR"), (MapiTag.Subject, "Undeliverable: x"), (MapiTag.ReportText, "It did not reach")), [row]));
        text.ShouldContain("Content-Type: multipart/report; report-type=delivery-status;");
        text.ShouldContain("Final-Recipient: rfc822; bob@gone.example\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown user\r\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_attachment_in_the_cloud_is_a_link(bool html)
    {
        var mail = Bags.Of((MapiTag.Body, "text"));
        if (html) Bags.Add(mail, MapiTag.Html, "<p>rich</p>"u8.ToArray());
        var read = Read(Bags.Message(mail, null, new MapiAttachment(Bags.Of((MapiTag.AttachMethod, 7), (MapiTag.AttachLongFileName, "Plan & more.docx"), (MapiTag.AttachLongPathName, "https://files.example/x?a=1&b=2")), null, null),
            new MapiAttachment(Bags.Of((MapiTag.AttachMethod, 2), (MapiTag.AttachLongPathName, "\\\\server\\share\\a.txt")), null, null)));
        read.Message.Body.Links.ShouldHaveSingleItem().HrefUrl.UrlText.ShouldBe("https://files.example/x?a=1&b=2");
        read.Message.Body.Plain!.Raw!.ShouldStartWith("text");
        read.Parts.Select(part => part.ContentType).ShouldContain("message/external-body");
    }

    [Fact]
    public void What_the_budget_forbids_is_left_out_and_said()
    {
        var budget = Budget(new AnalysisLimits { MemberBytes = 1000 });
        var mail = MapiMail.Read(Bags.Message(Bags.Of((MapiTag.Subject, "s"), (MapiTag.Body, "b")), null, Bags.File("big.bin", new byte[2000]), Bags.File("small.bin", new byte[10])), MailForm.Msg, budget);
        mail.Cut.ShouldBeTrue();
        mail.Files.ShouldHaveSingleItem().Name.ShouldBe("small.bin");
        budget.Exhausted.Keys.ShouldContain("member_bytes");
    }

    [Fact]
    public void Any_content_and_any_name_come_back_as_they_were() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[1, 4], Gen.OneOf(Gen.String, Gen.String[Gen.Char["a\"\\;= é日\u202e=?%'.-_"], 0, 100])).Sample((contents, name) =>
        {
            var message = Bags.Message(Bags.Of((MapiTag.Subject, name), (MapiTag.Body, "text")), null, [.. contents.Select((content, i) => Bags.File($"{i}" + name, content))]);
            var bytes = MapiMime.Write(message, Budget());
            bytes.ShouldBe(MapiMime.Write(message, Budget()));
            var mail = MessageReader.Read(bytes, Budget(), form: MailForm.Msg);
            mail.Files.Count.ShouldBe(contents.Length);
            for (var i = 0; i < contents.Length; i++) mail.Files[i].Bytes.ToArray().ShouldBe(contents[i]);
            var clean = new string([.. name.TakeWhile(c => c != '\0').Select(c => c < ' ' ? ' ' : c)]).Trim();
            if (!clean.Any(char.IsSurrogate)) (mail.Message.Subject.SubjectText ?? "").ShouldBe(clean);
        }, iter: 300);
}
