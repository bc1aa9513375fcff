using Lurewatch.Bytes;
using Lurewatch.Files;
using Lurewatch.Files.Programs.Packages;

namespace Lurewatch.Detection;

/// <summary>Judges packages by their manifests. That a package was sent at all is <see cref="AttachmentDetector"/>'s finding.</summary>
internal sealed class PackageDetector : IDetector
{
    private const int ConfigRead = 64 << 10;

    private static readonly FindingKind Installs = new("package.installs-from-elsewhere", "An installer file that fetches an app from elsewhere", Severity.High, "T1204.002", "T1105");
    private static readonly FindingKind Script = new("package.starts-script", "An app package that starts a script before its program", Severity.High, "T1059.001", "T1218");
    private static readonly FindingKind Permissions = new("package.takes-over-phone", "An Android app asks for what takes a phone over", Severity.High, "T1626", "T1636");
    private static readonly FindingKind Describes = new("package.described", "What a package says of itself", Severity.Info);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Installs, Script, Permissions, Describes];

    public void Examine(ScanView view, List<Finding> findings)
    {
        foreach (var file in view.OwnArtifacts)
        {
            if (file.Facts is PackageFacts facts) Package(file, facts);
            else if (file.Parent?.Type is FileType.Msix && FileNames.Extension(file.Name) is "json" && StartsScript(file)) Add(Script, file, $"{Shown(file.Parent)} starts the script that its {Names.Visible(file.Name!)} names, before its program.");
        }

        void Package(Artifact file, PackageFacts facts)
        {
            var package = facts.Format is "appinstaller" || file.Parent is null ? file : file.Parent;
            if (facts.Format is "appinstaller" && facts.Urls is [var url, ..]) Add(Installs, file, $"{Shown(file)} installs {(facts.Identity is null ? "an app" : $"the app {Names.Visible(facts.Identity)}")} from {url.Domain.DomainName ?? url.UrlText}.");
            List<string> taken = [.. facts.Permissions.Where(IsTakeOver).Select(name => Names.Visible(name[(name.LastIndexOf('.') + 1)..]))];
            if (facts.Format is "apk" && taken.Count >= 2) Add(Permissions, package, $"{Shown(package)} asks for {string.Join(", ", taken.Take(6))}.");
            if (facts.Identity is not null || facts.EntryPoints.Count > 0)
                Add(Describes, package, $"{Shown(package)} calls itself {Names.Visible(facts.DisplayName ?? facts.Identity ?? "nothing")}{(facts.Publisher is null ? "" : $" of {Names.Visible(facts.Publisher)}")}{(facts.EntryPoints is [var start, ..] ? $" and starts {Names.Visible(start)}" : "")}.");
        }

        void Add(FindingKind kind, Artifact file, string reason) => findings.Add(new Finding { Kind = kind, Reason = reason, Place = Place.InArtifact(file.Path) });
    }

    private static string Shown(Artifact file) => file.Name is null ? "A package" : $"“{Names.Visible(file.Name)}”";

    /// <summary>The configuration of Microsoft's Package Support Framework.</summary>
    private static bool StartsScript(Artifact file)
    {
        var text = file.Bytes.Span[..Math.Min(file.Bytes.Length, ConfigRead)];
        return text.IndexOf("scriptPath"u8) >= 0 && (text.IndexOf("startScript"u8) >= 0 || text.IndexOf("endScript"u8) >= 0);
    }

    /// <summary>Reading messages, drawing over other apps, clicking for the user, installing more.</summary>
    private static bool IsTakeOver(string permission) => permission is "android.permission.RECEIVE_SMS" or "android.permission.READ_SMS" or "android.permission.SEND_SMS" or "android.permission.BIND_ACCESSIBILITY_SERVICE"
        or "android.permission.SYSTEM_ALERT_WINDOW" or "android.permission.REQUEST_INSTALL_PACKAGES" or "android.permission.BIND_DEVICE_ADMIN" or "android.permission.READ_CONTACTS" or "android.permission.RECEIVE_BOOT_COMPLETED";
}
