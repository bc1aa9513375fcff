using System.Buffers;

namespace Lurewatch.Server.Ingest;

/// <summary>Splits an mbox [RFC 4155] as it streams: mboxo, mboxrd and plain alike. Content-Length (mboxcl) is not believed: whoever wrote the mail wrote it.</summary>
/// <remarks>
/// A message starts at a line "From " that opens the file or follows a blank line, names a date (or only an address, or nothing but Netscape's dash), and is followed by a header field.
/// Netscape wrote "From - " and no blank line before it. One '>' is taken from lines of ">From " with one or more '>': right for mboxrd, and for mboxo wherever the mail itself held no ">From ".
/// Memory: one message, at most <paramref name="limit"/> bytes, plus one buffer.
/// </remarks>
internal sealed class MboxReader(Stream stream, int limit)
{
    private const int LookAhead = 512;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start, _end;
    private bool _ended;

    /// <summary>True if the bytes start like an mbox.</summary>
    public static bool LooksLikeMbox(ReadOnlySpan<byte> head)
    {
        head = SkipBlankLines(head);
        var end = head.IndexOf((byte)'\n');
        return end > 0 && IsSeparator(head[..end], head[(end + 1)..]);
    }

    /// <summary>The messages in order, without their separator lines. Null stands for one that is larger than the limit.</summary>
    public IEnumerable<ReadOnlyMemory<byte>?> Read()
    {
        var message = new ArrayBufferWriter<byte>(16 << 10);
        SkipByteOrderMark();
        var started = false;
        var afterBlank = true;
        var tooLarge = false;
        var atLineStart = true;
        while (Line() is { Length: > 0 } line)
        {
            var isSeparator = atLineStart && (afterBlank || line.Span.StartsWith("From - "u8)) && IsSeparatorHere(line.Length);
            line = _buffer.AsMemory(_start, line.Length);
            if (isSeparator)
            {
                if (started) yield return Take(ref message, ref tooLarge);
                started = true;
                afterBlank = false;
            }
            else if (started)
            {
                Append(message, atLineStart ? Unquote(line.Span) : line.Span, ref tooLarge);
                afterBlank = atLineStart && IsBlank(line.Span);
            }
            atLineStart = line.Span[^1] == '\n';
            _start += line.Length;
        }
        if (started) yield return Take(ref message, ref tooLarge);
    }

    private void Append(ArrayBufferWriter<byte> message, ReadOnlySpan<byte> line, ref bool tooLarge)
    {
        if (tooLarge) return;
        if (message.WrittenCount + line.Length > limit)
        {
            tooLarge = true;
            return;
        }
        message.Write(line);
    }

    private static ReadOnlyMemory<byte>? Take(ref ArrayBufferWriter<byte> message, ref bool tooLarge)
    {
        ReadOnlyMemory<byte>? taken = null;
        if (!tooLarge)
        {
            var bytes = message.WrittenSpan;
            // The blank line before the next separator belongs to the mbox, not to the message.
            if (bytes.EndsWith("\n\r\n"u8)) bytes = bytes[..^2];
            else if (bytes.EndsWith("\n\n"u8)) bytes = bytes[..^1];
            taken = bytes.ToArray();
        }
        tooLarge = false;
        if (message.Capacity > 1 << 20) message = new ArrayBufferWriter<byte>(16 << 10);
        else message.ResetWrittenCount();
        return taken;
    }

    private void SkipByteOrderMark()
    {
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
    }

    /// <summary>Next line with its line end, or as much of it as the buffer holds; empty at the end.</summary>
    private ReadOnlyMemory<byte> Line()
    {
        var searched = 0;
        while (true)
        {
            var have = _buffer.AsSpan(_start, _end - _start);
            var newline = have[searched..].IndexOf((byte)'\n');
            if (newline >= 0) return _buffer.AsMemory(_start, searched + newline + 1);
            if (_ended || have.Length == _buffer.Length) return _buffer.AsMemory(_start, have.Length);
            searched = have.Length;
            Fill();
        }
    }

    /// <summary>Looks at the line at the start of the buffer and the one after it; may move the buffer's content.</summary>
    private bool IsSeparatorHere(int length)
    {
        if (!_buffer.AsSpan(_start, length).StartsWith("From "u8)) return false;
        while (!_ended && _end - _start - length < LookAhead && _end - _start < _buffer.Length) Fill();
        var next = _start + length;
        return IsSeparator(_buffer.AsSpan(_start, length), _buffer.AsSpan(next, Math.Min(_end - next, LookAhead)));
    }

    private void Fill()
    {
        if (_start > 0 && _end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) return;
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0) _ended = true;
        _end += read;
    }

    private static bool IsSeparator(ReadOnlySpan<byte> line, ReadOnlySpan<byte> next)
    {
        line = line.TrimEnd("\r\n "u8);
        if (!line.StartsWith("From "u8) || line.Length > 1024) return false;
        var rest = line[5..].Trim((byte)' ');
        return (HasDate(rest) || IsOneAddress(rest) || rest is [(byte)'-']) && StartsWithField(next);
    }

    /// <summary>The line ends in a date of asctime's form or one of its relatives: a weekday, then nothing but month, numbers, time and zone.</summary>
    private static bool HasDate(ReadOnlySpan<byte> text)
    {
        bool weekday = false, month = false, time = false, year = false;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)' ');
            var word = (end < 0 ? text : text[..end]).TrimEnd((byte)',');
            text = end < 0 ? [] : text[(end + 1)..];
            if (word.IsEmpty) continue;
            if (!weekday) weekday = IsOneOf(word, "MonTueWedThuFriSatSun"u8);
            else if (IsOneOf(word, "JanFebMarAprMayJunJulAugSepOctNovDec"u8)) month = true;
            else if (word.Length is 4 or 5 or 7 or 8 && word.Contains((byte)':') && !word.ContainsAnyExceptInRange((byte)'0', (byte)':')) time = true;
            else if (word.Length == 4 && !word.ContainsAnyExceptInRange((byte)'0', (byte)'9')) year = true;
            // UUCP adds where the mail came from.
            else if (word.SequenceEqual("remote"u8) && text.StartsWith("from "u8)) break;
            else if (!IsDayOrZone(word)) weekday = month = time = year = false;
        }
        return weekday && month && time && year;
    }

    private static bool IsOneOf(ReadOnlySpan<byte> word, ReadOnlySpan<byte> names) => word.Length == 3 && names.IndexOf(word) is >= 0 and var at && at % 3 == 0;

    private static bool IsDayOrZone(ReadOnlySpan<byte> word)
    {
        if (word[0] is (byte)'+' or (byte)'-') word = word[1..];
        return word.Length is >= 1 and <= 5 && (!word.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z'));
    }

    private static bool IsOneAddress(ReadOnlySpan<byte> text) => text.Contains((byte)'@') && !text.Contains((byte)' ');

    /// <summary>True if a header field starts here [RFC 5322 section 2.2], an old ">From " line before it allowed.</summary>
    private static bool StartsWithField(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(">From "u8)) return true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ':') return i > 0;
            if (text[i] is <= 32 or >= 127) return false;
        }
        return false;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> line)
    {
        if (line[0] != '>') return line;
        var from = line.IndexOfAnyExcept((byte)'>');
        return from > 0 && line[from..].StartsWith("From "u8) ? line[1..] : line;
    }

    private static ReadOnlySpan<byte> SkipBlankLines(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        return head.TrimStart("\r\n"u8);
    }
}
