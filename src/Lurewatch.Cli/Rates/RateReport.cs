using Lurewatch.Verdicts;

namespace Lurewatch.Cli.Rates;

/// <summary>What a labelled collection says about the table of weights. One message counts for each group of near-duplicates of a class.</summary>
internal sealed record RateReport
{
    /// <summary>One a group, in the order of their names.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }
    /// <summary>Messages before near-duplicates were set aside.</summary>
    public required int Messages { get; init; }
    /// <summary>Messages without a label, or of another side.</summary>
    public required int LeftOut { get; init; }
    public required IReadOnlyList<RateRow> Rates { get; init; }
    public required IReadOnlyList<LanguageRow> Languages { get; init; }
    public required IReadOnlyList<EffectRow> Effects { get; init; }
    /// <summary>Area under the curve of phish and of spam against ham.</summary>
    public required (double Phish, double Spam) Area { get; init; }
    /// <summary>The mildest score that the table flags.</summary>
    public required double Flags { get; init; }

    public int this[MailClass @class] => Samples.Count(sample => sample.Label.Class == @class);

    public int Verdicts(MailClass @class, VerdictClass verdict) => Samples.Count(sample => sample.Label.Class == @class && sample.Analysis.Verdict.Class == verdict);

    /// <summary>Ham that the table flags, highest first.</summary>
    public IEnumerable<Sample> FalsePositives => Samples.Where(sample => sample.Label.Class == MailClass.Ham && sample.Analysis.Verdict.Class != VerdictClass.Clean).OrderByDescending(sample => sample.Score);

    /// <summary>Phish that the table calls clean, lowest first.</summary>
    public IEnumerable<Sample> Missed => Samples.Where(sample => sample.Label.Class == MailClass.Phish && sample.Analysis.Verdict.Class == VerdictClass.Clean).OrderBy(sample => sample.Score);

    public static RateReport Of(IEnumerable<Sample> all, int leftOut, WeightTable weights)
    {
        var messages = all.OrderBy(sample => sample.Label.File, StringComparer.Ordinal).ThenBy(sample => sample.Place, StringComparer.Ordinal).ToArray();
        var samples = messages.DistinctBy(sample => (sample.Label.Class, sample.Label.Group ?? "\0" + sample.Place)).ToArray();
        var (ham, phish, spam) = (Scores(samples, MailClass.Ham), Scores(samples, MailClass.Phish), Scores(samples, MailClass.Spam));
        return new RateReport
        {
            Samples = samples,
            Messages = messages.Length,
            LeftOut = leftOut,
            Rates = [.. RateMath.FalsePositives.Select(percent => Rate(percent, ham, phish, spam))],
            Languages = ByLanguage(samples, RateMath.Threshold(ham, 1)),
            Effects = FindingEffects.Of(samples, weights),
            Area = (RateMath.AreaUnderCurve(ham, phish), RateMath.AreaUnderCurve(ham, spam)),
            Flags = Math.Min(weights.From(VerdictClass.Suspicious), weights.From(VerdictClass.Spam)),
        };
    }

    internal static double[] Scores(IEnumerable<Sample> samples, MailClass @class) => [.. samples.Where(sample => sample.Label.Class == @class).Select(sample => sample.Score)];

    private static RateRow Rate(double percent, double[] ham, double[] phish, double[] spam)
    {
        var threshold = RateMath.Threshold(ham, percent);
        return new RateRow(percent, threshold, RateMath.Reaching(ham, threshold), RateMath.Reaching(phish, threshold), RateMath.Reaching(spam, threshold));
    }

    private static LanguageRow[] ByLanguage(Sample[] samples, double threshold) =>
    [
        .. samples.Where(sample => sample.Label.Class != MailClass.Ham).GroupBy(sample => sample.Label.Language ?? "unknown", StringComparer.Ordinal)
            .Select(group => new LanguageRow(group.Key,
                group.Count(sample => sample.Label.Class == MailClass.Phish), group.Count(sample => sample.Label.Class == MailClass.Phish && sample.Score >= threshold),
                group.Count(sample => sample.Label.Class == MailClass.Spam), group.Count(sample => sample.Label.Class == MailClass.Spam && sample.Score >= threshold)))
            .OrderByDescending(row => row.Phish + row.Spam).ThenBy(row => row.Language, StringComparer.Ordinal),
    ];
}

/// <summary>How much is found when so much ham may be flagged.</summary>
/// <param name="Percent">The share of ham that may be flagged.</param>
/// <param name="Threshold">The score from which a message is flagged.</param>
/// <param name="Ham">Ham flagged.</param>
/// <param name="Phish">Phish flagged.</param>
/// <param name="Spam">Spam flagged.</param>
internal sealed record RateRow(double Percent, double Threshold, int Ham, int Phish, int Spam);

/// <summary>Recall in one language where 1% of all ham may be flagged.</summary>
internal sealed record LanguageRow(string Language, int Phish, int PhishFound, int Spam, int SpamFound);
