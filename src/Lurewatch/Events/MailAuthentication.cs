using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>What the receiving side said of SPF, DKIM and DMARC: the Authentication-Results that are believed [RFC 8601].</summary>
/// <param name="Server">Who says so.</param>
/// <param name="Spf">SPF result.</param>
/// <param name="Dkim">DKIM result.</param>
/// <param name="Dmarc">DMARC result.</param>
internal readonly record struct MailAuthentication(string? Server, string? Spf, string? Dkim, string? Dmarc)
{
    /// <summary>What was evaluated here, else what servers that are believed report.</summary>
    public static MailAuthentication Of(Analysis analysis, Message message)
    {
        var claimed = Claimed(message);
        return analysis.Authenticity?.Believed is { } own ? new(own.Server, own.Spf ?? claimed.Spf, own.Dkim ?? claimed.Dkim, own.Dmarc ?? claimed.Dmarc) : claimed;
    }

    private static MailAuthentication Claimed(Message message) =>
        message.Headers.Believed is { } results ? new(results.Server, results.Spf ?? results.SpfDetails?.Verdict, results.Dkim, results.Dmarc) : default;
}
