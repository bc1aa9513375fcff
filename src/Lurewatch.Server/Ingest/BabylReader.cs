using System.Buffers;

namespace Lurewatch.Server.Ingest;

/// <summary>Splits a Babyl file (Emacs Rmail before version 23) as it streams.</summary>
/// <remarks>
/// <code>
/// BABYL OPTIONS: …
/// ^_ ^L
/// 0, labels,,                 1: the header as received stands first, a shortened one behind the mark
/// [header as received]
/// *** EOOH ***
/// header, blank line, body
/// ^_
/// </code>
/// </remarks>
internal sealed class BabylReader(Stream stream, int limit)
{
    private const byte End = 0x1f, Page = 0x0c;

    /// <summary>True if the bytes start like one.</summary>
    public static bool LooksLikeBabyl(ReadOnlySpan<byte> head) => head.StartsWith("BABYL OPTIONS:"u8);

    /// <summary>The messages in order, each with the header that it was received with. Null stands for one that is larger than the limit.</summary>
    public IEnumerable<ReadOnlyMemory<byte>?> Read()
    {
        var lines = new LineReader(stream);
        ArrayBufferWriter<byte>? message = null;
        var tooLarge = false;
        while (lines.TryRead(out var line))
        {
            if (line.Span[0] == End)
            {
                if (message is { WrittenCount: > 0 }) yield return tooLarge ? null : Message(message.WrittenSpan);
                message = line.Length > 1 && line.Span[1] == Page ? new ArrayBufferWriter<byte>(16 << 10) : null;
                tooLarge = false;
            }
            else if (message is not null && !tooLarge && !(tooLarge = message.WrittenCount + line.Length > limit))
            {
                message.Write(line.Span);
            }
        }
        if (message is { WrittenCount: > 0 }) yield return tooLarge ? null : Message(message.WrittenSpan);
    }

    private static byte[] Message(ReadOnlySpan<byte> raw)
    {
        var reformed = raw.StartsWith("1"u8);
        raw = AfterLine(raw);
        var mark = raw.IndexOf("*** EOOH ***"u8);
        if (mark < 0) return raw.ToArray();
        var received = raw[..mark].Trim("\r\n"u8);
        var shown = AfterLine(raw[mark..]);
        if (!reformed || received.IsEmpty) return shown.ToArray();
        var blank = shown.IndexOf("\n\n"u8);
        var body = blank < 0 ? [] : shown[(blank + 2)..];
        return [.. received, .. "\n\n"u8, .. body];
    }

    private static ReadOnlySpan<byte> AfterLine(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is >= 0 and var end ? text[(end + 1)..] : [];
}
