using Lurewatch.Events;
using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Tests.Events;

/// <summary>Analyses made by hand, for what no mail would hold.</summary>
internal static class Doubles
{
    public static ScanRecord Record(Analysis analysis) => new()
    {
        Analysis = analysis,
        Path = "made/by hand.eml",
        Index = 3,
        ScannedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        Organisation = "Example",
        ProductVersion = "1.2.3",
    };

    public static ScoreShare Share(string id, double weight, double points, string reason = "Because.", string? excerpt = null) =>
        new(new Finding { Kind = new FindingKind(id, id, points < 0 ? Severity.Good : Severity.High, "T1566.002"), Reason = reason, Excerpt = excerpt, Place = Place.InHeader("From", 7) }, weight, points);

    /// <summary>One of everything: a phishing mail with links, a payload, a payment and an attached message.</summary>
    public static ScanRecord Rich()
    {
        var root = new Artifact("From: x"u8.ToArray(), "mail.eml", "/", null, "input", FileType.Eml);
        var zip = new Artifact("PK"u8.ToArray(), "Rechnung.zip", "/Rechnung.zip", root, "attachment", FileType.Zip) { Unopened = "encrypted" };
        var document = new Artifact("D0"u8.ToArray(), "Rechnung 1|2.doc", "/Rechnung.zip/Rechnung 1|2.doc", zip, "member", FileType.Doc);
        var inner = new Artifact("Subject: y"u8.ToArray(), "fwd.eml", "/fwd.eml", root, "attachment", FileType.Eml);
        Mailbox Box(string? name, string local, string domain) => new() { DisplayName = name, Email = new Email { Address = $"{local}@{domain}", LocalPart = local, Domain = new Lurewatch.Mail.Domain { DomainName = domain, Valid = true } } };
        var sender = Box("Müller & Söhne", "rechnung", "mueller-soehne.example");
        var message = new Message
        {
            Type = new MessageType { Inbound = true },
            Sender = new Sender { DisplayName = sender.DisplayName, Email = sender.Email },
            Recipients = new Recipients { To = [Box("Anna Schmidt", "anna", "stadtwerke.example")], Cc = [Box(null, "buchhaltung", "stadtwerke.example")] },
            Subject = new Subject { SubjectText = "Rechnung = 88213 | Mahnung", Base = "Rechnung = 88213 | Mahnung" },
            Headers = new Headers
            {
                From = [sender],
                ReplyTo = [Box(null, "antwort", "kasse.example")],
                ReturnPath = new Email { Address = "bounce@mueller-soehne.example" },
                MessageId = "1@mueller-soehne.example",
                Mailer = "Example Mailer 1.0",
                Date = new DateTimeOffset(2026, 11, 24, 11, 59, 58, TimeSpan.FromHours(1)),
                DateOriginalOffset = "+0100",
                Believed = new AuthenticationResults { Server = "mx.stadtwerke.example", Spf = "fail", Dkim = "none", Dmarc = "fail" },
                Hops = [new Hop { AuthenticationResults = new AuthenticationResults { Server = "mx.stadtwerke.example", Spf = "fail", Dkim = "none", Dmarc = "fail" }, Received = new Received { Time = new DateTimeOffset(2026, 11, 24, 11, 0, 0, TimeSpan.Zero) } }],
            },
        };
        ScoreShare Say(string id, string title, Severity severity, double weight, double points, string reason, string? excerpt, Place place, params string[] techniques) =>
            new(new Finding { Kind = new FindingKind(id, title, severity, techniques), Reason = reason, Excerpt = excerpt, Place = place }, weight, points);
        ScoreShare[] shares =
        [
            Say("link.text-names-another-host", "Link text names another host than the link", Severity.High, 45, 70, "The text shows www.stadtwerke.example, the link goes to kasse.example.", "https://www.stadtwerke.example/", Place.InPart("text/html", 412), "T1566.002", "T1036"),
            Say("attachment.encrypted-password-in-body", "Encrypted archive whose password stands in the body", Severity.High, 30, 30, "Rechnung.zip opens with the password 777 from the body.", "Passwort: 777", Place.InArtifact("/Rechnung.zip"), "T1566.001"),
            Say("auth.dmarc-fail", "DMARC failed", Severity.Medium, 15, 10, "mx.stadtwerke.example reports dmarc=fail for mueller-soehne.example.", "dmarc=fail", Place.InHeader("Authentication-Results", 210), "T1656"),
            Say("good.thread-of-recipient", "The recipient started this thread", Severity.Good, -15, -12, "The recipient wrote first.", null, Place.InHeader("References", 300)),
        ];
        var attached = new Analysis
        {
            Message = new Message { Subject = new Subject { SubjectText = "Inner" }, Sender = new Sender { Email = new Email { Address = "inner@one.example" } } },
            Artifacts = [inner],
            Findings = [],
            Indicators = [],
            Verdict = new Verdict(VerdictClass.Clean, VerdictKind.None, 0, [], []),
            Attached = [],
        };
        return new ScanRecord
        {
            Analysis = new Analysis
            {
                Message = message,
                Artifacts = [root, zip, inner, document],
                Findings = [.. shares.Select(share => share.Finding)],
                Indicators =
                [
                    new(IndicatorType.Url, "http://kasse.example:8080/zahlen?id=1#x", "download-url", Place.InArtifact(document.Path, 99)),
                    new(IndicatorType.Domain, "kasse.example", "download-url", Place.InArtifact(document.Path, 99)),
                    new(IndicatorType.Sha256, document.Sha256, "payload-hash", Place.InArtifact(document.Path)),
                    new(IndicatorType.FileName, "Rechnung 1|2.doc", "inside", Place.InArtifact(document.Path)),
                    new(IndicatorType.EmailAddress, "rechnung@mueller-soehne.example", "sender", Place.InHeader("From", 0)),
                    new(IndicatorType.EmailAddress, "antwort@kasse.example", "reply-to", Place.InHeader("Reply-To", 120)),
                    new(IndicatorType.Iban, "DE89370400440532013000", "payment", Place.InPart("text/plain", 57)),
                    new(IndicatorType.PhoneNumber, "+493012345678", "contact", Place.InPart("text/plain", 90)),
                    new(IndicatorType.Ipv4, "203.0.113.77", "origin", Place.InHeader("Received", 20)),
                    new(IndicatorType.MessageId, "1@mueller-soehne.example", "message-id", Place.InHeader("Message-ID", 180)),
                ],
                Verdict = new Verdict(VerdictClass.Malicious, VerdictKind.Malware, 98, shares, [zip.Path]),
                Attached = [attached],
                Language = "de",
            },
            Path = "inbox/2026-11.mbox",
            Index = 17,
            ScannedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
            Organisation = "Stadtwerke Beispiel",
            ProductVersion = "0.1.0",
        };
    }

    public static Analysis Analysis(string reason, string? excerpt) => Analysis([Share("test.one", 50, 60, reason, excerpt)],
        new Message
        {
            Subject = new Subject { SubjectText = reason },
            Sender = new Sender { DisplayName = excerpt, Email = new Email { Address = "a@b.example" } },
        },
        [new Indicator(IndicatorType.Subject, reason, "subject", Place.InHeader("Subject")), new Indicator(IndicatorType.Url, "http://evil.example/" + reason, "link", Place.InPart("text/plain", 1))]);

    public static Analysis Analysis(IReadOnlyList<ScoreShare> shares, Message? message = null, IReadOnlyList<Indicator>? indicators = null) => new()
    {
        Message = message,
        Artifacts = [new Artifact("x"u8.ToArray(), "x.eml", "/", null, "input", FileType.Eml)],
        Findings = [.. shares.Select(s => s.Finding)],
        Indicators = indicators ?? [],
        Verdict = new Verdict(VerdictClass.Malicious, VerdictKind.CredentialPhishing, Math.Clamp(shares.Sum(s => s.Points), 0, 100), shares, []),
        Attached = [],
    };
}
