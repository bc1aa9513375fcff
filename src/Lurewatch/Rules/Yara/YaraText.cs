using System.Text;

namespace Lurewatch.Rules.Yara;

/// <summary>A statement of a source of rules: a rule with its modifiers, an import or an include.</summary>
/// <param name="Kind"><c>rule</c>, <c>import</c>, <c>include</c>.</param>
/// <param name="Name">The rule's name, the module, the source included.</param>
/// <param name="Start">First character.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="FirstLine">Counted from 1.</param>
/// <param name="LastLine">Counted from 1.</param>
internal sealed record YaraStatement(string Kind, string Name, int Start, int End, int FirstLine, int LastLine);

/// <summary>Splits a source of YARA rules into its statements (the language's lexical grammar: comments, strings, regular expressions, hex strings), so that one bad rule does not cost the others.</summary>
internal static class YaraText
{
    public static List<YaraStatement> Statements(string text)
    {
        var statements = new List<YaraStatement>();
        var (at, line, start, startLine) = (0, 1, -1, 0);
        while (at < text.Length)
        {
            var c = text[at];
            if (SkipTrivia(text, ref at, ref line)) continue;
            if (!IsWord(c))
            {
                start = -1;
                if (c == '"') SkipQuoted(text, '"', ref at);
                else at++;
                continue;
            }
            if (start < 0) (start, startLine) = (at, line);
            var word = Word(text, ref at);
            if (word is "global" or "private") continue;
            if (word is "import" or "include")
            {
                while (SkipTrivia(text, ref at, ref line)) { }
                var from = at;
                if (at < text.Length && text[at] == '"')
                {
                    SkipQuoted(text, '"', ref at);
                    statements.Add(new YaraStatement(word, text[(from + 1)..Math.Max(from + 1, at - 1)], start, at, startLine, line));
                }
            }
            else if (word == "rule")
            {
                while (SkipTrivia(text, ref at, ref line)) { }
                var name = Word(text, ref at);
                SkipBody(text, ref at, ref line);
                statements.Add(new YaraStatement(word, name, start, at, startLine, line));
            }
            start = -1;
        }
        return statements;
    }

    /// <summary>The text with a statement's characters made blanks; lines keep their numbers.</summary>
    public static string Without(string text, YaraStatement statement)
    {
        var kept = new StringBuilder(text);
        for (var i = statement.Start; i < statement.End; i++)
            if (kept[i] is not ('\n' or '\r')) kept[i] = ' ';
        return kept.ToString();
    }

    /// <summary>To the brace that closes the rule. A slash outside of a comment always begins a regular expression: division is a backslash here.</summary>
    private static void SkipBody(string text, ref int at, ref int line)
    {
        var depth = 0;
        while (at < text.Length)
        {
            if (SkipTrivia(text, ref at, ref line)) continue;
            switch (text[at])
            {
                case '"': SkipQuoted(text, '"', ref at); continue;
                case '/': SkipQuoted(text, '/', ref at); continue;
                case '{': depth++; break;
                case '}' when --depth <= 0: at++; return;
            }
            at++;
        }
    }

    private static bool SkipTrivia(string text, ref int at, ref int line)
    {
        if (at >= text.Length) return false;
        if (char.IsWhiteSpace(text[at]) || text[at] == '\ufeff')
        {
            if (text[at] == '\n') line++;
            at++;
            return true;
        }
        if (text[at] != '/' || at + 1 >= text.Length || text[at + 1] is not ('/' or '*')) return false;
        var end = text[at + 1] == '/' ? text.IndexOf('\n', at) : text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2;
        if (end < at + 2) end = text.Length;
        for (; at < end; at++)
            if (text[at] == '\n') line++;
        return true;
    }

    /// <summary>Strings and regular expressions end at their line at the latest.</summary>
    private static void SkipQuoted(string text, char quote, ref int at)
    {
        for (at++; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] != '\n') at++;
            else if (text[at] == quote) { at++; return; }
        }
    }

    private static string Word(string text, ref int at)
    {
        var from = at;
        while (at < text.Length && IsWord(text[at])) at++;
        return text[from..at];
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
