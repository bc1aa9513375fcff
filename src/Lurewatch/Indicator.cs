namespace Lurewatch;

/// <summary>Kinds of observables.</summary>
public enum IndicatorType
{
    /// <summary>A URL.</summary>
    Url,
    /// <summary>A host name.</summary>
    Domain,
    /// <summary>An IPv4 address.</summary>
    Ipv4,
    /// <summary>An IPv6 address.</summary>
    Ipv6,
    /// <summary>A mailbox address.</summary>
    EmailAddress,
    /// <summary>MD5 of a file.</summary>
    Md5,
    /// <summary>SHA-1 of a file.</summary>
    Sha1,
    /// <summary>SHA-256 of a file.</summary>
    Sha256,
    /// <summary>A file's name.</summary>
    FileName,
    /// <summary>Message-ID of the mail.</summary>
    MessageId,
    /// <summary>Subject line.</summary>
    Subject,
    /// <summary>Phone number, E.164 where the country is known.</summary>
    PhoneNumber,
    /// <summary>IBAN whose check digits hold.</summary>
    Iban,
    /// <summary>Cryptocurrency address whose checksum holds.</summary>
    CryptoAddress,
}

/// <summary>An observable with a role and the place where it was found.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Value">The real, canonical value: machine formats carry it so, people see it defanged.</param>
/// <param name="Role">What it does: <c>sender</c>, <c>reply-to</c>, <c>link</c>, <c>redirector</c>, <c>download-url</c>, <c>payload-hash</c>, <c>contact</c>, <c>payment</c>, …</param>
/// <param name="Place">Where it stands first.</param>
public sealed record Indicator(IndicatorType Type, string Value, string Role, Place Place)
{
    /// <summary>Of a <c>download-url</c>: what leads to it, from the outermost file to the last step (<c>Rechnung.doc</c>, <c>AutoOpen</c>, <c>Win32_Process.Create</c>, <c>powershell</c>); empty for others.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];
}
