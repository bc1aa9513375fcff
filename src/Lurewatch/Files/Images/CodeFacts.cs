using System.Buffers;
using System.Text.Json.Serialization;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Files.Images;

/// <summary>What a code says, sorted by what a phone does with it.</summary>
internal sealed record CodeFacts
{
    private static readonly SearchValues<char> s_urlEnds = SearchValues.Create(" \t\r\n;\"<>");

    /// <summary><c>qr</c>.</summary>
    public required string Kind { get; init; }
    /// <summary><c>url</c>, <c>wifi</c>, <c>contact</c>, <c>event</c>, <c>payment</c>, <c>secret</c> (one-time passwords), <c>mail</c>, <c>phone</c>, <c>crypto</c>, <c>text</c>.</summary>
    public required string Content { get; init; }
    /// <summary>The text; of a secret only what it is for.</summary>
    public required string Text { get; init; }
    /// <summary>Where it leads, if it is a link.</summary>
    [JsonIgnore]
    public Url? Url { get; init; }
    /// <summary>Where it stands in the picture.</summary>
    public int X { get; init; }
    /// <summary>Where it stands in the picture.</summary>
    public int Y { get; init; }
    /// <summary>Distance of two of its corners' centres; 0 where it is drawn with characters or cells.</summary>
    public int Side { get; init; }
    /// <summary>Light on dark.</summary>
    public bool Inverted { get; init; }
    /// <summary>Drawn with <c>characters</c>, <c>cells</c> or <c>shapes</c>, or shown in <c>two-pictures</c>; null for an ordinary picture.</summary>
    public string? Drawn { get; init; }

    public static IReadOnlyList<CodeFacts> Of(IReadOnlyList<ImageCode> codes, string? drawn = null)
    {
        if (codes.Count == 0) return [];
        var all = new List<CodeFacts>(codes.Count);
        foreach (var code in codes)
        {
            // one message over several symbols: a phone asks for them all
            if (code.Part > 1) continue;
            var text = code.Part == 1 ? string.Concat(codes.Where(other => other.Part > 0).OrderBy(other => other.Part).Select(other => other.Text)) : code.Text;
            var (content, shown, url) = Sort(text);
            all.Add(new CodeFacts { Kind = code.Kind, Content = content, Text = shown, Url = url is null ? null : LinkWrappers.Open(url), X = code.X, Y = code.Y, Side = code.Side, Inverted = code.Inverted, Drawn = drawn });
        }
        return all;
    }

    private static (string Content, string Text, Url? Url) Sort(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (Starts(trimmed, "otpauth:") || Starts(trimmed, "otpauth-migration:") || Starts(trimmed, "phonefactor:")) return ("secret", SecretName(trimmed), null);
        if (Starts(trimmed, "WIFI:")) return ("wifi", $"WIFI:S:{Field(trimmed, "S:")}", null);
        if (Starts(trimmed, "BEGIN:VCARD") || Starts(trimmed, "MECARD:") || Starts(trimmed, "BIZCARD:")) return ("contact", text, FirstUrl(text));
        if (Starts(trimmed, "BEGIN:VEVENT") || Starts(trimmed, "BEGIN:VCALENDAR")) return ("event", text, FirstUrl(text));
        if (Starts(trimmed, "BCD\n") || Starts(trimmed, "BCD\r\n") || Starts(trimmed, "SPC\n") || Starts(trimmed, "SPC\r\n") || Starts(trimmed, "SPD*") || Starts(trimmed, "upi:") || Starts(trimmed, "000201")) return ("payment", text, null);
        if (Starts(trimmed, "mailto:") || Starts(trimmed, "MATMSG:") || Starts(trimmed, "SMTP:")) return ("mail", text, null);
        if (Starts(trimmed, "tel:") || Starts(trimmed, "sms:") || Starts(trimmed, "smsto:")) return ("phone", text, null);
        if (Starts(trimmed, "bitcoin:") || Starts(trimmed, "ethereum:") || Starts(trimmed, "monero:") || Starts(trimmed, "litecoin:")) return ("crypto", text, null);
        if (Starts(trimmed, "URLTO:") || Starts(trimmed, "MEBKM:"))
            return UrlReader.Read(Starts(trimmed, "URLTO:") ? trimmed[6..] : Field(trimmed, "URL:")) is { } bookmarked ? ("url", text, bookmarked) : ("text", text, null);
        if (!trimmed.ContainsAny(' ', '\n') && UrlReader.Read(trimmed) is { Scheme: not ("mailto" or "data" or "javascript") } url && (url.Domain.DomainName is not null || url.Ip is not null)) return ("url", text, url);
        return FirstUrl(text) is { } inside ? ("url", text, inside) : ("text", text, null);
    }

    private static bool Starts(ReadOnlySpan<char> text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>A value of "KEY:value;" pairs.</summary>
    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> text, string key)
    {
        var at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase);
        while (at > 0 && text[at - 1] is not (';' or ':'))
        {
            var next = text[(at + 1)..].IndexOf(key, StringComparison.OrdinalIgnoreCase);
            at = next < 0 ? -1 : at + 1 + next;
        }
        if (at < 0) return [];
        var value = text[(at + key.Length)..];
        var end = value.IndexOf(';');
        return end < 0 ? value : value[..end];
    }

    private static string SecretName(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('?');
        return string.Concat(end < 0 ? text[..Math.Min(text.Length, text.IndexOf(':') + 1)] : text[..end], "?…");
    }

    private static Url? FirstUrl(string text)
    {
        foreach (var anchor in (ReadOnlySpan<string>)["https://", "http://", "HTTPS://", "HTTP://"])
        {
            var at = text.IndexOf(anchor, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = text.AsSpan(at);
            var end = rest.IndexOfAny(s_urlEnds);
            return UrlReader.Read(end < 0 ? rest : rest[..end]);
        }
        return null;
    }
}
