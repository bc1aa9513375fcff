using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Mail that mail servers write themselves: delivery reports and their like. They come from mailboxes that every server has, under the server's product's name,
/// without an address that could be answered, and quote what they return.</summary>
internal static class MailSystem
{
    private const string ExchangePrefix = "microsoftexchange";

    /// <summary>Mailboxes that belong to the server of a domain and to no customer of it [RFC 2142, 5; RFC 3464, 2; Exchange's recipient for its own mail].</summary>
    public static bool IsMailbox(string? local)
    {
        if (local is null) return false;
        if (local.Equals("postmaster", StringComparison.OrdinalIgnoreCase) || local.Equals("mailer-daemon", StringComparison.OrdinalIgnoreCase)) return true;
        // MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e: the same 32 digits in every organisation.
        if (local.Length != ExchangePrefix.Length + 32 || !local.StartsWith(ExchangePrefix, StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var c in local.AsSpan(ExchangePrefix.Length))
            if (!char.IsAsciiHexDigit(c)) return false;
        return true;
    }

    /// <summary>True if a mail server writes, and there is nothing to click or open but what such notices bring: anyone can call himself postmaster.</summary>
    public static bool IsNotice(ScanView view) => view.Mail is { } mail && view.Sender is { } sender && IsServer(mail.Message, sender) && IsHarmless(mail, sender);

    private static bool IsServer(Message message, SenderView sender)
    {
        var email = message.Sender.Email;
        if (IsMailbox(email.LocalPart)) return true;
        // Servers of a kind that names no domain: From: MAILER-DAEMON, or From: Mail Delivery Subsystem <MAILER-DAEMON>.
        if (email.Domain.DomainName is { Length: > 0 } host && host.Contains('.', StringComparison.Ordinal)) return false;
        return IsMailbox(email.Address) || IsMailbox(sender.Name) || sender.Name is { } name
            && (name.Equals("Mailer Daemon", StringComparison.OrdinalIgnoreCase) || name.Equals("Mail Delivery System", StringComparison.OrdinalIgnoreCase)
                || name.Equals("Mail Delivery Subsystem", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsHarmless(ParsedMail mail, SenderView sender)
    {
        var message = mail.Message;
        foreach (var file in message.Attachments)
            if (file.ContentType is { } type && !type.StartsWith("message/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("text/rfc822", StringComparison.OrdinalIgnoreCase)
                && !type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var link in message.Body.Links)
        {
            if (link.HrefUrl.Ip is not null) return false;
            if (link.HrefUrl.Domain is not { RootDomain: { } root, DomainName: { } host } || root == sender.Root || WellKnown.IsHarmlessHost(host)) continue;
            // The help pages that a report's first part names: those of the server's maker.
            if (mail.Delivery is not null && Brands.OwnerOf(root) is not null && Mail.Links.LinkServices.KindOf(host) is null) continue;
            return false;
        }
        return true;
    }
}
