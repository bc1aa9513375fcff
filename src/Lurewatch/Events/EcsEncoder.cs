using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lurewatch.Files;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Events;

/// <summary>
/// Elastic Common Schema 9 documents, one a message and line; attached messages are documents of their own. What ECS has no field for
/// stands under <c>lurewatch.*</c> (docs/siem/ecs.md). Absent values are left out, as ECS wants it.
/// </summary>
internal sealed class EcsEncoder : IAnalysisEncoder
{
    private const string EcsVersion = "9.0.0";
    private const int RelatedMax = 200;

    public string Name => "ecs";
    public bool IsStateless => true;

    public void WriteStart(IBufferWriter<byte> output) { }

    public void Write(ScanRecord record, IBufferWriter<byte> output) => Write(record, record.Analysis, parent: null, output);

    public void WriteEnd(IBufferWriter<byte> output) { }

    private static void Write(ScanRecord record, Analysis analysis, Analysis? parent, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, AnalysisJson.Options)) new Document(json, record, analysis, parent).Write();
        output.Write("\n"u8);
        foreach (var attached in analysis.Attached) Write(record, attached, analysis, output);
    }

    private sealed class Document(Utf8JsonWriter json, ScanRecord record, Analysis analysis, Analysis? parent)
    {
        private readonly Verdict _verdict = analysis.Verdict;
        private readonly IReadOnlyList<ScoreShare> _shares = EventOrder.Strongest(analysis.Verdict);
        private readonly Message? _message = analysis.Message;
        /// <summary>Who handed it over; attached messages were handed over by their parent.</summary>
        private AnalysisReport? Report => parent is null ? analysis.Report : null;
        private bool IsAlert => _verdict.Class is VerdictClass.Malicious or VerdictClass.Suspicious;
        private Finding? Strongest => _shares.Count > 0 && _shares[0].Finding.Kind.Severity > Severity.Info ? _shares[0].Finding : null;

        public void Write()
        {
            json.WriteStartObject();
            json.WriteString("@timestamp"u8, record.ScannedAt.UtcDateTime);
            json.WriteString("message"u8, EventText.Summary(analysis));
            Open("ecs"u8);
            Text("version"u8, EcsVersion);
            Close();
            WriteEvent();
            Open("observer"u8);
            Text("vendor"u8, "Lurewatch");
            Text("product"u8, "Lurewatch");
            Text("type"u8, "email-analysis");
            Text("version"u8, record.ProductVersion);
            Close();
            if (record.Organisation is { } organisation)
            {
                Open("organization"u8);
                Text("name"u8, organisation);
                Close();
            }
            if (_message is not null) WriteEmail(_message); else WriteFile("file"u8, analysis.Root, record.Path);
            WriteUrl();
            WriteRule();
            WriteThreat();
            WriteRelated();
            WriteOwn();
            json.WriteEndObject();
        }

        private void WriteEvent()
        {
            Open("event"u8);
            Text("kind"u8, IsAlert ? "alert" : "event");
            json.WriteStartArray("category"u8);
            if (_message is not null) json.WriteStringValue("email"u8); else json.WriteStringValue("file"u8);
            if (IsAlert && _verdict.Kind is VerdictKind.Malware) json.WriteStringValue("malware"u8);
            json.WriteEndArray();
            json.WriteStartArray("type"u8);
            json.WriteStringValue("info"u8);
            json.WriteEndArray();
            Text("action"u8, _message is null ? "file-analysed" : "message-analysed");
            Text("outcome"u8, "success");
            Text("module"u8, "lurewatch");
            Text("dataset"u8, "lurewatch.analysis");
            Text("provider"u8, "lurewatch");
            Text("id"u8, EventId());
            json.WriteNumber("severity"u8, EventText.Severity10(_verdict) * 10);
            json.WriteNumber("risk_score"u8, _verdict.Score);
            json.WriteNumber("risk_score_norm"u8, _verdict.Score);
            if (Strongest is { } finding) Text("reason"u8, finding.Reason);
            Close();
        }

        /// <summary>The same message from the same place at the same time is the same event, so that a repeated delivery overwrites.</summary>
        private string EventId()
        {
            var name = string.Create(CultureInfo.InvariantCulture,
                $"{analysis.Root.Sha256}|{record.Path}|{record.Index}|{(parent is null ? "" : analysis.Root.Path)}|{record.ScannedAt.UtcTicks}");
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
            return Convert.ToHexStringLower(hash[..16]);
        }

        private void WriteEmail(Message message)
        {
            var headers = message.Headers;
            Open("email"u8);
            Addresses("from"u8, headers.From.Count > 0 ? headers.From : [message.Sender]);
            if ((headers.ReturnPath?.Address ?? Report?.Envelope?.MailFrom) is { Length: > 0 } returnPath)
            {
                Open("sender"u8);
                Text("address"u8, returnPath);
                Close();
            }
            Addresses("to"u8, message.Recipients.To);
            Addresses("cc"u8, message.Recipients.Cc);
            Addresses("bcc"u8, message.Recipients.Bcc);
            Addresses("reply_to"u8, headers.ReplyTo);
            Text("subject"u8, message.Subject.SubjectText);
            Text("message_id"u8, headers.MessageId);
            Text("x_mailer"u8, headers.Mailer);
            Text("local_id"u8, analysis.Root.Sha256);
            Text("content_type"u8, (analysis.Root.Facts as ParsedMail)?.Parts is [var top, ..] ? top.ContentType : null);
            if (message.Type is { Inbound: true }) Text("direction"u8, "inbound");
            else if (message.Type is { Outbound: true }) Text("direction"u8, "outbound");
            else if (message.Type is { Internal: true }) Text("direction"u8, "internal");
            if (headers.Date is { } date) json.WriteString("origination_timestamp"u8, date.UtcDateTime);
            if (headers.Hops is [.., { Received.Time: { } delivered }]) json.WriteString("delivery_timestamp"u8, delivered.UtcDateTime);
            var any = false;
            foreach (var file in analysis.Artifacts)
            {
                if (file.Parent != analysis.Root) continue;
                if (!any) json.WriteStartArray("attachments"u8);
                any = true;
                json.WriteStartObject();
                WriteFile("file"u8, file, path: null);
                json.WriteEndObject();
            }
            if (any) json.WriteEndArray();
            Close();
        }

        private void WriteFile(ReadOnlySpan<byte> field, Artifact file, string? path)
        {
            Open(field);
            Text("name"u8, file.Name);
            Text("path"u8, path);
            Text("extension"u8, file.Extension);
            Text("mime_type"u8, FileTypes.Mime(file.Type));
            json.WriteNumber("size"u8, file.Size);
            Open("hash"u8);
            Text("md5"u8, file.Md5);
            Text("sha1"u8, file.Sha1);
            Text("sha256"u8, file.Sha256);
            Text("ssdeep"u8, file.Ssdeep);
            Text("tlsh"u8, file.Tlsh);
            Close();
            Close();
        }

        /// <summary>ECS has room for one URL: the one that fetches the payload, else the first link.</summary>
        private void WriteUrl()
        {
            if (EventText.MainUrl(analysis) is not { } indicator) return;
            Open("url"u8);
            UrlFields(indicator.Value);
            Close();
        }

        private void UrlFields(string text)
        {
            Text("full"u8, text);
            Text("original"u8, text);
            if (UrlReader.Read(text) is not { } url) return;
            Text("scheme"u8, url.Scheme);
            Text("username"u8, url.Username);
            Text("password"u8, url.Password);
            Text("domain"u8, url.Domain.DomainName ?? url.Ip?.IpText);
            Text("registered_domain"u8, url.Domain.RootDomain);
            Text("top_level_domain"u8, url.Domain.Tld);
            Text("subdomain"u8, url.Domain.Subdomain);
            if (url.Port is { } port) json.WriteNumber("port"u8, port);
            Text("path"u8, url.Path);
            Text("query"u8, url.QueryParams);
            Text("fragment"u8, url.Fragment);
        }

        private void WriteRule()
        {
            if (Strongest is not { } finding) return;
            Open("rule"u8);
            Text("id"u8, finding.Kind.Id);
            Text("name"u8, finding.Kind.Title);
            Text("description"u8, finding.Reason);
            Text("category"u8, Area(finding.Kind.Id));
            Text("ruleset"u8, "lurewatch");
            Text("version"u8, record.ProductVersion);
            Close();
        }

        private static string Area(string id) => id.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? id[..dot] : id;

        private void WriteThreat()
        {
            var techniques = EventText.Techniques(_shares);
            var indicator = IsAlert ? EventText.MainIndicator(analysis) : null;
            if (techniques.Count == 0 && indicator is null) return;
            Open("threat"u8);
            if (techniques.Count > 0) WriteTechniques(techniques);
            if (indicator is not null) WriteIndicator(indicator);
            Close();
        }

        private void WriteTechniques(IReadOnlyList<string> techniques)
        {
            Text("framework"u8, "MITRE ATT&CK");
            var tops = new List<string>();
            var subs = new List<string>();
            foreach (var id in techniques)
            {
                var dot = id.IndexOf('.', StringComparison.Ordinal);
                var top = dot < 0 ? id : id[..dot];
                if (!tops.Contains(top)) tops.Add(top);
                if (dot >= 0) subs.Add(id);
            }
            Open("technique"u8);
            AnalysisJson.WriteStrings(json, "id"u8, tops);
            AnalysisJson.WriteStrings(json, "reference"u8, tops.ConvertAll(EventText.AttackPage));
            if (subs.Count > 0)
            {
                Open("subtechnique"u8);
                AnalysisJson.WriteStrings(json, "id"u8, subs);
                AnalysisJson.WriteStrings(json, "reference"u8, subs.ConvertAll(EventText.AttackPage));
                Close();
            }
            Close();
        }

        private void WriteIndicator(Indicator indicator)
        {
            Open("indicator"u8);
            Text("name"u8, indicator.Value);
            if (EventText.Chain(indicator) is { } chain) Text("description"u8, "Reached by " + chain);
            Text("provider"u8, "Lurewatch");
            Text("confidence"u8, _verdict.Class is VerdictClass.Malicious ? "High" : "Medium");
            Open("marking"u8);
            Text("tlp"u8, "AMBER");
            Text("tlp_version"u8, "2.0");
            Close();
            switch (indicator.Type)
            {
                case IndicatorType.Url:
                    Text("type"u8, "url");
                    Open("url"u8);
                    UrlFields(indicator.Value);
                    Close();
                    break;
                case IndicatorType.Domain:
                    Text("type"u8, "domain-name");
                    Open("url"u8);
                    Text("domain"u8, indicator.Value);
                    Close();
                    break;
                case IndicatorType.Ipv4 or IndicatorType.Ipv6:
                    Text("type"u8, indicator.Type is IndicatorType.Ipv4 ? "ipv4-addr" : "ipv6-addr");
                    Text("ip"u8, indicator.Value);
                    break;
                case IndicatorType.EmailAddress:
                    Text("type"u8, "email-addr");
                    Open("email"u8);
                    Text("address"u8, indicator.Value);
                    Close();
                    break;
                case IndicatorType.Sha256:
                    Text("type"u8, "file");
                    Open("file"u8);
                    Open("hash"u8);
                    Text("sha256"u8, indicator.Value);
                    Close();
                    Close();
                    break;
            }
            Close();
        }

        private void WriteRelated()
        {
            var hashes = new Distinct();
            var hosts = new Distinct();
            var ips = new Distinct();
            var users = new Distinct();
            hashes.Add(analysis.Root.Sha256);
            foreach (var indicator in analysis.Indicators)
            {
                switch (indicator.Type)
                {
                    case IndicatorType.Md5 or IndicatorType.Sha1 or IndicatorType.Sha256: hashes.Add(indicator.Value); break;
                    case IndicatorType.Domain: hosts.Add(indicator.Value); break;
                    case IndicatorType.Ipv4 or IndicatorType.Ipv6: ips.Add(indicator.Value); break;
                    case IndicatorType.EmailAddress: users.Add(indicator.Value); break;
                }
            }
            if (_message is not null)
            {
                users.Add(_message.Sender.Email.Address);
                foreach (var mailbox in _message.Recipients.To) users.Add(mailbox.Email.Address);
                foreach (var mailbox in _message.Recipients.Cc) users.Add(mailbox.Email.Address);
                if (Report is { } report)
                {
                    users.Add(report.Reporter);
                    foreach (var recipient in report.Envelope?.RcptTo ?? []) users.Add(recipient);
                }
            }
            Open("related"u8);
            hashes.Write(json, "hash"u8);
            hosts.Write(json, "hosts"u8);
            ips.Write(json, "ip"u8);
            users.Write(json, "user"u8);
            Close();
        }

        private void WriteOwn()
        {
            Open("lurewatch"u8);
            Text("verdict"u8, _verdict.Class.Name());
            Text("kind"u8, _verdict.Kind.Name());
            json.WriteNumber("score"u8, _verdict.Score);
            Text("path"u8, record.Path);
            if (record.Index is { } index) json.WriteNumber("index"u8, index);
            Text("sha256"u8, analysis.Root.Sha256);
            if (parent is not null)
            {
                Text("artifact"u8, analysis.Root.Path);
                Text("parent_sha256"u8, parent.Root.Sha256);
            }
            Text("language"u8, analysis.Language);
            if (Report is { } report) WriteReport(report);
            if (_message is not null)
            {
                var authentication = MailAuthentication.Of(analysis, _message);
                Open("authentication"u8);
                Text("server"u8, authentication.Server);
                Text("spf"u8, authentication.Spf);
                Text("dkim"u8, authentication.Dkim);
                Text("dmarc"u8, authentication.Dmarc);
                Close();
            }
            if (analysis.Protections.Count > 0) AnalysisJson.WriteProtections(json, analysis.Protections);
            AnalysisJson.WriteStrings(json, "unopened"u8, _verdict.Unopened);
            AnalysisJson.WriteFindings(json, analysis);
            AnalysisJson.WriteIndicators(json, analysis.Indicators);
            json.WriteStartArray("artifacts"u8);
            foreach (var file in analysis.Artifacts)
            {
                if (file == analysis.Root) continue;
                json.WriteStartObject();
                Text("path"u8, file.Path);
                Text("parent"u8, file.Parent?.Path);
                Text("name"u8, file.Name);
                Text("type"u8, file.Type.Name());
                json.WriteNumber("size"u8, file.Size);
                Text("sha256"u8, file.Sha256);
                Text("ssdeep"u8, file.Ssdeep);
                Text("tlsh"u8, file.Tlsh);
                json.WriteBoolean("name_lies"u8, file.NameLies);
                Text("unopened"u8, file.Unopened);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Close();
        }

        private void WriteReport(AnalysisReport report)
        {
            Open("report"u8);
            Text("kind"u8, report.Kind.Name());
            Text("source"u8, report.Source);
            Text("classification"u8, report.Classification);
            Text("reporter"u8, report.Reporter);
            Text("note"u8, report.Note);
            Text("mail_from"u8, report.Envelope?.MailFrom);
            if (report.Envelope is { RcptTo: { Count: > 0 } recipients }) AnalysisJson.WriteStrings(json, "rcpt_to"u8, recipients);
            Text("client_ip"u8, report.Envelope?.ClientIp);
            Text("on_behalf_of"u8, report.OnBehalfOf);
            if (report.Time is { } time) json.WriteString("time"u8, time.UtcDateTime);
            Text("wrapper_sha256"u8, report.Wrapper.Root.Sha256);
            Close();
        }

        private void Open(ReadOnlySpan<byte> name) => json.WriteStartObject(name);

        private void Close() => json.WriteEndObject();

        private void Text(ReadOnlySpan<byte> name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
        }

        private void Addresses(ReadOnlySpan<byte> name, IReadOnlyList<Mailbox> mailboxes)
        {
            var any = false;
            foreach (var mailbox in mailboxes)
            {
                if (mailbox.Email.Address is not { Length: > 0 } address) continue;
                if (!any)
                {
                    Open(name);
                    json.WriteStartArray("address"u8);
                }
                any = true;
                json.WriteStringValue(address);
            }
            if (!any) return;
            json.WriteEndArray();
            Close();
        }
    }

    /// <summary>A bounded set that keeps its order.</summary>
    private sealed class Distinct
    {
        private readonly List<string> _values = [];
        private HashSet<string>? _seen;

        public void Add(string? value)
        {
            if (string.IsNullOrEmpty(value) || _values.Count >= RelatedMax) return;
            if ((_seen ??= new HashSet<string>(StringComparer.Ordinal)).Add(value)) _values.Add(value);
        }

        public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
        {
            if (_values.Count > 0) AnalysisJson.WriteStrings(json, name, _values);
        }
    }
}
