using System.Buffers;
using System.Text.Json;
using Json.Schema;
using Lurewatch.Events;
using Shouldly;
using Xunit;
using YamlDotNet.Serialization;

namespace Lurewatch.Conformance;

/// <summary>What leaves the building, held to the standards' own schemas: Elastic Common Schema and OASIS STIX 2.1.</summary>
public sealed class SchemaConformanceTests
{
    private const int EveryNth = 7;

    [Theory]
    [InlineData("modern", 1)]
    [InlineData("mail", EveryNth)]
    [InlineData("mime", 1)]
    public void Ecs_documents_use_ecs_fields_with_their_types_and_lurewatch_for_the_rest(string topic, int step)
    {
        var fields = EcsFields();
        var wrong = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var documents = 0;
        foreach (var record in Records(topic, step))
        {
            foreach (var line in Lines("ecs", record))
            {
                using var document = JsonDocument.Parse(line);
                Check(document.RootElement, "", fields, (field, what) => wrong.TryAdd(field, $"{what} in {record.Path}"));
                documents++;
                foreach (var required in (string[])["@timestamp", "message", "ecs", "event"]) document.RootElement.TryGetProperty(required, out _).ShouldBeTrue(required);
            }
        }
        documents.ShouldBeGreaterThan(50);
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("mail", EveryNth)]
    [InlineData("mime", 3)]
    public void Stix_objects_fit_the_oasis_schemas_and_references_stay_in_the_bundle(string topic, int step)
    {
        _ = Corpora.Folder("schemas");
        var schemas = Stix.Value;
        var encoder = Encoders.Create("stix")!;
        var output = new ArrayBufferWriter<byte>();
        encoder.WriteStart(output);
        foreach (var record in Records(topic, step)) encoder.Write(record, output);
        encoder.WriteEnd(output);
        using var bundle = JsonDocument.Parse(output.WrittenMemory);
        bundle.RootElement.GetProperty("id").GetString()!.ShouldStartWith("bundle--");
        var wrong = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var references = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in bundle.RootElement.GetProperty("objects").EnumerateArray())
        {
            var type = one.GetProperty("type").GetString()!;
            ids.Add(one.GetProperty("id").GetString()!).ShouldBeTrue("each object once");
            foreach (var member in one.EnumerateObject())
            {
                if (member.Name.EndsWith("_ref", StringComparison.Ordinal)) references.Add(member.Value.GetString()!);
                else if (member.Name.EndsWith("_refs", StringComparison.Ordinal)) foreach (var each in member.Value.EnumerateArray()) references.Add(each.GetString()!);
            }
            var result = schemas[type].Evaluate(one, new EvaluationOptions { OutputFormat = OutputFormat.List });
            if (result.IsValid) continue;
            var errors = (result.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} {e.Value}")).Take(6);
            wrong.TryAdd(type, string.Join(" | ", errors) + "\n" + one.GetRawText());
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
        references.Except(ids, StringComparer.Ordinal).ShouldBeEmpty();
        ids.Count.ShouldBeGreaterThan(2);
    }

    private static IEnumerable<ScanRecord> Records(string topic, int step)
    {
        var scanner = new MailScanner();
        var number = 0;
        foreach (var file in Corpora.Files(Corpora.Folder(topic)))
        {
            if (number++ % step != 0) continue;
            yield return new ScanRecord
            {
                Analysis = scanner.Scan(File.ReadAllBytes(file), Path.GetFileName(file)),
                Path = Path.GetFileName(file),
                ScannedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
                Organisation = "Example",
                ProductVersion = "0.0.0",
            };
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(string format, ScanRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        Encoders.Create(format)!.Write(record, output);
        var rest = output.WrittenMemory;
        while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            yield return rest[..end];
            rest = rest[(end + 1)..];
        }
    }

    private sealed record EcsField(string Type, bool IsArray, HashSet<string> Allowed);

    private static Dictionary<string, EcsField> EcsFields()
    {
        var yaml = File.ReadAllText(Path.Combine(Corpora.Folder("schemas"), "ecs/generated/ecs/ecs_flat.yml"));
        var flat = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, object>>>(yaml);
        var fields = new Dictionary<string, EcsField>(StringComparer.Ordinal);
        foreach (var (name, about) in flat)
        {
            var isArray = about.TryGetValue("normalize", out var normalize) && normalize is List<object> list && list.Contains("array");
            var allowed = about.TryGetValue("allowed_values", out var values) && values is List<object> some
                ? some.Select(v => (string)((Dictionary<object, object>)v)["name"]).ToHashSet(StringComparer.Ordinal) : [];
            fields[name] = new EcsField((string)about["type"], isArray, allowed);
        }
        fields.Count.ShouldBeGreaterThan(1_000);
        return fields;
    }

    private static void Check(JsonElement element, string path, Dictionary<string, EcsField> fields, Action<string, string> wrong)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (name == "lurewatch") continue;
            if (fields.TryGetValue(name, out var field)) CheckValue(member.Value, name, field, fields, wrong);
            else if (member.Value.ValueKind == JsonValueKind.Object) Check(member.Value, name, fields, wrong);
            else wrong(name, "no ECS field");
        }
    }

    private static void CheckValue(JsonElement value, string name, EcsField field, Dictionary<string, EcsField> fields, Action<string, string> wrong)
    {
        if (field.IsArray && value.ValueKind != JsonValueKind.Array) wrong(name, "is to be an array");
        if (!field.IsArray && value.ValueKind == JsonValueKind.Array) wrong(name, "is to be one value");
        foreach (var one in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            var fits = field.Type switch
            {
                "keyword" or "wildcard" or "match_only_text" or "text" or "constant_keyword" => one.ValueKind == JsonValueKind.String && one.GetString()!.Length > 0,
                "date" => one.ValueKind == JsonValueKind.String && one.TryGetDateTimeOffset(out _),
                "long" => one.TryGetInt64(out _),
                "float" or "scaled_float" or "double" => one.ValueKind == JsonValueKind.Number,
                "boolean" => one.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "ip" => System.Net.IPAddress.TryParse(one.GetString(), out _),
                "object" or "nested" => one.ValueKind == JsonValueKind.Object,
                _ => false,
            };
            if (!fits) wrong(name, $"{one.GetRawText()} is no {field.Type}");
            if (field.Allowed.Count > 0 && one.ValueKind == JsonValueKind.String && !field.Allowed.Contains(one.GetString()!)) wrong(name, $"{one.GetString()} is not allowed");
            if (fits && one.ValueKind == JsonValueKind.Object) Check(one, name, fields, wrong);
        }
    }

    /// <summary>Reading a schema registers it under its own $id, which may happen once.</summary>
    private static readonly Lazy<Dictionary<string, JsonSchema>> Stix = new(() => Directory
        .EnumerateFiles(Path.Combine(Corpora.Folder("schemas"), "stix2_schemas/schemas"), "*.json", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => JsonSchema.FromText(File.ReadAllText(file)), StringComparer.Ordinal));
}
