using System.Globalization;
using System.Text;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Rates;

/// <summary>The rates for a person at a terminal.</summary>
internal sealed class RatesText(Ansi ansi)
{
    private const int NamedFalsePositives = 20;
    private readonly StringBuilder _text = new();

    public string Of(RateReport report, int missed)
    {
        Line($"{ansi.Bold(Words.Plural(report.Messages, "message"))}, one of each group of near-duplicates counted: {report[MailClass.Ham]:N0} ham, {report[MailClass.Phish]:N0} phish, {report[MailClass.Spam]:N0} spam");
        if (report.LeftOut > 0) Line($"{ansi.Dim(Words.Plural(report.LeftOut, "item") + " without a label, or of another side, left out")}");
        Verdicts(report);
        Rates(report);
        Languages(report);
        Effects(report);
        Named("Ham that is flagged", report.FalsePositives, NamedFalsePositives);
        if (missed > 0) Named("Phish that is called clean", report.Missed, missed);
        return _text.ToString();
    }

    private void Verdicts(RateReport report)
    {
        Head($"Verdicts, as the table has them (flagged from {report.Flags:0.#})");
        Line($"{ansi.Dim("        clean    spam  suspicious  malicious   flagged")}");
        foreach (var @class in Enum.GetValues<MailClass>())
        {
            if (report[@class] == 0) continue;
            var clean = report.Verdicts(@class, VerdictClass.Clean);
            Line($"{Name(@class),-6}{clean,7:N0} {report.Verdicts(@class, VerdictClass.Spam),7:N0} {report.Verdicts(@class, VerdictClass.Suspicious),11:N0} {report.Verdicts(@class, VerdictClass.Malicious),10:N0} {100.0 * (report[@class] - clean) / report[@class],8:F1} %");
        }
    }

    private void Rates(RateReport report)
    {
        if (report[MailClass.Ham] == 0) return;
        Head($"Found, when so much ham may be flagged");
        Line($"{ansi.Dim("    ham  score ≥   ham flagged   phish found (95 %)        spam found (95 %)")}");
        foreach (var rate in report.Rates)
        {
            var threshold = double.IsInfinity(rate.Threshold) ? "any" : rate.Threshold.ToString("0.0", CultureInfo.InvariantCulture);
            Line($"{rate.Percent,5:0.#} %  {threshold,7}  {rate.Ham + "/" + report[MailClass.Ham],12}   {Share(rate.Phish, report[MailClass.Phish]),-24}  {Share(rate.Spam, report[MailClass.Spam])}");
        }
        Line($"{ansi.Dim("area under the curve")}{"",13} {Area(report.Area.Phish),-24}  {Area(report.Area.Spam)}");
    }

    private void Languages(RateReport report)
    {
        if (report.Languages.Count < 2) return;
        Head($"By language, when 1 % of the ham may be flagged");
        foreach (var row in report.Languages)
            if (row.Phish + row.Spam >= 5) Line($"{Printable.Fit(row.Language, 10, pad: true)}{"phish " + Of(row.PhishFound, row.Phish),-26}{"spam " + Of(row.SpamFound, row.Spam)}");
    }

    private void Effects(RateReport report)
    {
        Head($"What each finding does: who has it, and the points of recall that it brings");
        Line($"{ansi.Dim("finding                                       weight    ham  phish   spam   phish@0.1%  phish@1%   spam@1%  ham flagged by it")}");
        foreach (var row in report.Effects.OrderByDescending(row => row.PhishLoose + row.SpamLoose + row.PhishStrict).ThenByDescending(row => row.Phish + row.Spam).ThenBy(row => row.Kind.Id, StringComparer.Ordinal))
            Line($"{Printable.Fit(row.Kind.Id, 44, pad: true)} {row.Weight,7:0.##} {row.Ham,6:N0} {row.Phish,6:N0} {row.Spam,6:N0}   {Points(row.PhishStrict),10}  {Points(row.PhishLoose),8}  {Points(row.SpamLoose),8}  {(row.HamFlagged > 0 ? ansi.Red(row.HamFlagged.ToString(CultureInfo.InvariantCulture)) : "")}");
    }

    private void Named(string title, IEnumerable<Sample> samples, int most)
    {
        var all = samples.ToList();
        if (all.Count == 0) return;
        Head($"{title}: {all.Count:N0}");
        foreach (var sample in all.Take(most))
            Line($"{sample.Score,6:F1}  {Printable.Clean(sample.Place)}  {ansi.Dim(string.Join(' ', sample.Analysis.Verdict.Shares.Where(share => share.Points > 0).Take(4).Select(share => share.Finding.Kind.Id)))}");
        if (all.Count > most) Line($"{ansi.Dim($"        and {all.Count - most:N0} more")}");
    }

    internal static string Name(MailClass @class) => @class switch { MailClass.Ham => "ham", MailClass.Phish => "phish", _ => "spam" };

    private static string Points(double points) => Math.Abs(points) < 0.05 ? "·" : points.ToString("+0.0;−0.0", CultureInfo.InvariantCulture);

    private static string Area(double area) => double.IsNaN(area) ? "" : area.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Of(int hits, int of) => of == 0 ? "–" : FormattableString.Invariant($"{100.0 * hits / of:F1} % ({hits}/{of})");

    private static string Share(int hits, int of)
    {
        if (of == 0) return "–";
        var (low, high) = RateMath.Wilson(hits, of);
        return FormattableString.Invariant($"{100.0 * hits / of:F1} % ({low:F1}–{high:F1})");
    }

    private void Head(FormattableString text) => _text.Append('\n').Append(ansi.Bold(text.ToString(CultureInfo.InvariantCulture))).Append('\n');

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
