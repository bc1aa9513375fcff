using System.Text;

namespace Lurewatch.Mail.Parts;

/// <summary>OpenPGP as far as no key is needed [RFC 9580, RFC 3156]: which keys, and what an armoured block in a text is.</summary>
internal static class Pgp
{
    private const string Begin = "-----BEGIN PGP ";
    private const int MaxBlocks = 50;
    private const int MaxKeys = 32;

    /// <summary>Takes armoured blocks out of a text: of signed text the text stays, of an encrypted message or a key nothing but a note.</summary>
    public static string Text(string text, string number, Defects defects)
    {
        var at = text.IndexOf(Begin, StringComparison.Ordinal);
        if (at < 0) return text;
        var rest = new StringBuilder(text.Length);
        var from = 0;
        for (var blocks = 0; at >= 0 && blocks < MaxBlocks; blocks++)
        {
            var next = IsLineStart(text, at) ? Block(text, at, rest, ref from, number, defects) : at + Begin.Length;
            at = next >= text.Length ? -1 : text.IndexOf(Begin, next, StringComparison.Ordinal);
        }
        return from == 0 ? text : rest.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Handles the block that begins at <paramref name="at"/>; gives where to look on.</summary>
    private static int Block(string text, int at, StringBuilder rest, ref int from, string number, Defects defects)
    {
        var head = at + Begin.Length;
        var close = text.IndexOf("-----", head, StringComparison.Ordinal);
        if (close < 0 || close - head > 30) return head;
        var what = text[head..close];
        if (what == "SIGNED MESSAGE")
        {
            var signature = text.IndexOf("\n-----BEGIN PGP SIGNATURE-----", close, StringComparison.Ordinal);
            if (signature < 0 || Armour(text, signature + 1, "SIGNATURE", out var afterSignature) is not { } packets) return close;
            var body = text.AsSpan(close + 5, signature - close - 5);
            body = AfterBlankLine(body);
            rest.Append(text, from, at - from);
            AppendUndashed(rest, body);
            from = afterSignature;
            Note(ProtectionKind.Signed, packets);
            return afterSignature;
        }
        var kind = what switch
        {
            "MESSAGE" => ProtectionKind.Encrypted,
            "PUBLIC KEY BLOCK" => ProtectionKind.Keys,
            "SIGNATURE" => ProtectionKind.Signed,
            _ => (ProtectionKind?)null,
        };
        // Only what is armour is taken out: words between the marks are words that somebody reads.
        if (kind is null || Armour(text, at, what, out var after) is not { } found) return close;
        rest.Append(text, from, at - from);
        from = after;
        Note(kind.Value, found);
        return after;

        void Note(ProtectionKind noted, byte[] packets) => defects.Protected(new Protection { Format = "pgp", Kind = noted, Part = number, Inline = true, KeyIds = KeyIds(packets) });
    }

    /// <summary>The part of a PGP/MIME mail.</summary>
    public static Protection Part(ProtectionKind kind, ReadOnlySpan<byte> bytes, string number)
    {
        var packets = bytes.ToArray();
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 1 << 20)]);
        var at = text.IndexOf(Begin, StringComparison.Ordinal);
        if (at >= 0)
        {
            var close = text.IndexOf("-----", at + Begin.Length, StringComparison.Ordinal);
            packets = close < 0 ? [] : Armour(text, at, text[(at + Begin.Length)..close], out _) ?? [];
        }
        return new Protection { Format = "pgp", Kind = kind, Part = number, KeyIds = KeyIds(packets) };
    }

    /// <summary>Decodes the block at <paramref name="at"/> [RFC 9580, 6.2]; null if its lines are not base64 to its end line.</summary>
    private static byte[]? Armour(string text, int at, string what, out int after)
    {
        after = at;
        var tail = $"-----END PGP {what}-----";
        var end = text.IndexOf(tail, at, StringComparison.Ordinal);
        if (end < 0) return null;
        var begin = text.IndexOf('\n', at);
        if (begin < 0 || begin > end) return null;
        var lines = new StringBuilder();
        var isHeader = true;
        foreach (var raw in text.AsSpan(begin + 1, end - begin - 1).EnumerateLines())
        {
            var line = raw.Trim();
            if (isHeader && line.Contains(": ", StringComparison.Ordinal)) continue;
            if (line.IsEmpty) { isHeader = false; continue; }
            isHeader = false;
            if (line[0] == '=' && line.Length is 5 or 6) break;              // the checksum
            foreach (var c in line)
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/' or '=')) return null;
            lines.Append(line);
        }
        var packets = new byte[lines.Length / 4 * 3 + 3];
        if (lines.Length < 16 || !Convert.TryFromBase64String(lines.ToString(), packets, out var length)) return null;
        after = end + tail.Length;
        if (after < text.Length && text[after] == '\r') after++;
        if (after < text.Length && text[after] == '\n') after++;
        return packets[..length];
    }

    /// <summary>Keys that the packets at the beginning name: encrypted-to (tag 1), signed-by (tag 2, subpackets 16 and 33).</summary>
    private static List<string> KeyIds(ReadOnlySpan<byte> packets)
    {
        var keys = new List<string>();
        while (packets.Length > 2 && keys.Count < MaxKeys && (packets[0] & 0x80) != 0)
        {
            if (!TryPacket(packets, out var tag, out var header, out var length)) break;
            var body = packets.Slice(header, length);
            if (tag == 1 && body.Length > 9 && body[0] == 3) Add(body.Slice(1, 8));
            else if (tag == 2 && body.Length > 9) Signature(body);
            else if (tag is not (1 or 2 or 4)) break;
            packets = packets[(header + length)..];
        }
        return keys;

        void Add(ReadOnlySpan<byte> id)
        {
            var hex = Convert.ToHexString(id);
            if (!keys.Contains(hex)) keys.Add(hex);
        }

        void Signature(ReadOnlySpan<byte> body)
        {
            if (body[0] == 3 && body.Length > 15) { Add(body.Slice(7, 8)); return; }
            if (body[0] != 4) return;
            var rest = body[4..];
            for (var area = 0; area < 2 && rest.Length >= 2; area++)
            {
                var size = rest[0] << 8 | rest[1];
                if (size > rest.Length - 2) return;
                var sub = rest.Slice(2, size);
                rest = rest[(2 + size)..];
                while (sub.Length > 1)
                {
                    int length = sub[0], head = 1;
                    if (length is >= 192 and < 255 && sub.Length > 2) { length = (length - 192 << 8) + sub[1] + 192; head = 2; }
                    if (length == 0 || length == 255 || head + length > sub.Length) break;
                    if ((sub[head] & 0x7f) == 16 && length == 9) Add(sub.Slice(head + 1, 8));
                    else if ((sub[head] & 0x7f) == 33 && length == 22) Add(sub.Slice(head + 14, 8));
                    sub = sub[(head + length)..];
                }
            }
        }
    }

    private static bool TryPacket(ReadOnlySpan<byte> bytes, out int tag, out int header, out int length)
    {
        (tag, header, length) = (0, 0, 0);
        if ((bytes[0] & 0x40) != 0)
        {
            tag = bytes[0] & 0x3f;
            if (bytes[1] < 192) (header, length) = (2, bytes[1]);
            else if (bytes[1] < 224 && bytes.Length > 2) (header, length) = (3, (bytes[1] - 192 << 8) + bytes[2] + 192);
            else return false;
        }
        else
        {
            tag = bytes[0] >> 2 & 0x0f;
            var kind = bytes[0] & 3;
            if (kind == 0) (header, length) = (2, bytes[1]);
            else if (kind == 1 && bytes.Length > 2) (header, length) = (3, bytes[1] << 8 | bytes[2]);
            else return false;
        }
        return length <= bytes.Length - header;
    }

    private static bool IsLineStart(string text, int at) => at == 0 || text[at - 1] == '\n';

    /// <summary>What follows the armour's header lines (<c>Hash: SHA256</c>).</summary>
    private static ReadOnlySpan<char> AfterBlankLine(ReadOnlySpan<char> body)
    {
        body = SkipLine(body);
        while (!body.IsEmpty)
        {
            var end = body.IndexOf('\n');
            var line = (end < 0 ? body : body[..end]).Trim();
            if (line.IsEmpty) return end < 0 ? [] : body[(end + 1)..];
            if (!line.Contains(": ", StringComparison.Ordinal)) return body;
            body = end < 0 ? [] : body[(end + 1)..];
        }
        return body;
    }

    private static ReadOnlySpan<char> SkipLine(ReadOnlySpan<char> body) => body.IndexOf('\n') is var end and >= 0 ? body[(end + 1)..] : [];

    /// <summary>The signed text without its dash escapes [RFC 9580, 7.1].</summary>
    private static void AppendUndashed(StringBuilder to, ReadOnlySpan<char> body)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf('\n');
            var line = end < 0 ? body : body[..(end + 1)];
            to.Append(line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line);
            body = end < 0 ? [] : body[(end + 1)..];
        }
        to.Append('\n');
    }
}
