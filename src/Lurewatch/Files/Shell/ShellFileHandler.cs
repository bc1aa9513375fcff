using System.Text;
using System.Text.Json.Serialization;
using Lurewatch.Containers;
using Lurewatch.Files.Text;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Shell;

/// <summary>Small text files that a desktop acts upon when they are opened: desktop entries [freedesktop.org], libraries, search connectors and saved searches of Windows [Microsoft: library and search connector description schemas],
/// setting contents (DeepLink), Java Web Start [JSR 56] and ClickOnce deployments.</summary>
internal sealed class ShellFileHandler : IFileHandler
{
    private const int MostLines = 2_000, MostUrls = 64;

    public string Name => "shell-file";

    public bool Claims(FileType type) => type is FileType.DesktopEntry or FileType.ShellLibrary or FileType.SettingContent or FileType.Jnlp or FileType.ClickOnce;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var text = FileText.Decode(file.Bytes.Span, context.Budget, file.Path);
        var record = new ScriptRecord(context.Budget, file.Path);
        var addresses = new List<string>();
        string? title = null;
        var files = new List<ExtractedFile>();
        if (file.Type is FileType.DesktopEntry) title = Entry(text, context.Budget, file.Path, addresses, files);
        else Xml(file.Type, text, context.Budget, file.Path, addresses, record, ref title);
        var found = new Extraction(new ShellFileFacts
        {
            Format = FileTypes.Name(file.Type),
            Title = title,
            Actions = [.. record.Actions, .. files.Select(command => new ScriptAction(ScriptActionKind.Run, Encoding.UTF8.GetString(command.Bytes.Span), null, command.Steps))],
            Urls = FoundUrls.Distinct(addresses.Select(address => UrlReader.Read(address)).OfType<Url>(), MostUrls),
        });
        found.Files.AddRange(record.Files);
        found.Files.AddRange(files);
        return found;
    }

    /// <summary>The commands of a desktop entry are run by no shell, but mostly start one.</summary>
    private static string? Entry(string text, AnalysisBudget budget, string what, List<string> addresses, List<ExtractedFile> commands)
    {
        string? title = null;
        var lines = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (++lines > MostLines || !budget.TryTakeSteps(1, what)) break;
            var equals = line.IndexOf('=');
            if (equals <= 0 || line[0] == '#') continue;
            var value = line[(equals + 1)..].Trim().ToString();
            switch (line[..equals].Trim())
            {
                case "Name": title ??= value; break;
                case "URL" or "Icon" when addresses.Count < MostUrls && value.Contains("://", StringComparison.Ordinal): addresses.Add(value); break;
                case "Exec" when value.Length > 0 && commands.Count < 16:
                    var bytes = Encoding.UTF8.GetBytes(value);
                    if (budget.TryTakeBytes(bytes.Length, what)) commands.Add(new ExtractedFile(bytes, null, "command", FileType.Shell) { Steps = ["Exec"] });
                    break;
            }
        }
        return title;
    }

    private static void Xml(FileType type, string text, AnalysisBudget budget, string what, List<string> addresses, ScriptRecord record, ref string? title)
    {
        string? codebase = null;
        var tags = new XmlTags(text);
        while (addresses.Count < MostUrls && budget.TryTakeSteps(1, what) && tags.Next())
        {
            switch (type)
            {
                case FileType.ShellLibrary:
                    if (tags.Is("url") || tags.Is("iconReference")) addresses.Add(tags.Content.Trim());
                    else if (tags.Is("include") && tags.Attribute("path") is { } path) addresses.Add(path);
                    else if (tags.Is("description")) title ??= tags.Content.Trim();
                    break;
                case FileType.SettingContent:
                    if (tags.Is("DeepLink")) record.Run(tags.Content, ["DeepLink"]);
                    else if (tags.Is("Icon")) addresses.Add(tags.Content.Trim());
                    break;
                case FileType.Jnlp:
                    codebase ??= tags.Is("jnlp") ? tags.Attribute("codebase") : null;
                    if ((tags.Is("jar") || tags.Is("nativelib") || tags.Is("jnlp") || tags.Is("extension") || tags.Is("icon")) && tags.Attribute("href") is { } href) addresses.Add(Joined(codebase, href));
                    else if (tags.Is("title")) title ??= tags.Content.Trim();
                    break;
                case FileType.ClickOnce:
                    if ((tags.Is("deploymentProvider") || tags.Is("dependentAssembly")) && tags.Attribute("codebase") is { } from) addresses.Add(from);
                    else if (tags.Is("description")) title ??= tags.Attribute("product");
                    break;
            }
        }
    }

    private static string Joined(string? codebase, string href) =>
        codebase is null || href.Contains("://", StringComparison.Ordinal) ? href : $"{codebase.TrimEnd('/')}/{href.TrimStart('/')}";
}

/// <summary>What a file of the desktop leads to.</summary>
internal sealed record ShellFileFacts : IHasUrls, IHasActions
{
    /// <summary><c>desktop</c>, <c>library-ms</c>, …</summary>
    public required string Format { get; init; }
    /// <summary>The name that is shown.</summary>
    public string? Title { get; init; }
    /// <inheritdoc/>
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Urls { get; init; } = [];
}
