using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Shouldly;

namespace Lurewatch.Tests.Detection;

/// <summary>Messages for detectors, made by hand: no reader stands between the test and the detector.</summary>
internal static class Mails
{
    public static Email Address(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 0 ? new Email { Address = address } : new Email { Address = address, LocalPart = address[..at], Domain = PublicSuffixList.Split(address[(at + 1)..].ToLowerInvariant()) };
    }

    public static Mailbox Box(string address, string? name = null) => new() { DisplayName = name, Email = Address(address) };

    public static Link Link(string host) => new() { HrefUrl = new Url { UrlText = $"https://{host}/", Scheme = "https", Domain = PublicSuffixList.Split(host) } };

    public static Message From(string? name, string address, string to = "anna@stadtwerke.example", string? subject = null, string? replyTo = null, params string[] links) => new()
    {
        Sender = new Sender { DisplayName = name, Email = Address(address) },
        Recipients = new Recipients { To = to.Length == 0 ? [] : [Box(to)] },
        Subject = new Subject { SubjectText = subject },
        Headers = new Headers { ReplyTo = replyTo is null ? [] : [Box(replyTo)] },
        Body = new Body { Links = [.. links.Select(Link)] },
    };

    /// <summary>With the results of a receiving server.</summary>
    public static Message Authenticated(this Message message, string dmarc, string? dkimDomain = null)
    {
        var results = new AuthenticationResults
        {
            Server = "mx.stadtwerke.example",
            Spf = "none",
            Dmarc = dmarc,
            DkimDetails = dkimDomain is null ? [] : [new DkimDetails { Type = "pass", Domain = dkimDomain }],
        };
        return message with { Headers = message.Headers with { Believed = results, Hops = [new Hop { AuthenticationResults = results }] } };
    }

    public static ScanView View(Message message, Organisation? organisation = null, params (string Name, string Value)[] headers)
    {
        var mail = new ParsedMail { Message = message, Headers = [.. headers.Select(header => new MailHeader(header.Name, header.Value, 0))] };
        var root = new Artifact(ReadOnlyMemory<byte>.Empty, "mail.eml", "/", parent: null, "input", FileType.Eml) { Facts = mail };
        var options = new ScanOptions { Organisation = organisation ?? Organisation.Unknown };
        return new ScanView(root, [root], [], envelope: null, options, new AnalysisBudget(options.Limits, TimeProvider.System));
    }

    public static string[] Examine(IDetector detector, Message message, Organisation? organisation = null, params (string Name, string Value)[] headers)
    {
        var findings = new List<Finding>();
        detector.Examine(View(message, organisation, headers), findings);
        foreach (var finding in findings)
        {
            detector.Kinds.ShouldContain(finding.Kind);
            finding.Reason.ShouldEndWith(".");
        }
        return [.. findings.Select(finding => finding.Kind.Id)];
    }
}
