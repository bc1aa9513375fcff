using System.Buffers;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Terminals;
using Lurewatch.Intel;
using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Scanning;

/// <summary>One <c>lurewatch scan</c> from paths to exit code.</summary>
internal sealed class ScanRun(ScanSettings settings, Terminal terminal)
{
    private const int SampledHeads = 256;
    private readonly long _started = terminal.Clock.GetTimestamp();

    public int Run(CancellationToken interrupted)
    {
        RefuseToOverwriteInput();
        var sources = MailSources.Open(settings.Paths, terminal.In);
        var survey = sources.Survey(SampledHeads, interrupted);
        var (organisation, items) = Organisations.Of(settings.Scanner.OrganisationFile, survey, Unless(sources.Read(), settings.Output), interrupted);
        var scanner = new MailScanner(settings.Scanner.ToOptions(organisation, terminal));
        var summary = new RunSummary(survey, organisation);
        using var output = OutputStream.Open(settings.Output, terminal);
        var writesToTerminal = settings.Output is null && terminal.OutIsTerminal;
        var format = ReportFormats.Create(settings.Format, new FormatContext
        {
            Organisation = organisation,
            Width = writesToTerminal ? terminal.Width : null,
            Colours = !settings.NoColour && terminal.Colours(writesToTerminal),
            Quiet = settings.Quiet,
            Files = survey.Files,
            StartedAt = terminal.Clock.GetUtcNow(),
        });
        using var _ = format as IDisposable;
        var errors = new Ansi(!settings.NoColour && terminal.Colours(terminal.ErrorIsTerminal));
        var progress = new Progress(terminal, !settings.Quiet);
        if (organisation.Guessed && settings.Format == "text" && !settings.Quiet) SayGuess(organisation, errors);

        void Sink(Outcome outcome)
        {
            summary.Add(outcome);
            if (outcome.Item.Problem is { } problem)
            {
                progress.Clear();
                Say(outcome.Item, problem, errors);
                return;
            }
            if (settings.ExcludeClean && outcome.Analysis?.Verdict.Class == VerdictClass.Clean) return;
            if (outcome.Text is { } text) format.Accept(text.WrittenSpan, output);
            else format.Write(outcome, output.Buffer);
            output.FlushIfFull();
        }

        void Tick()
        {
            if (writesToTerminal && output.HasUnwritten)
            {
                progress.Clear();
                output.Flush();
            }
            progress.Draw(sources.FilesRead, survey.Files, summary.Scanned, summary.Bad);
        }

        format.Start(output);
        var pipeline = new OrderedPipeline<MailItem, Outcome>(items, static item => item.Bytes.Length + 1024, item => Scan(scanner, item, format), Sink);
        summary.Interrupted = !pipeline.Run(settings.Jobs, Tick, interrupted);
        summary.Elapsed = terminal.Clock.GetElapsedTime(_started);
        summary.FilesRead = sources.FilesRead;
        progress.Clear();
        format.End(summary, output);
        output.Flush();
        return Finish(summary, errors);
    }

    private Outcome Scan(MailScanner scanner, MailItem item, IReportFormat format)
    {
        if (item.Problem is not null) return new Outcome { Item = item };
        var place = item with { Bytes = default };
        try
        {
            var outcome = new Outcome { Item = place, Analysis = scanner.Scan(item.Bytes, item.Name, form: item.Form), ScannedAt = terminal.Clock.GetUtcNow() };
            if (!format.IsStateless) return outcome;
            outcome.Text = new ArrayBufferWriter<byte>(1024);
            format.Write(outcome, outcome.Text);
            return outcome;
        }
        // The engine promises not to throw. If it does, this message is named and the rest is scanned.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var problem = new InputProblem($"could not be analysed ({error.GetType().Name}: {error.Message})", "This is a fault of lurewatch; please report it with the message if you may share it.");
            return new Outcome { Item = place with { Problem = problem } };
        }
    }

    private int Finish(RunSummary summary, Ansi ansi)
    {
        if (summary.Interrupted)
        {
            var files = summary.Survey.Files > 1 ? FormattableString.Invariant($"; {summary.FilesRead:N0} of {summary.Survey.Files:N0} files read") : "";
            terminal.Error.WriteLine(ansi.Bold(FormattableString.Invariant($"lurewatch: stopped after {summary.Scanned:N0} messages{files}. What is written so far is complete in itself.")));
            return ExitCode.Interrupted;
        }
        if (summary is { Scanned: 0, Unread: 0 }) terminal.Error.WriteLine("lurewatch: nothing to scan in the paths given. Name a mail, a folder with mail, an mbox or an archive.");
        else if (summary.Scanned > 1 && summary.Files == summary.Scanned && !settings.Quiet)
            terminal.Error.WriteLine("lurewatch: note: none of the files is a mail; each was scanned as a file.");
        if (summary.Unread > 0 || summary.Scanned == 0) return ExitCode.Unread;
        return settings.FailOn is { } least && Enum.GetValues<VerdictClass>().Any(verdict => verdict >= least && summary[verdict] > 0) ? ExitCode.Found : ExitCode.Nothing;
    }

    private void Say(MailItem item, InputProblem problem, Ansi ansi)
    {
        if (!problem.IsError && settings.Quiet) return;
        var name = Printable.Clean(item.ToString() == "-" ? "standard input" : item.ToString());
        var kind = problem.IsError ? ansi.Red("not read: ") : "note: ";
        terminal.Error.WriteLine($"lurewatch: {kind}{name} {Printable.Clean(problem.Reason)}. {Printable.Clean(problem.Remedy)}");
    }

    private void SayGuess(Organisation organisation, Ansi ansi) =>
        terminal.Error.WriteLine(ansi.Dim($"lurewatch: organisation guessed from the recipients: {Printable.Clean(string.Join(", ", organisation.Domains))} (set it with --org FILE)"));

    private void RefuseToOverwriteInput()
    {
        if (settings.Output is null or "-") return;
        var output = Path.GetFullPath(settings.Output);
        if (settings.Paths.Any(path => path != "-" && path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(path) == output))
            throw new UsageException($"output {settings.Output} is one of the inputs; it would be overwritten. Choose another file.");
    }

    /// <summary>A report that is written into the folder being scanned is not itself mail.</summary>
    private static IEnumerable<MailItem> Unless(IEnumerable<MailItem> items, string? output)
    {
        if (output is null or "-") return items;
        var full = Path.GetFullPath(output);
        return items.Where(item => item.Member is not null || item.Path == "-" || !item.Path.EndsWith(Path.GetFileName(full), StringComparison.Ordinal) || Path.GetFullPath(item.Path) != full);
    }
}
