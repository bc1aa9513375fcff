using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail;

/// <summary>Received fields [RFC 5321, 4.4], in the spellings of real servers.</summary>
internal static class ReceivedReader
{
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    private static readonly SearchValues<char> IpChars = SearchValues.Create("0123456789abcdefABCDEF.:");

    public static Received Read(string value)
    {
        var semicolon = value.LastIndexOf(';');
        var clauses = semicolon < 0 ? value : value[..semicolon];
        DateTimeOffset? time = null;
        if (semicolon >= 0 && MimeKit.Utils.DateUtils.TryParse(value[(semicolon + 1)..], out var parsed)) time = parsed;
        Clause? source = null, server = null, protocol = null, id = null, mailbox = null;
        var depth = 0;
        var keyword = default(ReadOnlySpan<char>);
        var from = 0;
        for (var i = 0; i <= clauses.Length; i++)
        {
            if (i < clauses.Length)
            {
                var c = clauses[i];
                if (c == '(') { depth++; continue; }
                if (c == ')') { if (depth > 0) depth--; continue; }
                if (depth > 0 || (i > 0 && !char.IsWhiteSpace(clauses[i - 1]) && clauses[i - 1] != ')')) continue;
            }
            var word = i < clauses.Length ? WordAt(clauses, i) : default;
            if (i < clauses.Length && !IsKeyword(word)) continue;
            var text = clauses.AsSpan(from, i - from).Trim();
            if (!keyword.IsEmpty && !text.IsEmpty)
            {
                var clause = new Clause(text.ToString());
                switch (keyword[0] | 0x20)
                {
                    case 'f' when keyword.Length == 4: source ??= clause; break;
                    case 'b': server ??= clause; break;
                    case 'w': protocol ??= clause; break;
                    case 'i': id ??= clause; break;
                    case 'f': mailbox ??= new Clause(text.Trim("<>").ToString()); break;
                }
            }
            keyword = word;
            from = i + word.Length;
            i += Math.Max(0, word.Length - 1);
        }
        return new Received { Source = source, Server = server, Protocol = protocol, Id = id, Mailbox = mailbox, Time = time };
    }

    /// <summary>Host names and IP addresses of a clause, in order.</summary>
    public static void Hosts(string? clause, DomainCache domains, List<Domain> names, List<Ip> ips)
    {
        if (clause is null) return;
        var rest = clause.AsSpan();
        var tokens = 0;
        while (!rest.IsEmpty && tokens++ < 64)
        {
            var start = rest.IndexOfAny(HostChars);
            if (start < 0) return;
            // "::1" begins with what no host has.
            if (start > 0 && rest[start - 1] == ':' && start > 1 && rest[start - 2] == ':') start -= 2;
            rest = rest[start..];
            var ipEnd = rest.IndexOfAnyExcept(IpChars);
            if (ipEnd < 0) ipEnd = rest.Length;
            var token = rest[..ipEnd];
            if (token.Length >= 2 && (token.Count('.') == 3 || token.Count(':') >= 2) && TryIp(token.TrimEnd(".:"), out var ip))
            {
                if (!ips.Exists(known => known.IpText == ip.IpText) && ips.Count < 200) ips.Add(ip);
                rest = rest[ipEnd..];
                continue;
            }
            var hostEnd = rest.IndexOfAnyExcept(HostChars);
            if (hostEnd < 0) hostEnd = rest.Length;
            if (hostEnd == 0) { rest = rest[1..]; continue; }
            token = rest[..hostEnd].Trim("._-");
            rest = rest[hostEnd..];
            var dot = token.LastIndexOf('.');
            if (dot < 1 || token.Length > 253 || dot + 2 >= token.Length || !char.IsAsciiLetter(token[dot + 1])) continue;
            var domain = domains.Split(token.ToString().ToLowerInvariant());
            if (domain.Valid && !names.Contains(domain) && names.Count < 200) names.Add(domain);
        }
    }

    /// <summary>A bare address in canonical text.</summary>
    public static bool TryIp(ReadOnlySpan<char> text, out Ip ip)
    {
        ip = null!;
        if (text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) text = text[5..];
        if (text.Length is < 2 or > 45 || !IPAddress.TryParse(text, out var address)) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        ip = new Ip { IpText = address.ToString(), Version = address.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4 };
        return true;
    }

    private static ReadOnlySpan<char> WordAt(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        return end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '(' ? default : text.AsSpan(at, end - at);
    }

    private static bool IsKeyword(ReadOnlySpan<char> word) => word.Length is >= 2 and <= 4 && (word.Equals("from", StringComparison.OrdinalIgnoreCase)
        || word.Equals("by", StringComparison.OrdinalIgnoreCase) || word.Equals("with", StringComparison.OrdinalIgnoreCase)
        || word.Equals("id", StringComparison.OrdinalIgnoreCase) || word.Equals("for", StringComparison.OrdinalIgnoreCase)
        || word.Equals("via", StringComparison.OrdinalIgnoreCase));
}
