using Lurewatch.Mail;

namespace Lurewatch.Files;

/// <summary>Opens one file format. Sees bytes and the budget; knows no other handler, never recurses: the <see cref="Exploder"/> does.</summary>
internal interface IFileHandler
{
    /// <summary>One lower-case word: the case folder, the MQL scan name, the metric.</summary>
    string Name { get; }

    /// <summary>The kinds of findings it can make itself: declared, so that the weight table and the docs can be checked against them.</summary>
    IReadOnlyList<FindingKind> Kinds => [];

    /// <summary>True if this handler opens files of that type.</summary>
    bool Claims(FileType type);

    /// <summary>Reads what it can. Should not throw; the exploder catches what it does throw.</summary>
    Extraction Extract(Artifact file, FileContext context);
}

/// <summary>What a handler may know beside the bytes.</summary>
/// <param name="Budget">What may be spent.</param>
/// <param name="Passwords">Candidates for encrypted content, likeliest first.</param>
/// <param name="Envelope">What the mail server knew, for the scanned file alone.</param>
internal sealed record FileContext(AnalysisBudget Budget, IReadOnlyList<PasswordCandidate> Passwords, Envelope? Envelope = null);

/// <summary>A password to try.</summary>
/// <param name="Value">The password.</param>
/// <param name="Source">Where it stands: <c>body</c>, <c>subject</c>, <c>file name</c>, <c>page</c>, <c>note</c>, <c>usual</c>, <c>options</c>.</param>
internal sealed record PasswordCandidate(string Value, string Source);

/// <summary>What a handler found: typed facts, files inside, findings.</summary>
internal sealed class Extraction(object? facts)
{
    /// <summary>The handler's typed record.</summary>
    public object? Facts { get; } = facts;
    /// <summary>Files inside, in order.</summary>
    public List<ExtractedFile> Files { get; } = [];
    /// <summary>Evidence that only the handler can see (damaged structure, lying sizes, …).</summary>
    public List<Finding> Findings { get; } = [];
    /// <summary>Passwords to try on everything below.</summary>
    public IReadOnlyList<PasswordCandidate> Passwords { get; init; } = [];
    /// <summary>Why the file was not (fully) opened: <c>encrypted</c>, <c>damaged</c>, <c>limit</c>; null if it was.</summary>
    public string? Unopened { get; set; }
}

/// <summary>A file found inside another.</summary>
/// <param name="Bytes">Its content; the handler has already taken them from the budget.</param>
/// <param name="Name">Name as the container gave it; null if none.</param>
/// <param name="Origin">How it was found: <c>attachment</c>, <c>member</c>, <c>macro</c>, <c>script</c>, <c>stream</c>, …</param>
/// <param name="Type">Set where the container knows better than the bytes can tell (a VBA module's source); else detected.</param>
internal sealed record ExtractedFile(ReadOnlyMemory<byte> Bytes, string? Name, string Origin, FileType? Type = null)
{
    /// <summary>Of mail: the form it came in, where the container knows that its MIME was made.</summary>
    public MailForm Form { get; init; }
    /// <summary>What happens between the container and this file, where something does: <c>AutoOpen</c>, <c>Win32_Process.Create</c>; part of the chain that <c>explain</c> shows.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}
