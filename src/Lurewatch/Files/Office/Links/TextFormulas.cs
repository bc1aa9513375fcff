using System.Buffers;

namespace Lurewatch.Files.Office.Links;

/// <summary>Formulas in files that spreadsheets open as text (CSV, SYLK) or in cells of an XML workbook: <c>=program|'topic'!item</c>, and <c>DDE("program";"topic";"item")</c> of other spreadsheets.</summary>
internal static class TextFormulas
{
    private const int MostLinks = 64, MostLine = 1 << 16;
    private static readonly SearchValues<char> s_operators = SearchValues.Create("=+-@*/&(,; ");

    /// <summary>Links in the cells of a text, each cell starting at a line's start or behind a separator.</summary>
    public static List<DdeLink> InText(string text, AnalysisBudget budget)
    {
        var links = new List<DdeLink>();
        if (text.AsSpan().IndexOf('|') < 0 && !text.Contains("DDE(", StringComparison.OrdinalIgnoreCase)) return links;
        var line = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            line++;
            if (links.Count >= MostLinks || !budget.TryTakeSteps(1 + raw.Length / 64, "formulas")) break;
            var cells = raw[..Math.Min(raw.Length, MostLine)];
            while (!cells.IsEmpty)
            {
                var start = cells.IndexOfAny("=+-@");
                if (start < 0) break;
                var before = cells[..start].TrimEnd(" \t\"");
                var isStart = before.IsEmpty || before[^1] is ',' or ';' or '\t' or ':' or 'E';       // SYLK: C;X1;Y1;E<formula>
                cells = cells[start..];
                if (isStart && One(cells.ToString(), $"line {line}") is { } link)
                {
                    links.Add(link);
                    break;
                }
                cells = cells[1..];
            }
        }
        return links;
    }

    /// <summary>The link of one formula; null if it has none.</summary>
    public static DdeLink? One(string formula, string place)
    {
        var body = formula.AsSpan().Trim().TrimStart("=+-@ ");
        var call = body.IndexOf("DDE(", StringComparison.OrdinalIgnoreCase);
        if (call >= 0 && (call == 0 || !char.IsLetterOrDigit(body[call - 1])))
        {
            var words = Quoted(body[(call + 4)..]);
            if (words.Count >= 2) return new DdeLink(words[0], words[1], "formula", place);
        }
        var bar = body.IndexOf('|');
        if (bar <= 0) return null;
        var service = body[..bar];
        var from = service.LastIndexOfAny(s_operators) + 1;                                   // =10+cmd|'/c …'!A0
        service = service[from..].Trim('\'');
        var rest = body[(bar + 1)..];
        if (service.IsEmpty || service.Length > 64 || rest.IsEmpty || !IsName(service)) return null;
        ReadOnlySpan<char> topic;
        if (rest[0] == '\'')
        {
            var end = rest[1..].IndexOf("'!");
            if (end < 0) return null;
            topic = rest.Slice(1, end);
        }
        else
        {
            var end = rest.IndexOf('!');
            if (end <= 0) return null;
            topic = rest[..end];
        }
        return new DdeLink(service.ToString(), topic.ToString().Replace("''", "'", StringComparison.Ordinal).Replace("\"\"", "\"", StringComparison.Ordinal), "formula", place);
    }

    private static bool IsName(ReadOnlySpan<char> service)
    {
        foreach (var c in service)
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '\\' or ':')) return false;
        return true;
    }

    /// <summary>The strings of an argument list; quotes may be doubled, as CSV does.</summary>
    private static List<string> Quoted(ReadOnlySpan<char> list)
    {
        var words = new List<string>();
        var text = list.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        var at = 0;
        while (words.Count < 3)
        {
            var from = text.IndexOf('"', at);
            if (from < 0) break;
            var to = text.IndexOf('"', from + 1);
            if (to < 0) break;
            words.Add(text[(from + 1)..to]);
            at = to + 1;
        }
        return words;
    }
}
