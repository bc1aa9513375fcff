using Lurewatch.Containers;
using Lurewatch.Containers.Pst;
using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;

namespace Lurewatch.Files.Mail;

/// <summary>Outlook's mailbox file inside a mail or archive [MS-PST]: its messages become files, each judged on its own. A mailbox that is scanned by itself goes another way, mail by mail.</summary>
internal sealed class PstHandler : IFileHandler
{
    public string Name => "pst";

    public bool Claims(FileType type) => type is FileType.Pst;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        if (PstStore.Open(ZipUnpacker.AsStream(file.Bytes), budget) is not { } store) return new Extraction(new PstFacts()) { Unopened = "damaged" };
        var files = new List<ExtractedFile>();
        var (others, isWhole) = (0, true);
        foreach (var node in store.Messages())
        {
            var reading = new PstReading(budget, file.Path);
            if (!reading.Steps(1) || files.Count >= budget.Limits.Members) { isWhole = false; break; }
            if (store.Read(node, reading) is { } message)
            {
                if (!PstStore.IsMail(message)) { others++; continue; }
                var bytes = MapiMime.Write(message, budget);
                var mail = new PstMail(store.Folder(node.Parent, reading), message.Properties.Text(MapiTag.Subject) ?? "");
                if (budget.TryTakeBytes(bytes.Length, file.Path)) files.Add(new ExtractedFile(bytes, mail.Path + ".eml", "message", FileType.Eml) { Form = MailForm.Pst });
            }
            isWhole &= !reading.IsIncomplete;
        }
        var header = store.File.Header;
        var found = new Extraction(new PstFacts
        {
            Version = header.Version,
            Encoding = header.Encoding.ToString().ToLowerInvariant(),
            HasPassword = store.HasPassword,
            Mails = files.Count,
            OtherItems = others,
            Problems = [.. store.Reading.Problems, .. store.File.Problems],
        })
        { Unopened = budget.Exhausted.Count > 0 ? "limit" : !isWhole || store.File.Problems.Count > 0 ? "damaged" : null };
        found.Files.AddRange(files);
        return found;
    }
}

/// <summary>What a mailbox file holds.</summary>
internal sealed record PstFacts
{
    /// <summary>14, 15: ANSI; 21, 23: Unicode; 36, 37: Unicode with large pages.</summary>
    public int Version { get; init; }
    /// <summary><c>none</c>, <c>permute</c>, <c>cyclic</c>.</summary>
    public string? Encoding { get; init; }
    /// <summary>Outlook asks for a password; it encrypts nothing.</summary>
    public bool HasPassword { get; init; }
    /// <summary>Mails.</summary>
    public int Mails { get; init; }
    /// <summary>Contacts, tasks, notes, own appointments.</summary>
    public int OtherItems { get; init; }
    /// <summary>What is wrong with the structure.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
