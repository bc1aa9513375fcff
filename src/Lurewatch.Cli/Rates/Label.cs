namespace Lurewatch.Cli.Rates;

/// <summary>What a labelled message is.</summary>
internal enum MailClass
{
    Ham,
    Phish,
    Spam,
}

/// <summary>What is known about a message before it is scanned.</summary>
/// <param name="File">Its name; the order of names decides which message speaks for a group.</param>
/// <param name="Class">What it is.</param>
/// <param name="Group">Near-duplicates share one and count once; null for a group of its own.</param>
/// <param name="Language">As labelled; null if unknown.</param>
/// <param name="Side">A part of the collection, such as <c>train</c> or <c>dev</c>; null if it is not divided.</param>
internal sealed record Label(string File, MailClass Class, string? Group = null, string? Language = null, string? Side = null);
