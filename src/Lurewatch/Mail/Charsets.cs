using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Lurewatch.Mail;

/// <summary>Decodes text by its declared charset and, where that is unknown or plainly untrue, by what the bytes are. Nothing is registered globally.</summary>
internal static class Charsets
{
    /// <summary>What happened while decoding.</summary>
    internal enum Outcome
    {
        /// <summary>As declared.</summary>
        AsDeclared,
        /// <summary>Nothing (or US-ASCII) declared, but bytes above 127 seen.</summary>
        Undeclared,
        /// <summary>No such charset.</summary>
        Unknown,
        /// <summary>The bytes are not valid in the declared charset.</summary>
        Wrong,
    }

    /// <summary>Decodes at most <paramref name="maxChars"/> characters.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset, int maxChars, out Outcome outcome)
    {
        outcome = Outcome.AsDeclared;
        if (bytes.Length > maxChars) bytes = Cut(bytes, maxChars);
        var name = charset is null ? "" : Normal(charset);
        if (name is "" or "us-ascii" or "ascii" or "utf-8" or "iso-8859-1" or "windows-1252")
        {
            if (Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);
        }
        switch (name)
        {
            case "" or "us-ascii" or "ascii":
                outcome = Outcome.Undeclared;
                return Guess(bytes);
            case "utf-8":
                if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
                if (IsUtf8(bytes)) return Encoding.UTF8.GetString(bytes);
                outcome = Outcome.Wrong;
                return Share(bytes) ? Encoding.UTF8.GetString(bytes) : Windows1252(bytes);
            case "iso-8859-1" or "windows-1252":
                return Windows1252(bytes);
            case "utf-7":
                return Utf7.Decode(bytes);
        }
        if (Find(name) is not { } encoding)
        {
            outcome = Outcome.Unknown;
            return Guess(bytes);
        }
        var text = encoding.GetString(bytes);
        // A wrong multi-byte label shows as a run of replacement characters: take UTF-8 if the bytes are that.
        if (text.Contains('\uFFFD') && IsUtf8(bytes))
        {
            outcome = Outcome.Wrong;
            return Encoding.UTF8.GetString(bytes);
        }
        return text;
    }

    /// <summary>UTF-8 if it is that, else windows-1252, which never fails.</summary>
    public static string Guess(ReadOnlySpan<byte> bytes) => IsUtf8(bytes) ? Encoding.UTF8.GetString(bytes) : Windows1252(bytes);

    /// <summary>True if there is such a charset (as mail spells them).</summary>
    public static bool Known(string charset) => Normal(charset) is "utf-7" || Find(Normal(charset)) is not null;

    /// <summary>Valid UTF-8, a character cut off at the very end allowed.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return true;
        for (var cut = 1; cut <= 3 && cut < bytes.Length; cut++)
            if (bytes[^cut] >= 0xC0) return Utf8.IsValid(bytes[..^cut]);
        return false;
    }

    public static string Windows1252(ReadOnlySpan<byte> bytes) =>
        string.Create(bytes.Length, bytes, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[i] is >= 0x80 and < 0xA0 ? High[from[i] - 0x80] : (char)from[i];
        });

    // WHATWG's index of windows-1252, 0x80 to 0x9F: the five holes keep their C1 value.
    private const string High = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>True if UTF-8 with a few broken places: most high bytes stand in valid sequences.</summary>
    private static bool Share(ReadOnlySpan<byte> bytes)
    {
        var good = 0;
        var bad = 0;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var consumed);
            if (status == OperationStatus.Done) good += consumed > 1 ? 1 : 0;
            else bad++;
            bytes = bytes[consumed..];
        }
        return good > 4 * bad;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes, int maxChars)
    {
        // Wide charsets give fewer characters than bytes; that is fine for a bound.
        var end = maxChars;
        while (end > maxChars - 4 && end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return bytes[..end];
    }

    private static string Normal(string charset)
    {
        var name = charset.Trim().Trim('"', '\'').ToLowerInvariant();
        return name switch
        {
            "utf8" or "utf_8" or "unicode-1-1-utf-8" or "x-utf8" or "utf-8-strict" => "utf-8",
            "latin1" or "l1" or "iso8859-1" or "iso_8859-1" or "iso-8859-1" or "iso8859_1" or "cp1252" or "cp-1252" or "ansi" or "x-ansi"
                or "windows1252" or "win-1252" or "iso-8859-1-windows-1252" => "windows-1252",
            "us-ascii" or "ascii" or "ansi_x3.4-1968" or "iso646-us" or "7bit" or "8bit" or "unknown-8bit" or "x-unknown" or "default" => "us-ascii",
            "utf7" or "unicode-1-1-utf-7" or "x-utf-7" or "unicode-2-0-utf-7" => "utf-7",
            _ => name,
        };
    }

    private static Encoding? Find(string name)
    {
        // Real mail labels the superset with the subset's name (as browsers know).
        name = name switch
        {
            "utf-8" => "utf-8",
            "gb2312" or "gbk" or "x-gbk" or "gb_2312-80" or "hz" or "cp936" => "gb18030",
            "hz-gb-2312" => "hz-gb-2312",
            "ks_c_5601-1987" or "ksc5601" or "ks_c_5601" or "euc-kr" or "cp949" or "uhc" => "ks_c_5601-1987",
            "sjis" or "x-sjis" or "shift-jis" or "cp932" or "windows-31j" or "ms_kanji" => "shift_jis",
            "iso-8859-8-i" or "iso-8859-8-e" => "iso-8859-8",
            "iso-8859-9" or "latin5" => "windows-1254",
            "latin2" => "iso-8859-2",
            "latin9" or "iso8859-15" => "iso-8859-15",
            "big5-hkscs" or "cp950" => "big5",
            _ when name.StartsWith("cp", StringComparison.Ordinal) && name.Length is 5 or 6 && name.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0 =>
                (name.Length == 6 && name.StartsWith("cp125", StringComparison.Ordinal) ? "windows-" : "ibm") + name[2..],
            _ when name.StartsWith("windows", StringComparison.Ordinal) && name.Length == 11 => "windows-" + name[7..],
            _ when name.StartsWith("win-", StringComparison.Ordinal) => "windows-" + name[4..],
            _ when name.StartsWith("iso8859", StringComparison.Ordinal) => "iso-8859" + name[7..],
            _ => name,
        };
        if (name.Length is 0 or > 40 || name is "utf-7") return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
