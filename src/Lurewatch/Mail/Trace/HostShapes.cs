using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Trace;

/// <summary>What the shape of a host's name says of the host.</summary>
internal static class HostShapes
{
    private static readonly string[] LineWords =
    [
        "dynamic", "dyn", "dynip", "dhcp", "dsl", "adsl", "vdsl", "xdsl", "cable", "cablemodem", "dialup", "dial", "dialin", "ppp", "pppoe", "pool", "pools", "broadband", "bb", "ftth", "fttx", "fttb",
        "cpe", "residential", "mobile", "wireless", "gprs", "lte", "catv", "hsd", "dip", "wlan", "isdn", "wifi", "home", "bband",
    ];

    /// <summary>The name repeats its address, as providers name hosts that nobody named: <c>192-0-2-1.provider.example</c>, <c>ip192.0.2.1…</c>, reversed, or in hexadecimal.</summary>
    public static bool HoldsAddress(string? host, string? ip)
    {
        if (host is null || ip is null || !IPAddress.TryParse(ip, out var address)) return false;
        if (address.AddressFamily != AddressFamily.InterNetwork) return false;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        // Numbers of the name in order; forwards or backwards at least three of the address in a row.
        Span<int> numbers = stackalloc int[24];
        var count = 0;
        for (var i = 0; i < host.Length && count < numbers.Length; i++)
        {
            if (!char.IsAsciiDigit(host[i])) continue;
            var number = 0;
            var start = i;
            while (i < host.Length && char.IsAsciiDigit(host[i]) && i - start < 4) number = (number * 10) + host[i++] - '0';
            numbers[count++] = number;
        }
        for (var at = 0; at + 3 <= count; at++)
            for (var first = 0; first < 2; first++)
            {
                if (numbers[at] == bytes[first] && numbers[at + 1] == bytes[first + 1] && numbers[at + 2] == bytes[first + 2]) return true;
                if (numbers[at] == bytes[3 - first] && numbers[at + 1] == bytes[2 - first] && numbers[at + 2] == bytes[1 - first]) return true;
            }
        Span<char> hex = stackalloc char[8];
        for (var i = 0; i < 4; i++)
        {
            hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
            hex[(2 * i) + 1] = "0123456789abcdef"[bytes[i] & 15];
        }
        return host.AsSpan().Contains(hex, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A host that a provider named after its address and, by a word in the name, gave to a customer's line.</summary>
    public static bool IsCustomerLine(string? host, string? ip)
    {
        if (host is null || !HoldsAddress(host, ip)) return false;
        var rest = host.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = 0;
            while (end < rest.Length && char.IsAsciiLetter(rest[end])) end++;
            if (end >= 2)
                foreach (var word in LineWords)
                    if (rest[..end].Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
            rest = rest[Math.Min(rest.Length, end + 1)..];
        }
        return false;
    }
}
