using System.Buffers;

namespace Lurewatch.Mail;

/// <summary>Content-Transfer-Encodings [RFC 2045, 6]: decodes what a client would, and says what was wrong.</summary>
internal static class TransferDecoder
{
    /// <summary>What was wrong; the text is the detail, null for nothing.</summary>
    internal readonly record struct Problem(string? Id, string? Detail);

    /// <summary>Decodes base64. Characters outside of the alphabet are skipped, data after the padding is kept.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> encoded, out Problem problem)
    {
        problem = default;
        var to = new byte[Base64Bound(encoded.Length)];
        // The common case is clean: the vectorised decoder skips white space itself.
        if (System.Buffers.Text.Base64.DecodeFromUtf8(encoded, to, out _, out var clean) == OperationStatus.Done)
            return clean == to.Length ? to : to.AsSpan(0, clean).ToArray();
        var strange = 0;
        var afterPadding = 0;
        var padded = false;
        var written = 0;
        uint bits = 0;
        var digits = 0;
        foreach (var b in encoded)
        {
            var value = Digits[b];
            if (value < 64)
            {
                if (padded)
                {
                    afterPadding++;                        // two base64 texts after one another: go on with the second
                    padded = false;
                    bits = 0;
                    digits = 0;
                }
                bits = bits << 6 | value;
                if (++digits < 4) continue;
                to[written++] = (byte)(bits >> 16);
                to[written++] = (byte)(bits >> 8);
                to[written++] = (byte)bits;
                digits = 0;
                bits = 0;
            }
            else if (b == '=')
            {
                if (!padded) Flush(to, ref written, bits, digits);
                padded = true;
                digits = 0;
                bits = 0;
            }
            else if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                strange++;
            }
        }
        if (digits > 0)
        {
            Flush(to, ref written, bits, digits);
            problem = new("base64-truncated", $"{digits} digits in the last group");
        }
        if (afterPadding > 0) problem = new("base64-after-padding", $"{afterPadding} more texts after the padding");
        if (strange > 0) problem = new("base64-invalid", $"{strange} characters outside of the alphabet");
        return to.AsSpan(0, written).ToArray();
    }

    /// <summary>Decodes quoted-printable. What is no escape stays as it is.</summary>
    public static byte[] QuotedPrintable(ReadOnlySpan<byte> encoded, out Problem problem)
    {
        problem = default;
        var buffer = ArrayPool<byte>.Shared.Rent(encoded.Length + 1);
        var written = 0;
        var invalid = 0;
        while (true)
        {
            var escape = encoded.IndexOf((byte)'=');
            var plain = escape < 0 ? encoded : encoded[..escape];
            plain.CopyTo(buffer.AsSpan(written));
            written += plain.Length;
            if (escape < 0) break;
            encoded = encoded[(escape + 1)..];
            if (encoded.Length >= 2 && Hex(encoded[0]) is var high and >= 0 && Hex(encoded[1]) is var low and >= 0)
            {
                buffer[written++] = (byte)(high << 4 | low);
                encoded = encoded[2..];
                continue;
            }
            var blank = 0;                                  // soft line break, white space before it allowed
            while (blank < encoded.Length && encoded[blank] is (byte)' ' or (byte)'\t') blank++;
            if (blank < encoded.Length && encoded[blank] == '\r') blank++;
            if (blank < encoded.Length && encoded[blank] == '\n') encoded = encoded[(blank + 1)..];
            else if (blank == encoded.Length) encoded = [];
            else if (blank > 0 && encoded[blank - 1] == '\r') encoded = encoded[blank..];
            else
            {
                invalid++;
                buffer[written++] = (byte)'=';
            }
        }
        if (invalid > 0) problem = new("quoted-printable-invalid", $"{invalid} equals signs that escape nothing");
        var result = buffer.AsSpan(0, written).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return result;
    }

    /// <summary>Decodes uuencode: from the begin line (or the first line that is data) to end.</summary>
    public static byte[] Uu(ReadOnlySpan<byte> encoded)
    {
        var to = new ArrayBufferWriter<byte>(Math.Max(16, encoded.Length * 3 / 4));
        var begun = encoded.IndexOf("begin "u8) < 0;
        Span<byte> three = stackalloc byte[3];
        while (!encoded.IsEmpty)
        {
            var end = encoded.IndexOf((byte)'\n');
            var line = (end < 0 ? encoded : encoded[..end]).TrimEnd((byte)'\r');
            encoded = end < 0 ? [] : encoded[(end + 1)..];
            if (!begun)
            {
                begun = line.StartsWith("begin "u8);
                continue;
            }
            if (line.SequenceEqual("end"u8)) break;
            if (line.IsEmpty) continue;
            var left = line[0] - 32 & 63;
            for (var i = 1; left > 0 && i < line.Length; i += 4)
            {
                var a = line[i] - 32 & 63;
                var b = i + 1 < line.Length ? line[i + 1] - 32 & 63 : 0;
                var c = i + 2 < line.Length ? line[i + 2] - 32 & 63 : 0;
                var d = i + 3 < line.Length ? line[i + 3] - 32 & 63 : 0;
                three[0] = (byte)(a << 2 | b >> 4);
                three[1] = (byte)(b << 4 | c >> 2);
                three[2] = (byte)(c << 6 | d);
                var take = Math.Min(3, left);
                to.Write(three[..take]);
                left -= take;
            }
        }
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Most bytes that base64 of that length can give.</summary>
    public static int Base64Bound(int encoded) => encoded / 4 * 3 + 3;

    public static int Hex(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        _ => -1,
    };

    private static void Flush(byte[] to, ref int written, uint bits, int digits)
    {
        if (digits == 2) to[written++] = (byte)(bits >> 4);
        else if (digits == 3)
        {
            to[written++] = (byte)(bits >> 10);
            to[written++] = (byte)(bits >> 2);
        }
    }

    private static ReadOnlySpan<byte> Digits =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 62, 255, 255, 255, 63,
        52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 255, 255, 255, 255, 255, 255,
        255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 255, 255, 255, 255, 255,
        255, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
        41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];
}
