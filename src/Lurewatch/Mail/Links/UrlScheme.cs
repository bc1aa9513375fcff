namespace Lurewatch.Mail.Links;

internal enum UrlSchemeKind
{
    Unknown,
    /// <summary>http and its kin: any number of slashes, backslashes count [WHATWG "special"].</summary>
    Web,
    File,
    /// <summary>No authority: mailto, tel, data, javascript, …</summary>
    Opaque,
    /// <summary>Holds another URL: blob, view-source.</summary>
    Wrapper,
}

internal static class UrlScheme
{
    /// <summary>Lower case, and the defanged spellings (<c>hxxp</c>, <c>h**p</c>, <c>fxp</c>) undone.</summary>
    public static string Canonical(ReadOnlySpan<char> scheme)
    {
        if (scheme.SequenceEqual("https")) return "https";
        if (scheme.SequenceEqual("http")) return "http";
        if (scheme.SequenceEqual("mailto")) return "mailto";
        var lower = scheme.ToString().ToLowerInvariant();
        return lower switch
        {
            "hxxp" or "htxp" or "hxtp" => "http",
            "hxxps" or "htxps" or "hxtps" => "https",
            "fxp" => "ftp",
            _ => lower,
        };
    }

    public static int? DefaultPort(string scheme) => scheme switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        "ftp" => 21,
        _ => null,
    };

    public static UrlSchemeKind KindOf(string scheme) => scheme switch
    {
        "http" or "https" or "ftp" or "ws" or "wss" => UrlSchemeKind.Web,
        "file" or "smb" => UrlSchemeKind.File,
        "blob" or "view-source" or "filesystem" => UrlSchemeKind.Wrapper,
        "mailto" or "tel" or "sms" or "smsto" or "callto" or "facetime" or "skype" or "whatsapp" or "tg" or "data" or "javascript" or "vbscript" or "livescript"
            or "cid" or "mid" or "about" or "bitcoin" or "ethereum" or "litecoin" or "monero" or "intent" or "market" or "magnet" or "ed2k" or "news" or "nntp"
            or "search" or "search-ms" or "ms-its" or "mhtml" or "mk" or "res" or "shell" or "hcp" or "onenote" or "outlook" or "callback" or "geo" or "maps" or "urn"
            or "zoommtg" or "msteams" or "webcal" or "feed" or "itms-services" or "its" or "calculator" or "jar" or "tncmd" or "x-apple-data-detectors" => UrlSchemeKind.Opaque,
        _ => scheme.StartsWith("ms-", StringComparison.Ordinal) ? UrlSchemeKind.Opaque : UrlSchemeKind.Unknown,
    };
}
