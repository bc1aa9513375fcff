using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Lurewatch.Cli.Commands;
using Lurewatch.Cli.Terminals;

namespace Lurewatch.Cli;

/// <summary>The <c>lurewatch</c> command.</summary>
internal static class Program
{
    private const int StackBytes = 16 << 20;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(900);

    public static int Main(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            // The first signal asks for an orderly end; the second one kills as usual.
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
        using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        var terminal = Terminal.OfProcess();
        var code = ExitCode.Interrupted;
        using var ended = new ManualResetEvent(initialState: false);
        void Work()
        {
            code = Run(args, terminal, interrupted.Token);
            ended.Set();
        }
        var run = new Thread(Work, StackBytes) { IsBackground = true, Name = "lurewatch" };
        run.Start();
        WaitHandle.WaitAny([interrupted.Token.WaitHandle, ended]);
        // Whatever blocks (a pipe that nobody writes to, a share that hangs), Ctrl-C ends it.
        if (interrupted.IsCancellationRequested && !ended.WaitOne(Grace)) terminal.Error.WriteLine("lurewatch: stopped while waiting for its input or output.");
        return code;
    }

    /// <summary>Runs one command line to its exit code; everything that it reads, writes or asks goes through <paramref name="terminal"/>.</summary>
    public static int Run(string[] args, Terminal terminal, CancellationToken interrupted = default)
    {
        var root = Verbs.Root(terminal, interrupted);
        var output = new StringWriter();
        try
        {
            var parsed = root.Parse(Commands.DnsOption.Spell(args));
            if (parsed.Errors.Count > 0 && parsed.Action is null or System.CommandLine.Invocation.ParseErrorAction) return Usage(parsed, terminal);
            var code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = terminal.Error, EnableDefaultExceptionHandler = false });
            terminal.WriteOut(output.ToString());
            return code;
        }
        catch (UsageException error)
        {
            terminal.Error.WriteLine($"lurewatch: {Printable.Clean(error.Message)}");
            return ExitCode.Usage;
        }
        catch (BrokenOutputException)
        {
            // Whoever read our output has gone (| head): no failure, nothing left to say.
            return ExitCode.Nothing;
        }
        catch (Exception error)
        {
            terminal.Error.WriteLine($"lurewatch: stopped by a fault of its own ({error.GetType().Name}: {Printable.Clean(error.Message)}). Please report it.");
            return ExitCode.Unread;
        }
    }

    /// <summary>The parser speaks of .NET types; every option that is no text takes a number.</summary>
    private static string InWords(ParseError error) =>
        error.SymbolResult is OptionResult { Option: { } option, Tokens: [var token, ..] } && Nullable.GetUnderlyingType(option.ValueType) is var inner && (inner ?? option.ValueType) == typeof(int)
            && !int.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? $"{option.Name} takes a number, and {token.Value} is none." : error.Message;

    private static int Usage(ParseResult parsed, Terminal terminal)
    {
        foreach (var error in parsed.Errors) terminal.Error.WriteLine($"lurewatch: {Printable.Clean(InWords(error))}");
        var verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        terminal.Error.WriteLine($"Try: lurewatch {verb}--help");
        return ExitCode.Usage;
    }
}
