using System.Buffers.Binary;
using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;

namespace Lurewatch.Files.Office.Links;

/// <summary>What workbooks link to beside other workbooks: programs by dynamic data exchange, in all three forms of Excel files.</summary>
internal static class WorkbookLinks
{
    private const ushort SupBook = 0x01AE, ExternName = 0x0023, EndOfFile = 0x000A, FilePass = 0x002F;
    private const int MostLinks = 64;

    /// <summary>Excel 97-2003 [MS-XLS 2.4.271]: the path of a supporting link is program, U+0003, topic.</summary>
    public static List<DdeLink> InWorkbook(ReadOnlySpan<byte> workbook, AnalysisBudget budget)
    {
        var links = new List<DdeLink>();
        DdeLink? open = null;
        var at = 0;
        while (workbook.Length - at >= 4 && links.Count < MostLinks && budget.TryTakeSteps(1, "workbook records"))
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(workbook[at..]);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(workbook[(at + 2)..]);
            var data = workbook[(at + 4)..];
            if (data.Length > size) data = data[..size];
            at += 4 + size;
            if (id == ExternName && open is not null && data.Length >= 2)
            {
                if ((data[0] & 0x10) != 0) open = null;                                 // fOleLink: an object, no exchange
                continue;
            }
            if (open is not null) links.Add(open);
            open = null;
            if (id is EndOfFile or FilePass) break;
            if (id != SupBook || data.Length < 5) continue;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(data[2..]);
            var wide = (data[4] & 1) != 0;
            var chars = data[5..];
            chars = chars[..Math.Min(chars.Length, wide ? length * 2 : length)];
            var path = (wide ? Encoding.Unicode : Encoding.Latin1).GetString(chars);
            var bar = path.IndexOf('\u0003', StringComparison.Ordinal);
            if (bar > 0) open = new DdeLink(path[..bar], Unquoted(path[(bar + 1)..]), "external link", "workbook");
        }
        if (open is not null) links.Add(open);
        return links;
    }

    /// <summary>Packages: the parts that relationships call external links, as XML or as XLSB's records.</summary>
    public static List<DdeLink> InPackage(OpcReader package, AnalysisBudget budget)
    {
        var links = new List<DdeLink>();
        foreach (var relationship in package.Relationships)
        {
            if (relationship.IsExternal || relationship.Kind != "externalLink" || links.Count >= MostLinks) continue;
            if (PackageParts.Bytes(package, relationship.Target, budget) is not { } bytes) continue;
            if (relationship.Target.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)) InBinary(bytes.Span, relationship.Target, links);
            else InXml(XmlTags.Text(bytes.Span), relationship.Target, links, budget);
        }
        return links;
    }

    private static void InXml(string xml, string part, List<DdeLink> links, AnalysisBudget budget)
    {
        var tags = new XmlTags(xml);
        while (tags.Next() && budget.TryTakeSteps(1, part))
            if (tags.Is("ddeLink") && links.Count < MostLinks) links.Add(new DdeLink(tags.Attribute("ddeService") ?? "", Unquoted(tags.Attribute("ddeTopic") ?? ""), "external link", part));
    }

    /// <summary>BrtBeginSupBook [MS-XLSB 2.4.179], the part's first record: kind, program, topic.</summary>
    private static void InBinary(ReadOnlySpan<byte> part, string name, List<DdeLink> links)
    {
        const int beginSupBook = 0x168, dde = 1;
        if (part.Length < 8) return;
        int at = 0, id = part[at++];
        if ((id & 0x80) != 0) id = id & 0x7F | part[at++] << 7;
        for (var n = 0; n < 4 && (part[at++] & 0x80) != 0; n++) if (at >= part.Length) return;
        if (id != beginSupBook || part.Length - at < 6 || BinaryPrimitives.ReadUInt16LittleEndian(part[at..]) != dde) return;
        var rest = part[(at + 2)..];
        if (Wide(ref rest) is { } service && Wide(ref rest) is { } topic) links.Add(new DdeLink(service, Unquoted(topic), "external link", name));
    }

    private static string? Wide(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(rest) * 2L;
        if (size > rest.Length - 4) return null;
        var text = Encoding.Unicode.GetString(rest.Slice(4, (int)size));
        rest = rest[(4 + (int)size)..];
        return text;
    }

    private static string Unquoted(string topic) => topic.Length > 1 && topic[0] == '\'' && topic[^1] == '\'' ? topic[1..^1] : topic;
}
