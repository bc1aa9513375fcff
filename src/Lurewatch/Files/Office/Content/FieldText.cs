using System.Globalization;
using System.Text;

namespace Lurewatch.Files.Office.Content;

/// <summary>Parts text with field characters [MS-DOC 2.8.25] into what a reader sees and the fields: U+0013 begins, U+0014 parts code from result, U+0015 ends; fields nest.</summary>
/// <remarks>Text of packages is given the same three characters, so that both kinds of documents have one reader. QUOTE, SET and REF are worked out: campaigns spell commands with them.</remarks>
internal sealed class FieldText(AnalysisBudget budget)
{
    public const char Begin = '\u0013', Separate = '\u0014', End = '\u0015';
    private const int MostDepth = 64, MostFields = 4096, MostWorkedOut = 1 << 20;
    private readonly Dictionary<string, string> _set = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<DocumentField> _fields = [];
    private int _workedOut;

    /// <summary>Fields in the order in which they end.</summary>
    public IReadOnlyList<DocumentField> Fields => _fields;

    /// <summary>Gives the visible text of a story and keeps its fields.</summary>
    public string Read(ReadOnlySpan<char> text, string story)
    {
        if (text.IndexOfAny(Begin, Separate, End) < 0) return Clean(text);
        var visible = new StringBuilder(text.Length);
        var open = new Stack<Open>();
        var skipped = 0;
        var n = 0;
        foreach (var c in text)
        {
            if ((++n & 4095) == 0 && !budget.TryTakeSteps(4096, "fields")) break;
            switch (c)
            {
                case Begin:
                    if (open.Count >= MostDepth) skipped++;
                    else open.Push(new Open());
                    break;
                case Separate:
                    if (skipped == 0 && open.TryPeek(out var parted)) parted.InResult = true;
                    break;
                case End:
                    if (skipped > 0) skipped--;
                    else if (open.TryPop(out var done)) Close(done, open, visible, story);
                    break;
                default:
                    Target(open, visible).Append(c);
                    break;
            }
        }
        while (open.TryPop(out var cut)) Close(cut, open, visible, story);      // a field that does not end
        return Clean(visible.ToString());
    }

    /// <summary>Keeps a field that stands as a whole: <c>w:fldSimple</c>.</summary>
    public void Add(string instruction, string result, string story)
    {
        if (_fields.Count < MostFields) _fields.Add(new DocumentField(instruction.Trim(), result, story));
    }

    private sealed class Open
    {
        public StringBuilder Code { get; } = new();
        public StringBuilder Result { get; } = new();
        public bool InResult { get; set; }
    }

    private static StringBuilder Target(Stack<Open> open, StringBuilder visible) =>
        open.TryPeek(out var top) ? top.InResult ? top.Result : top.Code : visible;

    private void Close(Open field, Stack<Open> open, StringBuilder visible, string story)
    {
        var code = Clean(field.Code.ToString()).Trim();
        var result = field.Result.ToString();
        Add(code, Clean(result), story);
        var inCode = open.TryPeek(out var parent) && !parent.InResult;
        var worked = Value(code);                                               // always: it may set a name
        var value = inCode || result.Length == 0 ? worked ?? result : result;
        _workedOut += value.Length;
        if (_workedOut > MostWorkedOut) value = "";                             // a REF of a REF of a REF could double without end
        Target(open, visible).Append(value);
    }

    /// <summary>What a field stands for, where its code alone tells.</summary>
    private string? Value(string code)
    {
        var words = FieldCode.Words(code);
        if (words.Count == 0) return null;
        switch (words[0].ToUpperInvariant())
        {
            case "QUOTE":
                var quoted = new StringBuilder();
                foreach (var word in words.Skip(1))
                {
                    if (word.StartsWith('\\')) break;                           // a switch
                    if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 0xFFFF) quoted.Append((char)number);
                    else quoted.Append(word);
                }
                return quoted.ToString();
            case "SET" when words.Count > 2:
                _set[words[1]] = string.Join(' ', words.Skip(2));
                return "";
            case "REF" when words.Count > 1:
                return _set.GetValueOrDefault(words[1]);
            default:
                return words.Count == 1 ? _set.GetValueOrDefault(words[0]) : null;
        }
    }

    /// <summary>Without the characters that stand for pictures, notes and shapes.</summary>
    internal static string Clean(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny("\u0001\u0002\u0005\u0008") < 0) return text.ToString();
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is not ('\u0001' or '\u0002' or '\u0005' or '\u0008')) clean.Append(c);
        return clean.ToString();
    }
}

/// <summary>The words of a field's code: quotes hold words together, a backslash escapes a quote or a backslash.</summary>
internal static class FieldCode
{
    private const int MostWords = 4096;

    public static List<string> Words(string code)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var at = 0;
        while (at < code.Length && words.Count < MostWords)
        {
            if (char.IsWhiteSpace(code[at])) { at++; continue; }
            word.Clear();
            var closing = code[at] switch { '"' => '"', '\u201C' => '\u201D', '\u201D' => '\u201D', _ => '\0' };
            if (closing != '\0') at++;
            for (; at < code.Length; at++)
            {
                var c = code[at];
                if (c == '\\' && at + 1 < code.Length && code[at + 1] is '\\' or '"') { word.Append(code[++at]); continue; }
                if (closing == '\0' ? char.IsWhiteSpace(c) : c == closing || closing == '\u201D' && c == '"') break;
                word.Append(c);
            }
            if (closing != '\0') at++;
            words.Add(word.ToString());
        }
        return words;
    }
}
