using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Lures;
using Lurewatch.Mail;
using Lurewatch.Mail.Trace;

namespace Lurewatch.Detection;

/// <summary>What a detector sees: one message (or file) with all that was found inside.</summary>
internal sealed class ScanView(Artifact root, IReadOnlyList<Artifact> artifacts, IReadOnlyList<Analysis> attached, Envelope? envelope,
    ScanOptions options, AnalysisBudget budget, ParsedMail? mail = null)
{
    /// <summary>The scanned file, or the attached message.</summary>
    public Artifact Root { get; } = root;
    /// <summary>Root first, then all inside, attached messages' content included.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; } = artifacts;
    /// <summary>As <see cref="Artifacts"/>, without what lies inside an attached message (those are judged on their own).</summary>
    public IReadOnlyList<Artifact> OwnArtifacts => field ??= [.. Artifacts.Where(file => file == Root || Explosion.NearestMail(file.Parent!, Root) == Root)];
    /// <summary>Attached messages, already judged.</summary>
    public IReadOnlyList<Analysis> Attached { get; } = attached;
    public Envelope? Envelope { get; } = envelope;
    public ScanOptions Options { get; } = options;
    public Organisation Organisation => Options.Organisation;
    public AnalysisBudget Budget { get; } = budget;
    /// <summary>The mail with what the MDM does not carry; null if the root is none.</summary>
    public ParsedMail? Mail { get; } = mail ?? root.Facts as ParsedMail;
    /// <summary>The mail as MQL sees it; null if the root is none.</summary>
    public Message? Message => Mail?.Message;
    /// <summary>The way it took; null if the root is no mail.</summary>
    public MailRoute? Route => field ??= Mail is null ? null : Envelope?.ClientIp is { } client ? RouteReader.WithEnvelope(Mail.Route, client) : Mail.Route;
    /// <summary>Who sent it, to whom, how far authenticated; null if the root is no mail.</summary>
    public SenderView? Sender => field ??= SenderView.Of(this);
    /// <summary>QR codes that its reader sees: in pictures and documents, drawn in the text, parted over two pictures.</summary>
    public IReadOnlyList<SeenCode> Codes => field ??= SeenCodes.Of(this);
    /// <summary>What the words of subject and current thread say.</summary>
    public LureReading Lure => field ??= Message is { } message ? LureReader.Read(LureText.Of(message), Budget) : LureReading.None;
}
