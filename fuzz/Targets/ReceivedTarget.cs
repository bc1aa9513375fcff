using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Trace;

namespace Lurewatch.Fuzz;

/// <summary>Lines as trace fields: reading does not throw, what a hop names stands in its field, addresses are addresses, what is trusted lies above what is not, and nothing below is believed.</summary>
internal static class ReceivedTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var text = Encoding.Latin1.GetString(data.Length > 8192 ? data[..8192] : data);
        var hops = new List<RouteHop>();
        foreach (var line in text.Split('\n').Take(60))
        {
            var received = ReceivedReader.Read(line, out var clauses);
            var hop = HopReader.Read(line, clauses, hops.Count, received.Time, 0);
            foreach (var word in (string?[])[hop.Helo, hop.ReverseName, hop.By, hop.With, hop.Via, hop.Id, hop.For, hop.EnvelopeFrom, hop.User, hop.LocalUser, hop.Ident, hop.TlsCipher])
                Check(word is null || line.Contains(word, StringComparison.Ordinal), $"not in the field: {word}");
            Check(hop.Ip is null || System.Net.IPAddress.TryParse(hop.Ip, out _), $"no address: {hop.Ip}");
            Check(hop.Time is null || hop.Time.Value.Year >= 1969, "a time before mail");
            hops.Add(hop);
            var field = AuthenticationField.Read(line);
            foreach (var result in field.Results) Check(result.Method.Length > 0 && result.Result.Length > 0, "a result without method or value");
            _ = AuthenticationResultsReader.ReadReceivedSpf(line);
        }
        var route = RouteReader.Read(hops, [], Organisation.Unknown, new DomainCache());
        var trusted = true;
        for (var i = route.Hops.Count - 1; i >= 0; i--)
        {
            Check(trusted || !route.Hops[i].Trusted, "a trusted hop below one that is not");
            trusted = route.Hops[i].Trusted;
        }
        if (route.Boundary is { } boundary)
        {
            Check(route.Hops[boundary].Trusted && (boundary == 0 || !route.Hops[boundary - 1].Trusted), "the boundary does not part trusted from claimed");
            Check(IpRanges.IsPublic(route.Hops[boundary].Ip), "a boundary without a client from outside");
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException(what);
    }
}
