using System.Buffers;
using System.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Mail.Links.Wrappers;

namespace Lurewatch.Detection;

/// <summary>Whether a link carries a recipient's address: kits fill it into the page, and know by it who came.</summary>
internal sealed class RecipientMarks
{
    private const int MaxUrl = 8192, MaxRun = 4096;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/");

    private readonly List<Mark> _marks = [];
    private readonly int _shortest = int.MaxValue;

    private readonly record struct Mark(string Address, string Hex, string Backwards);

    public RecipientMarks(SenderView? sender)
    {
        if (sender is null) return;
        foreach (var recipient in sender.Recipients) Take(recipient.Address, sender.Address);
        foreach (var mark in _marks) _shortest = Math.Min(_shortest, mark.Address.Length);
    }

    private void Take(string? address, string? sender)
    {
        if (_marks.Count >= 8 || address is not { Length: >= 6 and < 255 } || address == sender || !address.Contains('@', StringComparison.Ordinal)) return;
        foreach (var mark in _marks)
            if (mark.Address.Equals(address, StringComparison.OrdinalIgnoreCase)) return;
        _marks.Add(new Mark(address, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(address)), string.Create(address.Length, address, static (to, from) =>
        {
            from.CopyTo(to);
            to.Reverse();
        })));
    }

    /// <summary>The recipient in the link, and how it stands there: <c>query</c>, <c>path</c>, <c>fragment</c>, <c>percent-twice</c>, <c>base64</c>, <c>hex</c>, <c>backwards</c>; null if none does.</summary>
    public string? In(Url url, out string how)
    {
        how = "";
        if (_marks.Count == 0 || url.UrlText is not { } text || text.Length > MaxUrl || text.Length < _shortest + 8) return null;
        var tail = QueryText.Tail(url);
        if (tail.Length < _shortest) return null;
        if (Part(url.Fragment) is { } fragment) return Found(fragment, "fragment", out how);
        if (Part(url.QueryParams) is { } query) return Found(query, "query", out how);
        if (Part(url.Path) is { } path) return Found(path, "path", out how);
        foreach (var mark in _marks)
        {
            if (tail.Contains(mark.Hex, StringComparison.OrdinalIgnoreCase)) return Found(mark.Address, "hex", out how);
            if (tail.Contains(mark.Backwards, StringComparison.OrdinalIgnoreCase)) return Found(mark.Address, "backwards", out how);
        }
        if (tail.Contains("%25", StringComparison.Ordinal) && Plain(PercentCode.Decode(PercentCode.Decode(PercentCode.Decode(tail)))) is { } twice) return Found(twice, "percent-twice", out how);
        return InBase64(tail) is { } coded ? Found(coded, "base64", out how) : null;
    }

    private static string Found(string address, string way, out string how)
    {
        how = way;
        return address;
    }

    private string? Part(string? part)
    {
        if (part is null || part.Length < _shortest) return null;
        if (part.Contains('@', StringComparison.Ordinal) && Plain(part) is { } plain) return plain;
        return part.Contains("%40", StringComparison.Ordinal) ? Plain(PercentCode.Decode(part)) : null;
    }

    private string? Plain(ReadOnlySpan<char> text)
    {
        foreach (var mark in _marks)
            if (text.Contains(mark.Address, StringComparison.OrdinalIgnoreCase)) return mark.Address;
        return null;
    }

    private string? InBase64(ReadOnlySpan<char> text)
    {
        var shortest = _shortest * 4 / 3;
        while (text.IndexOfAny(Base64) is >= 0 and var start)
        {
            text = text[start..];
            var end = text.IndexOfAnyExcept(Base64);
            var run = end < 0 ? text : text[..end];
            text = text[run.Length..];
            if (run.Length < shortest || run.Length > MaxRun) continue;
            for (var skip = 0; skip < 2 && run.Length - skip >= shortest; skip++)   // a slash or a letter may stand before it
                if (TargetText.Base64Bytes(run[skip..]) is { } bytes && bytes.AsSpan().Contains((byte)'@') && Plain(Encoding.UTF8.GetString(bytes)) is { } address) return address;
        }
        return null;
    }
}
