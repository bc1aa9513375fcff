using System.IO.Compression;
using System.Text;
using Lurewatch.Mail;
using Lurewatch.Samples;
using Lurewatch.Server.Ingest;
using Shouldly;
using Xunit;

namespace Lurewatch.Server.Tests.Ingest;

/// <summary>Mailboxes other than mbox: what Outlook, Apple Mail, MH, MMDF and Emacs keep.</summary>
public sealed class MailboxFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MailSources.DefaultItemBytes)]
    [InlineData(4000)] // larger than one item: read from the disk piece by piece
    public void Each_message_of_a_PST_is_an_item_in_its_folder(int itemBytes)
    {
        var path = _folder.Write("mail.pst", Pst(Folder("Inbox", Message("Order 17"), Message("a/b\u0007c")), Folder("Deleted Items", Message(""))));
        var items = MailSources.Open([path], itemBytes: itemBytes).Read().ToList();
        items.Select(item => item.ToString()[(_folder.Path.Length + 1)..]).ShouldBe(["mail.pst/Inbox/Order 17#0", "mail.pst/Inbox/a_b c#1", "mail.pst/Deleted Items/(no subject)#2"]);
        items.ShouldAllBe(item => item.Problem == null && item.Form == MailForm.Pst && item.Name == null);
        var mail = new MailScanner().Scan(items[0].Bytes, form: items[0].Form).Message.ShouldNotBeNull();
        mail.Subject.SubjectText.ShouldBe("Order 17");
        mail.Sender.Email.Address.ShouldBe("anna@sender.example");
        mail.Recipients.To.ShouldHaveSingleItem().Email.Address.ShouldBe("bert@rcpt.example");
    }

    [Fact]
    public void A_lost_message_a_password_and_items_that_are_no_mail_are_said()
    {
        var contact = new PstMessage([(0x001A001F, PstWriter.Text("IPM.Contact"))]);
        var writer = new PstWriter { Password = 77 };
        var items = Read("mail.pst", writer.Write([Folder("Contacts", contact)], orphans: [Message("Lost")]));
        items.Select(item => item.Problem?.Reason).ShouldBe(["has a password, which encrypts nothing: it was read all the same", null, "holds 1 item that is no mail (contacts, tasks, notes, own appointments)"]);
        items.ShouldAllBe(item => item.Problem == null || !item.Problem.IsError);
        items[1].ToString().ShouldEndWith("mail.pst/(no folder)/Lost#0");
    }

    [Fact]
    public void A_damaged_message_is_named_with_place_and_remedy_and_the_others_are_read()
    {
        var file = Pst(Folder("Inbox", Message("One"), Message("Two"), Message("Three")));
        var at = file.AsSpan().IndexOf(PstWriter.Text("Two")) / 64 * 64;
        while (file[at + 2] != 0xEC || file[at + 3] != 0xBC) at -= 64;
        file.AsSpan(at, 16).Clear();
        var items = Read("mail.pst", file);
        items.Count.ShouldBe(3);
        items[0].Problem.ShouldBeNull();
        items[2].Problem.ShouldBeNull();
        var problem = items[1].Problem.ShouldNotBeNull();
        problem.IsError.ShouldBeTrue();
        problem.Reason.ShouldContain($"at {at}");
        problem.Remedy.ShouldContain("scanpst");
        items[1].ToString().ShouldContain("mail.pst/Inbox/message 0x2000");
    }

    [Fact]
    public void A_PST_that_is_cut_off_says_so_and_one_in_a_ZIP_is_opened()
    {
        var file = Pst(Folder("Inbox", [.. Enumerable.Range(0, 50).Select(i => Message($"{i}"))]));
        var cut = Read("cut.pst", file[..2000]);
        cut.ShouldContain(item => item.Problem != null && item.Problem.Reason.Contains("cut off"));
        Read("stub.pst", file[..100]).ShouldHaveSingleItem().Problem.ShouldNotBeNull().Reason.ShouldContain("header");
        var zip = Read("export.zip", Zip(("readme.txt", "x"u8.ToArray()), ("backup/mail.pst", file)));
        zip.Count(item => item.Form == MailForm.Pst).ShouldBe(50);
        zip[1].Member.ShouldBe("backup/mail.pst/Inbox/0");
        MailSources.Open([_folder["export.zip"]], itemBytes: 4000).Read().ShouldContain(item => item.Problem != null && item.Problem.Reason.Contains("inside an archive"));
    }

    [Fact]
    public void Apple_mails_are_items_in_folders_and_archives()
    {
        _folder.Write("INBOX.mbox/Messages/1.emlx", Encoding.UTF8.GetString(Emlx("1")));
        _folder.Write("INBOX.mbox/Messages/2.partial.emlx", Encoding.UTF8.GetString(Emlx("2")));
        var items = MailSources.Open([_folder["INBOX.mbox"]]).Read().ToList();
        items.Select(item => Subject(item)).ShouldBe(["1", "2"]);
        Read("mail.zip", Zip(("Messages/1.emlx", Emlx("3")), ("Messages/2.emlx", Emlx("4")))).Select(Subject).ShouldBe(["3", "4"]);
    }

    [Fact]
    public void An_MMDF_mailbox_is_split_at_its_marks()
    {
        const string mark = "\u0001\u0001\u0001\u0001\n";
        var items = Read("box", Encoding.ASCII.GetBytes(mark + Mail("1") + mark + mark + Mail("2") + "From nobody\n" + mark));
        items.Select(item => Encoding.ASCII.GetString(item.Bytes.Span)).ShouldBe([Mail("1"), Mail("2") + "From nobody\n"]);
        items.Select(item => item.Index).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_Babyl_file_gives_the_headers_as_received()
    {
        var text = "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels:\nNote: x\n\u001f\f\n0, unseen,,\n*** EOOH ***\n" + Mail("1")
            + "\u001f\f\n1,,\nReceived: by a.example\n" + Mail("2").Split("\n\n")[0] + "\n\n*** EOOH ***\nSubject: 2\n\nHello\n\u001f";
        Read("RMAIL", Encoding.ASCII.GetBytes(text)).Select(item => Encoding.ASCII.GetString(item.Bytes.Span)).ShouldBe([Mail("1"), "Received: by a.example\n" + Mail("2")]);
    }

    [Fact]
    public void An_MH_folder_is_a_folder_of_mails()
    {
        foreach (var name in (string[])["1", "2", "10"]) _folder.Write($"inbox/{name}", Mail(name));
        MailSources.Open([_folder["inbox"]]).Read().Select(Subject).ShouldBe(["1", "10", "2"]);
    }

    [Fact]
    public void A_Takeout_whose_mailbox_comes_late_is_opened()
    {
        var files = Enumerable.Range(0, 30).Select(i => ($"Takeout/{i}.json", "{}"u8.ToArray())).Append(("Takeout/Mail/All mail Including Spam and Trash.mbox",
            Encoding.ASCII.GetBytes("From 1844347792267117879@xxx Mon Sep 16 08:12:34 +0000 2019\nX-Gmail-Labels: Spam\n" + Mail("1") + "\nFrom 1844347839636459560@xxx Mon Sep 16 08:13:34 +0000 2019\n" + Mail("2"))));
        Read("takeout.zip", Zip([.. files])).Where(item => item.Index is not null).Select(Subject).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("\u00CF\u00AD\u0012\u00FE\u00C5\u00FD\u0074\u006F and more", "Outlook Express")]
    [InlineData("\u001a\0\0\u0004\0\0 and more", "HCL Notes")]
    public void A_mailbox_that_is_not_read_is_called_by_its_name(string start, string program)
    {
        var problem = Read("Inbox.dbx", Encoding.Latin1.GetBytes(start)).ShouldHaveSingleItem().Problem.ShouldNotBeNull();
        problem.Reason.ShouldContain(program);
        problem.Remedy.ShouldContain("mbox");
    }

    [Fact]
    public void What_the_readers_make_of_any_bytes_is_bounded()
    {
        var file = Pst(Folder("Inbox", Message("One")));
        for (var at = 0; at < file.Length; at += 131)
        {
            var damaged = file.ToArray();
            damaged[at] ^= 0xFF;
            MailSources.Open(["-"], () => new MemoryStream(damaged)).Read().Count().ShouldBeLessThan(20);
        }
    }

    private List<MailItem> Read(string name, byte[] file)
    {
        File.WriteAllBytes(_folder[name], file);
        return [.. MailSources.Open([_folder[name]]).Read()];
    }

    private static string? Subject(MailItem item) => new MailScanner().Scan(item.Bytes, item.Name, form: item.Form).Message?.Subject.SubjectText;

    private static string Mail(string subject) => $"From: a@one.example\nTo: b@two.example\nSubject: {subject}\n\nHello\n";

    private static byte[] Emlx(string subject) => Encoding.UTF8.GetBytes($"{Mail(subject).Length}        \n{Mail(subject)}<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict/></plist>\n");

    private static PstFolder Folder(string name, params IReadOnlyList<PstMessage> messages) => new(name, messages);

    private static PstMessage Message(string subject) => new(
        [(0x001A001F, PstWriter.Text("IPM.Note")), (0x0037001F, PstWriter.Text(subject)), (0x0C1F001F, PstWriter.Text("anna@sender.example")), (0x0C1E001F, PstWriter.Text("SMTP")),
            (0x0C1A001F, PstWriter.Text("Anna")), (0x1000001F, PstWriter.Text("Hello"))],
        [[(0x0C150003, PstWriter.Int(1)), (0x3001001F, PstWriter.Text("Bert")), (0x3002001F, PstWriter.Text("SMTP")), (0x3003001F, PstWriter.Text("bert@rcpt.example"))]]);

    private static byte[] Pst(params IReadOnlyList<PstFolder> folders) => new PstWriter().Write(folders);

    private static byte[] Zip(params IReadOnlyList<(string Name, byte[] Content)> members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }
        return stream.ToArray();
    }
}
