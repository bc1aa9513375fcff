using System.CommandLine;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Scanning;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch scan PATH…</c></summary>
internal static class ScanCommand
{
    public const string Examples = """
        Examples:
          lurewatch scan inbox.mbox                        one line a message, then a summary
          lurewatch scan ~/Maildir --exclude-clean         only what needs a look
          lurewatch scan 'export/**/*.eml' --org acme.yml  judge against the organisation's own domains and people
          lurewatch scan mails.zip --format html --output report.html
          lurewatch scan mails --format ndjson | jq -r 'select(.verdict == "malicious") | .path'
          lurewatch scan inbox --dns                       SPF, DKIM, DMARC, ARC evaluated: asks the senders' DNS
          cat message.eml | lurewatch scan - --quiet && deliver

        Exit codes:
          0  all was read, nothing counts        2    some input was not read (named on standard error)
          1  something malicious or suspicious   3    usage    130  stopped by Ctrl-C
             (--fail-on sets what counts)             2 stands even if something was found: the answer is not whole
        """;

    public static Command Create(Terminal terminal, CancellationToken interrupted)
    {
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Mails, folders, mboxes, Maildirs, ZIP or tar archives of them, any other file; globs; - for standard input." };
        paths.Validators.Add(static result => RefuseUnknownOptions(result));
        var format = new Option<string>("--format", "-f") { Description = "How to report.", DefaultValueFactory = static _ => "text", HelpName = string.Join('|', ReportFormats.Names) };
        format.CompletionSources.Add([.. ReportFormats.Names]);
        format.Validators.Add(static result => OneOf(result, ReportFormats.Names));
        var output = new Option<string?>("--output", "-o") { Description = "Write the report to this file instead of standard output.", HelpName = "FILE" };
        var jobs = Jobs();
        string[] levels = ["malicious", "suspicious", "spam", "none"];
        var failOn = new Option<string>("--fail-on") { Description = "The mildest verdict that makes the exit code 1.", DefaultValueFactory = static _ => "suspicious", HelpName = string.Join('|', levels) };
        failOn.CompletionSources.Add(levels);
        failOn.Validators.Add(result => OneOf(result, levels));
        var scanner = new ScannerFlags();
        var noColour = NoColour();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, no notes, no summary." };
        var excludeClean = new Option<bool>("--exclude-clean") { Description = "Leave clean messages out of the report; they still count." };

        var command = new Command("scan", "Scan mail and files: what each is, why, and every indicator in it.")
        {
            paths, format, output, jobs, failOn, excludeClean, quiet, noColour,
        };
        scanner.AddTo(command);
        command.SetAction(parsed => new ScanRun(new ScanSettings
        {
            Paths = parsed.GetRequiredValue(paths),
            Format = parsed.GetRequiredValue(format).ToLowerInvariant(),
            Output = parsed.GetValue(output),
            Scanner = scanner.Read(parsed),
            Jobs = parsed.GetRequiredValue(jobs),
            FailOn = parsed.GetRequiredValue(failOn).ToLowerInvariant() switch
            {
                "malicious" => VerdictClass.Malicious,
                "spam" => VerdictClass.Spam,
                "none" => null,
                _ => VerdictClass.Suspicious,
            },
            NoColour = parsed.GetValue(noColour),
            Quiet = parsed.GetValue(quiet),
            ExcludeClean = parsed.GetValue(excludeClean),
        }, terminal).Run(interrupted));
        return command;
    }

    internal static Option<int> Jobs()
    {
        var jobs = new Option<int>("--jobs", "-j") { Description = "Messages analysed at the same time.", DefaultValueFactory = static _ => Environment.ProcessorCount, HelpName = "N" };
        jobs.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is < 1 or > 1024) result.AddError("--jobs must be between 1 and 1024.");
        });
        return jobs;
    }

    internal static Option<bool> NoColour() => new("--no-color", "--no-colour") { Description = "No colour, as with the variable NO_COLOR." };

    /// <summary>A mistyped option must not pass for a path that happens not to exist.</summary>
    internal static void RefuseUnknownOptions(System.CommandLine.Parsing.ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (token.Value.Length > 1 && token.Value[0] == '-' && !File.Exists(token.Value) && !Directory.Exists(token.Value))
                result.AddError($"option {token.Value} is not known.");
    }

    internal static void OneOf(System.CommandLine.Parsing.OptionResult result, IReadOnlyList<string> words)
    {
        foreach (var token in result.Tokens)
            if (!words.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
                result.AddError($"{result.Option.Name} {token.Value} is not known; choose one of {string.Join(", ", words)}.");
    }
}
