using System.Text;
using Lurewatch.Samples.Documents;
using Lurewatch.Scripts;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Documents;

public sealed class DocumentSetTests
{
    public static TheoryData<string> Names() => [.. DocumentSet.All().Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_address_that_a_document_would_fetch_comes_out(string name)
    {
        var sample = DocumentSet.All().Single(sample => sample.Name == name);
        var analysis = new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(sample.Bytes, sample.Name);
        var found = analysis.Indicators.Where(indicator => indicator is { Type: IndicatorType.Url, Role: "download-url" }).Select(indicator => indicator.Value);
        var seen = string.Join('\n', analysis.Artifacts.Select(file => $"{file.Path} {file.Type} {file.Origin} {file.Unopened} {(file.Origin is "command" or "decoded" or "dropped" ? Encoding.Latin1.GetString(file.Bytes.Span) : "")}"))
            + "\n" + string.Join('\n', analysis.Artifacts.Select(file => file.Facts).OfType<IHasActions>().SelectMany(facts => facts.Actions));
        sample.Urls.ShouldBeSubsetOf(found, $"{sample.Why}\n{seen}");
    }
}
