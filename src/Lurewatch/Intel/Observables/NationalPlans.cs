namespace Lurewatch.Intel.Observables;

/// <summary>National numbering plans, as far as telling a phone number from another number needs them.</summary>
internal static class NationalPlans
{
    /// <summary>E.164 if the shape alone tells that it is a phone number of the region; else null.</summary>
    public static string? Recognise(ReadOnlySpan<char> digits, Shape shape, PhoneRegion region)
    {
        // North America's 3-3-4 is read in any mail if it is written with parentheses; help-desk scams carry it into every language.
        var nanp = shape.Is(3, 3, 4) || shape.Is(1, 3, 3, 4) && digits[0] == '1';
        if (nanp && (region is PhoneRegion.Us or PhoneRegion.Gb or PhoneRegion.Unknown || shape.HasArea && shape.HasDash) && Canonical(digits, PhoneRegion.Us) is { } american) return american;
        if (shape.Is(3, 7) && shape.HasArea && region is PhoneRegion.Us) return Canonical(digits, region);
        var telling = region switch
        {
            PhoneRegion.De => digits[0] == '0' && shape.Groups.Length >= 2 && shape.Groups[0] is >= 3 and <= 6 && (shape.HasArea || shape.HasSlash),
            PhoneRegion.Gb => digits[0] == '0' && (shape.Groups.Length == 3 && shape.Groups[0] is >= 3 and <= 5 || shape.Is(5, 6)),
            PhoneRegion.Pl => shape.HasArea && shape.Groups is [2, 3, 2, 2],
            PhoneRegion.Fr => digits[0] == '0' && shape.Is(2, 2, 2, 2, 2),
            PhoneRegion.Br or PhoneRegion.Pt => shape.HasArea && shape.HasDash && (shape.Is(2, 5, 4) || shape.Is(2, 4, 4)),
            PhoneRegion.Nl => digits[0] == '0' && shape.HasDash && (shape.Is(2, 8) || shape.Is(3, 7) || shape.Is(4, 6)),
            PhoneRegion.Jp => digits[0] == '0' && (shape.HasDash || shape.HasArea)
                && (shape.Is(2, 4, 4) || shape.Is(3, 3, 4) || shape.Is(4, 2, 4) || shape.Is(3, 4, 4) || shape.Is(4, 3, 3)),
            _ => false,
        };
        if (!telling) return null;
        return Canonical(digits, region is PhoneRegion.Pt ? PhoneRegion.Br : region);
    }

    /// <summary>E.164 if the digits are a number that the region's plan allows; else null.</summary>
    public static string? Canonical(ReadOnlySpan<char> digits, PhoneRegion region)
    {
        if (digits.IndexOfAnyExcept(digits[0]) < 0) return null;
        var zero = digits[0] == '0';
        return region switch
        {
            PhoneRegion.Us when digits.Length == 10 && IsNanp(digits) => string.Concat("+1", digits),
            PhoneRegion.Us when digits.Length == 11 && digits[0] == '1' && IsNanp(digits[1..]) => string.Concat("+", digits),
            PhoneRegion.De when zero && digits.Length is >= 8 and <= 12 && digits[1] != '0' => string.Concat("+49", digits[1..]),
            PhoneRegion.Gb when zero && digits.Length is 10 or 11 && digits[1] is '1' or '2' or '3' or '5' or '7' or '8' or '9' => string.Concat("+44", digits[1..]),
            PhoneRegion.Pl when digits.Length == 9 && digits[0] is not '0' => string.Concat("+48", digits),
            PhoneRegion.Pl when zero && digits.Length == 10 && digits[1] is not '0' => string.Concat("+48", digits[1..]),
            PhoneRegion.Fr when zero && digits.Length == 10 && digits[1] != '0' => string.Concat("+33", digits[1..]),
            PhoneRegion.It when zero && digits.Length is >= 8 and <= 11 || digits[0] == '3' && digits.Length is 9 or 10 && region is PhoneRegion.It => string.Concat("+39", digits),
            PhoneRegion.It when digits.StartsWith("800") && digits.Length is 9 => string.Concat("+39", digits),
            PhoneRegion.Es when digits.Length == 9 && digits[0] is >= '6' and <= '9' => string.Concat("+34", digits),
            PhoneRegion.Pt when digits.Length == 9 && digits[0] is '2' or '3' or '7' or '8' or '9' => string.Concat("+351", digits),
            PhoneRegion.Pt or PhoneRegion.Br when digits.Length is 10 or 11 && digits[0] is not '0' && digits[1] is not '0' && (digits.Length == 10 || digits[2] == '9') =>
                string.Concat("+55", digits),
            PhoneRegion.Pt or PhoneRegion.Br when zero && digits.StartsWith("0800") && digits.Length is 10 or 11 => string.Concat("+55", digits[1..]),
            PhoneRegion.Nl when zero && digits.Length == 10 && digits[1] != '0' => string.Concat("+31", digits[1..]),
            PhoneRegion.Nl when digits.StartsWith("0800") || digits.StartsWith("0900") => digits.Length is 8 or 11 ? string.Concat("+31", digits[1..]) : null,
            PhoneRegion.Jp when zero && digits.Length is 10 or 11 && digits[1] != '0' => string.Concat("+81", digits[1..]),
            PhoneRegion.Unknown when zero && digits.Length is >= 8 and <= 12 => digits.ToString(),
            _ => null,
        };
    }

    /// <summary>North American Numbering Plan: area and exchange start with 2 to 9, the area is no service code.</summary>
    public static bool IsNanp(ReadOnlySpan<char> digits) =>
        digits.Length == 10 && digits[0] >= '2' && digits[3] >= '2' && !(digits[1] == '1' && digits[2] == '1');
}
