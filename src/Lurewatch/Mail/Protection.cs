using System.Text.Json.Serialization;

namespace Lurewatch.Mail;

/// <summary>What was done to a part so that it stays secret or unchanged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProtectionKind>))]
public enum ProtectionKind
{
    /// <summary>Signed: opened, and read as the mail.</summary>
    [JsonStringEnumMemberName("signed")] Signed,
    /// <summary>Encrypted: stays shut.</summary>
    [JsonStringEnumMemberName("encrypted")] Encrypted,
    /// <summary>Compressed: opened.</summary>
    [JsonStringEnumMemberName("compressed")] Compressed,
    /// <summary>Certificates or public keys, no content.</summary>
    [JsonStringEnumMemberName("keys")] Keys,
}

/// <summary>S/MIME [RFC 8551] or OpenPGP [RFC 3156] around a part of a mail.</summary>
public sealed record Protection
{
    /// <summary><c>smime</c> or <c>pgp</c>.</summary>
    public required string Format { get; init; }
    /// <summary>What was done.</summary>
    public required ProtectionKind Kind { get; init; }
    /// <summary>Number of the MIME part.</summary>
    public required string Part { get; init; }
    /// <summary>It stands as an armoured block inside a text.</summary>
    public bool Inline { get; init; }
    /// <summary>Content encryption: <c>AES-256-CBC</c>; null if unknown or none.</summary>
    public string? Algorithm { get; init; }
    /// <summary>Who signed. Their certificates come with the mail and are not traced to an authority: anybody can make one in any name.</summary>
    public IReadOnlyList<MailSigner> Signers { get; init; } = [];
    /// <summary>Keys that it is encrypted to, or signed with (OpenPGP): upper-case hex.</summary>
    public IReadOnlyList<string> KeyIds { get; init; } = [];
    /// <summary>To how many recipients it is encrypted.</summary>
    public int? Recipients { get; init; }
    /// <summary>Why it could not be read (fully); null if it was.</summary>
    public string? Problem { get; init; }
}

/// <summary>A signer of an S/MIME part, as the certificate in the mail says.</summary>
public sealed record MailSigner
{
    /// <summary>Distinguished name; null if the certificate does not come with the mail.</summary>
    public string? Subject { get; init; }
    /// <summary>Distinguished name of who issued the certificate.</summary>
    public string? Issuer { get; init; }
    /// <summary>Serial number of the certificate, hex.</summary>
    public string? Serial { get; init; }
    /// <summary>Addresses that the certificate is for.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];
    /// <summary>First moment at which the certificate is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }
    /// <summary>Last moment.</summary>
    public DateTimeOffset? NotAfter { get; init; }
    /// <summary>Digest algorithm: <c>SHA-256</c>.</summary>
    public string? Digest { get; init; }
    /// <summary>When it was signed, as the signer says.</summary>
    public DateTimeOffset? SignedAt { get; init; }
    /// <summary>The signature fits content and certificate; null if that could not be computed. The certificate's chain is not checked.</summary>
    public bool? Verified { get; init; }
}
