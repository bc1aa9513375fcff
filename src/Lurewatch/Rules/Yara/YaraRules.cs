using System.Text;
using Lurewatch.Files;

namespace Lurewatch.Rules.Yara;

/// <summary>YARA rules, compiled once and shared: <see cref="ScanOptions.Yara"/> holds them against every file at any depth. Thread-safe. docs/yara.md says more.</summary>
public sealed class YaraRules : IDisposable
{
    /// <summary>Rules that may match one file.</summary>
    internal const int MaxMatches = 100;

    private const string ShippedFolder = "rules/yara/";

    /// <summary>What rules may ask beside the content, by the names that public rules use.</summary>
    internal static readonly IReadOnlyList<(string Name, bool IsText)> Variables =
        [("filename", true), ("filepath", true), ("extension", true), ("filetype", true), ("mimetype", true), ("owner", true), ("origin", true), ("depth", false)];

    private readonly YaraHandle? _native;

    private YaraRules(nint rules, IReadOnlyList<YaraProblem> problems)
    {
        Problems = problems;
        if (rules == 0) return;
        _native = new YaraHandle(rules);
        Count = YaraNative.Count(rules);
    }

    /// <summary>Why YARA rules cannot be used here (libyara is not installed); null if they can.</summary>
    public static string? Unavailable => YaraNative.Unavailable;

    /// <summary>Rules that are held against files.</summary>
    public int Count { get; }

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<YaraProblem> Problems { get; }

    /// <summary>The engine's own rules (<c>rules/yara/</c>): traits of documents and droppers that malspam carries.</summary>
    public static IReadOnlyList<(string Namespace, string Source)> Shipped
    {
        get
        {
            var assembly = typeof(YaraRules).Assembly;
            var sources = new List<(string, string)>();
            foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(ShippedFolder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                sources.Add(("lurewatch/" + name[ShippedFolder.Length..], reader.ReadToEnd()));
            }
            return sources;
        }
    }

    /// <summary>Compiles rules. What is wrong is left out and told in <see cref="Problems"/>; without libyara there are no rules, and no problem.</summary>
    /// <param name="sources">Each with its namespace: the path of its file, which problems name and includes are resolved against. What another one includes is compiled there alone.</param>
    /// <param name="include">Answers an include of what is not among the sources, by its path; null where it may not be had.</param>
    public static YaraRules Compile(IEnumerable<(string Namespace, string Source)> sources, Func<string, string?>? include = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (Unavailable is not null) return new YaraRules(0, []);
        var compiler = new YaraCompiler(sources, include);
        return new YaraRules(compiler.Compile(), compiler.Problems);
    }

    /// <summary>The rules that match a file; notes in the budget what stopped the scan before its end.</summary>
    internal IReadOnlyList<YaraMatch> Scan(Artifact file, AnalysisBudget budget)
    {
        if (_native is null || !budget.HasTime(file.Path)) return [];
        if (file.Size > budget.Limits.MemberBytes)
        {
            budget.Exhaust("yara_bytes", file.Path);
            return [];
        }
        var matches = new List<YaraMatch>();
        var seconds = (int)Math.Clamp(Math.Ceiling(budget.TimeLeft.TotalSeconds), 1, 3600);
        if (_native.Scan(file.Bytes.Span, seconds, Values(file), matches) is { } stopped) budget.Exhaust(stopped, file.Path);
        if (matches.Count <= MaxMatches) return matches;
        budget.Exhaust("yara_matches", file.Path);
        matches.RemoveRange(MaxMatches, matches.Count - MaxMatches);
        return matches;
    }

    private static IReadOnlyList<(string Name, string? Text, long Number)> Values(Artifact file) =>
    [
        ("filename", Clean(file.Name), 0),
        ("filepath", Clean(file.Path), 0),
        ("extension", file.Extension is { } extension ? "." + Clean(extension) : "", 0),
        ("filetype", TypeName(file.Type), 0),
        ("mimetype", FileTypes.Mime(file.Type), 0),
        ("origin", file.Origin, 0),
        ("depth", null, file.Depth),
    ];

    /// <summary>As public rules call the types that they ask for; else our own name.</summary>
    private static string TypeName(FileType type) => type switch
    {
        FileType.Pe or FileType.Mz => "EXE",
        FileType.Batch => "BATCH",
        FileType.MachO => "MACH-O",
        _ => FileTypes.Name(type).ToUpperInvariant(),
    };

    /// <summary>C's strings end at a NUL.</summary>
    private static string Clean(string? text) => text is null ? "" : text.Replace('\0', '\ufffd');

    /// <summary>Frees the native memory, after the last scan that is under way.</summary>
    public void Dispose() => _native?.Dispose();
}
