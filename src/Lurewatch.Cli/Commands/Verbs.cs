using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli.Commands;

/// <summary>Every verb, one line each; a verb's file owns its options, help and action.</summary>
internal static class Verbs
{
    public static RootCommand Root(Terminal terminal, CancellationToken interrupted)
    {
        var root = new RootCommand("Lurewatch reads mail, recognises malspam and phishing, and shows the evidence. It never runs or contacts what it finds.")
        {
            ScanCommand.Create(terminal, interrupted),
            ExplainCommand.Create(terminal),
            UnpackCommand.Create(terminal),
            RatesCommand.Create(terminal, interrupted),
            CompletionCommand.Create(terminal),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    /// <summary>What to type, beneath what may be typed.</summary>
    private static string Examples(string verb) => verb switch
    {
        "scan" => ScanCommand.Examples,
        "explain" => ExplainCommand.Examples,
        "unpack" => UnpackCommand.Examples,
        "rates" => RatesCommand.Examples,
        "completion" => CompletionCommand.Examples,
        _ => """
            Examples:
              lurewatch scan ~/mail                      every mail in a folder
              lurewatch explain suspicious.eml           why one mail got its verdict
              lurewatch scan --help                      all that scan can do
            """,
    };

    private sealed class HelpWithExamples(SynchronousCommandLineAction standard) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = standard.Invoke(parseResult);
            var command = parseResult.CommandResult.Command;
            parseResult.InvocationConfiguration.Output.WriteLine(Examples(command is RootCommand ? "" : command.Name).ReplaceLineEndings("\n"));
            parseResult.InvocationConfiguration.Output.WriteLine();
            return code;
        }
    }
}
