using System.Globalization;
using System.Text;
using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Formats;

/// <summary>The table at the end of a text report.</summary>
internal sealed class SummaryText(Ansi ansi, int width)
{
    private const int Rows = 10, BarCells = 20;
    private readonly StringBuilder _text = new();

    public string Of(RunSummary summary)
    {
        _text.Append('\n');
        Verdicts(summary);
        if (summary.Scanned > 1)
        {
            Findings(summary);
            Indicators(summary);
        }
        Rest(summary);
        return _text.ToString();
    }

    private void Verdicts(RunSummary summary)
    {
        foreach (var verdict in (VerdictClass[])[VerdictClass.Malicious, VerdictClass.Suspicious, VerdictClass.Spam, VerdictClass.Clean])
        {
            var share = (double)summary[verdict] / summary.Scanned;
            var name = Words.Of(verdict).PadRight(12);
            Line($"{(summary[verdict] > 0 ? ansi.Verdict(verdict, name) : ansi.Dim(name))}{summary[verdict],9:N0}  {ansi.Verdict(verdict, Progress.Bar(share, BarCells))} {share * 100,5:F1} %");
        }
        var kinds = string.Join(", ", summary.Kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{Words.Of(kind.Kind)} {kind.Count:N0}")));
        if (kinds.Length > 0) Line($"{ansi.Dim("of these".PadRight(12))}{kinds}");
    }

    private void Findings(RunSummary summary)
    {
        var findings = summary.TopFindings(Rows);
        if (findings.Count == 0) return;
        Head("Top findings");
        foreach (var (kind, count) in findings)
            Line($"{count,9:N0}  {Printable.Fit(kind.Title, Math.Max(20, Math.Min(width - 48, 72)), pad: true)}  {ansi.Dim(kind.Id)}");
    }

    private void Indicators(RunSummary summary)
    {
        var indicators = summary.TopIndicators(Rows);
        if (indicators.Count == 0) return;
        Head("Top indicators of malicious and suspicious mail");
        foreach (var (key, count) in indicators)
        {
            var shown = Safe.Indicator(new Indicator(key.Type, key.Value, key.Role, new Place()));
            Line($"{count,9:N0}  {Words.Of(key.Type),-10}{Printable.Fit(shown, Math.Max(20, width - 40), pad: false)}  {ansi.Dim(Printable.Clean(key.Role))}");
        }
    }

    private void Rest(RunSummary summary)
    {
        _text.Append('\n');
        var what = summary.Files == 0 ? Words.Plural(summary.Scanned, "message")
            : summary.Files == summary.Scanned ? Words.Plural(summary.Scanned, "file")
            : Words.Plural(summary.Scanned - summary.Files, "message") + " and " + Words.Plural(summary.Files, "file");
        var attached = summary.Attached > 0 ? $" (and {Words.Plural(summary.Attached, "attached message")})" : "";
        Line($"{ansi.Bold(what)}{attached} in {summary.Elapsed.TotalSeconds:0.##} s, {summary.PerSecond:N0} a second");
        if (summary.Unopened > 0) Line($"{Words.Plural(summary.Unopened, "message")} with something that could not be opened: lurewatch explain names it");
        if (summary.Unread > 0) Line(ansi.Red($"{Words.Plural(summary.Unread, "input")} could not be read, named above"));
        if (summary.Interrupted) Line(ansi.Yellow("stopped before the end"));
    }

    private void Head(string text) => _text.Append('\n').Append(ansi.Bold(text)).Append('\n');

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string text) => _text.Append(text).Append('\n');
}
