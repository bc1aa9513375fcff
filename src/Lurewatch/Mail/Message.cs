using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Mail;

// The Message Data Model (MDM): the shape that MQL rules are written against. Names are the MDM's own in PascalCase; one
// snake_case policy makes JSON and rule paths of them. docs/mdm.md (generated) says which fields are filled and which wait.

/// <summary>The mail.</summary>
public sealed record Message
{
    /// <summary>Direction, relative to the organisation.</summary>
    public MessageType Type { get; init; } = new();
    /// <summary>Who it says it is from: the From header's first mailbox.</summary>
    public Sender Sender { get; init; } = new();
    /// <summary>To, Cc, Bcc.</summary>
    public Recipients Recipients { get; init; } = new();
    /// <summary>Whose mailbox it is in; filled by mailbox ingestion.</summary>
    public Owner? Mailbox { get; init; }
    /// <summary>The subject line.</summary>
    public Subject Subject { get; init; } = new();
    /// <summary>Headers of interest and the delivery path.</summary>
    public Headers Headers { get; init; } = new();
    /// <summary>Text, HTML and links.</summary>
    public Body Body { get; init; } = new();
    /// <summary>Attached and inline files, attached messages included.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    /// <summary>What the mail platform said; filled by ingestion.</summary>
    public External? External { get; init; }
    /// <summary>What analysts and rules said so far; filled by the store.</summary>
    public Triage? Triage { get; init; }
}

/// <summary>Direction of the mail. False where the organisation's domains are unknown.</summary>
public sealed record MessageType
{
    /// <summary>Outside sender, an inside recipient.</summary>
    public bool Inbound { get; init; }
    /// <summary>Inside sender, an outside recipient.</summary>
    public bool Outbound { get; init; }
    /// <summary>Inside sender authenticated by SPF or DKIM, an inside recipient.</summary>
    public bool Internal { get; init; }
}

/// <summary>A domain name split by the Public Suffix List without its private section.</summary>
public sealed record Domain
{
    /// <summary>The full name, lower case, Unicode form.</summary>
    [JsonPropertyName("domain")]
    public string? DomainName { get; init; }
    /// <summary>Registrable domain: <c>example.co.uk</c>.</summary>
    public string? RootDomain { get; init; }
    /// <summary>Label before the public suffix: <c>example</c>.</summary>
    public string? Sld { get; init; }
    /// <summary>Public suffix: <c>co.uk</c>.</summary>
    public string? Tld { get; init; }
    /// <summary>Labels before the root domain.</summary>
    public string? Subdomain { get; init; }
    /// <summary>The A-label form where it differs from the U-label form; else null.</summary>
    public string? Punycode { get; init; }
    /// <summary>True for a well-formed name under a known public suffix.</summary>
    public bool Valid { get; init; }
}

/// <summary>An address.</summary>
public sealed record Email
{
    /// <summary>Lower-cased domain, local part as written: <c>Name@example.com</c>.</summary>
    [JsonPropertyName("email")]
    public string? Address { get; init; }
    /// <summary>Before the @.</summary>
    public string? LocalPart { get; init; }
    /// <summary>After the @.</summary>
    public Domain Domain { get; init; } = new();
}

/// <summary>A display name with an address.</summary>
public record Mailbox
{
    /// <summary>Decoded display name.</summary>
    public string? DisplayName { get; init; }
    /// <summary>The address.</summary>
    public Email Email { get; init; } = new();
}

/// <summary>The sender.</summary>
public sealed record Sender : Mailbox;

/// <summary>The owner of the mailbox the mail is in.</summary>
public sealed record Owner : Mailbox
{
    /// <summary>Given name.</summary>
    public string? FirstName { get; init; }
    /// <summary>Family name.</summary>
    public string? LastName { get; init; }
}

/// <summary>Recipients by header.</summary>
public sealed record Recipients
{
    /// <summary>To.</summary>
    public IReadOnlyList<Mailbox> To { get; init; } = [];
    /// <summary>Cc.</summary>
    public IReadOnlyList<Mailbox> Cc { get; init; } = [];
    /// <summary>Bcc.</summary>
    public IReadOnlyList<Mailbox> Bcc { get; init; } = [];
}

/// <summary>The subject line.</summary>
public sealed record Subject
{
    /// <summary>As written, decoded.</summary>
    [JsonPropertyName("subject")]
    public string? SubjectText { get; init; }
    /// <summary>Without tags (<c>[EXT]</c>) and reply or forward prefixes, in many languages.</summary>
    public string? Base { get; init; }
    /// <summary>The tags and prefixes cut off.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    /// <summary>Starts like a reply.</summary>
    public bool IsReply { get; init; }
    /// <summary>Starts like a forward.</summary>
    public bool IsForward { get; init; }
    /// <summary>Starts like an automatic answer.</summary>
    public bool? IsAutoReply { get; init; }
}

/// <summary>A URL, un-obfuscated and split.</summary>
public sealed record Url
{
    /// <summary>The normal form.</summary>
    [JsonPropertyName("url")]
    public string? UrlText { get; init; }
    /// <summary>Lower case.</summary>
    public string? Scheme { get; init; }
    /// <summary>User-info before the colon.</summary>
    public string? Username { get; init; }
    /// <summary>User-info after the colon.</summary>
    public string? Password { get; init; }
    /// <summary>The host, if it is a name.</summary>
    public Domain Domain { get; init; } = new();
    /// <summary>The host, if it is an address.</summary>
    public Ip? Ip { get; init; }
    /// <summary>Port, if given.</summary>
    public int? Port { get; init; }
    /// <summary>Path with its leading slash.</summary>
    public string? Path { get; init; }
    /// <summary>Query without <c>?</c>.</summary>
    public string? QueryParams { get; init; }
    /// <summary>Query parameters, percent-decoded.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> QueryParamsDecoded { get; init; } = EmptyMap;
    /// <summary>Fragment without <c>#</c>.</summary>
    public string? Fragment { get; init; }
    /// <summary>How a rewriter or redirector was opened.</summary>
    public Rewrite? Rewrite { get; init; }

    private static readonly Dictionary<string, IReadOnlyList<string>> EmptyMap = [];
}

/// <summary>The wrappers around a URL.</summary>
public sealed record Rewrite
{
    /// <summary>Outermost first: <c>azure_safelink</c>.</summary>
    public IReadOnlyList<string> Encoders { get; init; } = [];
    /// <summary>The URL as it stood in the mail.</summary>
    public string? Original { get; init; }
    /// <summary>The wrapped URLs on the way, outermost first.</summary>
    internal IReadOnlyList<WrapperHop> Hops { get; init; } = [];
}

/// <summary>An IP address.</summary>
public sealed record Ip
{
    /// <summary>Canonical text.</summary>
    [JsonPropertyName("ip")]
    public string? IpText { get; init; }
    /// <summary>4 or 6.</summary>
    public int? Version { get; init; }
    /// <summary>How it was disguised.</summary>
    public IpTranslation? Translation { get; init; }
}

/// <summary>How an address was disguised.</summary>
public sealed record IpTranslation
{
    /// <summary><c>octal</c>, <c>hex</c>, <c>decimal_integer</c>.</summary>
    public IReadOnlyList<string> Encoders { get; init; } = [];
    /// <summary>IPv4 written as IPv6.</summary>
    public bool V4ToV6 { get; init; }
    /// <summary>As written.</summary>
    public string? Original { get; init; }
}

/// <summary>A link.</summary>
public sealed record Link
{
    /// <summary>The text shown, when it is no URL.</summary>
    public string? DisplayText { get; init; }
    /// <summary>The text shown, when it is a URL.</summary>
    public Url? DisplayUrl { get; init; }
    /// <summary>Where it goes.</summary>
    public Url HrefUrl { get; init; } = new();
    /// <summary>Root domains of display URL and target differ, both valid.</summary>
    public bool? Mismatched { get; init; }
    /// <summary><c>plain</c>, <c>hyperlink</c>, or the HTML place: <c>image</c>, <c>form</c>, <c>meta_refresh</c>, <c>base</c>, <c>area</c>, <c>css</c>, <c>script</c>, …</summary>
    public string? Parser { get; init; }
    /// <summary>False if the reader cannot see it.</summary>
    public bool? Visible { get; init; }
}

/// <summary>HTML.</summary>
public sealed record Html
{
    /// <summary>The decoded source.</summary>
    public string? Raw { get; init; }
    /// <summary>Visible text.</summary>
    public string? DisplayText { get; init; }
    /// <summary>All text, hidden too.</summary>
    public string? InnerText { get; init; }
    /// <summary>Links.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>The body.</summary>
public sealed record Body
{
    /// <summary>Links of text and HTML, current and previous threads.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
    /// <summary>The HTML alternative; null if there is none.</summary>
    public Html? Html { get; init; }
    /// <summary>The plain-text alternative; null if there is none.</summary>
    public Plain? Plain { get; init; }
    /// <summary>IP addresses in the text.</summary>
    public IReadOnlyList<Ip> Ips { get; init; } = [];
    /// <summary>What the sender wrote now.</summary>
    public CurrentThread CurrentThread { get; init; } = new();
    /// <summary>What is quoted below, newest first.</summary>
    public IReadOnlyList<PreviousThread> PreviousThreads { get; init; } = [];
}

/// <summary>Plain text.</summary>
public sealed record Plain
{
    /// <summary>The decoded text.</summary>
    public string? Raw { get; init; }
}

/// <summary>What the sender wrote now.</summary>
public sealed record CurrentThread
{
    /// <summary>The text as a reader sees it.</summary>
    public string? Text { get; init; }
    /// <summary>Its links.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
    /// <summary>External-sender warnings that a gateway put in; filled by a later issue.</summary>
    public IReadOnlyList<Banner> Banners { get; init; } = [];
    /// <summary>The line that introduces the quoted part.</summary>
    public string? Preamble { get; init; }
}

/// <summary>A warning banner.</summary>
public sealed record Banner
{
    /// <summary>Its text.</summary>
    public string? Text { get; init; }
}

/// <summary>A quoted message.</summary>
public sealed record PreviousThread
{
    /// <summary>Its text.</summary>
    public string? Text { get; init; }
    /// <summary>Its links.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
    /// <summary>The line that introduced it (<c>On … wrote:</c>).</summary>
    public string? Preamble { get; init; }
    /// <summary>Quoted From.</summary>
    public Sender? Sender { get; init; }
    /// <summary>Quoted To and Cc.</summary>
    public Recipients? Recipients { get; init; }
    /// <summary>Quoted Subject.</summary>
    public Subject? Subject { get; init; }
    /// <summary>Quoted date, as written.</summary>
    public string? Date { get; init; }
}

/// <summary>Headers of interest.</summary>
public sealed record Headers
{
    /// <summary>Delivery path; <c>hops[0]</c> is the sender's end.</summary>
    public IReadOnlyList<Hop> Hops { get; init; } = [];
    /// <summary>References, without angle brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
    /// <summary>In-Reply-To, without angle brackets.</summary>
    public string? InReplyTo { get; init; }
    /// <summary>Reply-To.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; init; } = [];
    /// <summary>Domains named in Received and other headers.</summary>
    public IReadOnlyList<Domain> Domains { get; init; } = [];
    /// <summary>Addresses named in Received headers.</summary>
    public IReadOnlyList<Ip> Ips { get; init; } = [];
    /// <summary>Message-ID, without angle brackets.</summary>
    public string? MessageId { get; init; }
    /// <summary>X-Mailer or User-Agent.</summary>
    public string? Mailer { get; init; }
    /// <summary>Date in UTC.</summary>
    public DateTimeOffset? Date { get; init; }
    /// <summary>UTC offset as written: <c>+0200</c>.</summary>
    public string? DateOriginalOffset { get; init; }
    /// <summary>SPF and DMARC as the nearest trusted hop reports them.</summary>
    public AuthSummary? AuthSummary { get; init; }
    /// <summary>All of what that hop reports; null if nobody who is believed reports anything.</summary>
    internal AuthenticationResults? Believed { get; init; }
    /// <summary>Return-Path.</summary>
    public Email? ReturnPath { get; init; }
    /// <summary>Delivered-To.</summary>
    public Email? DeliveredTo { get; init; }
    /// <summary>From, all mailboxes.</summary>
    public IReadOnlyList<Mailbox> From { get; init; } = [];
    /// <summary>X-Authenticated-Domain.</summary>
    public Domain? XAuthenticatedDomain { get; init; }
    /// <summary>X-Authenticated-Sender.</summary>
    public Email? XAuthenticatedSender { get; init; }
    /// <summary>X-Originating-IP.</summary>
    public Ip? XOriginatingIp { get; init; }
    /// <summary>X-Client-IP.</summary>
    public Ip? XClientIp { get; init; }
    /// <summary>X-Sender.</summary>
    public Email? XSender { get; init; }
    /// <summary>X-Secure-Server-Account.</summary>
    public string? XSecureServerAccount { get; init; }
}

/// <summary>A hop: a Received header and the headers that this server added.</summary>
public sealed record Hop
{
    /// <summary>Zero is the sender's end.</summary>
    public int Index { get; init; }
    /// <summary>The hop's header fields.</summary>
    public IReadOnlyList<HeaderField> Fields { get; init; } = [];
    /// <summary>The Received header, split.</summary>
    public Received? Received { get; init; }
    /// <summary>Authentication-Results of this hop [RFC 8601].</summary>
    public AuthenticationResults? AuthenticationResults { get; init; }
    /// <summary>Received-SPF of this hop [RFC 7208].</summary>
    public SpfDetails? ReceivedSpf { get; init; }
    /// <summary>DKIM-Signature of this hop [RFC 6376].</summary>
    public Signature? Signature { get; init; }
}

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded, decoded.</param>
public sealed record HeaderField(string Name, string Value);

/// <summary>A Received header's clauses.</summary>
public sealed record Received
{
    /// <summary>The from clause.</summary>
    public Clause? Source { get; init; }
    /// <summary>The by clause.</summary>
    public Clause? Server { get; init; }
    /// <summary>The with clause.</summary>
    public Clause? Protocol { get; init; }
    /// <summary>The id clause.</summary>
    public Clause? Id { get; init; }
    /// <summary>The for clause.</summary>
    public Clause? Mailbox { get; init; }
    /// <summary>The time.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>A clause of a Received header.</summary>
/// <param name="Raw">Its text.</param>
public sealed record Clause(string? Raw);

/// <summary>Authentication-Results of one hop.</summary>
public sealed record AuthenticationResults
{
    /// <summary>Who says so.</summary>
    public string? Server { get; init; }
    /// <summary><c>none pass fail softfail policy neutral temperror permerror</c>.</summary>
    public string? Spf { get; init; }
    /// <summary>What SPF was asked about.</summary>
    public SpfDetails? SpfDetails { get; init; }
    /// <summary>The best DKIM result.</summary>
    public string? Dkim { get; init; }
    /// <summary>Each signature.</summary>
    public IReadOnlyList<DkimDetails> DkimDetails { get; init; } = [];
    /// <summary><c>none pass fail bestguesspass temperror permerror</c>.</summary>
    public string? Dmarc { get; init; }
    /// <summary>What DMARC was asked about.</summary>
    public DmarcDetails? DmarcDetails { get; init; }
    /// <summary>Microsoft's composite verdict.</summary>
    public Compauth? Compauth { get; init; }
}

/// <summary>What SPF was asked about.</summary>
public sealed record SpfDetails
{
    /// <summary>The address or domain asked about (smtp.mailfrom).</summary>
    public string? Designator { get; init; }
    /// <summary>The result.</summary>
    public string? Verdict { get; init; }
    /// <summary>The HELO name.</summary>
    public string? Helo { get; init; }
    /// <summary>The client's address.</summary>
    public Ip? ClientIp { get; init; }
}

/// <summary>One DKIM signature's result.</summary>
public sealed record DkimDetails
{
    /// <summary>Its result.</summary>
    public string? Type { get; init; }
    /// <summary>header.d.</summary>
    public string? Domain { get; init; }
    /// <summary>header.s.</summary>
    public string? Selector { get; init; }
}

/// <summary>What DMARC was asked about.</summary>
public sealed record DmarcDetails
{
    /// <summary>header.from.</summary>
    public Domain? From { get; init; }
    /// <summary>The result.</summary>
    public string? Verdict { get; init; }
    /// <summary>The published policy or action.</summary>
    public string? Action { get; init; }
}

/// <summary>Microsoft's composite authentication.</summary>
public sealed record Compauth
{
    /// <summary><c>pass softpass fail none</c>.</summary>
    public string? Verdict { get; init; }
    /// <summary>Three digits.</summary>
    public string? Reason { get; init; }
}

/// <summary>A DKIM signature.</summary>
public sealed record Signature
{
    /// <summary>d=.</summary>
    public string? Domain { get; init; }
    /// <summary>h=.</summary>
    public string? Headers { get; init; }
    /// <summary>s=.</summary>
    public string? Selector { get; init; }
    /// <summary>a=.</summary>
    public string? Algorithm { get; init; }
}

/// <summary>Authentication in one line.</summary>
public sealed record AuthSummary
{
    /// <summary>SPF.</summary>
    public SpfSummary? Spf { get; init; }
    /// <summary>DMARC.</summary>
    public DmarcSummary? Dmarc { get; init; }
}

/// <summary>SPF in one line.</summary>
public sealed record SpfSummary
{
    /// <summary>Passed.</summary>
    public bool? Pass { get; init; }
    /// <summary>Could not be evaluated.</summary>
    public bool? Error { get; init; }
    /// <summary>What was asked.</summary>
    public SpfDetails? Details { get; init; }
}

/// <summary>DMARC in one line.</summary>
public sealed record DmarcSummary
{
    /// <summary>Passed.</summary>
    public bool? Pass { get; init; }
    /// <summary>What was asked.</summary>
    public DmarcDetails? Details { get; init; }
}

/// <summary>A file of the mail.</summary>
public sealed record Attachment
{
    /// <summary>Decoded name.</summary>
    public string? FileName { get; init; }
    /// <summary>Lower case, no dot.</summary>
    public string? FileExtension { get; init; }
    /// <summary>By content: <c>pdf</c>; else <c>unknown</c>.</summary>
    public string? FileType { get; init; }
    /// <summary>Bytes.</summary>
    public long Size { get; init; }
    /// <summary>Content-Type, lower case.</summary>
    public string? ContentType { get; init; }
    /// <summary>Content-ID, without angle brackets.</summary>
    public string? ContentId { get; init; }
    /// <summary>Content-Transfer-Encoding.</summary>
    public string? ContentTransferEncoding { get; init; }
    /// <summary>Content-Disposition.</summary>
    public string? ContentDisposition { get; init; }
    /// <summary>Lower-case hex; computed when first asked for.</summary>
    public string? Md5 { get => field ??= Content is { } bytes ? Convert.ToHexStringLower(MD5.HashData(bytes.Span)) : null; init; }
    /// <summary>Lower-case hex; computed when first asked for.</summary>
    public string? Sha1 { get => field ??= Content is { } bytes ? Convert.ToHexStringLower(SHA1.HashData(bytes.Span)) : null; init; }
    /// <summary>Lower-case hex; computed when first asked for.</summary>
    public string? Sha256 { get => field ??= Content is { } bytes ? Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) : null; init; }

    /// <summary>The decoded bytes: MQL's <c>raw</c>.</summary>
    internal ReadOnlyMemory<byte>? Content { get; init; }
}

/// <summary>What the mail platform said.</summary>
public sealed record External
{
    /// <summary>Judged spam there.</summary>
    public bool? Spam { get; init; }
    /// <summary>Delivered to the spam folder there.</summary>
    public bool? SpamFolder { get; init; }
    /// <summary>Its thread id.</summary>
    public string? ThreadId { get; init; }
}

/// <summary>What analysts and rules said so far.</summary>
public sealed record Triage
{
    /// <summary>What started the triage.</summary>
    public string? Trigger { get; init; }
    /// <summary>Rules that flagged it.</summary>
    public IReadOnlyList<string> FlaggedRules { get; init; } = [];
    /// <summary>The classification.</summary>
    public Classification? Classification { get; init; }
    /// <summary>Reports by people.</summary>
    public UserReports? UserReports { get; init; }
    /// <summary>Verdicts of automatic analysts.</summary>
    public Agents? Agents { get; init; }
}

/// <summary>Verdicts of automatic analysts.</summary>
public sealed record Agents
{
    /// <summary>The security analyst agent.</summary>
    public AgentVerdict? Asa { get; init; }
}

/// <summary>An automatic analyst's verdict.</summary>
/// <param name="Verdict">The verdict.</param>
public sealed record AgentVerdict(string? Verdict);

/// <summary>An analyst's classification.</summary>
/// <param name="ClassificationText">The class.</param>
public sealed record Classification([property: JsonPropertyName("classification")] string? ClassificationText);

/// <summary>Reports by people.</summary>
/// <param name="Count">How many.</param>
public sealed record UserReports(int? Count);
