using Lurewatch.Containers;
using Lurewatch.Files.Archives;

namespace Lurewatch.Files.Office;

/// <summary>ActiveMime (<c>editdata.mso</c>): the compound file that Word packed into a saved page, macros and all.</summary>
internal sealed class ActiveMimeHandler : IFileHandler
{
    public string Name => "activemime";

    public bool Claims(FileType type) => type is FileType.ActiveMime;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var content = ActiveMime.Open(file.Bytes, file.Path, context.Budget);
        var problems = new List<ArchiveProblem>();
        if (content.Damage is not null) problems.Add(new ArchiveProblem("content-damaged", content.Damage));
        if (content.Limit == "ratio") problems.Add(new ArchiveProblem("bomb", $"unpacks to more than {context.Budget.Limits.Ratio} times its packed size"));
        var state = content.Limit is not null ? "limit" : content.Damage is not null ? "damaged" : "opened";
        var type = content.Bytes.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Bytes.Span);
        var found = new Extraction(new ArchiveFacts { Format = Name, Entries = [new ArchiveEntry("content", content.Bytes.Length, file.Size, null, state) { Type = type }], Problems = problems })
        {
            Unopened = state == "opened" ? null : state,
        };
        if (content.Limit is null && !content.Bytes.IsEmpty) found.Files.Add(new ExtractedFile(content.Bytes, null, "member"));
        return found;
    }
}
