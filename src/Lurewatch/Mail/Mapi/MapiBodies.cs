using System.Text;

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
        return new MapiBodies(plain, null, null);
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
