using System.Buffers;
using System.Text;
using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Formats;

/// <summary>For a person at a terminal: one line a message while it runs, then what the run comes to.</summary>
internal sealed class TextFormat(FormatContext context) : IReportFormat
{
    private const int VerdictCells = 10, ScoreCells = 3, Gap = 2, LongestField = 200, PipedSender = 34, PipedSubject = 48;
    private readonly Ansi _ansi = new(context.Colours);

    public bool IsStateless => true;

    public void Start(OutputStream output) { }

    public void Write(Outcome outcome, IBufferWriter<byte> output)
    {
        if (outcome.Analysis is { } analysis) Line(analysis, outcome.Item.ToString(), 0, output);
    }

    public void End(RunSummary summary, OutputStream output)
    {
        if (!context.Quiet && summary.Scanned > 0) Put(output.Buffer, new SummaryText(_ansi, context.Width ?? 100).Of(summary));
    }

    private void Line(Analysis analysis, string place, int depth, IBufferWriter<byte> output)
    {
        var verdict = analysis.Verdict;
        var head = _ansi.Verdict(verdict.Class, Words.Of(verdict.Class).PadRight(VerdictCells)) + Words.Rounded(verdict.Score).PadLeft(ScoreCells) + "  ";
        var branch = depth > 0 ? new string(' ', (Math.Min(depth, 4) - 1) * 2) + "└ " : "";
        var sender = Bytes.Defang.Host(Facts.Sender(analysis));
        var subject = branch + Facts.Subject(analysis);
        var finding = Facts.Strongest(analysis)?.Finding.Kind.Title ?? "";
        if (context.Width is { } width)
        {
            var left = Math.Max(width - VerdictCells - ScoreCells - 2 - 1, 40);
            var placeCells = width >= 120 ? left / 5 : 0;
            left -= placeCells > 0 ? placeCells + Gap : 0;
            var senderCells = left * 3 / 10;
            var findingCells = left * 3 / 10;
            var subjectCells = left - senderCells - findingCells - (Gap * 2);
            head += Printable.Fit(sender, senderCells, pad: true) + "  " + Printable.Fit(subject, subjectCells, pad: true) + "  " + Printable.Fit(finding, findingCells, pad: placeCells > 0);
            if (placeCells > 0) head += "  " + _ansi.Dim(FitEnd(place, placeCells));
        }
        else
        {
            head += Pad(Printable.Fit(sender, LongestField), PipedSender) + "  " + Pad(Printable.Fit(subject, LongestField), PipedSubject) + "  " + (finding.Length > 0 ? finding + "  " : "") + "[" + Printable.Clean(place) + "]";
        }
        Put(output, head.TrimEnd(' ') + "\n");
        foreach (var attached in analysis.Attached)
            if (depth < 8) Line(attached, place + attached.Root.Path, depth + 1, output);
    }

    /// <summary>Paths differ at their ends: cut the front.</summary>
    private static string FitEnd(string path, int cells)
    {
        var clean = Printable.Clean(path);
        if (CellWidth.Of(clean) <= cells) return clean;
        var start = Math.Max(0, clean.Length - cells + 1);
        while (start < clean.Length && (char.IsLowSurrogate(clean[start]) || CellWidth.Of(clean[start..]) > cells - 1)) start++;
        return "…" + clean[start..];
    }

    private static string Pad(string text, int cells) => CellWidth.Of(text) is var width && width < cells ? text + new string(' ', cells - width) : text;

    private static void Put(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
