using System.Buffers;
using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Detection;

/// <summary>A display name that says something else than the address: another address, a brand, one of the organisation's people, the reader's own mail system.
/// Most mail programs show nothing but the name.</summary>
internal sealed class ImpersonationDetector : IDetector
{
    private static readonly FindingKind OtherAddress = new("identity.other-address-in-name", "The display name carries another address", Severity.High, "T1656", "T1566");
    private static readonly FindingKind OtherDomain = new("identity.other-domain-in-name", "The display name is another domain's", Severity.Medium, "T1656", "T1566");
    private static readonly FindingKind BrandInName = new("identity.brand-in-name", "The display name is a brand's, the address is not", Severity.High, "T1656", "T1566");
    private static readonly FindingKind AmbiguousBrand = new("identity.ambiguous-brand-in-name", "The display name may be a brand's, the address is not", Severity.Low, "T1656", "T1566");
    private static readonly FindingKind BrandFreeMail = new("identity.brand-from-free-mail", "A brand's name on a free mailbox", Severity.High, "T1656", "T1585.002");
    private static readonly FindingKind OwnPerson = new("identity.own-person-outside", "A person of the organisation writes from an outside address", Severity.High, "T1656", "T1534");
    private static readonly FindingKind OwnName = new("identity.own-name-outside", "The organisation's name on an outside address", Severity.Medium, "T1656");
    private static readonly FindingKind OwnDomain = new("identity.own-domain-in-name", "The display name is the recipient's own address or domain", Severity.High, "T1656", "T1566");
    private static readonly FindingKind Executive = new("identity.executive-title", "An executive's title on a free mailbox", Severity.Medium, "T1656", "T1585.002");
    private static readonly FindingKind ExecutiveOutside = new("identity.executive-outside", "An executive's title on an outside address", Severity.Low, "T1656");
    private static readonly FindingKind Internal = new("identity.internal-role-outside", "An outside sender calls himself the reader's IT, mail system or staff department", Severity.Medium, "T1656");
    private static readonly FindingKind ServiceFreeMail = new("identity.company-from-free-mail", "A company's or authority's name on a free mailbox", Severity.Medium, "T1656", "T1585.002");
    private static readonly FindingKind Disguised = new("identity.disguised-letters", "Name or subject hides its words with foreign letters or invisible characters", Severity.High, "T1036", "T1027");

    private static readonly SearchValues<char> s_notAddress = SearchValues.Create(" \t\r\n<>()[]\"',;:|");

    public IReadOnlyList<FindingKind> Kinds { get; } =
        [OtherAddress, OtherDomain, BrandInName, AmbiguousBrand, BrandFreeMail, OwnPerson, OwnName, OwnDomain, Executive, ExecutiveOutside, Internal, ServiceFreeMail, Disguised];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Message is not { } message || view.Sender is not { } sender) return;
        LookForDisguise(message, sender, findings);
        if (sender.Name is not { } name) return;
        if (name.Contains('@', StringComparison.Ordinal)) LookForAddress(sender, name, findings);
        else if (name.Contains('.', StringComparison.Ordinal)) LookForDomain(sender, name, findings);
        if (sender is { IsOwn: true, IsSpoofedOwn: false, IsUnverifiedOwn: false }) return;
        LookForOwn(view, sender, name, findings);
        if (!LookForBrand(view, sender, name, findings)) LookForRole(message, sender, name, findings);
    }

    private static void LookForDisguise(Message message, SenderView sender, List<Finding> findings)
    {
        Look(sender.Name, "From", "display name");
        Look(message.Subject.SubjectText, "Subject", "subject");
        return;

        void Look(string? text, string header, string what)
        {
            if (text is null || Ascii.IsValid(text)) return;
            if (Skeleton.BrokenWord(text) is { } broken) Add($"The {what} hides invisible characters inside a word: “{Skeleton.Plain(text)}”.", broken);
            else if (Skeleton.MixedScriptWord(text) is { } mixed) Add($"The {what} mixes scripts inside a word that reads as “{Skeleton.Plain(mixed)}”.", mixed);
            else if (StyledLetters(text) >= 4) Add($"The {what} is written in letters for formulas, which filters do not read: “{Skeleton.Plain(text)}”.", text);

            void Add(string reason, string excerpt) => findings.Add(new Finding { Kind = Disguised, Reason = reason, Excerpt = Cut(excerpt), Place = Place.InHeader(header) });
        }
    }

    /// <summary>Mathematical alphanumeric symbols (U+1D400 to U+1D7FF), which are no letters of any language.</summary>
    private static int StyledLetters(string text)
    {
        var count = 0;
        for (var i = 0; i + 1 < text.Length; i++)
            if (text[i] == '\ud835' && text[i + 1] is >= '\udc00' and <= '\udfff') count++;
        return count;
    }

    private static void LookForAddress(SenderView sender, string name, List<Finding> findings)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        int start = at, end = at + 1;
        while (start > 0 && !s_notAddress.Contains(name[start - 1])) start--;
        while (end < name.Length && !s_notAddress.Contains(name[end])) end++;
        var host = name[(at + 1)..end].TrimEnd('.').ToLowerInvariant();
        if (start == at || !host.Contains('.', StringComparison.Ordinal) || PublicSuffixList.Split(host) is not { RootDomain: not null } domain) return;
        var root = SenderView.RootOf(domain);
        var address = name[start..end];
        if (root == sender.Root) return;
        // Lists and groups that rewrite the sender say so: 'Anna via Readers'.
        if (name.Contains(" via ", StringComparison.OrdinalIgnoreCase) || IsRecipient(sender, address)) return;
        findings.Add(new Finding
        {
            Kind = OtherAddress,
            Reason = $"The display name shows the address {address}, the mail comes from {sender.Address}.",
            Excerpt = Cut(name),
            Place = Place.InHeader("From"),
        });
    }

    /// <summary>A name that is, or begins or ends with, a domain under a suffix that exists.</summary>
    private static void LookForDomain(SenderView sender, string name, List<Finding> findings)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        var last = name.LastIndexOf(' ');
        var word = space < 0 ? name : name.AsSpan(0, space).Contains('.') ? name[..space] : name[(last + 1)..];
        if (word.Length < 5 || word.Contains("..", StringComparison.Ordinal) || PublicSuffixList.Split(word.Trim('.', ',', '(', ')').ToLowerInvariant()) is not { Valid: true } domain) return;
        // "J.Smith" reads as a domain too: the part before the suffix must be a word, the suffix a usual one.
        if (domain.RootDomain == sender.Root || domain.Sld is not { Length: >= 4 } sld || domain.Tld is not { Length: <= 6 } || sender.Domain.Sld is not { } own || own.Contains(sld, StringComparison.Ordinal)) return;
        if (Brands.OwnerOf(domain.RootDomain) is { } owner && owner == sender.Brand) return;
        findings.Add(Found(OtherDomain, $"The display name is the domain {domain.DomainName}, the mail comes from {sender.Address}.", name));
    }

    private static void LookForOwn(ScanView view, SenderView sender, string name, List<Finding> findings)
    {
        if (OwnMailbox(sender, name) is { } mine)
            findings.Add(Found(OwnDomain, $"The display name is the recipient's own “{mine}”, the mail comes from {sender.Address}.", name));
        if (view.Organisation is { People.Count: 0, Name: null }) return;
        var words = FoldedNames.Words(name);
        if (view.Organisation.Index.PersonIn(words) is { } person && !string.Equals(person.Email, sender.Address, StringComparison.OrdinalIgnoreCase))
            findings.Add(Found(OwnPerson, $"The display name is that of {person.Name} of the organisation, the mail comes from {sender.Address}.", name));
        else if (!sender.IsOwn && view.Organisation.Index.IsOwnName(words) && !view.Organisation.IsPartner(sender.Domain.DomainName))
            findings.Add(Found(OwnName, $"The display name is the organisation's, the mail comes from {sender.Address}.", name));
    }

    /// <summary>The recipient's address, or its domain or the domain's name, as the sender's name.</summary>
    private static string? OwnMailbox(SenderView sender, string name)
    {
        foreach (var recipient in sender.Recipients)
        {
            if (recipient.Address is not { } address || address.Equals(sender.Address, StringComparison.OrdinalIgnoreCase)) continue;
            if (name.Contains(address, StringComparison.OrdinalIgnoreCase)) return address;
            if (SenderView.RootOf(recipient.Domain) is not { } root || root == sender.Root || WellKnown.IsFreeMail(root)) continue;
            if (recipient.Domain.RootDomain is not null && name.Contains(root, StringComparison.OrdinalIgnoreCase)) return root;
            if (recipient.Domain.Sld is { Length: >= 5 } sld && StartsWithWord(name, sld)) return sld;
        }
        return null;
    }

    private static bool StartsWithWord(string name, string word) =>
        name.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (name.Length == word.Length || !char.IsLetterOrDigit(name[word.Length]));

    private static bool LookForBrand(ScanView view, SenderView sender, string name, List<Finding> findings)
    {
        // "Microsoft Outlook" is what Exchange and Outlook.com call themselves in their reports.
        if (view.Organisation.IsPartner(sender.Domain.DomainName) || MailSystem.IsNotice(view)) return true;
        var anybodys = sender.IsFreeMail && !MailSystem.IsMailbox(view.Message!.Sender.Email.LocalPart);
        BrandMention? best = null;
        foreach (var mention in Brands.Find(name))
        {
            if (!anybodys && (mention.Brand == sender.Brand || IsOwnDomain(mention.Brand, sender))) return true;
            // An ambiguous word must be nearly all of the name, or claim a desk: "Orange", "Orange Support", not "Anna Orange".
            if (mention.Ambiguous && mention.Text.Length * 3 < name.Length * 2 && SenderRoles.Find(name).Role == SenderRole.None) continue;
            if (best is null || (best.Ambiguous && !mention.Ambiguous)) best = mention;
        }
        if (best is null || NamesItself(best, sender)) return false;
        var kind = sender.IsFreeMail && !best.Ambiguous ? BrandFreeMail : best.Ambiguous ? AmbiguousBrand : BrandInName;
        var found = Found(kind, $"The display name claims {best.Brand.Name}, the mail comes from {sender.Address ?? "no address"}, which is not {best.Brand.Name}'s.", name);
        findings.Add(found with { Subject = best.Brand.Name });
        return true;
    }

    private static bool IsOwnDomain(Brand brand, SenderView sender)
    {
        foreach (var domain in brand.Domains)
            if (domain.Equals(sender.Root, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>sparkasse-musterstadt.example calls itself Sparkasse: banks and shops have more domains than any list. Whether the domain lures is the lookalike check's question.</summary>
    private static bool NamesItself(BrandMention mention, SenderView sender)
    {
        if (sender.Failed || sender.Domain.Sld is not { } sld) return false;
        var letters = string.Concat(FoldedNames.Words(mention.Text));
        return letters.Length >= 3 && sld.Replace("-", "", StringComparison.Ordinal).StartsWith(letters, StringComparison.OrdinalIgnoreCase);
    }

    private static void LookForRole(Message message, SenderView sender, string name, List<Finding> findings)
    {
        if (sender.IsOwn) return;
        // Bounces: every mail server calls itself so.
        if (message.Sender.Email.LocalPart is { } local && (local.Equals("mailer-daemon", StringComparison.OrdinalIgnoreCase) || local.Equals("postmaster", StringComparison.OrdinalIgnoreCase))) return;
        var (role, text) = SenderRoles.Find(name);
        var kind = role switch
        {
            SenderRole.Executive => sender.IsFreeMail ? Executive : ExecutiveOutside,
            SenderRole.Internal => Internal,
            SenderRole.Service or SenderRole.Company when sender.IsFreeMail => ServiceFreeMail,
            _ => null,
        };
        // A case number in the name poses as an office; people have none.
        if (kind is null && sender.IsFreeMail && LongNumber(name) is { } number)
            (kind, text) = (ServiceFreeMail, number);
        if (kind is null) return;
        findings.Add(Found(kind, $"“{text}” in the display name, but the mail comes from {sender.Address}.", name));
    }

    private static string? LongNumber(string name)
    {
        var run = 0;
        for (var i = 0; i < name.Length; i++)
        {
            run = char.IsAsciiDigit(name[i]) ? run + 1 : 0;
            if (run == 7) return name[(i - 6)..(i + 1)];
        }
        return null;
    }

    private static bool IsRecipient(SenderView sender, string address)
    {
        foreach (var recipient in sender.Recipients)
            if (address.Equals(recipient.Address, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static Finding Found(FindingKind kind, string reason, string name) => new() { Kind = kind, Reason = reason, Excerpt = Cut(name), Place = Place.InHeader("From") };

    private static string Cut(string text) => text.Length > 120 ? text[..120] : text;
}
