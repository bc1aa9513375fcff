using Lurewatch.Server.Ingest;

namespace Lurewatch.Cli.Rates;

/// <summary>Who is what in a folder of labelled mail: a <c>labels.tsv</c> says so, or else the names of the folders.</summary>
internal sealed class Labels
{
    private const string FileName = "labels.tsv";
    private readonly string _folder;
    private readonly string? _list;
    private readonly Dictionary<string, Label>? _byName;

    private Labels(string folder, string? list)
    {
        _folder = Path.GetFullPath(folder);
        _list = list is null ? null : Path.GetFullPath(list);
        _byName = list is null ? null : Read(list);
    }

    /// <param name="folder">The labelled mail.</param>
    /// <param name="file">The list of labels; null for <c>labels.tsv</c> in the folder, if there is one.</param>
    public static Labels Of(string folder, string? file)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"{folder} is no folder. Name one that holds ham, phish and spam in folders of these names, or a {FileName}.");
        var list = file ?? Path.Combine(folder, FileName);
        return new Labels(folder, file is not null || File.Exists(list) ? list : null);
    }

    /// <summary>True if the item lies in this folder.</summary>
    public bool Covers(MailItem item) => Path.GetFullPath(item.Path).StartsWith(Path.TrimEndingDirectorySeparator(_folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>True for the list of labels itself.</summary>
    public bool IsList(MailItem item) => _list is not null && Path.GetFullPath(item.Path) == _list;

    /// <summary>The label of an item; null if it has none. A list may name files by their path in the folder or by their bare name.</summary>
    public Label? Of(MailItem item)
    {
        var inside = Path.GetRelativePath(_folder, Path.GetFullPath(item.Path));
        if (_byName is null) return ByFolder(inside, item);
        return _byName.TryGetValue(inside.Replace('\\', '/'), out var label) || _byName.TryGetValue(Path.GetFileName(item.Location), out label) ? label : null;
    }

    private static Label? ByFolder(string inside, MailItem item)
    {
        foreach (var segment in inside.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
            if (ClassOf(segment.AsSpan(0, Math.Max(segment.LastIndexOf('.'), 0) is var dot and > 0 ? dot : segment.Length)) is { } found) return new Label(item.ToString(), found);
        return null;
    }

    private static Dictionary<string, Label> Read(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"labels {file} cannot be read ({error.Message.TrimEnd('.')}).");
        }
        var head = lines.Length == 0 ? [] : lines[0].TrimStart('\uFEFF', '#', ' ').Split('\t');
        int Column(string name) => Array.FindIndex(head, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
        var (name, @class, group, language, side) = (Column("file"), Column("class"), Column("group"), Column("lang"), Column("side"));
        if (name < 0 || @class < 0) throw new UsageException($"labels {file}, line 1: the columns file and class are needed, divided by tabs; group, lang and side may stand beside them.");
        var labels = new Dictionary<string, Label>(StringComparer.Ordinal);
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            var row = lines[i].Split('\t');
            string? Cell(int at) => at >= 0 && at < row.Length && row[at].Length > 0 ? row[at] : null;
            if (Cell(name) is not { } path) throw new UsageException($"labels {file}, line {i + 1}: no file is named.");
            var found = ClassOf(Cell(@class)) ?? throw new UsageException($"labels {file}, line {i + 1}: the class “{Cell(@class)}” is none of ham, phish, spam.");
            var key = path.Replace('\\', '/');
            var label = new Label(key[(key.LastIndexOf('/') + 1)..], found, Cell(group), Cell(language), Cell(side));
            labels[key] = label;
        }
        return labels;
    }

    private static MailClass? ClassOf(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[16];
        if (word.IsEmpty || word.Length > lower.Length) return null;
        lower = lower[..word.ToLowerInvariant(lower)];
        return lower switch
        {
            "ham" or "clean" or "benign" or "legit" or "good" => MailClass.Ham,
            "phish" or "phishing" or "malspam" or "malware" or "malicious" or "bad" => MailClass.Phish,
            "spam" or "bulk" => MailClass.Spam,
            _ => null,
        };
    }
}
