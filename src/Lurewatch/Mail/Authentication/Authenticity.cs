namespace Lurewatch.Mail.Authentication;

/// <summary>What this engine itself found of a mail's authentication, beside what header fields claim.</summary>
public sealed record Authenticity
{
    /// <summary>The name that <see cref="Results"/> stand under.</summary>
    public const string Server = "lurewatch";

    /// <summary>The DNS was asked; without, only what needs no look-up is known.</summary>
    public bool IsLookedUp { get; init; }
    /// <summary>The bytes are those that were delivered; a mail out of Outlook's formats has lost that form, so that nothing is known of its signatures.</summary>
    public bool IsOriginal { get; init; }
    /// <summary>The mail is so old that keys and records may have changed since: what fails now may have passed then, and does not count.</summary>
    public bool IsLate { get; init; }
    /// <summary>SPF; null if it was not evaluated.</summary>
    public SpfCheck? Spf { get; init; }
    /// <summary>Each DKIM signature, topmost first.</summary>
    public IReadOnlyList<DkimCheck> Dkim { get; init; } = [];
    /// <summary>Signatures beyond those looked at.</summary>
    public int SignaturesLeft { get; init; }
    /// <summary>DMARC of the From domain; null if it was not evaluated.</summary>
    public DmarcCheck? Dmarc { get; init; }
    /// <summary>The ARC chain; null if there is none.</summary>
    public ArcCheck? Arc { get; init; }
    /// <summary>Brand indicators; null if neither mail nor DNS names any.</summary>
    public BimiCheck? Bimi { get; init; }
    /// <summary>Questions that were not asked because they would have told a name server the recipient's address.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];
    /// <summary>As an Authentication-Results field would say it; null without look-ups.</summary>
    public AuthenticationResults? Results { get; init; }
    /// <summary>What counts: these results, and where none could be had, what the believed server's field claims; null without look-ups.</summary>
    public AuthenticationResults? Believed { get; init; }
}

/// <summary>SPF [RFC 7208].</summary>
public sealed record SpfCheck
{
    /// <summary>The result.</summary>
    public AuthenticationStatus Status { get; init; }
    /// <summary>Whose record was asked.</summary>
    public string? Domain { get; init; }
    /// <summary><c>mailfrom</c>, or <c>helo</c> for a bounce.</summary>
    public string Identity { get; init; } = "mailfrom";
    /// <summary>The delivering host.</summary>
    public string? ClientIp { get; init; }
    /// <summary>Its HELO name.</summary>
    public string? Helo { get; init; }
    /// <summary>Who named client and reverse-path: <c>envelope</c>, the mail server itself; <c>header</c>, Received and Return-Path.</summary>
    public string Source { get; init; } = "envelope";
    /// <summary>Which mechanism decided, or what went wrong.</summary>
    public string? Reason { get; init; }
    /// <summary>What the domain says about a failure: foreign text.</summary>
    public string? Explanation { get; init; }
}

/// <summary>A DKIM signature [RFC 6376].</summary>
public sealed record DkimCheck
{
    /// <summary>The result; neutral where no key was looked up.</summary>
    public AuthenticationStatus Status { get; init; }
    /// <summary>d=.</summary>
    public string? Domain { get; init; }
    /// <summary>s=.</summary>
    public string? Selector { get; init; }
    /// <summary>a=.</summary>
    public string? Algorithm { get; init; }
    /// <summary>Size of the key; null if it was not seen.</summary>
    public int? KeyBits { get; init; }
    /// <summary>The body is as it was signed; null if its hash was not computed.</summary>
    public bool? BodyIntact { get; init; }
    /// <summary>There is no key to be had (any more), so that nothing is known.</summary>
    public bool NoKey { get; init; }
    /// <summary>Bytes at the body's end that l= leaves unsigned.</summary>
    public long UnsignedBytes { get; init; }
    /// <summary>Fields that stand more often than they are signed.</summary>
    public IReadOnlyList<string> UnsignedFields { get; init; } = [];
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>DMARC [RFC 9989].</summary>
public sealed record DmarcCheck
{
    /// <summary>The result.</summary>
    public AuthenticationStatus Status { get; init; }
    /// <summary>The From domain.</summary>
    public string? Domain { get; init; }
    /// <summary>Where the record stands.</summary>
    public string? RecordDomain { get; init; }
    /// <summary><c>none</c>, <c>quarantine</c>, <c>reject</c>; null without a record.</summary>
    public string? Policy { get; init; }
    /// <summary>The domain only tries its policy.</summary>
    public bool IsTest { get; init; }
    /// <summary><c>dkim</c> or <c>spf</c>; null if nothing aligned.</summary>
    public string? AlignedBy { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>An ARC chain [RFC 8617].</summary>
public sealed record ArcCheck
{
    /// <summary>pass, fail; neutral where no key was looked up.</summary>
    public AuthenticationStatus Status { get; init; }
    /// <summary>Who sealed, oldest first.</summary>
    public IReadOnlyList<string> Sealers { get; init; } = [];
    /// <summary>The oldest set whose message signature still holds; null if that is not known.</summary>
    public int? OldestIntact { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Brand indicators (BIMI): facts; nothing is fetched.</summary>
public sealed record BimiCheck
{
    /// <summary>The selector that BIMI-Selector names.</summary>
    public string? Selector { get; init; }
    /// <summary>BIMI-Indicator brings a logo along: a receiving server puts it there, or someone who wants it shown.</summary>
    public bool HasIndicator { get; init; }
    /// <summary>Where the record stands; null if there is none.</summary>
    public string? RecordName { get; init; }
    /// <summary>Address of the logo.</summary>
    public string? Logo { get; init; }
    /// <summary>Address of the certificate.</summary>
    public string? Evidence { get; init; }
    /// <summary>The domain declares that it has none.</summary>
    public bool IsDeclined { get; init; }
}
