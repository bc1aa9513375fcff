using System.Collections.Frozen;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>What the sender's address itself gives away, and how the message is addressed.</summary>
internal sealed class SenderDetector : IDetector
{
    private static readonly FindingKind NoAddress = new("sender.no-address", "The sender has no usable address", Severity.Medium, "T1656");
    private static readonly FindingKind ImpossibleDomain = new("sender.impossible-domain", "The sender's domain cannot exist", Severity.Medium, "T1656");
    private static readonly FindingKind RandomDomain = new("sender.random-domain", "The sender's domain looks drawn at random", Severity.Medium, "T1583.001");
    private static readonly FindingKind RandomMailbox = new("sender.random-mailbox", "The sender's mailbox looks drawn at random", Severity.Low, "T1585.002");
    private static readonly FindingKind AbusedTld = new("sender.abused-tld", "The sender's top-level domain is mostly used for unwanted mail", Severity.Low, "T1583.001");
    private static readonly FindingKind Tenant = new("sender.platform-tenant", "The sender is a tenant of a platform that anyone may sign up to", Severity.Low, "T1585.002");
    private static readonly FindingKind TenantEnvelope = new("sender.tenant-envelope", "Bounces go to a platform's tenant that has nothing to do with the sender", Severity.Medium, "T1585.002");
    private static readonly FindingKind SpoofedOwn = new("sender.spoofed-own-domain", "The recipient's own domain as sender, not authenticated", Severity.High, "T1656", "T1534");
    private static readonly FindingKind UnverifiedOwn = new("sender.unverified-own-domain", "The recipient's own domain as sender, with a failed check", Severity.Medium, "T1656");
    private static readonly FindingKind MangledName = new("sender.mangled-name", "The From header is mangled, as only badly made mass mailers write it", Severity.Medium);
    private static readonly FindingKind DecoratedName = new("sender.decorated-name", "The display name is dressed up to catch the eye or slip by filters", Severity.Low);
    private static readonly FindingKind ToItself = new("sender.to-itself", "Addressed to the sender: the real recipients are hidden", Severity.Low);
    private static readonly FindingKind NoRecipient = new("sender.no-recipient", "No recipient is named", Severity.Low);

    private static readonly Lazy<FrozenSet<string>> s_abusedTlds = new(() => Lists.Set("Intel/abused-tlds.tsv"));
    private static readonly Lazy<FrozenSet<string>> s_platforms = new(() => Lists.Set("Intel/platforms.tsv"));

    public IReadOnlyList<FindingKind> Kinds { get; } =
        [NoAddress, ImpossibleDomain, RandomDomain, RandomMailbox, AbusedTld, Tenant, TenantEnvelope, SpoofedOwn, UnverifiedOwn, ToItself, NoRecipient, MangledName, DecoratedName];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { Message: { } message } mail || view.Sender is not { } sender) return;
        // A draft or cut-off message says nothing of a sender; that From is missing is the structure's evidence.
        if (sender is { Name: null, Address: null or "" } && mail.Header("From") is null) return;
        // Outlook keeps mail of its own organisation with names alone.
        var made = mail.Form.IsMade();
        if ((!made || sender.Domain.DomainName is { Length: > 0 }) && !MailSystem.IsNotice(view)) LookAtAddress(message, sender, findings);
        if (!made || message.Recipients.To.Any(to => to.Email.Address is not null)) LookAtRecipients(message, sender, findings);
        LookAtName(message, findings);
        if (sender.IsUnverifiedOwn)
            findings.Add(Found(UnverifiedOwn, $"The mail claims to come from the recipient's own domain, as {sender.Address}, but a check of that failed.", sender.Address, "From"));
        if (sender.IsSpoofedOwn)
            findings.Add(Found(SpoofedOwn, $"The mail claims to come from {sender.Address}, inside, but neither SPF nor DKIM vouches for it.", sender.Address, "From"));
    }

    /// <summary>True for a domain under which anyone gets a name of his own.</summary>
    internal static bool IsPlatform(Domain domain) =>
        domain is { Subdomain: not null, RootDomain: { } root, DomainName: { } host } && (s_platforms.Value.Contains(root) || PublicSuffixList.PrivateSuffix(host) is not null);

    private static void LookAtAddress(Message message, SenderView sender, List<Finding> findings)
    {
        var email = message.Sender.Email;
        if (sender.Domain.DomainName is not { Length: > 0 } host || sender.Root is not { } root || !host.Contains('.', StringComparison.Ordinal))
        {
            findings.Add(Found(NoAddress, $"The From header names “{message.Sender.DisplayName}” with {(email.Address is { Length: > 0 } a ? $"the address {a}" : "no address")}.", email.Address, "From"));
            return;
        }
        // Inside a company's network domains may end in what the Internet does not have: mail among its own people does.
        // .example and .test are reserved for documents and tests [RFC 2606]: harmless, and our own samples live there.
        if (!sender.Domain.Valid && !sender.IsOwn && !host.EndsWith(".example", StringComparison.Ordinal) && !host.EndsWith(".test", StringComparison.Ordinal))
        {
            findings.Add(Found(ImpossibleDomain, $"The sender's domain {host} is under no top-level domain that exists.", email.Address, "From"));
            return;
        }
        if (sender.Domain.Tld is { } tld && s_abusedTlds.Value.Contains(tld))
            findings.Add(Found(AbusedTld, $"The sender's domain {root} is under .{tld}, where most mail is unwanted.", email.Address, "From"));
        if (sender.Brand is null && !sender.IsFreeMail && HasRandomLabel(sender.Domain))
            findings.Add(Found(RandomDomain, $"No one would choose the name {host}.", email.Address, "From"));
        if (email.LocalPart is { } local && !sender.IsOwn && Gibberish.Looks(local.AsSpan(0, local.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 ? plus : local.Length)))
            findings.Add(Found(RandomMailbox, $"No one would choose the mailbox {email.Address}.", email.Address, "From"));
        if (IsPlatform(sender.Domain))
            findings.Add(Found(Tenant, $"The sender {email.Address} is a tenant of {root}.", email.Address, "From"));
        if (message.Headers.ReturnPath is { Domain: { RootDomain: { } bounce } envelope } && bounce != root && envelope.Subdomain is not null && bounce == "onmicrosoft.com")
            findings.Add(Found(TenantEnvelope, $"The mail claims {root}, its envelope sender is {message.Headers.ReturnPath.Address}.", message.Headers.ReturnPath.Address, "Return-Path"));
    }

    private static void LookAtName(Message message, List<Finding> findings)
    {
        if (message.Sender.DisplayName is not { Length: > 1 } name) return;
        if (name.AsSpan().IndexOfAny('<', '>') >= 0)
            findings.Add(Found(MangledName, $"The display name “{name}” holds angle brackets, as a broken address does.", name, "From"));
        else if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]) || name[^1] is ',' or '_' or '#' or '-' or ':' || name[0] is ',' or '_' or '#' or '-' or '*' or '.' || Pictographs.First(name) is not null)
            findings.Add(Found(DecoratedName, $"The display name “{name}” is framed by blanks, punctuation or pictures.", name, "From"));
    }

    private static bool HasRandomLabel(Domain domain)
    {
        if (domain.Punycode is not null) return false;
        return domain.Sld is { } sld && Gibberish.Looks(sld) && WellKnown.BulkSender(domain.RootDomain) is null;
    }

    private static void LookAtRecipients(Message message, SenderView sender, List<Finding> findings)
    {
        int named = 0, self = 0;
        foreach (var mailbox in message.Recipients.To) Count(mailbox);
        foreach (var mailbox in message.Recipients.Cc) Count(mailbox);
        if (named == 0) findings.Add(Found(NoRecipient, "Neither To nor Cc names an address.", null, "To"));
        else if (self == named && named == 1) findings.Add(Found(ToItself, $"To names only the sender, {sender.Address}.", sender.Address, "To"));

        void Count(Mailbox mailbox)
        {
            if (mailbox.Email.Address is not { Length: > 0 } address || !address.Contains('@', StringComparison.Ordinal)) return;
            named++;
            if (address.Equals(sender.Address, StringComparison.OrdinalIgnoreCase)) self++;
        }
    }

    private static Finding Found(FindingKind kind, string reason, string? excerpt, string header) =>
        new() { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > 120 } ? excerpt[..120] : excerpt, Place = Place.InHeader(header) };
}
