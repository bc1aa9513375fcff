using System.CommandLine;
using System.Net;
using Lurewatch.Mail.Authentication;
using Lurewatch.Server.Dns;

namespace Lurewatch.Cli.Commands;

/// <summary><c>--dns</c>, <c>--dns=SERVER</c>, <c>--dns=zone:FILE</c>: whom SPF, DKIM, DMARC and ARC may ask. Without it nobody is asked anything.</summary>
internal static class DnsOption
{
    private const string Name = "--dns", System = "system", Zone = "zone:";
    private const int MaxZoneBytes = 16 << 20;

    public static Option<string?> Create() => new(Name)
    {
        Description = "Evaluate SPF, DKIM, DMARC and ARC: asks the DNS about the senders' domains, so their name servers can see that the mail is looked at. "
            + "=SERVER asks that name server instead of the system's, =zone:FILE only a file of records.",
        HelpName = "SERVER|zone:FILE",
    };

    /// <summary>The bare option means the system's name servers; a path that follows it is no server.</summary>
    public static string[] Spell(string[] args)
    {
        var plain = Array.IndexOf(args, "--");
        return [.. args.Select((arg, i) => arg == Name && (plain < 0 || i < plain) ? $"{Name}={System}" : arg)];
    }

    /// <summary>The resolver that the option names; null without it.</summary>
    public static IDnsResolver? Open(string? value)
    {
        if (value is null) return null;
        if (value.StartsWith(Zone, StringComparison.Ordinal)) return OpenZone(value[Zone.Length..]);
        if (value == System) return new DnsResolver();
        // An IPv6 address with a port stands in brackets; without a port the usual one is meant.
        if (!IPEndPoint.TryParse(value, out var server)) throw new UsageException($"--dns={value} is no name server: give an IP address, with :PORT if it is not 53.");
        return new DnsResolver(new DnsResolverOptions { Servers = [server.Port == 0 ? new IPEndPoint(server.Address, 53) : server] });
    }

    private static ZoneResolver OpenZone(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxZoneBytes) throw new UsageException($"--dns: {file} is too large for a file of DNS records.");
            return ZoneResolver.Parse(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException($"--dns: {file}: {error.Message}");
        }
    }
}
