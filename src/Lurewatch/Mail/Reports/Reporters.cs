using System.Collections.Frozen;
using Lurewatch.Intel;

namespace Lurewatch.Mail.Reports;

/// <summary>A mark by which a report is told.</summary>
internal sealed record ReporterMark(string Value, string Source, string? Classification);

/// <summary>The list Mail/Reports/reporters.tsv; read when the first message with a message inside comes.</summary>
internal sealed class Reporters
{
    private static readonly Lazy<Reporters> Shared = new(static () => new Reporters());
    private readonly List<ReporterMark> _subjects = [];
    private readonly List<ReporterMark> _headers = [];
    private readonly List<ReporterMark> _files = [];
    private readonly FrozenDictionary<string, ReporterMark> _recipients;
    private readonly FrozenDictionary<string, ReporterMark> _mailboxes;
    private readonly FrozenSet<string> _hosts;

    private Reporters()
    {
        var recipients = new Dictionary<string, ReporterMark>(StringComparer.OrdinalIgnoreCase);
        var mailboxes = new Dictionary<string, ReporterMark>(StringComparer.OrdinalIgnoreCase);
        var hosts = new List<string>();
        foreach (var row in Lists.Rows("Mail/Reports/reporters.tsv"))
        {
            if (row is ["host", var host]) hosts.Add(host);
            if (row is not [var kind, var value, var source, var classification]) continue;
            var mark = new ReporterMark(value, source, classification == "-" ? null : classification);
            switch (kind)
            {
                case "subject": _subjects.Add(mark); break;
                case "header": _headers.Add(mark); break;
                case "file": _files.Add(mark); break;
                case "recipient": recipients.Add(value, mark); break;
                case "mailbox": mailboxes.Add(value, mark); break;
            }
        }
        _recipients = recipients.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _mailboxes = mailboxes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _hosts = hosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public static Reporters All => Shared.Value;

    /// <summary>A link of the report's own making.</summary>
    public bool IsReportLink(Domain domain) => domain.RootDomain is { } root && _hosts.Contains(root);

    /// <summary>The program, or the mailbox, by which the mail is a report; null if nothing says so.</summary>
    public ReporterMark? Of(Message message, IReadOnlyList<MailHeader> headers, string? fileName)
    {
        if (message.Subject.SubjectText is { } subject)
            foreach (var mark in _subjects)
                if (subject.StartsWith(mark.Value, StringComparison.OrdinalIgnoreCase)) return mark;
        if (fileName is not null)
            foreach (var mark in _files)
                if (fileName.StartsWith(mark.Value, StringComparison.OrdinalIgnoreCase)) return mark;
        foreach (var mark in _headers)
            foreach (var header in headers)
                if (header.Name.Equals(mark.Value, StringComparison.OrdinalIgnoreCase)) return mark;
        return To(message.Recipients.To) ?? To(message.Recipients.Cc) ?? (message.Headers.DeliveredTo is { } delivered ? To(delivered) : null);
    }

    private ReporterMark? To(IReadOnlyList<Mailbox> mailboxes)
    {
        for (var i = 0; i < mailboxes.Count && i < 20; i++)
            if (To(mailboxes[i].Email) is { } mark) return mark;
        return null;
    }

    private ReporterMark? To(Email email) =>
        email.Address is { } address && _recipients.TryGetValue(address, out var mark) || email.LocalPart is { } local && _mailboxes.TryGetValue(local, out mark) ? mark : null;
}
