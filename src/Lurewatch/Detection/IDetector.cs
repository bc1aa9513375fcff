namespace Lurewatch.Detection;

/// <summary>Looks at one message or file as a whole and adds the evidence it sees. Finds, never scores: weights live in Verdicts/weights.tsv.</summary>
internal interface IDetector
{
    /// <summary>The kinds it can find: declared, so that the weight table and the docs can be checked against them.</summary>
    IReadOnlyList<FindingKind> Kinds { get; }

    void Examine(ScanView view, List<Finding> findings);
}
