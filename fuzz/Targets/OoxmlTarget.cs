using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files;
using Lurewatch.Files.Office;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as an Office file of either kind, and as XML of a part: nothing throws, tags come in order.</summary>
internal static class OoxmlTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var type = FileTypes.Detect(bytes);
        var handler = bytes.AsSpan().StartsWith(CfbReader.Signature) ? (IFileHandler)new OleHandler() : new OoxmlHandler();
        var found = handler.Extract(new Artifact(bytes, "fuzz", "/", parent: null, "input", type), new FileContext(new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), []));
        if (found.Facts is not OfficeFacts) throw new InvalidOperationException("no facts");
        foreach (var file in found.Files)
            if (file.Bytes.IsEmpty && file.Type != FileType.Vba) throw new InvalidOperationException("an empty file inside");
        var xml = Encoding.UTF8.GetString(bytes);
        var tags = new XmlTags(xml);
        for (var n = 0; tags.Next(); n++)
        {
            if (n > xml.Length) throw new InvalidOperationException("more tags than characters");
            _ = tags.Attribute("Target");
            if (n < 100) _ = tags.Content;
        }
    }
}
