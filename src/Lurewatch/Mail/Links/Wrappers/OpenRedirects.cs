using System.Buffers;
using System.Collections.Frozen;

namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>An address inside an address.</summary>
/// <param name="Target">Where it points, itself opened.</param>
/// <param name="Hidden">It was written in base64, hex or backwards.</param>
internal sealed record Redirect(Url Target, bool Hidden);

/// <summary>Links on hosts that nobody knows as redirectors, that carry another host's address where redirect scripts look for it: a parameter by a telling name, a path that is a URL.</summary>
/// <remarks>Nothing proves that the host sends its visitors on, so such a link keeps its own address; where it points is evidence beside it.</remarks>
internal static class OpenRedirects
{
    private static readonly SearchValues<string> s_signs = SearchValues.Create(["http", "aHR0c", "68747470", "//", @"\\", "/\\", "%2F%2F", "%5C", "ptth"], StringComparison.OrdinalIgnoreCase);

    // Names by which scripts take a target.
    private static readonly FrozenSet<string> s_names = FrozenSet.ToFrozenSet(
        ["url", "u", "to", "go", "goto", "target", "targeturl", "dest", "desturl", "destination", "redirect", "redirecturl", "redirect_url", "redirect_to", "redirectto", "redir", "redirurl", "rurl", "r", "rd", "rdu", "rdr",
         "link", "linkurl", "l", "lnk", "href", "out", "next", "nexturl", "next_url", "continue", "return", "returnurl", "return_url", "returnto", "return_to", "forward", "fwd", "jump", "location", "loc", "exit", "away",
         "click", "clickurl", "adurl", "page", "view", "site", "uri", "path", "back", "backurl", "backto", "success", "callback", "q", "a", "d", "ued", "p", "p1", "service", "src", "ref", "refurl", "ec_url", "_redirectto",
         "redirect_uri", "redirecturi", "deeplink", "murl", "mpre", "visit", "external", "ext", "land", "landing", "lp", "dst", "tourl", "gourl", "trg", "wptouch_switch"], StringComparer.OrdinalIgnoreCase);

    // Pages that take an address to show it, share it or sign in for it.
    private static readonly SearchValues<string> s_noRedirect = SearchValues.Create(
        ["/share", "sharer", "/intent/", "/submit", "/pin/create", "/compose", "/login", "/signin", "/sign-in", "/signup", "/oauth", "/authorize", "/saml", "/adfs/", "/sso", "/validator", "/check?", "/embed", "oembed",
         "/proxy", "/image", "/img", "/_next/", "/cdn-cgi/", "/resize", "/thumb", "/render?", "/calendar/", "/logout", "/viewer", "/preview", "/bookmark", "/qr", "/api/v1/create", "/web/2"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the link points beside its own host; null if nowhere else.</summary>
    public static Redirect? Of(Url url, AnalysisBudget? budget = null)
    {
        if (url.Scheme is not ("http" or "https") || (url.QueryParams is null && url.Path is not { Length: > 10 })) return null;
        var tail = QueryText.Tail(url);
        if (tail.Length is < 10 or > 8192 || !tail.ContainsAny(s_signs) || tail.ContainsAny(s_noRedirect)) return null;
        if (budget?.TryTakeSteps(16 + tail.Length / 64, "redirects in links") == false) return null;
        return InQuery(url) ?? InPath(url, tail);
    }

    private static Redirect? InQuery(Url url)
    {
        ReadOnlySpan<char> query = url.QueryParams;
        if (query.IsEmpty) return null;
        // ?https://host/: the query is the target
        if ((TargetText.StartsAsUrl(query) || query.StartsWith("http", StringComparison.OrdinalIgnoreCase)) && Elsewhere(url, query) is { } whole) return whole;
        var names = s_names.GetAlternateLookup<ReadOnlySpan<char>>();
        var pairs = 0;
        foreach (var range in query.Split('&'))
        {
            if (++pairs > 64) break;
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (equals < 1 || pair.Length - equals < 8) continue;
            var name = pair[..equals];
            if (name.StartsWith("amp;", StringComparison.OrdinalIgnoreCase)) name = name[4..];
            if (names.Contains(name) && Elsewhere(url, pair[(equals + 1)..]) is { } found) return found;
        }
        return null;
    }

    /// <summary><c>/redirect/https://host/</c>, <c>//host</c> and base64 segments.</summary>
    private static Redirect? InPath(Url url, ReadOnlySpan<char> tail)
    {
        if (tail.Length > 3 && tail[0] == '/' && tail[1] == '/' && char.IsAsciiLetterOrDigit(tail[2]) && tail[2..].IndexOf('.') > 0) return Elsewhere(url, tail);
        var at = tail.IndexOf("/http", StringComparison.OrdinalIgnoreCase);
        if (at >= 0 && tail[(at + 5)..] is var rest && (rest.StartsWith(":/") || rest.StartsWith("s:/") || rest.StartsWith("%3A", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("s%3A", StringComparison.OrdinalIgnoreCase)))
            return Elsewhere(url, tail[(at + 1)..]);
        at = tail.IndexOf("/aHR0c", StringComparison.Ordinal);
        if (at < 0) return null;
        rest = tail[(at + 1)..];
        var end = rest.IndexOfAny('/', '?', '#');
        return Elsewhere(url, end < 0 ? rest : rest[..end]);
    }

    private static Redirect? Elsewhere(Url url, ReadOnlySpan<char> value)
    {
        if (TargetText.Read(value, bare: false, out var hidden) is not { } target) return null;
        target = LinkWrappers.Open(target);
        if (target.Scheme is "javascript" or "data" or "vbscript" or "file") return new Redirect(target, hidden);
        if (target.Scheme is not ("http" or "https" or "ftp")) return null;
        if (target.Ip is null && target.Domain.RootDomain is null) return null;
        return target.Domain.RootDomain is { } root && root == url.Domain.RootDomain ? null : new Redirect(target, hidden);
    }
}
