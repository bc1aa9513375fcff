using Lurewatch.Intel;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class EmbeddingTests
{
    private static void Example(ReadOnlyMemory<byte> mail, TextWriter Console)
    {
        // <docs/embedding.md>
        var scanner = new MailScanner(new ScanOptions
        {
            Organisation = new Organisation { Domains = ["stadt-lindenau.example"], Languages = ["de"] },
        });
        Analysis analysis = scanner.Scan(mail);
        Console.WriteLine($"{analysis.Verdict.Class} ({analysis.Verdict.Kind}), {analysis.Verdict.Score} of 100");
        foreach (var share in analysis.Verdict.Shares.Where(share => share.Points > 0))
            Console.WriteLine($"  {share.Points,5} {share.Finding.Kind.Id}: {share.Finding.Reason}");
        foreach (var indicator in analysis.Indicators.Where(indicator => indicator.Role == "download-url"))
            Console.WriteLine($"  block {indicator.Value}");
        // </docs/embedding.md>
    }

    [Fact]
    public void The_example_of_the_documentation_is_the_code_that_this_test_runs()
    {
        var here = Block(File.ReadAllText(Repository.Path("tests/Lurewatch.Tests/EmbeddingTests.cs")), "// <docs/embedding.md>\n", "        // </docs/embedding.md>");
        var there = Block(File.ReadAllText(Repository.Path("docs/embedding.md")), "```csharp\n", "```");
        here.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length >= 8 ? line[8..] : line).ShouldBe(there.Split('\n'));
    }

    [Fact]
    public void The_example_names_the_download_addresses_of_a_macro_sample()
    {
        var output = new StringWriter();
        Example(File.ReadAllBytes(Repository.Path("samples/2019-09-16-de-rechnung-makro.eml")), output);
        output.ToString().ShouldStartWith("Malicious (Malware)");
        output.ToString().ShouldContain("block http://imkerei.example/css/b1/");
    }

    private static string Block(string text, string from, string to)
    {
        text = text.ReplaceLineEndings("\n");
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }
}
