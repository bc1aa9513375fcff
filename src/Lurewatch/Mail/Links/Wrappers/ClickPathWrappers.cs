namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Postmark: <c>click.pstmrk.it/3s/host%2Fpath/…</c>. The letter says the scheme, the next segment is the target without it.</summary>
internal sealed class PostmarkWrapper : ILinkWrapper
{
    public string Encoder => "postmark";
    public WrapperKind Kind => WrapperKind.Tracker;
    public IReadOnlyList<string> Roots { get; } = ["pstmrk.it"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        var path = url.Path.AsSpan().TrimStart('/');
        var slash = path.IndexOf('/');
        if (slash is < 1 or > 4 || path[0] is not ('2' or '3')) return false;
        var secure = path[..slash].Contains('s');
        path = path[(slash + 1)..];
        slash = path.IndexOf('/');
        var target = PercentCode.Decode(slash < 0 ? path : path[..slash]);
        found = new Unwrapped(UrlReader.Read(TargetText.StartsAsUrl(target) ? target : string.Concat(secure ? "https://" : "http://", target)));
        return found.Target is not null;
    }
}

/// <summary>Mailing services that count clicks under their customers' names and are known by the path: Amazon SES (<c>/L0/</c>, <c>/CL0/</c> and the target), Mailjet (<c>/lnk/…/</c> and base64url), Sailthru (<c>/click/number/</c> and base64url).</summary>
internal sealed class ClickPathWrapper : ILinkWrapper
{
    public string Encoder => "click_tracker";
    public WrapperKind Kind => WrapperKind.Tracker;
    public IReadOnlyList<string> Roots { get; } = ["*"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        var path = url.Path.AsSpan();
        if (path.StartsWith("/L0/", StringComparison.Ordinal)) found = new Unwrapped(Encoded(path[4..]));
        else if (path.StartsWith("/CL0/", StringComparison.Ordinal)) found = new Unwrapped(Encoded(path[5..]));
        else if (path.StartsWith("/lnk/", StringComparison.Ordinal)) found = new Unwrapped(Base64(path));
        else if (path.StartsWith("/click/", StringComparison.Ordinal) && path.Length > 8 && char.IsAsciiDigit(path[7])) found = new Unwrapped(Base64(path));
        return found.Target is not null;
    }

    /// <summary><c>https:%2F%2Fhost%2Fpath/1/message-id/signature</c>.</summary>
    private static Url? Encoded(ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var target = slash < 0 ? rest : rest[..slash];
        return target.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? TargetText.Read(target) : null;
    }

    private static Url? Base64(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.StartsWith("aHR0c", StringComparison.Ordinal)) return TargetText.Read(segment);
        }
        return null;
    }
}
