using Lurewatch.Cli.Formats;
using Lurewatch.Cli.Terminals;
using Lurewatch.Rules.Yara;

namespace Lurewatch.Cli.Scanning;

/// <summary>The YARA rules of a run: the engine's own and those of the files and folders that <c>--yara</c> names.</summary>
internal sealed class YaraFiles
{
    private const int MaxFiles = 20_000, MaxProblemsSaid = 20;
    private const long MaxFileBytes = 32 << 20, MaxBytes = 256 << 20;

    /// <summary>Folders by what their rules are named by; the first name is that of the shipped rules, which lie in none.</summary>
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal) { ["lurewatch"] = "" };
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);
    private readonly List<(string Namespace, string Source)> _sources = [];
    private readonly List<string> _unread = [];
    private long _bytes;

    /// <summary>Reads and compiles; what cannot be used is said, a line each, and the rest is used.</summary>
    /// <exception cref="UsageException">A path is no rule file and no folder with any.</exception>
    public static YaraRules Load(IReadOnlyList<string> paths, Terminal terminal)
    {
        var files = new YaraFiles();
        foreach (var path in paths) files.Add(path);
        if (YaraRules.Unavailable is { } why)
        {
            if (paths.Count > 0 || terminal.ErrorIsTerminal) terminal.Error.WriteLine($"lurewatch: note: no YARA rules are used: {why}.");
            return YaraRules.Compile([]);
        }
        var rules = YaraRules.Compile([.. YaraRules.Shipped, .. files._sources], files.Include);
        files.Say(rules, terminal);
        return rules;
    }

    private void Say(YaraRules rules, Terminal terminal)
    {
        var lines = _unread.Concat(rules.Problems.Select(problem => $"{(_read.TryGetValue(problem.Source, out var file) ? file : problem.Source)}{(problem.Line > 0 ? $":{problem.Line}" : "")}: {problem.Message}")).ToList();
        foreach (var line in lines.Take(MaxProblemsSaid)) terminal.Error.WriteLine($"lurewatch: YARA: {Printable.Clean(line)}.");
        if (lines.Count > MaxProblemsSaid) terminal.Error.WriteLine($"lurewatch: YARA: and {Words.Plural(lines.Count - MaxProblemsSaid, "further problem")}; {Words.Plural(rules.Count, "rule")} are used.");
    }

    private void Add(string path)
    {
        var full = path.Length == 0 ? "" : Path.GetFullPath(path);
        if (File.Exists(full)) Read(Prefix(Path.GetDirectoryName(full)!) + "/" + Path.GetFileName(full), full);
        else if (!Directory.Exists(full)) throw new UsageException($"--yara {path} does not exist; name a file of YARA rules or a folder with some.");
        else
        {
            var prefix = Prefix(Path.TrimEndingDirectorySeparator(full));
            var files = Rules(full).ToList();
            if (files.Count == 0) throw new UsageException($"--yara {path} holds no file *.yar or *.yara.");
            foreach (var file in files) Read(prefix + "/" + Path.GetRelativePath(full, file).Replace('\\', '/'), file);
        }
    }

    private static IEnumerable<string> Rules(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 32, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System })
            .Where(static file => Path.GetExtension(file).ToLowerInvariant() is ".yar" or ".yara").Order(StringComparer.Ordinal).Take(MaxFiles);

    /// <summary>What the rules of a folder are named by: its name; with a number where two folders have the same.</summary>
    private string Prefix(string folder)
    {
        var name = Path.GetFileName(folder) is { Length: > 0 } last ? last : "rules";
        var prefix = name;
        for (var n = 2; _folders.TryGetValue(prefix, out var other) && other != folder; n++) prefix = $"{name}~{n}";
        _folders[prefix] = folder;
        return prefix;
    }

    private void Read(string name, string file)
    {
        if (_read.ContainsKey(name)) return;
        if (Text(name, file) is { } text) _sources.Add((name, text));
    }

    private string? Text(string name, string file)
    {
        _read[name] = file;
        try
        {
            var size = new FileInfo(file).Length;
            if (size > MaxFileBytes || (_bytes += size) > MaxBytes) throw new IOException("it is too large for rules");
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _unread.Add($"{file} was not read ({error.Message.TrimEnd('.')}); its rules are left out");
            return null;
        }
    }

    /// <summary>A file that rules include: only from within the folders that the user named.</summary>
    private string? Include(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !_folders.TryGetValue(path[..slash], out var folder) || folder.Length == 0 || path.Split('/').Contains("..", StringComparer.Ordinal)) return null;
        var file = Path.GetFullPath(Path.Combine(folder, path[(slash + 1)..]));
        return file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file) ? Text(path, file) : null;
    }
}
