using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lurewatch.Events;
using Lurewatch.Files;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Events;

/// <summary>docs/schema says what the JSON formats hold; these hold the output to it.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(Repository.Path("docs/schema/lurewatch-analysis.schema.json")));

    [Theory]
    [InlineData("From: a@b.example\r\nTo: c@d.example\r\nSubject: plain\r\n\r\nHello +49 30 12345678\r\n")]
    [InlineData("Subject: nothing else\r\n\r\n")]
    [InlineData("From: =?utf-8?q?=F0=9F=98=80?= <x@y.example>\r\nSubject: odd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<a href=\"http://evil.example/x\">http://good.example</a>\r\n--b\r\nContent-Type: application/octet-stream; name=\"a.pdf.exe\"\r\nContent-Disposition: attachment\r\n\r\nMZ\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: q@r.example\r\nSubject: inner\r\n\r\ntext\r\n--b--\r\n")]
    [InlineData("PK no mail at all")]
    [InlineData("")]
    public void What_is_written_is_what_the_schema_says(string input) => Check(EncodersTests.Encode("ndjson", EncodersTests.Record(input)));

    [Fact]
    public void Every_case_of_the_repository_fits_the_schema()
    {
        foreach (var folder in Cases.Folders("mail")) Check(EncodersTests.Encode("ndjson", Cases.Record(folder)));
    }

    [Fact]
    public void Findings_and_scores_fit_too() => Check(EncodersTests.Encode("ndjson", Doubles.Record(Doubles.Analysis("a \ud800 reason", null))));

    [Fact]
    public void A_member_more_or_less_does_not_fit()
    {
        var good = JsonNode.Parse(EncodersTests.Encode("ndjson", EncodersTests.Record("Subject: x\r\n\r\n")))!.AsObject();
        var more = good.DeepClone().AsObject();
        more["surprise"] = 1;
        Schema.Evaluate(ToElement(more)).IsValid.ShouldBeFalse();
        foreach (var name in good.Select(p => p.Key).ToArray())
        {
            var less = good.DeepClone().AsObject();
            less.Remove(name);
            Schema.Evaluate(ToElement(less)).IsValid.ShouldBeFalse(name);
        }
    }

    [Fact]
    public void The_schema_lists_every_word_that_the_engine_has()
    {
        var defs = JsonNode.Parse(File.ReadAllText(Repository.Path("docs/schema/lurewatch-analysis.schema.json")))!;
        Words(defs["$defs"]!["artifact"]!["properties"]!["type"]!).ShouldBe(Enum.GetValues<FileType>().Select(t => t.Name()), ignoreOrder: true);
        Words(defs["$defs"]!["indicator"]!["properties"]!["type"]!).ShouldBe(Enum.GetValues<IndicatorType>().Select(t => t.Name()), ignoreOrder: true);
        Words(defs["properties"]!["kind"]!).ShouldBe(Enum.GetValues<VerdictKind>().Select(t => t.Name()), ignoreOrder: true);
        Words(defs["properties"]!["verdict"]!).ShouldBe(Enum.GetValues<VerdictClass>().Select(t => t.Name()), ignoreOrder: true);
        Words(defs["$defs"]!["finding"]!["properties"]!["severity"]!).ShouldBe(Enum.GetValues<Severity>().Select(t => t.Name()), ignoreOrder: true);
    }

    private static IEnumerable<string> Words(JsonNode node) => node["enum"]!.AsArray().Select(n => n!.GetValue<string>());

    private static void Check(string line)
    {
        using var document = JsonDocument.Parse(line);
        var result = Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var errors = (result.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"));
        result.IsValid.ShouldBeTrue(string.Join('\n', errors) + "\n" + line);
    }

    private static JsonElement ToElement(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
