using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Lurewatch.Events;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Events;

public sealed class EncodersTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_format_opens_and_closes_an_empty_stream()
    {
        foreach (var name in Encoders.Names) Encode(name).ShouldNotBeNull();
        JsonDocument.Parse(Encode("json")).RootElement.GetArrayLength().ShouldBe(0);
        JsonDocument.Parse(Encode("stix")).RootElement.GetProperty("type").GetString().ShouldBe("bundle");
    }

    [Fact]
    public void No_name_is_listed_that_cannot_be_made()
    {
        foreach (var name in Encoders.Names) Encoders.Create(name)!.Name.ShouldBe(name);
        Encoders.Create("nonsense").ShouldBeNull();
        Encoders.Names.Distinct().Count().ShouldBe(Encoders.Names.Count);
    }

    [Fact]
    public void Json_lists_the_objects_of_ndjson()
    {
        var records = new[] { Record("Subject: one\r\n\r\nx"), Record("Subject: two\r\n\r\ny") };
        var lines = Encode("ndjson", records).TrimEnd('\n').Split('\n');
        var array = JsonDocument.Parse(Encode("json", records)).RootElement;
        array.EnumerateArray().Select(e => e.GetRawText()).ShouldBe(lines);
    }

    [Fact]
    public void The_same_records_give_the_same_bytes()
    {
        foreach (var name in Encoders.Names)
            Encode(name, Record("From: a@b.example\r\nSubject: one\r\n\r\nx")).ShouldBe(Encode(name, Record("From: a@b.example\r\nSubject: one\r\n\r\nx")));
    }

    [Fact]
    public void Whatever_stands_in_a_finding_every_line_is_json_in_valid_utf8()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        Gen.String.Select(Gen.String).Sample((reason, excerpt) =>
        {
            var record = Doubles.Record(Doubles.Analysis(reason, excerpt));
            foreach (var name in (string[])["ndjson", "ecs", "mdm"])
            {
                var text = strict.GetString(EncodeBytes(name, record));
                text.ShouldEndWith("\n");
                text.TrimEnd('\n').ShouldNotContain("\n");
                JsonDocument.Parse(text);
            }
            foreach (var name in (string[])["json", "stix"]) JsonDocument.Parse(strict.GetString(EncodeBytes(name, record)));
        }, iter: 500);
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        var json = JsonDocument.Parse(Encode("ndjson", Doubles.Record(Doubles.Analysis("a\ud800b", null)))).RootElement;
        json.GetProperty("findings")[0].GetProperty("reason").GetString().ShouldBe("a\ufffdb");
    }

    [Fact]
    public void Findings_stand_strongest_first_whichever_way_they_pull()
    {
        var analysis = Doubles.Analysis([Doubles.Share("a.weak", 5, 4), Doubles.Share("b.good", -30, -20), Doubles.Share("c.strong", 45, 40)]);
        EventOrder.Strongest(analysis.Verdict).Select(s => s.Finding.Kind.Id).ShouldBe(["c.strong", "b.good", "a.weak"]);
    }

    internal static ScanRecord Record(string mail, string path = "mail.eml") => new()
    {
        Analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.Latin1.GetBytes(mail)),
        Path = path,
        ScannedAt = Time,
        ProductVersion = "1.2.3",
    };

    internal static string Encode(string format, params ScanRecord[] records) => Encoding.UTF8.GetString(EncodeBytes(format, records));

    private static byte[] EncodeBytes(string format, params ScanRecord[] records)
    {
        var encoder = Encoders.Create(format)!;
        var output = new ArrayBufferWriter<byte>();
        encoder.WriteStart(output);
        foreach (var record in records) encoder.Write(record, output);
        encoder.WriteEnd(output);
        return output.WrittenSpan.ToArray();
    }
}
