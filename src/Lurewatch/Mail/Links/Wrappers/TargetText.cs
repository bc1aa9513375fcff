using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Lurewatch.Mail.Links.Wrappers;

/// <summary>Reads a target as a wrapper writes it: plain, percent-encoded however often, base64 or base64url (of a URL, of JSON that holds one, of zlib data), hex, backwards.</summary>
internal static class TargetText
{
    private const int MaxTurns = 6, MaxInflated = 8192, MaxCoded = 16384;
    private static readonly SearchValues<char> HexChars = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Base64Chars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/");

    /// <summary>The URL that <paramref name="text"/> spells; null if it spells none.</summary>
    /// <param name="text">The value as it stands in the link.</param>
    /// <param name="bare">Take <c>host.example/path</c> too: only where the place is known to hold a target.</param>
    public static Url? Read(ReadOnlySpan<char> text, bool bare = false) => Read(text, bare, out _);

    /// <inheritdoc cref="Read(ReadOnlySpan{char}, bool)"/>
    /// <param name="text">The value as it stands in the link.</param>
    /// <param name="bare">Take a name without a scheme.</param>
    /// <param name="hidden">True if more than percent-encoding kept it from the eye.</param>
    public static Url? Read(ReadOnlySpan<char> text, bool bare, out bool hidden)
    {
        hidden = false;
        if (text.Length > 1 << 15) return null;
        var plain = Plain(text);
        if (StartsAsUrl(plain)) return UrlReader.Read(plain);
        if (Coded(plain, 2) is { } inner)
        {
            hidden = true;
            return inner;
        }
        if (plain.AsSpan().EndsWith("//:sptth", StringComparison.OrdinalIgnoreCase) || plain.AsSpan().EndsWith("//:ptth", StringComparison.OrdinalIgnoreCase))
        {
            hidden = true;
            var turned = plain.ToCharArray();
            Array.Reverse(turned);
            return UrlReader.Read(turned);
        }
        return bare && UrlReader.Read(plain) is { Domain.Valid: true } named ? named : null;
    }

    /// <summary>True for what a browser would take as a URL of its own: a scheme that leads somewhere, or two slashes of either kind.</summary>
    public static bool StartsAsUrl(ReadOnlySpan<char> text)
    {
        if (text.Length < 4) return false;
        if (text[0] is '/' or '\\') return text[1] is '/' or '\\' && char.IsAsciiLetterOrDigit(text[2]);
        var colon = text.IndexOf(':');
        if (text.Length > colon + 1 && text[colon + 1] == '%') return false;   // https:%2F%2F: half encoded
        return colon is > 2 and < 12 && text[..colon] is var scheme && (Is(scheme, "https") || Is(scheme, "http") || Is(scheme, "ftp") || Is(scheme, "javascript") || Is(scheme, "data")
            || Is(scheme, "vbscript") || Is(scheme, "file") || Is(scheme, "blob") || Is(scheme, "mailto") || Is(scheme, "hxxp") || Is(scheme, "hxxps"));

        static bool Is(ReadOnlySpan<char> scheme, string name) => scheme.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Percent-encoding undone until nothing changes or a URL stands there; a URL's own encoding is left alone.</summary>
    private static string Plain(ReadOnlySpan<char> text)
    {
        var plain = text.Trim().ToString();
        for (var turn = 0; turn < MaxTurns && !StartsAsUrl(plain) && plain.Contains('%', StringComparison.Ordinal); turn++)
        {
            var next = PercentCode.Decode(plain).Trim();
            if (next == plain) break;
            plain = next;
        }
        return plain;
    }

    private static Url? Coded(ReadOnlySpan<char> text, int depth)
    {
        if (depth == 0 || text.Length is < 12 or > MaxCoded) return null;
        if (text.StartsWith("68747470", StringComparison.Ordinal))   // "http" in hex
        {
            var hex = text[..(text.Length & ~1)];
            if (hex.ContainsAnyExcept(HexChars)) return null;
            return Inside(Convert.FromHexString(hex), depth);
        }
        // a signature may follow behind a dot, a token's header stand before one [RFC 7515]
        while (true)
        {
            var dot = text.IndexOf('.');
            var part = (dot < 0 ? text : text[..dot]).TrimEnd("=*~");
            if (part.Length >= 12 && !part.ContainsAnyExcept(Base64Chars) && Base64Bytes(part) is { } bytes && Inside(bytes, depth) is { } url) return url;
            if (dot < 0 || text.Length - dot < 12) return null;
            text = text[(dot + 1)..];
        }
    }

    /// <summary>Base64 of either alphabet, without its padding; null if it is none.</summary>
    public static byte[]? Base64Bytes(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 == 1) text = text[..^1];
        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        var status = text.ContainsAny('+', '/')
            ? Base64Url.DecodeFromChars(text.ToString().Replace('+', '-').Replace('/', '_'), buffer, out _, out var written)
            : Base64Url.DecodeFromChars(text, buffer, out _, out written);
        return status == OperationStatus.Done || written > 8 ? buffer[..written] : null;
    }

    private static Url? Inside(byte[] bytes, int depth)
    {
        if (bytes.Length > 2 && bytes[0] == 0x78 && bytes[1] is 0x01 or 0x5E or 0x9C or 0xDA) bytes = Inflate(bytes);
        if (bytes.Length < 8) return null;
        var text = Encoding.UTF8.GetString(bytes).TrimEnd('\0', '\uFFFD');
        if (text.Length < 8) return null;
        if (text[0] == '{') return InJson(text);
        var plain = Plain(text);
        return StartsAsUrl(plain) ? UrlReader.Read(plain) : Coded(plain, depth - 1);
    }

    /// <summary>The first URL of a JSON text, however often its quotation marks are escaped.</summary>
    private static Url? InJson(string json)
    {
        var at = json.IndexOf("\"http", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var value = json.AsSpan(at + 1);
        var end = value.IndexOf('"');
        if (end >= 0) value = value[..end];
        var text = value.TrimEnd('\\').ToString().Replace("\\", "", StringComparison.Ordinal);
        var plain = Plain(text);
        return StartsAsUrl(plain) ? UrlReader.Read(plain) : null;
    }

    private static byte[] Inflate(byte[] bytes)
    {
        var to = new byte[MaxInflated];
        var length = 0;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            while (length < to.Length && zlib.Read(to, length, to.Length - length) is > 0 and var read) length += read;
        }
        catch (InvalidDataException)
        {
            // what came out before is kept
        }
        return to[..length];
    }
}
