#!/usr/bin/env dotnet
// Draws a terminal's output as SVG, for the README:
//   script -qec "lurewatch scan samples" /dev/null | dotnet tools/terminal-picture.cs "lurewatch scan samples" > docs/images/scan.svg
// Understands SGR colours and weights; other escape sequences are left out. COLUMNS says how wide it is (default 132).
using System.Globalization;
using System.Text;

string[] palette = ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
    "#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"];
const double CellWidth = 7.8, LineHeight = 18, Padding = 16, Bar = 30;

var command = args.Length > 0 ? args[0] : "";
Console.InputEncoding = Encoding.UTF8;
Console.OutputEncoding = Encoding.UTF8;
List<List<(string Text, string? Colour, bool Bold, bool Dim)>> lines = [[("$ ", "#3fb950", true, false), (command, null, true, false)]];
foreach (var line in Console.In.ReadToEnd().Replace("\r\n", "\n").TrimEnd('\n').Split('\n')) lines.Add(Parse(line[(line.LastIndexOf('\r') + 1)..]));

var columns = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var c) ? c : 132;
var width = columns * CellWidth + 2 * Padding;
var height = lines.Count * LineHeight + 2 * Padding + Bar;
var svg = new StringBuilder();
svg.Append(CultureInfo.InvariantCulture, $"""
    <svg xmlns="http://www.w3.org/2000/svg" width="{width:F0}" height="{height:F0}" viewBox="0 0 {width:F0} {height:F0}" role="img" aria-label="{Escape(command)}">
    <style>text {"{"} font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace; fill: #c9d1d9; white-space: pre {"}"} .b {"{"} font-weight: 700 {"}"} .d {"{"} opacity: .6 {"}"}</style>
    <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
    <circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>

    """);
for (var row = 0; row < lines.Count; row++)
{
    double column = 0;
    foreach (var (text, colour, bold, dim) in lines[row])
    {
        var cells = Cells(text);
        if (text.Trim().Length > 0)
        {
            var kind = (bold, dim) switch { (true, _) => " class=\"b\"", (_, true) => " class=\"d\"", _ => "" };
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Padding + column * CellWidth:F1}\" y=\"{Padding + Bar + (row + 0.7) * LineHeight:F1}\" textLength=\"{cells * CellWidth:F1}\" lengthAdjust=\"spacingAndGlyphs\"{kind}{(colour is null ? "" : $" style=\"fill:{colour}\"")}>{Escape(text)}</text>\n");
        }
        column += cells;
    }
}
Console.Write(svg.Append("</svg>\n"));

List<(string, string?, bool, bool)> Parse(string line)
{
    List<(string, string?, bool, bool)> runs = [];
    string? colour = null;
    bool bold = false, dim = false;
    var text = new StringBuilder();
    void Flush()
    {
        if (text.Length > 0) runs.Add((text.ToString(), colour, bold, dim));
        text.Clear();
    }
    for (var i = 0; i < line.Length; i++)
    {
        if (line[i] != '\u001b')
        {
            if (!char.IsControl(line[i])) text.Append(line[i]);
            continue;
        }
        Flush();
        if (i + 1 >= line.Length || line[i + 1] != '[')
        {
            i++;
            continue;
        }
        var end = i + 2;
        while (end < line.Length && line[end] is (>= '0' and <= '9') or ';' or '?') end++;
        if (end < line.Length && line[end] == 'm')
        {
            var codes = line[(i + 2)..end].Split(';').Select(code => int.TryParse(code, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
            for (var k = 0; k < codes.Length; k++)
            {
                switch (codes[k])
                {
                    case 0: (colour, bold, dim) = (null, false, false); break;
                    case 1: bold = true; break;
                    case 2: dim = true; break;
                    case 22: (bold, dim) = (false, false); break;
                    case 39: colour = null; break;
                    case >= 30 and <= 37: colour = palette[codes[k] - 30]; break;
                    case >= 90 and <= 97: colour = palette[codes[k] - 82]; break;
                    case 38 when k + 2 < codes.Length && codes[k + 1] == 5:
                        colour = codes[k + 2] < 16 ? palette[codes[k + 2]] : "#b1bac4";
                        k += 2;
                        break;
                }
            }
        }
        i = end;
    }
    Flush();
    return runs;
}

static int Cells(string text) => text.EnumerateRunes().Sum(rune => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3
    or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF ? 2 : 1);

static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace("\"", "&quot;");
