using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lurewatch.Server.Ingest;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Mailbox files of MimeKit's tests: where its own expectations say that each message begins and ends.</summary>
public sealed class MailboxConformanceTests
{
    public static TheoryData<string> Mailboxes() => ["content-length", "issue1189"];

    [Theory]
    [MemberData(nameof(Mailboxes))]
    public void Messages_begin_and_end_where_MimeKit_says(string name)
    {
        var folder = Corpora.Folder("mime/mimekit/mbox");
        var file = File.ReadAllBytes(Path.Combine(folder, name + ".mbox.txt"));
        var form = file.AsSpan().IndexOf("\r\n"u8) >= 0 ? "dos" : "unix";
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{name}.{form}-offsets.json")));
        // Theirs ends before the line end that belongs to the next separator, ours keeps a message's last line whole.
        var theirs = expected.RootElement.EnumerateArray().Select(message => Digest(file.AsSpan(message.GetProperty("beginOffset").GetInt32()..message.GetProperty("endOffset").GetInt32()))).ToList();
        var ours = MailSources.Open([Path.Combine(folder, name + ".mbox.txt")]).Read().Select(item => Digest(item.Bytes.Span)).ToList();
        ours.ShouldBe(theirs);
    }

    [Theory]
    [InlineData("simple", 3)]
    [InlineData("unmunged", 2)]
    public void Without_expectations_the_separators_count(string name, int messages) =>
        MailSources.Open([Path.Combine(Corpora.Folder("mime/mimekit/mbox"), name + ".mbox.txt")]).Read().Count().ShouldBe(messages);

    /// <summary>Line ends and the quoting of "From " aside: theirs are offsets into the file, ours is the message.</summary>
    private static string Digest(ReadOnlySpan<byte> message)
    {
        var lines = Encoding.Latin1.GetString(message).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(static line => line.StartsWith(">From ", StringComparison.Ordinal) ? line[1..] : line);
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(string.Join('\n', lines))))[..16]} {message[..Math.Min(message.Length, 40)].Length}";
    }
}
