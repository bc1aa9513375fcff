namespace Lurewatch.Intel.Observables;

/// <summary>International bank account numbers [ISO 13616]: country, length, characters, and check digits by mod 97.</summary>
internal static class Iban
{
    private const int MaxLength = 34;

    /// <summary>Country and length, from the SWIFT IBAN registry's structure column.</summary>
    private const string Countries =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28" +
        "IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24" +
        "SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    /// <summary>Length that the country's numbers have; 0 if it has none.</summary>
    public static int LengthOf(char first, char second)
    {
        for (var i = 0; i < Countries.Length; i += 4)
            if (Countries[i] == first && Countries[i + 1] == second) return (Countries[i + 2] - '0') * 10 + Countries[i + 3] - '0';
        return 0;
    }

    /// <summary>
    /// The number that starts at the start of <paramref name="text"/>, without spaces and in upper case; null if there is none. Groups may be set apart by one space,
    /// hyphen or dot each. <paramref name="used"/> is how far it reached.
    /// </summary>
    public static string? Read(ReadOnlySpan<char> text, out int used)
    {
        used = 0;
        if (text.Length < 15 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetter(text[1]) || !char.IsAsciiDigit(text[2])) return null;
        var length = LengthOf(char.ToUpperInvariant(text[0]), char.ToUpperInvariant(text[1]));
        if (length == 0) return null;
        Span<char> number = stackalloc char[MaxLength];
        var count = 0;
        var at = 0;
        while (count < length)
        {
            if (at >= text.Length) return null;
            var c = text[at];
            if (char.IsAsciiLetterOrDigit(c)) number[count++] = char.ToUpperInvariant(c);
            else if (!IsSeparator(c) || IsSeparator(text[at - 1]) || count < 2) return null;
            at++;
        }
        if (at < text.Length && char.IsLetterOrDigit(text[at])) return null;
        number = number[..length];
        if (!Checks(number)) return null;
        used = at;
        return number.ToString();
    }

    private static bool IsSeparator(char c) => c is ' ' or '\u00a0' or '\u2009' or '\u202f' or '-' or '\u2011' or '.';

    /// <summary>Country and check digits moved to the end, letters as numbers from 10: the remainder by 97 is 1.</summary>
    private static bool Checks(ReadOnlySpan<char> number)
    {
        if (!char.IsAsciiDigit(number[3])) return false;
        var remainder = 0;
        for (var i = 4; i < number.Length + 4; i++)
        {
            var c = number[i < number.Length ? i : i - number.Length];
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }
        return remainder == 1;
    }
}
