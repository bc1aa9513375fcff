using Lurewatch.Lures;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Lures;

/// <summary>The hand-made texts of tests/cases/lures: one file a language; each row says whether it is that lure.</summary>
public sealed class IntentCaseTests
{
    /// <summary>Hints count as heard here: what a scan makes of them depends on who writes.</summary>
    [Theory]
    [InlineData("en", 1.0)]
    [InlineData("de", 1.0)]
    [InlineData("fr", 1.0)]
    [InlineData("es", 1.0)]
    [InlineData("it", 1.0)]
    [InlineData("pt", 1.0)]
    [InlineData("nl", 1.0)]
    [InlineData("pl", 1.0)]
    [InlineData("ja", 1.0)]
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
