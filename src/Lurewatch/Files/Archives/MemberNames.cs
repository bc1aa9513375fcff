namespace Lurewatch.Files.Archives;

/// <summary>What the names of members say about their archive.</summary>
internal static class MemberNames
{
    /// <summary>Notes, once a kind, names that lead out of the folder that is unpacked to; they are kept as they are.</summary>
    public static void Judge(string name, List<ArchiveProblem> problems)
    {
        if (name.StartsWith('/') || (name.Length > 2 && name[1] == ':' && char.IsAsciiLetter(name[0]))) Add("absolute-path");
        if (name.StartsWith("../", StringComparison.Ordinal) || name.Contains("/../", StringComparison.Ordinal)) Add("path-traversal");

        void Add(string id)
        {
            if (!problems.Exists(problem => problem.Id == id)) problems.Add(new ArchiveProblem(id, name));
        }
    }
}
