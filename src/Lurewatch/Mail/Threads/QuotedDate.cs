using Lurewatch.Lures;

namespace Lurewatch.Mail.Threads;

/// <summary>The day in a quoted date as clients of nine languages write it.</summary>
internal static class QuotedDate
{
    /// <summary>By their first letters, without accents. Where a weekday begins alike (<c>mar.</c>), the later word is the month.</summary>
    private static readonly (string Prefix, int Month)[] s_months =
    [
        ("jan", 1), ("gen", 1), ("ene", 1), ("sty", 1), ("feb", 2), ("fev", 2), ("lut", 2), ("mar", 3), ("maerz", 3), ("mrz", 3), ("maa", 3), ("mrt", 3),
        ("apr", 4), ("avr", 4), ("abr", 4), ("kwi", 4), ("may", 5), ("mai", 5), ("maj", 5), ("mei", 5), ("mag", 5), ("jun", 6), ("juin", 6), ("giu", 6), ("cze", 6),
        ("jul", 7), ("juil", 7), ("lug", 7), ("lip", 7), ("aug", 8), ("aou", 8), ("ago", 8), ("sie", 8), ("sep", 9), ("set", 9), ("wrz", 9),
        ("oct", 10), ("okt", 10), ("ott", 10), ("out", 10), ("paz", 10), ("nov", 11), ("lis", 11), ("dec", 12), ("dez", 12), ("dic", 12), ("gru", 12),
    ];

    /// <summary>The days that it can mean, one or two (<c>3/4/2019</c>); none if there is no date.</summary>
    public static IReadOnlyList<DateOnly> Read(string? text)
    {
        if (text is null || text.Length > 200) return [];
        var folded = FoldedText.Of(text);
        var month = 0;
        var numbers = new List<(int Value, int Digits)>();
        foreach (ref readonly var word in folded.Words)
        {
            var part = folded[word];
            if (char.IsAsciiDigit(part[0])) Numbers(part, numbers);
            else if (!word.IsRun && MonthOf(part) is var found and > 0) month = found;
        }
        if (month > 0) return Named(numbers, month);
        for (var i = 0; i + 2 < numbers.Count; i++)
        {
            var (a, b, c) = (numbers[i], numbers[i + 1], numbers[i + 2]);
            // A time may stand before the date: what is no day is passed over.
            DateOnly[] days = a.Digits == 4 && IsYear(a.Value) ? Days((a.Value, b.Value, c.Value), null)
                : c.Digits == 4 && IsYear(c.Value) ? Days((c.Value, b.Value, a.Value), (c.Value, a.Value, b.Value))
                : c.Digits == 2 && a.Digits <= 2 && b.Digits <= 2 ? Days((2000 + c.Value, b.Value, a.Value), (2000 + c.Value, a.Value, b.Value)) : [];
            if (days.Length > 0) return days;
        }
        return [];
    }

    private static DateOnly[] Named(List<(int Value, int Digits)> numbers, int month)
    {
        var year = 0;
        foreach (var (value, digits) in numbers)
            if (digits == 4 && IsYear(value)) { year = value; break; }
        if (year == 0) return [];
        foreach (var (value, digits) in numbers)
            if (digits <= 2 && value is >= 1 and <= 31) return Days((year, month, value), null);
        return [];
    }

    private static void Numbers(ReadOnlySpan<char> part, List<(int Value, int Digits)> numbers)
    {
        // "16th" and "10h00" are one word each; only the leading digits count.
        var digits = 0;
        while (digits < part.Length && char.IsAsciiDigit(part[digits])) digits++;
        if (digits <= 4 && numbers.Count < 12) numbers.Add((int.Parse(part[..digits], System.Globalization.CultureInfo.InvariantCulture), digits));
    }

    private static int MonthOf(ReadOnlySpan<char> word)
    {
        var best = (Length: 0, Month: 0);
        foreach (var (prefix, month) in s_months)
            if (prefix.Length > best.Length && word.StartsWith(prefix, StringComparison.Ordinal)) best = (prefix.Length, month);
        return best.Month;
    }

    private static bool IsYear(int value) => value is >= 1980 and <= 2100;

    private static DateOnly[] Days((int Year, int Month, int Day) first, (int Year, int Month, int Day)? second)
    {
        var days = new List<DateOnly>(2);
        foreach (var day in (ReadOnlySpan<(int Year, int Month, int Day)?>)[first, second])
            if (day is { } at && IsDay(at) && !days.Contains(new DateOnly(at.Year, at.Month, at.Day))) days.Add(new DateOnly(at.Year, at.Month, at.Day));
        return [.. days];
    }

    private static bool IsDay((int Year, int Month, int Day) at) => at.Month is >= 1 and <= 12 && at.Day >= 1 && at.Day <= DateTime.DaysInMonth(at.Year, at.Month);
}
