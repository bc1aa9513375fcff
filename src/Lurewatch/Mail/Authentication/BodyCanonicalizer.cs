using System.Security.Cryptography;

namespace Lurewatch.Mail.Authentication;

/// <summary>Canonical form of a body [RFC 6376, 3.4.3, 3.4.4], fed to a hash as it is made. A bare LF counts as a line's end, since stored mail has lost its CRs.</summary>
internal ref struct BodyCanonicalizer
{
    private const int BufferBytes = 4_096;
    private static readonly byte[] ManyLines = MakeManyLines();

    private readonly IncrementalHash _hash;
    private readonly Span<byte> _buffer;
    private readonly long _limit;
    private int _used;
    private long _total;

    private BodyCanonicalizer(IncrementalHash hash, Span<byte> buffer, long limit)
    {
        _hash = hash;
        _buffer = buffer;
        _limit = limit;
    }

    /// <summary>Feeds at most <paramref name="limit"/> bytes of the canonical body.</summary>
    /// <returns>Length of the whole canonical body.</returns>
    public static long Feed(ReadOnlySpan<byte> body, bool relaxed, long limit, IncrementalHash hash)
    {
        var to = new BodyCanonicalizer(hash, stackalloc byte[BufferBytes], limit);
        long empty = 0;             // line ends that are written only if text follows
        var any = false;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            if (end >= 0 && line.EndsWith("\r"u8)) line = line[..^1];
            if (relaxed) line = line.TrimEnd(" \t"u8);
            if (line.IsEmpty)
            {
                empty++;
                continue;
            }
            to.Lines(empty + (any ? 1 : 0));
            empty = 0;
            any = true;
            if (relaxed) to.Reduced(line);
            else to.Write(line);
        }
        if (any || !relaxed) to.Lines(1);
        to.Flush();
        return to._total;
    }

    /// <summary>Runs of white space as one blank.</summary>
    private void Reduced(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            // Most lines hold single blanks alone and go as they are.
            var tab = line.IndexOf((byte)'\t');
            var twice = line.IndexOf("  "u8);
            var odd = tab < 0 ? twice : twice < 0 ? tab : Math.Min(tab, twice);
            if (odd < 0)
            {
                Write(line);
                return;
            }
            if (odd > 0 && line[odd - 1] == ' ') odd--;
            Write(line[..odd]);
            Write(" "u8);
            line = line[odd..].TrimStart(" \t"u8);
        }
    }

    private void Lines(long count)
    {
        while (count > 0)
        {
            var now = (int)Math.Min(count, ManyLines.Length / 2);
            Write(ManyLines.AsSpan(0, now * 2));
            count -= now;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        var allowed = _limit - _total;
        _total += bytes.Length;
        if (allowed <= 0) return;
        if (bytes.Length > allowed) bytes = bytes[..(int)allowed];
        if (bytes.Length > BufferBytes - _used) Flush();
        if (bytes.Length >= BufferBytes)
        {
            _hash.AppendData(bytes);
            return;
        }
        bytes.CopyTo(_buffer[_used..]);
        _used += bytes.Length;
    }

    private void Flush()
    {
        if (_used > 0) _hash.AppendData(_buffer[.._used]);
        _used = 0;
    }

    private static byte[] MakeManyLines()
    {
        var lines = new byte[512];
        for (var i = 0; i < lines.Length; i += 2) (lines[i], lines[i + 1]) = ((byte)'\r', (byte)'\n');
        return lines;
    }
}
