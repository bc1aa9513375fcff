using Lurewatch.Mail;
using Lurewatch.Mail.Mapi;
using Lurewatch.Mail.Mapi.Msg;

namespace Lurewatch.Files.Mail;

/// <summary>Outlook's message and template files [MS-OXMSG]: mail like any other, its facts are the <see cref="ParsedMail"/>.</summary>
internal sealed class MsgHandler(ScanOptions options) : IFileHandler
{
    public string Name => "msg";

    public bool Claims(FileType type) => type is FileType.Msg;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (MsgReader.Read(file.Bytes, context.Budget) is not { } message) return new Extraction(facts: null) { Unopened = "damaged" };
        return MailHandler.Found(MapiMail.Read(message, MailForm.Msg, context.Budget, options.Organisation), options, context);
    }
}
