using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Lurewatch.Mail;

/// <summary>Apple Mail's message file: the length of the mail in a line of its own, the mail as it travelled, a property list.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Received">When Apple Mail got it, by the property list; null if it does not say.</param>
/// <param name="Flags">Bits of the property list's flags; 0 if it does not say.</param>
/// <param name="Elsewhere">Parts whose content lies in a file beside (<c>.partial.emlx</c>): each says its length in a header field and has none.</param>
/// <param name="IsCut">The file ends before the mail does.</param>
internal sealed record Emlx(ReadOnlyMemory<byte> Mail, DateTimeOffset? Received, long Flags, int Elsewhere, bool IsCut)
{
    private const int MostDigits = 10, MostBlanks = 32, MostListBytes = 64 << 10;
    private const long DeletedFlag = 1 << 1, JunkFlag = 1 << 24;

    /// <summary>The user had deleted it.</summary>
    public bool IsDeleted => (Flags & DeletedFlag) != 0;
    /// <summary>Apple Mail or the user took it for junk.</summary>
    public bool IsJunk => (Flags & JunkFlag) != 0;

    /// <summary>True if a number alone in the first line stands before a mail.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] is < (byte)'1' or > (byte)'9') return false;
        var line = FirstLine(bytes, out var length);
        return line > 0 && length > 0 && MailSniffer.LooksLikeMail(bytes[line..]);
    }

    /// <summary>Takes the file apart; null if it is no such file.</summary>
    public static Emlx? Read(ReadOnlyMemory<byte> file)
    {
        var line = FirstLine(file.Span, out var length);
        if (line == 0) return null;
        var rest = file[line..];
        // A length that lies is not obeyed: the property list shows where the mail ends.
        var there = (int)Math.Min(length, rest.Length);
        var list = rest[there..];
        if (list.Length > 0 && !IsList(list.Span) && Find(rest.Span) is >= 0 and var at) (there, list) = (at, rest[at..]);
        var mail = rest[..there];
        var text = list.Length is > 0 and <= MostListBytes ? Encoding.UTF8.GetString(list.Span) : "";
        DateTimeOffset? received = Number(text, "date-received") is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return new Emlx(mail, received, Number(text, "flags"), CountElsewhere(mail.Span), length > rest.Length);
    }

    private static int FirstLine(ReadOnlySpan<byte> bytes, out long length)
    {
        length = 0;
        var head = bytes[..Math.Min(bytes.Length, MostDigits + MostBlanks)];
        if (!Utf8Parser.TryParse(head, out length, out var digits) || digits > MostDigits || length <= 0 || bytes[0] is (byte)'+' or (byte)'-') return 0;
        var end = head.IndexOf((byte)'\n');
        return end >= digits && head[digits..end].IndexOfAnyExcept((byte)' ', (byte)'\r', (byte)'\t') < 0 ? end + 1 : 0;
    }

    private static bool IsList(ReadOnlySpan<byte> bytes) => bytes.TrimStart("\r\n "u8) is var list && (list.StartsWith("<?xml"u8) || list.StartsWith("<!DOCTYPE plist"u8) || list.StartsWith("<plist"u8));

    /// <summary>The last property list of the file.</summary>
    private static int Find(ReadOnlySpan<byte> rest)
    {
        var plist = rest.LastIndexOf("<plist"u8);
        if (plist < 0) return -1;
        var xml = rest[..plist].LastIndexOf("\n<?xml"u8);
        return xml >= 0 && plist - xml < 512 ? xml + 1 : plist;
    }

    /// <summary>The integer that follows a key.</summary>
    private static long Number(string list, string key)
    {
        var at = list.IndexOf($"<key>{key}</key>", StringComparison.Ordinal);
        if (at < 0) return 0;
        var value = list.AsSpan(at + key.Length + 11).TrimStart();
        foreach (var tag in (ReadOnlySpan<string>)["<integer>", "<real>"])
        {
            if (!value.StartsWith(tag, StringComparison.Ordinal)) continue;
            value = value[tag.Length..];
            var end = value.IndexOfAnyExceptInRange('0', '9');
            return long.TryParse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        return 0;
    }

    private static int CountElsewhere(ReadOnlySpan<byte> mail)
    {
        var count = 0;
        for (int at; (at = mail.IndexOf("\nX-Apple-Content-Length:"u8)) >= 0 && count < 1000; count++) mail = mail[(at + 1)..];
        return count;
    }
}
