using System.Buffers.Text;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;
using Lurewatch.Files.Office.Links;
using Lurewatch.Files.Text;

namespace Lurewatch.Files.Office;

/// <summary>XML, and the forms of Office documents that are one XML file: packages in one piece (Flat OPC), Word 2003's and Excel 2003's own, flat OpenDocument. Word and Excel open theirs under any name.</summary>
internal sealed class OfficeXmlHandler : IFileHandler
{
    private const int HeadRead = 16 << 10, MostParts = 4096, MostFiles = 256;

    public string Name => "office-xml";

    public IReadOnlyList<FindingKind> Kinds => DdeLinks.Kinds;

    public bool Claims(FileType type) => type is FileType.Xml;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var head = XmlTags.Text(file.Bytes.Span[..Math.Min(file.Bytes.Length, HeadRead)]);
        var (prefix, root) = Root(head);
        bool Speaks(string space) => head.Contains(space, StringComparison.OrdinalIgnoreCase);
        switch (root)
        {
            case "package" when Speaks("schemas.microsoft.com/office/2006/xmlPackage"): return FlatPackage(file, Whole(file), prefix, budget);
            case "wordDocument" when Speaks("schemas.microsoft.com/office/word/2003/wordml"): return WordDocument(file, Whole(file), budget);
            case "Workbook" when Speaks("urn:schemas-microsoft-com:office:spreadsheet"): return Workbook(file, Whole(file), budget);
            case "document" when Speaks("urn:oasis:names:tc:opendocument:xmlns:office"): return FlatOpenDocument(file, Whole(file), budget);
            default: return new Extraction(new TextFacts { Links = FoundUrls.In(FileText.Decode(file.Bytes.Span, budget, file.Path), budget) });
        }
    }

    /// <summary>All of it: text that is searched is cut, a document's parts are not.</summary>
    private static string Whole(Artifact file) => XmlTags.Text(file.Bytes.Span);

    /// <summary>Prefix, with its colon, and local name of the first element.</summary>
    private static (string Prefix, string Name) Root(string xml)
    {
        var tags = new XmlPull(xml);
        for (var n = 0; n < 100 && tags.Next(); n++)
            if (tags.Kind == XmlKind.Start) return (tags.Prefix.IsEmpty ? "" : $"{tags.Prefix}:", tags.Name.ToString());
        return ("", "");
    }

    private static Extraction FlatOpenDocument(Artifact file, string xml, AnalysisBudget budget)
    {
        var reading = new OdfReading(budget);
        reading.Part(xml, file.Name ?? "document");
        var found = new Extraction(reading.Facts("flat-odf", false, [], []));
        reading.AddTo(found, file);
        return found;
    }

    /// <summary>Flat OPC: each part as an element, XML as it is and other bytes in base64. The package is put together again and opened as one.</summary>
    private static Extraction FlatPackage(Artifact file, string xml, string prefix, AnalysisBudget budget)
    {
        var parts = new List<(string Name, ReadOnlyMemory<byte> Content)>();
        var types = new StringBuilder("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>");
        var at = 0;
        while (parts.Count < MostParts && budget.TryTakeSteps(1, file.Path))
        {
            if (!TryElement(xml, prefix + "part", at, out var part, out var content, out at)) break;
            var tags = new XmlTags(part);
            if (!tags.Next() || tags.Attribute("name") is not { Length: > 1 } name) continue;
            ReadOnlyMemory<byte> bytes;
            if (TryElement(content, prefix + "binaryData", 0, out _, out var base64, out _)) bytes = Base64Of(base64, budget, file.Path);
            else if (TryElement(content, prefix + "xmlData", 0, out _, out var data, out _) && budget.TryTakeBytes(data.Length, file.Path)) bytes = Encoding.UTF8.GetBytes(data);
            else continue;
            parts.Add((name.TrimStart('/'), bytes));
            if (tags.Attribute("contentType") is { } type) types.Append("<Override PartName=\"").Append(System.Security.SecurityElement.Escape(name)).Append("\" ContentType=\"").Append(System.Security.SecurityElement.Escape(type)).Append("\"/>");
        }
        parts.Insert(0, ("[Content_Types].xml", Encoding.UTF8.GetBytes(types.Append("</Types>").ToString())));
        var found = new Extraction(new OfficeFacts { Format = "flat-opc", Parts = [.. parts.Skip(1).Take(1000).Select(part => part.Name)], HasMacros = parts.Exists(part => part.Name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) });
        if (parts.Count > 1 && budget.TryTakeBytes(StoredZip.SizeOf(parts), file.Path)) found.Files.Add(new ExtractedFile(StoredZip.Write(parts), file.Name, "stream"));
        return found;
    }

    /// <summary>Word 2003 XML: its text has the elements of later packages; macros and objects are packed files in base64.</summary>
    private static Extraction WordDocument(Artifact file, string xml, AnalysisBudget budget)
    {
        var outside = new OutsideLinks();
        var fields = new FieldText(budget);
        new WordXml("body", fields, budget).Read(xml);
        outside.AddFields(fields.Fields);
        var files = new List<ExtractedFile>();
        var hasMacros = xml.Contains("macrosPresent=\"yes\"", StringComparison.OrdinalIgnoreCase);
        var tags = new XmlTags(xml);
        while (tags.Next() && budget.TryTakeSteps(1, file.Path))
        {
            switch (tags.Name)
            {
                case "binData" when tags.Attribute("name") is { } name && files.Count < MostFiles:
                    if (FileNames.Extension(name) is "emz" or "wmz" or "png" or "jpg" or "jpeg" or "gif" or "emf" or "wmf") break;
                    hasMacros |= name.Equals("editdata.mso", StringComparison.OrdinalIgnoreCase);
                    if (Base64Of(tags.Content, budget, file.Path) is { Length: > 0 } bytes) files.Add(new ExtractedFile(bytes, name[(name.LastIndexOf('/') + 1)..], "embedded"));
                    break;
                case "attachedTemplate" when tags.Attribute("val") is { } template: outside.Add("attachedTemplate", template, "wordDocument"); break;
                case "hlink" when tags.Attribute("dest") is { } link: outside.Add("hyperlink", link, "wordDocument"); break;
                case "imagedata" when tags.Attribute("src") is { } picture && ExternalTargets.IsRemote(picture): outside.Add("image", picture, "wordDocument"); break;
                case "subDoc" when tags.Attribute("link") is { } document: outside.Add("subDocument", document, "wordDocument"); break;
            }
        }
        var found = new Extraction(new OfficeFacts { Format = "word-xml", HasMacros = hasMacros, ExternalReferences = outside.References, Urls = outside.Urls, Links = outside.Links });
        found.Files.AddRange(files);
        DdeLinks.Report([.. DdeLinks.InFields(fields.Fields)], file, found, budget);
        return found;
    }

    /// <summary>Excel 2003 XML, which holds no macros: supporting links, formulas, hyperlinks.</summary>
    private static Extraction Workbook(Artifact file, string xml, AnalysisBudget budget)
    {
        var outside = new OutsideLinks();
        var dde = new List<DdeLink>();
        var tags = new XmlTags(xml);
        var inSupBook = false;
        while (tags.Next() && budget.TryTakeSteps(1, file.Path))
        {
            if (tags.Is("SupBook")) inSupBook = true;
            else if (inSupBook && tags.Is("Path"))
            {
                var path = tags.Content;
                var bar = path.IndexOf('|', StringComparison.Ordinal);
                if (bar > 0 && dde.Count < MostFiles) dde.Add(new DdeLink(path[..bar], path[(bar + 1)..], "external link", "workbook"));
                inSupBook = false;
            }
            else if (tags.Is("Cell"))
            {
                if (tags.Attribute("HRef") is { } link) outside.Add("hyperlink", link, "workbook");
                if (tags.Attribute("Formula") is { } formula && dde.Count < MostFiles && TextFormulas.One(formula, "workbook") is { } exchange) dde.Add(exchange);
            }
        }
        var found = new Extraction(new OfficeFacts { Format = "excel-xml", ExternalReferences = outside.References, Urls = outside.Urls, Links = outside.Links });
        DdeLinks.Report(dde, file, found, budget);
        return found;
    }

    /// <summary>The next element of that name: its start tag, what it holds, and where the search goes on. These elements do not nest in themselves.</summary>
    private static bool TryElement(string xml, string name, int from, out string tag, out string content, out int next)
    {
        (tag, content, next) = ("", "", xml.Length);
        var start = xml.IndexOf("<" + name, from, StringComparison.Ordinal);
        if (start < 0) return false;
        var close = xml.IndexOf('>', start);
        if (close < 0) return false;
        tag = xml[start..(close + 1)];
        next = close + 1;
        if (xml[close - 1] == '/') return true;
        var end = xml.IndexOf("</" + name + ">", close, StringComparison.Ordinal);
        if (end < 0) end = xml.Length;
        content = xml[(close + 1)..end];
        next = end;
        return true;
    }

    private static byte[] Base64Of(string text, AnalysisBudget budget, string what)
    {
        if (!budget.TryTakeBytes(text.Length / 4 * 3L, what)) return [];
        var chars = Encoding.ASCII.GetBytes(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
        var usable = chars.Length & ~3;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(usable)];
        Base64.DecodeFromUtf8(chars.AsSpan(0, usable), bytes, out _, out var written);
        return bytes[..written];
    }
}
