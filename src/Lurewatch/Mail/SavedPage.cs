using System.Text;

namespace Lurewatch.Mail;

/// <summary>Tells a saved web page or document (MHTML) from mail: both are MIME, but nobody sent a page to anybody.</summary>
internal static class SavedPage
{
    private const int Window = 8 << 10, MostFields = 40;

    /// <summary>True if the header, which looks like a mail's, is one that browsers and Word write: parts that refer to one another, and no field of transport.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[..Math.Min(bytes.Length, Window)].TrimStart("\r\n\t \uFEFF"u8);
        if (!MayStartOne(rest)) return false;
        bool isPage = false, hasVersion = false;
        for (var fields = 0; fields < MostFields && !rest.IsEmpty && rest[0] is not ((byte)'\n' or (byte)'\r'); fields++)
        {
            var field = Field(ref rest);
            var colon = field.IndexOf((byte)':');
            if (colon <= 0) return isPage && hasVersion;
            var name = field[..colon].TrimEnd(" \t"u8);
            var value = field[(colon + 1)..].Trim(" \t\r\n"u8);
            if (Is(name, "Snapshot-Content-Location"u8)) isPage = true;
            else if (Is(name, "MIME-Version"u8)) hasVersion = true;
            else if (Is(name, "From"u8)) { if (!Holds(value, "saved by"u8)) return false; }
            else if (Is(name, "Content-Type"u8)) isPage |= Starts(value, "multipart/related"u8);
            else if (Is(name, "Content-Location"u8)) isPage = true;
            else if (IsTransport(name)) return false;
        }
        return isPage && hasVersion;
    }

    /// <summary>The first bytes decide for nearly every mail, so that no other is looked at twice.</summary>
    private static bool MayStartOne(ReadOnlySpan<byte> rest) =>
        Starts(rest, "MIME-Version:"u8) || Starts(rest, "From: <Saved by"u8) || Starts(rest, "From: \"Saved by"u8) || Starts(rest, "From: Saved by"u8) || Starts(rest, "Snapshot-Content-Location:"u8)
        || Starts(rest, "Content-Type:"u8) || Starts(rest, "Content-Location:"u8) || Starts(rest, "X-Document-Type:"u8);

    private static bool IsTransport(ReadOnlySpan<byte> name) =>
        Is(name, "To"u8) || Is(name, "Cc"u8) || Is(name, "Bcc"u8) || Is(name, "Received"u8) || Is(name, "Return-Path"u8) || Is(name, "Message-ID"u8) || Is(name, "Delivered-To"u8)
        || Is(name, "Reply-To"u8) || Is(name, "Sender"u8) || Is(name, "DKIM-Signature"u8) || Is(name, "In-Reply-To"u8) || Is(name, "References"u8) || Is(name, "X-Mailer"u8);

    /// <summary>One field with its continuation lines.</summary>
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var end = 0;
        do
        {
            var line = rest[end..].IndexOf((byte)'\n');
            end = line < 0 ? rest.Length : end + line + 1;
        }
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t');
        var field = rest[..end];
        rest = rest[end..];
        return field;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> wanted) => Ascii.EqualsIgnoreCase(name, wanted);
    private static bool Starts(ReadOnlySpan<byte> value, ReadOnlySpan<byte> wanted) => value.Length >= wanted.Length && Ascii.EqualsIgnoreCase(value[..wanted.Length], wanted);

    private static bool Holds(ReadOnlySpan<byte> value, ReadOnlySpan<byte> wanted)
    {
        for (var at = 0; at + wanted.Length <= value.Length; at++)
            if (Ascii.EqualsIgnoreCase(value.Slice(at, wanted.Length), wanted)) return true;
        return false;
    }
}
