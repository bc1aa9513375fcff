using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Percent-encoding [RFC 3986 2.1] brought to one form: unreserved characters plain, triplets in upper case, a lone percent sign encoded, all else as WHATWG's sets say.</summary>
internal static class PercentCode
{
    private const string Always = "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f \"<>`%";

    // What stays as it is; everything outside is looked at, non-ASCII included.
    private static readonly SearchValues<char> PathPlain = Plain("#?^{}\\");
    public static readonly SearchValues<char> Query = Plain("#'");
    public static readonly SearchValues<char> Fragment = Plain("");
    public static readonly SearchValues<char> UserInfo = Plain("#?{}/:;=@[\\]^|");
    private static readonly SearchValues<char> HostPlain = Plain("#/:?@[\\]^{|}");
    private static readonly SearchValues<char> OpaquePlain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c)]);

    private static SearchValues<char> Plain(string encoded) =>
        SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => !Always.Contains(c, StringComparison.Ordinal) && !encoded.Contains(c, StringComparison.Ordinal))]);

    public static void Normalize(ReadOnlySpan<char> raw, SearchValues<char> plain, StringBuilder to)
    {
        while (true)
        {
            var next = raw.IndexOfAnyExcept(plain);
            to.Append(next < 0 ? raw : raw[..next]);
            if (next < 0) return;
            raw = raw[next..];
            var c = raw[0];
            if (c == '%')
            {
                if (TryTriplet(raw, out var value))
                {
                    if (char.IsAsciiLetterOrDigit((char)value) || (char)value is '-' or '.' or '_' or '~') to.Append((char)value);
                    else AppendTriplet(value, to);
                    raw = raw[3..];
                    continue;
                }
                to.Append("%25");
                raw = raw[1..];
            }
            else if (c == '\\' && plain == PathPlain)
            {
                to.Append('/');
                raw = raw[1..];
            }
            else raw = raw[EncodeFirst(raw, to)..];
        }
    }

    /// <summary>A path with its leading slash, backslashes turned, dot segments taken out.</summary>
    public static void AppendPath(ReadOnlySpan<char> raw, StringBuilder to)
    {
        var start = to.Length;
        if (raw.IsEmpty || raw[0] is not ('/' or '\\')) to.Append('/');
        Normalize(raw, PathPlain, to);
        var dots = false;
        for (var i = start; i + 1 < to.Length && !dots; i++) dots = to[i] == '/' && to[i + 1] == '.';
        if (!dots) return;
        var path = to.ToString(start, to.Length - start);
        to.Length = start;
        AppendWithoutDots(path, to);
    }

    private static void AppendWithoutDots(string path, StringBuilder to)
    {
        var kept = new List<Range>();
        var at = 1;
        var open = false;   // ends in a dot segment: a slash remains
        while (at <= path.Length)
        {
            var slash = path.IndexOf('/', at);
            var end = slash < 0 ? path.Length : slash;
            var segment = path.AsSpan(at, end - at);
            open = false;
            if (segment is "..")
            {
                if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
                open = true;
            }
            else if (segment is ".") open = true;
            else kept.Add(at..end);
            at = end + 1;
        }
        foreach (var range in kept) to.Append('/').Append(path.AsSpan(range));
        if (open || kept.Count == 0) to.Append('/');
    }

    /// <summary>Only controls and what is not ASCII is encoded; cut at <paramref name="max"/> characters.</summary>
    public static void AppendOpaque(ReadOnlySpan<char> raw, StringBuilder to, int max)
    {
        var end = to.Length + max;
        while (!raw.IsEmpty && to.Length < end)
        {
            var next = raw.IndexOfAnyExcept(OpaquePlain);
            var run = next < 0 ? raw : raw[..next];
            if (run.Length > end - to.Length) run = run[..(end - to.Length)];
            to.Append(run);
            raw = raw[run.Length..];
            if (next < 0 || to.Length + 12 > end) break;
            raw = raw[EncodeFirst(raw, to)..];
        }
        // a trailing space would be trimmed when read again
        while (to.Length > 0 && to[^1] == ' ') to.Length--;
    }

    public static void EncodeHost(ReadOnlySpan<char> host, StringBuilder to)
    {
        while (true)
        {
            var next = host.IndexOfAnyExcept(HostPlain);
            to.Append(next < 0 ? host : host[..next]);
            if (next < 0) return;
            host = host[next..];
            host = host[EncodeFirst(host, to)..];
        }
    }

    /// <summary>Undoes triplets; what is no UTF-8 becomes U+FFFD, a lone percent sign stays.</summary>
    public static string Decode(ReadOnlySpan<char> raw, bool plusIsSpace = false)
    {
        if (!raw.ContainsAny('%', '+') || (!plusIsSpace && !raw.Contains('%'))) return raw.ToString();
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(raw.Length));
        try
        {
            var length = 0;
            while (!raw.IsEmpty)
            {
                var next = plusIsSpace ? raw.IndexOfAny('%', '+') : raw.IndexOf('%');
                length += Encoding.UTF8.GetBytes(next < 0 ? raw : raw[..next], rented.AsSpan(length));
                if (next < 0) break;
                raw = raw[next..];
                if (raw[0] == '+') rented[length++] = (byte)' ';
                else if (TryTriplet(raw, out var value))
                {
                    rented[length++] = value;
                    raw = raw[3..];
                    continue;
                }
                else rented[length++] = (byte)'%';
                raw = raw[1..];
            }
            return Encoding.UTF8.GetString(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool TryTriplet(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2])) return false;
        value = (byte)(Nibble(text[1]) << 4 | Nibble(text[2]));
        return true;
    }

    private static int Nibble(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    private static int EncodeFirst(ReadOnlySpan<char> text, StringBuilder to)
    {
        Rune.DecodeFromUtf16(text, out var rune, out var consumed);
        Span<byte> utf8 = stackalloc byte[4];
        var count = rune.EncodeToUtf8(utf8);
        foreach (var b in utf8[..count]) AppendTriplet(b, to);
        return consumed;
    }

    private static void AppendTriplet(byte value, StringBuilder to)
    {
        const string Hex = "0123456789ABCDEF";
        to.Append('%').Append(Hex[value >> 4]).Append(Hex[value & 15]);
    }
}

/// <summary>Query parameters [application/x-www-form-urlencoded], split and decoded when first asked for: few rules ask.</summary>
internal sealed class QueryParameters(string query) : IReadOnlyDictionary<string, IReadOnlyList<string>>
{
    private const int MaxPairs = 1000;

    private Dictionary<string, IReadOnlyList<string>> Pairs => field ??= Parse(query);

    public IReadOnlyList<string> this[string key] => Pairs[key];
    public IEnumerable<string> Keys => Pairs.Keys;
    public IEnumerable<IReadOnlyList<string>> Values => Pairs.Values;
    public int Count => Pairs.Count;
    public bool ContainsKey(string key) => Pairs.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out IReadOnlyList<string> value) => Pairs.TryGetValue(key, out value);
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() => Pairs.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    public override bool Equals(object? obj) => obj is QueryParameters other && other.ToString() == ToString();
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(query);
    public override string ToString() => query;

    private static Dictionary<string, IReadOnlyList<string>> Parse(string query)
    {
        var pairs = new Dictionary<string, IReadOnlyList<string>>();
        if (query.Length == 0) return pairs;
        var count = 0;
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            if (pair.IsEmpty) continue;
            if (++count > MaxPairs) break;
            var equals = pair.IndexOf('=');
            var key = PercentCode.Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            var value = equals < 0 ? "" : PercentCode.Decode(pair[(equals + 1)..], plusIsSpace: true);
            if (pairs.TryGetValue(key, out var values)) ((List<string>)values).Add(value);
            else pairs.Add(key, new List<string>(1) { value });
        }
        return pairs;
    }
}
