using Lurewatch.Mail;

namespace Lurewatch.Server.Ingest;

/// <summary>The words for what can be wrong with an input.</summary>
internal static class InputProblems
{
    public static InputProblem Missing { get; } = new("does not exist, or its folder may not be read", "Check the spelling; put a path with blanks or wildcards in quotes.");
    public static InputProblem NoMatch { get; } = new("no file matches this pattern", "Check the folder before the first wildcard; ** crosses folders, * does not.");
    public static InputProblem DeadLink { get; } = new("is a link that points nowhere", "Restore its target or leave the link out.");
    public static InputProblem Empty { get; } = new("is empty", "Export the message again, or leave the file out.");
    public static InputProblem EmptyFolder { get; } = new("holds no file", "Name a folder that holds mail; hidden tmp folders of a Maildir are not read.");
    public static InputProblem TooDeep { get; } = new("lies more than 128 folders deep", "Name a folder further down.");
    public static InputProblem Loop { get; } = new("leads to a folder that is already being read", "Nothing to do: it is read once.", IsError: false);
    public static InputProblem Special { get; } = new("is a pipe, socket or device", "Name it on the command line if it is meant to be read.", IsError: false);
    public static InputProblem EncryptedMember { get; } = new("is an encrypted archive member", "Unpack the archive with its password first.");
    public static InputProblem DamagedMember { get; } = new("is a damaged archive member", "Fetch the archive again or repair it.");

    public static InputProblem WrongChecksum { get; } = new("does not match its checksum in the archive", "It was scanned as it is; fetch the archive again to be sure.", IsError: false);

    public static InputProblem PstPassword { get; } =
        new("has a password, which encrypts nothing: it was read all the same", "Keep the file itself from others if its content is to be secret.", IsError: false);

    public static InputProblem PstInStream(long limit) =>
        new($"is a mailbox of Outlook larger than {limit >> 20} MiB inside an archive or stream, where it cannot be read", "Unpack it and scan the file.");

    public static InputProblem DamagedPst(string problem) =>
        new($"is a damaged mailbox: {problem}", "What could be found was scanned; repair a copy with Outlook's scanpst or fetch the file again.");

    /// <summary>A message that could not be read, or not wholly, or that differs from its checksums.</summary>
    public static InputProblem PstMessage(PstMail mail)
    {
        var problems = string.Join("; ", mail.Problems.Take(3)) + (mail.Problems.Count > 3 ? $"; and {mail.Problems.Count - 3} more" : "");
        if (mail.Bytes.IsEmpty) return new($"could not be read: {problems}", "The other messages are read; repair a copy of the mailbox with Outlook's scanpst, or ask the mail server for this message.");
        return mail.IsIncomplete
            ? new($"was read only in part: {problems}", "What there was is scanned; repair a copy of the mailbox with Outlook's scanpst, or ask the mail server for this message.")
            : new($"was scanned as it is: {problems}", "Fetch the mailbox again to be sure.", IsError: false);
    }

    public static InputProblem NoMails(int items) => items == 0
        ? new("holds no message", "Nothing to do, unless there should be some: then fetch the mailbox again.", IsError: false)
        : new($"holds {items} {(items == 1 ? "item that is" : "items that are")} no mail (contacts, tasks, notes, own appointments)", "Nothing to do: they are not scanned.", IsError: false);

    public static InputProblem Ignored(int files) =>
        new($"leaves out {files} {(files == 1 ? "file" : "files")} of its folder", "Name a file on the command line to scan it all the same.", IsError: false);

    public static InputProblem TooLarge(long limit) => new($"is larger than {limit >> 20} MiB and neither mbox nor archive of mails", "Split it, or scan the parts that matter.");

    public static InputProblem From(Exception error) => error switch
    {
        UnauthorizedAccessException => new("may not be read", "Give the account that runs lurewatch read permission."),
        FileNotFoundException or DirectoryNotFoundException => new("vanished while the scan ran", "Scan a folder that nothing moves files out of, or run again."),
        PathTooLongException => new("has a path that is too long", "Move it to a shorter path."),
        InvalidDataException or EndOfStreamException => new("is damaged: " + Clause(error), "Fetch it again or repair it."),
        IOException => new("could not be read: " + Clause(error), "Check the disk or the share, then run again."),
        _ => new($"could not be read ({error.GetType().Name})", "Check that the file is whole; please report the case if it is."),
    };

    /// <summary>First sentence of the system's message, without the path that it likes to repeat.</summary>
    private static string Clause(Exception error)
    {
        var text = error.Message;
        var end = text.AsSpan().IndexOfAny(".:\r\n");
        text = end > 0 ? text[..end] : text;
        return text.Length > 160 ? text[..160] : text;
    }
}
