namespace Lurewatch.Intel;

/// <summary>Names that no person chose: drawn at random by a machine. Cautious: a name that can be spoken or remembered is never gibberish.</summary>
internal static class Gibberish
{
    public static bool Looks(ReadOnlySpan<char> name)
    {
        if (name.Length is < 7 or > 64) return false;
        int run = 0, longest = 0, changes = 0, letters = 0, vowels = 0;
        var last = '\0';
        for (var i = 0; i < name.Length; i++)
        {
            var c = char.ToLowerInvariant(name[i]);
            if (c is '.' or '-' or '_') { run = 0; last = '\0'; continue; }
            if (!char.IsAsciiLetterOrDigit(c)) return false;
            if (last != '\0' && char.IsAsciiDigit(c) != char.IsAsciiDigit(last)) changes++;
            if (char.IsAsciiLetter(c)) letters++;
            if (c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y') { vowels++; run = 0; }
            // tsch, sch, ch, th, ck, ph, ts, rz, sz, cz are one sound.
            else if (char.IsAsciiLetter(c)) run += (c is 'h' or 'z' or 'k' && last is 's' or 'c' or 't' or 'p' or 'r') || (c == 'c' && last == 's') || (c == 's' && last == 't') ? 0 : 1;
            else run = 0;
            longest = Math.Max(longest, run);
            last = c;
        }
        if (changes >= 4 && letters >= 3) return true;
        return longest >= 6 || (longest >= 5 && vowels * 4 <= letters);
    }
}
