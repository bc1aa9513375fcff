using System.IO.Enumeration;

namespace Lurewatch.Server.Ingest;

/// <summary>A file that the walk found, or a path that led to none.</summary>
/// <param name="Path">As the user would name it.</param>
/// <param name="Named">True if it was named itself, not found in a folder.</param>
/// <param name="Problem">Why there is nothing to read here; null for a file.</param>
internal readonly record struct FoundFile(string Path, bool Named, InputProblem? Problem = null);

/// <summary>Turns paths into files: folders to the bottom in ordinal order, globs, Maildirs. Lazy: holds one folder's names a level.</summary>
internal sealed class PathWalker(IReadOnlyList<string> paths)
{
    private const int MaxDepth = 128;

    public IEnumerable<FoundFile> Walk()
    {
        foreach (var path in paths)
            foreach (var found in Expand(path)) yield return found;
    }

    private static IEnumerable<FoundFile> Expand(string path)
    {
        if (path == "-") return [new(path, Named: true)];
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return [new(path, Named: true, InputProblems.Missing)];
        if (File.Exists(path)) return [new(path, Named: true)];
        if (Directory.Exists(path)) return Folder(path);
        if (Glob.IsPattern(path)) return Matches(path);
        return [new(path, Named: true, IsLink(path) ? InputProblems.DeadLink : InputProblems.Missing)];
    }

    private static IEnumerable<FoundFile> Matches(string pattern)
    {
        var any = false;
        foreach (var (path, isFolder) in Glob.Expand(pattern))
        {
            any = true;
            if (!isFolder) yield return new(path, Named: true);
            else foreach (var found in Folder(path)) yield return found;
        }
        if (!any) yield return new(pattern, Named: true, InputProblems.NoMatch);
    }

    private static IEnumerable<FoundFile> Folder(string path)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var any = false;
        foreach (var found in Folder(path, RealPath(path), visited, 0))
        {
            any = true;
            yield return found;
        }
        if (!any) yield return new(path, Named: true, InputProblems.EmptyFolder);
    }

    private static IEnumerable<FoundFile> Folder(string path, string realPath, HashSet<string> visited, int depth)
    {
        if (depth > MaxDepth) { yield return new(path, Named: false, InputProblems.TooDeep); yield break; }
        if (!visited.Add(realPath)) { yield return new(path, Named: false, InputProblems.Loop); yield break; }
        var (entries, problem) = List(path);
        if (problem is not null) yield return new(path, Named: false, problem);
        var isMaildir = IsMaildir(entries);
        var ignored = IgnoreFile.In(path, entries);
        if (entries.RemoveAll(entry => !entry.IsFolder && ignored.Covers(entry.Name)) is > 1 and var left)
            yield return new(Join(path, IgnoreFile.Name), Named: false, InputProblems.Ignored(left - 1));
        foreach (var entry in entries)
        {
            var child = Join(path, entry.Name);
            if (entry.IsFolder)
            {
                if (isMaildir && entry.Name == "tmp") continue;
                var real = entry.IsLink ? RealPath(child) : Join(realPath, entry.Name);
                foreach (var found in Folder(child, real, visited, depth + 1)) yield return found;
            }
            else if (!isMaildir)
            {
                yield return new(child, Named: false);
            }
            // Files beside cur and new are the mail server's own (indexes, quotas, subscriptions), never messages.
        }
    }

    /// <summary>A Maildir has cur and new; tmp holds deliveries that are not finished and may be missing in a copy.</summary>
    private static bool IsMaildir(List<Entry> entries) =>
        entries.Exists(entry => entry.IsFolder && entry.Name == "cur") && entries.Exists(entry => entry.IsFolder && entry.Name == "new");

    /// <summary>A folder's entries in ordinal order; what could be listed before an error is kept.</summary>
    internal static (List<Entry> Entries, InputProblem? Problem) List(string path)
    {
        var entries = new List<Entry>();
        try
        {
            var listing = new FileSystemEnumerable<Entry>(path,
                (ref FileSystemEntry entry) => new(entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None),
                new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false });
            entries.AddRange(listing);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            Sort(entries);
            return (entries, InputProblems.From(error));
        }
        Sort(entries);
        return (entries, null);
    }

    private static void Sort(List<Entry> entries) => entries.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));

    /// <summary>Keeps the user's own spelling of the folder and adds one separator.</summary>
    internal static string Join(string folder, string name) =>
        folder.Length == 0 ? name : Path.EndsInDirectorySeparator(folder) ? folder + name : folder + Path.DirectorySeparatorChar + name;

    /// <summary>Where a folder really is, its last link followed; its own full path if that cannot be told.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            return Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName is { } target ? Path.TrimEndingDirectorySeparator(target) : full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }

    internal static bool IsLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    internal readonly record struct Entry(string Name, bool IsFolder, bool IsLink);
}
