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

    /// <summary>The sender is proven, names itself as its domain does, and every link stays there: whoever speaks of an account there is the one to speak of it.</summary>
    public static bool SpeaksForItself(Message message, SenderView? sender)
    {
        if (sender is not { Authenticated: true, Domain.Sld: { Length: >= 4 } label, Name: { } name } || !Leads(message, sender)) return false;
        var at = name.Replace(" ", "", StringComparison.Ordinal).IndexOf(label, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return false;
        foreach (var link in message.Body.Links)
            if (LinkTraits.IsWeb(link.HrefUrl) && link.HrefUrl.Domain.RootDomain != sender.Root) return false;
        return true;
    }
}
