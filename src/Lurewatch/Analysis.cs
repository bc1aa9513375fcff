using Lurewatch.Mail;
using Lurewatch.Mail.Authentication;

namespace Lurewatch;

/// <summary>All that one scan found.</summary>
public sealed record Analysis
{
    /// <summary>The mail; null if the file is none.</summary>
    public required Message? Message { get; init; }
    /// <summary>Who handed the message over, if the scanned file was a report: the analysis is of the reported original then; else null.</summary>
    public AnalysisReport? Report { get; init; }
    /// <summary>The scanned file first (of a report: the original in it), then everything found inside, in order of discovery.</summary>
    public required IReadOnlyList<Artifact> Artifacts { get; init; }
    /// <summary>Evidence, strongest first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
    /// <summary>Observables, without duplicates.</summary>
    public required IReadOnlyList<Indicator> Indicators { get; init; }
    /// <summary>The judgement.</summary>
    public required Verdict Verdict { get; init; }
    /// <summary>Attached messages (message/rfc822), each judged on its own; its artifact is <c>Artifacts[0]</c>.</summary>
    public required IReadOnlyList<Analysis> Attached { get; init; }
    /// <summary>Signatures and encryption around the mail or its parts.</summary>
    public IReadOnlyList<Protection> Protections { get; init; } = [];
    /// <summary>ISO 639-1 code of the language that the mail is written in; null if unclear.</summary>
    public string? Language { get; init; }
    /// <summary>What the engine itself found of the mail's authentication; null if there was nothing to evaluate.</summary>
    public Authenticity? Authenticity { get; init; }
    /// <summary>The way the mail took, and how far of it is known; null if the file is no mail.</summary>
    public MailRoute? Route { get; init; }
    /// <summary>The scanned file.</summary>
    public Artifact Root => Artifacts[0];
}

/// <summary>What the mail server knew beside the bytes [RFC 5321].</summary>
/// <param name="MailFrom">Reverse-path; empty for bounces; null if unknown.</param>
/// <param name="RcptTo">Forward-paths.</param>
/// <param name="ClientIp">Address of the peer that delivered.</param>
/// <param name="Helo">Its HELO or EHLO name.</param>
public sealed record Envelope(string? MailFrom, IReadOnlyList<string> RcptTo, string? ClientIp = null, string? Helo = null);
