namespace Lurewatch.Cli.Formats;

/// <summary>The words that people read for the engine's names.</summary>
internal static class Words
{
    public static string Of(VerdictClass verdict) => verdict switch
    {
        VerdictClass.Malicious => "malicious",
        VerdictClass.Suspicious => "suspicious",
        VerdictClass.Spam => "spam",
        _ => "clean",
    };

    public static string Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Malware => "malware",
        VerdictKind.CredentialPhishing => "credential phishing",
        VerdictKind.PaymentFraud => "payment fraud",
        VerdictKind.Callback => "callback scam",
        VerdictKind.Extortion => "extortion",
        VerdictKind.AdvanceFee => "advance-fee fraud",
        VerdictKind.Bulk => "bulk",
        VerdictKind.Simulation => "declared phishing test",
        _ => "",
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
        Severity.Info => "info",
        _ => "good",
    };

    public static string Of(IndicatorType type) => type switch
    {
        IndicatorType.Url => "url",
        IndicatorType.Domain => "domain",
        IndicatorType.Ipv4 => "ipv4",
        IndicatorType.Ipv6 => "ipv6",
        IndicatorType.EmailAddress => "address",
        IndicatorType.Md5 => "md5",
        IndicatorType.Sha1 => "sha1",
        IndicatorType.Sha256 => "sha256",
        IndicatorType.FileName => "file name",
        IndicatorType.MessageId => "message-id",
        IndicatorType.Subject => "subject",
        IndicatorType.PhoneNumber => "phone",
        IndicatorType.Iban => "iban",
        _ => "crypto",
    };

    public static string Score(double score) => score.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Without decimals, for columns; nothing below 100 is shown as 100.</summary>
    public static string Rounded(double score) => Math.Min(Math.Round(score, MidpointRounding.AwayFromZero), score < 100 ? 99 : 100).ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => FormattableString.Invariant($"{bytes} B"),
        < 1 << 20 => FormattableString.Invariant($"{bytes / 1024.0:0.#} kB"),
        _ => FormattableString.Invariant($"{bytes / 1048576.0:0.#} MB"),
    };

    /// <summary>How long a hop took; backwards with a minus.</summary>
    public static string Delay(TimeSpan time)
    {
        var seconds = Math.Abs(time.TotalSeconds);
        var amount = seconds switch
        {
            < 120 => FormattableString.Invariant($"{seconds:0} s"),
            < 7200 => FormattableString.Invariant($"{seconds / 60:0} min"),
            < 172800 => FormattableString.Invariant($"{seconds / 3600:0} h"),
            _ => FormattableString.Invariant($"{seconds / 86400:0} days"),
        };
        return (time < TimeSpan.Zero ? "−" : "+") + amount;
    }

    public static string Plural(long count, string one, string? many = null) => FormattableString.Invariant($"{count:N0} ") + (count == 1 ? one : many ?? one + "s");
}
