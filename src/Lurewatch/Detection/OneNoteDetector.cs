using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.OneNote;

namespace Lurewatch.Detection;

/// <summary>Judges what OneNote sections carry: programs and scripts behind a button that covers them.</summary>
internal sealed class OneNoteDetector : IDetector
{
    private static readonly FindingKind Program = new("onenote.embedded-program", "A OneNote section carries a program or script", Severity.High, "T1204.002", "T1027.009");
    private static readonly FindingKind Document = new("onenote.embedded-carrier", "A OneNote section carries a shortcut's, macro's or disk's file", Severity.High, "T1204.002");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Program, Document];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is not OneNoteFacts) continue;
            var name = file.Name is null ? "A OneNote section" : $"“{Names.Visible(file.Name)}”";
            foreach (var inside in view.OwnArtifacts)
            {
                if (inside.Parent != file || inside.Origin != "embedded") continue;
                var danger = Danger.Of(inside.Type, inside.Extension);
                var shown = inside.Name is null ? "a file" : $"“{Names.Visible(inside.Name)}”";
                if (danger is DangerClass.Program or DangerClass.Script) Add(Program, $"{name} carries {shown} ({FileTypes.Name(inside.Type)}), which a click on its page starts.");
                else if (danger is DangerClass.Shortcut || Danger.IsDiskImage(inside.Type) || inside.Type is FileType.Docm or FileType.Xlsm or FileType.Xlsb or FileType.Pptm)
                    Add(Document, $"{name} carries {shown} ({FileTypes.Name(inside.Type)}).");
            }

            void Add(FindingKind kind, string reason) => findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InArtifact(file.Path) });
        }
    }
}
