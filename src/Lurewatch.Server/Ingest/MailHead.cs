namespace Lurewatch.Server.Ingest;

/// <summary>Tells whether an archive's member is mail, to know the archive for a mailbox: two header fields that mail has, before the first blank line.</summary>
internal static class MailHead
{
    private static readonly HashSet<string> s_fields = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Subject", "Date", "Received", "Return-Path", "Message-ID", "MIME-Version", "Delivered-To", "Content-Type", "Reply-To", "Cc", "DKIM-Signature", "X-Mailer", "Sender",
    };

    public static bool LooksLikeMail(ReadOnlySpan<byte> head)
    {
        var known = 0;
        Span<char> name = stackalloc char[76];
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        head = head.TrimStart("\r\n"u8);
        // Apple Mail's .emlx: a line with a length stands before the mail.
        if (head.IndexOf((byte)'\n') is > 0 and < 40 and var first && !head[..first].TrimEnd(" \r"u8).ContainsAnyExceptInRange((byte)'0', (byte)'9')) head = head[(first + 1)..];
        for (var lines = 0; lines < 200 && !head.IsEmpty; lines++)
        {
            var end = head.IndexOf((byte)'\n');
            var line = end < 0 ? head : head[..end];
            head = end < 0 ? [] : head[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty) break;
            if (line[0] is (byte)' ' or (byte)'\t' || (lines == 0 && line.StartsWith("From "u8))) continue;
            var colon = line.IndexOf((byte)':');
            if (colon is <= 0 or > 76 || line[..colon].IndexOfAnyInRange((byte)0, (byte)' ') >= 0) return false;
            System.Text.Encoding.Latin1.GetChars(line[..colon], name);
            if (s_fields.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..colon]) && ++known == 2) return true;
        }
        return false;
    }
}
