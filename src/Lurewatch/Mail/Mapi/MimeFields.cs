using System.Globalization;
using System.Text;

namespace Lurewatch.Mail.Mapi;

/// <summary>Writes header fields whose values may hold anything: encoded words [RFC 2047], quoted strings, extended parameters [RFC 2231]. No value can end its field.</summary>
internal static class MimeFields
{
    private const int MostEncoded = 75, MostValue = 32 << 10;

    public static void Text(StringBuilder to, string name, string value)
    {
        to.Append(name).Append(": ");
        value = OneLine(value);
        if (IsPlain(value)) to.Append(value);
        else EncodedWords(to, value);
        to.Append("\r\n");
    }

    /// <summary>A value that has no encoded form (identifiers, dates): what would break the field is left out.</summary>
    public static void Raw(StringBuilder to, string name, string value) => to.Append(name).Append(": ").Append(OneLine(value)).Append("\r\n");

    public static void Date(StringBuilder to, string name, DateTimeOffset time) =>
        to.Append(name).Append(": ").Append(time.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)).Append(" +0000\r\n");

    public static void People(StringBuilder to, string name, IReadOnlyList<MapiPerson> people)
    {
        if (people.Count == 0) return;
        to.Append(name).Append(": ");
        for (var i = 0; i < people.Count; i++)
        {
            if (i > 0) to.Append(",\r\n ");
            Person(to, people[i]);
        }
        to.Append("\r\n");
    }

    private static void Person(StringBuilder to, MapiPerson person)
    {
        if (person.Name is { } name && name != person.Address)
        {
            name = OneLine(name);
            if (name.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !name.Contains("=?", StringComparison.Ordinal))
                to.Append('"').Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            else EncodedWords(to, name);
            to.Append(' ');
        }
        to.Append('<');
        foreach (var c in person.Address ?? "")
            if (c is >= ' ' and not ('<' or '>' or '\u007f')) to.Append(c);
        to.Append('>');
    }

    /// <summary><c>; name="value"</c>, or <c>; name*=utf-8''…</c> for what a quoted string should not hold.</summary>
    public static void Parameter(StringBuilder to, string name, string value)
    {
        if (value.Length > MostValue) value = value[..MostValue];
        to.Append(";\r\n ").Append(name);
        if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && value.AsSpan().IndexOfAny('"', '\\') < 0 && !value.Contains("=?", StringComparison.Ordinal))
        {
            to.Append("=\"").Append(value).Append('"');
            return;
        }
        to.Append("*=utf-8''");
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'-' or (byte)'_') to.Append((char)b);
            else to.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    private static void EncodedWords(StringBuilder to, string value)
    {
        const string Start = "=?utf-8?Q?";
        var left = -1;                                                       // before the first word
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(bytes);
            var plain = count == 1 && (char.IsAsciiLetterOrDigit((char)bytes[0]) || bytes[0] is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/');
            var size = plain || rune.Value == ' ' ? 1 : count * 3;
            if (size > left)
            {
                if (left >= 0) to.Append("?=\r\n ");
                to.Append(Start);
                left = MostEncoded - Start.Length - 2;
            }
            left -= size;
            if (plain) to.Append((char)bytes[0]);
            else if (rune.Value == ' ') to.Append('_');
            else foreach (var b in bytes[..count]) to.Append('=').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        if (left >= 0) to.Append("?=");
    }

    private static string OneLine(string value)
    {
        if (value.Length > MostValue) value = value[..MostValue];
        return value.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 ? value.Trim() : string.Create(value.Length, value, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++) to[i] = from[i] < ' ' ? ' ' : from[i];
        }).Trim();
    }

    private static bool IsPlain(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !value.Contains("=?", StringComparison.Ordinal);
}
