using Lurewatch.Intel;

namespace Lurewatch.Mail.Mapi;

/// <summary>Reads a message that came in another form than MIME as any mail.</summary>
internal static class MapiMail
{
    public static ParsedMail Read(MapiMessage message, MailForm form, AnalysisBudget budget, Organisation? organisation = null)
    {
        var bytes = MapiMime.Write(message, budget, out var problems, out var cut);
        var mail = MessageReader.Read(bytes, budget, organisation, form);
        return mail with
        {
            Cut = mail.Cut || cut,
            Defects = [.. mail.Defects, .. problems.Select(problem => new MimeDefect(problem.Id, problem.Detail, new Place()))],
        };
    }
}
