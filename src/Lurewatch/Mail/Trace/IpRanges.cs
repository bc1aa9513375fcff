using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Trace;

/// <summary>What kind of place an address is.</summary>
internal static class IpRanges
{
    /// <summary>True for addresses that are routed on the Internet: not private [RFC 1918, 4193], loopback, link-local, shared [RFC 6598], multicast or reserved. Addresses
    /// for documentation [RFC 5737, 3849] count as public: they stand for such.</summary>
    public static bool IsPublic(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return false;
        if (length == 4)
        {
            return bytes[0] switch
            {
                0 or 10 or 127 or >= 224 => false,
                100 => (bytes[1] & 0xC0) != 64,
                169 => bytes[1] != 254,
                172 => (bytes[1] & 0xF0) != 16,
                192 => bytes[1] != 168 && !(bytes[1] == 0 && bytes[2] == 0),
                _ => true,
            };
        }
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast) return false;
        // Only 2000::/3 is handed out; 2002::/16 are 6to4 addresses that Google uses inside.
        return (bytes[0] & 0xE0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] == 0x02);
    }

    public static bool IsPublic(string? ip) => ip is not null && ReceivedReader.TryAddress(ip, out var address) && IsPublic(address);

    /// <summary>Exchange Online's own: 2603:1000::/24 and 2a01:111::/32, and the IPv4 networks that Microsoft publishes for Exchange Online Protection
    /// (40.92.0.0/15, 40.107.0.0/16, 52.100.0.0/14, 104.47.0.0/17).</summary>
    public static bool IsExchangeOnline(string? ip)
    {
        if (ip is null || !ReceivedReader.TryAddress(ip, out var address)) return false;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out _)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return bytes is [0x26, 0x03, 0x10, ..] or [0x2a, 0x01, 0x01, 0x11, ..];
        return bytes is [40, 92 or 93 or 107, ..] or [52, >= 100 and <= 103, ..] or [104, 47, < 128, ..];
    }
}
