using System.Globalization;
using System.Text;

namespace Lurewatch.Samples;

/// <summary>The files inside the samples. All inert: hosts end in .example, and what a macro would start only assigns a list of them to a variable.</summary>
internal static class Payloads
{
    /// <summary>A macro document in the manner of September 2019: an auto-run entry point glues a command from pieces and hands it to WMI.</summary>
    public static byte[] EmotetLikeDoc(params string[] urls) => MacroDocument.Doc(
    [
        ("ThisDocument", "Attribute VB_Name = \"ThisDocument\"\r\nAttribute VB_Base = \"1Normal.ThisDocument\"\r\nAttribute VB_Creatable = False\r\n"),
        ("Module1", EmotetLikeMacro(urls)),
    ]);

    public static string EmotetLikeMacro(params string[] urls)
    {
        // The script that the command carries does nothing: it splits a list of addresses and ends.
        var script = $"$k='{string.Join('@', urls)}'.Split('@');";
        var encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes(script));
        var source = new StringBuilder("Attribute VB_Name = \"Module1\"\r\n");
        source.Append("Sub AutoOpen()\r\n    r7m\r\nEnd Sub\r\n\r\n");
        source.Append("Private Function q2()\r\n    Dim w\r\n    w = \"pow\" + \"ers\" + \"hell\" & \" -\" & StrReverse(\"cne\") & \" \"\r\n");
        for (var at = 0; at < encoded.Length; at += 60)
            source.Append(CultureInfo.InvariantCulture, $"    w = w & \"{encoded.AsSpan(at, Math.Min(60, encoded.Length - at))}\"\r\n");
        source.Append("    q2 = w\r\nEnd Function\r\n\r\n");
        source.Append("Private Sub r7m()\r\n    Dim p\r\n    Set p = GetObject(\"winmgmts:\" & \"Win32_\" & \"Process\")\r\n    p.Create q2, Null, Null, 0\r\nEnd Sub\r\n");
        return source.ToString();
    }

    /// <summary>A one-page PDF with a line of text; nothing in it acts.</summary>
    public static byte[] Pdf(string line)
    {
        var text = new string([.. line.Where(char.IsAscii)]).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
        var content = $"BT /F1 12 Tf 60 780 Td ({text}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var xref = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }

    /// <summary>A minimal Word document.</summary>
    public static byte[] Docx(string paragraph) => MacroDocument.Zip([
        ("[Content_Types].xml", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""u8.ToArray()),
        ("_rels/.rels", """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""u8.ToArray()),
        ("word/document.xml", Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p></w:body></w:document>""")),
    ]);

    /// <summary>An invitation [RFC 5545, RFC 5546].</summary>
    public static byte[] Invitation(string summary, string organizer, string attendee, string place) => Encoding.UTF8.GetBytes(string.Join("\r\n",
        "BEGIN:VCALENDAR", "PRODID:-//Lindenau//Kalender//DE", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", $"UID:{SampleMail.Id(summary)}@kalender.example",
        "DTSTAMP:20190916T070000Z", "DTSTART:20190919T080000Z", "DTEND:20190919T090000Z", $"SUMMARY:{summary}", $"LOCATION:{place}",
        $"ORGANIZER:mailto:{organizer}", $"ATTENDEE;RSVP=TRUE:mailto:{attendee}", "END:VEVENT", "END:VCALENDAR", ""));
}
