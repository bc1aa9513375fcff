using System.Text;
using Lurewatch.Scripts.Vba;
using Utf8Text = System.Text.Unicode.Utf8;

namespace Lurewatch.Mail.Mapi;

/// <summary>Windows code pages: of 8-bit strings, by the message's own properties, and their names in mail.</summary>
internal static class MapiCodePages
{
    private const int Utf8 = 65001;

    /// <summary>Code page of a message's 8-bit strings: its own, else its language's; 0 if neither says.</summary>
    public static int Of(MapiProperties properties)
    {
        if (properties.Int32(MapiTag.MessageCodePage) is { } page && IsPage(page) && page is not (1200 or 1201)) return page;
        if (properties.Int32(MapiTag.MessageLocaleId) is { } locale && OfLocale(locale) is > 0 and var ansi) return ansi;
        return properties.Int32(MapiTag.InternetCodePage) is { } internet && IsPage(internet) && internet is not (1200 or 1201) ? internet : 0;
    }

    /// <summary>Text of a code page. UTF-8 that is called Western or nothing is UTF-8: Western text does not look like that; other scripts' may, where it is short.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, int page)
    {
        if (Ascii.IsValid(bytes) && page is not (50220 or 50221 or 50222 or 50225 or 52936 or 65000)) return Encoding.ASCII.GetString(bytes);
        if (page is 0 or 1252 or 20127 or Utf8) return Utf8Text.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Charsets.Windows1252(bytes);
        return page == 65000 ? Utf7.Decode(bytes) : Encodings.Of(page).GetString(bytes);
    }

    /// <summary>The name that mail has for a code page; null if none is known.</summary>
    public static string? CharsetName(int page) => page switch
    {
        Utf8 => "utf-8",
        65000 => "utf-7",
        1200 => "utf-16le",
        1201 => "utf-16be",
        20127 => "us-ascii",
        932 => "shift_jis",
        936 => "gb2312",
        949 => "ks_c_5601-1987",
        950 => "big5",
        874 => "windows-874",
        >= 1250 and <= 1258 => $"windows-{page}",
        >= 28591 and <= 28599 => $"iso-8859-{page - 28590}",
        28603 => "iso-8859-13",
        28605 => "iso-8859-15",
        20866 => "koi8-r",
        21866 => "koi8-u",
        50220 or 50221 or 50222 => "iso-2022-jp",
        50225 => "iso-2022-kr",
        51932 => "euc-jp",
        51949 => "euc-kr",
        52936 => "hz-gb-2312",
        54936 => "gb18030",
        _ => null,
    };

    /// <summary>ANSI code page of a language [MS-LCID]: those that are not Western.</summary>
    public static int OfLocale(int locale) => (locale & 0x3ff) switch
    {
        0x05 or 0x0e or 0x15 or 0x18 or 0x1b or 0x1c or 0x24 => 1250,
        0x1a => (locale & 0xfc00) is 0x0c00 or 0x1c00 or 0x2000 or 0x2800 or 0x3000 ? 1251 : 1250,
        0x02 or 0x19 or 0x22 or 0x23 or 0x2f or 0x3f or 0x40 or 0x44 or 0x50 => 1251,
        0x08 => 1253,
        0x1f or 0x2c or 0x43 => 1254,
        0x0d => 1255,
        0x01 or 0x20 or 0x29 => 1256,
        0x25 or 0x26 or 0x27 => 1257,
        0x2a => 1258,
        0x1e => 874,
        0x11 => 932,
        0x12 => 949,
        0x04 => locale is 0x0404 or 0x0c04 or 0x1404 ? 950 : 936,
        0x00 => 0,
        _ => 1252,
    };

    private static bool IsPage(int page) => page is > 0 and < 65536;
}
