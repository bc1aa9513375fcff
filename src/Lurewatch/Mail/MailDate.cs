namespace Lurewatch.Mail;

/// <summary>What is odd about a date that could be read.</summary>
[Flags]
internal enum DateOddities
{
    None = 0,
    /// <summary>The day of the week is another day's.</summary>
    WeekdayWrong = 1,
    /// <summary>No place on Earth has such an offset.</summary>
    ZoneImpossible = 2,
    /// <summary>There is no zone; taken for UTC.</summary>
    ZoneMissing = 4,
    /// <summary>The zone is a name that means many things or nothing.</summary>
    ZoneUnknown = 8,
}

/// <summary>Dates of mail [RFC 5322, 3.3 and 4.3], and the ISO form that some services write in Received fields. Strict in the order of things, so that nothing is guessed;
/// fractions of a second and missing seconds are allowed.</summary>
internal static class MailDate
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec", Days = "sunmontuewedthufrisat";

    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset date, out DateOddities oddities)
    {
        date = default;
        oddities = DateOddities.None;
        text = text.Trim();
        var weekday = -1;
        if (text.Length > 4 && char.IsAsciiLetter(text[0]))
        {
            weekday = Three(Days, text);
            var end = 0;
            while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
            if (weekday < 0 || end >= text.Length) return false;
            if (text[end] == ',') end++;
            text = text[end..].TrimStart();
        }
        int year, month, day;
        if (text.Length > 10 && text[4] == '-' && text[7] == '-')
        {
            if (!Number(text[..4], out year) || !Number(text[5..7], out month) || !Number(text[8..10], out day)) return false;
            text = text[10..].TrimStart(" T");
        }
        else
        {
            if (!Word(ref text, out var word) || word.Length > 2 || !Number(word, out day) || !Word(ref text, out word) || word.Length < 3 || (month = Three(Months, word) + 1) == 0
                || !Word(ref text, out word) || !Number(word, out year)) return false;
            if (word.Length <= 3) year += year < 50 && word.Length == 2 ? 2000 : 1900;      // RFC 5322, 4.3
        }
        if (!Time(ref text, out var time) || year is < 1970 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var offset = Zone(text.TrimStart(), ref oddities);
        date = new DateTimeOffset(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time, offset);
        if (weekday >= 0 && weekday != (int)date.DayOfWeek) oddities |= DateOddities.WeekdayWrong;
        return true;
    }

    private static bool Time(ref ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ':' or '.')) end++;
        var clock = text[..end];
        text = text[end..];
        Span<Range> parts = stackalloc Range[4];
        var count = clock.Split(parts, ':');
        if (count is < 2 or > 3 || !Number(clock[parts[0]], out var hour) || !Number(clock[parts[1]], out var minute)) return false;
        var seconds = count == 3 ? clock[parts[2]] : "0";
        if (seconds.IndexOf('.') is var dot and >= 0) seconds = seconds[..dot];
        if (!Number(seconds, out var second) || hour > 23 || minute > 59 || second > 60) return false;
        time = new TimeSpan(hour, minute, Math.Min(second, 59));
        return true;
    }

    private static TimeSpan Zone(ReadOnlySpan<char> text, ref DateOddities oddities)
    {
        if (text.Length >= 5 && text[0] is '+' or '-')
        {
            var digits = text[3] == ':' && text.Length >= 6 ? 6 : 5;
            if (!Number(text[1..3], out var hours) || !Number(text[(digits - 2)..digits], out var minutes) || hours > 99)
            {
                oddities |= DateOddities.ZoneUnknown;
                return TimeSpan.Zero;
            }
            var behind = text[0] == '-';
            if (!Exists(behind, hours, minutes)) oddities |= DateOddities.ZoneImpossible;
            var offset = new TimeSpan(hours, minutes, 0);
            if (offset > TimeSpan.FromHours(14)) return TimeSpan.Zero;
            return behind ? -offset : offset;
        }
        var end = 0;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        if (end == 0)
        {
            oddities |= DateOddities.ZoneMissing;
            return TimeSpan.Zero;
        }
        // The names that RFC 5322, 4.3 knows, and Europe's of today; the military letters are to be read as -0000.
        int? zone = text[..end] switch
        {
            "UT" or "GMT" or "UTC" or "Z" => 0,
            "EDT" => -4,
            "EST" or "CDT" => -5,
            "CST" or "MDT" => -6,
            "MST" or "PDT" => -7,
            "PST" => -8,
            "CET" or "BST" or "MET" => 1,
            "CEST" or "EET" or "MEST" => 2,
            "JST" => 9,
            _ => null,
        };
        if (zone is null) oddities |= DateOddities.ZoneUnknown;
        return TimeSpan.FromHours(zone ?? 0);
    }

    /// <summary>Offsets that are or were in use since 1970, after the tz database; the quarter hours are Nepal, Chatham, Eucla and once Guyana.</summary>
    private static bool Exists(bool behind, int hours, int minutes) => minutes switch
    {
        0 => hours <= (behind ? 12 : 14),
        30 => behind ? hours is 2 or 3 or 4 or 8 or 9 or 10 : hours is 0 or 1 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or 10 or 11,
        45 => behind ? hours is 3 : hours is 5 or 8 or 12 or 13,
        _ => false,
    };

    private static bool Word(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> word)
    {
        var end = text.IndexOfAny(' ', '\t', '-');
        word = default;
        if (end <= 0) return false;
        word = text[..end];
        text = text[(end + 1)..].TrimStart();
        return true;
    }

    private static int Three(string names, ReadOnlySpan<char> word)
    {
        if (word.Length < 3) return -1;
        for (var i = 0; i < names.Length; i += 3)
            if (word[..3].Equals(names.AsSpan(i, 3), StringComparison.OrdinalIgnoreCase)) return i / 3;
        return -1;
    }

    private static bool Number(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 6) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + c - '0';
        }
        return true;
    }
}
