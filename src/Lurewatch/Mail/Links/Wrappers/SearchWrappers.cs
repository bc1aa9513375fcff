namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Bing: <c>/ck/a?…&amp;u=a1</c> and base64url; <c>/aclick</c> with base64 of a percent-encoded target; <c>/alink</c> and others plain.</summary>
internal sealed class BingWrapper : ILinkWrapper
{
    public string Encoder => "bing_open_redirect";
    public WrapperKind Kind => WrapperKind.Redirector;
    public IReadOnlyList<string> Roots { get; } = ["bing.com"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.QueryParams is not { } query || url.Path is not { Length: > 2 } path || path is "/search" or "/images/search") return false;
        if (QueryText.TryGet(query, "u", out var coded))
        {
            // "a1": the first letter says what kind of target, the digit which alphabet
            if (path.StartsWith("/ck/", StringComparison.OrdinalIgnoreCase) && coded.Length > 2 && coded[0] is 'a' or 'A' && char.IsAsciiDigit(coded[1])) coded = coded[2..];
            found = new Unwrapped(TargetText.Read(coded));
        }
        else if (QueryText.TryGet(query, "url", out var plain)) found = new Unwrapped(TargetText.Read(plain));
        return found.Target is not null;
    }
}

/// <summary>Yahoo's search results: the target stands in the path, <c>/RU=https%3a%2f%2f…/RK=</c>.</summary>
internal sealed class YahooSearchWrapper : ILinkWrapper
{
    public string Encoder => "yahoo_open_redirect";
    public WrapperKind Kind => WrapperKind.Redirector;
    public IReadOnlyList<string> Roots { get; } = ["yahoo.com", "yahoo.co.jp"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        var tail = QueryText.Tail(url);
        var at = tail.IndexOf("/RU=", StringComparison.Ordinal);
        if (at < 0) return false;
        tail = tail[(at + 4)..];
        var end = tail.IndexOf("/RK=", StringComparison.Ordinal);
        if (end < 0) end = tail.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || tail.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? -1 : tail.IndexOf('/');
        found = new Unwrapped(TargetText.Read(end < 0 ? tail : tail[..end], bare: true));
        return found.Target is not null;
    }
}
