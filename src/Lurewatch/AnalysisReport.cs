using System.Text.Json.Serialization;

namespace Lurewatch;

/// <summary>How a message was handed over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReportKind>))]
public enum ReportKind
{
    /// <summary>A mail system's journal: its envelope, and the original as it was delivered.</summary>
    [JsonStringEnumMemberName("journal")] Journal,
    /// <summary>Somebody reported the message: by a button of the mail program, or by forwarding it as an attachment to the mailbox for that.</summary>
    [JsonStringEnumMemberName("user")] User,
    /// <summary>A machine-readable complaint [RFC 5965].</summary>
    [JsonStringEnumMemberName("feedback")] Feedback,
}

/// <summary>Who handed the analysed message over: the analysis is of the original, this says what was around it.</summary>
public sealed record AnalysisReport
{
    /// <summary>How it was handed over.</summary>
    public required ReportKind Kind { get; init; }
    /// <summary>The program: <c>exchange</c>, <c>microsoft</c>, <c>knowbe4</c>, <c>cofense</c>, <c>proofpoint</c>, <c>forward</c>, …; of a complaint its User-Agent.</summary>
    public string? Source { get; init; }
    /// <summary>What the reporter takes it for: <c>phishing</c>, <c>junk</c>, <c>not-junk</c>; of a complaint its Feedback-Type.</summary>
    public string? Classification { get; init; }
    /// <summary>Address of who reported it; null for a journal.</summary>
    public string? Reporter { get; init; }
    /// <summary>What the reporter wrote; null if nothing.</summary>
    public string? Note { get; init; }
    /// <summary>Envelope of the original, as the report gives it; null if it does not.</summary>
    public Envelope? Envelope { get; init; }
    /// <summary>On whose behalf the original was sent, as the journal says.</summary>
    public string? OnBehalfOf { get; init; }
    /// <summary>When it was reported.</summary>
    public DateTimeOffset? Time { get; init; }
    /// <summary>The report itself, judged without the original.</summary>
    public required Analysis Wrapper { get; init; }
    /// <summary>The report that this report came in: a journal of a user's report; null if it came by itself.</summary>
    public AnalysisReport? Within { get; init; }
}
