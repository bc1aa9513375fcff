using System.Text.Json;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class SamplesTests
{
    public static TheoryData<string> Names() =>
        [.. SampleSet.Files().Where(file => file.Name.EndsWith(".eml", StringComparison.Ordinal)).Select(file => file.Name[..^4])];

    [Fact]
    public void The_samples_folder_is_what_its_generator_writes()
    {
        var accept = Environment.GetEnvironmentVariable("LUREWATCH_ACCEPT") == "1";
        foreach (var (name, content) in SampleSet.Files())
        {
            if (accept) File.WriteAllBytes(Repository.Path($"samples/{name}"), content);
            File.ReadAllBytes(Repository.Path($"samples/{name}")).ShouldBe(content, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_gets_the_verdict_and_indicators_that_its_expected_file_says(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Path($"samples/{name}.expected.json")));
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(File.ReadAllBytes(Repository.Path($"samples/{name}.eml")), $"{name}.eml");
        var shares = string.Join('\n', analysis.Verdict.Shares.Select(share => $"{share.Points} {share.Finding.Kind.Id} {share.Finding.Reason}"));
        Text(analysis.Verdict.Class).ShouldBe(expected.RootElement.GetProperty("verdict").GetString(), shares);
        Text(analysis.Verdict.Kind).ShouldBe(expected.RootElement.GetProperty("kind").GetString(), shares);
        foreach (var indicator in expected.RootElement.GetProperty("indicators").EnumerateArray())
            analysis.Indicators.Select(found => found.Value).ShouldContain(indicator.GetString(), shares);
    }

    private static string Text<T>(T value) => JsonSerializer.SerializeToElement(value).GetString()!;
}
