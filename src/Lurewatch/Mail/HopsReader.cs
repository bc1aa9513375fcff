namespace Lurewatch.Mail;

/// <summary>The delivery path: one hop a Received field, oldest first, with the fields that this server put above it.</summary>
internal sealed class HopsReader(List<MailHeader> headers, DomainCache domains, IReadOnlyList<string> trustedServers)
{
    private const int MaxHops = 100;

    public List<Domain> Domains { get; } = [];
    public List<Ip> Ips { get; } = [];
    /// <summary>Results that are believed.</summary>
    public AuthenticationResults? Trusted { get; private set; }

    public List<Hop> Read()
    {
        FindTrusted();
        var hops = new List<Hop>();
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
                    if (hops.Count == MaxHops) return hops;
                }
                received = ReceivedReader.Read(header.Value);
                ReceivedReader.Hosts(received.Source?.Raw, domains, Domains, Ips);
                ReceivedReader.Hosts(received.Server?.Raw, domains, Domains, Ips);
                ReceivedReader.Hosts(received.Mailbox?.Raw, domains, Domains, Ips);
            }
            else if (Is(header, "Authentication-Results"))
            {
                var read = AuthenticationResultsReader.Read(header.Value, domains);
                results = results is null ? read : AuthenticationResultsReader.Merge(read, results);
            }
            else if (Is(header, "Received-SPF")) spf = AuthenticationResultsReader.ReadReceivedSpf(header.Value);
            else if (Is(header, "DKIM-Signature")) signature = AuthenticationResultsReader.ReadSignature(header.Value);
            fields.Add(new HeaderField(header.Name, header.Value));
        }
        Close();
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

    /// <summary>The topmost results are the own server's; those of other servers further down can be anybody's. A server may spread its results
    /// over several fields: those without a Received field between belong together.</summary>
    private void FindTrusted()
    {
        string? server = null;
        foreach (var header in headers)
        {
            if (Trusted is not null && Is(header, "Received")) return;
            if (!Is(header, "Authentication-Results")) continue;
            var read = AuthenticationResultsReader.Read(header.Value, domains);
            if (trustedServers.Count > 0 && !trustedServers.Contains(read.Server ?? "", StringComparer.OrdinalIgnoreCase)) continue;
            if (Trusted is null)
            {
                Trusted = read;
                server = read.Server;
            }
            else if (server is not null && read.Server == server)
            {
                Trusted = AuthenticationResultsReader.Merge(Trusted, read);
            }
        }
    }

    private static bool Is(MailHeader header, string name) => header.Name.Length == name.Length && header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
