using System.Buffers;
using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Images;

/// <summary>Codes that are no pictures: drawn with block characters in a text, or with the coloured cells of a table. Cheap to rule out, and rasterised where they may be.</summary>
internal static class DrawnCodes
{
    /// <summary>A symbol has 21 modules a side; drawn two rows a line it still takes eleven lines.</summary>
    private const int LeastModules = 21, LeastLines = 11, MostLines = 400, MostColumns = 400;
    private const int Margin = 16;

    private static readonly SearchValues<char> s_blocks = SearchValues.Create("\u2580\u2584\u2588\u258C\u2590\u2596\u2597\u2598\u2599\u259A\u259B\u259C\u259D\u259E\u259F");
    private static readonly SearchValues<char> s_blank = SearchValues.Create(" \u00A0\u2007\u2003\u3000");
    private static readonly SearchValues<string> s_breaks = SearchValues.Create(["br", "/p", "/div", "/tr", "/pre", "/li"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Codes in a plain text.</summary>
    public static IReadOnlyList<ImageCode> InText(string? text, AnalysisBudget budget) =>
        text is null || text.Length < LeastLines * 10 || text.AsSpan().IndexOfAny(s_blocks) is < 0 and var _ ? [] : Blocks(text, budget);

    /// <summary>Codes in an HTML text: its characters as the reader sees them, line by line, or its tables.</summary>
    public static IReadOnlyList<ImageCode> InHtml(string? html, AnalysisBudget budget)
    {
        if (html is null || html.Length < LeastModules * LeastModules) return [];
        var span = html.AsSpan();
        if (span.IndexOfAny(s_blocks) >= 0 || span.Contains("&#96", StringComparison.Ordinal) || span.Contains("&#x258", StringComparison.OrdinalIgnoreCase) || span.Contains("&block", StringComparison.Ordinal))
        {
            var codes = Blocks(Lines(html, budget), budget);
            if (codes.Count > 0) return codes;
        }
        return CellTables.MayHold(html) ? CellTables.Read(html, budget) : [];
    }

    /// <summary>The text with its spaces as they are: what folds them for reading would tear the drawing.</summary>
    private static string Lines(string html, AnalysisBudget budget)
    {
        var text = new StringBuilder(html.Length / 2);
        var limit = Math.Min(html.Length, budget.Limits.TextChars);
        for (var at = 0; at < limit;)
        {
            var open = html.AsSpan(at, limit - at).IndexOf('<');
            text.Append(open < 0 ? html.AsSpan(at, limit - at) : html.AsSpan(at, open));
            if (open < 0) break;
            at += open;
            var close = html.AsSpan(at, limit - at).IndexOf('>');
            if (close < 0) break;
            var name = html.AsSpan(at + 1, close - 1);
            var end = name.IndexOfAny(" \t\r\n/");
            if (end > 0) name = name[..end];
            if (s_breaks.Contains(name.ToString())) text.Append('\n');
            at += close + 1;
        }
        return HtmlEntities.Decode(text.ToString(), attribute: false);
    }

    private static IReadOnlyList<ImageCode> Blocks(string text, AnalysisBudget budget)
    {
        if (!budget.TryTakeSteps(text.Length / 16, "drawn codes")) return [];
        var lines = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // a quoted drawing is still one
            var drawn = line.TrimStart(">|").TrimEnd();
            var isDrawing = drawn.Length is >= LeastModules and <= MostColumns && drawn.IndexOfAny(s_blocks) >= 0 && IsDrawing(drawn);
            if (isDrawing && lines.Count < MostLines) lines.Add(drawn.ToString());
            else if (isDrawing || !drawn.IsEmpty || lines.Count < LeastLines)
            {
                if (lines.Count >= LeastLines && Rasterise(lines, budget) is { Count: > 0 } found) return found;
                if (!drawn.IsEmpty) lines.Clear();
            }
        }
        return lines.Count >= LeastLines ? Rasterise(lines, budget) : [];
    }

    private static bool IsDrawing(ReadOnlySpan<char> line)
    {
        var other = 0;
        foreach (var c in line)
            if (!s_blocks.Contains(c) && !s_blank.Contains(c)) other++;
        return other == 0;
    }

    /// <summary>A character is half as wide as high: four by eight pixels.</summary>
    private static IReadOnlyList<ImageCode> Rasterise(List<string> lines, AnalysisBudget budget)
    {
        var width = 0;
        foreach (var line in lines) width = Math.Max(width, line.Length);
        if (!budget.TryTakeBytes((width * 4L + 2 * Margin) * (lines.Count * 8 + 2 * Margin), "drawn codes")) return [];
        // On a dark ground (a terminal) the blocks are the light modules, with their quiet zone drawn; on paper the ground is the quiet zone.
        var image = new GrayImage(width * 4 + 2 * Margin, lines.Count * 8 + 2 * Margin);
        image.Pixels.Fill(255);
        for (var row = 0; row < lines.Count; row++)
        {
            for (var column = 0; column < lines[row].Length; column++)
            {
                var quarters = Quarters(lines[row][column]);
                for (var y = 0; y < 8; y++)
                    for (var x = 0; x < 4; x++)
                        if ((quarters >> (y / 4 * 2 + x / 2) & 1) == 1) image.Pixels[(Margin + row * 8 + y) * image.Width + Margin + column * 4 + x] = 0;
            }
        }
        return CodeReader.Read(image, budget, "drawn codes", out _);
    }

    /// <summary>Filled quarters: 1 upper left, 2 upper right, 4 lower left, 8 lower right.</summary>
    private static int Quarters(char c) => c switch
    {
        '\u2580' => 3,
        '\u2584' => 12,
        '\u2588' => 15,
        '\u258C' => 5,
        '\u2590' => 10,
        '\u2596' => 4,
        '\u2597' => 8,
        '\u2598' => 1,
        '\u2599' => 13,
        '\u259A' => 9,
        '\u259B' => 7,
        '\u259C' => 11,
        '\u259D' => 2,
        '\u259E' => 6,
        '\u259F' => 14,
        _ => 0,
    };
}
