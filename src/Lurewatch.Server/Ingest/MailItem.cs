using Lurewatch.Mail;

namespace Lurewatch.Server.Ingest;

/// <summary>One thing to scan: a mail, or a file that is none, or the reason why there is nothing to scan.</summary>
/// <param name="Path">The file, as the user would name it; <c>-</c> for standard input.</param>
public sealed record MailItem(string Path)
{
    /// <summary>Name inside an archive; of a message in Outlook's mailbox, folder and subject; null outside.</summary>
    public string? Member { get; init; }
    /// <summary>Zero-based position in a mailbox file; null outside, and for a file that holds one message behind one separator line.</summary>
    public int? Index { get; init; }
    /// <summary>The content; empty if there is a <see cref="Problem"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
    /// <summary>The form it came in, for the engine.</summary>
    public MailForm Form { get; init; }
    /// <summary>Why it was not read; null if it was.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>Path and member as one: <c>mails.zip/inbox/1.eml</c>.</summary>
    public string Location => Member is null ? Path : Path + "/" + Member;
    /// <summary>The file's own name, for the engine; null for a message in an mbox and for standard input.</summary>
    public string? Name => Index is not null || Path == "-" ? null : System.IO.Path.GetFileName(Member ?? Path);
    /// <summary>Location with the index in an mbox: <c>inbox.mbox#3</c>.</summary>
    public override string ToString() => Index is { } index ? $"{Location}#{index}" : Location;
}

/// <summary>Why an input was not scanned.</summary>
/// <param name="Reason">What is wrong, without the path.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="IsError">False for what is left out by rule (a loop of links, a control file): a note, no failure.</param>
public sealed record InputProblem(string Reason, string Remedy, bool IsError = true);
