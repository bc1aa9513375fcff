using System.Text.Json.Serialization;
using Lurewatch.Mail.Trace;

namespace Lurewatch.Mail;

/// <summary>The way a mail took by its Received fields, and how far of it is known rather than claimed. The Message Data Model has no place for it.</summary>
public sealed record MailRoute
{
    /// <summary>One hop a Received field; zero is the sender's end, as in <see cref="Headers.Hops"/>.</summary>
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];
    /// <summary>Index of the hop that took the mail from outside; whatever is below it is what the sender's side claims. Null if no hop shows a client from outside.</summary>
    public int? Boundary { get; init; }
    /// <summary>How the boundary is known.</summary>
    public BoundarySource BoundarySource { get; init; }
    /// <summary>Addresses from which the mail may have started, the most certain first.</summary>
    public IReadOnlyList<OriginIp> Origins { get; init; } = [];

    /// <summary>What servers that are believed report of SPF, DKIM and DMARC; null if they report nothing.</summary>
    public AuthenticationResults? BelievedResults { get; init; }

    /// <summary>What others wrote about the mail: ARC sets, results of servers that are not believed, Exchange's and other platforms' headers. Anyone can write them.</summary>
    public IReadOnlyList<HeaderClaim> Claims => field ??= ClaimsReader.Read(Fields, BelievedFields);

    /// <summary>All header fields, from which the claims are read when somebody asks.</summary>
    internal IReadOnlyList<MailHeader> Fields { get; init; } = [];
    /// <summary>Positions in <see cref="Fields"/> of those that are believed.</summary>
    internal IReadOnlyList<int> BelievedFields { get; init; } = [];
    /// <summary>The boundary's hop.</summary>
    internal RouteHop? BoundaryHop => Boundary is { } index ? Hops[index] : null;
}

/// <summary>How a boundary is known.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoundarySource>))]
public enum BoundarySource
{
    /// <summary>There is none.</summary>
    [JsonStringEnumMemberName("none")] None,
    /// <summary>The first hop from the top whose client is outside of the server's own domain and of private networks.</summary>
    [JsonStringEnumMemberName("assumed")] Assumed,
    /// <summary>The organisation says which hops are its own.</summary>
    [JsonStringEnumMemberName("configured")] Configured,
}

/// <summary>An address that the mail may have started from.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Source">The header that names it.</param>
/// <param name="Hop">Index of the hop, if a Received field names it.</param>
/// <param name="Certain">The own server saw it; otherwise somebody says so.</param>
public sealed record OriginIp(string Ip, string Source, int? Hop, bool Certain);

/// <summary>What a header says about the mail without being believed.</summary>
/// <param name="Source">The header, or <c>ARC i=1</c>.</param>
/// <param name="Name">What is claimed: a method, a key, a tag.</param>
/// <param name="Value">As written.</param>
public sealed record HeaderClaim(string Source, string Name, string Value);

/// <summary>A Received field [RFC 5321, 4.4], read in the dialect of the server that wrote it.</summary>
public sealed record RouteHop
{
    /// <summary>Zero is the sender's end.</summary>
    public int Index { get; init; }
    /// <summary>Written by a server on this side of the boundary, or the boundary itself.</summary>
    public bool Trusted { get; init; }
    /// <summary>The name by which the client called itself (HELO).</summary>
    public string? Helo { get; init; }
    /// <summary>The name that the server found for the client's address.</summary>
    public string? ReverseName { get; init; }
    /// <summary>The client's address in canonical text.</summary>
    public string? Ip { get; init; }
    /// <summary>The client's port.</summary>
    public int? Port { get; init; }
    /// <summary>What the client's ident service said [RFC 1413].</summary>
    public string? Ident { get; init; }
    /// <summary>The server.</summary>
    public string? By { get; init; }
    /// <summary>The server's address, if it says so.</summary>
    public string? ByIp { get; init; }
    /// <summary>The server's software: <c>Postfix</c>, <c>Exim</c>, <c>Exchange</c>, …</summary>
    public string? Software { get; init; }
    /// <summary>The protocol as written: <c>ESMTPSA</c>, <c>Microsoft SMTP Server</c>, <c>mapi</c>, <c>local</c>.</summary>
    public string? With { get; init; }
    /// <summary>The link: <c>TCP</c>, <c>Frontend Transport</c>.</summary>
    public string? Via { get; init; }
    /// <summary>The server's id of the message.</summary>
    public string? Id { get; init; }
    /// <summary>The recipient.</summary>
    public string? For { get; init; }
    /// <summary>The envelope's sender.</summary>
    public string? EnvelopeFrom { get; init; }
    /// <summary>Version of TLS or SSL as written; <c>unknown</c> if only the fact is known. Null without.</summary>
    public string? TlsVersion { get; init; }
    /// <summary>Cipher suite as written.</summary>
    public string? TlsCipher { get; init; }
    /// <summary>Bits of the key.</summary>
    public int? TlsBits { get; init; }
    /// <summary>The client logged in (SMTP AUTH).</summary>
    public bool Authenticated { get; init; }
    /// <summary>As whom, if the server says so.</summary>
    public string? User { get; init; }
    /// <summary>The account of the server itself that handed the mail in (a user's name or number).</summary>
    public string? LocalUser { get; init; }
    /// <summary>The time, with the zone as written.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The time is written in half days (AM, PM), as no server writes it.</summary>
    internal bool TimeInHalfDays { get; init; }
    /// <summary>The server doubts the reverse name (<c>may be forged</c>, <c>unverified</c>).</summary>
    internal bool NameDoubted { get; init; }
    /// <summary>There is a from clause.</summary>
    internal bool HasFrom { get; init; }
    /// <summary>Where the field stands in the file.</summary>
    internal long Offset { get; init; }
}
