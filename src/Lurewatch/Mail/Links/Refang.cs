using System.Text;

namespace Lurewatch.Mail.Links;

/// <summary>Undoes what people write to make an address unclickable: <c>hxxps[:]//bad[.]example</c>, <c>bad(dot)example</c>. Only scheme and host: a path may hold brackets of its own.</summary>
internal static class Refang
{
    private const int MaxHead = 512;

    // Longest first. A bracket pair around anything else (an IPv6 address) stays.
    private static readonly (string Mark, string Plain)[] Marks =
    [
        ("[dot]", "."), ("(dot)", "."), ("{dot}", "."), ("[://]", "://"), ("(://)", "://"), ("[:/]", ":/"), ("[.]", "."), ("(.)", "."), ("{.}", "."),
        ("[:]", ":"), ("[/]", "/"), ("[.", "."), (".]", "."),
    ];

    /// <summary>False if there is nothing to undo.</summary>
    public static bool TryApply(ReadOnlySpan<char> text, out string plain)
    {
        plain = "";
        var stars = text.StartsWith("h**p", StringComparison.OrdinalIgnoreCase);
        if (!stars && !text[..HeadEnd(text)].ContainsAny("[({")) return false;
        var current = stars ? string.Concat("http", text[4..]) : text.ToString();
        var changed = stars;
        while (Pass(current) is { } next)   // each pass shortens the head, so this ends
        {
            current = next;
            changed = true;
        }
        plain = current;
        return changed;
    }

    private static string? Pass(string text)
    {
        var end = HeadEnd(text);
        StringBuilder? plain = null;
        for (var at = 0; at < end;)
        {
            var mark = text[at] is '[' or '(' or '{' or '.' ? MarkAt(text.AsSpan(at)) : -1;
            if (mark >= 0) (plain ??= new StringBuilder(text, 0, at, text.Length)).Append(Marks[mark].Plain);
            else plain?.Append(text[at]);
            at += mark >= 0 ? Marks[mark].Mark.Length : 1;
            if (at >= end) return plain?.Append(text.AsSpan(Math.Min(at, text.Length))).ToString();
        }
        return null;
    }

    private static int MarkAt(ReadOnlySpan<char> rest)
    {
        for (var i = 0; i < Marks.Length; i++)
            if (rest.StartsWith(Marks[i].Mark, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    /// <summary>Where the host ends: the first slash, question mark or number sign behind it.</summary>
    private static int HeadEnd(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxHead) text = text[..MaxHead];
        var colon = text.IndexOf(':');
        var end = text.IndexOfAny("/\\?#");
        if (colon < 0 || (end >= 0 && end < colon)) return end < 0 ? text.Length : end;
        var host = colon + 1;
        while (host < text.Length && text[host] is ']' or ')' or '}' or '/' or '\\') host++;
        end = text[Math.Min(host, text.Length)..].IndexOfAny("/\\?#");
        return end < 0 ? text.Length : host + end;
    }
}
