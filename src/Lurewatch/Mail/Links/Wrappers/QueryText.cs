namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Looks into a query without taking it apart whole.</summary>
internal static class QueryText
{
    /// <summary>The first value of a parameter, still percent-encoded; false if it is absent or empty. Case makes no difference; a name that HTML escaping left as <c>amp;u</c> counts.</summary>
    public static bool TryGet(ReadOnlySpan<char> query, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? [] : query[(end + 1)..];
            if (pair.StartsWith("amp;", StringComparison.OrdinalIgnoreCase)) pair = pair[4..];
            if (pair.Length <= name.Length + 1 || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            value = pair[(name.Length + 1)..];
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Everything behind the host: path, query, fragment.</summary>
    public static ReadOnlySpan<char> Tail(Url url)
    {
        var text = url.UrlText.AsSpan();
        var start = text.IndexOf("://");
        if (start < 0) return [];
        text = text[(start + 3)..];
        var end = text.IndexOfAny('/', '?', '#');
        return end < 0 ? [] : text[end..];
    }
}
