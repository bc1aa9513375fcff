using System.IO.Enumeration;

namespace Lurewatch.Server.Ingest;

/// <summary>A folder's <c>.lurewatchignore</c>: names in that folder (not below) that a scan leaves out, one wildcard a line, <c>#</c> starts a comment.</summary>
/// <remarks>What it leaves out is counted and said, so that nobody can hide mail from a scan unseen. A file named on the command line is scanned all the same.</remarks>
internal sealed class IgnoreFile(IReadOnlyList<string> patterns)
{
    public const string Name = ".lurewatchignore";
    private const int MaxBytes = 64 << 10;

    public static IgnoreFile In(string folder, List<PathWalker.Entry> entries)
    {
        if (!entries.Exists(static entry => entry is { Name: Name, IsFolder: false })) return new IgnoreFile([]);
        try
        {
            var file = new FileInfo(PathWalker.Join(folder, Name));
            if (file.Length > MaxBytes) return new IgnoreFile([Name]);
            string[] lines = [Name, .. File.ReadAllLines(file.FullName)];
            return new IgnoreFile([.. lines.Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new IgnoreFile([Name]);
        }
    }

    public bool Covers(string name)
    {
        foreach (var pattern in patterns)
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows())) return true;
        return false;
    }
}
