using System.Buffers;
using System.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Reads a URL as a browser would [WHATWG URL], however it is disguised.</summary>
/// <remarks>
/// Two deviations, both for the analyst's sake: what a browser refuses (a host with forbidden characters, a port out of range) is still
/// read, with <see cref="Domain.Valid"/> false; and an address written as IPv4 inside IPv6 is named by its IPv4 form.
/// <see cref="Url.UrlText"/> carries the host in A-labels, so that it can be matched with logs; <see cref="Domain.DomainName"/> in U-labels.
/// </remarks>
internal static class UrlReader
{
    private const int MaxOpaque = 1024, MaxDoubled = 16;
    private static readonly SearchValues<char> Stripped = SearchValues.Create("\t\n\r");
    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/\\?#");
    private static readonly SearchValues<char> NotInBareHost = SearchValues.Create(" @\"'<>,;()|{}");
    private static readonly SearchValues<char> Dots = SearchValues.Create(".\u3002\uFF0E\uFF61");
    private static readonly SearchValues<char> HostForbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f \"#%/:<>?@[\\]^`{|}");

    /// <summary>The URL in <paramref name="text"/>; null if it is none. A name without a scheme is one if it stands under a public suffix.</summary>
    public static Url? Read(string text) => Read(text.AsSpan());

    /// <inheritdoc cref="Read(string)"/>
    public static Url? Read(ReadOnlySpan<char> text)
    {
        text = TrimEnds(text);
        if (text.IsEmpty) return null;
        if (text.ContainsAny(Stripped)) text = Without(text, Stripped);
        if (text.Length > 2 && IsSlash(text[0]) && IsSlash(text[1]))
        {
            if (text[0] == '\\') return ReadAuthority("file", text);
            text = string.Concat("http:", text);
        }
        var hasScheme = SplitScheme(text, out var scheme, out var rest);
        if ((!hasScheme || UrlScheme.KindOf(scheme) is UrlSchemeKind.Web or UrlSchemeKind.Unknown) && Refang.TryApply(text, out var plain))
        {
            text = plain;
            hasScheme = SplitScheme(text, out scheme, out rest);
        }
        return hasScheme ? ReadRest(scheme, rest) : ReadBare(text);
    }

    /// <summary>A reference in a document [RFC 3986 5.2], against <paramref name="baseUrl"/> if it is relative; null if it leads nowhere.</summary>
    public static Url? Resolve(Url? baseUrl, ReadOnlySpan<char> reference)
    {
        reference = TrimEnds(reference);
        if (reference.IsEmpty) return null;
        if (baseUrl?.Scheme is null or not ("http" or "https" or "ftp") || SplitScheme(reference, out _, out _)) return reference[0] is '#' ? null : Read(reference);
        var host = Origin(baseUrl);
        if (IsSlash(reference[0]))
            return reference.Length > 1 && IsSlash(reference[1]) ? Read(string.Concat(baseUrl.Scheme, ":", reference)) : Read(string.Concat(host, reference));
        var path = baseUrl.Path ?? "/";
        return reference[0] switch
        {
            '#' => null,
            '?' => Read(string.Concat(host, path, reference)),
            _ => Read(string.Concat(host, path.AsSpan(0, path.LastIndexOf('/') + 1), reference)),
        };
    }

    private static string Origin(Url url)
    {
        var text = url.UrlText!;
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.AsSpan(start).IndexOfAny(AuthorityEnd);
        return end < 0 ? text : text[..(start + end)];
    }

    private static Url? ReadRest(string scheme, ReadOnlySpan<char> rest)
    {
        switch (UrlScheme.KindOf(scheme))
        {
            case UrlSchemeKind.Web:
                return ReadAuthority(scheme, rest);
            case UrlSchemeKind.File:
                return ReadAuthority(scheme, rest);
            case UrlSchemeKind.Wrapper:
                return ReadWrapper(scheme, rest);
            case UrlSchemeKind.Opaque:
                return ReadOpaque(scheme, rest);
            default:
                return rest.Length > 2 && rest[0] == '/' && rest[1] == '/' ? ReadAuthority(scheme, rest) : null;
        }
    }

    private static Url? ReadAuthority(string scheme, ReadOnlySpan<char> rest)
    {
        for (var level = 0; level < MaxDoubled; level++)
        {
            var url = ReadOnce(scheme, rest);
            if (url is not { Domain.DomainName: "http" or "https", Port: null } || !url.Path!.StartsWith("//", StringComparison.Ordinal)
                || UrlScheme.KindOf(scheme) != UrlSchemeKind.Web) return url;
            scheme = url.Domain.DomainName;   // http://https://host: a sender's slip, not a host named https
            rest = url.UrlText.AsSpan(Origin(url).Length);
        }
        return null;
    }

    /// <summary>scheme ":" slashes [userinfo "@"] host [":" port] path ["?" query] ["#" fragment]; null without a host.</summary>
    private static Url? ReadOnce(string scheme, ReadOnlySpan<char> rest)
    {
        var slashes = 0;
        while (slashes < rest.Length && IsSlash(rest[slashes])) slashes++;
        rest = rest[slashes..];
        // two slashes or, for Windows, four and more name a server
        if (scheme == "file" && (slashes is 0 or 1 or 3 || rest is [_, ':' or '|', ..])) return ReadLocalFile(rest);

        var end = rest.IndexOfAny(AuthorityEnd);
        var authority = end < 0 ? rest : rest[..end];
        var tail = end < 0 ? [] : rest[end..];
        var at = authority.LastIndexOf('@');
        var userInfo = at < 0 ? [] : authority[..at];
        var hostPort = at < 0 ? authority : authority[(at + 1)..];
        if (!SplitPort(hostPort, scheme, out var rawHost, out var port)) return null;

        var host = UrlHost.Read(rawHost);
        if (host.Text.Length == 0) return null;

        var text = new StringBuilder(rest.Length + scheme.Length + 8);
        text.Append(scheme).Append("://");
        string? user = null, password = null;
        if (!userInfo.IsEmpty)
        {
            var colon = userInfo.IndexOf(':');
            user = PercentCode.Decode(colon < 0 ? userInfo : userInfo[..colon]);
            if (colon >= 0) password = PercentCode.Decode(userInfo[(colon + 1)..]);
            PercentCode.Normalize(colon < 0 ? userInfo : userInfo[..colon], PercentCode.UserInfo, text);
            if (!string.IsNullOrEmpty(password)) PercentCode.Normalize(userInfo[(colon + 1)..], PercentCode.UserInfo, text.Append(':'));
            if (user.Length > 0 || !string.IsNullOrEmpty(password)) text.Append('@');
        }
        if (host.Text.AsSpan().ContainsAny(HostForbidden) && host.Ip is null) PercentCode.EncodeHost(host.Text, text);
        else text.Append(host.Text);
        if (port is { } number) text.Append(':').Append(number);

        SplitTail(tail, out var path, out var query, out var fragment);
        var pathStart = text.Length;
        PercentCode.AppendPath(path, text);
        var pathText = text.ToString(pathStart, text.Length - pathStart);
        var queryText = Component(query, PercentCode.Query, '?', text);
        var fragmentText = Component(fragment, PercentCode.Fragment, '#', text);
        return new Url
        {
            UrlText = text.ToString(),
            Scheme = scheme,
            Username = string.IsNullOrEmpty(user) ? null : user,
            Password = string.IsNullOrEmpty(password) ? null : password,
            Domain = host.Ip is null ? PublicSuffixList.SplitAscii(host.Text) : new Domain(),
            Ip = host.Ip,
            Port = port,
            Path = pathText,
            QueryParams = queryText,
            QueryParamsDecoded = queryText is null ? NoParameters : new QueryParameters(queryText),
            Fragment = fragmentText,
        };
    }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoParameters = new QueryParameters("");

    private static Url ReadLocalFile(ReadOnlySpan<char> rest)
    {
        var text = new StringBuilder();
        PercentCode.AppendPath(rest, text);
        var path = "/" + text.ToString().TrimStart('/');   // more slashes would name a server
        return new Url { UrlText = "file://" + path, Scheme = "file", Path = path };
    }

    private static Url? ReadOpaque(string scheme, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty) return null;
        var text = new StringBuilder(Math.Min(rest.Length, MaxOpaque) + 16);
        text.Append(scheme).Append(':');
        PercentCode.AppendOpaque(rest, text, MaxOpaque);
        var url = text.ToString();
        var path = url[(scheme.Length + 1)..];
        var question = scheme is "mailto" or "sms" or "smsto" or "magnet" ? path.IndexOf('?', StringComparison.Ordinal) : -1;
        var query = question < 0 ? null : path[(question + 1)..];
        var result = new Url
        {
            UrlText = url,
            Scheme = scheme,
            Path = question < 0 ? path : path[..question],
            QueryParams = query,
            QueryParamsDecoded = query is null ? NoParameters : new QueryParameters(query),
        };
        // ms-word:ofe|u|https://host/…, search-ms:…&crumb=location:\\host\share: the address inside is where it leads
        if (!scheme.StartsWith("ms-", StringComparison.Ordinal) && scheme is not ("search-ms" or "intent")) return result;
        var inner = rest.IndexOf("https:", StringComparison.OrdinalIgnoreCase);
        if (inner < 0) inner = rest.IndexOf("http:", StringComparison.OrdinalIgnoreCase);
        if (inner < 0) inner = rest.IndexOf(@"\\", StringComparison.Ordinal);
        if (inner < 0 || Read(rest[inner..]) is not { Scheme: "http" or "https" or "file" } target) return result;
        return result with { Domain = target.Domain, Ip = target.Ip };
    }

    /// <summary>blob: and view-source: name the place by the URL inside.</summary>
    private static Url? ReadWrapper(string scheme, ReadOnlySpan<char> rest)
    {
        if (SplitScheme(rest, out var inner, out var innerRest) && UrlScheme.KindOf(inner) == UrlSchemeKind.Web
            && ReadAuthority(inner, innerRest) is { } url)
            return url with { Scheme = scheme, UrlText = scheme + ":" + url.UrlText };
        return ReadOpaque(scheme, rest);
    }

    /// <summary>No scheme: <c>www.host/…</c>, <c>host.tld/…</c>, <c>1.2.3.4/…</c>.</summary>
    private static Url? ReadBare(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(AuthorityEnd);
        var host = end < 0 ? text : text[..end];
        if (host.Length is < 4 or > 1000 || host.ContainsAny(NotInBareHost) || !host.ContainsAny(Dots)) return null;
        if (!SplitPort(host, "http", out var name, out _)) return null;
        var read = UrlHost.Read(name);
        if (read.Ip is not null) return end >= 0 || name.Length < host.Length ? ReadAuthority("http", text) : null;
        if (!PublicSuffixList.IsName(read.Text)) return null;
        return ReadAuthority("http", text);
    }

    /// <summary>Splits off a scheme that is one: known, or followed by <c>//</c>; a host with a port is none.</summary>
    private static bool SplitScheme(ReadOnlySpan<char> text, out string scheme, out ReadOnlySpan<char> rest)
    {
        scheme = "";
        rest = default;
        var colon = text.IndexOf(':');
        if (colon is < 1 or > 40 || !char.IsAsciiLetter(text[0])) return false;
        foreach (var c in text[1..colon])
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return false;
        rest = text[(colon + 1)..];
        scheme = UrlScheme.Canonical(text[..colon]);
        return UrlScheme.KindOf(scheme) != UrlSchemeKind.Unknown || rest.StartsWith("//");
    }

    private static bool SplitPort(ReadOnlySpan<char> hostPort, string scheme, out ReadOnlySpan<char> host, out int? port)
    {
        host = hostPort;
        port = null;
        var colon = hostPort.LastIndexOf(':');
        if (colon >= 0 && colon > hostPort.LastIndexOf(']'))
        {
            host = hostPort[..colon];
            if (host.Contains(':') && !host.StartsWith('[')) host = host[..host.IndexOf(':')];
            var digits = hostPort[(colon + 1)..];
            if (digits.Length is > 0 and < 10 && !digits.ContainsAnyExceptInRange('0', '9') && int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) is <= 65535 and var number
                && number != UrlScheme.DefaultPort(scheme)) port = number;
        }
        return !host.IsEmpty;
    }

    private static void SplitTail(ReadOnlySpan<char> tail, out ReadOnlySpan<char> path, out ReadOnlySpan<char> query, out ReadOnlySpan<char> fragment)
    {
        query = fragment = default;
        var hash = tail.IndexOf('#');
        if (hash >= 0)
        {
            fragment = tail[(hash + 1)..];
            tail = tail[..hash];
        }
        var question = tail.IndexOf('?');
        if (question >= 0)
        {
            query = tail[(question + 1)..];
            tail = tail[..question];
        }
        path = tail;
    }

    private static string? Component(ReadOnlySpan<char> raw, SearchValues<char> set, char mark, StringBuilder text)
    {
        if (raw.IsEmpty) return null;
        text.Append(mark);
        var start = text.Length;
        PercentCode.Normalize(raw, set, text);
        return text.ToString(start, text.Length - start);
    }

    private static bool IsSlash(char c) => c is '/' or '\\';

    /// <summary>C0 controls and spaces, as browsers do; also the invisible characters and quotation marks that text around a URL leaves.</summary>
    private static ReadOnlySpan<char> TrimEnds(ReadOnlySpan<char> text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsTrimmed(text[start])) start++;
        while (end > start && IsTrimmed(text[end - 1])) end--;
        return text[start..end];
    }

    private static bool IsTrimmed(char c) => c <= ' ' || c is '\u00A0' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u3000' or '\u00AD' || (c >= 0x80 && char.IsWhiteSpace(c));

    private static string Without(ReadOnlySpan<char> text, SearchValues<char> set)
    {
        var kept = new StringBuilder(text.Length);
        while (true)
        {
            var next = text.IndexOfAny(set);
            kept.Append(next < 0 ? text : text[..next]);
            if (next < 0) return kept.ToString();
            text = text[(next + 1)..];
        }
    }
}
