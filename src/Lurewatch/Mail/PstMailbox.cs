using System.Text;
using Lurewatch.Containers.Pst;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Mail;

/// <summary>Outlook's mailbox files, PST and OST [MS-PST]: one mail after the other, each made into MIME. Reads from the stream only what it needs: memory does not grow with the file.</summary>
/// <remarks>Not thread-safe. Messages that no folder lists any more are found too. A damaged message costs that message. Never throws on what the file says; the stream may throw.</remarks>
public sealed class PstMailbox
{
    private static readonly TimeSpan s_timeForOne = TimeSpan.FromSeconds(30);
    private readonly PstStore _store;
    private readonly AnalysisLimits _limits;
    private readonly TimeProvider _clock;

    private PstMailbox(PstStore store, AnalysisLimits limits, TimeProvider clock)
    {
        (_store, _limits, _clock) = (store, limits, clock);
    }

    /// <summary>True if the bytes start like a mailbox file of a version that is read.</summary>
    public static bool IsPst(ReadOnlySpan<byte> head) => PstHeader.IsPst(head);

    /// <summary>Opens a mailbox file; null if the stream holds none, or not even a whole header.</summary>
    /// <param name="stream">Seekable; stays open and belongs to the caller.</param>
    /// <param name="mailBytes">Bytes of one mail beyond which it is cut.</param>
    /// <param name="clock">Bounds the time that one mail may take; the system's by default.</param>
    public static PstMailbox? Open(Stream stream, int mailBytes = 64 << 20, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var limits = new AnalysisLimits { Time = s_timeForOne, MemberBytes = mailBytes, TotalBytesOut = 3L * mailBytes };
        clock ??= TimeProvider.System;
        return PstStore.Open(stream, new AnalysisBudget(limits, clock)) is { } store ? new PstMailbox(store, limits, clock) : null;
    }

    /// <summary>Outlook asks for a password before it opens the file. The content is not encrypted by it and is read all the same.</summary>
    public bool HasPassword => _store.HasPassword;
    /// <summary>What is wrong with the file as a whole, with the place; grows while <see cref="Read"/> runs.</summary>
    public IReadOnlyList<string> Problems => [.. _store.Reading.Problems, .. _store.File.Problems];
    /// <summary>Contacts, tasks, notes and own appointments that <see cref="Read"/> passed over.</summary>
    public int OtherItems { get; private set; }

    /// <summary>The mails in about the order of their arrival, deleted and lost ones included.</summary>
    public IEnumerable<PstMail> Read()
    {
        foreach (var node in _store.Messages())
        {
            var reading = new PstReading(new AnalysisBudget(_limits, _clock), "message");
            var folder = _store.Folder(node.Parent, reading);
            if (_store.Read(node, reading) is not { } message)
            {
                yield return new PstMail(folder, $"message 0x{node.Id:x}") { IsIncomplete = true, Problems = reading.Problems };
            }
            else if (PstStore.IsMail(message))
            {
                var bytes = MapiMime.Write(message, new AnalysisBudget(_limits, _clock), out _, out var cut);
                if (cut) reading.Lose("it is larger than one mail may be");
                yield return new PstMail(folder, message.Properties.Text(MapiTag.Subject) ?? "") { Bytes = bytes, IsIncomplete = reading.IsIncomplete, Problems = reading.Problems };
            }
            else
            {
                OtherItems++;
            }
        }
    }
}

/// <summary>A mail of a mailbox file.</summary>
/// <param name="Folder">The folder's path (<c>Inbox/Orders</c>); null if its folder is gone.</param>
/// <param name="Subject">As the mail says; of a mail that cannot be read, its number in the file.</param>
public sealed record PstMail(string? Folder, string Subject)
{
    private const int MostSubjectChars = 80;

    /// <summary>RFC 5322; empty if not even its properties could be read.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
    /// <summary>Parts of it could not be read.</summary>
    public bool IsIncomplete { get; init; }
    /// <summary>What was wrong with it, with the place in the file.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Folder and subject as one path: <c>Inbox/Your invoice</c>.</summary>
    public string Path => Folder is null ? $"(no folder)/{Segment(Subject)}" : Folder.Length == 0 ? Segment(Subject) : $"{Folder}/{Segment(Subject)}";

    /// <summary>A subject as a segment of a path: no slashes, no controls, not endless.</summary>
    private static string Segment(string subject)
    {
        var text = new StringBuilder(Math.Min(subject.Length, MostSubjectChars));
        foreach (var rune in subject.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > MostSubjectChars) break;
            if (rune.Value is '/' or '\\') text.Append('_');
            else if (Rune.IsControl(rune)) text.Append(' ');
            else text.Append(rune.ToString());
        }
        var segment = text.ToString().Trim();
        return segment.Length == 0 ? "(no subject)" : segment;
    }
}
