using System.Globalization;
using System.Security;
using System.Text;

namespace Lurewatch.Samples.Office;

/// <summary>Builds Office Open XML packages part by part; what is not set is not there.</summary>
public sealed class OfficePackage
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    private readonly List<(string Name, string? ContentType, byte[] Content)> _parts = [];
    private readonly Dictionary<string, List<(string Id, string Type, string Target, bool External)>> _relationships = new(StringComparer.Ordinal);

    /// <summary>Adds a part.</summary>
    public OfficePackage Part(string name, byte[] content, string? contentType = null)
    {
        _parts.Add((name, contentType, content));
        return this;
    }

    /// <summary>Adds a part of XML.</summary>
    public OfficePackage Xml(string name, string xml, string? contentType = null) => Part(name, Encoding.UTF8.GetBytes(xml), contentType);

    /// <summary>Adds a relationship; a type without a slash is one of Office's.</summary>
    public OfficePackage Relate(string source, string type, string target, bool external = false, string? id = null)
    {
        if (!_relationships.TryGetValue(source, out var list)) _relationships[source] = list = [];
        list.Add((id ?? $"rId{list.Count + 1}", type.Contains('/', StringComparison.Ordinal) ? type : Relations + type, target, external));
        return this;
    }

    /// <summary>The start of a Word document: its main part, whose body is given as XML.</summary>
    public static OfficePackage Word(string body, bool macros = false) => new OfficePackage()
        .Xml("word/document.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>" + body + "</w:body></w:document>",
            macros ? "application/vnd.ms-word.document.macroEnabled.main+xml" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
        .Relate("", "officeDocument", "word/document.xml");

    /// <summary>A paragraph of plain text.</summary>
    public static string Paragraph(string text) => $"<w:p><w:r><w:t xml:space=\"preserve\">{SecurityElement.Escape(text)}</w:t></w:r></w:p>";

    /// <summary>A field in the long form, its code cut over runs.</summary>
    public static string Field(params IReadOnlyList<string> code) =>
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>" + string.Concat(code.Select(part => part.StartsWith('<') ? part : $"<w:r><w:instrText xml:space=\"preserve\">{SecurityElement.Escape(part)}</w:instrText></w:r>"))
        + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>…</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";

    /// <summary>Settings with document variables.</summary>
    public OfficePackage Variables(params IReadOnlyList<(string Name, string Value)> variables) => Xml("word/settings.xml",
            "<?xml version=\"1.0\"?><w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docVars>" + string.Concat(variables.Select(variable => $"<w:docVar w:name=\"{SecurityElement.Escape(variable.Name)}\" w:val=\"{SecurityElement.Escape(variable.Value)}\"/>")) + "</w:docVars></w:settings>",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml")
        .Relate("word/document.xml", "settings", "settings.xml");

    /// <summary>Properties: built in by their XML names (<c>title</c>, <c>description</c>; <c>Company</c>, <c>Manager</c>), and the user's own.</summary>
    public OfficePackage Properties(IReadOnlyList<(string Name, string Value)> core, IReadOnlyList<(string Name, string Value)>? application = null, IReadOnlyList<(string Name, string Value)>? custom = null)
    {
        Xml("docProps/core.xml", "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
            + string.Concat(core.Select(property => $"<{(property.Name is "keywords" or "category" ? "cp" : "dc")}:{property.Name}>{SecurityElement.Escape(property.Value)}</{(property.Name is "keywords" or "category" ? "cp" : "dc")}:{property.Name}>")) + "</cp:coreProperties>")
            .Relate("", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml");
        if (application is not null)
            Xml("docProps/app.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">" + string.Concat(application.Select(property => $"<{property.Name}>{SecurityElement.Escape(property.Value)}</{property.Name}>")) + "</Properties>")
                .Relate("", "extended-properties", "docProps/app.xml");
        if (custom is not null)
            Xml("docProps/custom.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
                + string.Concat(custom.Select((property, i) => string.Create(CultureInfo.InvariantCulture, $"<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{i + 2}\" name=\"{SecurityElement.Escape(property.Name)}\"><vt:lpwstr>{SecurityElement.Escape(property.Value)}</vt:lpwstr></property>"))) + "</Properties>")
                .Relate("", "custom-properties", "docProps/custom.xml");
        return this;
    }

    /// <summary>The VBA project of a Word document.</summary>
    public OfficePackage Macros(byte[] project) => Part("word/vbaProject.bin", project, "application/vnd.ms-office.vbaProject").Relate("word/document.xml", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin");

    /// <summary>The parts as they will be, with content types and relationships.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Parts()
    {
        var types = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"bin\" ContentType=\"application/vnd.openxmlformats-officedocument.oleObject\"/>");
        foreach (var (name, contentType, _) in _parts)
            if (contentType is not null) types.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/{name}\" ContentType=\"{contentType}\"/>");
        types.Append("</Types>");
        var parts = new List<(string, byte[])> { ("[Content_Types].xml", Encoding.UTF8.GetBytes(types.ToString())) };
        foreach (var (source, list) in _relationships)
        {
            var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
            foreach (var (id, type, target, external) in list)
                xml.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"{id}\" Type=\"{type}\" Target=\"{SecurityElement.Escape(target)}\"{(external ? " TargetMode=\"External\"" : "")}/>");
            var slash = source.LastIndexOf('/');
            parts.Add(($"{source[..(slash + 1)]}_rels/{source[(slash + 1)..]}.rels", Encoding.UTF8.GetBytes(xml.Append("</Relationships>").ToString())));
        }
        return [.. parts, .. _parts.Select(part => (part.Name, part.Content))];
    }

    /// <summary>The package as a ZIP.</summary>
    public byte[] ToBytes() => MacroDocument.Zip(Parts());

    /// <summary>The package as one XML file (Flat OPC): parts of XML as they are, others in base64.</summary>
    public byte[] ToFlat()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<?mso-application progid=\"Word.Document\"?>\n<pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">");
        foreach (var (name, content) in Parts())
        {
            if (name == "[Content_Types].xml") continue;
            var type = name.EndsWith(".rels", StringComparison.Ordinal) ? "application/vnd.openxmlformats-package.relationships+xml" : _parts.Find(part => part.Name == name).ContentType ?? "application/xml";
            var isXml = type.EndsWith("xml", StringComparison.Ordinal);
            var text = Encoding.UTF8.GetString(content);
            xml.Append(CultureInfo.InvariantCulture, $"<pkg:part pkg:name=\"/{name}\" pkg:contentType=\"{type}\">");
            if (isXml) xml.Append("<pkg:xmlData>").Append(text.StartsWith("<?xml", StringComparison.Ordinal) ? text[(text.IndexOf("?>", StringComparison.Ordinal) + 2)..] : text).Append("</pkg:xmlData>");
            else xml.Append("<pkg:binaryData>").Append(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)).Append("</pkg:binaryData>");
            xml.Append("</pkg:part>");
        }
        return Encoding.UTF8.GetBytes(xml.Append("</pkg:package>").ToString());
    }
}
