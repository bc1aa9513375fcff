using System.CommandLine;
using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Terminals;
using Lurewatch.Cli.Unpacking;
using Lurewatch.Containers;

namespace Lurewatch.Cli.Commands;

/// <summary><c>lurewatch unpack FILE</c>: what is inside, named and hashed; with <c>-d</c>, written out as files that nothing starts.</summary>
internal static class UnpackCommand
{
    public const string Examples = """
        Examples:
          lurewatch unpack suspicious.eml                  every file at any depth, with type and SHA-256
          lurewatch unpack invoice.zip -p s3cret
          lurewatch unpack suspicious.eml -d case17        writes them into a new folder, with index.csv
          lurewatch unpack suspicious.eml -d case17 --zip  as one ZIP with the password infected
        """;

    public static Command Create(Terminal terminal)
    {
        var single = new SingleItem();
        var noColour = ScanCommand.NoColour();
        var folder = new Option<string?>("--directory", "-d") { Description = "Write the files into this folder, which must be new or empty: names made safe, each ending in _ so that nothing starts it.", HelpName = "DIR" };
        var zip = new Option<bool>("--zip") { Description = $"Write them as one ZIP with the password {LockedZipWriter.CustomaryPassword}." };
        var command = new Command("unpack", "List every file inside a message or file, at any depth, with its type by content and hashes. Without -d nothing is written to disk.")
        {
            single.File, single.Index, folder, zip, noColour,
        };
        single.Scanner.AddTo(command);
        command.SetAction(parsed =>
        {
            var ansi = new Ansi(!parsed.GetValue(noColour) && terminal.Colours(terminal.OutIsTerminal));
            var target = parsed.GetValue(folder);
            var isZip = parsed.GetValue(zip);
            if (isZip && target is null) throw new UsageException("--zip needs the folder to write to: -d DIR.");
            var code = single.Run(parsed, terminal, (outcome, _) =>
            {
                terminal.WriteOut(Trees(outcome.Analysis!, ansi));
                if (target is not null) Write(outcome.Analysis!, target, isZip, terminal);
            });
            // Listing judges nothing.
            return code == ExitCode.Found ? ExitCode.Nothing : code;
        });
        return command;
    }

    private static void Write(Analysis analysis, string folder, bool isZip, Terminal terminal)
    {
        var tree = new UnpackedTree(analysis);
        var written = isZip ? TreeWriter.ToZip(tree, folder) : TreeWriter.ToFolder(tree, folder);
        terminal.Error.WriteLine($"lurewatch: wrote {Words.Plural(written.Files, "file")} to {Printable.Clean(written.Path)}{(isZip ? $" (password {LockedZipWriter.CustomaryPassword})" : "")}. They are samples: handle them as such.");
    }

    /// <summary>What is inside; of a report, the wrapper's own first.</summary>
    private static string Trees(Analysis analysis, Ansi ansi)
    {
        var text = FileTree.Of(analysis, ansi, withHashes: true);
        for (var report = analysis.Report; report is not null; report = report.Within) text = FileTree.Of(report.Wrapper, ansi, withHashes: true) + text;
        return text;
    }
}
