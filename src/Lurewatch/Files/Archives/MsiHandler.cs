using Lurewatch.Containers;
using Lurewatch.Containers.Msi;
using Lurewatch.Mail;
using Lurewatch.Scripts;

namespace Lurewatch.Files.Archives;

/// <summary>Windows Installer packages: the files in their streams (cabinets, programs and scripts of custom actions), and what the custom actions would do.</summary>
internal sealed class MsiHandler : IFileHandler
{
    private const int MostActions = 1_000, MostProperties = 4_096;

    public string Name => "msi";

    public bool Claims(FileType type) => type is FileType.Msi;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var budget = context.Budget;
        var cfb = CfbReader.Read(file.Bytes, budget);
        var database = MsiDatabase.Read(cfb, budget);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in database.Rows("Property", "Property", "Value").Take(MostProperties)) properties.TryAdd(row[0], row[1]);
        var record = new ScriptRecord(budget, file.Path);
        var scripts = new Dictionary<string, (FileType Type, string Action)>(StringComparer.Ordinal);
        foreach (var row in database.Rows("CustomAction", "Action", "Type", "Source", "Target").Take(MostActions)) Act(row, properties, record, scripts);
        var entries = new List<ArchiveEntry>();
        var files = new List<ExtractedFile>();
        string? unopened = null;
        foreach (var (name, entry) in database.Streams)
        {
            if (name.StartsWith('!') || name.StartsWith('\u0005')) continue;
            var (content, state) = Content(cfb, entry, budget);
            if (state is not "opened") unopened ??= state;
            var script = scripts.GetValueOrDefault(name);
            entries.Add(new ArchiveEntry(name, entry.Size, entry.Size, null, state) { Type = content.IsEmpty ? FileType.Unknown : FileTypes.Detect(content.Span) });
            if (!content.IsEmpty) files.Add(new ExtractedFile(content, name, "embedded", script.Action is null ? null : script.Type) { Steps = script.Action is null ? [] : [script.Action] });
        }
        var found = new Extraction(new InstallerFacts
        {
            Product = properties.GetValueOrDefault("ProductName"),
            Manufacturer = properties.GetValueOrDefault("Manufacturer"),
            Entries = entries,
            Actions = record.Actions,
            Urls = record.Urls,
            Problems = [.. cfb.Problems.Select(problem => new ArchiveProblem(problem.Id, problem.Detail))],
        })
        { Unopened = unopened ?? (cfb.Entries.Count == 0 ? "damaged" : null) };
        found.Files.AddRange(files);
        found.Files.AddRange(record.Files);
        return found;
    }

    /// <summary>A custom action by its type's lower six bits [Windows Installer SDK, Custom Action Types].</summary>
    private static void Act(string[] row, Dictionary<string, string> properties, ScriptRecord record, Dictionary<string, (FileType Type, string Action)> scripts)
    {
        var (name, source, target) = (row[0], row[2], Formatted(row[3], properties));
        if (!int.TryParse(row[1], System.Globalization.CultureInfo.InvariantCulture, out var type)) return;
        string[] steps = [name];
        switch (type & 0x3f)
        {
            case 1 or 17: // a library, in the package or installed by it
                record.Call($"{source}!{target}", null, steps);
                break;
            case 2 or 18: // a program, likewise, with its arguments
                record.Run($"{source} {target}", steps);
                break;
            case 34:
                record.Run(target, steps);
                break;
            case 50:
                record.Run($"{properties.GetValueOrDefault(source, source)} {target}", steps);
                break;
            case 5 or 6 when source.Length > 0:
                scripts.TryAdd("Binary." + source, ((type & 0x3f) == 5 ? FileType.JavaScript : FileType.VbScript, name));
                break;
            case 37:
                record.Evaluate(row[3], FileType.JavaScript, steps);
                break;
            case 38:
                record.Evaluate(row[3], FileType.VbScript, steps);
                break;
            case 53:
                record.Evaluate(properties.GetValueOrDefault(source, ""), FileType.JavaScript, steps);
                break;
            case 54:
                record.Evaluate(properties.GetValueOrDefault(source, ""), FileType.VbScript, steps);
                break;
            case 51 when properties.Count < MostProperties: // sets a property
                properties[source] = target;
                break;
        }
    }

    /// <summary>Properties in brackets by their values, once; what has none stays as it is.</summary>
    private static string Formatted(string text, Dictionary<string, string> properties)
    {
        const int most = 1 << 16, longestKey = 80;
        if (!text.Contains('[', StringComparison.Ordinal)) return text;
        var formatted = new System.Text.StringBuilder();
        for (var at = 0; at < text.Length && formatted.Length < most;)
        {
            if (text[at] == '[' && at + 3 < text.Length && text[at + 1] == '\\' && text[at + 3] == ']')
            {
                formatted.Append(text[at + 2]);
                at += 4;
                continue;
            }
            var rest = text.AsSpan(at, Math.Min(longestKey, text.Length - at));
            var end = rest[0] == '[' ? rest.IndexOf(']') : -1;
            if (end > 0 && properties.TryGetValue(rest[1..end].ToString(), out var value))
            {
                formatted.Append(value);
                at += end + 1;
            }
            else
            {
                formatted.Append(text[at++]);
            }
        }
        return formatted.ToString();
    }

    private static (ReadOnlyMemory<byte> Content, string State) Content(CfbReader cfb, CfbEntry entry, AnalysisBudget budget)
    {
        if (cfb.Open(entry, budget) is not { } content) return (default, "limit");
        return (content, content.Length < entry.Size ? "damaged" : "opened");
    }
}

/// <summary>What a Windows Installer package holds and would do.</summary>
internal sealed record InstallerFacts : IHasUrls, IHasActions
{
    public string Format { get; init; } = "msi";
    /// <summary>As Windows shows it.</summary>
    public string? Product { get; init; }
    public string? Manufacturer { get; init; }
    /// <summary>Streams that are no tables.</summary>
    public IReadOnlyList<ArchiveEntry> Entries { get; init; } = [];
    public IReadOnlyList<ScriptAction> Actions { get; init; } = [];
    public IReadOnlyList<Url> Urls { get; init; } = [];
    public IReadOnlyList<ArchiveProblem> Problems { get; init; } = [];
}
