using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>The expansions of cmd.exe: <c>%var%</c> (phase 1), <c>%%i</c> of FOR (phase 4), <c>!var!</c> (phase 5), with <c>:~n,m</c> and <c>:a=b</c>.</summary>
/// <param name="variable">Value of a variable; null if it is not defined.</param>
/// <param name="argument">Value of <c>%0</c> to <c>%9</c> and <c>%*</c> of a batch file; null outside of one.</param>
internal sealed class Expansion(Func<string, string?> variable, Func<char, string>? argument = null)
{
    /// <summary>A text does not grow beyond this; cmd.exe itself stops at 8,191.</summary>
    public const int MostChars = 1 << 16;

    /// <summary>Percent expansion. In a batch file <c>%%</c> is a percent sign and what is not defined is nothing; in a command line both stay.</summary>
    public string Percent(string text, bool isBatch)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var made = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && made.Length < MostChars; i++)
        {
            if (text[i] != '%')
            {
                made.Append(text[i]);
                continue;
            }
            if (isBatch && i + 1 < text.Length)
            {
                if (text[i + 1] == '%')
                {
                    made.Append('%');
                    i++;
                    continue;
                }
                if (argument is not null && Argument(text, i + 1, out var value, out var end))
                {
                    made.Append(value);
                    i = end - 1;
                    continue;
                }
            }
            var close = text.IndexOf('%', i + 1);
            if (close > i + 1 && Value(text.AsSpan(i + 1, close - i - 1)) is { } known)
            {
                made.Append(known);
                i = close;
            }
            else if (!isBatch) made.Append('%');
            else if (close > i) i = close;
        }
        return made.ToString();
    }

    /// <summary>Delayed expansion; carets vanish where there is an exclamation mark.</summary>
    public string Delayed(string text)
    {
        if (!text.Contains('!', StringComparison.Ordinal)) return text;
        var made = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && made.Length < MostChars; i++)
        {
            var c = text[i];
            if (c == '^' && i + 1 < text.Length) made.Append(text[++i]);
            else if (c != '!') made.Append(c);
            else
            {
                var close = text.IndexOf('!', i + 1);
                if (close < 0) continue;
                made.Append(Value(text.AsSpan(i + 1, close - i - 1)));
                i = close;
            }
        }
        return made.ToString();
    }

    /// <summary>Variables of FOR: <c>%i</c>, <c>%~dpnxi</c>.</summary>
    public static string Loop(string text, IReadOnlyDictionary<char, string> variables)
    {
        if (variables.Count == 0 || !text.Contains('%', StringComparison.Ordinal)) return text;
        var made = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && made.Length < MostChars; i++)
        {
            if (text[i] == '%' && i + 1 < text.Length)
            {
                if (variables.TryGetValue(text[i + 1], out var plain))
                {
                    made.Append(plain);
                    i++;
                    continue;
                }
                if (text[i + 1] == '~' && Modified(text, i + 2, c => variables.GetValueOrDefault(c), out var value, out var end))
                {
                    made.Append(value);
                    i = end - 1;
                    continue;
                }
            }
            made.Append(text[i]);
        }
        return made.ToString();
    }

    private bool Argument(string text, int at, out string value, out int end)
    {
        (value, end) = ("", at + 1);
        if (text[at] is '*' or >= '0' and <= '9')
        {
            value = argument!(text[at]);
            return true;
        }
        return text[at] == '~' && Modified(text, at + 1, c => c is >= '0' and <= '9' ? argument!(c) : null, out value, out end);
    }

    /// <summary>Letters of the modifier, the variable last: the longest run that ends in one is taken, as cmd.exe does.</summary>
    private static bool Modified(string text, int at, Func<char, string?> read, out string value, out int end)
    {
        (value, end) = ("", at);
        var last = at;
        while (last < text.Length && char.IsAsciiLetter(text[last]) && "fdpnxsatz".Contains(char.ToLowerInvariant(text[last]), StringComparison.Ordinal)) last++;
        for (var name = Math.Min(last, text.Length - 1); name >= at; name--)
        {
            if (read(text[name]) is not { } plain) continue;
            value = Parts(plain.Trim('"'), text.AsSpan(at, name - at));
            end = name + 1;
            return true;
        }
        return false;
    }

    private static string Parts(string path, ReadOnlySpan<char> letters)
    {
        if (letters.IsEmpty) return path;
        var full = path.Length > 1 && (path[1] == ':' || path[0] == '\\') ? path : $@"{WindowsMachine.Folder}\{path}";
        var name = full.LastIndexOf('\\') + 1;
        var dot = full.LastIndexOf('.');
        if (dot < name) dot = full.Length;
        var parts = new StringBuilder();
        if (Has(letters, 'f')) return full;
        if (Has(letters, 'd') && full.Length > 1 && full[1] == ':') parts.Append(full.AsSpan(0, 2));
        if (Has(letters, 'p')) parts.Append(full.AsSpan(full.Length > 1 && full[1] == ':' ? 2 : 0, Math.Max(0, name - (full.Length > 1 && full[1] == ':' ? 2 : 0))));
        if (Has(letters, 'n')) parts.Append(full.AsSpan(name, dot - name));
        if (Has(letters, 'x')) parts.Append(full.AsSpan(dot));
        return parts.Length == 0 ? full : parts.ToString();
    }

    private static bool Has(ReadOnlySpan<char> letters, char letter) => letters.Contains(letter) || letters.Contains(char.ToUpperInvariant(letter));

    /// <summary>A variable with what may follow its name; null if it is not defined.</summary>
    private string? Value(ReadOnlySpan<char> reference)
    {
        var whole = variable(reference.ToString());
        if (whole is not null) return whole;
        var colon = reference.IndexOf(':');
        if (colon <= 0 || variable(reference[..colon].ToString()) is not { } value) return null;
        var change = reference[(colon + 1)..];
        if (change is ['~', .. var range]) return Substring(value, range);
        var equals = change.IndexOf('=');
        if (equals <= 0) return null;
        var (find, with) = (change[..equals].ToString(), change[(equals + 1)..].ToString());
        if (find is ['*', .. var behind] && behind.Length > 0)
        {
            var at = value.IndexOf(behind, StringComparison.OrdinalIgnoreCase);
            return at < 0 ? value : with + value[(at + behind.Length)..];
        }
        if ((long)value.Length * Math.Max(1, with.Length) / find.Length > 16L * MostChars) return value;
        return value.Replace(find, with, StringComparison.OrdinalIgnoreCase);
    }

    private static string Substring(string value, ReadOnlySpan<char> range)
    {
        var comma = range.IndexOf(',');
        var from = Number(comma < 0 ? range : range[..comma]) ?? 0;
        var start = from < 0 ? Math.Max(0, value.Length + from) : Math.Min(from, value.Length);
        var length = comma < 0 ? null : Number(range[(comma + 1)..]);
        var end = length switch { null => value.Length, < 0 => value.Length + length.Value, _ => Math.Min(value.Length, start + length.Value) };
        return end <= start ? "" : value[(int)start..(int)end];
    }

    /// <summary>A number as <c>set /a</c> and substrings read it: decimal, 0x hexadecimal, 0 octal, signs before it.</summary>
    public static long? Number(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var isNegative = false;
        while (text is ['+' or '-' or ' ' or '\t', ..])
        {
            isNegative ^= text[0] == '-';
            text = text[1..];
        }
        if (text.IsEmpty || text.Length > 12) return null;
        long value;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)) return null;
        }
        else if (text.Length > 1 && text[0] == '0' && !text.ContainsAnyExceptInRange('0', '7'))
        {
            value = 0;
            foreach (var digit in text) value = (value * 8) + digit - '0';
        }
        else if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)) return null;
        return isNegative ? -value : value;
    }
}
