namespace Lurewatch.Mail.Authentication;

/// <summary>What may be asked about [RFC 1035, 2.3.4; RFC 5321, 2.3.5].</summary>
internal static class DnsNames
{
    public const int MaxName = 253, MaxLabel = 63;

    /// <summary>A-label form, lower case, no trailing dot; null if it can be no domain name.</summary>
    public static string? Normal(string? name)
    {
        if (name is null) return null;
        var text = name.AsSpan().Trim();
        if (text.EndsWith(".")) text = text[..^1];
        var normal = text.ToString().ToLowerInvariant();
        if (!System.Text.Ascii.IsValid(normal)) normal = Links.Idna.ToAscii(normal);
        return CanBeAsked(normal) ? normal : null;
    }

    /// <summary>Every label has 1 to 63 characters, all ASCII (SPF's macros can make blanks), 253 in all.</summary>
    public static bool CanBeAsked(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxName) return false;
        var label = 0;
        foreach (var c in name)
        {
            if (c == '.')
            {
                if (label == 0) return false;
                label = 0;
                continue;
            }
            if (c is < ' ' or > '~' || ++label > MaxLabel) return false;
        }
        return label > 0;
    }

    /// <summary>A host name of two labels or more, of letters, digits, hyphens and underscores.</summary>
    public static bool IsDomain(ReadOnlySpan<char> name)
    {
        if (!CanBeAsked(name) || !name.Contains('.')) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')) return false;
        return true;
    }

    /// <summary>True for the domain itself and what lies below it.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<char> name, ReadOnlySpan<char> domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');

    public static int Labels(ReadOnlySpan<char> name) => name.Count('.') + 1;
}
