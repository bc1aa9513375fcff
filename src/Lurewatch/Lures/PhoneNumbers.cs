namespace Lurewatch.Lures;

/// <summary>Tells whether a text holds something to dial: nine to fifteen digits [E.164] with nothing but the usual dividers between, three groups or a plus sign.</summary>
internal static class PhoneNumbers
{
    public static bool Any(string? text)
    {
        if (text is null) return false;
        int digits = 0, groups = 0, gap = 0;
        var plus = false;
        foreach (var c in text)
        {
            if (char.IsDigit(c))
            {
                if (digits > 0 && gap > 3) { digits = 0; groups = 0; plus = false; }
                if (digits == 0 || gap > 0) groups++;
                digits++;
                gap = 0;
                continue;
            }
            if (Ends(digits, groups, plus) && !IsDivider(c)) return true;
            if (digits == 0) { plus = c == '+' || plus && c is '(' or ' ' or '-'; continue; }
            if (IsDivider(c)) gap++;
            else { digits = 0; groups = 0; gap = 0; plus = c == '+'; }
        }
        return Ends(digits, groups, plus);
    }

    private static bool Ends(int digits, int groups, bool plus) => digits is >= 9 and <= 15 && (groups >= 3 || plus);

    private static bool IsDivider(char c) => c is ' ' or '-' or '.' or '(' or ')' or '/' or '\u00A0' or '\u2010' or '\u2011' or '\u2013' or '\u202F' || Folding.IsInvisible(c);
}
