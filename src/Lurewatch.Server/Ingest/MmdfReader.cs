using System.Buffers;

namespace Lurewatch.Server.Ingest;

/// <summary>Splits an MMDF mailbox as it streams: each message between two lines of four Ctrl-A. Memory: one message, at most <paramref name="limit"/> bytes.</summary>
internal sealed class MmdfReader(Stream stream, int limit)
{
    private static ReadOnlySpan<byte> Mark => "\u0001\u0001\u0001\u0001"u8;

    /// <summary>True if the bytes start like one.</summary>
    public static bool LooksLikeMmdf(ReadOnlySpan<byte> head) => head.StartsWith(Mark) && head.Length > 5 && head[4] is (byte)'\n' or (byte)'\r' && MailHead.LooksLikeMail(head[4..]);

    /// <summary>The messages in order. Null stands for one that is larger than the limit.</summary>
    public IEnumerable<ReadOnlyMemory<byte>?> Read()
    {
        var lines = new LineReader(stream);
        var message = new ArrayBufferWriter<byte>(16 << 10);
        var tooLarge = false;
        while (lines.TryRead(out var line))
        {
            if (line.Span.TrimEnd("\r\n"u8).SequenceEqual(Mark))
            {
                if (message.WrittenCount > 0 || tooLarge) yield return tooLarge ? null : message.WrittenSpan.ToArray();
                message = new ArrayBufferWriter<byte>(16 << 10);
                tooLarge = false;
            }
            else if (!tooLarge && !(tooLarge = message.WrittenCount + line.Length > limit))
            {
                message.Write(line.Span);
            }
        }
        if (message.WrittenCount > 0 || tooLarge) yield return tooLarge ? null : message.WrittenSpan.ToArray();
    }
}
