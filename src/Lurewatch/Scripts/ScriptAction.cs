namespace Lurewatch.Scripts;

/// <summary>Kinds of things that code would do.</summary>
internal enum ScriptActionKind
{
    /// <summary>Start a program or a command line.</summary>
    Run,
    /// <summary>Fetch an address.</summary>
    Fetch,
    /// <summary>Write a file.</summary>
    Write,
    /// <summary>Write to the registry.</summary>
    Registry,
    /// <summary>Load a library or call into one.</summary>
    Call,
}

/// <summary>What a script, macro or formula would do, as its emulation recorded it. Nothing of it has been done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">The command line, the URL, the path, the key, or library and function.</param>
/// <param name="Detail">More about it: the value written, where a download goes; null if nothing.</param>
/// <param name="Steps">How the code gets there: entry point, then the objects and calls on the way (<c>AutoOpen</c>, <c>Win32_Process.Create</c>).</param>
internal sealed record ScriptAction(ScriptActionKind Kind, string Target, string? Detail, IReadOnlyList<string> Steps);

/// <summary>Facts of a file whose code was emulated.</summary>
internal interface IHasActions
{
    /// <summary>In the order in which they would happen, each once.</summary>
    IReadOnlyList<ScriptAction> Actions { get; }
}
