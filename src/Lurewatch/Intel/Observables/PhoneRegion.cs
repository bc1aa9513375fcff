namespace Lurewatch.Intel.Observables;

/// <summary>Whose national forms of phone numbers are read.</summary>
internal enum PhoneRegion
{
    Unknown,
    De,
    Pl,
    Us,
    Gb,
    Fr,
    It,
    Es,
    Pt,
    Br,
    Nl,
    Jp,
}

internal static class PhoneRegions
{
    /// <summary>The country that a mail's language and its sender's top-level domain point at. A country domain without a plan here wins over the language: German from .at is not Germany's.</summary>
    public static PhoneRegion Guess(string? language, string? tld)
    {
        var country = tld is null ? null : tld[(tld.LastIndexOf('.') + 1)..];
        var byTld = country switch
        {
            "de" => PhoneRegion.De,
            "pl" => PhoneRegion.Pl,
            "us" or "ca" => PhoneRegion.Us,
            "uk" => PhoneRegion.Gb,
            "fr" => PhoneRegion.Fr,
            "it" => PhoneRegion.It,
            "es" => PhoneRegion.Es,
            "pt" => PhoneRegion.Pt,
            "br" => PhoneRegion.Br,
            "nl" => PhoneRegion.Nl,
            "jp" => PhoneRegion.Jp,
            _ => PhoneRegion.Unknown,
        };
        var generic = country is null or { Length: not 2 } or "eu" or "io" or "me" or "co" or "tv" or "cc" or "ru" or "tk" or "ml" or "ga" or "cf" or "gq" or "to" or "ws";
        if (language is null) return byTld is PhoneRegion.Unknown && generic ? PhoneRegion.Us : byTld;
        var byLanguage = language switch
        {
            "de" => PhoneRegion.De,
            "pl" => PhoneRegion.Pl,
            "en" => PhoneRegion.Us,
            "fr" => PhoneRegion.Fr,
            "it" => PhoneRegion.It,
            "es" => PhoneRegion.Es,
            "pt" => PhoneRegion.Pt,
            "nl" => PhoneRegion.Nl,
            "ja" => PhoneRegion.Jp,
            _ => PhoneRegion.Unknown,
        };
        return (language, byTld) switch
        {
            ("en", PhoneRegion.Gb) => PhoneRegion.Gb,
            ("pt", PhoneRegion.Br) => PhoneRegion.Br,
            _ when byTld is PhoneRegion.Unknown && !generic => PhoneRegion.Unknown,
            _ => byLanguage,
        };
    }
}
