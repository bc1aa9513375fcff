using System.Globalization;
using System.Text;

namespace Lurewatch.Files.Rtf;

/// <summary>Field instructions [ECMA-376 17.16]: name, arguments in quotes or without, switches.</summary>
internal static class RtfFieldText
{
    private const int MostWords = 32;

    /// <summary>Name in upper case, then arguments; backslashes unescaped, switches kept as they are.</summary>
    public static List<string> Words(string instruction)
    {
        var words = new List<string>();
        for (var at = 0; at < instruction.Length && words.Count < MostWords;)
        {
            if (char.IsWhiteSpace(instruction[at]))
            {
                at++;
                continue;
            }
            var quoted = instruction[at] is '"' or '“' or '”';
            if (quoted) at++;
            var word = new StringBuilder();
            while (at < instruction.Length && (quoted ? instruction[at] is not ('"' or '“' or '”') : !char.IsWhiteSpace(instruction[at])))
            {
                if (instruction[at] == '\\' && at + 1 < instruction.Length && instruction[at + 1] is '\\' or '"') at++;
                if (at < instruction.Length) word.Append(instruction[at++]);
            }
            at++;
            if (word.Length > 0) words.Add(words.Count == 0 ? word.ToString().ToUpperInvariant() : word.ToString());
        }
        return words;
    }

    /// <summary>The command that DDE starts: program, then its arguments; null if the field is another.</summary>
    public static string? Command(IReadOnlyList<string> words) =>
        words is ["DDE" or "DDEAUTO", _, ..] ? string.Join(' ', words.Skip(1).Where(word => word is not ['\\', _])) : null;

    /// <summary>What the field loads without a question where its document is opened or brought up to date; null if nothing.</summary>
    public static string? Loads(IReadOnlyList<string> words)
    {
        if (words is not ["INCLUDEPICTURE" or "INCLUDETEXT" or "INCLUDE" or "IMPORT" or "LINK" or "RD", ..]) return null;
        var from = words[0] == "LINK" ? 2 : 1;
        for (var i = from; i < words.Count; i++)
            if (words[i] is not ['\\', _]) return words[i];
        return null;
    }

    /// <summary>The text that QUOTE gives; null if the field is another.</summary>
    public static string? Quoted(string instruction)
    {
        var words = Words(instruction);
        if (words is not ["QUOTE", _, ..]) return null;
        var text = new StringBuilder();
        foreach (var word in words.Skip(1))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is > 0 and < 0xD800) text.Append((char)code);
            else text.Append(word);
        }
        return text.ToString();
    }
}
