namespace Lurewatch.Intel.Observables;

/// <summary>Country calling codes [ITU-T E.164, list of assigned codes] and how many digits follow them.</summary>
internal static class CallingCodes
{
    /// <summary>Splits international digits into calling code and the national number's bounds of length.</summary>
    public static bool TryRead(ReadOnlySpan<char> digits, out int code, out int codeLength, out int min, out int max)
    {
        code = codeLength = min = max = 0;
        for (codeLength = 1; codeLength <= 3 && codeLength < digits.Length; codeLength++)
        {
            code = code * 10 + digits[codeLength - 1] - '0';
            (min, max) = Lengths(code);
            if (max > 0) return true;
        }
        return false;
    }

    private static (int Min, int Max) Lengths(int code) => code switch
    {
        1 or 7 => (10, 10),
        20 => (8, 10),
        27 or 31 or 33 or 34 or 40 or 41 or 48 or 56 or 61 or 93 or 94 => (9, 9),
        30 or 52 or 58 or 90 or 91 or 98 => (10, 10),
        32 or 36 or 51 or 66 => (8, 9),
        39 => (6, 11),
        43 => (7, 13),
        44 => (9, 10),
        45 or 47 or 65 => (8, 8),
        46 => (7, 9),
        49 => (7, 11),
        53 => (6, 8),
        54 or 55 or 86 => (10, 11),
        57 or 60 or 63 or 64 or 82 => (8, 10),
        62 => (8, 12),
        81 or 84 or 92 => (9, 10),
        95 => (7, 10),
        >= 211 and <= 213 or 216 or 218 or (>= 220 and <= 258) or (>= 260 and <= 269) or 290 or 291 or (>= 297 and <= 299) => (6, 10),
        (>= 350 and <= 359) or (>= 370 and <= 378) or (>= 380 and <= 383) or (>= 385 and <= 387) or 389 or 420 or 421 or 423 => (6, 10),
        (>= 500 and <= 509) or (>= 590 and <= 599) or 670 or (>= 672 and <= 683) or (>= 685 and <= 692) => (5, 10),
        800 or 808 or 850 or 852 or 853 or 855 or 856 or 870 or (>= 880 and <= 883) or 886 or 888 => (6, 12),
        (>= 960 and <= 968) or (>= 970 and <= 977) or 979 or (>= 992 and <= 996) or 998 => (6, 10),
        _ => (0, 0),
    };
}
