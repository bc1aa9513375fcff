using System.Text;
using Lurewatch.Rules.Yara;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a file that the shipped rules are held against, and as a source of rules: nothing throws, and what is broken spoils nothing beside it. Without libyara only the splitter runs.</summary>
internal static class YaraTarget
{
    private static readonly Lazy<MailScanner> s_scanner = new(() => new MailScanner(new ScanOptions { Yara = YaraRules.Compile(YaraRules.Shipped), Strict = true }));

    public static IReadOnlyList<byte[]> Seeds() => [.. YaraExample.All.Select(example => example.Hit), .. YaraRules.Shipped.Select(source => Encoding.UTF8.GetBytes(source.Source))];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        foreach (var statement in YaraText.Statements(text))
            if (statement.Start < 0 || statement.End > text.Length || statement.End < statement.Start) throw new InvalidOperationException("a statement outside of its text");
        foreach (var finding in s_scanner.Value.Scan(data.ToArray()).Findings)
            if (finding.Kind.Id.StartsWith("yara.", StringComparison.Ordinal) && finding.Place.Offset < 0) throw new InvalidOperationException("a match before the file");
        if (YaraRules.Unavailable is not null || data.Length > 20_000) return;
        using var rules = YaraRules.Compile([("good.yar", "rule Good { condition: true }"), ("fuzz.yar", text)]);
        if (rules.Count == 0) throw new InvalidOperationException("a broken source cost another");
    }
}
