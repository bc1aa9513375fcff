using System.Net;
using Lurewatch.Mail.Trace;

namespace Lurewatch.Intel;

/// <summary>The organisation's own mail servers, as its file names them.</summary>
internal sealed class OwnServers
{
    private readonly List<string> _names = [];
    private readonly List<IPNetwork> _networks = [];

    public OwnServers(Organisation organisation)
    {
        foreach (var hop in organisation.TrustedHops)
        {
            if (IPNetwork.TryParse(hop, out var network)) _networks.Add(network);
            else if (IPAddress.TryParse(hop, out var address)) _networks.Add(new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128));
            else _names.Add(hop);
        }
    }

    /// <summary>Nothing is named.</summary>
    public bool Unknown => _names.Count == 0 && _networks.Count == 0;

    public bool HasName(string? host)
    {
        if (host is null) return false;
        foreach (var name in _names)
            if (host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (host.Length == name.Length || host[^(name.Length + 1)] == '.')) return true;
        return false;
    }

    public bool HasAddress(string? ip)
    {
        if (ip is null || _networks.Count == 0 || !ReceivedReader.TryAddress(ip, out var address)) return false;
        foreach (var network in _networks)
            if (network.Contains(address)) return true;
        return false;
    }
}
