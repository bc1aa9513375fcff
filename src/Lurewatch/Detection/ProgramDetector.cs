using Lurewatch.Bytes;
using Lurewatch.Files.Programs;

namespace Lurewatch.Detection;

/// <summary>Judges programs by what their structure says. That a program was sent at all is <see cref="AttachmentDetector"/>'s finding.</summary>
internal sealed class ProgramDetector : IDetector
{
    private const double Packed = 7.2;
    private const int SmallSection = 4 << 10;

    private static readonly FindingKind AddIn = new("program.excel-add-in", "A library that Excel loads and starts", Severity.High, "T1137.006");
    private static readonly FindingKind Signed = new("program.signed", "A program names its signer", Severity.Info);
    private static readonly FindingKind Behind = new("program.data-in-signature", "Data lies in the frame of a program's signature, where it does not break it", Severity.High, "T1027.009", "T1553.002");
    private static readonly FindingKind Borrowed = new("program.borrowed-maker", "An unsigned program calls itself one of a known maker", Severity.Medium, "T1036.005");
    private static readonly FindingKind IsPacked = new("program.packed", "A program's code is packed", Severity.Low, "T1027.002");
    private static readonly FindingKind Carries = new("program.carries-file", "A program carries files of its own", Severity.Info, "T1027.009");

    public IReadOnlyList<FindingKind> Kinds { get; } = [AddIn, Signed, Behind, Borrowed, IsPacked, Carries];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is PeFacts windows) Windows(file, windows);
            else if (file.Facts is UnixProgramFacts unix) Unix(file, unix);
        }

        void Windows(Artifact file, PeFacts facts)
        {
            var name = file.Name is null ? "A program" : $"“{Names.Visible(file.Name)}”";
            if (facts.Kind is "excel-add-in") Add(AddIn, $"{name} exports xlAutoOpen: Excel runs it when it is opened.");
            if (facts.Signers is [{ Subject: { } subject } signer, ..]) Add(Signed, $"{name} is signed by {Names.Visible(subject)}, says its signature (issued by {Names.Visible(signer.Issuer ?? "nobody named")}); not verified.");
            if (facts.BehindSignature > 0) Add(Behind, $"{facts.BehindSignature} bytes that belong to nobody lie behind the signature of {name}, inside its frame.");
            if (facts.Signers.Count == 0 && Maker(facts) is { } maker) Add(Borrowed, $"{name} calls itself a program of {Names.Visible(maker)} and is not signed.");
            if (facts.Packing is "upx" or "vmprotect" or "themida" or "aspack" or "mpress" or "enigma") Add(IsPacked, $"{name} is packed with {facts.Packing}.");
            else if (facts.Sections.FirstOrDefault(section => section is { Executable: true, Size: >= SmallSection, Entropy: > Packed }) is { } packed)
                Add(IsPacked, FormattableString.Invariant($"The code in section {Names.Visible(packed.Name)} of {name} is packed or encrypted ({packed.Entropy:0.00} bits a byte)."));
            Carried(file, facts.Packing);

            void Add(FindingKind kind, string reason) => findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InArtifact(file.Path) });
        }

        void Unix(Artifact file, UnixProgramFacts facts)
        {
            var name = file.Name is null ? "A program" : $"“{Names.Visible(file.Name)}”";
            if (facts.Signers is [{ Subject: { } subject }, ..]) Add(Signed, $"{name} is signed by {Names.Visible(subject)}, says its signature; not verified.");
            if (facts.Packing is not null) Add(IsPacked, $"{name} is packed with {facts.Packing}.");
            Carried(file, null);

            void Add(FindingKind kind, string reason) => findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InArtifact(file.Path) });
        }

        void Carried(Artifact file, string? packing)
        {
            var carried = view.OwnArtifacts.Count(inside => inside.Parent == file && inside.Origin is "resource" or "appended" && inside.Type is not Files.FileType.Unknown);
            if (carried == 0) return;
            var name = file.Name is null ? "A program" : $"“{Names.Visible(file.Name)}”";
            findings.Add(new Finding
            {
                Kind = Carries,
                Reason = $"{name} carries {carried} {(carried == 1 ? "file" : "files")} of its own{(packing is null ? "" : $" ({packing})")}.",
                Place = Place.InArtifact(file.Path),
            });
        }
    }

    /// <summary>Makers that sign all that they give away.</summary>
    private static string? Maker(PeFacts facts)
    {
        if (!facts.Version.TryGetValue("CompanyName", out var company)) return null;
        foreach (var known in (ReadOnlySpan<string>)["Microsoft", "Adobe", "Google", "Apple", "Mozilla", "Oracle", "Intel Corporation", "NVIDIA", "Zoom Video", "TeamViewer"])
            if (company.StartsWith(known, StringComparison.OrdinalIgnoreCase)) return company;
        return null;
    }
}
