using Lurewatch.Mail.Links;

namespace Lurewatch.Mail;

/// <summary>Splits each host of a message once: the same few stand in many headers. Lives as long as one reading.</summary>
internal sealed class DomainCache
{
    private readonly Dictionary<string, Domain> _known = new(StringComparer.OrdinalIgnoreCase);

    public Domain Split(string host)
    {
        if (_known.TryGetValue(host, out var domain)) return domain;
        domain = PublicSuffixList.Split(host);
        if (_known.Count < 4096) _known.Add(host, domain);
        return domain;
    }

    /// <summary>An address as the Message Data Model wants it: the domain in lower case, the local part as written.</summary>
    public Email Email(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0) return new Email { Address = address, LocalPart = address };
        var host = address[(at + 1)..].Trim().TrimEnd('.').ToLowerInvariant();
        var local = address[..at].Trim();
        return new Email { Address = $"{local}@{host}", LocalPart = local, Domain = Split(host) };
    }
}
