using System.Text;

namespace Lurewatch.Cli.Terminals;

/// <summary>What the process talks to. Tests give their own.</summary>
internal sealed class Terminal
{
    /// <summary>Standard output, unbuffered.</summary>
    public required Stream Out { get; init; }
    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }
    /// <summary>Opens standard input.</summary>
    public required Func<Stream> In { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }
    /// <summary>Columns.</summary>
    public int Width { get; init; } = 80;
    public Func<string, string?> Environment { get; init; } = static _ => null;
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>True if colour may be used on a stream [https://no-color.org].</summary>
    public bool Colours(bool isTerminal) => isTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";

    public static Terminal OfProcess() => new()
    {
        Out = Console.OpenStandardOutput(),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1024) { AutoFlush = true },
        In = Console.OpenStandardInput,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Columns(),
        Environment = System.Environment.GetEnvironmentVariable,
    };

    public void WriteOut(string text)
    {
        if (text.Length == 0) return;
        Out.Write(Encoding.UTF8.GetBytes(text));
        Out.Flush();
    }

    private static int Columns()
    {
        if (Console.IsOutputRedirected && Console.IsErrorRedirected) return 80;
        try
        {
            return Console.WindowWidth is > 20 and var width ? width : 80;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return 80;
        }
    }
}

/// <summary>Standard output cannot be written any more.</summary>
internal sealed class BrokenOutputException(Exception inner) : IOException(inner.Message, inner);
