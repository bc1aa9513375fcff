using System.CommandLine;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch unpack FILE</c>: what is inside, named and hashed. Writes no sample anywhere.</summary>
internal static class UnpackCommand
{
    public const string Examples = """
        Examples:
          lurewatch unpack suspicious.eml                  every file at any depth, with type and SHA-256
          lurewatch unpack invoice.zip -p s3cret
        """;

    public static Command Create(Terminal terminal)
    {
        var single = new SingleItem();
        var noColour = ScanCommand.NoColour();
        var command = new Command("unpack", "List every file inside a message or file, at any depth, with its type by content and hashes. Nothing is written to disk.")
        {
            single.File, single.Index, noColour,
        };
        single.Scanner.AddTo(command);
        command.SetAction(parsed =>
        {
            var ansi = new Ansi(!parsed.GetValue(noColour) && terminal.Colours(terminal.OutIsTerminal));
            var code = single.Run(parsed, terminal, (outcome, _) => terminal.WriteOut(Trees(outcome.Analysis!, ansi)));
            // Listing judges nothing.
            return code == ExitCode.Found ? ExitCode.Nothing : code;
        });
        return command;
    }

    /// <summary>What is inside; of a report, the wrapper's own first.</summary>
    private static string Trees(Analysis analysis, Ansi ansi)
    {
        var text = FileTree.Of(analysis, ansi, withHashes: true);
        for (var report = analysis.Report; report is not null; report = report.Within) text = FileTree.Of(report.Wrapper, ansi, withHashes: true) + text;
        return text;
    }
}
