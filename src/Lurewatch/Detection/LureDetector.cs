using System.Collections.Frozen;
using Lurewatch.Lures;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>What the words of a mail want from the reader, in which language, and whether they are written to be misread by machines.</summary>
internal sealed class LureDetector : IDetector
{
    private const int ExcerptLimit = 240;

    private static readonly (string Intent, FindingKind Lure, FindingKind Hint)[] s_lures =
    [
        Lure("credential", "asks to verify, unlock or keep an account", Severity.High, "T1566.002", "T1598.003"),
        Lure("renewal", "claims that a subscription or payment failed", Severity.Medium, "T1598.003"),
        Lure("invoice", "urges to open an invoice, order or document", Severity.Medium, "T1566.001", "T1204.002"),
        Lure("payment", "presses for an overdue payment", Severity.Medium, "T1657"),
        Lure("bank-change", "announces other bank details", Severity.High, "T1657"),
        Lure("ceo-request", "asks for a discreet, urgent favour", Severity.High, "T1657", "T1656"),
        Lure("gift-card", "asks for gift cards", Severity.High, "T1657"),
        Lure("callback", "makes the reader call about a charge", Severity.Medium, "T1566.004"),
        Lure("remote-support", "makes the reader let a stranger into the computer", Severity.High, "T1219", "T1566"),
        Lure("extortion", "threatens with exposure", Severity.High, "T1657"),
        Lure("advance-fee", "promises a fortune from a stranger", Severity.High, "T1657"),
        Lure("prize", "promises a prize or reward", Severity.Medium, "T1598.003"),
        Lure("crypto", "is after a crypto wallet", Severity.Medium, "T1657"),
        Lure("parcel-fee", "wants a fee or data for a parcel", Severity.Medium, "T1598.003"),
        Lure("tax", "speaks of tax or a refund", Severity.Medium, "T1598.003"),
        Lure("legal-threat", "threatens with the law", Severity.Medium, "T1566"),
        Lure("voicemail", "announces a voice message", Severity.Medium, "T1566.002"),
        Lure("shared-document", "shares a document that must be opened", Severity.Medium, "T1566.002"),
        Lure("job-scam", "offers easy money", Severity.Medium, "T1657"),
        Lure("romance", "offers acquaintance", Severity.Low),
        Lure("loan", "offers credit", Severity.Low),
        Lure("bulk", "speaks as mass advertising does", Severity.Low),
    ];

    private static readonly FindingKind s_foreign = new("text.language-foreign", "Written in a language that the organisation does not use", Severity.Low);
    private static readonly FindingKind s_mixedScript = new("text.mixed-script", "Look-alike letters of another script stand inside words", Severity.High, "T1036");
    private static readonly FindingKind s_invisible = new("text.invisible-between-letters", "Invisible characters divide words", Severity.Medium, "T1027");
    private static readonly FindingKind s_styled = new("text.styled-letters", "Words are spelled in mathematical or enclosed letters", Severity.Low, "T1027");
    private static readonly FindingKind s_spaced = new("text.spaced-letters", "Words are spelled with blanks between their letters", Severity.Medium, "T1027");
    private static readonly FindingKind s_digits = new("text.digits-for-letters", "Digits stand for letters in the subject", Severity.Medium, "T1027");

    private static readonly FindingKind s_unread = new("text.not-read-to-its-end", "The text is longer than what is read for lures", Severity.Info);

    private static readonly (string How, FindingKind Kind, int InSubject, int InBody, string Says)[] s_disguises =
    [
        ("mixed-script", s_mixedScript, 1, 2, "letters of another script that look Latin"),
        ("invisible", s_invisible, 1, 2, "invisible characters between the letters"),
        ("styled", s_styled, 1, 3, "mathematical or enclosed letters"),
        ("spaced", s_spaced, 1, 2, "blanks between the letters"),
        ("digits", s_digits, 1, int.MaxValue, "zeros for the letter O"),
    ];

    private static readonly FrozenDictionary<string, (FindingKind Lure, FindingKind Hint)> s_byIntent =
        s_lures.ToFrozenDictionary(row => row.Intent, row => (row.Lure, row.Hint));

    public IReadOnlyList<FindingKind> Kinds { get; } =
    [
        .. s_lures.SelectMany(row => new[] { row.Lure, row.Hint }),
        s_foreign, s_mixedScript, s_invisible, s_styled, s_spaced, s_digits, s_unread,
    ];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message) return;
        var reading = view.Lure;
        bool? atHome = null;
        foreach (var report in LureIntents.Weigh(reading.Matches))
        {
            if (report.Intent.Id == "callback" && !PhoneNumbers.Any(message.Subject.SubjectText) && !PhoneNumbers.Any(reading.Text.Body)) continue;
            var (lure, hint) = s_byIntent[report.Intent.Id];
            // Who offers what stands on its own site may be tiresome, but is who it says.
            var home = report.Intent.Loose && (atHome ??= Homeward.Leads(message, view.Sender)) == true;
            if (home && !report.Strong) continue;
            var strong = report.Strong && !home && !(report.Intent.Id is "credential" or "renewal" or "payment" or "invoice" or "shared-document" or "voicemail"
                && Homeward.SpeaksForItself(message, view.Sender));
            var first = report.Evidence.FirstOrDefault(match => match.Topic is not ("any" or "bulk" or "opt-out")) ?? report.Evidence[0];
            findings.Add(new Finding
            {
                Kind = strong ? lure : hint,
                Subject = first.Topic,
                Reason = $"The {NameOf(first.Place)} speaks of {first.Topic} as lures do: {Quote(report.Evidence)}.",
                Excerpt = Cut(string.Join(" … ", report.Evidence.Select(match => match.Text))),
                Place = PlaceOf(first.Place, first.Offset, message),
            });
        }
        LookAtLanguage(view, message, reading, findings);
        LookAtDisguises(message, reading, findings);
        if (reading.ReadUpTo is { } end)
        {
            findings.Add(new Finding
            {
                Kind = s_unread,
                Reason = $"The text has {reading.Text.Body!.Length} characters; lures were looked for in the first {end}.",
                Place = PlaceOf("body", end, message),
            });
        }
    }

    private static void LookAtLanguage(ScanView view, Message message, LureReading reading, List<Finding> findings)
    {
        var own = view.Organisation.Languages;
        if (own.Count == 0 || reading.Language is not { } language) return;
        foreach (var known in own)
            if (known.StartsWith(language, StringComparison.OrdinalIgnoreCase)) return;
        findings.Add(new Finding
        {
            Kind = s_foreign,
            Subject = language,
            Reason = $"The text is in \"{language}\"; the organisation gets its mail in {string.Join(", ", own)}.",
            Place = PlaceOf("body", null, message),
        });
    }

    private static void LookAtDisguises(Message message, LureReading reading, List<Finding> findings)
    {
        if (reading.Disguises.Count == 0) return;
        foreach (var (how, kind, inSubject, inBody, says) in s_disguises)
        {
            WordDisguise? first = null;
            int subject = 0, body = 0;
            foreach (var disguise in reading.Disguises)
            {
                if (disguise.How != how) continue;
                first ??= disguise;
                if (disguise.Place == "subject") subject++;
                else body++;
            }
            if (first is null || subject < inSubject && body < inBody) continue;
            findings.Add(new Finding
            {
                Kind = kind,
                Subject = first.Place,
                Reason = $"{(subject + body == 1 ? "A word is" : $"{subject + body} words are")} written with {says}, such as \"{Cut(first.Text, 60)}\".",
                Excerpt = Cut(string.Join(" · ", reading.Disguises.Where(disguise => disguise.How == how).Select(disguise => disguise.Text))),
                Place = PlaceOf(first.Place, first.Offset, message),
            });
        }
    }

    private static string Quote(IReadOnlyList<LureMatch> evidence)
    {
        var words = new List<string>();
        foreach (var match in evidence)
            if (words.Count < 4 && !words.Contains(match.Text, StringComparer.OrdinalIgnoreCase)) words.Add(match.Text);
        return string.Join(", ", words.Select(text => $"\"{Cut(text, 60)}\""));
    }

    private static string Cut(string text, int limit = ExcerptLimit)
    {
        if (text.Length <= limit) return text;
        if (char.IsHighSurrogate(text[limit - 1])) limit--;
        return string.Concat(text.AsSpan(0, limit), "…");
    }

    private static string NameOf(string place) => place switch { "subject" => "subject", "sender" => "sender's name", "file" => "name of a file", _ => "text" };

    private static Place PlaceOf(string place, long? offset, Message message) => place switch
    {
        "subject" => Place.InHeader("Subject"),
        "sender" => Place.InHeader("From"),
        "file" => Place.InHeader("Content-Disposition"),
        _ => Place.InPart(message.Body.Plain?.Raw is null && message.Body.Html?.Raw is not null ? "text/html" : "text/plain", offset),
    };

    private static (string Intent, FindingKind Lure, FindingKind Hint) Lure(string intent, string title, Severity severity, params string[] techniques) =>
        (intent, new FindingKind($"lure.{intent}", $"The mail {title}", severity, techniques),
            new FindingKind($"lure.{intent}-hint", $"Some words of the mail fit one that {title}", Severity.Low, techniques));
}
