using Lurewatch.Files;
using Lurewatch.Mail;

namespace Lurewatch.Events;

/// <summary>The words that machine formats use for the engine's enumerations: stable, lower case, kebab-case.</summary>
public static class EventNames
{
    private static readonly string[] FileTypeNames = BuildFileTypeNames();

    /// <summary>Word for a verdict.</summary>
    public static string Name(this VerdictClass value) => value switch
    {
        VerdictClass.Clean => "clean",
        VerdictClass.Spam => "spam",
        VerdictClass.Suspicious => "suspicious",
        VerdictClass.Malicious => "malicious",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for what an attack is after.</summary>
    public static string Name(this VerdictKind value) => value switch
    {
        VerdictKind.None => "none",
        VerdictKind.Malware => "malware",
        VerdictKind.CredentialPhishing => "credential-phishing",
        VerdictKind.PaymentFraud => "payment-fraud",
        VerdictKind.Callback => "callback",
        VerdictKind.Extortion => "extortion",
        VerdictKind.AdvanceFee => "advance-fee",
        VerdictKind.Bulk => "bulk",
        VerdictKind.Simulation => "simulation",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for a severity.</summary>
    public static string Name(this Severity value) => value switch
    {
        Severity.Good => "good",
        Severity.Info => "info",
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for how a message was handed over.</summary>
    public static string Name(this ReportKind value) => value switch
    {
        ReportKind.Journal => "journal",
        ReportKind.User => "user",
        ReportKind.Feedback => "feedback",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for what was done to a part of a mail.</summary>
    public static string Name(this ProtectionKind value) => value switch
    {
        ProtectionKind.Signed => "signed",
        ProtectionKind.Encrypted => "encrypted",
        ProtectionKind.Compressed => "compressed",
        ProtectionKind.Keys => "keys",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for a kind of observable.</summary>
    public static string Name(this IndicatorType value) => value switch
    {
        IndicatorType.Url => "url",
        IndicatorType.Domain => "domain",
        IndicatorType.Ipv4 => "ipv4",
        IndicatorType.Ipv6 => "ipv6",
        IndicatorType.EmailAddress => "email-address",
        IndicatorType.Md5 => "md5",
        IndicatorType.Sha1 => "sha1",
        IndicatorType.Sha256 => "sha256",
        IndicatorType.FileName => "file-name",
        IndicatorType.MessageId => "message-id",
        IndicatorType.Subject => "subject",
        IndicatorType.PhoneNumber => "phone-number",
        IndicatorType.Iban => "iban",
        IndicatorType.CryptoAddress => "crypto-address",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>Word for a file type.</summary>
    public static string Name(this FileType value) => FileTypeNames[(int)value];

    private static string[] BuildFileTypeNames()
    {
        var names = Enum.GetNames<FileType>();
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = (FileType)i switch
            {
                FileType.SevenZip => "7z",
                FileType.EncryptedOoxml => "encrypted-ooxml",
                FileType.OtherArchive => "other-archive",
                FileType.EncodedScript => "encoded-script",
                FileType.JavaClass => "java-class",
                _ => names[i].ToLowerInvariant(),
            };
        }
        return names;
    }
}
