using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;
using Lurewatch.Server.Ingest;
using Lurewatch.Verdicts;

namespace Lurewatch.Cli.Rates;

/// <summary>The options of <c>lurewatch rates</c>.</summary>
internal sealed record RatesSettings
{
    public required IReadOnlyList<string> Folders { get; init; }
    public string? LabelsFile { get; init; }
    /// <summary>Only messages of this side, where the labels name sides.</summary>
    public string? Side { get; init; }
    public ScannerSettings Scanner { get; init; } = new();
    public int Jobs { get; init; } = 1;
    public bool Json { get; init; }
    /// <summary>How many missed phish to name.</summary>
    public int Missed { get; init; }
    public bool NoColour { get; init; }
    public bool Quiet { get; init; }
}

/// <summary>One <c>lurewatch rates</c> from a labelled folder to exit code.</summary>
internal sealed class RatesRun(RatesSettings settings, Terminal terminal)
{
    private readonly Ansi _errors = new(!settings.NoColour && terminal.Colours(terminal.ErrorIsTerminal));

    public int Run(CancellationToken interrupted)
    {
        var labels = settings.Folders.Select(folder => Labels.Of(folder, settings.LabelsFile)).ToArray();
        var sources = MailSources.Open(settings.Folders, terminal.In);
        var survey = sources.Survey(256, interrupted);
        var (organisation, items) = Organisations.Of(settings.Scanner.OrganisationFile, survey, sources.Read(), interrupted);
        var options = settings.Scanner.ToOptions(organisation, terminal);
        var scanner = new MailScanner(options);
        var samples = new List<Sample>();
        var progress = new Progress(terminal, !settings.Quiet);
        var (leftOut, unread) = (0, 0);

        void Sink((MailItem Item, Sample? Sample) done)
        {
            if (done.Sample is { } sample) samples.Add(sample);
            else if (labels.Any(list => list.IsList(done.Item))) return;
            else if (done.Item.Problem is not { } problem) leftOut++;
            else if (problem.IsError && LabelOf(done.Item, labels) is not null)
            {
                unread++;
                progress.Clear();
                terminal.Error.WriteLine($"lurewatch: {_errors.Red("not read: ")}{Printable.Clean(done.Item.ToString())} {Printable.Clean(problem.Reason)}. {Printable.Clean(problem.Remedy)}");
            }
        }

        var pipeline = new OrderedPipeline<MailItem, (MailItem Item, Sample? Sample)>(items, static item => item.Bytes.Length + 1024, item => Judge(item, labels, scanner), Sink);
        if (!pipeline.Run(settings.Jobs, () => progress.Draw(sources.FilesRead, survey.Files, samples.Count, 0), interrupted))
        {
            progress.Clear();
            terminal.Error.WriteLine(FormattableString.Invariant($"lurewatch: stopped after {samples.Count:N0} messages; no rates are made of a part."));
            return ExitCode.Interrupted;
        }
        progress.Clear();
        if (samples.Count == 0)
        {
            terminal.Error.WriteLine($"lurewatch: no labelled message in {Printable.Clean(string.Join(", ", settings.Folders))}: sort the mail into folders named ham, phish and spam, or list it in labels.tsv with the columns file and class.");
            return ExitCode.Unread;
        }
        var report = RateReport.Of(samples, leftOut, options.Weights ?? WeightTable.Default);
        if (settings.Json) terminal.WriteOut(RatesJson.Of(report, settings.Missed));
        else terminal.WriteOut(new RatesText(new Ansi(!settings.NoColour && terminal.Colours(terminal.OutIsTerminal))).Of(report, settings.Missed));
        return unread > 0 ? ExitCode.Unread : ExitCode.Nothing;
    }

    private static Label? LabelOf(MailItem item, Labels[] labels) => Array.Find(labels, list => list.Covers(item))?.Of(item);

    private (MailItem Item, Sample? Sample) Judge(MailItem item, Labels[] labels, MailScanner scanner)
    {
        var place = item with { Bytes = default };
        if (item.Problem is not null || LabelOf(item, labels) is not { } label || (settings.Side is not null && label.Side is not null && label.Side != settings.Side)) return (place, null);
        return (place, new Sample(label, item.ToString(), Sample.Kept(scanner.Scan(item.Bytes, item.Name, form: item.Form))));
    }
}
