using Lurewatch.Verdicts;

namespace Lurewatch.Cli.Rates;

/// <summary>Where one kind of finding occurs, and what the rates would be without it.</summary>
/// <param name="Kind">The finding.</param>
/// <param name="Weight">Its weight in the table.</param>
/// <param name="Ham">Ham that has it.</param>
/// <param name="Phish">Phish that has it.</param>
/// <param name="Spam">Spam that has it.</param>
/// <param name="PhishStrict">Percentage points of phish recall that it brings where 0.1% of ham may be flagged; negative if it costs.</param>
/// <param name="PhishLoose">The same where 1% may be.</param>
/// <param name="SpamLoose">The same for spam where 1% may be.</param>
/// <param name="HamFlagged">Ham that the table flags only because of it.</param>
internal sealed record EffectRow(FindingKind Kind, double Weight, int Ham, int Phish, int Spam, double PhishStrict, double PhishLoose, double SpamLoose, int HamFlagged);

/// <summary>Takes each kind of finding away in turn and measures again. A finding that combines others stays when one of those goes: each row is about one row of the table.</summary>
internal static class FindingEffects
{
    private const double Strict = 0.1, Loose = 1;

    public static IReadOnlyList<EffectRow> Of(IReadOnlyList<Sample> samples, WeightTable weights)
    {
        var kinds = new SortedDictionary<string, FindingKind>(StringComparer.Ordinal);
        foreach (var sample in samples)
            foreach (var finding in sample.Analysis.Findings) kinds.TryAdd(finding.Kind.Id, finding.Kind);
        var whole = Recall.Of(samples, static sample => sample.Score);
        var flags = Math.Min(weights.From(VerdictClass.Suspicious), weights.From(VerdictClass.Spam));
        return [.. kinds.Values.AsParallel().AsOrdered().Select(kind => Effect(kind, samples, weights, whole, flags))];
    }

    private static EffectRow Effect(FindingKind kind, IReadOnlyList<Sample> samples, WeightTable weights, Recall whole, double flags)
    {
        var carriers = samples.Where(sample => sample.Has(kind.Id)).ToArray();
        int Count(MailClass @class) => carriers.Count(sample => sample.Label.Class == @class);
        var weight = weights.WeightOf(kind.Id);
        var row = new EffectRow(kind, weight, Count(MailClass.Ham), Count(MailClass.Phish), Count(MailClass.Spam), 0, 0, 0, 0);
        if (weight == 0) return row;
        var without = carriers.ToDictionary(sample => sample, sample => sample.ScoreWithout(kind.Id, weights));
        var rest = Recall.Of(samples, sample => without.TryGetValue(sample, out var score) ? score : sample.Score);
        return row with
        {
            PhishStrict = whole.PhishStrict - rest.PhishStrict,
            PhishLoose = whole.PhishLoose - rest.PhishLoose,
            SpamLoose = whole.SpamLoose - rest.SpamLoose,
            HamFlagged = carriers.Count(sample => sample.Label.Class == MailClass.Ham && sample.Score >= flags && without[sample] < flags),
        };
    }

    private readonly record struct Recall(double PhishStrict, double PhishLoose, double SpamLoose)
    {
        public static Recall Of(IReadOnlyList<Sample> samples, Func<Sample, double> score)
        {
            double[] Scores(MailClass @class) => [.. samples.Where(sample => sample.Label.Class == @class).Select(score)];
            var (ham, phish, spam) = (Scores(MailClass.Ham), Scores(MailClass.Phish), Scores(MailClass.Spam));
            double Share(double[] of, double percent) => of.Length == 0 ? 0 : 100.0 * RateMath.Reaching(of, RateMath.Threshold(ham, percent)) / of.Length;
            return new Recall(Share(phish, Strict), Share(phish, Loose), Share(spam, Loose));
        }
    }
}
