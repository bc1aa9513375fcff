namespace Lurewatch;

/// <summary>What the engine says of itself.</summary>
internal static class EngineFindings
{
    public static readonly FindingKind HandlerFailedKind = new("engine.handler-failed", "A file could not be read to its end", Severity.Low);
    public static readonly FindingKind DetectorFailedKind = new("engine.detector-failed", "A check could not be completed", Severity.Info);

    public static Finding HandlerFailed(string handler, Artifact file, Exception error) => new()
    {
        Kind = HandlerFailedKind,
        Reason = $"The {handler} handler stopped with {error.GetType().Name}: {error.Message}",
        Place = Place.InArtifact(file.Path),
    };

    public static Finding DetectorFailed(string detector, Exception error) => new()
    {
        Kind = DetectorFailedKind,
        Reason = $"{detector} stopped with {error.GetType().Name}: {error.Message}",
    };
}

/// <summary>A limit never passes without a trace: one finding a limit that was reached.</summary>
internal static class BudgetFindings
{
    public static readonly FindingKind Kind = new("engine.limit-reached", "A limit of the analysis was reached", Severity.Low);

    public static IEnumerable<Finding> From(AnalysisBudget budget) => budget.Exhausted.Select(limit => new Finding
    {
        Kind = Kind,
        Subject = limit.Key,
        Reason = $"The limit {limit.Key} was reached at {limit.Value}; what lies beyond was not looked at.",
    });
}
