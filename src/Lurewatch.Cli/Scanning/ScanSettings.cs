namespace Lurewatch.Cli.Scanning;

/// <summary>The options of <c>lurewatch scan</c>.</summary>
internal sealed record ScanSettings
{
    public required IReadOnlyList<string> Paths { get; init; }
    public string Format { get; init; } = "text";
    public string? Output { get; init; }
    public ScannerSettings Scanner { get; init; } = new();
    public int Jobs { get; init; } = 1;
    /// <summary>The mildest verdict that makes the exit code 1; null for none.</summary>
    public VerdictClass? FailOn { get; init; } = VerdictClass.Suspicious;
    public bool NoColour { get; init; }
    public bool Quiet { get; init; }
    /// <summary>Leave clean messages out of the output; they are still counted.</summary>
    public bool ExcludeClean { get; init; }
}
