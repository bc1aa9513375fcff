using Lurewatch.Mail;

namespace Lurewatch.Detection;

/// <summary>Whether a mail leads to where it comes from: what speaks for a shop's own advertising, and against a stranger's.</summary>
internal static class Homeward
{
    /// <summary>A link leads to the sender's own domain, which is not one where anybody gets a mailbox or a page.</summary>
    public static bool Leads(Message message, SenderView? sender)
    {
        if (sender is not { IsFreeMail: false, Root: { } root } || SenderDetector.IsPlatform(sender.Domain)) return false;
        foreach (var link in message.Body.Links)
            if (link.HrefUrl.Domain.RootDomain == root && LinkTraits.IsWeb(link.HrefUrl)) return true;
        return false;
    }
}
