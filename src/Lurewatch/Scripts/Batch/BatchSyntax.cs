namespace Lurewatch.Scripts.Batch;

/// <summary>A command as cmd.exe's parser (phase 2) makes it: carets gone, <c>%var%</c> expanded, the rest still to come.</summary>
internal abstract record BatchNode
{
    /// <summary>Where output goes and input comes from.</summary>
    public IReadOnlyList<Redirection> Redirections { get; init; } = [];
}

/// <summary>A command with its arguments.</summary>
internal sealed record SimpleCommand(string Text) : BatchNode;

/// <summary>Commands one after the other; each with the operator before it: <c>&amp;</c>, <c>&amp;&amp;</c>, <c>||</c>.</summary>
internal sealed record CommandList(IReadOnlyList<(string Operator, BatchNode Command)> Commands) : BatchNode;

/// <summary>Commands, each reading what the one before wrote.</summary>
internal sealed record Pipeline(IReadOnlyList<BatchNode> Commands) : BatchNode;

/// <summary>IF. <paramref name="Operator"/> is <c>==</c>, <c>equ</c>, … or <c>exist</c>, <c>defined</c>, <c>errorlevel</c>, which have a right side only.</summary>
internal sealed record IfCommand(bool IsNot, bool IgnoreCase, string Left, string Operator, string Right, BatchNode Then, BatchNode? Else) : BatchNode;

/// <summary>FOR. <paramref name="Kind"/> is <c>f</c>, <c>l</c>, <c>d</c>, <c>r</c>, or a blank for the plain one.</summary>
internal sealed record ForCommand(char Kind, string Options, char Variable, string Set, BatchNode Body) : BatchNode;

/// <summary>A redirection.</summary>
/// <param name="Handle">0 input, 1 output, 2 errors.</param>
/// <param name="Append">True for <c>&gt;&gt;</c>.</param>
/// <param name="Target">The file as written, or <c>&amp;1</c>.</param>
internal sealed record Redirection(int Handle, bool Append, string Target);
