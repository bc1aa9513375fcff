using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Evidence for a message: who it is from is proven, or it belongs to an exchange that the recipient takes part in. What can be forged in the message itself weighs little.</summary>
internal sealed class InFavourDetector : IDetector
{
    private static readonly FindingKind OwnSender = new("favour.own-sender", "Authenticated mail of the organisation itself", Severity.Good);
    private static readonly FindingKind PartnerSender = new("favour.partner-sender", "Authenticated mail of a known correspondent", Severity.Good);
    private static readonly FindingKind BrandSender = new("favour.brand-sender", "Authenticated mail of a known organisation", Severity.Good);
    private static readonly FindingKind AnswersRecipient = new("favour.answers-recipient", "Answers a message that the recipient wrote to the sender", Severity.Good);
    private static readonly FindingKind InThread = new("favour.in-thread", "Belongs to a thread with references and quotation", Severity.Good);
    private static readonly FindingKind MailingList = new("favour.mailing-list", "Comes over a mailing list that is consistent with itself", Severity.Good);
    private static readonly FindingKind Consistent = new("favour.consistent", "Authenticated, and answers, bounces and links stay with the sender", Severity.Good);

    private static readonly FindingKind BrandLinks = new("favour.brand-links", "From a known organisation's address, and every way on is that organisation's own", Severity.Good);

    public IReadOnlyList<FindingKind> Kinds { get; } = [OwnSender, PartnerSender, BrandSender, BrandLinks, AnswersRecipient, InThread, MailingList, Consistent];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Mail is not { } mail || view.Sender is not { } sender) return;
        var message = mail.Message;
        if (sender.Authenticated) LookAtSender(view, message, sender, findings);
        else if (sender is { Results: null, IsFreeMail: false, Brand: { } brand } && StaysWithBrand(view, message, sender, brand))
            findings.Add(Found(BrandLinks, $"It names {sender.Root} of {brand.Name}, whose are all its links; it brings no file and no other address or number to turn to.", Place.InHeader("From")));
        LookAtThread(view, message, sender, findings);
        if (ListOf(mail, message, sender) is { } list)
            findings.Add(Found(MailingList, $"The list {list} names itself, takes the bounces or is addressed.", Place.InHeader("List-Id")));
    }

    private static void LookAtSender(ScanView view, Message message, SenderView sender, List<Finding> findings)
    {
        var place = Place.InHeader("Authentication-Results");
        var platform = SenderDetector.IsPlatform(sender.Domain);
        if (sender.IsOwn && view.Organisation.Domains.Count > 0)
            findings.Add(Found(OwnSender, $"SPF or DKIM vouches for {sender.Root}, the organisation's own.", place));
        else if (view.Organisation.IsPartner(sender.Domain.DomainName))
            findings.Add(Found(PartnerSender, $"SPF or DKIM vouches for {sender.Root}, a known correspondent.", place));
        else if (sender is { Brand: { } brand, IsFreeMail: false } && !platform && WellKnown.BulkSender(sender.Root) is null)
            findings.Add(Found(BrandSender, $"SPF or DKIM vouches for {sender.Root}, which belongs to {brand.Name}.", place));
        if (!platform && !sender.IsFreeMail && StaysAtHome(message, sender))
            findings.Add(Found(Consistent, $"SPF or DKIM vouches for {sender.Root}; answers, bounces and links stay there.", place));
    }

    /// <summary>Who forges a bank's address to no profit: nothing in the mail leads to the forger. Only for mail of which nothing is known about its authentication.</summary>
    private static bool StaysWithBrand(ScanView view, Message message, SenderView sender, Brand brand)
    {
        if (SenderDetector.IsPlatform(sender.Domain) || message.Body.Links.Count == 0 || message.Headers.ReplyTo.Any(to => Brands.OwnerOf(SenderView.RootOf(to.Email.Domain)) != brand)) return false;
        foreach (var file in message.Attachments)
            if (file.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != true || file.ContentType.Contains("svg", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var link in message.Body.Links)
        {
            var url = link.HrefUrl;
            if (url.Domain is not { RootDomain: { } root, DomainName: { } host })
            {
                if (url.Ip is not null || url.Scheme is not ("mailto" or "cid" or null)) return false;
                continue;
            }
            if (WellKnown.IsHarmlessHost(host)) continue;
            if (Brands.OwnerOf(root) != brand || url.Rewrite is not null || Mail.Links.LinkServices.KindOf(host) is not null || SenderDetector.IsPlatform(url.Domain)) return false;
            // Whoever sends through the brand's redirector leads elsewhere.
            if (url.QueryParams?.Contains("http", StringComparison.OrdinalIgnoreCase) == true || url.Fragment?.Contains("http", StringComparison.OrdinalIgnoreCase) == true) return false;
        }
        // A number to call or a QR code needs no link.
        return view.Codes.Count == 0 && !view.Lure.Matches.Any(match => match.Topic is "callback" or "renewal" or "payment" or "invoice" or "gift-card" or "advance-fee");
    }

    private static bool StaysAtHome(Message message, SenderView sender)
    {
        foreach (var replyTo in message.Headers.ReplyTo)
            if (SenderView.RootOf(replyTo.Email.Domain) is { } target && target != sender.Root) return false;
        if (message.Headers.ReturnPath is { } path && SenderView.RootOf(path.Domain) is { } bounce && bounce != sender.Root && WellKnown.BulkSender(bounce) is null) return false;
        var links = 0;
        foreach (var link in message.Body.Links)
        {
            var host = link.HrefUrl.Domain;
            if (host.RootDomain is not { } root)
            {
                if (link.HrefUrl.Ip is not null) return false;
                continue;
            }
            if (WellKnown.IsHarmlessHost(host.DomainName)) continue;
            if (root != sender.Root) return false;
            links++;
        }
        return links > 0;
    }

    private static void LookAtThread(ScanView view, Message message, SenderView sender, List<Finding> findings)
    {
        if (message.Headers.InReplyTo is not { Length: > 0 } && message.Headers.References.Count == 0) return;
        foreach (var quoted in message.Body.PreviousThreads)
        {
            if (quoted.Sender?.Email.Address is not { Length: > 0 } author) continue;
            if (!IsRecipient(sender, author) && !view.Organisation.Owns(quoted.Sender.Email.Domain.DomainName)) continue;
            if (!WasAddressed(quoted, sender)) continue;
            findings.Add(Found(AnswersRecipient, $"It quotes what {author} wrote to {sender.Address}.", Place.InHeader("In-Reply-To")));
            return;
        }
        if (message.Subject.IsReply && message.Body.PreviousThreads.Count > 0)
            findings.Add(Found(InThread, "It answers by In-Reply-To or References, and quotes.", Place.InHeader("In-Reply-To")));
    }

    /// <summary>The sender stands among the quoted recipients; a stolen thread's true correspondent is another than who sends now.</summary>
    private static bool WasAddressed(PreviousThread quoted, SenderView sender)
    {
        if (quoted.Recipients is not { } recipients) return false;
        foreach (var mailbox in recipients.To)
            if (string.Equals(mailbox.Email.Address, sender.Address, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var mailbox in recipients.Cc)
            if (string.Equals(mailbox.Email.Address, sender.Address, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool IsRecipient(SenderView sender, string address)
    {
        foreach (var recipient in sender.Recipients)
            if (address.Equals(recipient.Address, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>The list's domain if the list's own headers [RFC 2919, RFC 2369, older software's] agree with where bounces go or whom the mail is addressed to.</summary>
    private static string? ListOf(ParsedMail mail, Message message, SenderView sender)
    {
        foreach (var header in mail.Headers)
        {
            var root = header.Name.ToLowerInvariant() switch
            {
                "list-id" => RootIn(header.Value, '<', '>'),
                "list-post" => RootIn(header.Value, '@', '>'),
                "x-beenthere" or "x-mailing-list" or "mailing-list" or "x-loop" or "errors-to" or "sender" when IsListAddress(header) => RootIn(header.Value, '@', '>'),
                _ => null,
            };
            if (root is null) continue;
            if (message.Headers.ReturnPath is { } path && SenderView.RootOf(path.Domain) == root && sender.Root != root) return root;
            foreach (var recipient in sender.Recipients)
                if (SenderView.RootOf(recipient.Domain) == root) return root;
        }
        return null;
    }

    private static bool IsListAddress(MailHeader header)
    {
        if (!header.Name.Equals("Sender", StringComparison.OrdinalIgnoreCase) && !header.Name.Equals("Errors-To", StringComparison.OrdinalIgnoreCase)) return true;
        var local = header.Value.AsSpan(0, header.Value.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? at : 0);
        return local.EndsWith("-admin", StringComparison.OrdinalIgnoreCase) || local.EndsWith("-bounces", StringComparison.OrdinalIgnoreCase)
            || local.Contains("owner-", StringComparison.OrdinalIgnoreCase) || local.Contains("-bounces+", StringComparison.OrdinalIgnoreCase);
    }

    private static string? RootIn(string value, char from, char to)
    {
        var start = value.LastIndexOf(from) + 1;
        if (start == 0) return null;
        var rest = value.AsSpan(start);
        var end = rest.IndexOfAny(to, ' ', ';');
        var host = (end < 0 ? rest : rest[..end]).Trim().ToString().ToLowerInvariant();
        return host.Length is > 3 and < 254 ? SenderView.RootOf(Mail.Links.PublicSuffixList.Split(host)) : null;
    }

    private static Finding Found(FindingKind kind, string reason, Place place) => new() { Kind = kind, Reason = reason, Place = place };
}
