using System.Buffers;
using Lurewatch.Mail.Links;

namespace Lurewatch.Intel.Observables;

/// <summary>An observable in running text.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Value">Canonical.</param>
/// <param name="Offset">Of characters in the text.</param>
/// <param name="Length">Of characters in the text.</param>
internal readonly record struct TextObservable(IndicatorType Type, string Value, int Offset, int Length);

/// <summary>Finds mailbox addresses, phone numbers, IBANs and cryptocurrency addresses in one pass over a text: it stops at digits and at signs only.</summary>
internal static class TextObservables
{
    /// <summary>Longest run of letters and digits that is looked at as one token.</summary>
    private const int MaxToken = 128;
    private const int MaxLocalPart = 64;
    private static readonly SearchValues<char> Triggers = SearchValues.Create("0123456789@");
    private static readonly SearchValues<char> Invisible = SearchValues.Create("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff");

    /// <summary>Adds what is found, in order of place. At most <paramref name="max"/>.</summary>
    public static void Find(string text, PhoneRegion region, List<TextObservable> found, int max)
    {
        if (text.AsSpan().ContainsAnyInRange('\uff03', '\uff5e')) text = Narrow(text);
        if (text.AsSpan().IndexOfAny(Invisible) < 0)
        {
            Scan(text, region, found, max);
            return;
        }
        var first = found.Count;
        var visible = WithoutInvisible(text, out var offsets);
        Scan(visible, region, found, max);
        for (var i = first; i < found.Count; i++)
        {
            var at = offsets[found[i].Offset];
            found[i] = found[i] with { Offset = at, Length = offsets[found[i].Offset + found[i].Length - 1] + 1 - at };
        }
    }

    private static void Scan(ReadOnlySpan<char> text, PhoneRegion region, List<TextObservable> found, int max)
    {
        var position = 0;
        while (found.Count < max)
        {
            var hit = text[position..].IndexOfAny(Triggers);
            if (hit < 0) return;
            hit += position;
            position = text[hit] == '@' ? ReadAddress(text, hit, position, found) : ReadNumber(text, hit, position, region, found);
        }
    }

    /// <returns>Where to go on.</returns>
    private static int ReadNumber(ReadOnlySpan<char> text, int hit, int floor, PhoneRegion region, List<TextObservable> found)
    {
        var start = hit;
        while (start > floor && hit - start < MaxToken && char.IsAsciiLetter(text[start - 1])) start--;
        var end = hit + 1;
        while (end < text.Length && end - start < MaxToken && char.IsAsciiLetterOrDigit(text[end])) end++;
        if (end < text.Length && text[end] == '@') return end;   // a local part
        if (start < hit)
        {
            if (hit - start == 2 && Iban.Read(text[start..], out var used) is { } iban)
            {
                found.Add(new(IndicatorType.Iban, iban, start, used));
                return start + used;
            }
        }
        if (end - start >= CryptoAddresses.MinLength && CryptoAddresses.Read(text[start..end]) is { } address)
        {
            found.Add(new(IndicatorType.CryptoAddress, address, start, end - start));
            return end;
        }
        if (start == hit && PhoneNumbers.Read(text, hit, region, out var phoneStart, out var phoneEnd) is { } phone)
        {
            found.Add(new(IndicatorType.PhoneNumber, phone, phoneStart, phoneEnd - phoneStart));
            return phoneEnd;
        }
        return end;
    }

    private static int ReadAddress(ReadOnlySpan<char> text, int at, int floor, List<TextObservable> found)
    {
        // The local part may hold digits that were already passed: look back beyond the floor, but not into what was found.
        if (found.Count > 0) floor = Math.Min(floor, Math.Max(found[^1].Offset + found[^1].Length, 0)); else floor = 0;
        var start = at;
        while (start > floor && at - start <= MaxLocalPart && IsLocal(text[start - 1])) start--;
        while (start < at && text[start] is '.' or '-' or '\'' or '/' or '=') start++;
        var end = at + 1;
        while (end < text.Length && end - at < 254 && IsDomain(text[end])) end++;
        while (end > at + 1 && text[end - 1] is '.' or '-' or '_') end--;
        var next = Math.Max(end, at + 1);
        if (start == at || at - start > MaxLocalPart || text[at - 1] == '.') return at + 1;
        var domain = text[(at + 1)..end];
        var dot = domain.LastIndexOf('.');
        if (dot <= 0 || domain.Length - dot < 3 || domain.Contains("..", StringComparison.Ordinal) || domain[0] is '.' or '-') return at + 1;
        if (next < text.Length && text[next] == '@') return next;
        var name = domain.ToString().ToLowerInvariant();
        if (!IndicatorCollector.IsPublic(PublicSuffixList.Split(name))) return next;
        found.Add(new(IndicatorType.EmailAddress, string.Concat(text[start..at], "@", name), start, end - start));
        return next;
    }

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%' or '\'' or '=' or '&' or '~' || c >= 0x80 && c < 0x2e80 && char.IsLetterOrDigit(c);

    private static bool IsDomain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' || c >= 0x80 && c < 0x2e80 && char.IsLetterOrDigit(c);

    /// <summary>Full-width forms as ASCII, character for character.</summary>
    private static string Narrow(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = source[i] is >= '\uff01' and <= '\uff5e' ? (char)(source[i] - 0xfee0) : source[i];
    });

    private static string WithoutInvisible(string text, out int[] offsets)
    {
        var kept = new char[text.Length];
        offsets = new int[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Invisible.Contains(text[i])) continue;
            kept[count] = text[i];
            offsets[count++] = i;
        }
        return new string(kept, 0, count);
    }
}
