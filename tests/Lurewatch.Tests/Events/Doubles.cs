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
