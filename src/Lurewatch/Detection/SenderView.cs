using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>Who sent the message, to whom, and how far that is authenticated: what several detectors ask, worked out once a message.</summary>
internal sealed class SenderView
{
    private SenderView(Message message, ScanView view)
    {
        Name = message.Sender.DisplayName is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;
        Domain = message.Sender.Email.Domain;
        Root = RootOf(Domain);
        Address = message.Sender.Email.Address;
        Recipients = RecipientsOf(message, view.Envelope);
        Brand = Brands.OwnerOf(Root);
        IsFreeMail = WellKnown.IsFreeMail(Root) || WellKnown.IsFreeMail(Domain.DomainName);
        Results = view.Mail?.TrustedResults ?? message.Headers.Believed;
        Authenticated = Results is not null && Aligned(Results);
        var own = view.Organisation.Owns(Domain.DomainName);
        if (!own && view.Organisation.Domains.Count == 0 && !IsFreeMail && Root is not null)
            foreach (var recipient in Recipients) own |= RootOf(recipient.Domain) == Root;
        IsOwn = own;
        Failed = Unauthenticated && (Is(Results!.Dmarc, "fail") || Is(Results.Spf, "fail") || Is(Results.Spf, "softfail") || Is(Results.Dkim, "fail"));
        var declared = view.Organisation.Domains.Count > 0 && !view.Organisation.Guessed;
        IsSpoofedOwn = own && declared && Unauthenticated;
        IsUnverifiedOwn = own && !declared && Failed;
    }

    /// <summary>Display name; null if empty.</summary>
    public string? Name { get; }
    public string? Address { get; }
    public Domain Domain { get; }
    /// <summary>Registrable domain, or the whole domain if it is under no known suffix.</summary>
    public string? Root { get; }
    /// <summary>The brand that owns the sender's domain.</summary>
    public Brand? Brand { get; }
    public bool IsFreeMail { get; }
    /// <summary>The sender's domain is the organisation's, or, where that is unknown, a recipient's.</summary>
    public bool IsOwn { get; }
    /// <summary>To, Cc, Delivered-To and the envelope's recipients.</summary>
    public IReadOnlyList<Email> Recipients { get; }
    /// <summary>Authentication results of the nearest trusted hop; null if none are reported.</summary>
    public AuthenticationResults? Results { get; }
    /// <summary>SPF, DKIM or DMARC passed for the From domain itself.</summary>
    public bool Authenticated { get; }
    /// <summary>Results are reported, and none of them speaks for the From domain.</summary>
    public bool Unauthenticated => Results is not null && !Authenticated;

    /// <summary>As <see cref="Unauthenticated"/>, and at least one check failed outright.</summary>
    public bool Failed { get; }
    /// <summary>The sender's domain is the organisation's own, declared as such, and nothing vouches for it.</summary>
    public bool IsSpoofedOwn { get; }
    /// <summary>Where the organisation is only guessed: the sender's domain is the recipient's, and a check failed. Forwarded mail looks like that too.</summary>
    public bool IsUnverifiedOwn { get; }

    public static SenderView? Of(ScanView view) => view.Message is { } message ? new SenderView(message, view) : null;

    public static string? RootOf(Domain domain) => domain.RootDomain ?? domain.DomainName;

    private static List<Email> RecipientsOf(Message message, Envelope? envelope)
    {
        var all = new List<Email>();
        foreach (var mailbox in message.Recipients.To) Add(mailbox.Email);
        foreach (var mailbox in message.Recipients.Cc) Add(mailbox.Email);
        if (message.Headers.DeliveredTo is { } delivered) Add(delivered);
        foreach (var address in envelope?.RcptTo ?? [])
        {
            var at = address.LastIndexOf('@');
            if (at > 0) Add(new Email { Address = address, LocalPart = address[..at], Domain = PublicSuffixList.Split(address[(at + 1)..].ToLowerInvariant()) });
        }
        return all;

        void Add(Email email)
        {
            if (email.Address is { Length: > 0 } && all.Count < 100) all.Add(email);
        }
    }

    /// <summary>Relaxed alignment [RFC 7489, 3.1]: same organisational domain.</summary>
    private bool Aligned(AuthenticationResults results)
    {
        if (Domain.RootDomain is null) return false;
        if (Is(results.Dmarc, "pass")) return results.DmarcDetails?.From is not { } from || RootOf(from) == Root;
        foreach (var signature in results.DkimDetails)
            if (Is(signature.Type, "pass") && signature.Domain is { } signer && RootOf(PublicSuffixList.Split(signer.ToLowerInvariant())) == Root) return true;
        return Is(results.Spf, "pass") && results.SpfDetails?.Designator is { } designator
            && RootOf(PublicSuffixList.Split(designator[(designator.LastIndexOf('@') + 1)..].ToLowerInvariant())) == Root;
    }

    private static bool Is(string? result, string wanted) => string.Equals(result, wanted, StringComparison.OrdinalIgnoreCase);
}
