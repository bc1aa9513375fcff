using System.Text;
using Lurewatch.Mail.Mapi.Rtf;

namespace Lurewatch.Mail.Mapi;

/// <summary>The texts of a message: plain and HTML, the latter as bytes with their charset.</summary>
internal readonly record struct MapiBodies(string? Plain, ReadOnlyMemory<byte>? Html, string? HtmlCharset)
{
    public static MapiBodies Of(MapiMessage message, AnalysisBudget budget, List<(string Id, string Detail)> problems)
    {
        var mail = message.Properties;
        var plain = mail.LongText(MapiTag.Body) ?? mail.LongText(MapiTag.ReportText);
        if (string.IsNullOrWhiteSpace(plain)) plain = null;
        if (HtmlOf(mail) is ({ IsEmpty: false } html, var charset)) return new MapiBodies(plain, html, charset);
        return Rtf(mail, budget, problems) is not { } rtf ? new MapiBodies(plain, null, null)
            : new MapiBodies(plain ?? rtf.Text, Bytes(rtf.Html), "utf-8");
    }

    /// <summary>The RTF body: what HTML or text it was made from, else a simple HTML with its links, for Outlook shows this and not the plain text beside it.</summary>
    private static RtfBody? Rtf(MapiProperties mail, AnalysisBudget budget, List<(string Id, string Detail)> problems)
    {
        if (mail.Binary(MapiTag.RtfCompressed) is not { } compressed) return null;
        var rtf = LzFu.Decompress(compressed, budget, out var problem);
        if (problem is not null) problems.Add(("mapi-rtf-damaged", problem));
        return rtf is { } content ? RtfReader.Read(content.Span, MapiCodePages.Of(mail), budget) : null;
    }

    private static ReadOnlyMemory<byte>? Bytes(string? text)
    {
        if (text is null) return null;
        return Encoding.UTF8.GetBytes(text);
    }

    private static (ReadOnlyMemory<byte> Bytes, string? Charset)? HtmlOf(MapiProperties mail)
    {
        if (mail.TypeOf(MapiTag.Html) is MapiType.Unicode or MapiType.String8)
            return mail.LongText(MapiTag.Html) is { } text && !string.IsNullOrWhiteSpace(text) ? (Encoding.UTF8.GetBytes(text), "utf-8") : null;
        if (mail.Binary(MapiTag.Html) is not { } bytes) return null;
        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return (bytes, "utf-16le");
        // Without a code page, or with one that the bytes are not in, the page's own declaration decides.
        var page = mail.Int32(MapiTag.InternetCodePage) ?? 0;
        return (bytes, page is 0 or 20127 && !Ascii.IsValid(bytes.Span) ? null : MapiCodePages.CharsetName(page));
    }
}
