using Lurewatch.Verdicts;

namespace Lurewatch.Cli.Rates;

/// <summary>A labelled message as judged. Of the analysis only what a judgement needs is kept, so that a hundred thousand fit into memory.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Analysis">Its findings and verdict.</param>
internal sealed record Sample(Label Label, string Place, Analysis Analysis)
{
    public double Score => Analysis.Verdict.Score;

    public bool Has(string id)
    {
        foreach (var finding in Analysis.Findings)
            if (finding.Kind.Id == id) return true;
        return false;
    }

    /// <summary>The score without one kind of finding, in the message and in what is attached to it.</summary>
    public double ScoreWithout(string id, WeightTable weights) => weights.Judge(Without(Analysis, id)).Score;

    private static Analysis Without(Analysis analysis, string id) => analysis with
    {
        Findings = [.. analysis.Findings.Where(finding => finding.Kind.Id != id)],
        Attached = [.. analysis.Attached.Select(inner => Without(inner, id))],
    };

    public static Analysis Kept(Analysis analysis) => analysis with
    {
        Message = null,
        Artifacts = [],
        Indicators = [],
        Attached = [.. analysis.Attached.Select(Kept)],
    };
}
