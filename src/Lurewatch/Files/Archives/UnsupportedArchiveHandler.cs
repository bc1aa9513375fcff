using Lurewatch.Files.Types;

namespace Lurewatch.Files.Archives;

/// <summary>Archives, disk images and mailboxes that are recognised but not opened: the verdict says so instead of calling them clean.</summary>
internal sealed class UnsupportedArchiveHandler : IFileHandler
{
    public string Name => "archive";

    public bool Claims(FileType type) => type is FileType.Ace or FileType.Arj or FileType.Lzh or FileType.OtherArchive or FileType.Dmg or FileType.Chm or FileType.Dbx;

    public Extraction Extract(Artifact file, FileContext context) => new(new ArchiveFacts { Format = OtherArchives.Format(file.Bytes.Span) ?? FileTypes.Name(file.Type) }) { Unopened = "unsupported" };
}
