using System.CommandLine;
using Lurewatch.Cli.Rates;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch rates LABELLED_DIR…</c></summary>
internal static class RatesCommand
{
    public const string Examples = """
        Examples:
          lurewatch rates mail                          mail/ham, mail/phish, mail/spam
          lurewatch rates corpus more --side dev        as corpus/labels.tsv and more/labels.tsv say, both together
          lurewatch rates mail --weights mine.tsv       what other weights would do
          lurewatch rates mail --missed 50 --format json | jq .phish_missed
        """;

    public static Command Create(Terminal terminal, CancellationToken interrupted)
    {
        var folder = new Argument<string[]>("LABELLED_DIR") { Arity = ArgumentArity.OneOrMore, Description = "Folders with mail in folders named ham, phish and spam, or with a labels.tsv (columns file and class; group, lang and side if there are any)." };
        folder.Validators.Add(static result => ScanCommand.RefuseUnknownOptions(result));
        var labels = new Option<string?>("--labels") { Description = "The list of labels, if it is not labels.tsv in the folder.", HelpName = "FILE" };
        var side = new Option<string?>("--side") { Description = "Only messages of this side, where the labels name sides.", HelpName = "NAME" };
        var missed = new Option<int>("--missed") { Description = "Name so many phish that were called clean.", DefaultValueFactory = static _ => 0, HelpName = "N" };
        string[] formats = ["text", "json"];
        var format = new Option<string>("--format", "-f") { Description = "How to report.", DefaultValueFactory = static _ => "text", HelpName = "text|json" };
        format.CompletionSources.Add(formats);
        format.Validators.Add(result => ScanCommand.OneOf(result, formats));
        var jobs = ScanCommand.Jobs();
        var scanner = new ScannerFlags();
        var noColour = ScanCommand.NoColour();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress." };
        var command = new Command("rates", "Measure on labelled mail: how much phish and spam is found at which cost in ham, and what each finding brings.")
        {
            folder, labels, side, missed, format, jobs, quiet, noColour,
        };
        scanner.AddTo(command);
        command.SetAction(parsed => new RatesRun(new RatesSettings
        {
            Folders = parsed.GetRequiredValue(folder),
            LabelsFile = parsed.GetValue(labels),
            Side = parsed.GetValue(side),
            Missed = parsed.GetRequiredValue(missed),
            Json = parsed.GetRequiredValue(format).Equals("json", StringComparison.OrdinalIgnoreCase),
            Jobs = parsed.GetRequiredValue(jobs),
            Scanner = scanner.Read(parsed),
            NoColour = parsed.GetValue(noColour),
            Quiet = parsed.GetValue(quiet),
        }, terminal).Run(interrupted));
        return command;
    }
}
