using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Tnef;

namespace Lurewatch.Files.Mail;

/// <summary>winmail.dat as a file of its own [MS-OXTNEF]: the mail in it. Inside of mail its content takes its place: <see cref="TnefOpener"/>.</summary>
internal sealed class TnefHandler(ScanOptions options) : IFileHandler
{
    public string Name => "tnef";

    public bool Claims(FileType type) => type is FileType.Tnef;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (TnefReader.Read(file.Bytes, context.Budget) is not { } message) return new Extraction(facts: null) { Unopened = "damaged" };
        return MailHandler.Found(MapiMail.Read(message, MailForm.Tnef, context.Budget, options.Organisation), options, context);
    }
}
