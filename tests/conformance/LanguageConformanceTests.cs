using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The language of labelled mail, one message a near-duplicate group. The labels were made by a machine and are wrong now and then: of twelve disagreements that were read, eleven were the label's fault (a German lottery labelled French), one was a mail in two languages. The shares allowed are what was measured, and a little.</summary>
public sealed class LanguageConformanceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("en", 0.03)]
    [InlineData("de", 0.04)]
    [InlineData("pt", 0.05)]
    [InlineData("nl", 0.06)]
    [InlineData("fr", 0.23)]
    public void Mail_of_a_language_is_told_apart_from_the_others(string language, double allowed)
    {
        var scanner = new MailScanner();
        var told = Corpora.Labels("mail").Concat(Corpora.Labels("modern"))
            .Where(row => row["lang"] == language)
            .DistinctBy(row => row["group"].Length > 0 ? row["group"] : row["file"])
            .AsParallel().AsOrdered()
            .Select(row => (File: row["file"], scanner.Scan(File.ReadAllBytes(row["path"])).Language))
            .ToList();
        var undecided = told.Count(mail => mail.Language is null);
        var other = told.Where(mail => mail.Language is not null && mail.Language != language).ToList();
        output.WriteLine($"{language}: {told.Count} mails, {undecided} undecided, {other.Count} taken for another: {string.Join(", ", other.Select(mail => $"{mail.File} {mail.Language}"))}");
        told.Count.ShouldBeGreaterThan(20);
        ((double)other.Count / told.Count).ShouldBeLessThan(allowed);
        ((double)undecided / told.Count).ShouldBeLessThan(0.01);
    }
}
