namespace Lurewatch.Mail.Mapi;

/// <summary>Property identifiers that a mail is read from [MS-OXPROPS], without their PidTag.</summary>
internal static class MapiTag
{
    public const ushort
        Importance = 0x0017, MessageClass = 0x001A, OriginatorDeliveryReportRequested = 0x0023, ReadReceiptRequested = 0x0029, Sensitivity = 0x0036, Subject = 0x0037,
        ClientSubmitTime = 0x0039, SentRepresentingEntryId = 0x0041, SentRepresentingName = 0x0042, ReplyRecipientEntries = 0x004F, ReplyRecipientNames = 0x0050,
        SentRepresentingAddressType = 0x0064, SentRepresentingEmailAddress = 0x0065, ConversationTopic = 0x0070, TransportMessageHeaders = 0x007D,
        NonDeliveryReportDiagCode = 0x0C05, NonDeliveryReportReasonCode = 0x0C04, RecipientType = 0x0C15, SenderEntryId = 0x0C19, SenderName = 0x0C1A, SupplementaryInfo = 0x0C1B,
        SenderAddressType = 0x0C1E, SenderEmailAddress = 0x0C1F, NonDeliveryReportStatusCode = 0x0C20, SubjectPrefix = 0x003D,
        DisplayBcc = 0x0E02, DisplayCc = 0x0E03, DisplayTo = 0x0E04, MessageDeliveryTime = 0x0E06, MessageFlags = 0x0E07, NormalizedSubject = 0x0E1D,
        EntryId = 0x0FFF, Body = 0x1000, ReportText = 0x1001, RtfCompressed = 0x1009, Html = 0x1013, BodyContentLocation = 0x1014, NativeBody = 0x1016,
        InternetMessageId = 0x1035, InternetReferences = 0x1039, InReplyToId = 0x1042, ListHelp = 0x1043, ListSubscribe = 0x1044, ListUnsubscribe = 0x1045,
        RowId = 0x3000, DisplayName = 0x3001, AddressType = 0x3002, EmailAddress = 0x3003, CreationTime = 0x3007,
        AttachData = 0x3701, AttachEncoding = 0x3702, AttachExtension = 0x3703, AttachFileName = 0x3704, AttachMethod = 0x3705, AttachLongFileName = 0x3707,
        AttachPathName = 0x3708, AttachTransportName = 0x370C, AttachLongPathName = 0x370D, AttachMimeTag = 0x370E, AttachContentId = 0x3712, AttachContentLocation = 0x3713,
        AttachFlags = 0x3714, AttachmentHidden = 0x7FFE,
        SmtpAddress = 0x39FE, TransmittableDisplayName = 0x3A20, InternetCodePage = 0x3FDE, MessageLocaleId = 0x3FF1, MessageCodePage = 0x3FFD,
        SenderSmtpAddress = 0x5D01, SentRepresentingSmtpAddress = 0x5D02, CreatorSmtpAddress = 0x5D0A, LastModifierSmtpAddress = 0x5D0B, RecipientDisplayName = 0x5FF6;
}

/// <summary>Property types [MS-OXCDATA 2.11.1]. <see cref="Many"/> is a flag beside them.</summary>
internal static class MapiType
{
    public const ushort
        Int16 = 0x0002, Int32 = 0x0003, Single = 0x0004, Double = 0x0005, Currency = 0x0006, AppTime = 0x0007, Error = 0x000A, Boolean = 0x000B, Object = 0x000D, Int64 = 0x0014,
        String8 = 0x001E, Unicode = 0x001F, Time = 0x0040, Guid = 0x0048, Binary = 0x0102, Many = 0x1000;

    /// <summary>Bytes of a value of fixed length; 0 for all others.</summary>
    public static int FixedSize(ushort type) => type switch
    {
        Int16 or Boolean => 2,
        Int32 or Single or Error => 4,
        Double or Currency or AppTime or Int64 or Time => 8,
        Guid => 16,
        _ => 0,
    };
}
