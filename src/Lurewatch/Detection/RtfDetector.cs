using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Files.Rtf;

namespace Lurewatch.Detection;

/// <summary>Judges RTF documents: what they load and start by themselves, what they carry, how they hide it.</summary>
internal sealed class RtfDetector : IDetector
{
    private const int MostExcerpt = 300;

    private static readonly FindingKind Equation = new("rtf.equation-object", "An RTF document holds an Equation Editor object", Severity.High, "T1203");
    private static readonly FindingKind Template = new("rtf.external-template", "An RTF document loads a template from elsewhere", Severity.High, "T1221");
    private static readonly FindingKind Linked = new("rtf.external-object", "An object in an RTF document leads elsewhere", Severity.High, "T1221");
    private static readonly FindingKind Updates = new("rtf.object-updates-itself", "An object in an RTF document is loaded on opening", Severity.Medium, "T1203");
    private static readonly FindingKind Obfuscated = new("rtf.obfuscated", "An RTF document is written to be misread by scanners", Severity.High, "T1027");
    private static readonly FindingKind Program = new("rtf.embedded-program", "An RTF document carries a program or script", Severity.High, "T1204.002");
    private static readonly FindingKind Command = new("rtf.field-command", "A field in an RTF document starts a program", Severity.High, "T1559.002");
    private static readonly FindingKind External = new("rtf.external-field", "A field in an RTF document loads from elsewhere", Severity.Low, "T1187");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Equation, Template, Linked, Updates, Obfuscated, Program, Command, External];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is not RtfFacts facts) continue;
            var name = file.Name is null ? "An RTF document" : $"“{Names.Visible(file.Name)}”";
            foreach (var held in facts.Objects)
            {
                if (held.IsEquation) Add(Equation, $"{name} holds an Equation Editor object ({held.Class ?? "by its class identifier"}), which today only exploits use.");
                foreach (var target in held.Targets)
                    if (ExternalTargets.IsRemote(target)) Add(Linked, $"An object in {name} leads to {target}.", target);
                if (held.Updates) Add(Updates, $"The object {held.Class ?? "without a class"} in {name} is loaded when the document is opened.");
            }
            if (facts.Template is { } template && ExternalTargets.IsRemote(template)) Add(Template, $"On opening, {name} loads its template from {template}.", template);
            if (facts.Obfuscation.Count > 0) Add(Obfuscated, $"{name} is written to be misread: {string.Join(", ", facts.Obfuscation)}.");
            foreach (var field in facts.Fields)
            {
                var words = RtfFieldText.Words(field);
                if (RtfFieldText.Command(words) is { } command) Add(Command, $"A field in {name} starts a program: {Names.Visible(command)}.", command);
                else if (RtfFieldText.Loads(words) is { } loads && ExternalTargets.IsRemote(loads)) Add(External, $"A field in {name} loads {loads}.", loads);
            }
            foreach (var inside in view.OwnArtifacts)
                if (inside.Parent == file && inside.Origin == "embedded" && Danger.Of(inside.Type, inside.Extension) is not DangerClass.None)
                    Add(Program, $"{name} carries {(inside.Name is null ? "a file" : $"“{Names.Visible(inside.Name)}”")} ({FileTypes.Name(inside.Type)}).");

            void Add(FindingKind kind, string reason, string? excerpt = null) =>
                findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > MostExcerpt } ? excerpt[..MostExcerpt] + "…" : excerpt, Place = Place.InArtifact(file.Path) });
        }
    }
}
