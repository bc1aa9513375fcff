using System.Globalization;
using System.Text;

namespace Lurewatch.Scripts.Batch;

/// <summary>FOR in its five forms.</summary>
internal sealed partial class BatchInterpreter
{
    private const int MostTokens = 31;

    private void RunFor(ForCommand loop)
    {
        var set = Late(loop.Set);
        switch (loop.Kind)
        {
            case 'l':
                Count(loop, set);
                break;
            case 'f':
                var options = new ForOptions(Late(loop.Options));
                foreach (var line in LinesOf(options, set).Skip(options.Skip))
                    if (!Tokens(loop, options, line)) break;
                break;
            default:
                // files that a pattern would find are not known
                foreach (var item in Items(set))
                    if (!item.AsSpan().ContainsAny('*', '?') && !Turn(loop, [(loop.Variable, item)])) break;
                break;
        }
    }

    private bool Turn(ForCommand loop, List<(char Name, string Value)> values)
    {
        if (!Step()) return false;
        var before = values.ConvertAll(value => (value.Name, Value: _loop.GetValueOrDefault(value.Name)));
        foreach (var (name, value) in values) _loop[name] = value;
        Run(loop.Body);
        foreach (var (name, value) in before)
            if (value is null) _loop.Remove(name);
            else _loop[name] = value;
        return _flow == Flow.On;
    }

    private void Count(ForCommand loop, string set)
    {
        var numbers = Items(set).Select(item => Expansion.Number(item) ?? 0).ToArray();
        if (numbers.Length < 3) return;
        var (from, step, to) = (numbers[0], numbers[1], numbers[2]);
        if (step == 0) return;
        for (var i = from; step > 0 ? i <= to : i >= to; i += step)
            if (!Turn(loop, [(loop.Variable, i.ToString(CultureInfo.InvariantCulture))])) break;
    }

    private static IEnumerable<string> Items(string set)
    {
        var item = new StringBuilder();
        var inQuotes = false;
        foreach (var c in set)
        {
            if (c == '"') inQuotes = !inQuotes;
            if (!inQuotes && c is ' ' or ',' or ';' or '=' or '\t' or '\r')
            {
                if (item.Length > 0) yield return item.ToString();
                item.Clear();
            }
            else item.Append(c);
        }
        if (item.Length > 0) yield return item.ToString();
    }

    /// <summary>A command's output, a string, or the lines of a file that the script wrote.</summary>
    private IEnumerable<string> LinesOf(ForOptions options, string set)
    {
        set = set.Trim();
        var (command, text) = options.UseBackQuotes ? ('`', '\'') : ('\'', '"');
        string content;
        if (set.Length > 1 && set[0] == command) content = Captured(() => RunNested(Quoted(set, command), isDelayed: false, _steps));
        else if (set.Length > 1 && set[0] == text) content = Quoted(set, text);
        else content = string.Join('\n', Items(set).Select(path => _run.Files.Find(path)?.Text.ToString() ?? ""));
        return content.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0);
    }

    private static string Quoted(string set, char quote)
    {
        var end = set.LastIndexOf(quote);
        return end > 0 ? set[1..end] : set[1..];
    }

    private bool Tokens(ForCommand loop, ForOptions options, string line)
    {
        if (options.IsComment(line)) return true;
        var values = new List<(char, string)>();
        var name = loop.Variable;
        var at = 0;
        var number = 0;
        var any = false;
        void Take(string value)
        {
            any |= value.Length > 0;
            values.Add((name++, value));
        }
        var wanted = options.Tokens;
        var next = 0;
        while (next < wanted.Count && wanted[next] != int.MaxValue)
        {
            while (at < line.Length && options.Delimiters.Contains(line[at], StringComparison.Ordinal)) at++;
            var start = at;
            while (at < line.Length && !options.Delimiters.Contains(line[at], StringComparison.Ordinal)) at++;
            number++;
            if (start >= line.Length)
            {
                Take("");
                next++;
                continue;
            }
            if (wanted[next] == number)
            {
                Take(line[start..at]);
                next++;
            }
        }
        if (next < wanted.Count)
        {
            while (at < line.Length && options.Delimiters.Contains(line[at], StringComparison.Ordinal)) at++;
            Take(line[at..]);
        }
        return !any || Turn(loop, values);
    }

    /// <summary><c>"tokens=1,3* delims=; eol=# skip=2"</c>.</summary>
    private sealed class ForOptions
    {
        private readonly char _comment = ';';

        public ForOptions(string text)
        {
            for (var at = 0; at < text.Length;)
            {
                while (at < text.Length && text[at] is ' ' or '\t') at++;
                var rest = text.AsSpan(at);
                if (rest.StartsWith("delims=", StringComparison.OrdinalIgnoreCase))
                {
                    // up to the next option; a blank is a delimiter itself only at the end
                    var end = NextOption(rest[7..]);
                    Delimiters = rest.Slice(7, end).ToString();
                    at += 7 + end;
                }
                else if (rest.StartsWith("eol=", StringComparison.OrdinalIgnoreCase))
                {
                    _comment = rest.Length > 4 ? rest[4] : '\0';
                    at += Math.Min(5, rest.Length);
                }
                else
                {
                    var end = rest.IndexOf(' ');
                    var word = end < 0 ? rest : rest[..end];
                    if (word.StartsWith("tokens=", StringComparison.OrdinalIgnoreCase)) Tokens = Numbers(word[7..]);
                    else if (word.StartsWith("skip=", StringComparison.OrdinalIgnoreCase)) Skip = (int)Math.Clamp(Expansion.Number(word[5..]) ?? 0, 0, 1 << 20);
                    else if (word.Equals("usebackq", StringComparison.OrdinalIgnoreCase)) UseBackQuotes = true;
                    at += Math.Max(1, word.Length);
                }
            }
        }

        public string Delimiters { get; } = " \t";
        public List<int> Tokens { get; } = [1];

        /// <summary>Lines at the start that are passed over.</summary>
        public int Skip { get; }
        /// <summary>Commands stand in back quotes, strings in single ones.</summary>
        public bool UseBackQuotes { get; }

        public bool IsComment(string line) => _comment != '\0' && line[0] == _comment;

        private static int NextOption(ReadOnlySpan<char> text)
        {
            foreach (var option in (ReadOnlySpan<string>)[" tokens=", " eol=", " skip=", " usebackq"])
                if (text.IndexOf(option, StringComparison.OrdinalIgnoreCase) is >= 0 and var at) text = text[..at];
            return text.Length;
        }

        private static List<int> Numbers(ReadOnlySpan<char> text)
        {
            var numbers = new List<int>();
            var rest = text.EndsWith("*");
            foreach (var range in text.TrimEnd('*').Split(','))
            {
                var part = text.TrimEnd('*')[range];
                var dash = part.IndexOf('-');
                var from = Expansion.Number(dash < 0 ? part : part[..dash]) ?? 0;
                var to = dash < 0 ? from : Expansion.Number(part[(dash + 1)..]) ?? from;
                for (var n = from; n <= to && n is > 0 and <= 1000 && numbers.Count < MostTokens; n++) numbers.Add((int)n);
            }
            numbers.Sort();
            if (rest) numbers.Add(int.MaxValue);
            return numbers.Count == 0 ? [1] : numbers;
        }
    }
}
