namespace Lurewatch.Cli;

/// <summary>What the command tells the shell; docs/cli.md explains each.</summary>
internal static class ExitCode
{
    /// <summary>All was read, nothing counts.</summary>
    public const int Nothing = 0;
    /// <summary>All was read, something counts (<c>--fail-on</c>).</summary>
    public const int Found = 1;
    /// <summary>Some input was not read, whatever the rest was: an incomplete answer is never passed off as a whole one.</summary>
    public const int Unread = 2;
    /// <summary>The command line, the organisation file or the output cannot be used; nothing was scanned.</summary>
    public const int Usage = 3;
    /// <summary>Stopped by Ctrl-C [128 + SIGINT].</summary>
    public const int Interrupted = 130;
}

/// <summary>The command cannot be carried out as it was given. The message names what is wrong and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
