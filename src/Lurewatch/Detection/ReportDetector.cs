using Lurewatch.Mail;
using Lurewatch.Mail.Reports;

namespace Lurewatch.Detection;

/// <summary>Mail about mail: bounces of what was never sent, mail that looks like a bounce and wants a click, reports that are not taken at their word.</summary>
internal sealed class ReportDetector : IDetector
{
    private static readonly FindingKind NotUnwrappedKind = new("report.not-unwrapped", "It has the form of a report, but brings something of its own", Severity.Info);
    private static readonly FindingKind Bounce = new("report.bounce", "A mail server's notification about a delivery", Severity.Info);
    private static readonly FindingKind Backscatter = new("report.backscatter", "A bounce of a message that its recipient never sent", Severity.Low);
    private static readonly FindingKind FakeBounce = new("report.fake-bounce", "It reads like a bounce, is none, and wants a click", Severity.High, "T1566.002");

    // As mail servers write, and as those who imitate them do; compared at the subject's beginning, after its tags.
    private static readonly string[] BounceSubjects =
    [
        "undeliverable", "undelivered mail", "undelivered message", "mail delivery fail", "mail delivery subsystem", "mail delivery system", "delivery status notification", "delivery failure",
        "delivery has failed", "message delivery fail", "returned mail", "failure notice", "mail system error", "message could not be delivered", "message not delivered", "failed delivery",
        "unzustellbar", "nicht zustellbar", "niedostarczalne", "niedostarczona", "non remis", "message non délivré", "impossibile recapitare", "no se puede entregar", "no entregado",
        "não entregue", "onbestelbaar", "配信不能", "配信できません",
    ];

    public IReadOnlyList<FindingKind> Kinds { get; } = [NotUnwrappedKind, Bounce, Backscatter, FakeBounce];

    /// <summary>Says why the analysis is of the report itself.</summary>
    internal static Finding NotUnwrapped(ReportedMail report, string objection) => new()
    {
        Kind = NotUnwrappedKind,
        Reason = $"It has the form of a report ({report.Source ?? "of a message"}), and {objection}; so it is judged as a mail, the message in it as attached.",
    };

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail) return;
        if (mail.Delivery is { } delivery) Notification(view, mail, delivery, findings);
        else if (mail.Disposition is null && mail.Feedback is null) Fake(view, mail, findings);
    }

    private static void Notification(ScanView view, ParsedMail mail, DeliveryStatus delivery, List<Finding> findings)
    {
        var recipient = delivery.Recipients is [var first, ..] ? first : null;
        findings.Add(new Finding
        {
            Kind = Bounce,
            Reason = $"{delivery.ReportingMta ?? "A server"} says: {recipient?.Action ?? "no action named"}{(recipient?.Address is { } to ? $", {to}" : "")}{(recipient?.Status is { } status ? $", status {status}" : "")}.",
            Excerpt = recipient?.Diagnostic,
        });
        foreach (var attached in view.Attached)
        {
            if (attached.Message is not { } returned || returned.Sender.Email.Domain.DomainName is null || !NeverSent(view, mail.Message, returned)) continue;
            findings.Add(new Finding
            {
                Kind = Backscatter,
                Reason = $"The returned message is from {returned.Sender.Email.Address}, who has nothing in common with those to whom the bounce goes.",
                Place = Place.InArtifact(attached.Root.Path),
            });
            return;
        }
    }

    /// <summary>Neither author, sender nor return path of the returned message belongs to a domain that the bounce goes to.</summary>
    private static bool NeverSent(ScanView view, Message bounce, Message returned)
    {
        if (view.Sender is not { Recipients.Count: > 0 } sender) return false;
        foreach (var recipient in sender.Recipients)
        {
            if (SenderView.RootOf(recipient.Domain) is not { } own) return false;
            foreach (var author in returned.Headers.From)
                if (SenderView.RootOf(author.Email.Domain) == own) return false;
            if (returned.Headers.ReturnPath is { } path && SenderView.RootOf(path.Domain) == own) return false;
            foreach (var domain in returned.Headers.Domains)
                if (SenderView.RootOf(domain) == own) return false;
            if (view.Organisation.Owns(returned.Sender.Email.Domain.DomainName)) return false;
        }
        return bounce.Headers.References.Count == 0;
    }

    private static void Fake(ScanView view, ParsedMail mail, List<Finding> findings)
    {
        var message = mail.Message;
        if (message.Subject is { IsReply: true } or { IsForward: true } || !IsBounceSubject(message.Subject.Base ?? message.Subject.SubjectText)) return;
        if (view.Attached.Count > 0 || view.Sender is not { Authenticated: false } sender) return;
        // Old servers write the bounce as plain text, with the original or its header below; what they link to leads to themselves.
        foreach (var link in message.Body.CurrentThread.Links)
        {
            if (link.Parser is not "hyperlink" || link.HrefUrl.Scheme is not ("http" or "https") || link.Visible is false) continue;
            var target = SenderView.RootOf(link.HrefUrl.Domain) ?? link.HrefUrl.Ip?.IpText;
            if (target is null || target == sender.Root) continue;
            findings.Add(new Finding
            {
                Kind = FakeBounce,
                Reason = $"“{message.Subject.SubjectText}” reads like a server's notification, but is no multipart/report, and links to {target}.",
                Excerpt = link.DisplayText,
                Place = Place.InHeader("Subject"),
            });
            return;
        }
    }

    private static bool IsBounceSubject(string? subject)
    {
        if (subject is null) return false;
        var text = subject.AsSpan().TrimStart(" *[(<\"'");
        foreach (var known in BounceSubjects)
            if (text.StartsWith(known, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
