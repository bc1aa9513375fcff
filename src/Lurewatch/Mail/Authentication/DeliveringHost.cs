using System.Net;
using System.Net.Sockets;

using Lurewatch.Mail.Trace;

namespace Lurewatch.Mail.Authentication;

/// <summary>Who handed the mail to the organisation: by the envelope, else as the newest Received field with a public client says.</summary>
/// <param name="Client">Its address.</param>
/// <param name="Helo">Its HELO name; empty if unknown.</param>
/// <param name="MailFrom">The reverse-path; empty for a bounce.</param>
/// <param name="Source"><c>envelope</c> or <c>header</c>.</param>
internal sealed record DeliveringHost(IPAddress Client, string Helo, string MailFrom, string Source)
{
    public static DeliveringHost? Of(Headers headers, Envelope? envelope)
    {
        if (envelope?.ClientIp is { } given && IPAddress.TryParse(given, out var client) && (envelope.MailFrom ?? headers.ReturnPath?.Address) is { } from)
            return new DeliveringHost(client, envelope.Helo ?? "", from.Trim('<', '>'), "envelope");
        // Who relays inside of the organisation has a private address; the first public one from the top is the peer at the border.
        if ((envelope?.MailFrom ?? headers.ReturnPath?.Address) is not { } path) return null;
        for (var i = headers.Hops.Count - 1; i >= 0; i--)
        {
            if (headers.Hops[i].Received?.Source?.Raw is not { } source) continue;
            var ips = new List<Ip>();
            ReceivedReader.Hosts(source, new DomainCache(), [], ips);
            for (var n = ips.Count - 1; n >= 0; n--)
                if (IPAddress.TryParse(ips[n].IpText, out var address) && IsPublic(address)) return new DeliveringHost(address, HeloOf(source), path, "header");
        }
        return null;
    }

    /// <summary>Not of a private, local or shared range [RFC 1918, 6598, 4193, 3927, 4291].</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6LinkLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6SiteLocal && !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        Span<byte> b = stackalloc byte[4];
        address.TryWriteBytes(b, out _);
        return b[0] is not (0 or 10 or 127 or >= 224) && !(b[0] == 172 && b[1] is >= 16 and <= 31) && !(b[0] == 192 && b[1] == 168)
            && !(b[0] == 169 && b[1] == 254) && !(b[0] == 100 && b[1] is >= 64 and <= 127);
    }

    /// <summary><c>helo=</c> where it is spelt out (Exim), else the first word.</summary>
    private static string HeloOf(string source)
    {
        var text = source.AsSpan();
        var at = text.IndexOf("helo=", StringComparison.OrdinalIgnoreCase);
        if (at >= 0) text = text[(at + 5)..];
        var end = text.IndexOfAny(" ()\t");
        return (end < 0 ? text : text[..end]).ToString();
    }
}
