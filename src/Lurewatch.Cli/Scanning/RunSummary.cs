using Lurewatch.Intel;
using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Scanning;

/// <summary>What a run comes to. Grows with the number of different findings, not of messages.</summary>
internal sealed class RunSummary(SourceSurvey survey, Organisation organisation)
{
    private const int NamedProblems = 1_000;
    private readonly int[] _verdicts = new int[4];
    private readonly Dictionary<string, (FindingKind Kind, int Count)> _findings = [];
    private readonly Dictionary<VerdictKind, int> _kinds = [];
    private readonly TopCounter<(IndicatorType Type, string Value, string Role)> _indicators = new();
    private readonly HashSet<string> _seen = [];

    public SourceSurvey Survey { get; } = survey;
    public Organisation Organisation { get; } = organisation;
    public int Scanned { get; private set; }
    /// <summary>Of <see cref="Scanned"/>, those that are no mail.</summary>
    public int Files { get; private set; }
    public int Attached { get; private set; }
    public int Unread { get; private set; }
    public int Unopened { get; private set; }
    /// <summary>The first problems; <see cref="Unread"/> counts all.</summary>
    public List<MailItem> Problems { get; } = [];
    public TimeSpan Elapsed { get; set; }
    /// <summary>True if the run was stopped before its end.</summary>
    public bool Interrupted { get; set; }
    public long FilesRead { get; set; }
    public double PerSecond => Scanned / Math.Max(Elapsed.TotalSeconds, 0.001);
    public int Bad => this[VerdictClass.Malicious] + this[VerdictClass.Suspicious];

    public int this[VerdictClass verdict] => _verdicts[(int)verdict];

    public void Add(Outcome outcome)
    {
        if (outcome.Item.Problem is { } problem)
        {
            if (problem.IsError) Unread++;
            if (Problems.Count < NamedProblems) Problems.Add(outcome.Item);
            return;
        }
        if (outcome.Analysis is not { } analysis) return;
        Scanned++;
        if (analysis.Message is null) Files++;
        Attached += analysis.Attached.Count;
        if (analysis.Verdict.Unopened.Count > 0) Unopened++;
        _verdicts[(int)analysis.Verdict.Class]++;
        if (analysis.Verdict.Kind != VerdictKind.None) _kinds[analysis.Verdict.Kind] = _kinds.GetValueOrDefault(analysis.Verdict.Kind) + 1;
        AddFindings(analysis);
        if (analysis.Verdict.Class < VerdictClass.Suspicious) return;
        foreach (var indicator in analysis.Indicators)
            if (IsTelling(indicator.Type)) _indicators.Add((indicator.Type, indicator.Value, indicator.Role));
    }

    /// <summary>Kinds of findings by the number of messages that have them, evidence in favour and mere information left out.</summary>
    public IReadOnlyList<(FindingKind Kind, int Count)> TopFindings(int count) =>
        [.. _findings.Values.Where(found => found.Kind.Severity > Severity.Info).OrderByDescending(found => found.Count).ThenBy(found => found.Kind.Id, StringComparer.Ordinal).Take(count)];

    /// <summary>Indicators of malicious and suspicious messages.</summary>
    public IReadOnlyList<((IndicatorType Type, string Value, string Role) Key, long Count)> TopIndicators(int count) =>
        _indicators.Top(count, Comparer<(IndicatorType Type, string Value, string Role)>.Create(static (a, b) =>
            a.Type != b.Type ? a.Type.CompareTo(b.Type) : string.CompareOrdinal(a.Value + a.Role, b.Value + b.Role)));

    public IReadOnlyList<(VerdictKind Kind, int Count)> Kinds => [.. _kinds.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];

    private void AddFindings(Analysis analysis)
    {
        _seen.Clear();
        foreach (var finding in analysis.Findings)
        {
            if (!_seen.Add(finding.Kind.Id)) continue;
            ref var found = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_findings, finding.Kind.Id, out _);
            found = (finding.Kind, found.Count + 1);
        }
    }

    /// <summary>Hashes are told once, as SHA-256; names and subjects are no indicators to block.</summary>
    private static bool IsTelling(IndicatorType type) =>
        type is not (IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.FileName or IndicatorType.MessageId or IndicatorType.Subject);
}
