using Lurewatch.Mail.Trace;

namespace Lurewatch.Mail.Authentication;

/// <summary>Evaluates a mail's authentication: SPF for who delivered it, DKIM and ARC over its bytes, DMARC for From. Without a resolver only what needs no key.</summary>
internal sealed class Authenticator(ScanOptions options, AnalysisBudget budget)
{
    private const int MaxFromDomains = 4;
    /// <summary>Keys are rotated and records rewritten; after a month they no longer tell what held on delivery.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(30);

    /// <summary>What can be said of the mail's authentication; null if there is nothing to say.</summary>
    /// <param name="bytes">The mail as it was delivered; empty if that form is lost (a mail out of Outlook's formats), then nothing signed can be checked.</param>
    /// <param name="mail">As read.</param>
    /// <param name="envelope">What the mail server knew.</param>
    public Authenticity? Evaluate(ReadOnlyMemory<byte> bytes, ParsedMail mail, Envelope? envelope)
    {
        bool isSigned = false, isChained = false;
        string? selector = null, indicator = null;
        foreach (var header in mail.Headers)
        {
            switch (header.Name.Length)
            {
                case 8 when Is(header, "ARC-Seal"): isChained = true; break;
                case 13 when Is(header, "BIMI-Selector"): selector ??= header.Value; break;
                case 14 when Is(header, "BIMI-Indicator"): indicator ??= header.Value; break;
                case 14 when Is(header, "DKIM-Signature"): isSigned = true; break;
                case 21 when Is(header, "ARC-Message-Signature"): isChained = true; break;
                case 26 when Is(header, "ARC-Authentication-Results"): isChained = true; break;
            }
        }
        if (options.Dns is null && !isSigned && !isChained && selector is null && indicator is null) return null;
        var now = options.Clock.GetUtcNow();
        var received = ReceivedAt(mail.Message.Headers, now);
        var dns = options.Dns is { } resolver ? new Lookups(resolver, budget, new RecipientGuard(Recipients(mail.Message, envelope))) : null;
        var signed = (isSigned || isChained) && !bytes.IsEmpty ? new SignedMail(bytes, budget) : null;
        var dkim = isSigned && signed is not null ? new DkimVerifier(signed, dns, received).Verify() : [];
        var arc = isChained && signed is not null ? new ArcValidator(signed, dns, received).Validate() : null;
        var bimi = BimiReader.FromHeader(selector, indicator);
        var own = new Authenticity
        {
            IsLookedUp = dns is not null,
            IsOriginal = !bytes.IsEmpty,
            IsLate = now - received > Late,
            Dkim = dkim.Count == 0 ? [] : [.. dkim.Select(Check)],
            SignaturesLeft = signed is null ? 0 : signed.Named("dkim-signature").Count - dkim.Count,
            Arc = arc is null or { Status: AuthenticationStatus.None } ? null : Check(arc),
            Bimi = bimi,
        };
        return dns is null ? own : WithLookups(own, mail, envelope, dns, dkim, received);
    }

    private static Authenticity WithLookups(Authenticity own, ParsedMail mail, Envelope? envelope, Lookups dns, List<DkimOutcome> dkim, DateTimeOffset received)
    {
        var headers = mail.Message.Headers;
        var host = DeliveringHost.Of(headers, envelope);
        var spf = host is null ? null : new SpfEvaluator(dns).Check(new SpfRequest(host.Client, host.Helo, host.MailFrom, Time: received));
        var dmarc = new DmarcEvaluator(dns);
        DmarcOutcome? outcome = null;
        foreach (var domain in FromDomains(mail.Message))
        {
            // Of several From domains the one that fails counts: the reader may see any of them.
            var checkedOne = dmarc.Check(domain, spf, dkim);
            if (outcome is null or { Status: AuthenticationStatus.Pass }) outcome = checkedOne;
        }
        own = own with
        {
            Spf = spf is null ? null : new SpfCheck
            {
                Status = spf.Status,
                Domain = spf.Domain.Length > 0 ? spf.Domain : null,
                Identity = host!.MailFrom.Length == 0 ? "helo" : "mailfrom",
                ClientIp = host.Client.ToString(),
                Helo = host.Helo.Length > 0 ? host.Helo : null,
                Source = host.Source,
                Reason = spf.Reason,
                Explanation = spf.Explanation,
            },
            Dmarc = outcome is null ? null : new DmarcCheck
            {
                Status = outcome.Status,
                Domain = outcome.Domain,
                RecordDomain = outcome.RecordDomain,
                Policy = outcome.Policy switch { DmarcPolicy.None => "none", DmarcPolicy.Quarantine => "quarantine", DmarcPolicy.Reject => "reject", _ => null },
                IsTest = outcome.IsTest,
                AlignedBy = outcome.AlignedBy,
                Reason = outcome.Reason,
            },
            Bimi = outcome is { Status: AuthenticationStatus.Pass } ? BimiReader.Look(own.Bimi, outcome.Domain, dmarc, dns) : own.Bimi,
            Withheld = dns.Withheld,
        };
        return own with { Results = OwnResults(own, host) };
    }

    private static AuthenticationResults OwnResults(Authenticity own, DeliveringHost? host) => new()
    {
        Server = Authenticity.Server,
        Spf = own.Spf?.Status.Name(),
        SpfDetails = own.Spf is not { } spf ? null : new SpfDetails
        {
            Verdict = spf.Status.Name(),
            Designator = host!.MailFrom.Length > 0 ? host.MailFrom : spf.Domain,
            Helo = spf.Helo,
            ClientIp = ReceivedReader.TryIp(spf.ClientIp, out var ip) ? ip : null,
        },
        Dkim = !own.IsOriginal ? null : own.Dkim.Count == 0 ? "none" : own.Dkim.Any(static check => check.Status == AuthenticationStatus.Pass) ? "pass" : own.Dkim[0].Status.Name(),
        DkimDetails = [.. own.Dkim.Select(static check => new DkimDetails { Type = check.Status.Name(), Domain = check.Domain, Selector = check.Selector })],
        Dmarc = own.Dmarc?.Status.Name(),
        DmarcDetails = own.Dmarc is not { } dmarc ? null : new DmarcDetails { Verdict = dmarc.Status.Name(), Action = dmarc.Policy, From = Links.PublicSuffixList.Split(dmarc.Domain ?? "") },
    };

    private static DkimCheck Check(DkimOutcome outcome) => new()
    {
        Status = outcome.Status,
        Domain = outcome.Signature.Domain,
        Selector = outcome.Signature.Selector,
        Algorithm = outcome.Signature.Algorithm,
        KeyBits = outcome.KeyBits > 0 ? outcome.KeyBits : null,
        BodyIntact = outcome.Body switch { BodyState.Intact => true, BodyState.Changed => false, _ => null },
        NoKey = outcome.NoKey,
        UnsignedBytes = outcome.UnsignedBytes,
        UnsignedFields = outcome.UnsignedFields,
        Reason = outcome.Reason,
    };

    private static ArcCheck Check(ArcOutcome outcome) => new()
    {
        Status = outcome.Status,
        Sealers = [.. outcome.Sets.Where(static set => set.Sealer is not null).Select(static set => set.Sealer!)],
        OldestIntact = outcome.OldestIntact > 0 ? outcome.OldestIntact : null,
        Reason = outcome.Reason,
    };

    /// <summary>When the newest server took it; it may be read years later.</summary>
    private static DateTimeOffset ReceivedAt(Headers headers, DateTimeOffset now)
    {
        for (var i = headers.Hops.Count - 1; i >= 0; i--)
            if (headers.Hops[i].Received?.Time is { } time) return time < now ? time : now;
        return headers.Date is { } date && date < now ? date : now;
    }

    private static List<string> FromDomains(Message message)
    {
        var domains = new List<string>();
        foreach (var mailbox in message.Headers.From)
        {
            var domain = DnsNames.Normal(mailbox.Email.Domain.Punycode ?? mailbox.Email.Domain.DomainName);
            if (domain is not null && domains.Count < MaxFromDomains && !domains.Contains(domain)) domains.Add(domain);
        }
        return domains;
    }

    private static IEnumerable<string> Recipients(Message message, Envelope? envelope)
    {
        foreach (var list in (IReadOnlyList<Mailbox>[])[message.Recipients.To, message.Recipients.Cc, message.Recipients.Bcc])
            foreach (var mailbox in list)
                if (mailbox.Email.Address is { } address) yield return address;
        if (message.Headers.DeliveredTo?.Address is { } delivered) yield return delivered;
        foreach (var address in envelope?.RcptTo ?? []) yield return address;
        foreach (var hop in message.Headers.Hops)
            if (hop.Received?.Mailbox?.Raw is { } named) yield return named.Trim('<', '>');
    }

    private static bool Is(MailHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
