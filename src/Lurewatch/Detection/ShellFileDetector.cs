using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.Shell;

namespace Lurewatch.Detection;

/// <summary>Judges remote desktop files and the small files that a desktop acts upon.</summary>
internal sealed class ShellFileDetector : IDetector
{
    private static readonly FindingKind Rdp = new("rdp.attached", "A remote desktop file came by mail", Severity.Medium, "T1204.002", "T1021.001");
    private static readonly FindingKind Redirects = new("rdp.hands-over-drives", "A remote desktop file hands the user's drives over to the other computer", Severity.High, "T1021.001", "T1039");
    private static readonly FindingKind Starts = new("rdp.starts-program", "A remote desktop file shows a program of the other computer as one of the user's own", Severity.Medium, "T1204.002", "T1036");
    private static readonly FindingKind Signed = new("rdp.signed", "A remote desktop file names its signer", Severity.Info);
    private static readonly FindingKind Remote = new("shell-file.leads-elsewhere", "A library, search or deployment file leads to another computer", Severity.High, "T1204.002", "T1187");
    private static readonly FindingKind Runs = new("shell-file.runs-command", "A desktop file runs a command", Severity.High, "T1204.002", "T1059");

    public IReadOnlyList<FindingKind> Kinds { get; } = [Rdp, Redirects, Starts, Signed, Remote, Runs];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is RdpFacts rdp) Desktop(file, rdp);
            else if (file.Facts is ShellFileFacts shell) Shell(file, shell);
        }

        void Desktop(Artifact file, RdpFacts facts)
        {
            var name = Shown(file);
            var to = Names.Visible(facts.Address ?? "a computer that it does not name");
            // Without an address it connects nowhere.
            if (facts.Address is not null) Add(Rdp, file, $"{name} connects to {to}{(facts.Redirected.Count == 0 ? "" : $" and hands over {string.Join(", ", facts.Redirected)}")}.");
            if (facts.Redirected.Contains("drives")) Add(Redirects, file, $"{name} lets {to} read and write the user's drives.");
            if (facts.Program is { } program) Add(Starts, file, $"{name} starts {Names.Visible(program)} on {to}{(facts.ProgramName is { } shown ? $" and shows it as “{Names.Visible(shown)}”" : "")}.", facts.ProgramArguments);
            if (facts.Signers is [{ Subject: { } subject }, ..]) Add(Signed, file, $"{name} is signed by {Names.Visible(subject)}, says its signature; not verified.");
        }

        void Shell(Artifact file, ShellFileFacts facts)
        {
            if (facts.Actions is [var action, ..]) Add(Runs, file, $"{Shown(file)} runs a command when it is opened.", action.Target);
            if (facts.Format is not "desktop" && facts.Urls is [var url, ..]) Add(Remote, file, $"{Shown(file)} leads to {url.Domain.DomainName ?? url.Ip?.IpText ?? url.UrlText}.", url.UrlText);
        }

        void Add(FindingKind kind, Artifact file, string reason, string? excerpt = null) =>
            findings.Add(new Finding { Kind = kind, Reason = reason, Excerpt = excerpt is { Length: > 300 } ? excerpt[..300] + "…" : excerpt, Place = Place.InArtifact(file.Path) });
    }

    private static string Shown(Artifact file) => file.Name is null ? $"A file ({FileTypes.Name(file.Type)})" : $"“{Names.Visible(file.Name)}”";
}
