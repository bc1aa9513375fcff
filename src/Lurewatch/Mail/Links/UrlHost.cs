using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Links;

/// <summary>The host of a URL [WHATWG URL 3.5]: a name in A-labels, or an address in whatever notation a browser takes.</summary>
/// <param name="Text">As <see cref="Url.UrlText"/> carries it, IPv6 in brackets; empty if there is none.</param>
/// <param name="Ip">The address; null for a name.</param>
internal readonly record struct UrlHost(string Text, Ip? Ip)
{
    private static readonly string[] NoEncoders = [];
    private static readonly SearchValues<char> NoHostChars = SearchValues.Create("()[]{}:");

    public static UrlHost Read(ReadOnlySpan<char> raw)
    {
        if (raw.Length > 2 && raw[0] == '[' && raw[^1] == ']' && ReadIpv6(raw) is { } six) return six;
        var decoded = raw.Contains('%') ? PercentCode.Decode(raw) : raw.ToString();
        var ascii = Idna.ToAscii(decoded);
        if (ascii.EndsWith('.')) ascii = ascii.TrimEnd('.');
        // No host has brackets or colons in its name; what still has some after refanging leads nowhere.
        if (ascii.Length == 0 || ascii.AsSpan().ContainsAny(NoHostChars)) return new UrlHost("", null);
        return ReadIpv4(ascii, raw) ?? new UrlHost(ascii, null);
    }

    /// <summary>An IPv4 address in any notation of inet_aton: one to four parts, each decimal, octal (<c>0…</c>) or hex (<c>0x…</c>); null if it is none.</summary>
    public static Ip? ReadIpv4(ReadOnlySpan<char> text) => ReadIpv4(text, text)?.Ip;

    private static UrlHost? ReadIpv4(ReadOnlySpan<char> text, ReadOnlySpan<char> written)
    {
        if (!char.IsAsciiHexDigit(text[^1]) && text[^1] is not ('x' or 'X')) return null;
        if (!char.IsAsciiDigit(text[0])) return null;
        Span<Range> parts = stackalloc Range[5];
        var count = text.Split(parts, '.');
        if (count > 4) return null;
        ulong address = 0;
        bool octal = false, hex = false;
        for (var i = 0; i < count; i++)
        {
            var part = text[parts[i]];
            if (!TryNumber(part, out var value, ref octal, ref hex)) return null;
            var bits = i == count - 1 ? 8 * (5 - count) : 8;
            if (value >= 1UL << bits) return null;
            address = address << bits | value;
        }
        var canonical = string.Create(CultureInfo.InvariantCulture, $"{address >> 24 & 255}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}");
        IpTranslation? translation = null;
        if (octal || hex || count < 4)
        {
            var encoders = new List<string>(2);
            if (octal) encoders.Add("octal");
            if (hex) encoders.Add("hex");
            if (count < 4 && encoders.Count == 0) encoders.Add("decimal_integer");
            translation = new IpTranslation { Encoders = encoders, Original = written.ToString() };
        }
        else if (!written.SequenceEqual(canonical)) translation = new IpTranslation { Encoders = NoEncoders, Original = written.ToString() };   // %31, full-width digits
        return new UrlHost(canonical, new Ip { IpText = canonical, Version = 4, Translation = translation });
    }

    private static bool TryNumber(ReadOnlySpan<char> part, out ulong value, ref bool octal, ref bool hex)
    {
        value = 0;
        if (part.IsEmpty || part.Length > 64) return false;
        var radix = 10UL;
        if (part.Length > 1 && part[0] == '0')
        {
            if (part[1] is 'x' or 'X')
            {
                radix = 16;
                part = part[2..];
                hex = true;
            }
            else
            {
                radix = 8;
                part = part[1..];
                octal = true;
            }
        }
        foreach (var c in part)
        {
            var digit = (ulong)(char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10 : 99);
            if (digit >= radix) return false;
            value = Math.Min(value * radix + digit, uint.MaxValue + 1UL);
        }
        return true;
    }

    private static UrlHost? ReadIpv6(ReadOnlySpan<char> raw)
    {
        var inner = raw[1..^1];
        var zone = inner.IndexOf('%');
        if (zone >= 0) inner = inner[..zone];
        if (!inner.Contains(':') || !IPAddress.TryParse(inner, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6)
        {
            var four = address.MapToIPv4().ToString();
            var translation = new IpTranslation { V4ToV6 = true, Original = inner.ToString() };
            return new UrlHost(four, new Ip { IpText = four, Version = 4, Translation = translation });
        }
        var text = address.ToString();
        return new UrlHost($"[{text}]", new Ip { IpText = text, Version = 6 });
    }
}
