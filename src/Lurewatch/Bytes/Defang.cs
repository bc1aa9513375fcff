namespace Lurewatch.Bytes;

/// <summary>Makes addresses unclickable for people: <c>hxxps://bad[.]example</c>, <c>user[@]bad[.]example</c>.</summary>
public static class Defang
{
    /// <summary>Defangs a URL: scheme and every dot of the host.</summary>
    public static string Url(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return Host(url);
        var start = scheme + 3;
        var end = url.AsSpan(start).IndexOfAny("/?#");
        end = end < 0 ? url.Length : start + end;
        return url[..scheme].Replace("tt", "xx", StringComparison.OrdinalIgnoreCase) + "://" + Host(url[start..end]) + url[end..];
    }

    /// <summary>Defangs a host, IP address or mailbox address.</summary>
    public static string Host(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Replace(".", "[.]", StringComparison.Ordinal).Replace("@", "[@]", StringComparison.Ordinal);
    }
}
