using Lurewatch.Cli.Terminals;
using Lurewatch.Intel;
using Lurewatch.Verdicts;

namespace Lurewatch.Cli.Scanning;

/// <summary>How the scanner of a verb is built: what the user said about it, beside what is scanned and how it is reported.</summary>
internal sealed record ScannerSettings
{
    public string? OrganisationFile { get; init; }
    /// <summary>How many Received fields from the top are own; null to work it out.</summary>
    public int? TrustedHops { get; init; }
    public string? WeightsFile { get; init; }
    public IReadOnlyList<string> Passwords { get; init; } = [];
    /// <summary>Whom SPF, DKIM, DMARC and ARC may ask; null: nobody.</summary>
    public string? Dns { get; init; }

    /// <summary>Files and folders of YARA rules, beside the engine's own.</summary>
    public IReadOnlyList<string> YaraPaths { get; init; } = [];
    /// <summary>No YARA rules at all.</summary>
    public bool NoYara { get; init; }

    /// <summary>The engine's options.</summary>
    /// <exception cref="UsageException">A file named cannot be used.</exception>
    public ScanOptions ToOptions(Organisation organisation, Terminal terminal) => new()
    {
        Organisation = TrustedHops is { } hops ? organisation with { TrustedHopCount = hops } : organisation,
        Passwords = Passwords,
        Weights = WeightsFile is null ? null : Weights(WeightsFile),
        Dns = Commands.DnsOption.Open(Dns),
        Yara = NoYara ? null : YaraFiles.Load(YaraPaths, terminal),
    };

    private static WeightTable Weights(string file)
    {
        try
        {
            return WeightTable.Parse(File.ReadAllText(file));
        }
        catch (FormatException error)
        {
            throw new UsageException($"weights file {file}, {error.Message}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"weights file {file} cannot be read ({error.Message.TrimEnd('.')}); docs/scoring.md says what belongs into it.");
        }
    }
}
