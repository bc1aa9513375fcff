using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Samples;

/// <summary>Documents that carry macros: enough structure for a scanner, not enough for Office to open them, so that none can ever run.</summary>
public static class MacroDocument
{
    private static readonly Guid WordClass = new("00020906-0000-0000-C000-000000000046");
    private static readonly Guid ExcelClass = new("00020820-0000-0000-C000-000000000046");
    private static readonly DateTimeOffset ZipTime = new(2019, 9, 16, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A Word 97-2003 document. The module named <c>ThisDocument</c> is the document's own.</summary>
    /// <param name="modules">Name and source of each module.</param>
    /// <param name="text">What the page says.</param>
    public static byte[] Doc(IReadOnlyList<(string Module, string Source)> modules, string text = "Enable content to view this document.") =>
        CfbWriter.Write([("WordDocument", WordStream(text)), ("1Table", new byte[512]), .. Project(modules).Streams("Macros/")], WordClass);

    /// <summary>A Word 97-2003 document without macros.</summary>
    public static byte[] PlainDoc(string text) => CfbWriter.Write([("WordDocument", WordStream(text)), ("1Table", new byte[512])], WordClass);

    /// <summary>An Excel 97-2003 workbook.</summary>
    /// <param name="modules">Name and source of each module.</param>
    /// <param name="sheets">Name, type (0 worksheet, 1 Excel 4.0 macro sheet) and state (0 visible, 1 hidden, 2 very hidden) of each sheet.</param>
    public static byte[] Xls(IReadOnlyList<(string Module, string Source)> modules, IReadOnlyList<(string Name, byte Type, byte State)>? sheets = null)
    {
        var project = modules.Count == 0 ? [] : Project(modules).Streams("_VBA_PROJECT_CUR/");
        return CfbWriter.Write([("Workbook", WorkbookStream(sheets ?? [("Sheet1", 0, 0)])), .. project], ExcelClass);
    }

    /// <summary>A Word document with macros [ECMA-376].</summary>
    public static byte[] Docm(IReadOnlyList<(string Module, string Source)> modules, string text = "Enable content to view this document.") => Zip(
    [
        ("[Content_Types].xml", Utf8("""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>
            """)),
        ("_rels/.rels", Relationships(("http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "word/document.xml", false))),
        ("word/document.xml", DocumentXml(text)),
        ("word/_rels/document.xml.rels", Relationships(("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin", false))),
        ("word/vbaProject.bin", Project(modules).ToBin()),
    ]);

    /// <summary>A Word document without macros that names a template elsewhere.</summary>
    public static byte[] DocxWithTemplate(string templateUrl, string text = "Loading.") => Zip(
    [
        ("[Content_Types].xml", Utf8("""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>
            """)),
        ("_rels/.rels", Relationships(("http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "word/document.xml", false))),
        ("word/document.xml", DocumentXml(text)),
        ("word/_rels/document.xml.rels", Relationships(("http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings", "settings.xml", false))),
        ("word/settings.xml", Utf8("""<?xml version="1.0"?><w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:attachedTemplate r:id="rId1"/></w:settings>""")),
        ("word/_rels/settings.xml.rels", Relationships(("http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate", templateUrl, true))),
    ]);

    /// <summary>A ZIP with fixed times.</summary>
    public static byte[] Zip(IEnumerable<(string Path, byte[] Content)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                var entry = zip.CreateEntry(path, CompressionLevel.NoCompression); // the compressor of another .NET may write other bytes
                entry.LastWriteTime = ZipTime;
                using var to = entry.Open();
                to.Write(content);
            }
        }
        return stream.ToArray();
    }

    private static VbaProjectWriter Project(IReadOnlyList<(string Module, string Source)> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var project = new VbaProjectWriter();
        foreach (var (module, source) in modules)
            project.Add(module, source, module is "ThisDocument" or "ThisWorkbook" ? VbaModuleKind.Document : VbaModuleKind.Standard);
        return project;
    }

    /// <summary>A FIB [MS-DOC 2.5.1] with the text right behind it.</summary>
    private static byte[] WordStream(string text)
    {
        var encoded = Encoding.Unicode.GetBytes(text + "\r");
        var stream = new byte[Math.Max(4096, 1024 + encoded.Length)];
        BinaryPrimitives.WriteUInt16LittleEndian(stream, 0xA5EC);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(2), 0x00C1);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(6), 0x0409);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(10), 0x0200);    // fWhichTblStm: 1Table
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(12), 0x00BF);
        BinaryPrimitives.WriteInt32LittleEndian(stream.AsSpan(24), 1024);       // fcMin
        BinaryPrimitives.WriteInt32LittleEndian(stream.AsSpan(28), 1024 + encoded.Length);
        encoded.CopyTo(stream, 1024);
        return stream;
    }

    /// <summary>The workbook globals [MS-XLS 2.1.7.20.1]: BOF, one BoundSheet8 a sheet, EOF.</summary>
    private static byte[] WorkbookStream(IReadOnlyList<(string Name, byte Type, byte State)> sheets)
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        void Record(ushort id, ReadOnlySpan<byte> data)
        {
            to.Write(id);
            to.Write((ushort)data.Length);
            to.Write(data);
        }
        Record(0x0809, [0x00, 0x06, 0x05, 0x00, 0xBB, 0x0D, 0xCC, 0x07, 0, 0, 0, 0, 0x06, 0, 0, 0]);
        Record(0x0042, [0xB0, 0x04]);
        foreach (var (name, type, state) in sheets)
            Record(0x0085, [0, 0, 0, 0, state, type, (byte)name.Length, 0, .. Encoding.Latin1.GetBytes(name)]);
        Record(0x000A, []);
        to.Flush();
        return [.. stream.ToArray(), .. new byte[Math.Max(0, 4096 - stream.Length)]];
    }

    private static byte[] DocumentXml(string text) => Utf8(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>"
        + System.Security.SecurityElement.Escape(text) + "</w:t></w:r></w:p></w:body></w:document>");

    private static byte[] Relationships(params IReadOnlyList<(string Type, string Target, bool External)> relationships)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
        for (var i = 0; i < relationships.Count; i++)
        {
            var (type, target, external) = relationships[i];
            xml.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"<Relationship Id=\"rId{i + 1}\" Type=\"{type}\" Target=\"{System.Security.SecurityElement.Escape(target)}\"{(external ? " TargetMode=\"External\"" : "")}/>");
        }
        return Utf8(xml.Append("</Relationships>").ToString());
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
