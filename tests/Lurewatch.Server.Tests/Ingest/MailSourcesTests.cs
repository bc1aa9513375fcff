using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Lurewatch.Server.Ingest;
using Shouldly;
using Xunit;

namespace Lurewatch.Server.Tests.Ingest;

public sealed class MailSourcesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_read_to_the_bottom_in_ordinal_order()
    {
        foreach (var name in (string[])["b.eml", "a/2.eml", "a/10.eml", "a/sub/x.eml", "B.eml", "c.txt"]) _folder.Write(name, Mail(name));
        Locations(_folder.Path).ShouldBe(["B.eml", "a/10.eml", "a/2.eml", "a/sub/x.eml", "b.eml", "c.txt"]);
    }

    [Fact]
    public void Names_do_not_matter_content_does()
    {
        var path = _folder.Write("mailbox.txt", Mbox("a", "b"));
        var items = Read(path);
        items.Select(item => item.Index).ShouldBe([0, 1]);
        items.Select(item => Text(item)).ShouldBe([Mail("a"), Mail("b")]);
    }

    [Fact]
    public void One_message_behind_a_separator_has_no_index()
    {
        var item = Read(_folder.Write("one.eml", Mbox("a"))).ShouldHaveSingleItem();
        item.Index.ShouldBeNull();
        Text(item).ShouldBe(Mail("a"));
    }

    [Fact]
    public void A_Maildir_gives_cur_and_new_and_its_subfolders_but_no_unfinished_deliveries()
    {
        foreach (var name in (string[])["cur/1:2,S", "cur/3:2,RS", "new/2", "tmp/4", "dovecot-uidlist", "dovecot.index.log", ".Sent/cur/5:2,S", ".Sent/maildirfolder"])
            _folder.Write(name, Mail(name));
        Directory.CreateDirectory(_folder[".Sent/new"]);
        Locations(_folder.Path).ShouldBe([".Sent/cur/5:2,S", "cur/1:2,S", "cur/3:2,RS", "new/2"]);
    }

    [Fact]
    public void Mails_in_a_ZIP_are_read_and_named_by_it()
    {
        var zip = Zip(("inbox/1.eml", Mail("1")), ("inbox/note.txt", "no mail"), ("box.mbox", Mbox("2", "3")));
        var items = Read(_folder.Write("mails.bin", zip));
        items.Select(item => item.ToString()[(_folder.Path.Length + 1)..]).ShouldBe(["mails.bin/inbox/1.eml", "mails.bin/inbox/note.txt", "mails.bin/box.mbox#0", "mails.bin/box.mbox#1"]);
        Text(items[3]).ShouldBe(Mail("3"));
    }

    [Fact]
    public void A_ZIP_without_mails_is_a_file()
    {
        var zip = Zip(("Rechnung.doc", "\u00D0\u00CF\u0011\u00E0"), ("liesmich.txt", "Subject of this text: none\n"));
        var item = Read(_folder.Write("Rechnung.zip", zip)).ShouldHaveSingleItem();
        item.Member.ShouldBeNull();
        item.Bytes.ToArray().ShouldBe(zip);
    }

    [Fact]
    public void A_document_that_is_a_ZIP_is_a_file()
    {
        var zip = Zip(("[Content_Types].xml", "<Types/>"), ("word/embedded.eml", Mail("1")));
        Read(_folder.Write("a.docx", zip)).ShouldHaveSingleItem().Member.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mails_in_a_tar_are_read(bool gzip)
    {
        var items = Read(_folder.Write("export", Tar(gzip, ("m/1", Mail("1")), ("m/2", Mail("2")))));
        items.Select(item => item.Member).ShouldBe(["m/1", "m/2"]);
        items.Select(Text).ShouldBe([Mail("1"), Mail("2")]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tar_without_mails_is_a_file(bool gzip) =>
        Read(_folder.Write("export", Tar(gzip, ("a.exe", "MZ"), ("b.txt", "hello\n")))).ShouldHaveSingleItem().Member.ShouldBeNull();

    [Fact]
    public void A_gzipped_mail_and_a_gzipped_mbox_are_opened()
    {
        Text(Read(_folder.Write("1.eml.gz", Gzip(Mail("1")))).ShouldHaveSingleItem()).ShouldBe(Mail("1"));
        Read(_folder.Write("box.gz", Gzip(Mbox("1", "2", "3")))).Select(Text).ShouldBe([Mail("1"), Mail("2"), Mail("3")]);
        Read(_folder.Write("other.gz", Gzip("just text"))).ShouldHaveSingleItem().Bytes.Span[..2].ToArray().ShouldBe(new byte[] { 0x1F, 0x8B });
    }

    [Fact]
    public void One_archive_in_another_is_opened()
    {
        var items = Read(_folder.Write("outer.zip", Zip(("inner.tar.gz", Latin(Tar(gzip: true, ("a.eml", Mail("a"))))), ("inner.zip", Latin(Zip(("b.eml", Mail("b"))))))));
        items.Select(item => item.Member).ShouldBe(["inner.tar.gz/a.eml", "inner.zip/b.eml"]);
    }

    [Fact]
    public void A_damaged_member_is_named_and_the_rest_read()
    {
        var zip = Zip(("1.eml", Mail("1") + new string('x', 3000)), ("2.eml", Mail("2")));
        zip[35] = 0x07;
        var items = Read(_folder.Write("mails.zip", zip));
        items.Count.ShouldBe(2);
        items[0].Problem.ShouldNotBeNull().Reason.ShouldContain("damaged");
        Text(items[1]).ShouldBe(Mail("2"));
    }

    [Fact]
    public void A_member_with_a_wrong_checksum_is_read_and_noted()
    {
        var zip = Zip(("1.eml", Mail("1")), ("2.eml", Mail("2")));
        zip[14] ^= 0xFF;
        var central = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        zip[central + 16] ^= 0xFF;
        var items = Read(_folder.Write("mails.zip", zip));
        items.Count(item => item.Problem is null).ShouldBe(2);
        items.Single(item => item.Problem is not null).Problem!.IsError.ShouldBeFalse();
    }

    [Fact]
    public void What_is_too_large_is_named_and_counted()
    {
        var path = _folder.Write("big.eml", Mail("1") + new string('x', 5000));
        MailSources.Open([path], itemBytes: 1000).Read().ShouldHaveSingleItem().Problem.ShouldNotBeNull().Reason.ShouldContain("larger");
        var zip = _folder.Write("mails.zip", Zip(("1.eml", Mail("1") + new string('x', 5000)), ("2.eml", Mail("2"))));
        var items = MailSources.Open([zip], itemBytes: 1000).Read().ToList();
        items[0].Problem.ShouldNotBeNull();
        Text(items[1]).ShouldBe(Mail("2"));
        // An mbox has no limit as a whole.
        MailSources.Open([_folder.Write("box", Mbox([.. Enumerable.Range(0, 500).Select(i => $"{i}")]))], itemBytes: 1000).Read().Count().ShouldBe(500);
    }

    [Fact]
    public void Standard_input_may_be_a_mail_an_mbox_or_an_archive()
    {
        var item = ReadInput(Mail("1")).ShouldHaveSingleItem();
        (item.Path, item.Name).ShouldBe(("-", null));
        ReadInput(Mbox("1", "2")).Count.ShouldBe(2);
        ReadInput(Latin(Zip(("1.eml", Mail("1"))))).ShouldHaveSingleItem().Member.ShouldBe("1.eml");
        ReadInput(Mbox([.. Enumerable.Range(0, 3000).Select(i => $"{i}")])).Count.ShouldBe(3000);
        ReadInput("").ShouldHaveSingleItem().Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("*.eml", "a.eml,b.eml")]
    [InlineData("?.eml", "a.eml,b.eml")]
    [InlineData("**/*.eml", "a.eml,b.eml,s/c.eml,s/t/d.eml")]
    [InlineData("s/**", "s/c.eml,s/t/d.eml,s/t/e.txt")]
    [InlineData("s/*/*.txt", "s/t/e.txt")]
    [InlineData("s*", "s/c.eml,s/t/d.eml,s/t/e.txt")]
    [InlineData(".h*", ".hidden.eml")]
    public void Globs_are_expanded_where_the_shell_did_not(string pattern, string expected)
    {
        foreach (var name in (string[])["a.eml", "b.eml", ".hidden.eml", "s/c.eml", "s/t/d.eml", "s/t/e.txt"]) _folder.Write(name, Mail(name));
        string.Join(',', Locations(_folder[pattern])).ShouldBe(expected);
    }

    [Fact]
    public void A_name_with_a_wildcard_in_it_is_that_file()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.Write("a[1]*.eml", Mail("a"));
        _folder.Write("a[1]b.eml", Mail("b"));
        Read(path).ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Fact]
    public void Every_path_that_gives_nothing_is_named_with_a_remedy_and_the_rest_is_read()
    {
        var empty = _folder.Write("empty.eml", "");
        Directory.CreateDirectory(_folder["nothing"]);
        var good = _folder.Write("good.eml", Mail("1"));
        File.CreateSymbolicLink(_folder["dead.eml"], _folder["gone.eml"]);
        var items = MailSources.Open([_folder["missing.eml"], _folder["no/*.eml"], empty, _folder["nothing"], _folder["dead.eml"], "", "a\0b", good]).Read().ToList();
        items.Count.ShouldBe(8);
        foreach (var item in items.Take(7))
        {
            item.Problem.ShouldNotBeNull(item.Path).IsError.ShouldBeTrue();
            item.Problem!.Remedy.ShouldNotBeEmpty();
            item.Bytes.IsEmpty.ShouldBeTrue();
        }
        items[7].Problem.ShouldBeNull();
    }

    [Fact]
    public void A_loop_of_links_is_read_once_with_a_note()
    {
        _folder.Write("a/1.eml", Mail("1"));
        Directory.CreateSymbolicLink(_folder["a/loop"], _folder.Path);
        var items = MailSources.Open([_folder.Path]).Read().ToList();
        items.Count(item => item.Problem is null).ShouldBe(1);
        items.Single(item => item.Problem is not null).Problem!.IsError.ShouldBeFalse();
    }

    [Fact]
    public void A_pipe_in_a_folder_is_skipped_without_waiting_for_a_writer()
    {
        if (!OperatingSystem.IsLinux()) return;
        _folder.Write("1.eml", Mail("1"));
        using (var mkfifo = Process.Start("mkfifo", [_folder["pipe"]])) mkfifo.WaitForExit();
        var items = MailSources.Open([_folder.Path]).Read().ToList();
        items.Count.ShouldBe(2);
        items[1].Problem.ShouldNotBeNull().IsError.ShouldBeFalse();
    }

    [Fact]
    public void A_survey_counts_all_and_picks_evenly()
    {
        for (var i = 0; i < 300; i++) _folder.Write($"{i:000}.eml", "x");
        var survey = MailSources.Open([_folder.Path]).Survey(16, TestContext.Current.CancellationToken);
        survey.Files.ShouldBe(300);
        survey.Sample.Count.ShouldBeInRange(8, 16);
        survey.Sample[0].ShouldEndWith("000.eml");
        int.Parse(Path.GetFileNameWithoutExtension(survey.Sample[^1]), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(250);
    }

    private List<string> Locations(string path) =>
        [.. MailSources.Open([path]).Read().Select(item => item.Problem is null ? item.ToString()[(_folder.Path.Length + 1)..] : item + " " + item.Problem.Reason)];

    private static List<MailItem> Read(string path) => [.. MailSources.Open([path]).Read()];

    private static List<MailItem> ReadInput(string text) => [.. MailSources.Open(["-"], () => new MemoryStream(Encoding.Latin1.GetBytes(text))).Read()];

    private static string Mail(string subject) => $"From: a@one.example\nTo: b@two.example\nSubject: {subject}\n\nHello\n";

    private static string Mbox(params string[] subjects) => string.Concat(subjects.Select(subject => "From a@one.example Mon Sep 16 08:12:34 2019\n" + Mail(subject) + "\n"));

    private static string Text(MailItem item) => Encoding.Latin1.GetString(item.Bytes.Span);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Zip(params (string Name, string Text)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in members)
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(Encoding.Latin1.GetBytes(text));
            }
        }
        return stream.ToArray();
    }

    private static byte[] Tar(bool gzip, params (string Name, string Text)[] members)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text) in members)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(text)) });
        }
        return gzip ? Gzip(Latin(stream.ToArray())) : stream.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.Latin1.GetBytes(text));
        return stream.ToArray();
    }
}
