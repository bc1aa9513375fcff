using MimeKit;

namespace Lurewatch.Mail;

/// <summary>Reads a mail: MimeKit parses, this makes the Message Data Model of it and notes every deviation.</summary>
internal static class MessageReader
{
    public static ParsedMail Read(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        var mime = MimeMessage.Load(stream);
        return new ParsedMail { Message = new Message { Subject = new Subject { SubjectText = mime.Subject } } };
    }
}
