using Lurewatch.Files;
using Lurewatch.Mail.Parts;

namespace Lurewatch.Mail.Mapi.Tnef;

/// <summary>A winmail.dat part, known by its content: its texts and attachments stand in its place.</summary>
internal sealed class TnefOpener : IPartOpener
{
    public MailForm Form => MailForm.Tnef;

    public bool Claims(string contentType, FileType found) => found is FileType.Tnef;

    public byte[]? Open(ReadOnlyMemory<byte> bytes, string number, Defects defects, AnalysisBudget budget)
    {
        if (TnefReader.Read(bytes, budget) is not { } message) return null;
        var entity = MapiMime.WriteEntity(message, budget, out var problems);
        foreach (var (id, detail) in problems) defects.Add(id, detail, Place.InPart(number));
        return entity;
    }
}
