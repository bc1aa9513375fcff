using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Cli.Terminals;

/// <summary>Defangs running text: every URL, host, IP address and mailbox address in it, file names left alone.</summary>
internal static class Safe
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t\r\n\"'<>()[]{},;|`„“”»«‘’");
    private static readonly SearchValues<char> s_hostEnds = SearchValues.Create("/:?#\\=&");
    private static readonly SearchValues<char> s_ipv4 = SearchValues.Create("0123456789.");
    private static readonly FrozenSet<string> s_fileExtensions = FrozenSet.ToFrozenSet(
        ["7z", "ace", "apk", "asc", "bas", "bat", "bin", "bmp", "cab", "cmd", "cpl", "css", "csv", "dat", "dll", "doc", "docm", "docx", "dot", "dotm", "dotx", "eml", "exe", "gif",
         "gz", "hta", "htm", "html", "ics", "img", "iso", "jar", "jpeg", "jpg", "js", "jse", "json", "lnk", "log", "mbox", "mht", "msg", "msi", "odp", "ods", "odt", "one", "p7m", "p7s",
         "pdf", "php", "png", "potm", "ppam", "pps", "ppt", "pptm", "pptx", "ps1", "rar", "rtf", "scr", "sct", "shtml", "svg", "tar", "tgz", "tif", "tiff", "tmp", "ttf", "txt",
         "url", "vbe", "vbs", "vcf", "vhd", "vhdx", "webp", "wmf", "wsf", "wsh", "xla", "xlam", "xls", "xlsb", "xlsm", "xlsx", "xml", "xz", "zip"], StringComparer.OrdinalIgnoreCase);

    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.Contains('.', StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal) && !text.Contains('@', StringComparison.Ordinal)) return text;
        var safe = new StringBuilder(text.Length + 32);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(s_ends);
            var word = end < 0 ? rest : rest[..end];
            if (word.Length > 0) Word(word, safe);
            if (end < 0) break;
            safe.Append(rest[end]);
            rest = rest[(end + 1)..];
        }
        return safe.ToString();
    }

    /// <summary>An indicator as a person sees it.</summary>
    public static string Indicator(Indicator indicator) => indicator.Type switch
    {
        IndicatorType.Url => Defang.Url(indicator.Value),
        IndicatorType.Domain or IndicatorType.Ipv4 or IndicatorType.EmailAddress or IndicatorType.MessageId => Defang.Host(indicator.Value),
        IndicatorType.Ipv6 => indicator.Value.Replace(":", "[:]", StringComparison.Ordinal),
        IndicatorType.Subject => Text(indicator.Value),
        _ => indicator.Value,
    };

    private static void Word(ReadOnlySpan<char> word, StringBuilder safe)
    {
        var trailing = word.Length - word.TrimEnd(".:!?…").Length;
        var core = word[..^trailing];
        if (core.Contains("://", StringComparison.Ordinal)) safe.Append(Defang.Url(core.ToString()));
        else if (core.Contains('@')) safe.Append(Defang.Host(core.ToString()));
        else Host(core, safe);
        safe.Append(word[^trailing..]);
    }

    /// <summary>Defangs the host that a word starts with, if it is one: <c>bad.example/path</c>.</summary>
    private static void Host(ReadOnlySpan<char> word, StringBuilder safe)
    {
        var end = word.IndexOfAny(s_hostEnds);
        var host = end < 0 ? word : word[..end];
        var isRooted = end >= 0 && word[end] is '/' or '?' or ':';
        if (IsHost(host, isRooted)) safe.Append(Defang.Host(host.ToString())).Append(word[host.Length..]);
        else safe.Append(word);
    }

    private static bool IsHost(ReadOnlySpan<char> host, bool isRooted)
    {
        var dot = host.LastIndexOf('.');
        if (dot <= 0 || dot == host.Length - 1) return false;
        var last = host[(dot + 1)..];
        foreach (var c in host)
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')) return false;
        if (host.Contains("..", StringComparison.Ordinal)) return false;
        if (last.ContainsAnyExceptInRange('0', '9')) return last.Length >= 2 && char.IsLetter(last[0]) && (isRooted || !s_fileExtensions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(last));
        return host.Count('.') == 3 && !host.ContainsAnyExcept(s_ipv4);
    }
}
