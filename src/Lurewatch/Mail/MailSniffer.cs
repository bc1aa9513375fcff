namespace Lurewatch.Mail;

/// <summary>Tells mail from other text by its head: header fields that mail has, before the first blank line.</summary>
internal static class MailSniffer
{
    private const int Window = 16 << 10;
    private const int MaxLines = 200;

    /// <summary>True if the bytes start like an RFC 5322 message (an mbox "From " line before it is allowed).</summary>
    public static bool LooksLikeMail(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[..Math.Min(bytes.Length, Window)];
        if (rest.StartsWith("\uFEFF"u8)) rest = rest[3..];
        rest = rest.TrimStart("\r\n\t "u8);
        if (rest.IsEmpty || rest[0] is < 32 or >= 127) return false;
        var mbox = rest.StartsWith("From "u8) || rest.StartsWith(">From "u8);
        if (mbox) SkipLine(ref rest);
        // Strong fields are mail's own; weak ones are also HTTP's, Usenet's or a file format's.
        var strong = 0;
        var weak = 0;
        var fields = 0;
        var stray = 0;
        var isMultipart = false;
        for (var lines = 0; lines < MaxLines && !rest.IsEmpty; lines++)
        {
            if (rest[0] is (byte)'\n' or (byte)'\r') break;
            if (rest[0] is (byte)' ' or (byte)'\t')
            {
                if (fields == 0) return false;
                SkipLine(ref rest);
                continue;
            }
            var name = HeaderBlock.NameLength(rest[..Math.Min(rest.Length, 140)]);
            if (name == 0)
            {
                // A few lines that are no field are tolerated once it is clear what this is; a script or a letter has them at once.
                if (++stray > (strong > 1 ? 3 : fields == 0 ? 0 : 1)) break;
                SkipLine(ref rest);
                continue;
            }
            fields++;
            switch (Rank(rest[..name]))
            {
                case 2: strong++; break;
                case 1: weak++; break;
            }
            if (strong >= 2) return true;
            isMultipart |= name == 12 && IsMultipart(rest[..Math.Min(rest.Length, 100)]);
            SkipLine(ref rest);
        }
        // A MIME entity without a mail's fields: what follows begins with a delimiter line.
        if (isMultipart && stray == 0 && rest.IndexOf("\n--"u8) >= 0) return true;
        return strong + weak >= 2 && (strong >= 1 || (weak >= 2 && mbox)) && stray <= fields;
    }

    /// <summary>True if the first line is a field that mail has: enough for a file that is called a mail.</summary>
    public static bool StartsLikeMail(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[..Math.Min(bytes.Length, 200)].TrimStart("\r\n\t "u8);
        var name = HeaderBlock.NameLength(rest);
        return name > 0 && Rank(rest[..name]) > 0;
    }

    private static bool IsMultipart(ReadOnlySpan<byte> line)
    {
        Span<byte> lower = stackalloc byte[line.Length];
        System.Text.Ascii.ToLower(line, lower, out _);
        return lower.StartsWith("content-type"u8) && lower.IndexOf("multipart/"u8) >= 0;
    }

    /// <summary>True if a field of that name stands among the first fields.</summary>
    public static bool StartsWithField(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        var rest = bytes[..Math.Min(bytes.Length, Window)].TrimStart("\r\n\t "u8);
        for (var lines = 0; lines < MaxLines && !rest.IsEmpty && rest[0] is not ((byte)'\r' or (byte)'\n'); lines++)
        {
            if (rest[0] is not ((byte)' ' or (byte)'\t'))
            {
                var length = HeaderBlock.NameLength(rest[..Math.Min(rest.Length, 140)]);
                if (length == 0) return false;
                if (System.Text.Ascii.EqualsIgnoreCase(rest[..length], name)) return true;
            }
            SkipLine(ref rest);
        }
        return false;
    }

    private static int Rank(ReadOnlySpan<byte> name)
    {
        if (name.Length > 40) return 0;
        Span<byte> lower = stackalloc byte[name.Length];
        System.Text.Ascii.ToLower(name, lower, out _);
        return lower switch
        {
            _ when lower.SequenceEqual("received"u8) || lower.SequenceEqual("return-path"u8) || lower.SequenceEqual("message-id"u8)
                || lower.SequenceEqual("mime-version"u8) || lower.SequenceEqual("delivered-to"u8) || lower.SequenceEqual("dkim-signature"u8)
                || lower.SequenceEqual("authentication-results"u8) || lower.SequenceEqual("in-reply-to"u8) || lower.SequenceEqual("references"u8)
                || lower.SequenceEqual("reply-to"u8) || lower.SequenceEqual("x-mailer"u8) || lower.SequenceEqual("content-transfer-encoding"u8)
                || lower.SequenceEqual("from"u8) || lower.SequenceEqual("to"u8) || lower.SequenceEqual("subject"u8) || lower.SequenceEqual("cc"u8)
                || lower.SequenceEqual("bcc"u8) || lower.SequenceEqual("envelope-to"u8) || lower.SequenceEqual("received-spf"u8)
                || lower.SequenceEqual("list-id"u8) || lower.SequenceEqual("arc-seal"u8) || lower.SequenceEqual("arc-message-signature"u8)
                || lower.SequenceEqual("list-unsubscribe"u8) || lower.SequenceEqual("x-spam-status"u8) || lower.SequenceEqual("x-originating-ip"u8)
                || lower.SequenceEqual("resent-from"u8) || lower.SequenceEqual("x-received"u8) || lower.SequenceEqual("x-priority"u8) => 2,
            _ when lower.SequenceEqual("date"u8) || lower.SequenceEqual("sender"u8) || lower.SequenceEqual("content-type"u8)
                || lower.SequenceEqual("status"u8) || lower.SequenceEqual("x-status"u8) || lower.SequenceEqual("content-disposition"u8)
                || lower.SequenceEqual("user-agent"u8) || lower.SequenceEqual("organization"u8) || lower.SequenceEqual("newsgroups"u8) => 1,
            _ => 0,
        };
    }

    private static void SkipLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        rest = end < 0 ? [] : rest[(end + 1)..];
    }
}
