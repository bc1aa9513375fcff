using Lurewatch.Mail;

namespace Lurewatch.Files.Mail;

/// <summary>RFC 5322 mail as a file format: its facts are the <see cref="ParsedMail"/>, the files inside are its attachments.</summary>
internal sealed class MailHandler(ScanOptions options) : IFileHandler
{
    public string Name => "mail";

    public bool Claims(FileType type) => type is FileType.Eml;

    public Extraction Extract(Artifact file, FileContext context)
    {
        _ = options;
        return new Extraction(MessageReader.Read(file.Bytes, context.Budget));
    }
}
