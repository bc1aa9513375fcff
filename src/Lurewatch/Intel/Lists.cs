using System.Collections.Frozen;
using System.Text;

namespace Lurewatch.Intel;

/// <summary>The small lists that ship with the engine as *.tsv beside the code that uses them: one entry a line, tab-separated, <c>#</c> starts a comment.</summary>
internal static class Lists
{
    /// <summary>Rows of an embedded list, comments and blank lines left out.</summary>
    /// <param name="name">Path below src/Lurewatch: <c>Intel/brands.tsv</c>.</param>
    public static IEnumerable<string[]> Rows(string name)
    {
        using var stream = typeof(Lists).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"No embedded list {name}", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line.Split('\t');
    }

    /// <summary>First column of an embedded list as a set, without case.</summary>
    public static FrozenSet<string> Set(string name) => Rows(name).Select(row => row[0]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
