using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Trace;

/// <summary>Splits Received fields [RFC 5321, 4.4] into their clauses. What the clauses say is read by <see cref="Trace.HopReader"/>.</summary>
internal static class ReceivedReader
{
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    private static readonly SearchValues<char> IpChars = SearchValues.Create("0123456789abcdefABCDEF.:");

    /// <summary>Where the clauses stand in the field's value; empty ranges for those that it lacks.</summary>
    internal struct Clauses
    {
        /// <summary>What stands before the first keyword: qmail and sendmail speak of local submission there.</summary>
        public Range Before;
        public Range From, By, With, Id, For, Via;
        public Range Date;
    }

    public static Received Read(string value) => Read(value, out _);

    public static Received Read(string value, out Clauses clauses)
    {
        clauses = Split(value);
        DateTimeOffset? time = null;
        if (MailDate.TryRead(value.AsSpan(clauses.Date), out var read, out _)) time = read;
        return new Received
        {
            Source = Clause(value, clauses.From),
            Server = Clause(value, clauses.By),
            Protocol = Clause(value, clauses.With),
            Id = Clause(value, clauses.Id),
            Mailbox = value.AsSpan(clauses.For) is { IsEmpty: false } mailbox ? new Clause(mailbox.Trim("<>").ToString()) : null,
            Time = time,
        };
    }

    private static Clause? Clause(string value, Range range) => value.AsSpan(range) is { IsEmpty: false } text ? new Clause(text.ToString()) : null;

    private static Clauses Split(string value)
    {
        var result = default(Clauses);
        var length = value.LastIndexOf(';');
        if (length < 0) length = DateWithoutSemicolon(value);
        result.Date = length < value.Length ? (value[length] == ';' ? length + 1 : length)..value.Length : 0..0;
        var depth = 0;
        var keyword = default(ReadOnlySpan<char>);
        var any = false;
        var from = 0;
        for (var i = 0; i <= length; i++)
        {
            if (i < length)
            {
                var c = value[i];
                if (c == '(') { depth++; continue; }
                if (c == ')') { if (depth > 0) depth--; continue; }
                if (depth > 0 || (i > 0 && !char.IsWhiteSpace(value[i - 1]) && value[i - 1] != ')')) continue;
            }
            var word = i < length ? WordAt(value.AsSpan(0, length), i) : default;
            if (i < length && !IsKeyword(word)) continue;
            var clause = Trimmed(value, from, i);
            if (!any) result.Before = clause;
            else if (clause.Start.Value < clause.End.Value) Put(ref result, keyword, clause);
            any = true;
            keyword = word;
            from = i + word.Length;
            i += Math.Max(0, word.Length - 1);
        }
        return result;
    }

    private static void Put(ref Clauses result, ReadOnlySpan<char> keyword, Range clause)
    {
        switch (keyword[0] | 0x20)
        {
            case 'f' when keyword.Length == 4: First(ref result.From, clause); break;
            case 'b': First(ref result.By, clause); break;
            case 'w': First(ref result.With, clause); break;
            case 'i': First(ref result.Id, clause); break;
            case 'f': First(ref result.For, clause); break;
            case 'v': First(ref result.Via, clause); break;
        }

        static void First(ref Range at, Range clause)
        {
            if (at.End.Value == 0) at = clause;
        }
    }

    private static Range Trimmed(string value, int from, int to)
    {
        while (from < to && char.IsWhiteSpace(value[from])) from++;
        while (to > from && char.IsWhiteSpace(value[to - 1])) to--;
        return from..to;
    }

    /// <summary>Some services leave the semicolon out; their date begins with a day's name and comma, or with a year.</summary>
    private static int DateWithoutSemicolon(string value)
    {
        for (var i = Math.Max(0, value.Length - 80); i + 12 < value.Length; i++)
        {
            if (i > 0 && value[i - 1] != ' ') continue;
            var rest = value.AsSpan(i);
            if (rest[3] == ',' && char.IsAsciiLetter(rest[0]) && char.IsAsciiLetter(rest[1]) && char.IsAsciiLetter(rest[2]) && rest[4] == ' ') return i;
            if (rest[4] == '-' && rest[7] == '-' && char.IsAsciiDigit(rest[0]) && char.IsAsciiDigit(rest[3]) && char.IsAsciiDigit(rest[5]) && char.IsAsciiDigit(rest[8])
                && rest[10] is ' ' or 'T') return i;
        }
        return value.Length;
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
        if (!TryAddress(text, out var address)) return false;
        ip = new Ip { IpText = address.ToString(), Version = address.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4 };
        return true;
    }

    /// <summary>A bare address; IPv4 in IPv6's clothes is IPv4, a zone (<c>%2</c>) is dropped.</summary>
    public static bool TryAddress(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = null!;
        if (text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) text = text[5..];
        if (text.IndexOf('%') is var zone and > 0) text = text[..zone];
        if (text.Length is < 2 or > 45 || !(char.IsAsciiHexDigit(text[0]) || text[0] == ':') || !IPAddress.TryParse(text, out var parsed)) return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    private static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        return end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '(' ? default : text[at..end];
    }

    private static bool IsKeyword(ReadOnlySpan<char> word) => word.Length is >= 2 and <= 4 && (word.Equals("from", StringComparison.OrdinalIgnoreCase)
        || word.Equals("by", StringComparison.OrdinalIgnoreCase) || word.Equals("with", StringComparison.OrdinalIgnoreCase)
        || word.Equals("id", StringComparison.OrdinalIgnoreCase) || word.Equals("for", StringComparison.OrdinalIgnoreCase)
        || word.Equals("via", StringComparison.OrdinalIgnoreCase));
}
