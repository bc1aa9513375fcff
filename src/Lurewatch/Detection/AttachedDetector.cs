namespace Lurewatch.Detection;

/// <summary>A message that carries a bad message is as bad: reported phish, forwarded phish. The weight that is passed on is the Scorer's business.</summary>
internal sealed class AttachedDetector : IDetector
{
    private static readonly FindingKind Malicious = new("attached.malicious", "An attached message is malicious", Severity.High);
    private static readonly FindingKind Suspicious = new("attached.suspicious", "An attached message is suspicious", Severity.Medium);
    private static readonly FindingKind Spam = new("attached.spam", "An attached message is spam", Severity.Low);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Malicious, Suspicious, Spam];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (Strongest(view.Attached) is not { } inner) return;
        // What a server returns it cuts, at the header or anywhere: how the rest is built says nothing.
        if (view.Mail?.Delivery is not null && inner.Findings.All(IsForm)) return;
        findings.Add(new Finding
        {
            Kind = KindOf(inner.Verdict.Class)!,
            Reason = $"The attached message “{inner.Message?.Subject.SubjectText}” scores {inner.Verdict.Score:0.0} by itself"
                + (inner.Findings is [var first, ..] ? $"; foremost: {first.Kind.Title}." : "."),
            Place = Place.InArtifact(inner.Root.Path),
        });
    }

    /// <summary>The attached message whose verdict this finding passes on; null for all other findings.</summary>
    internal static Analysis? Passes(Finding finding, IReadOnlyList<Analysis> attached) =>
        attached.Count > 0 && (finding.Kind == Malicious || finding.Kind == Suspicious || finding.Kind == Spam) ? Strongest(attached) : null;

    private static bool IsForm(Finding finding) =>
        finding.Kind.Severity is Severity.Info or Severity.Good || finding.Kind.Id.StartsWith("structure.", StringComparison.Ordinal) || finding.Kind.Id.StartsWith("header.", StringComparison.Ordinal)
        || finding.Kind.Id is "auth.message-id-foreign" or "auth.message-id-malformed" or "auth.date-future" or "auth.date-old" or "route.time-travel" or "sender.no-recipient";

    private static Analysis? Strongest(IReadOnlyList<Analysis> attached)
    {
        Analysis? best = null;
        foreach (var analysis in attached)
        {
            if (analysis.Verdict.Class == VerdictClass.Clean) continue;
            if (best is null || analysis.Verdict.Class > best.Verdict.Class
                || (analysis.Verdict.Class == best.Verdict.Class && analysis.Verdict.Score > best.Verdict.Score)) best = analysis;
        }
        return best;
    }

    private static FindingKind? KindOf(VerdictClass verdict) => verdict switch
    {
        VerdictClass.Malicious => Malicious,
        VerdictClass.Suspicious => Suspicious,
        VerdictClass.Spam => Spam,
        _ => null,
    };
}
