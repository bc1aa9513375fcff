using Lurewatch.Intel;

namespace Lurewatch.Mail.Trace;

/// <summary>The delivery path: one hop a Received field, oldest first, with the fields that this server put above it; and the route that they describe.</summary>
internal sealed class HopsReader(List<MailHeader> headers, DomainCache domains, Organisation organisation)
{
    private const int MaxHops = 100;

    /// <summary>Positions of the Received fields in <c>headers</c>, by hop.</summary>
    private readonly List<int> _positions = [];
    private readonly List<int> _believed = [];
    /// <summary>What each Authentication-Results field says, by its position: the hops and the search for those to believe both ask.</summary>
    private AuthenticationResults?[]? _results;

    public List<Domain> Domains { get; } = [];
    public List<Ip> Ips { get; } = [];
    /// <summary>Results that are believed.</summary>
    public AuthenticationResults? Trusted { get; private set; }
    /// <summary>Results from outside that bear an own server's name.</summary>
    public MailHeader? Forged { get; private set; }
    public MailRoute Route { get; private set; } = new();

    public List<Hop> Read()
    {
        var hops = new List<Hop>();
        var route = new List<RouteHop>();
        var fields = new List<HeaderField>(headers.Count);
        Received? received = null;
        AuthenticationResults? results = null;
        SpfDetails? spf = null;
        Signature? signature = null;
        for (var i = headers.Count - 1; i >= 0; i--)
        {
            var header = headers[i];
            if (Is(header, "Received"))
            {
                if (received is not null)
                {
                    Close();
                    if (hops.Count == MaxHops) break;
                }
                received = ReceivedReader.Read(header.Value, out var clauses);
                _positions.Add(i);
                route.Add(HopReader.Read(header.Value, clauses, route.Count, received.Time, header.Offset));
                ReceivedReader.Hosts(received.Source?.Raw, domains, Domains, Ips);
                ReceivedReader.Hosts(received.Server?.Raw, domains, Domains, Ips);
                ReceivedReader.Hosts(received.Mailbox?.Raw, domains, Domains, Ips);
            }
            else if (Is(header, "Authentication-Results"))
            {
                var read = Results(i);
                results = results is null ? read : AuthenticationResultsReader.Merge(read, results);
            }
            else if (Is(header, "Received-SPF")) spf = AuthenticationResultsReader.ReadReceivedSpf(header.Value);
            else if (Is(header, "DKIM-Signature")) signature = AuthenticationResultsReader.ReadSignature(header.Value);
            fields.Add(new HeaderField(header.Name, header.Value));
        }
        if (hops.Count < MaxHops) Close();
        Route = RouteReader.Read(route, headers, organisation, domains);
        FindTrusted();
        TakeReceivedSpf();
        Route = Route with { BelievedResults = Trusted, Fields = headers, BelievedFields = _believed };
        return hops;

        void Close()
        {
            hops.Add(new Hop { Index = hops.Count, Fields = fields, Received = received, AuthenticationResults = results, ReceivedSpf = spf, Signature = signature });
            fields = [];
            results = null;
            spf = null;
            signature = null;
        }
    }

    private AuthenticationResults Results(int position) =>
        (_results ??= new AuthenticationResults?[headers.Count])[position] ??= AuthenticationResultsReader.Read(headers[position].Value, domains);

    /// <summary>Believed are results that an own server wrote [RFC 8601, 5]: above the boundary, or directly below its field (where milters put them) under its own name.
    /// Those of other servers, and all further down, can be anybody's. A server may spread its results over several fields.</summary>
    private void FindTrusted()
    {
        var (safe, slot) = Limits();
        string? server = null;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            if (!Is(header, "Authentication-Results")) continue;
            var read = Results(i);
            var named = organisation.TrustedAuthservIds.Count > 0;
            var believed = i < slot && (named ? organisation.TrustedAuthservIds.Contains(read.Server ?? "", StringComparer.OrdinalIgnoreCase) : i < safe || IsBoundary(read.Server));
            if (believed && Trusted is null)
            {
                Trusted = read;
                _believed.Add(i);
                server = read.Server;
                // Another server's field may follow further down; only what stands with this one belongs to it.
                slot = Math.Min(slot, NextReceived(i));
            }
            else if (believed && server is not null && read.Server == server)
            {
                Trusted = AuthenticationResultsReader.Merge(Trusted!, read);
                _believed.Add(i);
            }
            else if (!believed && i >= safe && Forged is null && Passes(read) && read.Server is { } claimed && IsOwn(claimed))
            {
                Forged = header;
            }
        }
    }

    /// <summary>Received-SPF [RFC 7208, 9.1] speaks where Authentication-Results say nothing of SPF; only above the boundary, since it bears no server's name.</summary>
    private void TakeReceivedSpf()
    {
        if (Trusted is { Spf: not null } || (Trusted is null && organisation.TrustedAuthservIds.Count > 0)) return;
        var (safe, _) = Limits();
        for (var i = 0; i < safe; i++)
        {
            if (!Is(headers[i], "Received-SPF")) continue;
            var spf = AuthenticationResultsReader.ReadReceivedSpf(headers[i].Value);
            var results = Trusted ?? new AuthenticationResults { Server = Route.BoundaryHop?.By };
            Trusted = results with { Spf = spf.Verdict, SpfDetails = spf };
            _believed.Add(i);
            return;
        }
    }

    /// <summary>Exchange writes a field in the name of the recipient's domain into mail that it sends; it never says that anything passed.</summary>
    private static bool Passes(AuthenticationResults results) => results.Spf == "pass" || results.Dkim == "pass" || results.Dmarc == "pass";

    private int NextReceived(int from)
    {
        for (var i = from + 1; i < headers.Count; i++)
            if (Is(headers[i], "Received")) return i;
        return headers.Count;
    }

    /// <returns>Fields above the first are own; those between the two stand directly below the boundary's field.</returns>
    private (int Safe, int Slot) Limits()
    {
        var route = Route.Hops;
        var lowest = route.Count;
        while (lowest > 0 && route[lowest - 1].Trusted) lowest--;
        if (route.Count == 0 || lowest == 0) return (headers.Count, headers.Count);
        if (lowest == route.Count) return (_positions[^1], _positions[^1]);
        return (_positions[lowest], _positions[lowest - 1]);
    }

    private bool IsBoundary(string? server)
    {
        if (server is null || Route.BoundaryHop is not { } hop) return false;
        return RouteReader.IsUnnamed(hop.By) || SameRoot(server, hop.By!);
    }

    /// <summary>The name of an own server, and the mail was with no such server before.</summary>
    private bool IsOwn(string server)
    {
        var known = organisation.TrustedAuthservIds.Contains(server, StringComparer.OrdinalIgnoreCase)
            || (Route.BoundaryHop is { By: { } by } && !RouteReader.IsUnnamed(by) && !RouteReader.IsUnnamed(server) && SameRoot(server, by));
        if (!known) return false;
        foreach (var hop in Route.Hops)
            if (!hop.Trusted && hop.By is { } older && (older.Equals(server, StringComparison.OrdinalIgnoreCase) || (!RouteReader.IsUnnamed(older) && SameRoot(server, older)))) return false;
        return true;
    }

    private bool SameRoot(string one, string other) => domains.Split(one.ToLowerInvariant()) is { RootDomain: { } root } && domains.Split(other.ToLowerInvariant()).RootDomain == root;

    private static bool Is(MailHeader header, string name) => header.Name.Length == name.Length && header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
