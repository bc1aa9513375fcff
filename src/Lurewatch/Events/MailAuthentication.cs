using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>What the receiving side said of SPF, DKIM and DMARC: the Authentication-Results nearest to the recipient [RFC 8601].</summary>
/// <param name="Server">Who says so.</param>
/// <param name="Spf">SPF result.</param>
/// <param name="Dkim">DKIM result.</param>
/// <param name="Dmarc">DMARC result.</param>
internal readonly record struct MailAuthentication(string? Server, string? Spf, string? Dkim, string? Dmarc)
{
    /// <summary>What was evaluated here, else what header fields claim.</summary>
    public static MailAuthentication Of(Analysis analysis, Message message)
    {
        var claimed = Claimed(message);
        return analysis.Authenticity?.Believed is { } own ? new(own.Server, own.Spf ?? claimed.Spf, own.Dkim ?? claimed.Dkim, own.Dmarc ?? claimed.Dmarc) : claimed;
    }

    private static MailAuthentication Claimed(Message message)
    {
        var hops = message.Headers.Hops;
        string? spf = null, spfServer = null;
        for (var i = hops.Count - 1; i >= 0; i--)
        {
            if (hops[i].AuthenticationResults is { } results)
                return new(results.Server, results.Spf ?? spf ?? results.SpfDetails?.Verdict, results.Dkim, results.Dmarc);
            if (spf is null && hops[i].ReceivedSpf is { Verdict: { } verdict })
                (spf, spfServer) = (verdict, hops[i].Received?.Server?.Raw);
        }
        return new(spfServer, spf, Dkim: null, Dmarc: null);
    }
}
