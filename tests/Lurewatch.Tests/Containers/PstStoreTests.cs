using System.Text;
using CsCheck;
using Lurewatch.Containers.Pst;
using Lurewatch.Mail.Mapi;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Containers;

public sealed class PstStoreTests
{
    private static AnalysisBudget Budget(AnalysisLimits? limits = null) => new(limits ?? new AnalysisLimits(), TimeProvider.System);
    private static PstReading Reading(AnalysisLimits? limits = null) => new(Budget(limits), "test");

    private static byte[] Some(int length, int seed)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)((i * 31) + seed + (i >> 8));
        return bytes;
    }

    private static readonly (int Version, byte Method)[] s_kinds = [(14, 0), (14, 1), (14, 2), (15, 1), (23, 0), (23, 1), (23, 2), (36, 0), (36, 1), (37, 2)];
    public static TheoryData<int, byte> Kinds() => [.. s_kinds.Select(kind => new TheoryDataRow<int, byte>(kind.Version, kind.Method))];

    private static PstWriter Writer(int version = 23, byte method = 1, int blockBytes = 0, int pageEntries = int.MaxValue, int listEntries = int.MaxValue, int records = int.MaxValue, uint password = 0)
    {
        var usual = new PstWriter(version);
        return new PstWriter(version, method, (data, bid) => PstCrypt.Encode(data, (PstEncoding)method, bid))
        {
            BlockBytes = blockBytes == 0 ? usual.BlockBytes : blockBytes,
            EntriesPerPage = pageEntries,
            ListEntries = listEntries,
            RecordsPerNode = records,
            Password = password,
        };
    }

    private static (uint, byte[]) Text(ushort id, string text) => (((uint)id << 16) | 0x1F, PstWriter.Text(text));
    private static (uint, byte[]) Number(ushort id, uint number) => (((uint)id << 16) | 3, PstWriter.Int(number));
    private static IReadOnlyList<(uint, byte[])> Recipient(string address) => [Number(MapiTag.RecipientType, 1), Text(MapiTag.DisplayName, "Name of " + address), Text(MapiTag.SmtpAddress, address)];

    private static PstMessage Mail(string subject, string body = "Hello", int recipients = 1, params IReadOnlyList<PstAttachment> attachments) => new(
        [Text(MapiTag.MessageClass, "IPM.Note"), Text(MapiTag.Subject, subject), Text(MapiTag.SenderSmtpAddress, "anna@sender.example"), Text(MapiTag.Body, body)],
        [.. Enumerable.Range(0, recipients).Select(i => Recipient($"r{i}@rcpt.example"))], attachments);

    private static PstAttachment File(string name, byte[] content) => new([Text(MapiTag.AttachLongFileName, name), Number(MapiTag.AttachMethod, 1)], content);

    private static PstStore Open(byte[] file) => PstStore.Open(new MemoryStream(file), Budget()).ShouldNotBeNull();

    private static List<(string? Folder, MapiMessage Message)> ReadAll(PstStore store)
    {
        var all = new List<(string?, MapiMessage)>();
        foreach (var node in store.Messages())
        {
            var reading = Reading();
            var message = store.Read(node, reading).ShouldNotBeNull();
            reading.Problems.ShouldBeEmpty();
            all.Add((store.Folder(node.Parent, reading), message));
        }
        store.File.Problems.ShouldBeEmpty();
        store.Reading.Problems.ShouldBeEmpty();
        return all;
    }

    [Fact]
    public void Both_encodings_are_undone_whatever_the_data_and_the_block() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.ULong, Gen.Int[0, 2]).Sample((data, bid, method) =>
        {
            var copy = data.ToArray();
            PstCrypt.Encode(copy, (PstEncoding)method, bid);
            PstCrypt.Decode(copy, (PstEncoding)method, bid);
            copy.ShouldBe(data);
        }, iter: 300);

    [Fact]
    public void The_encodings_give_what_the_specification_gives()
    {
        // MS-PST 5.1: the first and last entries of the permutation; 5.2: the same letter twice, another turn each time.
        var permuted = new byte[] { 0, 1, 2, 255 };
        PstCrypt.Encode(permuted, PstEncoding.Permute, 0);
        permuted.ShouldBe(new byte[] { 0x41, 0x36, 0x13, 0x3D });
        var turned = "AA"u8.ToArray();
        PstCrypt.Encode(turned, PstEncoding.Cyclic, 0x12345678);
        turned[0].ShouldNotBe(turned[1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Folders_messages_recipients_and_attachments_are_read(int version, byte method)
    {
        var attached = Mail("The inner one", "inside", 1, File("deep.bin", Some(500, 9)));
        var mails = new[]
        {
            Mail("First", new string('x', 9000), 3, File("a.bin", Some(100, 1)), File("b.bin", Some(40_000, 2))),
            Mail("Second", "short", 0, new PstAttachment([Text(MapiTag.DisplayName, "The inner one")], null, attached)),
        };
        var all = ReadAll(Open(Writer(version, method).Write([new("Inbox", [mails[0]], [new("Orders", [mails[1]])])])));
        all.Select(read => read.Folder).ShouldBe(["Inbox", "Inbox/Orders"]);
        var first = all[0].Message;
        first.Properties.Text(MapiTag.Subject).ShouldBe("First");
        first.Properties.LongText(MapiTag.Body)!.Length.ShouldBe(9000);
        first.Recipients.Select(recipient => recipient.Text(MapiTag.SmtpAddress)).ShouldBe(["r0@rcpt.example", "r1@rcpt.example", "r2@rcpt.example"]);
        first.Attachments.Select(file => file.Name).ShouldBe(["a.bin", "b.bin"]);
        first.Attachments[0].Content.ShouldNotBeNull().ToArray().ShouldBe(Some(100, 1));
        first.Attachments[1].Content.ShouldNotBeNull().ToArray().ShouldBe(Some(40_000, 2));
        var inner = all[1].Message.Attachments.ShouldHaveSingleItem().Message.ShouldNotBeNull();
        inner.Properties.Text(MapiTag.Subject).ShouldBe("The inner one");
        inner.Attachments.ShouldHaveSingleItem().Content.ShouldNotBeNull().ToArray().ShouldBe(Some(500, 9));
    }

    [Fact]
    public void High_trees_small_blocks_and_many_rows_change_nothing() =>
        Gen.Select(Gen.Int[0, s_kinds.Length - 1], Gen.Int[200, 700], Gen.Int[2, 6], Gen.Int[8, 14], Gen.Int[2, 4], Gen.Int[1, 25], Gen.Int[0, 40], Gen.Int[0, 6000]).Sample(
            (kind, blockBytes, pageEntries, listEntries, records, mails, recipients, size) =>
            {
                var (version, method) = s_kinds[kind];
                var writer = Writer(version, method, blockBytes, pageEntries, listEntries, records);
                var written = Enumerable.Range(0, mails).Select(i => Mail($"Mail {i}", new string((char)('a' + (i % 26)), size), recipients, File($"{i}.bin", Some(size, i)))).ToList();
                var all = ReadAll(Open(writer.Write([new("Inbox", written)])));
                all.Select(read => read.Message.Properties.Text(MapiTag.Subject)).ShouldBe(written.Select((_, i) => $"Mail {i}"));
                foreach (var (_, message) in all)
                {
                    (message.Properties.LongText(MapiTag.Body)?.Length ?? 0).ShouldBe(size);
                    message.Recipients.Select(recipient => recipient.Text(MapiTag.SmtpAddress)).ShouldBe(Enumerable.Range(0, recipients).Select(i => $"r{i}@rcpt.example"));
                    if (size > 0) message.Attachments.ShouldHaveSingleItem().Content.ShouldNotBeNull().Length.ShouldBe(size);
                }
            }, iter: 30);

    [Fact]
    public void A_message_whose_folder_is_gone_is_found()
    {
        var store = Open(Writer().Write([new("Inbox", [Mail("Listed")])], orphans: [Mail("Lost")]));
        ReadAll(store).Select(read => (read.Folder, read.Message.Properties.Text(MapiTag.Subject))).ShouldBe([("Inbox", "Listed"), (null, "Lost")]);
    }

    [Fact]
    public void A_password_opens_nothing_and_is_noted()
    {
        var store = Open(Writer(password: 0xCAFE).Write([new("Inbox", [Mail("Secret")])]));
        store.HasPassword.ShouldBeTrue();
        ReadAll(store).ShouldHaveSingleItem().Message.Properties.Text(MapiTag.Subject).ShouldBe("Secret");
        Open(Writer().Write([])).HasPassword.ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_denies_its_encoding_is_read()
    {
        var file = new PstWriter(23, method: 0, (data, bid) => PstCrypt.Encode(data, PstEncoding.Permute, bid)).Write([new("Inbox", [Mail("Exported")])]);
        ReadAll(Open(file)).ShouldHaveSingleItem().Message.Properties.Text(MapiTag.Subject).ShouldBe("Exported");
    }

    [Fact]
    public void Named_properties_get_their_names()
    {
        var set = new Guid("00020386-0000-0000-C000-000000000046");
        var writer = new PstWriter { NamedProperties = [(set, 0, "x-mailer"), (MapiName.Common, 0x851F, null)] };
        var message = new PstMessage([Text(0x8000, "Mailer 1"), Text(0x8001, @"\\server.example\reminder.wav"), Text(MapiTag.Subject, "s")]);
        var read = ReadAll(Open(writer.Write([new("Inbox", [message])]))).ShouldHaveSingleItem().Message.Properties;
        read.Text(new MapiName(MapiName.InternetHeaders, 0, "X-Mailer")).ShouldBe("Mailer 1");
        read.Text(MapiName.ReminderFile).ShouldBe(@"\\server.example\reminder.wav");
    }

    [Fact]
    public void The_mark_before_a_subject_is_no_part_of_it()
    {
        var message = new PstMessage([Text(MapiTag.Subject, "\u0001\u0005Re: Order")]);
        ReadAll(Open(Writer().Write([new("Inbox", [message])]))).ShouldHaveSingleItem().Message.Properties.Text(MapiTag.Subject).ShouldBe("Re: Order");
    }

    [Fact]
    public void A_damaged_block_costs_its_message_only()
    {
        var file = Writer(method: 0).Write([new("Inbox", [Mail("One"), Mail("Two"), Mail("Three")])]);
        var at = file.AsSpan().IndexOf(PstWriter.Text("Two"));
        var start = at / 64 * 64;
        while (file[start + 2] != 0xEC || file[start + 3] != 0xBC) start -= 64;
        file.AsSpan(start, 16).Clear();
        var store = Open(file);
        var read = store.Messages().Select(node =>
        {
            var reading = Reading();
            return (Subject: store.Read(node, reading)?.Properties.Text(MapiTag.Subject), reading.IsIncomplete, Problems: string.Join("; ", reading.Problems));
        }).ToList();
        read.Select(message => message.Subject).ShouldBe(["One", null, "Three"]);
        read.Select(message => message.IsIncomplete).ShouldBe([false, true, false]);
        read[1].Problems.ShouldContain($"at {start} does not match its checksum");
        read[1].Problems.ShouldContain("holds no heap");
    }

    [Fact]
    public void A_flipped_byte_in_a_text_is_noted_and_the_text_kept()
    {
        var file = Writer(method: 0).Write([new("Inbox", [Mail("Subject")])]);
        file[file.AsSpan().IndexOf(PstWriter.Text("Subject"))] ^= 1;
        var store = Open(file);
        var reading = Reading();
        store.Read(store.Messages().Single(), reading).ShouldNotBeNull().Properties.Text(MapiTag.Subject).ShouldBe("Rubject");
        reading.IsIncomplete.ShouldBeFalse();
        reading.Problems.ShouldHaveSingleItem().ShouldContain("checksum");
    }

    [Fact]
    public void An_attachment_that_is_larger_than_allowed_is_cut_and_said_to_be()
    {
        var file = Writer().Write([new("Inbox", [Mail("Large", "x", 1, File("big.bin", Some(300_000, 1)))])]);
        var store = Open(file);
        var reading = Reading(new AnalysisLimits { MemberBytes = 100_000 });
        var attachment = store.Read(store.Messages().Single(), reading).ShouldNotBeNull().Attachments.ShouldHaveSingleItem();
        attachment.Content.ShouldNotBeNull().Length.ShouldBeLessThanOrEqualTo(100_000);
        reading.IsIncomplete.ShouldBeTrue();
        reading.Budget.Exhausted.ShouldContainKey("member_bytes");
    }

    [Fact]
    public void Messages_in_messages_end_at_the_depth_that_is_allowed()
    {
        var mail = Mail("0");
        for (var i = 1; i < 40; i++) mail = Mail($"{i}", "x", 1, new PstAttachment([], null, mail));
        var store = Open(Writer().Write([new("Inbox", [mail])]));
        var reading = Reading();
        var depth = 0;
        for (var at = store.Read(store.Messages().Single(), reading); at is not null; at = at.Attachments is [var only] ? only.Message : null) depth++;
        depth.ShouldBe(reading.Budget.Limits.Depth + 1);
        reading.IsIncomplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData(14)]
    [InlineData(23)]
    [InlineData(36)]
    public void Every_prefix_and_every_flipped_byte_leaves_it_calm(int version)
    {
        var file = Writer(version, 1, blockBytes: 600, pageEntries: 4, listEntries: 12, records: 3)
            .Write([new("Inbox", [Mail("One", new string('y', 3000), 6, File("a.bin", Some(2000, 3))), Mail("Two", "z", 1, new PstAttachment([], null, Mail("In", "q")))])]);
        for (var length = 0; length < file.Length; length += 97) Calm(file[..length]);
        for (var at = 0; at < file.Length; at += at is < 600 and > 180 ? 1 : 23)
        {
            var damaged = file.ToArray();
            damaged[at] ^= (byte)(at % 2 == 0 ? 0xFF : 1 << (at % 8));
            Calm(damaged);
        }

        static void Calm(byte[] bytes)
        {
            var budget = Budget();
            if (PstStore.Open(new MemoryStream(bytes), budget) is not { } store) return;
            var seen = new HashSet<uint>();
            foreach (var node in store.Messages())
            {
                seen.Add(node.Id).ShouldBeTrue();
                var reading = new PstReading(budget, "test");
                store.Folder(node.Parent, reading);
                store.Read(node, reading);
            }
            seen.Count.ShouldBeLessThan(bytes.Length / 32);
        }
    }

    [Fact]
    public void An_index_that_leads_back_to_itself_ends()
    {
        var file = Writer(pageEntries: 2).Write([new("Inbox", [.. Enumerable.Range(0, 30).Select(i => Mail($"{i}"))])]);
        var root = BitConverter.ToInt64(file, 224);
        // Every child of the root becomes its first child.
        var first = BitConverter.GetBytes(BitConverter.ToInt64(file, (int)root + 16));
        first.CopyTo(file, (int)root + 40);
        var store = Open(file);
        store.Messages().Count().ShouldBeLessThan(31);
        store.File.Problems.ShouldContain(problem => problem.Contains("twice", StringComparison.Ordinal));
        // And the root itself.
        BitConverter.GetBytes(root).CopyTo(file, (int)root + 16);
        store = Open(file);
        store.Messages().Count().ShouldBeLessThan(31);
        store.File.Problems.ShouldContain(problem => problem.Contains("does not stand below", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tree_of_blocks_that_names_itself_ends()
    {
        var writer = Writer(method: 0, blockBytes: 300, listEntries: 36);
        var file = writer.Write([new("Inbox", [Mail("Large", "x", 1, File("big.bin", Some(20_000, 1)))])]);
        // Lists of the second level: let each entry name the list itself.
        var lists = 0;
        for (var at = 1024; at + 16 < file.Length; at += 64)
        {
            if (file[at] != 1 || file[at + 1] != 2) continue;
            lists++;
            var bid = file.AsSpan(at + 64 * ((file[at + 2] * 8 + 8 + 16 + 63) / 64) - 8, 8).ToArray();
            for (var i = 0; i < file[at + 2]; i++) bid.CopyTo(file, at + 8 + (i * 8));
        }
        lists.ShouldBeGreaterThan(0);
        var store = Open(file);
        var reading = Reading();
        store.Read(store.Messages().Single(), reading).ShouldNotBeNull();
        reading.IsIncomplete.ShouldBeTrue();
    }

    [Fact]
    public void A_mailbox_that_is_attached_is_opened_and_each_mail_judged()
    {
        var file = Writer().Write([new("Inbox", [Mail("One", "see https://one.example/", 1, File("run.exe", [.. "MZ"u8, .. new byte[70]])), Mail("Two")])]);
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(file, "backup.pst");
        analysis.Artifacts.Select(artifact => artifact.Path).ShouldBe(["/", "/Inbox/One.eml", "/Inbox/Two.eml", "/Inbox/One.eml/run.exe"]);
        analysis.Attached.Select(mail => mail.Message!.Subject.SubjectText).ShouldBe(["One", "Two"]);
        analysis.Attached[0].Message!.Sender.Email.Address.ShouldBe("anna@sender.example");
        analysis.Verdict.Unopened.ShouldBeEmpty();
        var small = new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { TotalBytesOut = 300 } }).Scan(file, "backup.pst");
        small.Verdict.Unopened.ShouldContain("/");
        small.Findings.ShouldContain(finding => finding.Kind.Id == "engine.limit-reached");
    }

    [Fact]
    public void What_is_no_mailbox_is_none()
    {
        PstStore.Open(new MemoryStream(), Budget()).ShouldBeNull();
        PstStore.Open(new MemoryStream(Encoding.ASCII.GetBytes("!BDN and then something else" + new string(' ', 600))), Budget()).ShouldBeNull();
        PstStore.Open(new MemoryStream(Writer().Write([])[..500]), Budget()).ShouldBeNull();
    }
}
