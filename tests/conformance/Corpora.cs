using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The public corpora, outside the repository: LUREWATCH_CORPORA names the folder that their unpack script laid out.</summary>
internal static class Corpora
{
    /// <summary>A folder of the corpora. Skips the test with the reason where there are none, and fails it where CI requires them.</summary>
    public static string Folder(string topic)
    {
        var root = Environment.GetEnvironmentVariable("LUREWATCH_CORPORA");
        var folder = root is null ? null : Path.Combine(root, topic);
        if (folder is not null && Directory.Exists(folder)) return folder;
        var reason = root is null ? "LUREWATCH_CORPORA is not set: it names the folder of the public corpora" : $"{folder} does not exist";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LUREWATCH_REQUIRE_ALL") == "1", reason);
        Assert.Fail(reason);
        return "";
    }

    /// <summary>The rows of a topic's labels.tsv by column name, with <c>path</c> added: where the file lies.</summary>
    public static IEnumerable<Dictionary<string, string>> Labels(string topic)
    {
        var folder = Folder(topic);
        var lines = File.ReadAllLines(Path.Combine(folder, "labels.tsv"));
        var names = lines[0].Split('\t');
        var files = Files(folder).ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var row = names.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            row["path"] = files[Path.GetFileName(row["file"])];
            yield return row;
        }
    }

    /// <summary>All files below a folder, in stable order.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
