using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>Controls of a package: the forms of its VBA projects, and ActiveX controls of documents, sheets and slides [MS-OE376 2.3, ECMA-376 part 1, 15.3.1].</summary>
internal static class PackageControls
{
    private const int MostControls = 1024;

    public static List<FormControl> Read(OpcReader package, AnalysisBudget budget)
    {
        var controls = new List<FormControl>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var relationship in package.Relationships)
        {
            if (relationship.IsExternal || relationship.Target.Length == 0) continue;
            if (relationship.Kind.Equals("vbaProject", StringComparison.OrdinalIgnoreCase) && seen.Add(relationship.Target))
            {
                if (PackageParts.Bytes(package, relationship.Target, budget) is { } project) controls.AddRange(FormStorages.Read(CfbReader.Read(project, budget), budget));
            }
            else if (relationship.Kind == "control" && controls.Count < MostControls && seen.Add(relationship.Source + "|" + relationship.Id) && budget.HasTime("controls"))
            {
                if (Control(package, relationship, budget) is { } control) controls.Add(control);
            }
        }
        return controls;
    }

    private static FormControl? Control(OpcReader package, OpcRelationship relationship, AnalysisBudget budget)
    {
        if (PackageParts.Open(package, relationship.Target, budget) is not { } xml) return null;
        var control = new FormControl("", NameOf(package, relationship, budget) ?? "", "Control");
        string? stream = null;
        string? property = null;
        var tags = new XmlTags(xml);
        while (tags.Next() && budget.TryTakeSteps(1, "controls"))
        {
            if (tags.Is("ocx"))
            {
                if (Guid.TryParse(tags.Attribute("classid"), out var classId)) control = control with { Kind = FormControls.KindOf(classId) ?? classId.ToString("B").ToUpperInvariant() };
                stream = tags.Attribute("id");
            }
            else if (tags.Is("ocxPr"))
            {
                property = tags.Attribute("name");
                if (tags.Attribute("value") is not { } value) continue;
                control = property switch
                {
                    "Caption" => control with { Caption = value },
                    "Value" or "Text" => control with { Value = value },
                    "GroupName" => control with { GroupName = value },
                    _ => control,
                };
            }
        }
        if (stream is null || package.Relationship(relationship.Target, stream) is not { IsExternal: false } part || PackageParts.Bytes(package, part.Target, budget) is not { } bytes) return control;
        var content = bytes.Span;
        if (content.StartsWith(CfbReader.Signature))
            return CfbStreams.Open(CfbReader.Read(bytes, budget), "contents", budget) is { } contents ? FormControls.Read(control, contents.Span, budget) : control;
        return FormControls.Read(control, content.Length > 16 ? content[16..] : content, budget);          // the class id stands before a bare stream
    }

    /// <summary>The name stands where the control is used, beside the id of its relationship.</summary>
    private static string? NameOf(OpcReader package, OpcRelationship relationship, AnalysisBudget budget)
    {
        if (PackageParts.Open(package, relationship.Source, budget) is not { } xml) return null;
        var tags = new XmlTags(xml);
        while (tags.Next() && budget.TryTakeSteps(1, "controls"))
            if (tags.Is("control") && tags.Attribute("id") == relationship.Id) return tags.Attribute("name");
        return null;
    }
}
