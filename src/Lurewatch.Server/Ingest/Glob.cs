using System.IO.Enumeration;

namespace Lurewatch.Server.Ingest;

/// <summary>Wildcards for shells that do not expand them: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders. Hidden names only where the pattern has the dot.</summary>
internal static class Glob
{
    private const int MaxDepth = 128;

    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Files and folders that match, in ordinal order, each once.</summary>
    public static IEnumerable<(string Path, bool IsFolder)> Expand(string pattern)
    {
        var root = Path.GetPathRoot(pattern) ?? "";
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        var segments = pattern[root.Length..].Split(separators, StringSplitOptions.RemoveEmptyEntries);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Expand(root, segments, 0, 0).Where(match => seen.Add(match.Path));
    }

    private static IEnumerable<(string Path, bool IsFolder)> Expand(string folder, string[] segments, int at, int depth)
    {
        if (depth > MaxDepth) yield break;
        var segment = segments[at];
        var isLast = at == segments.Length - 1;
        if (!IsPattern(segment))
        {
            var path = PathWalker.Join(folder, segment);
            if (isLast)
            {
                if (File.Exists(path)) yield return (path, false);
                else if (Directory.Exists(path)) yield return (path, true);
            }
            else if (Directory.Exists(path))
            {
                foreach (var match in Expand(path, segments, at + 1, depth + 1)) yield return match;
            }
            yield break;
        }

        var crosses = segment == "**";
        if (crosses && !isLast)
            foreach (var match in Expand(folder, segments, at + 1, depth + 1)) yield return match;
        foreach (var entry in PathWalker.List(folder.Length == 0 ? "." : folder).Entries)
        {
            if (!Matches(crosses ? "*" : segment, entry.Name)) continue;
            var path = PathWalker.Join(folder, entry.Name);
            if (crosses)
            {
                if (entry.IsFolder && !entry.IsLink)
                    foreach (var match in Expand(path, segments, at, depth + 1)) yield return match;
                else if (isLast && !entry.IsFolder) yield return (path, false);
            }
            else if (isLast)
            {
                yield return (path, entry.IsFolder);
            }
            else if (entry.IsFolder)
            {
                foreach (var match in Expand(path, segments, at + 1, depth + 1)) yield return match;
            }
        }
    }

    private static bool Matches(string segment, string name) =>
        (name[0] != '.' || segment[0] == '.') && FileSystemName.MatchesSimpleExpression(segment, name, ignoreCase: OperatingSystem.IsWindows());
}
