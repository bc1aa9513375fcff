using System.Net;
using System.Net.Sockets;
using Lurewatch.Detection;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Intel;

/// <summary>The indicators so far: no duplicates, nothing that belongs to the receiving side or to everybody, bounded in number.</summary>
internal sealed class IndicatorCollector
{
    /// <summary>Enough for any message that people read; a list of a thousand links is no evidence by its length.</summary>
    public const int Max = 1_000;
    private const int MaxValueChars = 8_192;
    private readonly ScanView _view;
    private readonly List<Indicator> _all = [];
    private readonly HashSet<(IndicatorType, string)> _seen = [];
    private readonly HashSet<string> _recipients = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _recipientDomains = new(StringComparer.OrdinalIgnoreCase);

    public IndicatorCollector(ScanView view)
    {
        _view = view;
        if (view.Message is { } message)
        {
            foreach (var mailbox in message.Recipients.To) Recipient(mailbox.Email, message);
            foreach (var mailbox in message.Recipients.Cc) Recipient(mailbox.Email, message);
            if (message.Headers.DeliveredTo is { } delivered) Recipient(delivered, message);
        }
        foreach (var address in view.Envelope?.RcptTo ?? [])
        {
            _recipients.Add(address);
            if (address.LastIndexOf('@') is var at and >= 0) AddRecipientDomain(address[(at + 1)..]);
        }
    }

    public IReadOnlyList<Indicator> All => _all;

    /// <summary>Adds one as it is.</summary>
    public void Add(IndicatorType type, string value, string role, Place place, IReadOnlyList<string>? chain = null)
    {
        if (value.Length is 0 or > MaxValueChars) return;
        if (_all.Count >= Max)
        {
            if (!_seen.Contains((type, value))) _view.Budget.Exhaust("indicators", place.Artifact ?? _view.Root.Path);
            return;
        }
        if (_seen.Add((type, value))) _all.Add(new Indicator(type, value, role, place) { Chain = chain ?? [] });
    }

    /// <summary>Adds a URL and its host.</summary>
    /// <param name="url">Where it leads.</param>
    /// <param name="role">What it does.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="always">Even on a host that everybody uses: a macro has no business there.</param>
    /// <param name="host">Its host too.</param>
    /// <param name="chain">What leads to it.</param>
    public void AddUrl(Url url, string role, Place place, bool always = false, bool host = true, IReadOnlyList<string>? chain = null)
    {
        if (url.UrlText is not { Length: > 0 } text || url.Scheme is "data" or "cid" or "about" or "javascript" or "mailto" or "tel" or "urn") return;
        if (url.Ip?.IpText is { } ip)
        {
            if (IsPrivate(ip)) return;
            Add(IndicatorType.Url, text, role, place, chain);
            AddIp(ip, role, place);
            return;
        }
        if (url.Domain.DomainName is not { Length: > 0 } name || !IsPublic(url.Domain) || IsOwn(name)) return;
        if (!always && (WellKnown.IsHarmlessHost(name) && !FetchesFile(url.Path) || IsVendorOnly(url.Domain.RootDomain))) return;
        Add(IndicatorType.Url, text, role, place, chain);
        if (host) AddDomain(url.Domain, role, place);
    }

    /// <summary>Adds the host of a link whose address is not known further.</summary>
    public void AddHost(Url url, string role, Place place)
    {
        if (url.Ip?.IpText is { } ip) AddIp(ip, role, place);
        else AddDomain(url.Domain, role, place);
    }

    /// <summary>Adds a sender's address and domain. The organisation's own is none, even forged: it must not end on a block list.</summary>
    public void AddSender(Email email, string role, Place place)
    {
        if (email.Address is not { Length: > 0 } address || email.Domain.DomainName is not { Length: > 0 } host || IsOrganisation(host)) return;
        Add(IndicatorType.EmailAddress, address, role, place);
        AddDomain(email.Domain, role, place);
    }

    /// <summary>Adds an address found in a text, with its domain.</summary>
    public void AddAddress(string address, string role, Place place)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1 || address.AsSpan().ContainsAny(' ', '\n', '<')) return;
        var domain = PublicSuffixList.Split(address[(at + 1)..].ToLowerInvariant());
        if (!IsPublic(domain) || domain.DomainName is not { } host) return;
        var canonical = string.Concat(address.AsSpan(0, at), "@", host);
        if (_recipients.Contains(canonical) || IsOwn(host) || WellKnown.IsHarmlessHost(host)) return;
        Add(IndicatorType.EmailAddress, canonical, role, place);
        AddDomain(domain, role, place);
    }

    /// <summary>Adds a public IP address.</summary>
    /// <returns>True if it was one.</returns>
    public bool AddIp(string? text, string role, Place place)
    {
        if (text is null || !IPAddress.TryParse(text, out var ip) || IsPrivate(ip)) return false;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        Add(ip.AddressFamily is AddressFamily.InterNetwork ? IndicatorType.Ipv4 : IndicatorType.Ipv6, ip.ToString(), role, place);
        return true;
    }

    /// <summary>True if a text names one of the organisation's hosts.</summary>
    public bool IsOwnName(string text)
    {
        foreach (var own in _view.Organisation.Domains)
            if (own.Length > 0 && text.Contains(own, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private void AddDomain(Domain domain, string role, Place place)
    {
        if (domain.DomainName is not { Length: > 0 } host || !IsPublic(domain) || IsOwn(host)) return;
        if (WellKnown.IsHarmlessHost(host) || WellKnown.IsFreeMail(host) || WellKnown.IsFreeMail(domain.RootDomain) || Brands.OwnerOf(domain.RootDomain) is not null) return;
        // A label that begins with a hyphen is no host name [RFC 952]: no resolver and no block list takes it.
        if (host[0] == '-' || host.Contains(".-", StringComparison.Ordinal)) return;
        Add(IndicatorType.Domain, domain.Punycode ?? host, role, place);
    }

    private void Recipient(Email email, Message message)
    {
        if (email.Address is not { Length: > 0 } address) return;
        // Bulk senders write to themselves and blind-copy the victims: such a recipient is the sender.
        if (address.Equals(message.Sender.Email.Address, StringComparison.OrdinalIgnoreCase)) return;
        _recipients.Add(address);
        if (email.Domain.DomainName is { } domain && !domain.Equals(message.Sender.Email.Domain.DomainName, StringComparison.OrdinalIgnoreCase)) AddRecipientDomain(domain);
    }

    private void AddRecipientDomain(string domain)
    {
        if (!WellKnown.IsFreeMail(domain)) _recipientDomains.Add(domain);
    }

    private bool IsOwn(string host) => _recipientDomains.Contains(host) || IsOrganisation(host);

    private bool IsOrganisation(string host)
    {
        foreach (var own in _view.Organisation.Domains)
            if (host.EndsWith(own, StringComparison.OrdinalIgnoreCase) && (host.Length == own.Length || host[host.Length - own.Length - 1] == '.')) return true;
        return false;
    }

    /// <summary>A brand's own site where nobody else can put anything: a bank, a carrier. Clouds, mail and social sites carry other people's content.</summary>
    private static bool IsVendorOnly(string? rootDomain) => Brands.OwnerOf(rootDomain) is { Sector: "bank" or "parcel" or "telecom" or "tax" or "government" or "utility" or "insurance" or "travel" or "entertainment" };

    /// <summary>A code host or a cloud is harmless until the link fetches a program or an archive.</summary>
    private static bool FetchesFile(string? path)
    {
        if (path is null) return false;
        foreach (var extension in (ReadOnlySpan<string>)[".zip", ".rar", ".7z", ".iso", ".img", ".exe", ".msi", ".js", ".vbs", ".hta", ".scr", ".doc", ".docm", ".xls", ".xlsm", ".lnk", ".ps1", ".bat", ".jar", ".apk", ".html", ".htm"])
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) return true;
        return path.Contains("/releases/download/", StringComparison.OrdinalIgnoreCase) || path.Contains("/raw/", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A name in the public tree, or under a name that examples use [RFC 2606]; not a bare host or one of a local network.</summary>
    internal static bool IsPublic(Domain domain) => domain.Valid || domain is { RootDomain: not null, Tld: "example" or "test" or "invalid" };

    private static bool IsPrivate(string text) => !IPAddress.TryParse(text, out var ip) || IsPrivate(ip);

    /// <summary>Addresses that mean nothing outside one network [RFC 6890]. Those for documentation count as public, so that examples work.</summary>
    private static bool IsPrivate(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        if (IPAddress.IsLoopback(ip)) return true;
        Span<byte> bytes = stackalloc byte[16];
        if (!ip.TryWriteBytes(bytes, out var length)) return true;
        if (length == 16) return ip.IsIPv6LinkLocal || ip.IsIPv6Multicast || ip.IsIPv6SiteLocal || ip.IsIPv6UniqueLocal || ip.Equals(IPAddress.IPv6Any);
        return bytes[0] is 0 or 10 or 127 or >= 224
            || bytes[0] == 172 && bytes[1] is >= 16 and <= 31
            || bytes[0] == 192 && bytes[1] == 168
            || bytes[0] == 169 && bytes[1] == 254
            || bytes[0] == 100 && bytes[1] is >= 64 and <= 127;
    }
}
