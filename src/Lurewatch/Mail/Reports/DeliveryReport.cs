namespace Lurewatch.Mail.Reports;

/// <summary>What a mail server says of a delivery [RFC 3464].</summary>
internal sealed record DeliveryStatus
{
    /// <summary>The server that writes.</summary>
    public string? ReportingMta { get; init; }
    /// <summary>The server that had sent it.</summary>
    public string? ReceivedFromMta { get; init; }
    public string? EnvelopeId { get; init; }
    /// <summary>As written.</summary>
    public string? ArrivalDate { get; init; }
    public IReadOnlyList<RecipientStatus> Recipients { get; init; } = [];

    public static DeliveryStatus? Read(ReadOnlySpan<byte> bytes)
    {
        var groups = ReportFields.Read(bytes);
        if (groups.Count == 0) return null;
        var message = groups[0];
        var recipients = new List<RecipientStatus>();
        // Some write message and recipient in one group; the first group then holds both.
        foreach (var group in groups)
        {
            if (group["Final-Recipient"] is null && group["Original-Recipient"] is null && group["Action"] is null) continue;
            recipients.Add(new RecipientStatus
            {
                Address = group.Address("Final-Recipient") ?? group.Address("Original-Recipient"),
                Original = group.Address("Original-Recipient"),
                Action = group["Action"]?.ToLowerInvariant(),
                Status = group["Status"],
                RemoteMta = group.Typed("Remote-MTA"),
                Diagnostic = group.Typed("Diagnostic-Code"),
            });
        }
        return new DeliveryStatus
        {
            ReportingMta = message.Typed("Reporting-MTA"),
            ReceivedFromMta = message.Typed("Received-From-MTA"),
            EnvelopeId = message["Original-Envelope-Id"],
            ArrivalDate = message["Arrival-Date"],
            Recipients = recipients,
        };
    }
}

/// <summary>What became of one recipient's copy.</summary>
internal sealed record RecipientStatus
{
    public string? Address { get; init; }
    public string? Original { get; init; }
    /// <summary><c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c>, <c>expanded</c>.</summary>
    public string? Action { get; init; }
    /// <summary>Enhanced status code: <c>5.1.1</c>.</summary>
    public string? Status { get; init; }
    public string? RemoteMta { get; init; }
    public string? Diagnostic { get; init; }
}

/// <summary>What a mail program says became of a message [RFC 8098].</summary>
internal sealed record DispositionNotification
{
    public string? ReportingUserAgent { get; init; }
    public string? OriginalRecipient { get; init; }
    public string? FinalRecipient { get; init; }
    public string? OriginalMessageId { get; init; }
    /// <summary><c>displayed</c>, <c>deleted</c>, … without its mode.</summary>
    public string? Disposition { get; init; }

    public static DispositionNotification? Read(ReadOnlySpan<byte> bytes) => ReportFields.Read(bytes) is [var fields, ..]
        ? new DispositionNotification
        {
            ReportingUserAgent = fields["Reporting-UA"],
            OriginalRecipient = fields.Address("Original-Recipient"),
            FinalRecipient = fields.Address("Final-Recipient"),
            OriginalMessageId = fields["Original-Message-ID"]?.Trim('<', '>'),
            Disposition = fields.Typed("Disposition"),
        }
        : null;
}

/// <summary>A complaint about a message [RFC 5965, RFC 6591].</summary>
internal sealed record FeedbackReport
{
    /// <summary><c>abuse</c>, <c>fraud</c>, <c>virus</c>, <c>not-spam</c>, <c>auth-failure</c>, <c>other</c>.</summary>
    public string? Type { get; init; }
    public string? UserAgent { get; init; }
    public string? MailFrom { get; init; }
    public IReadOnlyList<string> RcptTo { get; init; } = [];
    public string? SourceIp { get; init; }
    /// <summary>As written.</summary>
    public string? ArrivalDate { get; init; }
    public IReadOnlyList<string> ReportedDomains { get; init; } = [];
    public IReadOnlyList<string> ReportedUris { get; init; } = [];

    public static FeedbackReport? Read(ReadOnlySpan<byte> bytes) => ReportFields.Read(bytes) is [var fields, ..]
        ? new FeedbackReport
        {
            Type = fields["Feedback-Type"]?.ToLowerInvariant(),
            UserAgent = fields["User-Agent"],
            MailFrom = fields.Address("Original-Mail-From"),
            RcptTo = [.. fields.All("Original-Rcpt-To").Select(static value => value.Trim('<', '>', ' '))],
            SourceIp = fields["Source-IP"],
            ArrivalDate = fields["Arrival-Date"] ?? fields["Received-Date"],
            ReportedDomains = [.. fields.All("Reported-Domain")],
            ReportedUris = [.. fields.All("Reported-URI")],
        }
        : null;
}
