using Lurewatch.Cli.Terminals;
using Lurewatch.Events;
using Lurewatch.Mail;

namespace Lurewatch.Cli.Formats;

/// <summary>What people ask of an analysis, in the order in which they ask it.</summary>
internal static class Facts
{
    /// <summary>What leads to an address; null if nothing but the file itself does.</summary>
    public static string? Chain(Indicator indicator) => indicator.Chain.Count == 0 ? null : string.Join(" → ", indicator.Chain.Select(step => step.Contains('/', StringComparison.Ordinal) ? Safe.Text(step) : step));

    public static string Sender(Analysis analysis)
    {
        if (analysis.Message?.Sender is not { } sender) return "";
        return sender.Email.Address ?? sender.DisplayName ?? "";
    }

    /// <summary>The subject, defanged; a file's name where there is none.</summary>
    public static string Subject(Analysis analysis) => analysis.Message is { } message ? Safe.Text(message.Subject.SubjectText) : analysis.Root.Name ?? "";

    /// <summary>The finding that gave most, if anything speaks against the message.</summary>
    public static ScoreShare? Strongest(Analysis analysis)
    {
        ScoreShare? strongest = null;
        foreach (var share in analysis.Verdict.Shares)
            if (share.Points > 0 && (strongest is null || share.Points > strongest.Points)) strongest = share;
        return strongest;
    }

    public static IReadOnlyList<ScoreShare> SharesByPoints(Analysis analysis) =>
        [.. analysis.Verdict.Shares.OrderByDescending(share => share.Points).ThenByDescending(share => share.Finding.Kind.Severity).ThenBy(share => share.Finding.Kind.Id, StringComparer.Ordinal)];

    /// <summary>SPF, DKIM and DMARC as evaluated here, else as the servers that are believed wrote.</summary>
    public static IReadOnlyList<(string Name, string Value)> Authentication(Analysis analysis)
    {
        var lines = new List<(string, string)>();
        var results = analysis.Authenticity?.Believed ?? analysis.Route?.BelievedResults;
        var summary = analysis.Message?.Headers.AuthSummary;
        var spf = results?.Spf ?? summary?.Spf?.Details?.Verdict ?? Pass(summary?.Spf?.Pass);
        if (spf is not null) lines.Add(("SPF", With(spf, results?.SpfDetails?.Designator ?? summary?.Spf?.Details?.Designator)));
        foreach (var dkim in results?.DkimDetails ?? []) lines.Add(("DKIM", With(dkim.Type ?? "?", dkim.Domain)));
        if (results is { DkimDetails.Count: 0, Dkim: { } only }) lines.Add(("DKIM", only));
        var dmarc = results?.Dmarc ?? summary?.Dmarc?.Details?.Verdict ?? Pass(summary?.Dmarc?.Pass);
        if (dmarc is not null) lines.Add(("DMARC", With(dmarc, results?.DmarcDetails?.From?.DomainName ?? summary?.Dmarc?.Details?.From?.DomainName)));
        if (lines.Count > 0 && results?.Server is { } server) lines.Add(("said by", server));
        return lines;
    }

    /// <summary>Who handed the message over, in one line.</summary>
    public static string Report(AnalysisReport report)
    {
        var what = report.Kind switch
        {
            ReportKind.Journal => "by a mail journal",
            ReportKind.Feedback => "by a complaint",
            _ => "by a user",
        };
        if (report.Reporter is { } reporter) what += ", " + reporter;
        if (report.Source is { } source) what += $" ({source}{(report.Classification is { } taken ? ", as " + taken : "")})";
        if (report.Time is { } time) what += time.ToString(", yyyy-MM-dd HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture);
        if (report.Envelope is { } envelope) what += $"; envelope from {(envelope.MailFrom is { Length: > 0 } from ? from : "<>")} to {Some(envelope.RcptTo, 5)}";
        if (report.OnBehalfOf is { } other) what += ", on behalf of " + other;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what}; the report itself: {Words.Of(report.Wrapper.Verdict.Class)}, {Words.Score(report.Wrapper.Verdict.Score)}");
    }

    /// <summary>Signature or encryption in one line.</summary>
    public static string Protection(Protection protection)
    {
        var text = $"{(protection.Format == "smime" ? "S/MIME" : "OpenPGP")} {protection.Kind.Name()}";
        if (protection.Algorithm is { } algorithm) text += ", " + algorithm;
        foreach (var signer in protection.Signers)
        {
            text += $", by {(signer.Emails.Count > 0 ? string.Join(" ", signer.Emails) : signer.Subject ?? "an unnamed certificate")} ({signer.Digest}, issued by {signer.Issuer ?? "?"}, serial {signer.Serial})";
            text += signer.Verified switch { true => ", fits the content, chain not checked", false => ", does not fit the content", null => ", not verified" };
        }
        if (protection.KeyIds.Count > 0) text += ", key " + string.Join(" ", protection.KeyIds);
        return protection.Problem is { } problem ? $"{text}: {problem}" : text;
    }

    private static string Some(IReadOnlyList<string> values, int shown)
    {
        var text = values.Count == 0 ? "nobody named" : string.Join(", ", values.Take(shown));
        return values.Count > shown ? FormattableString.Invariant($"{text} and {values.Count - shown:N0} more") : text;
    }

    public static string Mailbox(Mailbox mailbox)
    {
        var address = mailbox.Email.Address;
        return (mailbox.DisplayName, address) switch
        {
            ({ Length: > 0 } name, { } own) => $"{name} <{own}>",
            ({ Length: > 0 } name, null) => name,
            (_, { } own) => own,
            _ => "",
        };
    }

    public static string Mailboxes(IReadOnlyList<Mailbox> mailboxes, int shown)
    {
        var text = string.Join(", ", mailboxes.Take(shown).Select(Mailbox));
        return mailboxes.Count > shown ? FormattableString.Invariant($"{text} and {mailboxes.Count - shown:N0} more") : text;
    }

    private static string? Pass(bool? pass) => pass switch { true => "pass", false => "not passed", _ => null };

    private static string With(string verdict, string? of) => of is { Length: > 0 } ? $"{verdict} ({of})" : verdict;
}
