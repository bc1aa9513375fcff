using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Host names as browsers map them [UTS #46, non-transitional] and as the DNS carries them [RFC 3492], tolerant of labels that the RFCs forbid.</summary>
/// <remarks>Own code rather than IdnMapping, which throws on a single odd label: hostile names are the ones we must still be able to name.</remarks>
internal static class Idna
{
    private const int MaxLabel = 256;
    private static readonly SearchValues<char> PlainHost = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>The A-label form, lower case. Characters that no host may have are kept as they are.</summary>
    public static string ToAscii(string host)
    {
        if (!host.AsSpan().ContainsAnyExcept(PlainHost)) return host;
        if (Ascii.IsValid(host)) return host.ToLowerInvariant();
        var mapped = Map(host);
        if (Ascii.IsValid(mapped)) return mapped;
        var text = new StringBuilder(mapped.Length + 16);
        var start = 0;
        while (true)
        {
            var dot = mapped.IndexOf('.', start);
            var label = dot < 0 ? mapped.AsSpan(start) : mapped.AsSpan(start, dot - start);
            if (Ascii.IsValid(label)) text.Append(label);
            else if (label.Length <= MaxLabel) Punycode.Encode(label, text.Append("xn--"));
            else
                foreach (var c in label)
                    if (c < 0x80) text.Append(c);
            if (dot < 0) return text.ToString();
            text.Append('.');
            start = dot + 1;
        }
    }

    /// <summary>The U-label form of an A-label host; a label that does not decode to one that maps to itself stays as it is.</summary>
    public static string ToUnicode(string asciiHost)
    {
        if (!asciiHost.Contains("xn--", StringComparison.Ordinal)) return asciiHost;
        var text = new StringBuilder(asciiHost.Length);
        foreach (var range in asciiHost.AsSpan().Split('.'))
        {
            if (text.Length > 0 || range.Start.Value > 0) text.Append('.');
            var label = asciiHost.AsSpan(range);
            if (label.StartsWith("xn--") && label.Length <= MaxLabel && Punycode.Decode(label[4..]) is { } decoded
                && !Ascii.IsValid(decoded) && IsShowable(decoded) && Map(decoded) == decoded)
                text.Append(decoded);
            else text.Append(label);
        }
        return text.ToString();
    }

    /// <summary>Compatibility forms, case, ideographic dots and ignorable characters gone.</summary>
    private static string Map(string host)
    {
        var text = Normalize(Normalize(host).ToLowerInvariant());
        var kept = new StringBuilder(text.Length);
        var previous = '\0';
        foreach (var c in text)
        {
            if (IsIgnorable(c, previous)) continue;
            previous = c is '\u3002' ? '.' : c;
            kept.Append(previous);
        }
        // dropping a joiner can bring two characters together that compose
        return kept.Length == text.Length ? kept.ToString() : Normalize(kept.ToString());
    }

    private static bool IsShowable(string label)
    {
        foreach (var rune in label.EnumerateRunes())
        {
            if (rune.Value is '.' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return false;
        }
        return true;
    }

    private static string Normalize(string text)
    {
        if (HasLoneSurrogate(text)) text = ReplaceLoneSurrogates(text);
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)   // non-characters, on some platforms
        {
            return string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                    span[i] = CharUnicodeInfo.GetUnicodeCategory(source[i]) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate ? '\uFFFD' : source[i];
            });
        }
    }

    private static bool IsIgnorable(char c, char previous) => c switch
    {
        '\u00AD' or '\u034F' or '\u200B' or '\u2060' or '\u2064' or '\uFEFF' or (>= '\u180B' and <= '\u180E') or (>= '\uFE00' and <= '\uFE0F') => true,
        '\u200C' or '\u200D' => previous < '\u0590',   // joiners mean something in Arabic and Indic scripts only
        _ => false,
    };

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return true;
            i++;
        }
        return false;
    }

    private static string ReplaceLoneSurrogates(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) kept.Append(rune);
        return kept.ToString();
    }
}

/// <summary>Punycode [RFC 3492].</summary>
internal static class Punycode
{
    private const int Base = 36, TMin = 1, TMax = 26, Skew = 38, Damp = 700, InitialBias = 72, InitialN = 128;

    /// <summary>Appends the encoded form, without <c>xn--</c>. The caller bounds the length: the work is quadratic.</summary>
    public static void Encode(ReadOnlySpan<char> label, StringBuilder to)
    {
        var points = new List<int>(label.Length);
        foreach (var rune in label.EnumerateRunes()) points.Add(rune.Value);
        var handled = 0;
        foreach (var point in points)
        {
            if (point >= InitialN) continue;
            to.Append((char)point);
            handled++;
        }
        var basic = handled;
        if (basic > 0) to.Append('-');
        int n = InitialN, delta = 0, bias = InitialBias;
        while (handled < points.Count)
        {
            var next = int.MaxValue;
            foreach (var point in points)
                if (point >= n && point < next) next = point;
            delta += (next - n) * (handled + 1);   // 0x10FFFF * 257 fits
            n = next;
            foreach (var point in points)
            {
                if (point < n) delta++;
                if (point != n) continue;
                var q = delta;
                for (var k = Base; ; k += Base)
                {
                    var t = Threshold(k, bias);
                    if (q < t) break;
                    to.Append(Digit(t + (q - t) % (Base - t)));
                    q = (q - t) / (Base - t);
                }
                to.Append(Digit(q));
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
            delta++;
            n++;
        }
    }

    /// <summary>Decodes what follows <c>xn--</c>; null if it is no Punycode.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        var points = new List<int>(text.Length);
        var split = text.LastIndexOf('-');
        for (var j = 0; j < split; j++)
        {
            if (text[j] >= InitialN) return null;
            points.Add(text[j]);
        }
        int n = InitialN, i = 0, bias = InitialBias;
        for (var at = split + 1; at < text.Length;)
        {
            var before = i;
            var weight = 1;
            for (var k = Base; ; k += Base)
            {
                if (at >= text.Length) return null;
                var digit = Value(text[at++]);
                if (digit < 0 || digit > (int.MaxValue - i) / weight) return null;
                i += digit * weight;
                var t = Threshold(k, bias);
                if (digit < t) break;
                if (weight > int.MaxValue / (Base - t)) return null;
                weight *= Base - t;
            }
            var count = points.Count + 1;
            bias = Adapt(i - before, count, before == 0);
            if (i / count > int.MaxValue - n) return null;
            n += i / count;
            i %= count;
            if (!Rune.IsValid(n)) return null;
            points.Insert(i++, n);
        }
        var decoded = new StringBuilder(points.Count);
        foreach (var point in points) decoded.Append(new Rune(point));
        return decoded.ToString();
    }

    private static int Threshold(int k, int bias) => k <= bias ? TMin : k >= bias + TMax ? TMax : k - bias;

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Value(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };

    private static int Adapt(int delta, int count, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base) delta /= Base - TMin;
        return k + (Base - TMin + 1) * delta / (delta + Skew);
    }
}
