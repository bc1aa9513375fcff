namespace Lurewatch.Intel.Observables;

/// <summary>
/// Phone numbers in running text: international forms (+, 00) by the E.164 codes, national forms of eleven countries. Conservative: a national form counts if its shape can
/// hardly be anything else, or if a word before it says that it is a phone number; dates, amounts and order numbers do not.
/// </summary>
internal static class PhoneNumbers
{
    private const int MaxDigits = 16;
    private const int MaxGroups = 8;

    /// <summary>The number that starts with the digit at <paramref name="at"/>.</summary>
    /// <param name="text">Running text.</param>
    /// <param name="at">Index of a digit, the first of its run.</param>
    /// <param name="region">Whose national forms are read.</param>
    /// <param name="start">Where the number starts, signs included.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>E.164, or the national digits where the country is unknown; null if there is none.</returns>
    public static string? Read(ReadOnlySpan<char> text, int at, PhoneRegion region, out int start, out int end)
    {
        start = end = at;
        var plus = false;
        while (start > 0 && at - start < 2 && text[start - 1] is '+' or '(')
        {
            start--;
            plus |= text[start] == '+';
            if (start == 0) break;
        }
        if (!StartsClean(text, start)) return null;
        var run = new Run(stackalloc char[MaxDigits], stackalloc int[MaxGroups], stackalloc int[MaxGroups]);
        run.Take(text, at);
        for (var groups = run.GroupCount; groups > 0; groups--)
        {
            end = run.Ends[groups - 1];
            if (!EndsClean(text, end, groups < run.GroupCount)) continue;
            var digits = run.Digits[..run.DigitsThrough(groups)];
            if (digits.Length is < 7 or > 15) continue;
            var shape = new Shape(text[start..end], run.Groups[..groups]);
            var number = plus ? International(digits)
                : digits.StartsWith("00") ? Prefixed(text, start, digits, shape)
                : National(text, start, digits, shape, region);
            if (number is null) continue;
            if (end < text.Length && text[end] == ')' && shape.Text.Contains('(') && !shape.Text.Contains(')')) end++;
            return number;
        }
        return null;
    }

    /// <summary>A telephone URI's number [RFC 3966]: parameters cut off; E.164 if it starts with +.</summary>
    public static string? FromUri(ReadOnlySpan<char> number, PhoneRegion region)
    {
        var end = number.IndexOfAny(';', '?');
        if (end >= 0) number = number[..end];
        var plus = number.TrimStart() is ['+', ..];
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        foreach (var c in number)
        {
            if (!char.IsAsciiDigit(c)) continue;
            if (count == 15) return null;
            digits[count++] = c;
        }
        digits = digits[..count];
        if (count < 7) return null;
        if (plus) return International(digits);
        if (digits.StartsWith("00")) return International(digits[2..]);
        return NationalPlans.Canonical(digits, region) ?? (region is PhoneRegion.Us && digits[0] == '1' ? International(digits) : null) ?? digits.ToString();
    }

    private static string? International(ReadOnlySpan<char> digits)
    {
        if (!CallingCodes.TryRead(digits, out var code, out var codeLength, out var min, out var max)) return null;
        var national = digits[codeLength..];
        // "+49 (0)30": the trunk zero is written for those who dial inland. Italy's belongs to the number.
        if (national is ['0', ..] && code is not (39 or 225 or 241 or 242)) national = national[1..];
        if (national.Length < min || national.Length > max) return null;
        if (code == 1 && !NationalPlans.IsNanp(national)) return null;
        if (national.IndexOfAnyExcept(national[0]) < 0) return null;
        return string.Concat("+", digits[..codeLength], national);
    }

    private static string? Prefixed(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> digits, Shape shape)
    {
        if (digits.Length < 11 || digits[2] == '0') return null;
        var number = International(digits[2..]);
        return number is not null && (shape.Groups.Length > 1 && shape.Groups[0] is 2 or 3 or 4 or 5 || PhoneWords.StandBefore(text, start)) ? number : null;
    }

    private static string? National(ReadOnlySpan<char> text, int start, ReadOnlySpan<char> digits, Shape shape, PhoneRegion region)
    {
        if (shape.IsDate || shape.IsDotted && region is not (PhoneRegion.Us or PhoneRegion.Fr) || FollowsDigit(text, start)) return null;
        if (NationalPlans.Recognise(digits, shape, region) is { } telling) return telling;
        return PhoneWords.StandBefore(text, start) ? NationalPlans.Canonical(digits, region) : null;
    }

    private static bool FollowsDigit(ReadOnlySpan<char> text, int start) =>
        start > 1 && char.IsAsciiDigit(text[start - 2]) && !char.IsLetter(text[start - 1]) && text[start - 1] is not ('\n' or '\r');

    /// <summary>Nothing stands before it that would make it part of a word, address, amount or code.</summary>
    private static bool StartsClean(ReadOnlySpan<char> text, int start)
    {
        if (start == 0) return true;
        var before = text[start - 1];
        if (char.IsWhiteSpace(before) || before is ':' or '(' or '[' or '>' or '|' or '"' or '\'' or '•' or '·' or '：' or '、' or '。' or '「' or '*' or ';') return true;
        if (before is '.' or '-' or ',' or '–' or '—' or '~') return start > 1 && !char.IsAsciiDigit(text[start - 2]);
        return before > '\u2e80' && char.IsLetter(before);   // scripts that write no spaces
    }

    private static bool EndsClean(ReadOnlySpan<char> text, int end, bool cut)
    {
        if (end >= text.Length) return true;
        var after = text[end];
        if (cut) return char.IsWhiteSpace(after) || after is '/' or '(';
        if (after is '@' or '_' or '=' or '%' or '€' or '$' or '£' or '&' or '#' or '\\') return false;
        if (after is '.' or ',' or ':' or '-' or '/' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])) return false;
        if (after == ' ' && end + 1 < text.Length && text[end + 1] is '€' or '$' or '£' or '%') return false;
        return !char.IsAsciiLetterOrDigit(after) && !(char.IsLetter(after) && after < '\u2e80');
    }

    /// <summary>Digits with the groups in which they are written.</summary>
    private ref struct Run(Span<char> digits, Span<int> groups, Span<int> ends)
    {
        public readonly Span<char> Digits = digits;
        public readonly Span<int> Groups = groups;
        public readonly Span<int> Ends = ends;
        public int GroupCount;

        public readonly int DigitsThrough(int groups)
        {
            var sum = 0;
            for (var i = 0; i < groups; i++) sum += Groups[i];
            return sum;
        }

        public void Take(ReadOnlySpan<char> text, int at)
        {
            var count = 0;
            while (GroupCount < MaxGroups)
            {
                var from = at;
                while (at < text.Length && char.IsAsciiDigit(text[at]) && count < MaxDigits) Digits[count++] = text[at++];
                Groups[GroupCount] = at - from;
                Ends[GroupCount++] = at;
                if (count == MaxDigits) return;
                var separators = 0;
                while (at < text.Length && separators < 3 && IsSeparator(text[at]))
                {
                    at++;
                    separators++;
                }
                if (separators == 0 || at >= text.Length || !char.IsAsciiDigit(text[at])) return;
            }
        }

        private static bool IsSeparator(char c) =>
            c is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00a0' or '\u2009' or '\u202f' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\u3000';
    }
}

/// <summary>How a number is written.</summary>
internal readonly ref struct Shape(ReadOnlySpan<char> text, ReadOnlySpan<int> groups)
{
    public readonly ReadOnlySpan<char> Text = text;
    public readonly ReadOnlySpan<int> Groups = groups;

    /// <summary>Area code in parentheses.</summary>
    public bool HasArea => Text.Contains('(') && Text.Contains(')');
    public bool HasSlash => Text.Contains('/');
    public bool HasDash => Text.IndexOfAnyInRange('\u2010', '\u2015') >= 0 || Text.Contains('-');
    /// <summary>Set apart by dots alone: an address, a version, an account.</summary>
    public bool IsDotted => Text.Contains('.') && !Text.ContainsAny(' ', '-', '(');
    public bool IsDate => Groups switch
    {
        [4, 1 or 2, 1 or 2] or [1 or 2, 1 or 2, 4] or [1 or 2, 1 or 2, 2] => true,
        [1 or 2, 1 or 2, 4, ..] or [4, 1 or 2, 1 or 2, ..] => !HasArea,
        _ => false,
    };

    public bool Is(params ReadOnlySpan<int> groups) => Groups.SequenceEqual(groups);
}
