using System.Text;

namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Google's own ways out: /url of search, mail and calendar, /amp, travel, maps and advertisements, under any of its country domains.</summary>
internal sealed class GoogleWrapper : ILinkWrapper
{
    public string Encoder => "google_open_redirect";
    public WrapperKind Kind => WrapperKind.Redirector;
    public IReadOnlyList<string> Roots { get; } = ["google"];

    private static readonly string[] s_url = ["q", "url", "imgrefurl", "adurl", "pcurl", "u", "lite_url"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.Domain.Sld != "google" || url.Path is not { Length: > 1 } path || url.Domain.Subdomain is "accounts" or "docs" or "drive" or "sites" or "calendar") return false;
        if (path.StartsWith("/amp/", StringComparison.OrdinalIgnoreCase))
        {
            // /amp/s/host/path: https; /amp/host/path: http
            var rest = QueryText.Tail(url)[5..];
            var secure = rest.StartsWith("s/", StringComparison.OrdinalIgnoreCase);
            if (secure) rest = rest[2..];
            found = new Unwrapped(TargetText.StartsAsUrl(rest) ? UrlReader.Read(rest) : AmpCacheWrapper.Named(secure, rest));
            return found.Target is not null;
        }
        if (path is not ("/url" or "/imgres" or "/aclk" or "/pagead/aclk" or "/travel/clk" or "/travel/clk/f" or "/interstitial" or "/gwt/x" or "/gwt/n" or "/local_url" or "/maps/url" or "/link" or "/i" or "/xhtml" or "/website_shared/launch_bw.html")
            && !path.StartsWith("/url/", StringComparison.Ordinal)) return false;
        foreach (var name in s_url)
            if (QueryText.TryGet(url.QueryParams, name, out var value) && TargetText.Read(value, bare: name is "q" or "url") is { } target)
            {
                found = new Unwrapped(target);
                return true;
            }
        if (QueryText.TryGet(url.QueryParams, "f", out var page) && TargetText.Read(page) is { } business) found = new Unwrapped(business);
        return found.Target is not null;
    }
}

/// <summary>Google Translate as a proxy: <c>translate.google.com/translate?u=</c>, and <c>www-example-com.translate.goog</c>, whose host name is the target's.</summary>
/// <remarks>Google Search Central, "Enabling ad networks to work with translation-related Google Search features": the steps of decoding the host.</remarks>
internal sealed class GoogleTranslateWrapper : ILinkWrapper
{
    public string Encoder => "google_translate_open_redirect";
    public WrapperKind Kind => WrapperKind.Mirror;
    public IReadOnlyList<string> Roots { get; } = ["translate.goog", "google"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.Domain.RootDomain != "translate.goog")
        {
            if (url.Domain.Subdomain != "translate" || !url.Path!.StartsWith("/translate", StringComparison.Ordinal) || !QueryText.TryGet(url.QueryParams, "u", out var value)) return false;
            found = new Unwrapped(TargetText.Read(value, bare: true));
            return found.Target is not null;
        }
        if (url.Domain.Subdomain is not { Length: > 0 } name) return false;
        var enc = QueryText.TryGet(url.QueryParams, "_x_tr_enc", out var coded) ? coded : [];
        if (QueryText.TryGet(url.QueryParams, "_x_tr_hp", out var head)) name = PercentCode.Decode(head) + name;
        if (enc.Contains('1') && name.StartsWith("1-", StringComparison.Ordinal)) name = name[2..];
        var idn = enc.Contains('0') && name.StartsWith("0-", StringComparison.Ordinal);
        if (idn) name = name[2..];
        var host = new StringBuilder(name.Length + 4);
        if (idn) host.Append("xn--");
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '-') host.Append(name[i]);
            else if (i + 1 < name.Length && name[i + 1] == '-')
            {
                host.Append('-');
                i++;
            }
            else host.Append('.');
        }
        var scheme = QueryText.TryGet(url.QueryParams, "_x_tr_sch", out var plain) && plain is "http" ? "http://" : "https://";
        found = new Unwrapped(UrlReader.Read(string.Concat(scheme, host.ToString(), url.Path, Query(url.QueryParams))) is { } target && target.Domain.RootDomain is not null ? target : null);
        return found.Target is not null;
    }

    /// <summary>The page's own parameters, without the translator's.</summary>
    private static string Query(ReadOnlySpan<char> query)
    {
        var kept = new StringBuilder();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (!pair.IsEmpty && !pair.StartsWith("_x_tr_", StringComparison.Ordinal)) kept.Append(kept.Length == 0 ? '?' : '&').Append(pair);
        }
        return kept.ToString();
    }
}

/// <summary>The AMP cache: <c>www-example-com.cdn.ampproject.org/c/s/www.example.com/path</c>. The path names the target; the host is only its mangled name.</summary>
/// <remarks>amp.dev, "AMP Cache URL format".</remarks>
internal sealed class AmpCacheWrapper : ILinkWrapper
{
    public string Encoder => "google_amp";
    public WrapperKind Kind => WrapperKind.Mirror;
    public IReadOnlyList<string> Roots { get; } = ["ampproject.org", "bing-amp.com"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        if (url.Domain.Subdomain is not { } sub || !sub.EndsWith("cdn", StringComparison.Ordinal) && url.Domain.RootDomain != "bing-amp.com") return false;
        var tail = QueryText.Tail(url);
        // /c/ document, /v/ viewer, /wp/ web package, /i/ image, /r/ resource; then s/ for https
        if (tail.Length < 8 || tail[0] != '/') return false;
        var slash = tail[1..].IndexOf('/');
        if (slash is < 1 or > 2) return false;
        var rest = tail[(slash + 2)..];
        var secure = rest.StartsWith("s/", StringComparison.Ordinal);
        if (secure) rest = rest[2..];
        found = new Unwrapped(Named(secure, rest));
        return found.Target is not null;
    }

    public static Url? Named(bool secure, ReadOnlySpan<char> rest) =>
        UrlReader.Read(string.Concat(secure ? "https://" : "http://", PercentHost(rest))) is { } target && (target.Ip is not null || target.Domain.RootDomain is not null) ? target : null;

    private static string PercentHost(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('/', '?', '#');
        var host = end < 0 ? rest : rest[..end];
        return host.Contains('%') ? string.Concat(PercentCode.Decode(host), end < 0 ? [] : rest[end..]) : rest.ToString();
    }
}

/// <summary>Google's advertisement clicks: <c>googleadservices.com/pagead/aclk?…adurl=</c>, <c>doubleclick.net/pcs/click?…adurl=</c>, and <c>/ddm/clk/1;2;3?https://…</c> with the target behind the first question mark.</summary>
internal sealed class DoubleClickWrapper : ILinkWrapper
{
    public string Encoder => "google_adservices";
    public WrapperKind Kind => WrapperKind.Redirector;
    public IReadOnlyList<string> Roots { get; } = ["googleadservices.com", "doubleclick.net", "dartsearch.net", "googlesyndication.com"];

    private static readonly string[] s_names = ["adurl", "ds_dest_url", "dest", "url", "q"];

    public bool TryOpen(Url url, out Unwrapped found)
    {
        found = default;
        foreach (var name in s_names)
            if (QueryText.TryGet(url.QueryParams, name, out var value) && TargetText.Read(value) is { } target)
            {
                found = new Unwrapped(target);
                return true;
            }
        var tail = QueryText.Tail(url);
        var start = tail.IndexOfAny('?', '#') is >= 0 and var mark ? tail[(mark + 1)..] : [];
        if (TargetText.StartsAsUrl(start) || start.StartsWith("http%3A", StringComparison.OrdinalIgnoreCase) || start.StartsWith("https%3A", StringComparison.OrdinalIgnoreCase)) found = new Unwrapped(TargetText.Read(start));
        else if (tail.IndexOf(";;http", StringComparison.OrdinalIgnoreCase) is >= 0 and var at) found = new Unwrapped(TargetText.Read(tail[(at + 2)..]));
        return found.Target is not null;
    }
}
