using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed partial class RepositoryTests
{
    private static readonly string[] Rooms = ["src", "tests", "docs", "fuzz", "bench", "tools", "samples"];
    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".slnx", ".md", ".tsv", ".dat", ".json", ".txt", ".mjs", ".py", ".sh", ".yml", ".yaml", ".eml", ".cef"];

    [Fact]
    public void Each_link_of_the_documentation_leads_to_a_file()
    {
        var pages = Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal)).ToArray();
        pages.ShouldContain("README.md");
        pages.SelectMany(page => Links(page).Where(link => !Exists(link)).Select(link => $"{page} → {link}")).ShouldBeEmpty();
    }

    [Fact]
    public void Each_page_of_the_documentation_can_be_reached_from_the_readme()
    {
        var docs = Files().Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)).ToArray();
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(["README.md"]);
        while (open.TryDequeue(out var page))
        {
            if (!reached.Add(page)) continue;
            foreach (var link in Links(page))
            {
                var below = link + "/";
                foreach (var doc in docs)
                    if (doc == link || doc.StartsWith(below, StringComparison.Ordinal)) open.Enqueue(doc);
            }
        }
        docs.ShouldNotBeEmpty();
        docs.Except(reached).ShouldBeEmpty();
    }

    [Fact]
    public void No_file_names_a_folder_of_the_machine_it_was_made_on()
    {
        string[] traces = ["/" + "work/", "/" + "tmp/wt", "/" + "tmp/corpora", "/" + "home/", "C:" + "\\Users\\runner"];
        var files = Files().Where(file => TextFiles.Contains(Path.GetExtension(file))).ToArray();
        files.Length.ShouldBeGreaterThan(300);
        files.Where(file => File.ReadAllText(Repository.Path(file)) is var text && traces.Any(trace => NamesFolder(text, trace))).ShouldBeEmpty();
    }

    [Fact]
    public void Each_fuzz_target_can_be_started()
    {
        var wired = File.ReadAllText(Repository.Path("fuzz/Targets.cs"));
        var targets = Directory.GetFiles(Repository.Path("fuzz/Targets"), "*Target.cs").Select(file => Path.GetFileNameWithoutExtension(file)).ToArray();
        targets.ShouldNotBeEmpty();
        targets.Where(target => !wired.Contains($"new({target}.Run,", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>A folder's name stands by itself; in a URL or a longer path it is another one's.</summary>
    private static bool NamesFolder(string text, string trace)
    {
        for (var at = text.IndexOf(trace, StringComparison.Ordinal); at >= 0; at = text.IndexOf(trace, at + 1, StringComparison.Ordinal))
            if (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '-' or '_' or '*' or '}' or ')')) return true;
        return false;
    }

    private static IEnumerable<string> Links(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        foreach (Match match in Link().Matches(Fence().Replace(File.ReadAllText(Repository.Path(page)), "")))
        {
            var target = match.Groups["target"].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains(':', StringComparison.Ordinal)) continue;
            yield return Path.GetRelativePath(Repository.Root, Path.GetFullPath(Repository.Path(Path.Combine(folder, target)))).Replace('\\', '/').TrimEnd('/');
        }
    }

    private static bool Exists(string link) => File.Exists(Repository.Path(link)) || Directory.Exists(Repository.Path(link));

    private static IEnumerable<string> Files() =>
        Rooms.SelectMany(room => Directory.EnumerateFiles(Repository.Path(room), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "BenchmarkDotNet.Artifacts"));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
