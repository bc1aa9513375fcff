using System.Buffers;
using System.Globalization;
using System.Net;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Mail.Links;

/// <summary>Finds links in plain text, defanged ones too.</summary>
internal static class TextLinks
{
    private const int MaxUrl = 4096, MaxGarbage = 300;

    private static readonly SearchValues<char> Anchors = SearchValues.Create(".:。．");
    // what can stand in a URL; the brackets of defanged dots are among them and balanced later
    private static readonly SearchValues<char> Ends = SearchValues.Create("\t\n\v\f\r \"<>\u00A0\u200B\u2028\u2029\u3000「」『』【】（）。、，；：！？«»“”„‘’");
    private static readonly SearchValues<char> Placeholder = SearchValues.Create("{}%$<>* ");
    private static readonly SearchValues<char> HostEnds = SearchValues.Create("/\\?#:");

    /// <summary>File name extensions that are top-level domains too: a bare name that ends so is a file unless it has a path or a <c>www.</c>.</summary>
    private static readonly SearchValues<string> FileLike = SearchValues.Create(
        [".ai", ".app", ".bat", ".bin", ".cab", ".cc", ".cpp", ".cs", ".dev", ".doc", ".ge", ".gz", ".ink", ".ini", ".is", ".java", ".js", ".md", ".ml", ".mm", ".mov", ".name", ".net",
         ".pl", ".pm", ".ps", ".py", ".rs", ".sc", ".sh", ".so", ".sql", ".st", ".tar", ".tf", ".ts", ".vi", ".win", ".zip"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Links in order of place.</summary>
    public static IReadOnlyList<Link> Find(string text, AnalysisBudget budget)
    {
        List<Link>? links = null;
        foreach (var (url, _, _) in FindUrls(text, budget)) (links ??= []).Add(new Link { HrefUrl = url, DisplayUrl = url, Mismatched = false, Parser = "plain", Visible = true });
        return links ?? (IReadOnlyList<Link>)[];
    }

    /// <summary>URLs with their place in the text.</summary>
    public static List<(Url Url, int Start, int Length)> FindUrls(string text, AnalysisBudget budget)
    {
        var found = new List<(Url, int, int)>();
        var span = text.AsSpan(0, Math.Min(text.Length, budget.Limits.TextChars));
        var at = 0;
        while (at < span.Length)
        {
            var next = span[at..].IndexOfAny(Anchors);
            if (next < 0) break;
            var anchor = at + next;
            if (!budget.TryTakeSteps(1, "links in text")) break;
            var start = TokenStart(span, anchor, at);
            if (Candidate(span, start, anchor, out var url, out var end))
            {
                found.Add((LinkWrappers.Open(url, budget), start, end - start));
                if (found.Count >= budget.Limits.Links)
                {
                    budget.Exhaust("links", "text body");
                    break;
                }
                at = Math.Max(end, anchor + 1);
            }
            else if (end - start > MaxGarbage) at = Math.Max(end, anchor + 1);   // reading it again from each dot would cost the square
            else at = span[anchor] == ':' ? anchor + 1 : Math.Max(anchor + 1, SkipDots(span, anchor));
        }
        return found;
    }

    /// <summary>The URL that a text is as a whole (spaces and punctuation around it aside); null if it says more, or is none.</summary>
    public static Url? WholeUrl(string text)
    {
        var trimmed = text.AsSpan().Trim().Trim("<>()[]\"'«»“”").Trim();
        if (trimmed.Length is < 4 or > MaxUrl || !trimmed.ContainsAny(Anchors)) return null;
        if (trimmed.ContainsAny(" \t\n")) return null;
        return Candidate(trimmed, 0, trimmed.IndexOfAny(Anchors), out var url, out var end) && end >= trimmed.TrimEnd(".,;:!?…›»>)]'\"").Length ? LinkWrappers.Open(url) : null;
    }

    /// <summary>IP addresses that stand in the text outside of URLs.</summary>
    public static IReadOnlyList<Ip> FindIps(string text, AnalysisBudget budget)
    {
        List<Ip>? ips = null;
        var span = text.AsSpan(0, Math.Min(text.Length, budget.Limits.TextChars));
        var at = 0;
        while (at < span.Length && (ips?.Count ?? 0) < budget.Limits.Links)
        {
            var dot = span[at..].IndexOfAny('.', ':');
            if (dot < 0 || !budget.TryTakeSteps(1, "addresses in text")) break;
            dot += at;
            var start = dot;
            while (start > at && IsIpChar(span[start - 1])) start--;
            var end = dot;
            while (end < span.Length && IsIpChar(span[end])) end++;
            at = Math.Max(end, dot + 1);
            var token = span[start..end].TrimEnd(".:");
            if (token.Length is < 3 or > 45) continue;
            if (start > 0 && (char.IsLetterOrDigit(span[start - 1]) || span[start - 1] is '/' or '@' or '-' or '_' or '.')) continue;
            if (end < span.Length && (char.IsLetterOrDigit(span[end]) || span[end] is '_')) continue;
            var address = span[dot] == '.' && token.Count('.') == 3 && !token.Contains(':') ? PlainIpv4(token) : token.Count(':') >= 2 ? PlainIpv6(token) : null;
            if (address is not null) (ips ??= []).Add(address);
        }
        return ips ?? (IReadOnlyList<Ip>)[];
    }

    private static bool IsIpChar(char c) => char.IsAsciiHexDigit(c) || c is '.' or ':' or '[' or ']';

    /// <summary>Four decimal numbers of one to three digits, as people write addresses; <c>[.]</c> counts as a dot.</summary>
    private static Ip? PlainIpv4(ReadOnlySpan<char> token)
    {
        var plain = token.Contains('[') ? token.ToString().Replace("[.]", ".", StringComparison.Ordinal) : null;
        if (plain is not null) token = plain;
        Span<Range> parts = stackalloc Range[5];
        if (token.Split(parts, '.') != 4) return null;
        var first = true;
        foreach (var range in parts[..4])
        {
            var part = token[range];
            if (part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0') || int.Parse(part, CultureInfo.InvariantCulture) > 255) return null;
            if (first && part is "0") return null;
            first = false;
        }
        return new Ip { IpText = token.ToString(), Version = 4 };
    }

    private static Ip? PlainIpv6(ReadOnlySpan<char> token)
    {
        token = token.Trim("[]");
        // a time (12:30:05) or a MAC address has no "::" and fewer or two-digit groups
        if (token.IndexOf("::") < 0 && token.Count(':') != 7) return null;
        if (token.Length < 6 || token.ContainsAny('[', ']') || !IPAddress.TryParse(token, out var address) || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return null;
        return new Ip { IpText = address.ToString(), Version = 6 };
    }

    private static int SkipDots(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] == '.') at++;
        return at;
    }

    /// <summary>Back to where the word starts, at most a host's length and never behind <paramref name="floor"/>.</summary>
    private static int TokenStart(ReadOnlySpan<char> text, int anchor, int floor)
    {
        var limit = Math.Max(floor, anchor - 255);
        var start = anchor;
        while (start > limit && !Ends.Contains(text[start - 1]) && text[start - 1] is not ('=' or ',' or ';' or '|' or '\'' or '*' or '>' or '(' or '{')) start--;
        // "[link](http" and "[1]http": a bracket opens the word only for defanged colons, [:] and [.]
        var bracket = text[start..anchor].LastIndexOf('[');
        if (bracket >= 0 && bracket < anchor - start - 1) start += bracket + 1;
        while (start < anchor && text[start] is '[' or '(' or '"') start++;
        return start;
    }

    private static bool Candidate(ReadOnlySpan<char> text, int start, int anchor, out Url url, out int end)
    {
        url = null!;
        end = start;
        var head = text[start..anchor];
        if (text[anchor] == ':')
        {
            var scheme = head.TrimEnd("[(");
            if (scheme.Length is < 2 or > 20) return false;
            if (!IsTextScheme(scheme))
            {
                // "see:https" or "Linkhttp:": the scheme is the tail of the word
                if (scheme.EndsWith("https", StringComparison.OrdinalIgnoreCase)) start = anchor - 5 - (head.Length - scheme.Length);
                else if (scheme.EndsWith("http", StringComparison.OrdinalIgnoreCase)) start = anchor - 4 - (head.Length - scheme.Length);
                else return false;
            }
            end = UrlEnd(text, start, anchor);
            var hasSlashes = text[anchor..end].TrimStart("])").TrimStart(':').TrimStart("])").StartsWith("/") || text[anchor..end].TrimStart("])").TrimStart(':').StartsWith("\\");
            if (!hasSlashes && !scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase)) return false;
            if (UrlReader.Read(text[start..end]) is not { } read || read.Scheme is not ("http" or "https" or "ftp" or "mailto" or "file" or "smb" or "ws" or "wss" or "ms-word" or "ms-excel" or "search-ms")) return false;
            if (read is { Ip: null, Domain.Valid: false, Scheme: "http" or "https" or "ftp" } && !IsPlausibleHost(read.Domain.DomainName)) return false;
            url = read;
            return true;
        }
        return Bare(text, start, anchor, out url, out end);
    }

    private static bool IsPlausibleHost(string? host) => host is { Length: > 0 } && !host.AsSpan().ContainsAny(Placeholder);

    /// <summary>A host without a scheme: <c>www.</c>, or a name under a public suffix that does not look like a file, an abbreviation or a missing space.</summary>
    private static bool Bare(ReadOnlySpan<char> text, int start, int anchor, out Url url, out int end)
    {
        url = null!;
        end = UrlEnd(text, start, anchor);
        var token = text[start..end];
        if (token.Length < 4 || token[0] is '.' or '-' or '/' or '\\' or '@') return false;
        var hostEnd = token.IndexOfAny(HostEnds);
        var host = hostEnd < 0 ? token : token[..hostEnd];
        if (host.Contains('@')) return false;   // an e-mail address
        if (start > 0 && text[start - 1] == '@') return false;
        var www = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || host.StartsWith("www[", StringComparison.OrdinalIgnoreCase);
        var path = hostEnd >= 0 && token[hostEnd] is '/' or '?' && token.Length > hostEnd + 1;
        var fanged = host.ContainsAny('[', '(');
        if (!www && !fanged)
        {
            var dot = host.LastIndexOf('.');
            var suffix = host[(dot + 1)..];
            if (dot < 1 || suffix.Length < 2 || suffix.ContainsAnyInRange('0', '9')) return false;
            var first = host[..host.IndexOf('.')];
            if (!path)
            {
                // end.The, Inc.Please, e.g., node.js
                if (char.IsUpper(suffix[0]) && !char.IsUpper(suffix[^1])) return false;
                if (first.Length < 2 || (char.IsUpper(suffix[0]) && !char.IsUpper(first[^1]))) return false;
                if (suffix.Length > 12 || host.Contains('_')) return false;
                if (host.Count('.') == 1 && suffix is not ("com" or "net" or "org" or "info" or "biz") && (FileLike.Contains("." + suffix.ToString().ToLowerInvariant()) || !IsCommonSuffix(suffix))) return false;
            }
        }
        if (UrlReader.Read(token) is not { Domain.Valid: true } read || read.Scheme != "http") return false;
        url = read;
        return true;
    }

    /// <summary>Suffixes under which a lone <c>word.suffix</c> in prose is meant as an address: countries and the old and busiest new ones; many other suffixes are ordinary words.</summary>
    private static bool IsCommonSuffix(ReadOnlySpan<char> suffix)
    {
        if (suffix.Length == 2) return suffix is not ("is" or "so" or "no" or "am" or "as" or "by" or "do" or "my" or "im" or "la" or "et" or "ad" or "ne" or "id");
        return suffix is "com" or "net" or "org" or "info" or "biz" or "edu" or "gov" or "mil" or "int" or "online" or "site" or "shop" or "xyz" or "top" or "club" or "store" or "tech"
            or "cloud" or "icu" or "vip" or "live" or "click" or "buzz" or "mobi" or "pro" or "eu" or "website" or "space" or "fun" or "agency" or "services" or "solutions" or "support";
    }

    private static bool IsTextScheme(ReadOnlySpan<char> scheme) =>
        scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("ftp", StringComparison.OrdinalIgnoreCase) || scheme.Equals("file", StringComparison.OrdinalIgnoreCase) || scheme.Equals("hxxp", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("hxxps", StringComparison.OrdinalIgnoreCase) || scheme.Equals("h**p", StringComparison.OrdinalIgnoreCase) || scheme.Equals("h**ps", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("smb", StringComparison.OrdinalIgnoreCase) || scheme.Equals("search-ms", StringComparison.OrdinalIgnoreCase) || scheme.StartsWith("ms-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Up to white space or a quotation mark; inside &lt;…&gt; over line breaks [RFC 3986 appendix C]; punctuation and unbalanced brackets at the end are the sentence's.</summary>
    private static int UrlEnd(ReadOnlySpan<char> text, int start, int from)
    {
        var limit = Math.Min(text.Length, start + MaxUrl);
        if (start > 0 && text[start - 1] == '<')
        {
            var close = text[start..limit].IndexOfAny('>', '<');
            if (close > 0 && text[start + close] == '>' && !text.Slice(start, close).Contains(' ')) return start + close;
        }
        var length = text[from..limit].IndexOfAny(Ends);
        var end = length < 0 ? limit : from + length;
        while (end > from)
        {
            var last = text[end - 1];
            if (last is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '|' or '~' or '…') end--;
            else if (last is ')' or ']' or '}')
            {
                var open = last == ')' ? '(' : last == ']' ? '[' : '{';
                var inside = text[start..end];
                if (inside.Count(last) <= inside.Count(open)) break;
                end--;
            }
            else break;
        }
        return end;
    }
}
