using System.Text;
using Lurewatch.Containers;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Programs.Packages;

/// <summary>Manifests of packages: AppxManifest.xml and .appinstaller [Microsoft's app package schemas], META-INF/MANIFEST.MF [JAR file specification], AndroidManifest.xml.</summary>
internal sealed class ManifestHandler : IFileHandler
{
    private const int MostNamed = 256, MostUrls = 32;

    public string Name => "manifest";

    public bool Claims(FileType type) => type is FileType.AppxManifest or FileType.AppInstaller or FileType.JarManifest or FileType.AndroidXml;

    public Extraction Extract(Artifact file, FileContext context) => new(file.Type switch
    {
        FileType.JarManifest => Jar(file, context.Budget),
        FileType.AndroidXml => AndroidManifest.Read(file.Bytes.Span, context.Budget, file.Path),
        _ => App(file, context.Budget),
    });

    private static PackageFacts App(Artifact file, AnalysisBudget budget)
    {
        var tags = new XmlTags(FileText.Decode(file.Bytes.Span, budget, file.Path));
        List<string> starts = [], asks = [], addresses = [];
        string? identity = null, publisher = null, version = null, shown = null;
        while (budget.TryTakeSteps(1, file.Path) && tags.Next())
        {
            if (tags.Is("Identity") || tags.Is("MainBundle") || tags.Is("MainPackage"))
            {
                identity ??= tags.Attribute("Name");
                publisher ??= tags.Attribute("Publisher");
                version ??= tags.Attribute("Version");
            }
            if (tags.Is("DisplayName")) shown ??= tags.Content;
            if (tags.Is("Application") && starts.Count < MostNamed && (tags.Attribute("Executable") ?? tags.Attribute("StartPage")) is { } start) starts.Add(start);
            if ((tags.Is("Capability") || tags.Is("DeviceCapability")) && asks.Count < MostNamed && tags.Attribute("Name") is { } asked) asks.Add(asked);
            // An installer file leads to the package, to what it depends on, and to its own next version.
            if (file.Type is FileType.AppInstaller && addresses.Count < MostUrls && tags.Attribute("Uri") is { } address) addresses.Add(address);
            if (tags.Is("Application") && addresses.Count < MostUrls && tags.Attribute("StartPage") is { } page && page.Contains("://", StringComparison.Ordinal)) addresses.Add(page);
        }
        return new PackageFacts
        {
            Format = file.Type is FileType.AppInstaller ? "appinstaller" : "msix",
            Identity = identity,
            Publisher = publisher,
            DisplayName = shown,
            Version = version,
            EntryPoints = starts,
            Permissions = asks,
            Urls = FoundUrls.Distinct(addresses.Select(text => UrlReader.Read(text)).OfType<Url>(), MostUrls),
        };
    }

    private static PackageFacts Jar(Artifact file, AnalysisBudget budget)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (name, value) = ("", new StringBuilder());
        foreach (var line in FileText.Decode(file.Bytes.Span, budget, file.Path).AsSpan().EnumerateLines())
        {
            // The main section ends with the first empty line; what follows are digests.
            if (line.IsEmpty || values.Count >= MostNamed || !budget.TryTakeSteps(1, file.Path)) break;
            if (line[0] == ' ')
            {
                value.Append(line[1..]);
                continue;
            }
            Keep();
            var colon = line.IndexOf(':');
            name = colon < 0 ? "" : line[..colon].ToString();
            value.Clear().Append(line[(colon + 1)..].Trim());
        }
        Keep();
        List<string> starts = [];
        foreach (var key in (ReadOnlySpan<string>)["Main-Class", "Launcher-Agent-Class", "Premain-Class", "Agent-Class"])
            if (values.TryGetValue(key, out var start)) starts.Add(start);
        return new PackageFacts
        {
            Format = "jar",
            Identity = values.GetValueOrDefault("Implementation-Title"),
            Publisher = values.GetValueOrDefault("Implementation-Vendor"),
            Version = values.GetValueOrDefault("Implementation-Version"),
            EntryPoints = starts,
            Permissions = values.TryGetValue("Permissions", out var permissions) ? [permissions] : [],
            Urls = FoundUrls.Distinct((values.GetValueOrDefault("Class-Path") ?? "").Split(' ').Where(part => part.Contains("://", StringComparison.Ordinal)).Select(text => UrlReader.Read(text)).OfType<Url>(), MostUrls),
        };

        void Keep()
        {
            if (name.Length > 0) values.TryAdd(name, value.ToString());
        }
    }
}
