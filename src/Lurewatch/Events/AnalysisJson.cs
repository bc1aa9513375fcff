using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>An analysis as the one JSON object that docs/schema/lurewatch-analysis.schema.json describes. Every member is always there; what is absent is null.</summary>
internal static class AnalysisJson
{
    /// <summary>Readable non-ASCII; what JSON itself forbids is escaped, lone surrogates become U+FFFD.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the object.</summary>
    public static void Write(ScanRecord record, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("path"u8, record.Path);
        if (record.Index is { } index) json.WriteNumber("index"u8, index); else json.WriteNull("index"u8);
        WriteMembers(json, record.Analysis);
        WriteReport(json, record.Analysis.Report);
        json.WriteEndObject();
    }

    private static void WriteReport(Utf8JsonWriter json, AnalysisReport? report, int depth = 0)
    {
        var name = depth == 0 ? "report"u8 : "within"u8;
        if (report is null || depth > 16)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("kind"u8, report.Kind.Name());
        json.WriteString("source"u8, report.Source);
        json.WriteString("classification"u8, report.Classification);
        json.WriteString("reporter"u8, report.Reporter);
        json.WriteString("note"u8, report.Note);
        json.WriteString("mail_from"u8, report.Envelope?.MailFrom);
        WriteStrings(json, "rcpt_to"u8, report.Envelope?.RcptTo ?? []);
        json.WriteString("client_ip"u8, report.Envelope?.ClientIp);
        json.WriteString("on_behalf_of"u8, report.OnBehalfOf);
        if (report.Time is { } time) json.WriteString("time"u8, time); else json.WriteNull("time"u8);
        json.WriteStartObject("wrapper"u8);
        json.WriteString("sha256"u8, report.Wrapper.Root.Sha256);
        json.WriteString("subject"u8, report.Wrapper.Message?.Subject.SubjectText);
        json.WriteString("verdict"u8, report.Wrapper.Verdict.Class.Name());
        json.WriteNumber("score"u8, report.Wrapper.Verdict.Score);
        WriteFindings(json, report.Wrapper);
        json.WriteEndObject();
        WriteReport(json, report.Within, depth + 1);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Analysis analysis)
    {
        json.WriteString("sha256"u8, analysis.Root.Sha256);
        json.WriteString("verdict"u8, analysis.Verdict.Class.Name());
        json.WriteString("kind"u8, analysis.Verdict.Kind.Name());
        json.WriteNumber("score"u8, analysis.Verdict.Score);
        WriteFindings(json, analysis);
        WriteIndicators(json, analysis.Indicators);
        WriteMessage(json, analysis);
        RouteJson.Write(json, analysis.Route);
        json.WriteStartArray("artifacts"u8);
        foreach (var artifact in analysis.Artifacts) WriteArtifact(json, artifact);
        json.WriteEndArray();
        WriteStrings(json, "unopened"u8, analysis.Verdict.Unopened);
        json.WriteStartArray("attached"u8);
        foreach (var attached in analysis.Attached)
        {
            json.WriteStartObject();
            json.WriteString("artifact"u8, attached.Root.Path);
            WriteMembers(json, attached);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The findings with their shares of the score, strongest first.</summary>
    public static void WriteFindings(Utf8JsonWriter json, Analysis analysis)
    {
        json.WriteStartArray("findings"u8);
        foreach (var (finding, weight, points) in EventOrder.Strongest(analysis.Verdict))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, finding.Kind.Id);
            json.WriteString("title"u8, finding.Kind.Title);
            json.WriteString("severity"u8, finding.Kind.Severity.Name());
            WriteStrings(json, "attack"u8, finding.Kind.Techniques);
            json.WriteString("reason"u8, finding.Reason);
            json.WriteString("excerpt"u8, finding.Excerpt);
            WritePlace(json, finding.Place);
            json.WriteNumber("weight"u8, weight);
            json.WriteNumber("points"u8, points);
            json.WriteString("subject"u8, finding.Subject);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The indicators in the engine's order.</summary>
    public static void WriteIndicators(Utf8JsonWriter json, IReadOnlyList<Indicator> indicators)
    {
        json.WriteStartArray("indicators"u8);
        foreach (var indicator in indicators)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, indicator.Type.Name());
            json.WriteString("value"u8, indicator.Value);
            json.WriteString("role"u8, indicator.Role);
            WritePlace(json, indicator.Place);
            if (indicator.Chain.Count > 0) WriteStrings(json, "chain"u8, indicator.Chain);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject("place"u8);
        json.WriteString("header"u8, place.Header);
        json.WriteString("part"u8, place.Part);
        json.WriteString("artifact"u8, place.Artifact);
        if (place.Offset is { } offset) json.WriteNumber("offset"u8, offset); else json.WriteNull("offset"u8);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, Analysis analysis)
    {
        if (analysis.Message is not { } message)
        {
            json.WriteNull("message"u8);
            return;
        }
        var headers = message.Headers;
        json.WriteStartObject("message"u8);
        json.WriteStartArray("from"u8);
        if (headers.From.Count == 0 && message.Sender is { Email.Address: not null } or { DisplayName: not null }) WriteMailbox(json, message.Sender);
        foreach (var mailbox in headers.From) WriteMailbox(json, mailbox);
        json.WriteEndArray();
        WriteMailboxes(json, "to"u8, message.Recipients.To);
        WriteMailboxes(json, "cc"u8, message.Recipients.Cc);
        WriteMailboxes(json, "bcc"u8, message.Recipients.Bcc);
        WriteMailboxes(json, "reply_to"u8, headers.ReplyTo);
        json.WriteString("return_path"u8, headers.ReturnPath?.Address);
        json.WriteString("subject"u8, message.Subject.SubjectText);
        if (headers.Date is { } date) json.WriteString("date"u8, date); else json.WriteNull("date"u8);
        json.WriteString("message_id"u8, headers.MessageId);
        json.WriteString("in_reply_to"u8, headers.InReplyTo);
        json.WriteString("mailer"u8, headers.Mailer);
        json.WriteString("language"u8, analysis.Language);
        var authentication = MailAuthentication.Of(analysis, message);
        json.WriteStartObject("authentication"u8);
        json.WriteString("server"u8, authentication.Server);
        json.WriteString("spf"u8, authentication.Spf);
        json.WriteString("dkim"u8, authentication.Dkim);
        json.WriteString("dmarc"u8, authentication.Dmarc);
        json.WriteEndObject();
        AuthenticityJson.Write(json, analysis.Authenticity);
        json.WriteNumber("links"u8, message.Body.Links.Count);
        WriteProtections(json, analysis.Protections);
        WriteNotification(json, analysis.Root.Facts as ParsedMail);
        json.WriteEndObject();
    }

    /// <summary>Signatures and encryption.</summary>
    public static void WriteProtections(Utf8JsonWriter json, IReadOnlyList<Protection> protections)
    {
        json.WriteStartArray("protections"u8);
        foreach (var protection in protections)
        {
            json.WriteStartObject();
            json.WriteString("format"u8, protection.Format);
            json.WriteString("kind"u8, protection.Kind.Name());
            json.WriteString("part"u8, protection.Part);
            json.WriteBoolean("inline"u8, protection.Inline);
            json.WriteString("algorithm"u8, protection.Algorithm);
            json.WriteStartArray("signers"u8);
            foreach (var signer in protection.Signers)
            {
                json.WriteStartObject();
                json.WriteString("subject"u8, signer.Subject);
                json.WriteString("issuer"u8, signer.Issuer);
                json.WriteString("serial"u8, signer.Serial);
                WriteStrings(json, "emails"u8, signer.Emails);
                Time("not_before"u8, signer.NotBefore);
                Time("not_after"u8, signer.NotAfter);
                json.WriteString("digest"u8, signer.Digest);
                Time("signed_at"u8, signer.SignedAt);
                if (signer.Verified is { } verified) json.WriteBoolean("verified"u8, verified); else json.WriteNull("verified"u8);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteStrings(json, "key_ids"u8, protection.KeyIds);
            if (protection.Recipients is { } recipients) json.WriteNumber("recipients"u8, recipients); else json.WriteNull("recipients"u8);
            json.WriteString("problem"u8, protection.Problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        void Time(ReadOnlySpan<byte> name, DateTimeOffset? time)
        {
            if (time is { } moment) json.WriteString(name, moment); else json.WriteNull(name);
        }
    }

    /// <summary>What a delivery or disposition notification says.</summary>
    private static void WriteNotification(Utf8JsonWriter json, ParsedMail? mail)
    {
        if (mail is null or { Delivery: null, Disposition: null })
        {
            json.WriteNull("notification"u8);
            return;
        }
        json.WriteStartObject("notification"u8);
        json.WriteString("kind"u8, mail.Delivery is null ? "disposition"u8 : "delivery"u8);
        json.WriteString("reporter"u8, mail.Delivery?.ReportingMta ?? mail.Disposition?.ReportingUserAgent);
        json.WriteString("arrival_date"u8, mail.Delivery?.ArrivalDate);
        json.WriteString("original_message_id"u8, mail.Disposition?.OriginalMessageId);
        json.WriteStartArray("recipients"u8);
        foreach (var recipient in mail.Delivery?.Recipients ?? []) Recipient(recipient.Address, recipient.Action, recipient.Status, recipient.Diagnostic);
        if (mail.Delivery is null) Recipient(mail.Disposition!.FinalRecipient, mail.Disposition.Disposition, null, null);
        json.WriteEndArray();
        json.WriteEndObject();

        void Recipient(string? address, string? action, string? status, string? diagnostic)
        {
            json.WriteStartObject();
            json.WriteString("address"u8, address);
            json.WriteString("action"u8, action);
            json.WriteString("status"u8, status);
            json.WriteString("diagnostic"u8, diagnostic);
            json.WriteEndObject();
        }
    }

    private static void WriteMailboxes(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Mailbox> mailboxes)
    {
        json.WriteStartArray(name);
        foreach (var mailbox in mailboxes) WriteMailbox(json, mailbox);
        json.WriteEndArray();
    }

    private static void WriteMailbox(Utf8JsonWriter json, Mailbox mailbox)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, mailbox.DisplayName);
        json.WriteString("address"u8, mailbox.Email.Address);
        json.WriteEndObject();
    }

    private static void WriteArtifact(Utf8JsonWriter json, Artifact artifact)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, artifact.Name);
        json.WriteString("parent"u8, artifact.Parent?.Path);
        json.WriteString("path"u8, artifact.Path);
        json.WriteString("type"u8, artifact.Type.Name());
        json.WriteString("mime"u8, FileTypes.Mime(artifact.Type));
        json.WriteString("extension"u8, artifact.Extension);
        json.WriteBoolean("name_lies"u8, artifact.NameLies);
        json.WriteNumber("size"u8, artifact.Size);
        json.WriteString("md5"u8, artifact.Md5);
        json.WriteString("sha1"u8, artifact.Sha1);
        json.WriteString("sha256"u8, artifact.Sha256);
        json.WriteString("tlsh"u8, artifact.Tlsh);
        json.WriteString("ssdeep"u8, artifact.Ssdeep);
        json.WriteNumber("entropy"u8, artifact.Entropy);
        json.WriteNumber("depth"u8, artifact.Depth);
        json.WriteString("origin"u8, artifact.Origin);
        json.WriteString("unopened"u8, artifact.Unopened);
        json.WriteString("same_as"u8, artifact.SameAs?.Path);
        json.WriteEndObject();
    }

    /// <summary>An array of strings.</summary>
    public static void WriteStrings(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
