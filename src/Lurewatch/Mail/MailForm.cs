namespace Lurewatch.Mail;

/// <summary>The form in which a mail was handed over. All but <see cref="Mime"/> are made into MIME by this engine: their header says what the mail's header said,
/// their structure (parts, boundaries, encodings) is no evidence, and nothing signed can be checked on them.</summary>
public enum MailForm
{
    /// <summary>RFC 5322, as it travelled.</summary>
    Mime,
    /// <summary>Outlook's message or template file [MS-OXMSG].</summary>
    Msg,
    /// <summary>Transport-neutral encapsulation, winmail.dat [MS-OXTNEF].</summary>
    Tnef,
    /// <summary>Out of Outlook's mailbox file [MS-PST].</summary>
    Pst,
    /// <summary>Apple Mail's file: the mail as it travelled with a length before and a property list behind it.</summary>
    Emlx,
    /// <summary>A web page saved as mail [RFC 2557].</summary>
    Mhtml,
}

internal static class MailForms
{
    /// <summary>True if the MIME structure was made here and not by who sent the mail.</summary>
    public static bool IsMade(this MailForm form) => form is MailForm.Msg or MailForm.Tnef or MailForm.Pst;

    /// <summary>What is wrong with a made mail by the sender's doing: what stands in the names and texts that came with it, not how it is put together.</summary>
    public static bool IsEvidence(this MailForm form, string defect) => !form.IsMade() || defect is
        "from-bidi" or "subject-bidi" or "from-invisible" or "subject-invisible" or "file-name-bidi" or "address-encoded" or "from-several"
        or "header-duplicate" or "header-nul" or "header-8bit" or "header-8bit-utf8" or "header-charset-unknown" or "header-fields-many" or "date-malformed"
        or "encoded-word-charsets" or "encoded-word-broken" or "from-encoded-needlessly" or "subject-encoded-needlessly" or "html-as-text"
        || defect.StartsWith("mapi-", StringComparison.Ordinal) || defect.StartsWith("tnef-", StringComparison.Ordinal);
}
