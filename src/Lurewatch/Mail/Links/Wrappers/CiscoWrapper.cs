namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Cisco Secure Email: <c>https://secure-web.cisco.com/token/https%3A%2F%2Fhost%2Fpath</c>. Older links carry the target unencoded, its query and all.</summary>
internal sealed class CiscoWrapper : ILinkWrapper
{
    public string Encoder => "cisco_secure_web";
    public WrapperKind Kind => WrapperKind.Gateway;
    public IReadOnlyList<string> Roots { get; } = ["cisco.com"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.Domain.DomainName != "secure-web.cisco.com") return false;
        var tail = QueryText.Tail(url).TrimStart('/');
        var slash = tail.IndexOf('/');
        if (slash >= 0) found = new Unwrapped(TargetText.Read(tail[(slash + 1)..], bare: true));
        return true;
    }
}
