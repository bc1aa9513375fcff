using Lurewatch.Files;

namespace Lurewatch.Mail.Reports;

/// <summary>A mail that hands another over, as its form says; whether that is believed is decided when both are judged.</summary>
internal sealed record ReportedMail
{
    public required ReportKind Kind { get; init; }
    /// <summary>Index of the original in <see cref="ParsedMail.Files"/>.</summary>
    public required int File { get; init; }
    public string? Source { get; init; }
    public string? Classification { get; init; }
    public string? Reporter { get; init; }
    public string? Note { get; init; }
    public Envelope? Envelope { get; init; }
    public string? OnBehalfOf { get; init; }
    public DateTimeOffset? Time { get; init; }
}

/// <summary>What machines write into mail about other mail.</summary>
internal readonly record struct MachineReports(DeliveryStatus? Delivery, DispositionNotification? Disposition, FeedbackReport? Feedback);

/// <summary>Tells reports: journals, complaints, what people report; reads what delivery and disposition notifications say.</summary>
internal static class ReportReader
{
    private const int NoteChars = 4000;

    /// <summary>The machine-readable parts of a multipart/report [RFC 6522].</summary>
    public static MachineReports Machine(List<MailFile> files)
    {
        DeliveryStatus? delivery = null;
        DispositionNotification? disposition = null;
        FeedbackReport? feedback = null;
        foreach (var file in files)
        {
            switch (file.Part.ContentType)
            {
                case "message/delivery-status" or "message/global-delivery-status": delivery ??= DeliveryStatus.Read(file.Bytes.Span); break;
                case "message/disposition-notification" or "message/global-disposition-notification": disposition ??= DispositionNotification.Read(file.Bytes.Span); break;
                case "message/feedback-report": feedback ??= FeedbackReport.Read(file.Bytes.Span); break;
            }
        }
        return new MachineReports(delivery, disposition, feedback);
    }

    /// <summary>The report that a mail is by its form; null for all other mail.</summary>
    public static ReportedMail? Read(Message message, IReadOnlyList<MailHeader> headers, MimeTree tree, in MachineReports machine)
    {
        var original = Only(tree.Files, machine.Feedback is not null);
        if (original < 0 || machine.Delivery is not null) return null;
        if (machine.Feedback is { } feedback)
        {
            return new ReportedMail
            {
                Kind = ReportKind.Feedback,
                File = original,
                Source = feedback.UserAgent,
                Classification = feedback.Type,
                Reporter = message.Sender.Email.Address,
                Note = Note(message),
                Envelope = feedback.MailFrom is null && feedback.RcptTo.Count == 0 ? null : new Envelope(feedback.MailFrom, feedback.RcptTo, feedback.SourceIp),
                Time = message.Headers.Date,
            };
        }
        if (IsJournal(headers) && Journal.Read(message.Body.Plain?.Raw) is { } journal)
        {
            return new ReportedMail
            {
                Kind = ReportKind.Journal,
                File = original,
                Source = "exchange",
                Envelope = new Envelope(journal.Sender, journal.Recipients),
                OnBehalfOf = journal.OnBehalfOf,
                Time = message.Headers.Date,
            };
        }
        if (Reporters.All.Of(message, headers, tree.Files[original].Name) is not { } mark) return null;
        return new ReportedMail
        {
            Kind = ReportKind.User,
            File = original,
            Source = mark.Source,
            Classification = mark.Classification,
            Reporter = message.Sender.Email.Address,
            Note = Note(message),
            Time = message.Headers.Date,
        };
    }

    /// <summary>The one message among the files; −1 if there is none, or several.</summary>
    private static int Only(List<MailFile> files, bool fragmentsToo)
    {
        var found = -1;
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Type is not (FileType.Eml or FileType.Msg)) continue;
            if (files[i].Part.ContentType is "text/rfc822-headers" or "message/global-headers" && !fragmentsToo) continue;
            if (found >= 0) return -1;
            found = i;
        }
        return found;
    }

    /// <summary>Exchange 2007 and later mark a journal report with a header field of its own; Exchange 2003 by its content identifier.</summary>
    private static bool IsJournal(IReadOnlyList<MailHeader> headers)
    {
        foreach (var header in headers)
        {
            if (header.Name.Equals("X-MS-Journal-Report", StringComparison.OrdinalIgnoreCase) || header.Name.Equals("X-MS-Exchange-Organization-Journal-Report", StringComparison.OrdinalIgnoreCase)) return true;
            if (header.Name.Equals("Content-Identifier", StringComparison.OrdinalIgnoreCase) && header.Value.Contains("ExJournalReport", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static string? Note(Message message)
    {
        var text = message.Body.CurrentThread.Text?.Trim();
        return string.IsNullOrEmpty(text) ? null : text.Length > NoteChars ? text[..NoteChars] + "…" : text;
    }
}
