using Lurewatch.Mail;
using Lurewatch.Mail.Authentication;

namespace Lurewatch.Files.Mail;

/// <summary>RFC 5322 mail as a file format: its facts are the <see cref="ParsedMail"/>, the files inside are its attachments.</summary>
internal sealed class MailHandler(ScanOptions options) : IFileHandler
{
    public string Name => "mail";

    public bool Claims(FileType type) => type is FileType.Eml;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var mail = MessageReader.Read(file.Bytes, context.Budget, options.Organisation, file.Form);
        // What was made into MIME here is not what was signed.
        return Found(mail, options, context, file.Form.IsMade() ? default : file.Bytes);
    }

    /// <summary>A mail and the files in it, as every handler of mail gives them, with its authentication evaluated.</summary>
    /// <param name="signed">The bytes that were delivered; empty if that form is lost.</param>
    internal static Extraction Found(ParsedMail mail, ScanOptions options, FileContext context, ReadOnlyMemory<byte> signed = default)
    {
        if (new Authenticator(options, context.Budget).Evaluate(signed, mail, context.Envelope) is { } own) mail = MessageReader.WithAuthenticity(mail, own, options.Organisation);
        var found = new Extraction(mail) { Unopened = mail.Cut ? "limit" : null, Passwords = PasswordCandidates.FromMessage(mail.Message) };
        foreach (var inside in mail.Files) found.Files.Add(new ExtractedFile(inside.Bytes, inside.Name, inside.Origin, inside.Type) { Form = inside.Form });
        return found;
    }
}
