using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>Controls in the text of a Word document: a storage of the ObjectPool each, with the name in <c>\3OCXNAME</c> and the control in <c>contents</c>.</summary>
internal static class ObjectControls
{
    private const int MostControls = 1024;

    public static List<FormControl> Read(CfbReader cfb, AnalysisBudget budget)
    {
        var controls = new List<FormControl>();
        foreach (var entry in cfb.Entries)
        {
            if (entry.IsStorage || entry.IsOrphan || entry.Name != "\u0003OCXNAME" || !entry.Path.StartsWith("ObjectPool/", StringComparison.OrdinalIgnoreCase)) continue;
            if (controls.Count == MostControls || !budget.TryTakeSteps(1, "controls")) break;
            if (cfb.Open(entry, budget) is not { } name) continue;
            var storage = entry.Path[..^(entry.Name.Length + 1)];
            var progId = CfbStreams.Open(cfb, storage + "/\u0001CompObj", budget) is { } type ? FormControls.ProgId(type.Span) : null;
            var control = new FormControl("", Encoding.Unicode.GetString(name.Span).TrimEnd('\0'), progId is null ? "Control" : FormControls.KindOf(progId));
            controls.Add(CfbStreams.Open(cfb, storage + "/contents", budget) is { } contents ? FormControls.Read(control, contents.Span, budget) : control);
        }
        return controls;
    }
}
