
namespace Lurewatch.Containers;

/// <summary>An Open Packaging Conventions package [ECMA-376 part 2] on top of a ZIP: content types and relationships.</summary>
internal sealed class OpcReader
{
    private const int MostParts = 4096, MostRelationships = 20_000;
    private readonly Dictionary<string, string> _defaults = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _overrides = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<OpcRelationship> _relationships = [];

    private OpcReader(ZipReader zip) => Zip = zip;

    /// <summary>The ZIP beneath.</summary>
    public ZipReader Zip { get; }
    /// <summary>Relationships of all parts.</summary>
    public IReadOnlyList<OpcRelationship> Relationships => _relationships;

    /// <summary>Reads content types and every .rels part; never throws, keeps what it had.</summary>
    public static OpcReader Read(ZipReader zip, AnalysisBudget budget)
    {
        var package = new OpcReader(zip);
        var parts = 0;
        foreach (var entry in zip.Entries)
        {
            var isTypes = entry.Name.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase);
            if (!isTypes && !entry.Name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)) continue;
            if (++parts > MostParts || !budget.HasTime(entry.Name)) break;
            if (zip.Open(entry, budget) is not { } bytes) continue;
            if (isTypes) package.ReadTypes(XmlTags.Text(bytes.Span), budget);
            else package.ReadRelationships(entry.Name, XmlTags.Text(bytes.Span), budget);
        }
        return package;
    }

    /// <summary>Content type of a part; null if none is declared.</summary>
    public string? ContentType(string part) =>
        _overrides.TryGetValue(part.TrimStart('/'), out var type) || part.LastIndexOf('.') is >= 0 and var dot && _defaults.TryGetValue(part[(dot + 1)..], out type) ? type : null;

    /// <summary>The part or URL that a part's relationship leads to; null if there is no such id.</summary>
    public OpcRelationship? Relationship(string part, string id)
    {
        foreach (var relationship in _relationships)
            if (relationship.Id == id && relationship.Source.Equals(part, StringComparison.OrdinalIgnoreCase)) return relationship;
        return null;
    }

    private void ReadTypes(string xml, AnalysisBudget budget)
    {
        var tags = new XmlTags(xml);
        while (_overrides.Count + _defaults.Count < MostRelationships && budget.TryTakeSteps(1, "content types") && tags.Next())
        {
            if (tags.Attribute("ContentType") is not { } type) continue;
            if (tags.Is("Default") && tags.Attribute("Extension") is { } extension) _defaults.TryAdd(extension, type);
            else if (tags.Is("Override") && tags.Attribute("PartName") is { } part) _overrides.TryAdd(part.TrimStart('/'), type);
        }
    }

    private void ReadRelationships(string rels, string xml, AnalysisBudget budget)
    {
        // word/_rels/document.xml.rels belongs to word/document.xml
        var slash = rels.LastIndexOf("_rels/", StringComparison.OrdinalIgnoreCase);
        var folder = slash < 0 ? "" : rels[..slash];
        var source = slash < 0 ? "" : folder + rels[(slash + 6)..^5];
        var tags = new XmlTags(xml);
        while (_relationships.Count < MostRelationships && budget.TryTakeSteps(1, "relationships") && tags.Next())
        {
            if (!tags.Is("Relationship") || tags.Attribute("Target") is not { } target) continue;
            var external = tags.Attribute("TargetMode") is { } mode && mode.Equals("External", StringComparison.OrdinalIgnoreCase);
            _relationships.Add(new OpcRelationship(tags.Attribute("Id") ?? "", tags.Attribute("Type") ?? "", external ? target : Resolve(folder, target), external, source));
        }
    }

    /// <summary>A target relative to its part's folder.</summary>
    internal static string Resolve(string folder, string target)
    {
        if (target.StartsWith('/')) return target.TrimStart('/');
        if (!target.StartsWith('.')) return folder + target.Replace('\\', '/');
        var path = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Replace('\\', '/').Split('/'))
        {
            if (step is "." or "") continue;
            if (step != "..") path.Add(step);
            else if (path.Count > 0) path.RemoveAt(path.Count - 1);
        }
        return string.Join('/', path);
    }
}

/// <summary>A relationship of a package.</summary>
/// <param name="Id">Unique in its source.</param>
/// <param name="Type">URI of the type.</param>
/// <param name="Target">Name of the part; as written if external.</param>
/// <param name="IsExternal">Leads out of the package.</param>
/// <param name="Source">The part that has it; empty for the package.</param>
internal sealed record OpcRelationship(string Id, string Type, string Target, bool IsExternal, string Source)
{
    /// <summary>Last part of the type: <c>vbaProject</c>, <c>attachedTemplate</c>.</summary>
    public string Kind => Type[(Type.LastIndexOf('/') + 1)..];
}
