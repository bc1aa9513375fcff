using Lurewatch.Intel;
using Lurewatch.Mail.Links;

namespace Lurewatch.Events;

/// <summary>Indicators as STIX patterns [STIX 2.1, 9].</summary>
internal static class StixPattern
{
    /// <summary>The pattern; null for observables that are no use as detection by themselves.</summary>
    public static string? Of(Indicator indicator) => (indicator.Type, indicator.Role) switch
    {
        (IndicatorType.Url, _) => Equality("url:value", indicator.Value),
        (IndicatorType.Domain, "link" or "download-url") => Equality("domain-name:value", indicator.Value),
        (IndicatorType.Ipv4, "link" or "download-url") => Equality("ipv4-addr:value", indicator.Value),
        (IndicatorType.Ipv6, "link" or "download-url") => Equality("ipv6-addr:value", indicator.Value),
        (IndicatorType.EmailAddress, _) when !IsForged(indicator) => Equality("email-addr:value", indicator.Value),
        (IndicatorType.Sha256, _) => Equality("file:hashes.'SHA-256'", indicator.Value),
        _ => null,
    };

    /// <summary>A brand's own address as sender is a forgery; as a pattern it would block the brand.</summary>
    private static bool IsForged(Indicator indicator)
    {
        var root = PublicSuffixList.Split(indicator.Value[(indicator.Value.LastIndexOf('@') + 1)..]).RootDomain;
        return Brands.OwnerOf(root) is not null && !WellKnown.IsFreeMail(root);
    }

    private static string Equality(string path, string value) =>
        $"[{path} = '{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";
}
