namespace Lurewatch.Fuzz;

/// <summary>Makes inputs from seeds: bit flips, interesting numbers, cut, repeated and spliced ranges, tokens of the formats. Deterministic by its seed.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int MaxLength = 1 << 18;
    private static readonly byte[][] Tokens =
    [
        "PK\x01\x02"u8.ToArray(), "PK\x03\x04"u8.ToArray(), "PK\x05\x06"u8.ToArray(), "\r\n--"u8.ToArray(), "\r\n\r\n"u8.ToArray(),
        "Content-Type: multipart/mixed; boundary="u8.ToArray(), "Content-Type: message/rfc822\r\n"u8.ToArray(), "Content-Transfer-Encoding: base64\r\n"u8.ToArray(),
        "=?utf-8?B?"u8.ToArray(), "=?utf-8?Q?=00?="u8.ToArray(), "<div style=\"display:none\">"u8.ToArray(), "<a href=\"http://"u8.ToArray(),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0xFE, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0x01], [0x7F, 0xFF, 0xFF, 0xFF],
        "Attribute VB_Name = \""u8.ToArray(), "\0D\0i\0r"u8.ToArray(), "From \n"u8.ToArray(), "<style>"u8.ToArray(), "&#x"u8.ToArray(), "%00"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var data = (byte[])seeds[_random.Next(seeds.Count)].Clone();
        for (var n = 1 + _random.Next(8); n > 0 && data.Length > 0; n--) data = Mutate(data);
        return data.Length > MaxLength ? data[..MaxLength] : data;
    }

    private byte[] Mutate(byte[] data)
    {
        var at = _random.Next(data.Length);
        var length = Math.Min(data.Length - at, 1 + _random.Next(1 << _random.Next(12)));
        switch (_random.Next(9))
        {
            case 0: data[at] ^= (byte)(1 << _random.Next(8)); return data;
            case 1: data[at] = (byte)_random.Next(256); return data;
            case 2: return data[..at];
            case 3: return [.. data[..at], .. data[(at + length)..]];
            case 4: return [.. data[..at], .. data[at..(at + length)], .. data[at..]];
            case 5: return [.. data[..at], .. Tokens[_random.Next(Tokens.Length)], .. data[at..]];
            case 6:
                var token = Tokens[_random.Next(Tokens.Length)];
                token.AsSpan(0, Math.Min(token.Length, data.Length - at)).CopyTo(data.AsSpan(at));
                return data;
            case 7:
                var other = seeds[_random.Next(seeds.Count)];
                return other.Length == 0 ? data : [.. data[..at], .. other[_random.Next(other.Length)..]];
            default:
                for (var i = at; i < at + length; i++) data[i] = (byte)_random.Next(256);
                return data;
        }
    }
}
