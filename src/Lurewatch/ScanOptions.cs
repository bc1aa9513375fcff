using Lurewatch.Intel;
using Lurewatch.Mail.Authentication;
using Lurewatch.Rules.Yara;
using Lurewatch.Verdicts;

namespace Lurewatch;

/// <summary>What a <see cref="MailScanner"/> is built from.</summary>
public sealed record ScanOptions
{
    /// <summary>The organisation whose mail it is.</summary>
    public Organisation Organisation { get; init; } = Organisation.Unknown;
    /// <summary>Bounds of each analysis.</summary>
    public AnalysisLimits Limits { get; init; } = new();
    /// <summary>The clock of the budget and of "impossible date" checks.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Passwords to try on encrypted archives, beside those found in the message.</summary>
    public IReadOnlyList<string> Passwords { get; init; } = [];
    /// <summary>What findings weigh; null for the shipped table.</summary>
    public WeightTable? Weights { get; init; }
    /// <summary>Answers DNS questions, so that SPF, DKIM, DMARC and ARC are evaluated; null, the default: nothing is looked up.</summary>
    public IDnsResolver? Dns { get; init; }
    /// <summary>YARA rules that are held against every file; null for none.</summary>
    public YaraRules? Yara { get; init; }
    /// <summary>Rethrow what a handler or detector throws instead of turning it into a finding: for tests and fuzzing.</summary>
    public bool Strict { get; init; }
}
