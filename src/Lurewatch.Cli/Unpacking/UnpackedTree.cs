using System.Globalization;
using System.Text;
using Lurewatch.Events;

namespace Lurewatch.Cli.Unpacking;

/// <summary>Where each file of an analysis lies in the tree that <c>unpack</c> writes: a file beside the folder that holds what was in it.</summary>
internal sealed class UnpackedTree
{
    /// <summary>What the folder of a file's content is called behind its name.</summary>
    public const string FolderSuffix = ".d";
    /// <summary>The list of all files, beside the first of them.</summary>
    public const string IndexName = "index.csv";

    private readonly List<(string Path, Artifact File)> _files = [];
    private readonly Dictionary<Artifact, string> _folders = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Artifact, string> _places = [];

    public UnpackedTree(Analysis analysis)
    {
        _taken.Add(IndexName);
        foreach (var file in analysis.Artifacts) Place(file);
    }

    /// <summary>Files with their paths, <c>/</c> between folders, parents first; files with the same bytes once.</summary>
    public IReadOnlyList<(string Path, Artifact File)> Files => _files;

    /// <summary>What <see cref="IndexName"/> says: a line a file [RFC 4180].</summary>
    public string Index()
    {
        var csv = new StringBuilder("file,path,type,size,sha256,origin,steps,unopened\r\n");
        foreach (var (file, place) in _places.OrderBy(pair => pair.Key.Path, StringComparer.Ordinal))
            csv.AppendJoin(',', Field(place), Field(file.Path), file.Type.Name(), file.Size.ToString(CultureInfo.InvariantCulture), file.Sha256, Field(file.Origin), Field(string.Join(" > ", file.Steps)), file.Unopened ?? "").Append("\r\n");
        return csv.ToString();
    }

    private void Place(Artifact file)
    {
        if (file.SameAs is { } same && _places.TryGetValue(same, out var there))
        {
            _places[file] = there;
            return;
        }
        var folder = file.Parent is null ? "" : _folders.GetValueOrDefault(file.Parent) ?? "";
        var name = SafeName.Of(file.Name, $"{SafeName.Of(file.Origin, "file")}.{file.Type.Name()}");
        var unique = name;
        for (var n = 2; !Take(folder + unique); n++) unique = string.Create(CultureInfo.InvariantCulture, $"{n}-{name}");
        var path = folder + unique + SafeName.Suffix;
        _folders[file] = folder + unique + FolderSuffix + "/";
        _places[file] = path;
        _files.Add((path, file));
    }

    /// <summary>A name serves as a file and as a folder, so both must be free.</summary>
    private bool Take(string path)
    {
        if (_taken.Contains(path + SafeName.Suffix) || _taken.Contains(path + FolderSuffix)) return false;
        _taken.Add(path + SafeName.Suffix);
        _taken.Add(path + FolderSuffix);
        return true;
    }

    /// <summary>Quoted; a text that a spreadsheet would compute gets an apostrophe before it.</summary>
    private static string Field(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
    }
}
