namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Check Point Harmony Email, formerly Avanan: version 1 has the target in <c>o</c>, version 2 (<c>/v2/r01/___URL___.token</c>) between three underscores.</summary>
/// <remarks>Check Point, Avanan Administration Guide, "Rewritten Avanan URL". Clients fold the URL's double slash.</remarks>
internal sealed class CheckPointWrapper : ILinkWrapper
{
    public string Encoder => "checkpoint";
    public WrapperKind Kind => WrapperKind.Gateway;
    public IReadOnlyList<string> Roots { get; } = ["avanan.click", "checkpoint.com", "url-protection.com"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        var host = url.Domain.DomainName;
        if (url.Domain.RootDomain == "url-protection.com")
        {
            found = new Unwrapped(QueryText.TryGet(url.QueryParams, "o", out var value) ? TargetText.Read(value, bare: true) : null);
            return true;
        }
        if (host is not "protect.checkpoint.com" && url.Domain.RootDomain != "avanan.click") return false;
        var tail = QueryText.Tail(url);
        if (!tail.StartsWith("/v2/", StringComparison.OrdinalIgnoreCase)) return url.Domain.RootDomain == "avanan.click";
        var start = tail.IndexOf("___", StringComparison.Ordinal);
        if (start < 0) return true;
        tail = tail[(start + 3)..];
        var end = tail.LastIndexOf("___", StringComparison.Ordinal);
        if (end >= 0) tail = tail[..end];
        found = new Unwrapped(TargetText.Read(tail, bare: true));
        return true;
    }
}
