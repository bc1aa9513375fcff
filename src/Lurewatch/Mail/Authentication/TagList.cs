namespace Lurewatch.Mail.Authentication;

/// <summary>A list of <c>tag=value</c> [RFC 6376, 3.2], as signatures, keys, DMARC and BIMI records are written. Names count by case; a name twice, an empty place
/// or a name that is none spoils the list.</summary>
internal sealed class TagList
{
    private const int MaxTags = 64;
    private readonly List<(string Name, string Value)> _tags = [];

    /// <summary>Why it cannot be read; null if it can. Tags read before stay.</summary>
    public string? Problem { get; private set; }
    public int Count => _tags.Count;
    /// <summary>The first tag's name; null for an empty list.</summary>
    public string? First => _tags.Count > 0 ? _tags[0].Name : null;

    /// <summary>The value without white space around it; null if the tag is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var tag in _tags)
                if (tag.Name == name) return tag.Value;
            return null;
        }
    }

    public static TagList Parse(ReadOnlySpan<char> text)
    {
        var list = new TagList();
        while (true)
        {
            var end = text.IndexOf(';');
            var tag = (end < 0 ? text : text[..end]).Trim(" \t\r\n");
            if (tag.IsEmpty)
            {
                // One semicolon may end the list.
                if (end >= 0 || list.Count == 0) list.Problem ??= "an empty tag";
            }
            else
            {
                list.Add(tag);
            }
            if (end < 0) return list;
            text = text[(end + 1)..];
            if (text.Trim(" \t\r\n").IsEmpty) return list;
        }
    }

    private void Add(ReadOnlySpan<char> tag)
    {
        var equals = tag.IndexOf('=');
        var name = (equals < 0 ? tag : tag[..equals]).TrimEnd(" \t\r\n");
        if (equals < 0 || !IsName(name))
        {
            Problem ??= $"no tag: {Shorten(tag)}";
            return;
        }
        foreach (var known in _tags)
        {
            if (!name.SequenceEqual(known.Name)) continue;
            Problem ??= $"{known.Name}= stands twice";
            return;
        }
        if (_tags.Count == MaxTags)
        {
            Problem ??= "too many tags";
            return;
        }
        var value = tag[(equals + 1)..].Trim(" \t\r\n");
        foreach (var c in value)
            if (c is < ' ' and not ('\t' or '\r' or '\n') or '\x7f') Problem ??= $"a control character in {name}=";
        _tags.Add((name.ToString(), value.ToString()));
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter(name[0])) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }

    /// <summary>Without any white space: base64 and lists are folded where the writer liked.</summary>
    public static string Unfold(string value) => value.AsSpan().IndexOfAny(" \t\r\n") < 0 ? value : string.Concat(value.Where(c => c is not (' ' or '\t' or '\r' or '\n')));

    /// <summary>base64 [RFC 4648], folded; null if it is none or empty.</summary>
    public static byte[]? Base64(string? value)
    {
        if (value is null) return null;
        var text = Unfold(value);
        if (text.Length == 0) return null;
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written]
            : text.Length % 4 != 0 && !text.EndsWith('=') && Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out written) ? bytes[..written] : null;
    }

    /// <summary>Digits alone; null if it is no number.</summary>
    public static long? Number(string? value)
    {
        if (value is null || value.Length is 0 or > 76) return null;
        foreach (var c in value)
            if (!char.IsAsciiDigit(c)) return null;
        return long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 40 ? string.Concat(text[..40], "…") : text.ToString();
}
