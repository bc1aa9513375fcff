using System.Text;
using Lurewatch.Cli.Terminals;
using Lurewatch.Events;

namespace Lurewatch.Cli.Formats;

/// <summary>The files inside a message as a tree of text.</summary>
internal static class FileTree
{
    private const int MaxFiles = 500, MaxDepth = 32;

    public static string Of(Analysis analysis, Ansi ansi, bool withHashes)
    {
        var text = new StringBuilder();
        var children = analysis.Artifacts.Where(file => file.Parent is not null).ToLookup(file => file.Parent!);
        var rules = analysis.Findings.Where(static finding => finding.Kind.Id.StartsWith("yara.", StringComparison.Ordinal)).ToLookup(static finding => finding.Place.Artifact ?? "", static finding => finding.Subject!);
        var left = MaxFiles;
        Describe(text, analysis.Root, "", "", rules, ansi, withHashes);
        Branch(text, analysis.Root, children, "", 0, rules, ansi, withHashes, ref left);
        if (left < 0) text.Append("… and more\n");
        return text.ToString();
    }

    private static void Branch(StringBuilder text, Artifact file, ILookup<Artifact, Artifact> children, string indent, int depth, ILookup<string, string> rules, Ansi ansi, bool withHashes, ref int left)
    {
        if (depth > MaxDepth) return;
        var inside = children[file].ToList();
        for (var i = 0; i < inside.Count; i++)
        {
            if (left-- <= 0) return;
            var isLast = i == inside.Count - 1;
            var below = indent + (isLast ? "   " : "│  ");
            Describe(text, inside[i], indent + (isLast ? "└─ " : "├─ "), below, rules, ansi, withHashes);
            Branch(text, inside[i], children, below, depth + 1, rules, ansi, withHashes, ref left);
        }
    }

    private static void Describe(StringBuilder text, Artifact file, string lead, string below, ILookup<string, string> rules, Ansi ansi, bool withHashes)
    {
        text.Append(lead).Append(Printable.Fit(file.Name ?? (file.Parent is null ? "(input)" : "(no name)"), 120))
            .Append(ansi.Dim($"  {file.Type.Name()}, {Words.Size(file.Size)}, {Printable.Clean(file.Origin)}"));
        if (file.NameLies) text.Append(ansi.Red("  the name lies"));
        if (file.Unopened is { } why) text.Append(ansi.Yellow($"  not opened: {Printable.Clean(why)}"));
        if (file.SameAs is { } same) text.Append(ansi.Dim($"  same as {Printable.Clean(same.Path)}"));
        if (rules.Contains(file.Path)) text.Append(ansi.Yellow($"  YARA: {Printable.Fit(string.Join(", ", rules[file.Path].Distinct(StringComparer.Ordinal)), 200)}"));
        text.Append('\n');
        if (!withHashes) return;
        text.Append(below).Append(ansi.Dim("sha256 " + file.Sha256)).Append('\n');
        if (file.Tlsh is { } tlsh) text.Append(below).Append(ansi.Dim("tlsh " + tlsh)).Append('\n');
    }
}
