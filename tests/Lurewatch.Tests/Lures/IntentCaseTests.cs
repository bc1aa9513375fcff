using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

/// <summary>The hand-made texts of tests/cases/lures: one file a language; each row says whether it is that lure.</summary>
public sealed class IntentCaseTests
{
    /// <summary>Hints count as heard here: what a scan makes of them depends on who writes.</summary>
    [Theory]
    [InlineData("en", 0.9)]
    [InlineData("de", 0.9)]
    [InlineData("fr", 0.9)]
    [InlineData("es", 0.9)]
    [InlineData("it", 0.9)]
    [InlineData("pt", 0.9)]
    [InlineData("nl", 0.9)]
    [InlineData("pl", 0.9)]
    [InlineData("ja", 0.9)]
    public void Lures_are_heard_and_honest_words_are_not(string language, double share)
    {
        int yes = 0, heard = 0;
        var wrong = new List<string>();
        foreach (var row in Rows(language))
        {
            var reports = LureIntents.Weigh(LureReader.Read(row[2], row[3], new AnalysisBudget(new AnalysisLimits(), TimeProvider.System)).Matches);
            if (row[1] == "yes")
            {
                yes++;
                if (reports.Any(report => report.Intent.Id == row[0])) heard++;
                else wrong.Add($"{row[0]} not heard: {row[3]}");
            }
            else if (reports.Any(report => report.Intent.Id == row[0])) wrong.Add($"{row[0]} heard in honest words: {row[3]}");
        }
        yes.ShouldBeGreaterThan(10);
        (heard >= yes * share && !wrong.Exists(text => text.Contains("honest", StringComparison.Ordinal))).ShouldBeTrue(string.Join('\n', wrong));
    }

    private static IEnumerable<string[]> Rows(string language) =>
        File.ReadLines(Repository.Path($"tests/cases/lures/{language}.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'));
}
