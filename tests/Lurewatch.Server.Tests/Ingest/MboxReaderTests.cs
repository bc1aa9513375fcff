using System.Text;
using CsCheck;
using Lurewatch.Server.Ingest;
using Shouldly;
using Xunit;

namespace Lurewatch.Server.Tests.Ingest;

public sealed class MboxReaderTests
{
    private const string Separator = "From anna@one.example Mon Sep 16 08:12:34 2019\n";

    [Fact]
    public void Messages_are_split_at_separators_and_lose_them()
    {
        Read(Separator + "Subject: a\n\nfirst\n\n" + Separator + "Subject: b\n\nsecond\n").ShouldBe(["Subject: a\n\nfirst\n", "Subject: b\n\nsecond\n"]);
    }

    [Fact]
    public void Windows_line_ends_are_kept()
    {
        var crlf = (Separator + "Subject: a\n\nfirst\n\n" + Separator + "Subject: b\n\nsecond\n").ReplaceLineEndings("\r\n");
        Read(crlf).ShouldBe(["Subject: a\r\n\r\nfirst\r\n", "Subject: b\r\n\r\nsecond\r\n"]);
    }

    [Fact]
    public void A_sentence_that_begins_with_From_splits_nothing()
    {
        const string body = "Subject: a\n\nDear all\n\nFrom now on, Mon Sep 16 at 10:30 in 2019, we meet here.\nNote: bring tea\n\nFrom: me\n";
        Read(Separator + body).ShouldBe([body]);
    }

    [Fact]
    public void A_separator_inside_a_paragraph_splits_nothing()
    {
        var body = "Subject: a\n\nhe wrote\n" + Separator + "Subject: quoted\n";
        Read(Separator + body).ShouldBe([body]);
    }

    [Theory]
    [InlineData(">From me\n", "From me\n")]
    [InlineData(">>From me\n", ">From me\n")]
    [InlineData(">from me\n", ">from me\n")]
    [InlineData("> From me\n", "> From me\n")]
    public void One_quote_is_taken_from_quoted_From_lines(string written, string read) =>
        Read(Separator + "Subject: a\n\n" + written).ShouldBe(["Subject: a\n\n" + read]);

    [Theory]
    [InlineData("From - Mon Sep 16 08:12:34 2019")]
    [InlineData("From MAILER-DAEMON Mon Sep 16 08:12 2019")]
    [InlineData("From 1655@xxx Mon Sep 16 08:12:34 +0000 2019")]
    [InlineData("From user at one.example  Mon Sep 16 08:12:34 2019")]
    [InlineData("From user@one.example")]
    [InlineData("From \"a b\"@one.example Mon, 16 Sep 2019 08:12:34 +0200")]
    public void Separators_of_many_writers_are_known(string separator)
    {
        MboxReader.LooksLikeMbox(Encoding.Latin1.GetBytes(separator + "\nSubject: a\n\n")).ShouldBeTrue();
        Read(separator + "\nSubject: a\n\n1\n\n" + separator + "\nSubject: b\n\n2\n").Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("From our office we see 12:30 and 2019\nthe sea and a boat\n")]
    [InlineData("From: a@one.example\nSubject: a\n\n")]
    [InlineData("From \n\n")]
    [InlineData("")]
    public void Other_text_is_no_mbox(string text) => MboxReader.LooksLikeMbox(Encoding.Latin1.GetBytes(text)).ShouldBeFalse();

    [Fact]
    public void A_Content_Length_that_lies_hides_no_message()
    {
        Read(Separator + "Subject: a\nContent-Length: 999999\n\nfirst\n\n" + Separator + "Subject: b\n\nsecond\n").Count.ShouldBe(2);
    }

    [Fact]
    public void A_message_beyond_the_limit_is_said_and_the_next_one_read()
    {
        var mbox = Separator + "Subject: a\n\n" + new string('x', 5000) + "\n\n" + Separator + "Subject: b\n\nsecond\n";
        var read = new MboxReader(new MemoryStream(Encoding.Latin1.GetBytes(mbox)), limit: 1000).Read().ToList();
        read.Count.ShouldBe(2);
        read[0].ShouldBeNull();
        Encoding.Latin1.GetString(read[1]!.Value.Span).ShouldBe("Subject: b\n\nsecond\n");
    }

    [Fact]
    public void A_line_longer_than_the_buffer_is_one_line()
    {
        var body = "Subject: a\n\n" + new string('x', 200_000) + "From y\n" + new string('z', 70_000) + "\n";
        Read(Separator + body + "\n" + Separator + "Subject: b\n\n").ShouldBe([body, "Subject: b\n"]);
    }

    /// <summary>What mboxrd writes comes back byte for byte, however the stream cuts it.</summary>
    [Fact]
    public void What_mboxrd_writes_is_read_back()
    {
        var line = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.Const("From x Mon Sep 16 08:12:34 2019"), Gen.Const(">From x"), Gen.Const(">>From y@z"), Gen.Const(""), Gen.Const("Subject: z"));
        var message = line.List[0, 30].Select(lines => "Subject: a\n\n" + string.Concat(lines.Select(l => l + "\n")));
        Gen.Select(message.List[1, 6], Gen.Int[1, 700]).Sample((messages, chunk) =>
        {
            var mbox = string.Concat(messages.Select(text => Separator + string.Concat(text.Split('\n')[..^1].Select(l => (l.TrimStart('>').StartsWith("From ", StringComparison.Ordinal) ? ">" + l : l) + "\n")) + "\n"));
            var read = new MboxReader(new Dripping(Encoding.Latin1.GetBytes(mbox), chunk), 1 << 20).Read().Select(bytes => Encoding.Latin1.GetString(bytes!.Value.Span));
            return read.SequenceEqual(messages);
        });
    }

    [Fact]
    public void A_large_mbox_streams_in_flat_memory()
    {
        using var stream = new Endless(Encoding.Latin1.GetBytes(Separator + "Subject: a\n\n" + new string('x', 20_000) + "\n\n"), 20_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var count = 0;
        foreach (var _ in new MboxReader(stream, 1 << 20).Read())
            if (++count % 5_000 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        count.ShouldBe(20_000);
        most.ShouldBeLessThan(4 << 20);
    }

    private static List<string> Read(string mbox) =>
        [.. new MboxReader(new MemoryStream(Encoding.Latin1.GetBytes(mbox)), 1 << 20).Read().Select(bytes => Encoding.Latin1.GetString(bytes!.Value.Span))];

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    private sealed class Dripping(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class Endless(byte[] unit, long times) : MemoryStream
    {
        private long _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var from = (int)(_at % unit.Length);
            var read = (int)Math.Min(Math.Min(count, unit.Length - from), (times * unit.Length) - _at);
            unit.AsSpan(from, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
            return read;
        }
    }
}
