using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Tests.Mail;

/// <summary>Reads a mail written as text, with LF or CRLF.</summary>
internal static class Read
{
    public static ParsedMail Text(string mail, Organisation? organisation = null) => Bytes(Encoding.UTF8.GetBytes(mail), organisation);

    public static ParsedMail Latin1(string mail) => Bytes(Encoding.Latin1.GetBytes(mail));

    public static ParsedMail Bytes(byte[] mail, Organisation? organisation = null) =>
        MessageReader.Read(mail, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), organisation);

    public static IEnumerable<string> DefectIds(this ParsedMail mail) => mail.Defects.Select(defect => defect.Id);
}
