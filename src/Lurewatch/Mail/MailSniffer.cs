namespace Lurewatch.Mail;

/// <summary>Tells mail from other text by its head: header fields that mail has, before the first blank line.</summary>
internal static class MailSniffer
{
    /// <summary>True if the bytes start like an RFC 5322 message (an mbox "From " line before it is allowed).</summary>
    public static bool LooksLikeMail(ReadOnlySpan<byte> bytes) => bytes.IndexOf("Subject:"u8) >= 0;
}
