using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>Detection rates on labelled mail, one message a near-duplicate group (its first file by name), as docs/performance.md reports them.</summary>
public sealed class RatesTests
{
    private sealed record Row(string File, string Class, double Score, VerdictClass Verdict);

    [Fact]
    public void Phish_and_spam_of_the_development_side_are_found_at_the_cost_in_ham_that_is_allowed()
    {
        List<Row> rows = [.. Score("mail", row => row["side"] == "dev"), .. Score("modern", _ => true)];
        var ham = rows.Where(row => row.Class == "ham").Select(row => row.Score).OrderDescending().ToArray();
        // At 0.1% of these few hundred no ham at all may be flagged.
        Recall(rows, "phish", ham[ham.Length / 1000]).ShouldBeGreaterThan(0.70);
        Recall(rows, "spam", ham[ham.Length / 1000]).ShouldBeGreaterThan(0.53);
        Recall(rows, "phish", ham[ham.Length / 100]).ShouldBeGreaterThan(0.80);
        Recall(rows, "spam", ham[ham.Length / 100]).ShouldBeGreaterThan(0.72);
    }

    [Fact]
    public void Modern_ham_is_neither_suspicious_nor_malicious() =>
        Score("modern", _ => true).Where(row => row.Verdict >= VerdictClass.Suspicious).ShouldBeEmpty();

    private static double Recall(List<Row> rows, string @class, double above)
    {
        var of = rows.Where(row => row.Class == @class).ToList();
        return (double)of.Count(row => row.Score > above) / of.Count;
    }

    private static List<Row> Score(string topic, Func<Dictionary<string, string>, bool> wanted)
    {
        var scanner = new MailScanner();
        return [.. Corpora.Labels(topic)
            .Where(wanted)
            .OrderBy(row => row["file"], StringComparer.Ordinal)
            .DistinctBy(row => (row["class"], row["group"].Length > 0 ? row["group"] : row["file"]))
            .AsParallel().AsOrdered()
            .Select(row =>
            {
                var verdict = scanner.Scan(File.ReadAllBytes(row["path"])).Verdict;
                return new Row(row["file"], row["class"], verdict.Score, verdict.Class);
            })];
    }
}
