using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Images;

/// <summary>Tables whose coloured cells draw a code: by bgcolor, by style, or by a class that a style sheet colours.</summary>
internal static class CellTables
{
    private const int LeastCells = 441 / 4, LeastRows = 21, MostSide = 1200, Unit = 4;

    /// <summary>True if there are as many cells as a symbol could do with (runs of modules may share one).</summary>
    public static bool MayHold(ReadOnlySpan<char> html)
    {
        var count = 0;
        for (var rest = html; count < LeastCells;)
        {
            var next = rest.IndexOf("<td", StringComparison.OrdinalIgnoreCase);
            if (next < 0) return false;
            count++;
            rest = rest[(next + 3)..];
        }
        return html.Contains("background", StringComparison.OrdinalIgnoreCase) || html.Contains("bgcolor", StringComparison.OrdinalIgnoreCase);
    }

    private readonly record struct Cell(bool Dark, int Span, int Width, int Height);

    public static IReadOnlyList<ImageCode> Read(string html, AnalysisBudget budget)
    {
        Span<HtmlAttribute> attributes = stackalloc HtmlAttribute[16];
        var tokens = new HtmlTokenizer(html.AsSpan(0, Math.Min(html.Length, budget.Limits.TextChars)), attributes);
        var classes = new Dictionary<string, bool>(StringComparer.Ordinal);
        var rows = new List<List<Cell>>();
        List<Cell>? row = null;
        var ground = false;
        while (tokens.Next() && budget.TryTakeSteps(1, "table cells"))
        {
            if (tokens.Kind == HtmlTokenKind.Start && tokens.Text.Equals("style", StringComparison.OrdinalIgnoreCase)) Classes(tokens.RawText("style"), classes);
            else if (tokens.Kind == HtmlTokenKind.Start && tokens.Text.Equals("table", StringComparison.OrdinalIgnoreCase))
            {
                if (Draw(rows, budget) is { Count: > 0 } before) return before;
                rows.Clear();
                (row, ground) = (null, Dark(ref tokens, classes) ?? false);
            }
            else if (tokens.Kind == HtmlTokenKind.Start && tokens.Text.Equals("tr", StringComparison.OrdinalIgnoreCase)) rows.Add(row = []);
            else if (tokens.Kind == HtmlTokenKind.Start && (tokens.Text.Equals("td", StringComparison.OrdinalIgnoreCase) || tokens.Text.Equals("th", StringComparison.OrdinalIgnoreCase)))
            {
                if (row is null || row.Count > MostSide) continue;
                var style = HtmlLinks.Attribute(ref tokens, "style");
                var span = Number(HtmlLinks.Attribute(ref tokens, "colspan"));
                row.Add(new Cell(Dark(ref tokens, classes) ?? ground, Math.Clamp(span, 1, 200), Size(HtmlLinks.Attribute(ref tokens, "width"), style, "width"), Size(HtmlLinks.Attribute(ref tokens, "height"), style, "height")));
            }
        }
        return Draw(rows, budget);
    }

    private static IReadOnlyList<ImageCode> Draw(List<List<Cell>> rows, AnalysisBudget budget)
    {
        rows.RemoveAll(row => row.Count == 0);
        if (rows.Count < LeastRows) return [];
        // Sizes count only where every cell has one; else all are alike.
        var sized = rows.TrueForAll(row => row.TrueForAll(cell => cell.Width > 0)) && rows.TrueForAll(row => row[0].Height > 0);
        int width = 0, height = 0;
        foreach (var row in rows)
        {
            var across = 0;
            foreach (var cell in row) across += sized ? cell.Width : cell.Span * Unit;
            width = Math.Max(width, across);
            height += sized ? row[0].Height : Unit;
        }
        if (width < LeastRows || width > MostSide || height > MostSide || !budget.TryTakeBytes((long)(width + 32) * (height + 32), "table cells")) return [];
        var image = new GrayImage(width + 32, height + 32);
        image.Pixels.Fill(255);
        var y = 16;
        foreach (var row in rows)
        {
            var x = 16;
            var tall = sized ? row[0].Height : Unit;
            foreach (var cell in row)
            {
                var wide = sized ? cell.Width : cell.Span * Unit;
                if (cell.Dark)
                    for (var line = y; line < y + tall; line++) image.Row(line).Slice(x, wide).Clear();
                x += wide;
            }
            y += tall;
        }
        return CodeReader.Read(image, budget, "table cells", out _);
    }

    private static bool? Dark(ref HtmlTokenizer tokens, Dictionary<string, bool> classes)
    {
        var colour = HtmlLinks.Attribute(ref tokens, "bgcolor");
        if (!colour.IsEmpty) return IsDark(CssColour.Read(colour));
        if (Declared(HtmlLinks.Attribute(ref tokens, "style")) is { } declared) return declared;
        var names = HtmlLinks.Attribute(ref tokens, "class");
        if (names.IsEmpty || classes.Count == 0) return null;
        foreach (var range in names.Split(' '))
            if (classes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(names[range], out var dark)) return dark;
        return null;
    }

    private static bool? Declared(ReadOnlySpan<char> style)
    {
        var at = style.IndexOf("background", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var value = style[at..];
        var colon = value.IndexOf(':');
        if (colon < 0) return null;
        value = value[(colon + 1)..];
        var end = value.IndexOfAny(';', '}', '!');
        return IsDark(CssColour.ReadFirst((end < 0 ? value : value[..end]).Trim()));
    }

    private static bool? IsDark(int colour) => colour < 0 ? null : GrayImage.Luma(colour >> 16 & 255, colour >> 8 & 255, colour & 255) < 128;

    /// <summary>Class rules with a background: <c>.b{background:#000}</c>, <c>td.b{…}</c>.</summary>
    private static void Classes(ReadOnlySpan<char> sheet, Dictionary<string, bool> classes)
    {
        while (classes.Count < 64)
        {
            var open = sheet.IndexOf('{');
            if (open < 0) return;
            var selector = sheet[..open].Trim();
            var rest = sheet[(open + 1)..];
            var close = rest.IndexOf('}');
            if (close < 0) return;
            var dot = selector.LastIndexOf('.');
            if (dot >= 0 && Declared(rest[..close]) is { } dark) classes[selector[(dot + 1)..].ToString()] = dark;
            sheet = rest[(close + 1)..];
        }
    }

    private static int Size(ReadOnlySpan<char> attribute, ReadOnlySpan<char> style, string name)
    {
        if (Number(attribute) is > 0 and var given) return Math.Min(given, MostSide);
        var at = style.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        while (at > 0 && style[at - 1] is '-')
        {
            var next = style[(at + 1)..].IndexOf(name, StringComparison.OrdinalIgnoreCase);
            at = next < 0 ? -1 : at + 1 + next;
        }
        if (at < 0) return 0;
        var value = style[(at + name.Length)..].TrimStart(" :");
        return Math.Min(Number(value), MostSide);
    }

    private static int Number(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) || value > 10_000) break;
            value = value * 10 + c - '0';
        }
        return value;
    }
}
