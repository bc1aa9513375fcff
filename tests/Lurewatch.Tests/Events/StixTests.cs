using System.Text;
using System.Text.Json;
using Lurewatch.Events;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Events;

public sealed class StixTests
{
    [Fact]
    public void Version_5_gives_the_uuid_that_the_rfc_gives() =>
        StixIds.Uuid5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"u8).ToString("D").ShouldBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");

    [Theory]
    [InlineData("ipv4-addr", "198.51.100.3")]
    [InlineData("url", "http://a.example/?q=ö")]
    public void An_observables_id_is_uuid5_of_its_canonical_json(string type, string value)
    {
        var id = StixIds.Observable(type, ("value", value));
        id.ShouldBe($"{type}--{StixIds.Uuid5(new Guid("00abedb4-aa42-466c-9c01-fed23315a9b7"), Encoding.UTF8.GetBytes($"{{\"value\":\"{value}\"}}")):D}");
    }

    [Fact]
    public void Canonical_strings_escape_what_json_must_and_nothing_more()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        StixIds.CanonicalString(output, "€ö<>&'/\"\\\b\t\n\f\r\u0001\u007f\u2028\ud83d\ude00\ud800");
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("\"€ö<>&'/\\\"\\\\\\b\\t\\n\\f\\r\\u0001\u007f\u2028\ud83d\ude00\ufffd\"");
    }

    [Fact]
    public void Each_object_stands_once_in_the_bundle_and_every_reference_leads_somewhere()
    {
        var record = Doubles.Record(Doubles.Analysis("reason", null));
        var bundle = JsonDocument.Parse(EncodersTests.Encode("stix", record, record)).RootElement;
        var objects = bundle.GetProperty("objects").EnumerateArray().ToArray();
        var ids = objects.Select(o => o.GetProperty("id").GetString()!).ToList();
        ids.ShouldBeUnique();
        foreach (var reference in objects.SelectMany(References)) ids.ShouldContain(reference);
        ids.Select(id => id[..id.IndexOf("--", StringComparison.Ordinal)]).Distinct()
            .ShouldBe(["marking-definition", "identity", "email-addr", "email-message", "url", "observed-data", "indicator", "sighting", "note"], ignoreOrder: true);
    }

    [Fact]
    public void Clean_mail_and_recipients_are_not_shared()
    {
        var text = EncodersTests.Encode("stix", EncodersTests.Record("From: friend@one.example\r\nTo: victim@two.example\r\nSubject: lunch\r\n\r\nhi"));
        text.ShouldNotContain("friend@one.example");
        text.ShouldNotContain("victim@two.example");
    }

    [Fact]
    public void A_quote_in_a_value_does_not_end_the_pattern() =>
        StixPattern.Of(new Indicator(IndicatorType.Url, "http://a.example/'\\x", "link", new Place())).ShouldBe("[url:value = 'http://a.example/\\'\\\\x']");

    private static IEnumerable<string> References(JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.EndsWith("_ref", StringComparison.Ordinal)) yield return property.Value.GetString()!;
            if (property.Name.EndsWith("_refs", StringComparison.Ordinal))
                foreach (var one in property.Value.EnumerateArray()) yield return one.GetString()!;
        }
    }
}
