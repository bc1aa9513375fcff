using System.Text;

namespace Lurewatch.Bytes;

/// <summary>Makes addresses unclickable for people: <c>hxxps://bad[.]example</c>, <c>user[@]bad[.]example</c>.</summary>
public static class Defang
{
    /// <summary>Defangs a URL: scheme and every dot of the host, and likewise each URL that stands inside it or is joined to it.</summary>
    public static string Url(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var mark = url.IndexOf("://", StringComparison.Ordinal);
        if (mark < 0) return Host(url);
        var safe = new StringBuilder(url.Length + 16);
        var done = 0;
        while (mark >= 0)
        {
            var scheme = SchemeStart(url, done, mark);
            safe.Append(url, done, scheme - done).Append(url[scheme..mark].Replace("tt", "xx", StringComparison.OrdinalIgnoreCase)).Append("://");
            var start = mark + 3;
            var end = url.AsSpan(start).IndexOfAny("/?#");
            end = end < 0 ? url.Length : start + end;
            mark = url.IndexOf("://", start, StringComparison.Ordinal);
            if (mark >= 0) end = Math.Min(end, SchemeStart(url, start, mark));
            safe.Append(Host(url[start..end]));
            done = end;
        }
        return safe.Append(url, done, url.Length - done).ToString();
    }

    private static int SchemeStart(string url, int from, int mark)
    {
        while (mark > from && char.IsAsciiLetterOrDigit(url[mark - 1])) mark--;
        return mark;
    }

    /// <summary>Defangs a host, IP address or mailbox address.</summary>
    public static string Host(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Replace(".", "[.]", StringComparison.Ordinal).Replace("@", "[@]", StringComparison.Ordinal);
    }
}
