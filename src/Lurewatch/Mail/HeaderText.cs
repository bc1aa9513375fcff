using System.Buffers;
using System.Text;

namespace Lurewatch.Mail;

/// <summary>What was seen while decoding a header value.</summary>
internal record struct HeaderTextFacts
{
    /// <summary>Encoded words.</summary>
    public int Words;
    /// <summary>Of these, words that hold nothing that needed encoding.</summary>
    public int AsciiWords;
    /// <summary>Of these, base64 words that hold nothing that needed encoding.</summary>
    public int AsciiBase64Words;
    /// <summary>Things that begin like an encoded word but are none.</summary>
    public int BrokenWords;
    /// <summary>An unknown charset's name.</summary>
    public string? UnknownCharset;
    /// <summary>The first encoded word's charset.</summary>
    public string? FirstCharset;
    /// <summary>More than one charset among the words.</summary>
    public bool ManyCharsets;
    /// <summary>Bytes above 127.</summary>
    public bool Raw8Bit;
    /// <summary>Bytes above 127 that are no UTF-8 (RFC 6532 allows those that are).</summary>
    public bool Raw8BitNotUtf8;
}

/// <summary>Header values: unfolds, decodes encoded words [RFC 2047] and raw 8-bit text as a client would.</summary>
internal static class HeaderText
{
    private const int MaxValueBytes = 64 << 10;

    /// <summary>The value as a reader sees it.</summary>
    public static string Decode(ReadOnlySpan<byte> raw, ref HeaderTextFacts facts)
    {
        if (raw.Length > MaxValueBytes) raw = raw[..MaxValueBytes];
        raw = raw.Trim(" \t\r\n"u8);
        var ascii = Ascii.IsValid(raw);
        if (ascii && raw.IndexOfAny("\r\n"u8) < 0 && raw.IndexOf("=?"u8) < 0) return Encoding.ASCII.GetString(raw);
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length + 1);
        var unfolded = Unfold(raw, buffer);
        string text;
        if (unfolded.IndexOf("=?"u8) >= 0) text = DecodeWords(unfolded, ref facts);
        else text = ascii ? Encoding.ASCII.GetString(unfolded) : Raw8Bit(unfolded, ref facts);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>Removes line ends; the white space after them stays (a tab becomes a blank).</summary>
    private static ReadOnlySpan<byte> Unfold(ReadOnlySpan<byte> raw, byte[] buffer)
    {
        var length = 0;
        var atLineStart = false;
        foreach (var b in raw)
        {
            if (b is (byte)'\r' or (byte)'\n') { atLineStart = true; continue; }
            buffer[length++] = atLineStart && b == '\t' ? (byte)' ' : b;
            atLineStart = false;
        }
        return buffer.AsSpan(0, length);
    }

    private static string Raw8Bit(ReadOnlySpan<byte> bytes, ref HeaderTextFacts facts)
    {
        if (Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);
        facts.Raw8Bit = true;
        if (!Charsets.IsUtf8(bytes)) facts.Raw8BitNotUtf8 = true;
        return Charsets.Guess(bytes);
    }

    private static string DecodeWords(ReadOnlySpan<byte> value, ref HeaderTextFacts facts)
    {
        var text = new StringBuilder(value.Length);
        var pending = new ArrayBufferWriter<byte>(64);       // bytes of adjacent words in one charset: a character may be split between them
        string? pendingCharset = null, firstCharset = null;
        var plainFrom = 0;
        var at = 0;
        while (at < value.Length)
        {
            var begin = value[at..].IndexOf("=?"u8);
            if (begin < 0) break;
            begin += at;
            if (!TryReadWord(value[begin..], out var charsetName, out var encoding, out var payload, out var length))
            {
                facts.BrokenWords++;
                if (length < 0) break;                       // nothing closes any word from here on
                at = begin + 2;
                continue;
            }
            var between = value[plainFrom..begin];
            if (pendingCharset is null || !between.Trim(" \t"u8).IsEmpty)
            {
                Flush(text, pending, ref pendingCharset, ref facts);
                text.Append(Raw8Bit(between, ref facts));
            }
            var charset = Encoding.ASCII.GetString(charsetName);
            if (pendingCharset is not null && !charset.Equals(pendingCharset, StringComparison.OrdinalIgnoreCase)) Flush(text, pending, ref pendingCharset, ref facts);
            firstCharset ??= charset;
            facts.FirstCharset ??= charset;
            if (!charset.Equals(firstCharset, StringComparison.OrdinalIgnoreCase)) facts.ManyCharsets = true;
            pendingCharset = charset;
            var bytes = encoding == 'B' ? TransferDecoder.Base64(payload, out _) : Q(payload);
            pending.Write(bytes);
            facts.Words++;
            if (NeededNoEncoding(bytes))
            {
                facts.AsciiWords++;
                if (encoding == 'B') facts.AsciiBase64Words++;
            }
            at = begin + length;
            plainFrom = at;
        }
        Flush(text, pending, ref pendingCharset, ref facts);
        text.Append(Raw8Bit(value[plainFrom..], ref facts));
        return text.ToString();
    }

    private static void Flush(StringBuilder text, ArrayBufferWriter<byte> pending, ref string? charset, ref HeaderTextFacts facts)
    {
        if (charset is null) return;
        var language = charset.IndexOf('*', StringComparison.Ordinal);      // RFC 2231, 5
        var name = language > 0 ? charset[..language] : charset;
        var decoded = Charsets.Decode(pending.WrittenSpan, name, MaxValueBytes, out var outcome);
        if (outcome == Charsets.Outcome.Unknown) facts.UnknownCharset = name;
        text.Append(decoded.Replace('\n', ' ').Replace("\r", "", StringComparison.Ordinal));
        pending.ResetWrittenCount();
        charset = null;
    }

    /// <summary>One encoded word at the start of <paramref name="at"/>, as loosely as clients take it (blanks inside, over-long).</summary>
    private static bool TryReadWord(ReadOnlySpan<byte> at, out ReadOnlySpan<byte> charset, out char encoding, out ReadOnlySpan<byte> payload, out int length)
    {
        charset = payload = default;
        encoding = '\0';
        length = 0;
        var rest = at[2..];
        var mark = rest.IndexOf((byte)'?');
        if (mark is < 1 or > 50) return false;
        charset = rest[..mark];
        foreach (var b in charset)
            if (b is <= 32 or >= 127) return false;
        rest = rest[(mark + 1)..];
        if (rest.Length < 4 || rest[1] != '?') return false;
        encoding = (char)(rest[0] & ~0x20);
        if (encoding is not ('B' or 'Q')) return false;
        rest = rest[2..];
        var end = rest.IndexOf("?="u8);
        if (end < 0)
        {
            length = -1;
            return false;
        }
        // "?==41?=": the first hit may be the mark before an escaped character.
        if (encoding == 'Q' && end + 3 < rest.Length && end == 0 && TransferDecoder.Hex(rest[2]) >= 0 && TransferDecoder.Hex(rest[3]) >= 0) return false;
        payload = rest[..end];
        length = at.Length - rest.Length + end + 2;
        return true;
    }

    private static byte[] Q(ReadOnlySpan<byte> payload)
    {
        var to = new byte[payload.Length];
        var length = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var b = payload[i];
            if (b == '_') b = (byte)' ';
            else if (b == '=' && i + 2 < payload.Length && TransferDecoder.Hex(payload[i + 1]) is var high and >= 0
                && TransferDecoder.Hex(payload[i + 2]) is var low and >= 0)
            {
                b = (byte)(high << 4 | low);
                i += 2;
            }
            to[length++] = b;
        }
        return to.AsSpan(0, length).ToArray();
    }

    private static bool NeededNoEncoding(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            if (b is < 32 or > 126) return false;
        return bytes.Length > 0 && bytes.IndexOf("=?"u8) < 0;
    }
}
