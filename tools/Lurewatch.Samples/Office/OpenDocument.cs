using System.Security;
using System.Text;

namespace Lurewatch.Samples.Office;

/// <summary>Writes OpenDocument files: text, Basic modules, the events that start them.</summary>
public static class OpenDocument
{
    private const string Spaces = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:script=\"urn:oasis:names:tc:opendocument:xmlns:script:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" xmlns:ooo=\"http://openoffice.org/2004/office\"";

    /// <summary>A text document.</summary>
    /// <param name="body">Content of the text, as XML.</param>
    /// <param name="modules">Basic modules of the library Standard.</param>
    /// <param name="onLoad">Module and procedure that opening starts: <c>Module1.Main</c>.</param>
    /// <param name="more">More files.</param>
    public static byte[] Text(string body, IReadOnlyList<(string Name, string Source)>? modules = null, string? onLoad = null, IReadOnlyList<(string Name, byte[] Content)>? more = null) => MacroDocument.Zip(
    [
        ("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()),
        ("content.xml", Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {Spaces}><office:scripts>{Events(onLoad)}</office:scripts><office:body><office:text>{body}</office:text></office:body></office:document-content>")),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/></manifest:manifest>"u8.ToArray()),
        .. (modules ?? []).Select(module => ($"Basic/Standard/{module.Name}.xml", Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE script:module PUBLIC \"-//OpenOffice.org//DTD OfficeDocument 1.0//EN\" \"module.dtd\">\n<script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"{module.Name}\" script:language=\"StarBasic\">{SecurityElement.Escape(module.Source)}</script:module>"))),
        .. more ?? [],
    ]);

    /// <summary>The same as one XML file.</summary>
    public static byte[] Flat(string body, IReadOnlyList<(string Name, string Source)> modules, string? onLoad = null) => Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document {Spaces} office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:scripts><office:script script:language=\"ooo:Basic\"><ooo:libraries><ooo:library-embedded ooo:name=\"Standard\">"
        + string.Concat(modules.Select(module => $"<ooo:module ooo:name=\"{module.Name}\"><ooo:source-code>{SecurityElement.Escape(module.Source)}</ooo:source-code></ooo:module>"))
        + $"</ooo:library-embedded></ooo:libraries></office:script>{Events(onLoad)}</office:scripts><office:body><office:text>{body}</office:text></office:body></office:document>");

    private static string Events(string? onLoad) => onLoad is null ? "" :
        $"<office:event-listeners><script:event-listener script:language=\"ooo:script\" script:event-name=\"dom:load\" xlink:href=\"vnd.sun.star.script:Standard.{onLoad}?language=Basic&amp;location=document\" xlink:type=\"simple\"/></office:event-listeners>";
}
