using Lurewatch.Mail;

namespace Lurewatch.Files;

/// <summary>The tree of artifacts that one file gave, flat and in order of discovery, with what the handlers found.</summary>
internal sealed class Explosion
{
    private readonly List<(Artifact File, Finding Finding)> _findings = [];

    /// <summary>The scanned file first.</summary>
    public List<Artifact> Artifacts { get; } = [];

    public void Add(Artifact file, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings) _findings.Add((file, finding));
    }

    /// <summary><paramref name="root"/> and everything inside it.</summary>
    public IReadOnlyList<Artifact> Below(Artifact root) => root.Depth == 0 ? Artifacts : Artifacts.FindAll(file => IsInside(file, root));

    /// <summary>What handlers found on <paramref name="root"/> and below, but not inside attached messages: those are judged on their own.</summary>
    public IEnumerable<Finding> FindingsBelow(Artifact root)
    {
        foreach (var (file, finding) in _findings)
            if (IsInside(file, root) && NearestMail(file, root) == root) yield return finding;
    }

    /// <summary>The outermost messages inside <paramref name="root"/>.</summary>
    public IEnumerable<Artifact> AttachedMessages(Artifact root)
    {
        foreach (var file in Artifacts)
            if (file != root && file.Facts is ParsedMail && IsInside(file, root) && NearestMail(file.Parent!, root) == root) yield return file;
    }

    /// <summary>What a handler found as the file of that index directly inside <paramref name="parent"/>; null if a limit cut it off.</summary>
    public Artifact? Child(Artifact parent, int index)
    {
        foreach (var file in Artifacts)
            if (file.Parent == parent && index-- == 0) return file;
        return null;
    }

    internal static bool IsInside(Artifact file, Artifact root)
    {
        for (var at = file; at is not null; at = at.Parent)
            if (at == root) return true;
        return false;
    }

    /// <summary>The innermost message that holds <paramref name="file"/> (itself included); <paramref name="root"/> if there is none between.</summary>
    internal static Artifact NearestMail(Artifact file, Artifact root)
    {
        for (var at = file; at != root; at = at.Parent!)
            if (at.Facts is ParsedMail) return at;
        return root;
    }
}
