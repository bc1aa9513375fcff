using System.Text;

namespace Lurewatch.Rules.Yara;

/// <summary>What a rule says of itself, in the words that public rules use.</summary>
internal static class YaraMeta
{
    private const int MaxExcerpt = 300;

    /// <summary>By <c>severity</c> or <c>threat_level</c> as a word, or by a number: <c>severity</c> up to 10, <c>score</c> up to 100. Null if it says nothing.</summary>
    public static Severity? SeverityOf(YaraMatch match)
    {
        foreach (var (name, value) in match.Meta)
        {
            var isScore = name.Equals("score", StringComparison.OrdinalIgnoreCase);
            if (!isScore && !name.Equals("severity", StringComparison.OrdinalIgnoreCase) && !name.Equals("threat_level", StringComparison.OrdinalIgnoreCase)) continue;
            if (int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                var percent = isScore || number > 10 ? number : number * 10;
                return percent >= 75 ? Severity.High : percent >= 50 ? Severity.Medium : percent > 0 ? Severity.Low : Severity.Info;
            }
            return value.ToLowerInvariant() switch
            {
                "critical" or "high" or "severe" => Severity.High,
                "medium" or "moderate" => Severity.Medium,
                "low" => Severity.Low,
                "info" or "informational" or "none" => Severity.Info,
                _ => null,
            };
        }
        return null;
    }

    /// <summary>A value of the meta section; null if it is not there.</summary>
    public static string? Value(YaraMatch match, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            foreach (var (key, value) in match.Meta)
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase) && value.Length > 0) return value;
        return null;
    }

    /// <summary>ATT&amp;CK techniques (<c>T1566.001</c>) named anywhere in tags (where the dot is an underscore) and meta.</summary>
    public static IReadOnlyList<string> Techniques(YaraMatch match)
    {
        var found = new List<string>();
        foreach (var tag in match.Tags) Find(tag);
        foreach (var (_, value) in match.Meta) Find(value);
        return found;

        void Find(string text)
        {
            for (var at = 0; at + 5 <= text.Length; at++)
            {
                if (text[at] is not ('T' or 't') || at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]) || !Digits(text, at + 1, 4)) continue;
                var end = at + 5;
                if (end + 4 <= text.Length && text[end] is '.' or '_' && Digits(text, end + 1, 3)) end += 4;
                if (end < text.Length && char.IsAsciiLetterOrDigit(text[end])) continue;
                var technique = text[at..end].ToUpperInvariant().Replace('_', '.');
                if (found.Count < 16 && !found.Contains(technique, StringComparer.Ordinal)) found.Add(technique);
            }
        }
    }

    /// <summary>The strings that were found: name, offset, text.</summary>
    public static string? Excerpt(YaraMatch match)
    {
        var text = new StringBuilder();
        foreach (var hit in match.Hits)
        {
            if (text.Length > 0) text.Append("; ");
            text.Append(hit.Name).Append(" at ").Append(hit.Offset).Append(": ").Append(Readable(hit.Bytes.Span));
            if (hit.Bytes.Length < hit.Length) text.Append('…');
            if (text.Length > MaxExcerpt) break;
        }
        return text.Length == 0 ? null : text.Length > MaxExcerpt + 40 ? text.ToString(0, MaxExcerpt + 40) + "…" : text.ToString();
    }

    private static bool Digits(string text, int at, int count)
    {
        if (at + count > text.Length) return false;
        foreach (var c in text.AsSpan(at, count))
            if (!char.IsAsciiDigit(c)) return false;
        return true;
    }

    /// <summary>As text if it is ASCII, also with a NUL behind each character; else as hex.</summary>
    private static string Readable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var wide = bytes.Length > 1 && bytes[1] == 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (wide && i % 2 == 1 && bytes[i] == 0) continue;
            if (bytes[i] is < 0x20 or > 0x7e && bytes[i] is not ((byte)'\r' or (byte)'\n' or (byte)'\t')) return Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, 32)]);
            text.Append(bytes[i] < 0x20 ? ' ' : (char)bytes[i]);
        }
        return text.ToString();
    }
}
