using System.CommandLine;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;
using Lurewatch.Intel;
using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch explain FILE</c></summary>
internal static class ExplainCommand
{
    public const string Examples = """
        Examples:
          lurewatch explain suspicious.eml
          lurewatch explain inbox.mbox --index 17          the eighteenth message
          lurewatch explain invoice.zip -p s3cret
          lurewatch explain suspicious.eml --dns=192.0.2.53    SPF, DKIM, DMARC, ARC by that name server
          lurewatch explain suspicious.eml --format json | jq .findings
        """;

    public static Command Create(Terminal terminal)
    {
        var single = new SingleItem();
        var format = new Option<string>("--format", "-f") { Description = "How to report.", DefaultValueFactory = static _ => "text", HelpName = "text|json" };
        string[] formats = ["text", "json"];
        format.CompletionSources.Add(formats);
        format.Validators.Add(result => ScanCommand.OneOf(result, formats));
        var noColour = ScanCommand.NoColour();
        var command = new Command("explain", "Explain one message: each finding's share of the score, where its evidence stands, the files and indicators inside.")
        {
            single.File, single.Index, format, noColour,
        };
        single.Scanner.AddTo(command);
        command.SetAction(parsed =>
        {
            var colours = !parsed.GetValue(noColour) && terminal.Colours(terminal.OutIsTerminal);
            var context = new FormatContext { Colours = colours, Width = terminal.OutIsTerminal ? terminal.Width : null };
            return single.Run(parsed, terminal, (outcome, organisation) =>
            {
                if (parsed.GetRequiredValue(format).Equals("json", StringComparison.OrdinalIgnoreCase))
                {
                    using var output = OutputStream.Open(null, terminal);
                    ReportFormats.Create("ndjson", context with { Organisation = organisation }).Write(outcome, output.Buffer);
                    output.Flush();
                    return;
                }
                terminal.WriteOut(new Explanation(new Ansi(colours), Math.Min(context.Width ?? 100, 120)).Of(outcome.Analysis!, outcome.Item.ToString(), organisation));
            });
        });
        return command;
    }
}

/// <summary>What verbs about one message have in common: which one, whose, and with what passwords.</summary>
internal sealed class SingleItem
{
    public Argument<string> File { get; } = new("FILE") { Description = "A mail, mbox, archive of mails or any other file; - for standard input." };
    public Option<int?> Index { get; } = new("--index", "-i") { Description = "Which message of a file that holds several, counted from 0.", HelpName = "N" };
    public ScannerFlags Scanner { get; } = new();

    public SingleItem() => File.Validators.Add(static result => ScanCommand.RefuseUnknownOptions(result));

    public int Run(ParseResult parsed, Terminal terminal, Action<Outcome, Organisation> report)
    {
        var path = parsed.GetRequiredValue(File);
        var wanted = parsed.GetValue(Index);
        if (wanted < 0) throw new UsageException("--index counts from 0.");
        var settings = Scanner.Read(parsed);
        var sources = MailSources.Open([path], terminal.In);
        var (organisation, items) = Organisations.Of(settings.OrganisationFile, sources.Survey(64), sources.Read());
        MailItem? chosen = null;
        string? before = null;
        var count = 0;
        foreach (var item in items)
        {
            // A note, or what is wrong with the message just counted.
            if (item.Problem is { IsError: false } || (item.Problem is not null && item.Index is not null && item.ToString() == before)) continue;
            before = item.ToString();
            if (count == (wanted ?? 0)) chosen = item;
            count++;
            if (count > (wanted ?? 0) + 1) break;
        }
        if (chosen is null)
        {
            terminal.Error.WriteLine($"lurewatch: {Printable.Clean(path)} holds {Words.Plural(count, "message")}; --index counts from 0.");
            return ExitCode.Unread;
        }
        if (chosen.Problem is { } problem)
        {
            terminal.Error.WriteLine($"lurewatch: not read: {Printable.Clean(chosen.ToString())} {Printable.Clean(problem.Reason)}. {Printable.Clean(problem.Remedy)}");
            return ExitCode.Unread;
        }
        if (wanted is null && count > 1) terminal.Error.WriteLine("lurewatch: note: this is the first of several messages; choose another with --index N.");
        var scanner = new MailScanner(settings.ToOptions(organisation, terminal));
        var analysis = scanner.Scan(chosen.Bytes, chosen.Name, form: chosen.Form);
        report(new Outcome { Item = chosen with { Bytes = default }, Analysis = analysis, ScannedAt = terminal.Clock.GetUtcNow() }, organisation);
        return analysis.Verdict.Class >= VerdictClass.Suspicious ? ExitCode.Found : ExitCode.Nothing;
    }
}
