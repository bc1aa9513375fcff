using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Reports;

namespace Lurewatch.Detection;

/// <summary>Whether a report is one, or a mail that dresses up as a report so that only the harmless message in it is looked at (docs/decisions/0007-reports.md).</summary>
internal static class ReportTrust
{
    /// <summary>Why the analysis has to be of the wrapper; null if the original may stand for it.</summary>
    public static string? Objection(Analysis wrapper, ParsedMail mail, ParsedMail original, Organisation organisation)
    {
        if (wrapper.Verdict.Class is not VerdictClass.Clean) return $"by itself it is {wrapper.Verdict.Class.ToString().ToLowerInvariant()}";
        if (IsFromInside(mail.Message, mail, organisation)) return null;
        foreach (var share in wrapper.Verdict.Shares)
            if (share.Weight > 0 && Tempts(share.Finding.Kind.Id)) return $"it has a lure of its own: {share.Finding.Kind.Title}";
        if (OwnLink(mail.Message.Body.Links, original.Message.Body.Links) is { } link) return $"it has a link that the message in it has not: {link}";
        foreach (var file in wrapper.Artifacts)
        {
            if (file == wrapper.Root || file.Parent != wrapper.Root) continue;
            if (IndicatorFiles.IsImage(file.Type) || file.Type is Files.FileType.Crypto or Files.FileType.Txt || file.Origin == "alternative") continue;
            return $"it brings a file of its own: {file.Name ?? file.Type.ToString()}";
        }
        return null;
    }

    /// <summary>The wrapper without what it repeats of the original, so that its own words are judged: reports carry the original's subject in theirs.</summary>
    public static ParsedMail Alone(ParsedMail mail, ReportedMail report, ParsedMail original)
    {
        var message = mail.Message;
        var theirs = original.Message.Subject.SubjectText?.Trim();
        if (message.Subject.SubjectText is { } subject && theirs is { Length: > 0 } && subject.IndexOf(theirs, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            message = message with { Subject = SubjectReader.Read(subject.Remove(at, theirs.Length)) };
        // Journal.Read saw to it that the text is nothing but an envelope; its subject has to be the original's.
        if (report.Kind == ReportKind.Journal && Journal.Read(message.Body.Plain?.Raw) is { } journal && Same(journal.Subject, theirs))
            message = message with { Body = message.Body with { CurrentThread = message.Body.CurrentThread with { Text = null } } };
        return mail with { Message = message };
    }

    private static bool Same(string? one, string? other)
    {
        var first = one.AsSpan().Trim();
        var second = other.AsSpan().Trim();
        return first.Equals(second, StringComparison.Ordinal) || first.Length > 60 && second.StartsWith(first, StringComparison.Ordinal);
    }

    /// <summary>It never travelled (an export, a journal mailbox), or it comes from the organisation itself and a server says so.</summary>
    private static bool IsFromInside(Message message, ParsedMail mail, Organisation organisation)
    {
        if (mail.Header("Received") is null) return true;
        if (organisation.Guessed || !organisation.Owns(message.Sender.Email.Domain.DomainName)) return false;
        return message.Type.Internal || mail.TrustedResults is { } results && (results.Dmarc == "pass" || results.Dkim == "pass" || results.Spf == "pass")
            || mail.Header("X-MS-Exchange-Organization-AuthAs") is { } authority && authority.Equals("Internal", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Tempts(string id) =>
        id.StartsWith("lure.", StringComparison.Ordinal) || id.StartsWith("link.", StringComparison.Ordinal) || id.StartsWith("attachment.", StringComparison.Ordinal)
        || id.StartsWith("office.", StringComparison.Ordinal) || id.StartsWith("combination.", StringComparison.Ordinal) || id.StartsWith("lookalike.", StringComparison.Ordinal)
        || id.StartsWith("hidden.", StringComparison.Ordinal) || id.StartsWith("identity.", StringComparison.Ordinal);

    private static string? OwnLink(IReadOnlyList<Link> links, IReadOnlyList<Link> originals)
    {
        HashSet<string>? known = null;
        foreach (var link in links)
        {
            if (link.Parser is "image" or "css" or "background" or "stylesheet" || link.HrefUrl.Scheme is "mailto" or "cid" || link.HrefUrl.UrlText is not { } url) continue;
            if (Reporters.All.IsReportLink(link.HrefUrl.Domain)) continue;
            known ??= [.. originals.Select(other => other.HrefUrl.UrlText ?? "")];
            if (!known.Contains(url)) return url;
        }
        return null;
    }
}
