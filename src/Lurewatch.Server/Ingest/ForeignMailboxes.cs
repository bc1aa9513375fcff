namespace Lurewatch.Server.Ingest;

/// <summary>Mailboxes of programs whose format is not read: said by name, with the way out, instead of being scanned as some file.</summary>
internal static class ForeignMailboxes
{
    public static InputProblem? Recognise(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xcf, 0xad, 0x12, 0xfe])) return s_outlookExpress;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0, 0, 4, 0, 0])) return s_notes;
        return null;
    }

    private static readonly InputProblem s_outlookExpress = new("is a mail folder of Outlook Express (.dbx), which is not read", "Import it into Thunderbird or Windows Live Mail and export the messages as .eml or mbox.");
    private static readonly InputProblem s_notes = new("is a database of HCL Notes (.nsf), which is not read", "Export the messages as .eml or mbox from Notes.");
}
