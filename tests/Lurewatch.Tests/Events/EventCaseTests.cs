using System.Text.Json;
using Lurewatch.Events;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Events;

/// <summary>Each format's answer for one analysis made by hand that has one of everything, and for one mail; what is written is in the mapping tables of docs/siem.</summary>
public sealed class EventCaseTests
{
    private const string Mail = "mail/lure/german-invoice-with-download-link";

    public static TheoryData<string> Formats => [.. Encoders.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_analysis_made_by_hand_is_written_as_expected(string format) =>
        Matches($"events/{format}/made-by-hand", Doubles.Rich(), format);

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_mail_is_written_as_expected(string format)
    {
        var folder = $"events/{format}/german-invoice-with-download-link";
        Matches(folder, Cases.Record(Mail), format);
    }

    [Fact]
    public void The_mapping_table_of_ecs_names_every_field_that_is_written()
    {
        var table = File.ReadAllText(Repository.Path("docs/siem/ecs.md"));
        foreach (var line in EncodersTests.Encode("ecs", Doubles.Rich()).TrimEnd('\n').Split('\n'))
        {
            using var document = JsonDocument.Parse(line);
            foreach (var field in Paths(document.RootElement, "")) table.ShouldContain($"`{field}`", customMessage: field);
        }
    }

    [Fact]
    public void The_mapping_table_of_cef_names_every_key_that_is_written()
    {
        var table = File.ReadAllText(Repository.Path("docs/siem/cef.md"));
        foreach (var line in EncodersTests.Encode("cef", Doubles.Rich()).TrimEnd('\n').Split('\n'))
            foreach (var key in CefReader.Read(line).Extension.Keys) table.ShouldContain($"`{key}`", customMessage: key);
    }

    [Fact]
    public void The_mapping_table_of_ndjson_names_every_member_that_is_written()
    {
        var table = File.ReadAllText(Repository.Path("docs/siem/ndjson.md"));
        using var document = JsonDocument.Parse(EncodersTests.Encode("ndjson", Doubles.Rich()));
        foreach (var member in document.RootElement.EnumerateObject()) table.ShouldContain($"`{member.Name}`", customMessage: member.Name);
    }

    private static void Matches(string folder, ScanRecord record, string format)
    {
        var written = EncodersTests.Encode(format, record);
        if (Cases.Accepting) Directory.CreateDirectory(Cases.PathOf(folder, ""));
        if (format == "cef") Cases.Matches(folder, "expected.cef", written);
        else Cases.Matches(folder, "expected.json", format is "json" or "stix" ? Cases.Indented(written) : Cases.Indented($"[{string.Join(',', written.TrimEnd('\n').Split('\n'))}]"));
    }

    /// <summary>Fields down to arrays and values; what the arrays of Lurewatch's own hold is described once, in ndjson.md.</summary>
    private static IEnumerable<string> Paths(JsonElement element, string path)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object)
                foreach (var below in Paths(member.Value, name)) yield return below;
            else yield return name;
        }
    }
}
