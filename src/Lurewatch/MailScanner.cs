using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Verdicts;

namespace Lurewatch;

/// <summary>The engine: bytes in, an <see cref="Analysis"/> out. Immutable and thread-safe; build one and share it.</summary>
public sealed class MailScanner
{
    private readonly ScanOptions _options;
    private readonly Exploder _exploder;

    /// <summary>Builds a scanner.</summary>
    public MailScanner(ScanOptions? options = null)
    {
        _options = options ?? new ScanOptions();
        _exploder = new Exploder(BuiltIn.Handlers(_options), _options);
    }

    /// <summary>Analyses one mail or file. Never throws on content; what could not be read is said in the findings.</summary>
    /// <param name="bytes">The file; kept by the result's artifacts, so don't reuse the buffer.</param>
    /// <param name="name">Its name, if it has one.</param>
    /// <param name="envelope">What the mail server knew, if it was asked.</param>
    public Analysis Scan(ReadOnlyMemory<byte> bytes, string? name = null, Envelope? envelope = null)
    {
        var budget = new AnalysisBudget(_options.Limits, _options.Clock);
        var explosion = _exploder.Explode(bytes, name, budget);
        return Judge(explosion, explosion.Artifacts[0], envelope, budget);
    }

    /// <summary>Judges the part of the tree below <paramref name="root"/>; each attached message first, on its own.</summary>
    private Analysis Judge(Explosion explosion, Artifact root, Envelope? envelope, AnalysisBudget budget)
    {
        var tree = explosion.Below(root);
        var attached = explosion.AttachedMessages(root).Select(mail => Judge(explosion, mail, envelope: null, budget)).ToArray();
        var view = new ScanView(root, tree, attached, envelope, _options, budget);
        var findings = new List<Finding>(explosion.FindingsBelow(root));
        foreach (var detector in BuiltIn.Detectors) Detect(detector, view, findings);
        var indicators = Indicators(view, findings);
        if (root.Depth == 0) findings.AddRange(BudgetFindings.From(budget));
        var verdict = Scorer.Judge(findings, view);
        return new Analysis
        {
            Message = view.Message,
            Artifacts = tree,
            Findings = [.. verdict.Shares.Select(share => share.Finding)],
            Indicators = indicators,
            Verdict = verdict,
            Attached = attached,
            Language = view.Lure.Language,
        };
    }

    private IReadOnlyList<Indicator> Indicators(ScanView view, List<Finding> findings)
    {
        try
        {
            return IndicatorExtractor.From(view);
        }
        catch (Exception error) when (!_options.Strict)
        {
            findings.Add(EngineFindings.DetectorFailed(nameof(IndicatorExtractor), error));
            return [];
        }
    }

    private void Detect(IDetector detector, ScanView view, List<Finding> findings)
    {
        try
        {
            detector.Examine(view, findings);
        }
        catch (Exception error) when (!_options.Strict)
        {
            findings.Add(EngineFindings.DetectorFailed(detector.GetType().Name, error));
        }
    }
}
