using Lurewatch.Mail.Authentication;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Reports;

namespace Lurewatch.Mail;

/// <summary>A mail as read: the public <see cref="Message"/>, and beside it what the Message Data Model has no place for.</summary>
internal sealed record ParsedMail
{
    /// <summary>The Message Data Model.</summary>
    public required Message Message { get; init; }
    /// <summary>The form it came in.</summary>
    public MailForm Form { get; init; }
    /// <summary>Top-level header fields in order, unfolded and decoded.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];
    /// <summary>What is wrong with the structure; each is evidence.</summary>
    public IReadOnlyList<MimeDefect> Defects { get; init; } = [];
    /// <summary>The MIME tree, flat, depth first.</summary>
    public IReadOnlyList<MimePart> Parts { get; init; } = [];
    /// <summary>Attached and inline files with their bytes, attached messages included.</summary>
    public IReadOnlyList<MailFile> Files { get; init; } = [];
    /// <summary>Results that count: what was evaluated here, else those of the nearest server that is believed (docs/headers.md says which); null if there is none.</summary>
    public AuthenticationResults? TrustedResults { get; init; }
    /// <summary>Results that the nearest server's own field claims; <see cref="TrustedResults"/> without what was evaluated here.</summary>
    public AuthenticationResults? ClaimedResults { get; init; }
    /// <summary>What was evaluated here; null if there was nothing to evaluate.</summary>
    public Authenticity? Authenticity { get; init; }
    /// <summary>An Authentication-Results field that was there before the mail came in, under the name of an own server; null if there is none.</summary>
    public MailHeader? ForgedResults { get; init; }
    /// <summary>The hops, and how far they are known rather than claimed.</summary>
    public MailRoute Route { get; init; } = new();
    /// <summary>Charset of the subject's first encoded word.</summary>
    public string? SubjectCharset { get; init; }
    /// <summary>A part was left out because the budget did not allow it.</summary>
    public bool Cut { get; init; }
    /// <summary>Signatures and encryption around the mail or its parts.</summary>
    public IReadOnlyList<Protection> Protections { get; init; } = [];
    /// <summary>The report that this mail is by its form: it hands another over.</summary>
    public ReportedMail? Report { get; init; }
    /// <summary>What a server says of a delivery; null if this is no such notification.</summary>
    public DeliveryStatus? Delivery { get; init; }
    /// <summary>What a mail program says became of a message; null if this is no such notification.</summary>
    public DispositionNotification? Disposition { get; init; }
    /// <summary>A complaint; null if this is none.</summary>
    public FeedbackReport? Feedback { get; init; }
    /// <summary>What the HTML alternative holds beside the MDM's part; null if there is none.</summary>
    public HtmlContent? Html { get; init; }

    /// <summary>First value of a header field, null if absent.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        return null;
    }
}

/// <summary>A header field.</summary>
/// <param name="Name">As written.</param>
/// <param name="Value">Unfolded, encoded words decoded.</param>
/// <param name="Offset">Byte offset of the field in the message.</param>
internal sealed record MailHeader(string Name, string Value, long Offset);

/// <summary>A part of the MIME tree.</summary>
/// <param name="Number">IMAP part number: <c>1.2</c>; empty for the top.</param>
/// <param name="ContentType">Media type, lower case.</param>
/// <param name="Charset">As declared.</param>
/// <param name="Encoding">Content-Transfer-Encoding as declared.</param>
/// <param name="FileName">Decoded name.</param>
/// <param name="Disposition"><c>attachment</c>, <c>inline</c> or null.</param>
internal sealed record MimePart(string Number, string ContentType, string? Charset, string? Encoding, string? FileName, string? Disposition);

/// <summary>A tolerated deviation from RFC 5322, 2045 to 2049, 2231.</summary>
/// <param name="Id">Stable, kebab-case: <c>boundary-missing</c>.</param>
/// <param name="Detail">With the value seen.</param>
/// <param name="Place">Where.</param>
internal sealed record MimeDefect(string Id, string Detail, Place Place);

/// <summary>Text kept from the reader's eye.</summary>
/// <param name="Text">White space folded.</param>
/// <param name="How"><c>display-none</c>, <c>zero-size</c>, <c>same-colour</c>, <c>off-screen</c>, <c>comment</c>, …</param>
/// <param name="Offset">Character offset in the HTML part.</param>
internal sealed record HiddenText(string Text, string How, long Offset);
