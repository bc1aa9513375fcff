using Lurewatch.Files;

namespace Lurewatch.Intel;

/// <summary>The way from the outermost file to an address: files by name, and the steps of code between them.</summary>
internal static class Chains
{
    private const int Most = 32;

    /// <summary>The chain to something that a file's code does.</summary>
    /// <param name="file">The file.</param>
    /// <param name="steps">What its own code does last.</param>
    /// <param name="runs">Code has to run on the way.</param>
    public static IReadOnlyList<string> To(Artifact file, IReadOnlyList<string> steps, out bool runs)
    {
        var way = new List<Artifact>();
        for (var at = file; at is not null && way.Count < Most; at = at.Parent) way.Add(at);
        way.Reverse();
        var chain = new List<string>();
        runs = steps.Count > 0;
        foreach (var at in way)
        {
            runs |= at.Steps.Count > 0;
            Add(chain, at.Steps);
            if (at.Parent is null) chain.Add(at.Type is FileType.Eml ? "mail" : at.Name ?? FileTypes.Name(at.Type));
            else if (at.Name is { Length: > 0 } name && at.Origin is not ("command" or "decoded" or "vba-project" or "decrypted")) chain.Add(name);
            else if (at.Steps.Count == 0 && at.Origin is not ("vba-project" or "decrypted" or "command" or "decoded")) chain.Add(at.Origin);
        }
        Add(chain, steps);
        return chain;
    }

    private static void Add(List<string> chain, IReadOnlyList<string> steps)
    {
        foreach (var step in steps)
            if (chain.Count < Most && (chain.Count == 0 || chain[^1] != step)) chain.Add(step);
    }
}
