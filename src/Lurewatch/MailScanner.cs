using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Mail;
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
    /// <param name="form">The form that a mail came in, where the caller knows that it did not travel as it is here (<see cref="PstMailbox"/>).</param>
    public Analysis Scan(ReadOnlyMemory<byte> bytes, string? name = null, Envelope? envelope = null, MailForm form = MailForm.Mime)
    {
        var budget = new AnalysisBudget(_options.Limits, _options.Clock);
        var explosion = _exploder.Explode(bytes, name, budget, envelope, form);
        return Unwrap(explosion, explosion.Artifacts[0], envelope, within: null, budget);
    }

    /// <summary>Judges the scanned file, or the original if it is a report that brings nothing of its own (docs/decisions/0007-reports.md).</summary>
    private Analysis Unwrap(Explosion explosion, Artifact root, Envelope? envelope, AnalysisReport? within, AnalysisBudget budget)
    {
        if (root.Facts is not ParsedMail { Report: { } report } mail || explosion.Child(root, report.File) is not { Facts: ParsedMail inner } original)
            return Judge(explosion, root, envelope, budget, isScanned: true) with { Report = within };
        var wrapper = Judge(explosion, root, envelope, budget, without: original, alone: ReportTrust.Alone(mail, report, inner));
        if (ReportTrust.Objection(wrapper, mail, inner, _options.Organisation) is { } objection)
            return Judge(explosion, root, envelope, budget, isScanned: true, more: ReportDetector.NotUnwrapped(report, objection)) with { Report = within };
        var handedOver = new AnalysisReport
        {
            Kind = report.Kind,
            Source = report.Source,
            Classification = report.Classification,
            Reporter = report.Reporter,
            Note = report.Note,
            Envelope = report.Envelope,
            OnBehalfOf = report.OnBehalfOf,
            Time = report.Time,
            Wrapper = wrapper,
            Within = within,
        };
        return Unwrap(explosion, original, report.Envelope, handedOver, budget);
    }

    /// <summary>Judges the part of the tree below <paramref name="root"/>; each attached message first, on its own.</summary>
    private Analysis Judge(Explosion explosion, Artifact root, Envelope? envelope, AnalysisBudget budget, bool isScanned = false, Artifact? without = null, ParsedMail? alone = null, Finding? more = null)
    {
        var tree = explosion.Below(root);
        if (without is not null) tree = [.. tree.Where(file => !Explosion.IsInside(file, without))];
        var attached = explosion.AttachedMessages(root).Where(mail => mail != without).Select(mail => Judge(explosion, mail, envelope: null, budget)).ToArray();
        var view = new ScanView(root, tree, attached, envelope, _options, budget, alone);
        var findings = new List<Finding>(explosion.FindingsBelow(root));
        if (more is not null) findings.Add(more);
        foreach (var detector in BuiltIn.Detectors) Detect(detector, view, findings);
        var indicators = Indicators(view, findings);
        if (isScanned) findings.AddRange(BudgetFindings.From(budget));
        var verdict = Scorer.Judge(findings, view);
        return new Analysis
        {
            Message = (root.Facts as ParsedMail)?.Message,
            Artifacts = tree,
            Findings = [.. verdict.Shares.Select(share => share.Finding)],
            Indicators = indicators,
            Verdict = verdict,
            Attached = attached,
            Protections = view.Mail?.Protections ?? [],
            Language = view.Lure.Language,
            Authenticity = view.Mail?.Authenticity,
            Route = view.Route,
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
