using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>
/// One STIX 2.1 bundle for the whole stream. Malicious and suspicious messages become observables, observed data, indicators, sightings and a note; spam becomes
/// observables and observed data; clean mail is left out, and so are recipients: a bundle is made to be shared (docs/siem/stix.md).
/// </summary>
/// <remarks>Ids are deterministic and each object is written once; the set of ids written is bounded, beyond it an object may appear again, identically.</remarks>
internal sealed class StixEncoder : IAnalysisEncoder
{
    /// <summary>TLP:AMBER as STIX 2.1 predefines it.</summary>
    private const string TlpAmber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
    private const int WrittenMax = 500_000;
    private static readonly string ToolIdentity = StixIds.Own("identity", "lurewatch");
    private static readonly string[] TlpAmberOnly = [TlpAmber];
    private static readonly string[] MaliciousActivity = ["malicious-activity"];
    private static readonly string[] AnomalousActivity = ["anomalous-activity"];

    private readonly HashSet<(string Type, Guid Uuid)> _written = [];
    private readonly ArrayBufferWriter<byte> _one = new(4096);
    private byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private bool _any;

    public string Name => "stix";
    public bool IsStateless => false;

    public void WriteStart(IBufferWriter<byte> output)
    {
        output.Write("{\"type\":\"bundle\",\"objects\":["u8);
        Put(output, TlpAmber, static (json, id) =>
        {
            json.WriteString("type"u8, "marking-definition"u8);
            json.WriteString("spec_version"u8, "2.1"u8);
            json.WriteString("id"u8, id);
            json.WriteString("created"u8, "2017-01-20T00:00:00.000Z"u8);
            json.WriteString("definition_type"u8, "tlp"u8);
            json.WriteString("name"u8, "TLP:AMBER"u8);
            json.WriteStartObject("definition"u8);
            json.WriteString("tlp"u8, "amber"u8);
            json.WriteEndObject();
        });
        Put(output, ToolIdentity, static (json, id) =>
        {
            Common(json, "identity", id, Epoch, Epoch);
            json.WriteString("name"u8, "Lurewatch"u8);
            json.WriteString("identity_class"u8, "system"u8);
        });
    }

    public void Write(ScanRecord record, IBufferWriter<byte> output) => Write(record, record.Analysis, output);

    /// <summary>The bundle's id comes last, since it is derived from all that was written.</summary>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write("\n],\"id\":\""u8);
        Encoding.UTF8.GetBytes(StixIds.Own("bundle", Convert.ToHexStringLower(_digest)), output);
        output.Write("\"}\n"u8);
    }

    private void Write(ScanRecord record, Analysis analysis, IBufferWriter<byte> output)
    {
        if (analysis.Verdict.Class is not VerdictClass.Clean) new Report(this, output, record, analysis).Write();
        foreach (var attached in analysis.Attached) Write(record, attached, output);
    }

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes one object unless its id is already in the bundle.</summary>
    private void Put(IBufferWriter<byte> output, string id, Action<Utf8JsonWriter, string> members)
    {
        // Observables of different types with the same value share the UUID: the type is part of the identity.
        var key = (TypeOf(id), Guid.ParseExact(id.AsSpan(id.Length - 36), "D"));
        if (_written.Contains(key)) return;
        if (_written.Count < WrittenMax) _written.Add(key);
        _one.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_one, AnalysisJson.Options))
        {
            json.WriteStartObject();
            members(json, id);
            json.WriteEndObject();
        }
        output.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        output.Write(_one.WrittenSpan);
        _digest = SHA256.HashData([.. _digest, .. SHA256.HashData(_one.WrittenSpan)]);
    }

    private static string TypeOf(string id) => id[..^38];

    private static void Common(Utf8JsonWriter json, string type, string id, DateTimeOffset created, DateTimeOffset modified)
    {
        json.WriteString("type"u8, type);
        json.WriteString("spec_version"u8, "2.1"u8);
        json.WriteString("id"u8, id);
        json.WriteString("created_by_ref"u8, ToolIdentity);
        Time(json, "created"u8, created);
        Time(json, "modified"u8, modified);
        AnalysisJson.WriteStrings(json, "object_marking_refs"u8, TlpAmberOnly);
    }

    private static void Observable(Utf8JsonWriter json, string type, string id)
    {
        json.WriteString("type"u8, type);
        json.WriteString("spec_version"u8, "2.1"u8);
        json.WriteString("id"u8, id);
        AnalysisJson.WriteStrings(json, "object_marking_refs"u8, TlpAmberOnly);
    }

    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>The objects of one message or file.</summary>
    private sealed class Report(StixEncoder bundle, IBufferWriter<byte> output, ScanRecord record, Analysis analysis)
    {
        private readonly List<string> _observed = [];

        public void Write()
        {
            var root = analysis.Message is { } message ? Email(message) : File(analysis.Root);
            foreach (var file in analysis.Artifacts)
                if (file != analysis.Root && IsPayload(file)) File(file);
            foreach (var indicator in analysis.Indicators) Observe(indicator);
            var observed = ObservedData();
            if (analysis.Verdict.Class is VerdictClass.Spam) return;
            var where = Organisation();
            foreach (var indicator in analysis.Indicators)
                if (StixPattern.Of(indicator) is { } pattern) Indicator(indicator, pattern, observed, where);
            Note(observed, root);
        }

        private static bool IsPayload(Artifact file) => !IndicatorFiles.IsImage(file.Type);

        private string Keep(string id)
        {
            if (!_observed.Contains(id)) _observed.Add(id);
            return id;
        }

        private string Email(Message message)
        {
            var from = message.Sender.Email.Address is { Length: > 0 } address ? Address(address, message.Sender.DisplayName) : null;
            var returnPath = message.Headers.ReturnPath?.Address is { Length: > 0 } path ? Address(path, name: null) : null;
            var subject = message.Subject.SubjectText is { Length: > 0 } text ? text : null;
            // A message without From and Subject has no id-contributing property: its hash stands in, as the specification allows a UUIDv4 then.
            var id = from is null && subject is null
                ? StixIds.Own("email-message", analysis.Root.Sha256)
                : StixIds.Observable("email-message", ("from_ref", from), ("subject", subject));
            // Many mails share sender and subject, and an id stands for one object: the first one's details are kept.
            bundle.Put(output, id, (json, self) =>
            {
                Observable(json, "email-message", self);
                json.WriteBoolean("is_multipart"u8, (analysis.Root.Facts as ParsedMail)?.Parts is [{ ContentType: var type }, ..] && type.StartsWith("multipart/", StringComparison.Ordinal));
                if (message.Headers.Date is { } date) Time(json, "date"u8, date);
                if (from is not null) json.WriteString("from_ref"u8, from);
                if (returnPath is not null) json.WriteString("sender_ref"u8, returnPath);
                if (message.Headers.MessageId is { Length: > 0 } messageId) json.WriteString("message_id"u8, messageId);
                if (subject is not null) json.WriteString("subject"u8, subject);
                if (message.Headers.Mailer is { Length: > 0 } mailer)
                {
                    json.WriteStartObject("additional_header_fields"u8);
                    json.WriteString("X-Mailer"u8, mailer);
                    json.WriteEndObject();
                }
            });
            return Keep(id);
        }

        private string Address(string address, string? name)
        {
            var id = StixIds.Observable("email-addr", ("value", address));
            bundle.Put(output, id, (json, self) =>
            {
                Observable(json, "email-addr", self);
                json.WriteString("value"u8, address);
                if (!string.IsNullOrEmpty(name)) json.WriteString("display_name"u8, name);
            });
            return Keep(id);
        }

        private string File(Artifact file)
        {
            var name = string.IsNullOrEmpty(file.Name) ? null : file.Name;
            var id = StixIds.File("MD5", file.Md5, name);
            bundle.Put(output, id, (json, self) =>
            {
                Observable(json, "file", self);
                json.WriteStartObject("hashes"u8);
                json.WriteString("MD5"u8, file.Md5);
                json.WriteString("SHA-1"u8, file.Sha1);
                json.WriteString("SHA-256"u8, file.Sha256);
                if (file.Ssdeep is { } ssdeep) json.WriteString("SSDEEP"u8, ssdeep);
                // The vocabulary of STIX 2.1 (10.14) has the digest without the mark of its version.
                if (file.Tlsh is { } tlsh) json.WriteString("TLSH"u8, tlsh.AsSpan(2));
                json.WriteEndObject();
                json.WriteNumber("size"u8, file.Size);
                if (name is not null) json.WriteString("name"u8, name);
                json.WriteString("mime_type"u8, FileTypes.Mime(file.Type));
            });
            return Keep(id);
        }

        private void Observe(Indicator indicator)
        {
            switch (indicator.Type)
            {
                case IndicatorType.Url: Value("url", indicator.Value); break;
                case IndicatorType.Domain: Value("domain-name", indicator.Value); break;
                case IndicatorType.Ipv4: Value("ipv4-addr", indicator.Value); break;
                case IndicatorType.Ipv6: Value("ipv6-addr", indicator.Value); break;
                case IndicatorType.EmailAddress: Address(indicator.Value, name: null); break;
            }
        }

        private void Value(string type, string value)
        {
            var id = StixIds.Observable(type, ("value", value));
            bundle.Put(output, id, (json, self) =>
            {
                Observable(json, type, self);
                json.WriteString("value"u8, value);
            });
            Keep(id);
        }

        private string ObservedData()
        {
            var id = StixIds.Own("observed-data", string.Create(CultureInfo.InvariantCulture, $"{analysis.Root.Sha256}|{record.ScannedAt.UtcTicks}"));
            bundle.Put(output, id, (json, self) =>
            {
                Common(json, "observed-data", self, record.ScannedAt, record.ScannedAt);
                Time(json, "first_observed"u8, record.ScannedAt);
                Time(json, "last_observed"u8, record.ScannedAt);
                json.WriteNumber("number_observed"u8, 1);
                AnalysisJson.WriteStrings(json, "object_refs"u8, _observed);
            });
            return id;
        }

        private string? Organisation()
        {
            if (record.Organisation is not { Length: > 0 } name) return null;
            var id = StixIds.Own("identity", "organisation|" + name);
            bundle.Put(output, id, (json, self) =>
            {
                Common(json, "identity", self, Epoch, Epoch);
                json.WriteString("name"u8, name);
                json.WriteString("identity_class"u8, "organization"u8);
            });
            return id;
        }

        private void Indicator(Indicator indicator, string pattern, string observed, string? where)
        {
            var id = StixIds.Own("indicator", pattern);
            var malicious = analysis.Verdict.Class is VerdictClass.Malicious;
            bundle.Put(output, id, (json, self) =>
            {
                Common(json, "indicator", self, record.ScannedAt, record.ScannedAt);
                json.WriteString("name"u8, $"{indicator.Role}: {indicator.Value}");
                json.WriteString("description"u8, $"{analysis.Verdict.Class.Name()} mail ({analysis.Verdict.Kind.Name()}); {indicator.Type.Name()} in the role {indicator.Role}, found at {indicator.Place}{(EventText.Chain(indicator) is { } chain ? $", reached by {chain}" : "")}.");
                AnalysisJson.WriteStrings(json, "indicator_types"u8, malicious ? MaliciousActivity : AnomalousActivity);
                json.WriteString("pattern"u8, pattern);
                json.WriteString("pattern_type"u8, "stix"u8);
                json.WriteString("pattern_version"u8, "2.1"u8);
                Time(json, "valid_from"u8, record.ScannedAt);
                json.WriteNumber("confidence"u8, (int)Math.Clamp(Math.Round(analysis.Verdict.Score), 0, 100));
                var techniques = EventText.Techniques(EventOrder.Strongest(analysis.Verdict));
                if (techniques.Count == 0) return;
                json.WriteStartArray("external_references"u8);
                foreach (var technique in techniques)
                {
                    json.WriteStartObject();
                    json.WriteString("source_name"u8, "mitre-attack"u8);
                    json.WriteString("url"u8, EventText.AttackPage(technique));
                    json.WriteString("external_id"u8, technique);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            var sighting = StixIds.Own("sighting", $"{id}|{observed}");
            bundle.Put(output, sighting, (json, self) =>
            {
                Common(json, "sighting", self, record.ScannedAt, record.ScannedAt);
                Time(json, "first_seen"u8, record.ScannedAt);
                Time(json, "last_seen"u8, record.ScannedAt);
                json.WriteNumber("count"u8, 1);
                json.WriteString("sighting_of_ref"u8, id);
                json.WriteStartArray("observed_data_refs"u8);
                json.WriteStringValue(observed);
                json.WriteEndArray();
                if (where is null) return;
                json.WriteStartArray("where_sighted_refs"u8);
                json.WriteStringValue(where);
                json.WriteEndArray();
            });
        }

        /// <summary>The verdict with its reasons, for people.</summary>
        private void Note(string observed, string root)
        {
            var id = StixIds.Own("note", observed);
            bundle.Put(output, id, (json, self) =>
            {
                var verdict = analysis.Verdict;
                Common(json, "note", self, record.ScannedAt, record.ScannedAt);
                json.WriteString("abstract"u8, string.Create(CultureInfo.InvariantCulture, $"{verdict.Class.Name()}, {verdict.Kind.Name()}, score {verdict.Score:0.#}"));
                var content = new StringBuilder();
                // Who reported it is the organisation's business, as recipients are.
                if (analysis.Report is { } report) content.Append(CultureInfo.InvariantCulture, $"Handed over as a {report.Kind.Name()} report{(report.Source is { } source ? $" ({source})" : "")}.\n");
                foreach (var (finding, _, points) in EventOrder.Strongest(verdict))
                    content.Append(CultureInfo.InvariantCulture, $"{points:+0.#;-0.#;0} {finding.Kind.Id}: {finding.Reason}\n");
                json.WriteString("content"u8, content.Length == 0 ? "No finding." : content.ToString());
                json.WriteStartArray("object_refs"u8);
                json.WriteStringValue(observed);
                json.WriteStringValue(root);
                json.WriteEndArray();
            });
        }
    }
}
