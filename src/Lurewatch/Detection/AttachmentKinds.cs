namespace Lurewatch.Detection;

/// <summary>What <see cref="AttachmentDetector"/> can find.</summary>
internal static class AttachmentKinds
{
    private const string Attachment = "T1566.001", UserOpens = "T1204.002", Masquerading = "T1036", DoubleExtension = "T1036.007", RightToLeft = "T1036.002", FileTypeMasked = "T1036.008",
        Smuggling = "T1027.006", SvgSmuggling = "T1027.017", EncryptedFile = "T1027.013", Compression = "T1027.015", MarkOfTheWeb = "T1553.005", Lnk = "T1204.001", JunkData = "T1027.001";

    public static readonly FindingKind Program = new("attachment.program", "A program is attached", Severity.High, Attachment, UserOpens);
    public static readonly FindingKind ProgramInArchive = new("attachment.program-in-archive", "An archive holds a program", Severity.High, Attachment, UserOpens);
    public static readonly FindingKind ProgramAmongMany = new("attachment.program-among-many", "An archive of many files holds a program", Severity.Medium, Attachment, UserOpens);
    public static readonly FindingKind Script = new("attachment.script", "A script is attached that Windows runs on a double click", Severity.High, Attachment, UserOpens);
    public static readonly FindingKind ScriptInArchive = new("attachment.script-in-archive", "An archive holds a script that Windows runs on a double click", Severity.High, Attachment, UserOpens);
    public static readonly FindingKind ScriptAmongMany = new("attachment.script-among-many", "An archive of many files holds a script", Severity.Low, Attachment);
    public static readonly FindingKind Shortcut = new("attachment.shortcut", "A Windows shortcut is attached", Severity.High, Attachment, UserOpens);
    public static readonly FindingKind ShortcutToKnown = new("attachment.internet-shortcut-to-known-site", "An Internet shortcut to a known organisation's site is attached", Severity.Low, Attachment, Lnk);
    public static readonly FindingKind InternetShortcut = new("attachment.internet-shortcut", "An Internet shortcut is attached", Severity.Medium, Attachment, Lnk);
    public static readonly FindingKind DiskImage = new("attachment.disk-image", "A disk image is attached", Severity.Medium, Attachment, MarkOfTheWeb);
    public static readonly FindingKind OneNote = new("attachment.onenote", "A OneNote section is attached", Severity.Medium, Attachment, UserOpens);
    public static readonly FindingKind DoubleExt = new("attachment.double-extension", "A second extension hides what the file is", Severity.High, Attachment, DoubleExtension);
    public static readonly FindingKind Direction = new("attachment.name-runs-backwards", "Direction marks make a name read as another", Severity.High, Attachment, RightToLeft);
    public static readonly FindingKind Invisible = new("attachment.name-hides-characters", "A name holds characters that are not seen", Severity.Medium, Attachment, Masquerading);
    public static readonly FindingKind Padded = new("attachment.name-padded", "White space pushes the extension out of sight", Severity.High, Attachment, Masquerading);
    public static readonly FindingKind Masked = new("attachment.type-masked", "Dangerous content under a harmless name", Severity.High, Attachment, FileTypeMasked);
    public static readonly FindingKind TypeDiffers = new("attachment.type-differs", "The content is of another type than the name says", Severity.Low, FileTypeMasked);
    public static readonly FindingKind OtherOffice = new("attachment.other-office-format", "An Office name over another Office format", Severity.Low, FileTypeMasked);
    public static readonly FindingKind MimeLies = new("attachment.mime-lies", "The declared media type contradicts the content", Severity.Medium, FileTypeMasked);
    public static readonly FindingKind PasswordInMail = new("attachment.password-in-mail", "An encrypted archive comes with its password", Severity.High, Attachment, EncryptedFile);
    public static readonly FindingKind Encrypted = new("attachment.encrypted", "An encrypted file that no scanner can open", Severity.Medium, Attachment, EncryptedFile);
    public static readonly FindingKind UsualPassword = new("attachment.usual-password", "An encrypted archive opens with a password that everybody uses", Severity.Medium, Attachment, EncryptedFile);
    public static readonly FindingKind Nested = new("attachment.archive-in-archive", "An archive holds nothing but another archive", Severity.Medium, Attachment, Compression);
    public static readonly FindingKind UnusualArchive = new("attachment.unusual-archive", "An archive of a format that mail rarely carries", Severity.Medium, Attachment, Compression);
    public static readonly FindingKind StructureLies = new("attachment.archive-structure-lies", "An archive shows different files to different programs", Severity.Medium, Masquerading);
    public static readonly FindingKind Bomb = new("attachment.unpacks-enormously", "A file unpacks to many times its size", Severity.Medium, JunkData);
    public static readonly FindingKind EmptyArchive = new("attachment.empty-archive", "An archive holds nothing", Severity.Info);
    public static readonly FindingKind PasswordElsewhere = new("attachment.html-password-elsewhere", "An attached page sends a password to a stranger", Severity.High, Attachment, "T1056.003");
    public static readonly FindingKind PasswordForm = new("attachment.html-asks-for-password", "An attached page asks for a password", Severity.High, Attachment, "T1056.003");
    public static readonly FindingKind Form = new("attachment.html-form", "An attached page holds a form", Severity.Medium, Attachment);
    public static readonly FindingKind BuildsFile = new("attachment.html-builds-file", "An attached page builds a file and hands it over", Severity.High, Attachment, Smuggling);
    public static readonly FindingKind UnfoldsItself = new("attachment.html-unfolds-itself", "An attached page decodes itself by script", Severity.High, Attachment, Smuggling);
    public static readonly FindingKind Redirects = new("attachment.html-redirects", "An attached page leads elsewhere by itself", Severity.High, Attachment, Lnk);
    public static readonly FindingKind SvgScript = new("attachment.svg-script", "An attached image holds script", Severity.High, Attachment, SvgSmuggling);
    public static readonly FindingKind AttachedMail = new("attachment.mail", "A message is attached", Severity.Info);

    public static IReadOnlyList<FindingKind> All { get; } =
    [
        Program, ProgramInArchive, ProgramAmongMany, Script, ScriptInArchive, ScriptAmongMany, Shortcut, InternetShortcut, ShortcutToKnown, DiskImage, OneNote, DoubleExt, Direction, Invisible, Padded, Masked, TypeDiffers, OtherOffice, MimeLies,
        PasswordInMail, Encrypted, UsualPassword, Nested, UnusualArchive, StructureLies, Bomb, EmptyArchive, PasswordForm, PasswordElsewhere, Form, BuildsFile, UnfoldsItself, Redirects, SvgScript, AttachedMail,
    ];
}
