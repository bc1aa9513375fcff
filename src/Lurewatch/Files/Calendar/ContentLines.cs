using System.Text;
using Lurewatch.Mail;

namespace Lurewatch.Files.Calendar;

/// <summary>A property of a calendar or contact.</summary>
/// <param name="Name">Upper case, without group.</param>
/// <param name="Parameters">As written, between the first semicolon and the colon.</param>
/// <param name="Value">As written, unfolded.</param>
internal readonly record struct ContentLine(string Name, string Parameters, string Value)
{
    /// <summary>A parameter's value without quotes; null if it is not there.</summary>
    public string? Parameter(string name)
    {
        var rest = Parameters.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = ContentLines.Unquoted(rest, ';');
            var one = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var equals = one.IndexOf('=');
            if (equals < 0 ? one.Equals(name, StringComparison.OrdinalIgnoreCase) : one[..equals].Equals(name, StringComparison.OrdinalIgnoreCase)) return equals < 0 ? "" : one[(equals + 1)..].Trim('"').ToString();
        }
        return null;
    }

    /// <summary>The value as text: \n, \, and the like undone [RFC 5545, 3.3.11; RFC 6350, 3.4], quoted-printable of vCard 2.1 too.</summary>
    public string Text
    {
        get
        {
            var value = Parameter("ENCODING") is "QUOTED-PRINTABLE" or "quoted-printable" || Parameter("QUOTED-PRINTABLE") is not null ? ContentLines.QuotedPrintable(Value) : Value;
            if (!value.Contains('\\', StringComparison.Ordinal)) return value;
            var text = new StringBuilder(value.Length);
            for (var i = 0; i < value.Length; i++)
            {
                if (value[i] != '\\' || i + 1 >= value.Length) text.Append(value[i]);
                else text.Append(value[++i] is 'n' or 'N' ? '\n' : value[i]);
            }
            return text.ToString();
        }
    }
}

/// <summary>The lines that iCalendar [RFC 5545, 3.1] and vCard [RFC 6350, 3.2; 2.1 and 3.0 too] share: folded, with parameters, never failing.</summary>
internal static class ContentLines
{
    private const int MostLines = 20_000, MostName = 100;

    public static IEnumerable<ContentLine> Read(string text, AnalysisBudget budget, string what)
    {
        var at = 0;
        var line = new StringBuilder();
        for (var count = 0; at < text.Length && count < MostLines && budget.TryTakeSteps(2, what); count++)
        {
            line.Clear();
            TakeLine(text, ref at, line);
            var soft = IsQuotedPrintable(line);
            while (at < text.Length)
            {
                // a line that begins with white space goes on; so does quoted-printable after "="
                if (text[at] is ' ' or '\t') at++;
                else if (soft && line.Length > 0 && line[^1] == '=') line.Length--;
                else break;
                TakeLine(text, ref at, line);
                if (!budget.TryTakeSteps(1, what)) yield break;
            }
            if (Split(line.ToString()) is { } read) yield return read;
        }
        if (at < text.Length) budget.Exhaust("content_lines", what);
    }

    private static bool IsQuotedPrintable(StringBuilder line)
    {
        for (var i = 0; i < Math.Min(line.Length, 200); i++)
            if (line[i] == ':') return line.ToString(0, i).Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
        return false;
    }

    private static void TakeLine(string text, ref int at, StringBuilder to)
    {
        var length = text.AsSpan(at).IndexOfAny('\r', '\n');
        if (length < 0)
        {
            to.Append(text, at, text.Length - at);
            at = text.Length;
            return;
        }
        to.Append(text, at, length);
        at += length;
        if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n') at++;
        at++;
    }

    private static ContentLine? Split(string line)
    {
        var colon = Unquoted(line, ':');
        if (colon < 0 && (colon = line.IndexOf(':', StringComparison.Ordinal)) < 0) return null;   // a quote that never ends
        var head = line.AsSpan(0, colon);
        var semicolon = head.IndexOf(';');
        var name = semicolon < 0 ? head : head[..semicolon];
        var dot = name.LastIndexOf('.');
        if (dot >= 0) name = name[(dot + 1)..];
        name = name.Trim();
        if (name.IsEmpty || name.Length > MostName) return null;
        return new ContentLine(name.ToString().ToUpperInvariant(), semicolon < 0 ? "" : head[(semicolon + 1)..].ToString(), line[(colon + 1)..]);
    }

    /// <summary>The first of a character outside of quotes.</summary>
    public static int Unquoted(ReadOnlySpan<char> text, char c)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            else if (text[i] == c && !quoted) return i;
        }
        return -1;
    }

    public static string QuotedPrintable(string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '=' && i + 2 < value.Length && byte.TryParse(value.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else if (value[i] < 128) bytes.Add((byte)value[i]);
            else bytes.AddRange(Encoding.UTF8.GetBytes(value[i].ToString()));
        }
        return Charsets.Guess([.. bytes]);
    }
}
