using System.Text;
using CsCheck;
using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Tnef;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Mapi;

public sealed class TnefReaderTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes);

    private static byte[] Carrier(byte[] tnef, string type = "application/ms-tnef") => Encoding.ASCII.GetBytes(
        "Received: from a by b; Wed, 4 Mar 2026 05:06:07 +0000\r\nFrom: Ann <ann@sender.example>\r\nTo: bob@works.example\r\nSubject: outer\r\nDate: Wed, 4 Mar 2026 05:06:07 +0000\r\nMessage-ID: <1@sender.example>\r\n"
        + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello  there\r\n--b\r\n"
        + $"Content-Type: {type}; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\r\n--b--\r\n");

    private static MapiMessage Some(params MapiAttachment[] attachments) =>
        Bags.Message(Bags.Of((MapiTag.Subject, "inner"), (MapiTag.Body, "Hello there\r\n"), (MapiTag.Html, "<html><body>Hello <a href=\"http://link.example\">there</a></body></html>"u8.ToArray())),
            [Bags.Person("Bob", "bob@works.example")], attachments);

    [Theory]
    [InlineData("application/ms-tnef")]
    [InlineData("application/octet-stream")]
    public void A_winmail_part_gives_its_texts_and_files_in_its_place(string type)
    {
        var analysis = Scan(Carrier(TnefWriter.Of(Some(Bags.File("Rechnung.zip", "PK\u0003\u0004"u8.ToArray()), new MapiAttachment(Bags.Of((MapiTag.DisplayName, "fwd")), Bags.Message(Bags.Of((MapiTag.Subject, "deep"), (MapiTag.Body, "x"))), null))).ToArray(), type));
        var mail = analysis.Artifacts[0].Facts.ShouldBeOfType<ParsedMail>();
        mail.Form.ShouldBe(MailForm.Mime);
        mail.Defects.ShouldBeEmpty();
        analysis.Message!.Subject.SubjectText.ShouldBe("outer");
        analysis.Message.Body.Plain!.Raw!.Trim().ShouldBe("Hello  there");        // once, though the wrapping has it too
        analysis.Message.Body.Links.ShouldHaveSingleItem().HrefUrl.UrlText.ShouldBe("http://link.example/");
        analysis.Artifacts.Select(file => file.Name).ShouldBe([null, "Rechnung.zip", "fwd"]);
        analysis.Attached.ShouldHaveSingleItem().Message!.Subject.SubjectText.ShouldBe("deep");
    }

    [Fact]
    public void A_file_of_its_own_is_mail()
    {
        var analysis = Scan(TnefWriter.Of(Some()).ToArray());
        analysis.Artifacts[0].Type.ShouldBe(FileType.Tnef);
        analysis.Message!.Subject.SubjectText.ShouldBe("inner");
        analysis.Message.Recipients.To.ShouldHaveSingleItem().DisplayName.ShouldBe("Bob");
    }

    [Fact]
    public void Attributes_of_the_first_version_are_read_in_the_code_page()
    {
        var from = Encoding.Latin1.GetBytes("\u00c0\u00ed\u00ed\u00e0\0");
        var address = "SMTP:anna@sender.example\0"u8;
        var tnef = new TnefWriter().CodePage(1251)
            .Attribute(1, 0x00078008, "IPM.Microsoft Mail.Note\0"u8)
            .Attribute(1, 0x00060600, [])
            .Attribute(1, 0x00068000, [4, 0, 0, 0, (byte)from.Length, 0, (byte)address.Length, 0, .. from, .. address])
            .Attribute(1, 0x00018004, [.. Encoding.Latin1.GetBytes("\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2"), 0])
            .Attribute(1, 0x00038005, [0xEA, 0x07, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 3, 0])
            .Attribute(1, 0x0002800C, [.. Encoding.Latin1.GetBytes("\u00d2\u00e5\u00ea\u00f1\u00f2"), 0])
            .Attribute(1, 0x0004800D, [1, 0])
            .Attribute(2, 0x00069002, new byte[14])
            .Attribute(2, 0x0006800F, "content"u8)
            .Attribute(2, 0x00018010, [.. Encoding.Latin1.GetBytes("\u00f4\u00e0\u00e9\u00eb.txt"), 0]).ToArray();
        var message = TnefReader.Read(tnef, Budget())!;
        message.Problems.ShouldBeEmpty();
        message.Class.ShouldBe("IPM.Note");
        var mail = MapiMail.Read(message, MailForm.Tnef, Budget());
        mail.Message.Sender.DisplayName.ShouldBe("Анна");
        mail.Message.Sender.Email.Address.ShouldBe("anna@sender.example");
        mail.Message.Subject.SubjectText.ShouldBe("Привет");
        mail.Message.Headers.Date.ShouldBe(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        mail.Message.Body.Plain!.Raw.ShouldBe("Текст");
        mail.Header("Importance").ShouldBe("high");
        mail.Files.ShouldHaveSingleItem().Name.ShouldBe("файл.txt");
        mail.Files[0].Bytes.ToArray().ShouldBe("content"u8.ToArray());
    }

    [Fact]
    public void Wrong_checksums_garbage_and_cut_ends_are_noted_and_the_rest_kept()
    {
        var tnef = new TnefWriter().Attribute(1, 0x00018004, "subject\0"u8, wrongBy: 1).Attribute(1, 0x0002800C, "body\0"u8).ToArray();
        var message = TnefReader.Read((byte[])[.. tnef, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], Budget())!;
        message.Properties.Text(MapiTag.Subject).ShouldBe("subject");
        message.Properties.Text(MapiTag.Body).ShouldBe("body");
        message.Problems.Select(problem => problem.Id).ShouldBe(["tnef-checksum", "tnef-garbage"]);
        var cut = TnefReader.Read(tnef.AsMemory(0, tnef.Length - 4), Budget())!;
        cut.Properties.Text(MapiTag.Body).ShouldBe("bod");
        cut.Problems.Select(problem => problem.Id).ShouldContain("tnef-cut");
    }

    [Fact]
    public void Both_containers_give_the_same_mail()
    {
        var content = Gen.Select(Gen.String[Gen.Char["aé日 .\"="], 1, 30], Gen.Byte.Array[0, 5000].Array[0, 3]);
        content.Sample((text, files) =>
        {
            var message = Bags.Message(Bags.Of((MapiTag.Subject, text), (MapiTag.Body, text)), [Bags.Person(text, "a@b.example")], [.. files.Select((file, i) => Bags.File($"{i}{text}", file))]);
            var direct = MapiMime.Write(message, Budget());
            MapiMime.Write(Msg.Read(message), Budget()).SequenceEqual(direct).ShouldBeTrue();
            MapiMime.Write(TnefReader.Read(TnefWriter.Of(message).ToArray(), Budget())!, Budget()).SequenceEqual(direct).ShouldBeTrue();
        }, iter: 60);
    }

    private static class Msg
    {
        public static MapiMessage Read(MapiMessage message) => Lurewatch.Mail.Mapi.Msg.MsgReader.Read(MsgWriter.Write(message), Budget())!;
    }

    [Fact]
    public void Mutations_neither_throw_nor_overrun()
    {
        var whole = TnefWriter.Of(Some(Bags.File("a.bin", new byte[50]), new MapiAttachment(Bags.Of((MapiTag.DisplayName, "m")), Some(), null))).ToArray();
        Gen.Select(Gen.Int[6, whole.Length - 1].Array[1, 12], Gen.Byte, Gen.Int[20, whole.Length]).Sample((places, value, length) =>
        {
            var bytes = whole[..length];
            foreach (var place in places) bytes[Math.Max(6, place % length)] = value;
            var budget = Budget();
            if (TnefReader.Read(bytes, budget) is { } message) MapiMail.Read(message, MailForm.Tnef, budget);
            budget.Exhausted.ShouldBeEmpty();
        }, iter: 500);
    }
}
