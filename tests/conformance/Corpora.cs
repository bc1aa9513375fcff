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

    /// <summary>All files below a folder, in stable order.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
