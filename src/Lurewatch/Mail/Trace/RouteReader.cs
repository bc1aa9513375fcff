using Lurewatch.Intel;

namespace Lurewatch.Mail.Trace;

/// <summary>Finds the boundary in a chain of hops: the field that the own side wrote when it took the mail from outside. All below it was there before, and can be anybody's.</summary>
/// <remarks>Where the organisation names its servers or their number, that decides. Otherwise one walks from the top as long as it is certain that the next field was written by
/// the same side: its client is in a private network, is the mailbox that a fetcher emptied, or bears a name under the server's own domain that the server itself looked up
/// (what a client calls itself proves nothing), and the next field's server is that client or of that domain.</remarks>
internal static class RouteReader
{
    private static readonly (string Header, bool Webmail)[] Claims =
    [
        ("X-Originating-IP", true), ("X-Sender-IP", false), ("X-Client-IP", false), ("X-Source-IP", false), ("X-Remote-IP", false), ("X-Real-IP", false),
        ("X-Yahoo-Post-IP", true), ("X-Originating-Client-IP", true), ("X-Webmail-IP", true), ("X-Mailgun-Sending-Ip", false),
    ];

    /// <param name="hops">Oldest first.</param>
    /// <param name="headers">All header fields, for those that claim an origin.</param>
    /// <param name="organisation">Whose mail it is.</param>
    /// <param name="domains">Splits host names.</param>
    public static MailRoute Read(List<RouteHop> hops, List<MailHeader> headers, Organisation organisation, DomainCache domains)
    {
        var (boundary, lowest, source) = Locate(hops, organisation, domains);
        for (var i = lowest; i < hops.Count; i++) hops[i] = hops[i] with { Trusted = true };
        return new MailRoute { Hops = hops, Boundary = boundary, BoundarySource = boundary is null ? BoundarySource.None : source, Origins = Origins(hops, boundary, headers) };
    }

    /// <summary>As the server that asks knows the client: the field that names it is the boundary; without such a field all of them were there before.</summary>
    public static MailRoute WithEnvelope(MailRoute route, string clientIp)
    {
        if (!ReceivedReader.TryAddress(clientIp, out var address)) return route;
        var ip = address.ToString();
        var hops = route.Hops;
        var at = hops.Count - 1;
        while (at >= 0 && hops[at].Ip != ip) at--;
        var origins = new List<OriginIp>(route.Origins.Count + 1) { new(ip, "envelope", at < 0 ? null : at, Certain: true) };
        foreach (var origin in route.Origins)
            if (origin.Ip != ip) origins.Add(origin with { Certain = false });
        var lowest = at < 0 ? hops.Count : at;
        return new MailRoute
        {
            Hops = [.. hops.Select(hop => hop with { Trusted = hop.Index >= lowest })],
            Boundary = at < 0 ? null : at,
            BoundarySource = at < 0 ? BoundarySource.None : BoundarySource.Configured,
            Origins = origins,
            BelievedResults = route.BelievedResults,
            Fields = route.Fields,
            BelievedFields = route.BelievedFields,
        };
    }

    private static (int? Boundary, int Lowest, BoundarySource Source) Locate(List<RouteHop> hops, Organisation organisation, DomainCache domains)
    {
        if (hops.Count == 0) return (null, 0, BoundarySource.None);
        if (organisation.TrustedHopCount is { } count and > 0)
        {
            var at = Math.Max(0, hops.Count - count);
            return (at, at, BoundarySource.Configured);
        }
        var servers = organisation.Index.Servers;
        return servers.Unknown ? Assumed(hops, organisation, domains) : Named(hops, servers);
    }

    private static (int?, int, BoundarySource) Named(List<RouteHop> hops, OwnServers servers)
    {
        for (var i = hops.Count - 1; i >= 0; i--)
        {
            var hop = hops[i];
            // A server without a full name is the machine that the mailbox lies on, or a program on it; further down it proves nothing.
            var own = servers.HasName(hop.By) || servers.HasAddress(hop.ByIp) || (IsUnnamed(hop.By) && (i == hops.Count - 1 || IsFetched(hops[i + 1]) || !IpRanges.IsPublic(hops[i + 1].Ip)));
            if (!own) return i == hops.Count - 1 ? (null, hops.Count, BoundarySource.None) : (i + 1, i + 1, BoundarySource.Configured);
            var client = hop.Ip;
            if (client is null || !IpRanges.IsPublic(client) || servers.HasAddress(client) || (servers.HasName(hop.ReverseName) && !hop.NameDoubted)
                || (servers.HasName(hop.Helo) && IsExchangeInside(hop))) continue;
            return (i, i, BoundarySource.Configured);
        }
        return (null, 0, BoundarySource.Configured);
    }

    private static (int?, int, BoundarySource) Assumed(List<RouteHop> hops, Organisation organisation, DomainCache domains)
    {
        string? own = null;
        for (var i = hops.Count - 1; i >= 0; i--)
        {
            var hop = hops[i];
            own ??= RootOf(hop.By, domains);
            if (i < hops.Count - 1 && !Continues(hops[i + 1], hop, own, domains)) return (null, i + 1, BoundarySource.None);
            if (IsFetched(hop))
            {
                // The mailbox that was emptied is the own one: whoever wrote the next field is too.
                own = null;
                continue;
            }
            if (hop.Ip is null || !IpRanges.IsPublic(hop.Ip)) continue;
            var client = hop.NameDoubted ? null : RootOf(hop.ReverseName, domains);
            if ((client is not null && client == own && !IsDynamic(hop)) || organisation.Owns(hop.NameDoubted ? null : hop.ReverseName) || (own == Microsoft && IsExchangeInside(hop))) continue;
            return (i, i, BoundarySource.Assumed);
        }
        return (null, 0, BoundarySource.None);
    }

    /// <summary>A provider's own customers are under its domain too; their hosts have their address in the name.</summary>
    private static bool IsDynamic(RouteHop hop) => HostShapes.HoldsAddress(hop.ReverseName, hop.Ip);

    /// <summary>The older field can have been written by the client that the newer one names.</summary>
    private static bool Continues(RouteHop newer, RouteHop older, string? own, DomainCache domains)
    {
        if (newer.Ip is null || older.By is null || IsFetched(newer)) return true;
        var server = RootOf(older.By, domains);
        if (server is null) return !IpRanges.IsPublic(newer.Ip) || SameHost(older.By, newer.Helo) || older.ByIp == newer.Ip || older.By == newer.Ip;
        if (server == own || older.ByIp == newer.Ip) return true;
        return server == RootOf(newer.ReverseName, domains) || server == RootOf(newer.Helo, domains);
    }

    private static bool SameHost(string one, string? other) => other is not null && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsFetched(RouteHop hop) => hop.Software is "fetchmail" or "getmail" || hop.With is "IMAP" or "POP3" or "imap" or "pop3";

    private static bool IsExchangeInside(RouteHop hop) => IpRanges.IsExchangeOnline(hop.Ip) && IsMicrosoft(hop.Helo);

    private const string Microsoft = "outlook.com";

    private static bool IsMicrosoft(string? host) => host is not null && (host.EndsWith(".outlook.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".office365.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".exchangelabs.com", StringComparison.OrdinalIgnoreCase));

    /// <summary>Registrable domain; null for addresses and names without one. Exchange Online's three domains are one.</summary>
    private static string? RootOf(string? host, DomainCache domains)
    {
        if (IsUnnamed(host)) return null;
        if (IsMicrosoft(host)) return Microsoft;
        var domain = domains.Split(host!.ToLowerInvariant());
        return domain.RootDomain ?? domain.DomainName;
    }

    /// <summary>No host name with a dot: absent, an address, <c>localhost</c>, a machine's own short name.</summary>
    internal static bool IsUnnamed(string? host) => host is null || !host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
        || host.Length > 253 || char.IsAsciiDigit(host[^1]) || host[^1] == ']' || host.StartsWith("localhost.", StringComparison.OrdinalIgnoreCase);

    private static List<OriginIp> Origins(List<RouteHop> hops, int? boundary, List<MailHeader> headers)
    {
        var origins = new List<OriginIp>();
        if (boundary is { } at && hops[at].Ip is { } client) origins.Add(new OriginIp(client, "Received", at, Certain: true));
        foreach (var hop in hops)
        {
            if (hop.Index == boundary) break;
            if (!IpRanges.IsPublic(hop.Ip)) continue;
            Add(origins, new OriginIp(hop.Ip!, "Received", hop.Index, Certain: false));
            break;
        }
        foreach (var header in headers)
        {
            if (header.Name.Length < 9 || (header.Name[0] | 0x20) != 'x') continue;
            foreach (var (name, _) in Claims)
                if (header.Name.Length == name.Length && header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                    && ReceivedReader.TryAddress(header.Value.AsSpan().Trim(" []()"), out var ip) && IpRanges.IsPublic(ip))
                    Add(origins, new OriginIp(ip.ToString(), name, null, Certain: false));
        }
        return origins;

        static void Add(List<OriginIp> origins, OriginIp origin)
        {
            if (origins.Count < 16 && !origins.Exists(known => known.Ip == origin.Ip)) origins.Add(origin);
        }
    }
}
