using System.Text;
using CsCheck;
using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Msg;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Mapi;

public sealed class MsgReaderTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "mail.msg");

    private static MapiMessage Some(params MapiAttachment[] attachments) => Bags.Message(Bags.Of((MapiTag.MessageClass, "IPM.Note"), (MapiTag.Subject, "Grüße"),
        (MapiTag.SenderName, "Ann"), (MapiTag.SenderSmtpAddress, "ann@sender.example"), (MapiTag.Body, "Hello http://link.example/x"), (MapiTag.Importance, 2),
        (MapiTag.ClientSubmitTime, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))), [Bags.Person("Bob", "bob@works.example")], attachments);

    [Fact]
    public void A_message_file_is_judged_as_mail()
    {
        var big = new byte[20_000];
        new Random(7).NextBytes(big);
        var analysis = Scan(MsgWriter.Write(Some(Bags.File("a.bin", big), Bags.File("b.txt", "small"u8.ToArray()))));
        analysis.Artifacts[0].Type.ShouldBe(FileType.Msg);
        var mail = analysis.Artifacts[0].Facts.ShouldBeOfType<ParsedMail>();
        mail.Form.ShouldBe(MailForm.Msg);
        mail.Defects.ShouldBeEmpty();
        var message = analysis.Message.ShouldNotBeNull();
        message.Subject.SubjectText.ShouldBe("Grüße");
        message.Sender.Email.Address.ShouldBe("ann@sender.example");
        message.Recipients.To.ShouldHaveSingleItem().Email.Address.ShouldBe("bob@works.example");
        message.Headers.Date.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        message.Body.Links.ShouldHaveSingleItem().HrefUrl.UrlText.ShouldBe("http://link.example/x");
        analysis.Artifacts.Skip(1).Select(file => file.Path).ShouldBe(["/a.bin", "/b.txt"]);
        analysis.Artifacts.Skip(1).Select(file => file.Bytes.ToArray()).ShouldBe([big, "small"u8.ToArray()]);
    }

    [Fact]
    public void An_attached_message_and_an_attached_message_file_are_judged_on_their_own()
    {
        var inner = Bags.Message(Bags.Of((MapiTag.Subject, "inner"), (MapiTag.Body, "inside")));
        var outer = Some(new MapiAttachment(Bags.Of((MapiTag.DisplayName, "inner")), inner, null), Bags.File("saved.msg", MsgWriter.Write(Bags.Message(Bags.Of((MapiTag.Subject, "saved"), (MapiTag.Body, "x"))))));
        var analysis = Scan(MsgWriter.Write(outer));
        analysis.Attached.Select(mail => mail.Message?.Subject.SubjectText).ShouldBe(["inner", "saved"]);
        analysis.Findings.ShouldNotContain(finding => finding.Kind.Id.StartsWith("structure.", StringComparison.Ordinal));
    }

    [Fact]
    public void Eight_bit_strings_are_read_in_the_code_page_of_the_message()
    {
        var mail = new MapiProperties();
        mail.Add(MapiTag.Subject, MapiType.String8, Encoding.Latin1.GetBytes("\u00cf\u00f0\u00e8\u00e2\u00e5\u00f2"));
        Bags.Add(mail, MapiTag.MessageCodePage, 1251);
        var read = MsgReader.Read(MsgWriter.Write(Bags.Message(mail)), Budget())!;
        read.Properties.Text(MapiTag.Subject).ShouldBe("Привет");
        var other = new MapiProperties();
        other.Add(MapiTag.Subject, MapiType.String8, Encoding.Latin1.GetBytes("\u00c3\u00e5\u00e9\u00e1"));
        Bags.Add(other, MapiTag.MessageLocaleId, 0x0408);
        MsgReader.Read(MsgWriter.Write(Bags.Message(other)), Budget())!.Properties.Text(MapiTag.Subject).ShouldBe("Γεια");
    }

    [Fact]
    public void Named_properties_are_found_by_number_and_by_name()
    {
        var names = new MapiNames();
        var mail = new MapiProperties { Names = names };
        Bags.Add(mail, names.Assign(new MapiName(MapiName.InternetHeaders, 0, "X-Mailer")), "Kit 1.0");
        Bags.Add(mail, names.Assign(MapiName.ReminderFile), "C:\\Windows\\Media\\ding.wav");
        Bags.Add(mail, MapiTag.Body, "x");
        var read = MsgReader.Read(MsgWriter.Write(Bags.Message(mail)), Budget())!;
        read.Properties.Text(MapiName.ReminderFile).ShouldBe("C:\\Windows\\Media\\ding.wav");
        var parsed = MapiMail.Read(read, MailForm.Msg, Budget());
        parsed.Header("x-mailer").ShouldBe("Kit 1.0");
        parsed.Defects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\\\\192.0.2.7\\s\\a.wav", true)]
    [InlineData("//evil.example/s", true)]
    [InlineData("\\/evil.example/s", true)]
    [InlineData("\\\\?\\UNC\\evil.example\\s", true)]
    [InlineData("file://evil.example/s", true)]
    [InlineData("C:\\reminder.wav", false)]
    [InlineData("\\\\.\\C:\\reminder.wav", false)]
    public void A_reminder_that_plays_from_a_server_is_found_in_messages_and_in_winmail(string sound, bool found)
    {
        var names = new MapiNames();
        var mail = new MapiProperties { Names = names };
        Bags.Add(mail, names.Assign(MapiName.ReminderFile), sound);
        Bags.Add(mail, MapiTag.Body, "x");
        Scan(MsgWriter.Write(Bags.Message(mail))).Findings.Any(finding => finding.Kind.Id == "outlook.reminder-elsewhere").ShouldBe(found);
        var tnef = Convert.ToBase64String(TnefWriter.Of(Bags.Message(mail)).ToArray(), Base64FormattingOptions.InsertLineBreaks);
        Scan(Encoding.ASCII.GetBytes("From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + tnef))
            .Findings.Any(finding => finding.Kind.Id == "outlook.reminder-elsewhere").ShouldBe(found);
    }

    [Fact]
    public void An_ole_object_comes_out_as_a_compound_file_with_its_contents()
    {
        byte[] native = [.. BitConverter.GetBytes(0), 2, 0, .. "label.exe\0"u8, .. "c:\\label.exe\0"u8, 0, 0, 3, 0, .. BitConverter.GetBytes(4), .. "tmp\0"u8, .. BitConverter.GetBytes(3), .. "MZ!"u8];
        var message = Some(new MapiAttachment(Bags.Of((MapiTag.DisplayName, "Package"), (MapiTag.AttachMethod, 6)), null, null));
        var analysis = Scan(MsgWriter.Write(message, new Dictionary<int, (string, byte[])[]> { [0] = [("\u0001Ole10Native", native), ("\u0003EPRINT", new byte[5000])] }));
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/Package", "/Package/label.exe"]);
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe("MZ!"u8.ToArray());
    }

    [Fact]
    public void Streams_that_the_table_does_not_list_are_read_too()
    {
        var file = MsgWriter.Write(Some());
        var table = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1F, 0, 0x1A, 0, 6]);
        table.ShouldBeGreaterThan(0);
        file.AsSpan(table, 16).Clear();
        MsgReader.Read(file, Budget())!.Class.ShouldBe("IPM.Note");
    }

    [Fact]
    public void A_damaged_file_keeps_what_it_had_and_never_throws()
    {
        var whole = MsgWriter.Write(Some(Bags.File("a.bin", new byte[9000])));
        Gen.Select(Gen.Int[0, whole.Length - 1].Array[1, 30], Gen.Byte, Gen.Int[600, whole.Length]).Sample((places, value, length) =>
        {
            var bytes = whole[..length];
            foreach (var place in places) bytes[place % length] = value;
            var budget = Budget();
            if (MsgReader.Read(bytes, budget) is { } message) MapiMail.Read(message, MailForm.Msg, budget);
        }, iter: 400);
        Scan(whole[..512]).Artifacts[0].Unopened.ShouldBe("damaged");
    }

    [Fact]
    public void Messages_attached_to_themselves_beyond_the_limit_are_cut()
    {
        var message = Some();
        for (var i = 0; i < 60; i++) message = Bags.Message(Bags.Of((MapiTag.Subject, $"{i}")), null, new MapiAttachment(Bags.Of((MapiTag.DisplayName, "m")), message, null));
        var analysis = Scan(MsgWriter.Write(message));
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached");
    }
}
