using Lurewatch.Detection;
using Lurewatch.Mail;

namespace Lurewatch.Rules.Yara;

/// <summary>Holds the YARA rules of <see cref="ScanOptions.Yara"/> against every file of a message; files of attached messages are theirs.</summary>
internal sealed class YaraDetector : IDetector
{
    private const int MaxFindings = 200;

    private static readonly FindingKind Match = new("yara.match", "A YARA rule matches", Severity.Medium);
    private static readonly FindingKind High = new("yara.match-high", "A YARA rule of high severity matches", Severity.High);
    private static readonly FindingKind Low = new("yara.match-low", "A YARA rule of low severity matches", Severity.Low);
    private static readonly FindingKind Info = new("yara.match-info", "A YARA rule that judges nothing matches", Severity.Info);

    public IReadOnlyList<FindingKind> Kinds { get; } = [Match, High, Low, Info];

    public void Examine(ScanView view, List<Finding> findings)
    {
        if (view.Options.Yara is not { Count: > 0 } rules) return;
        var left = MaxFindings;
        foreach (var file in view.OwnArtifacts)
        {
            if (file.SameAs is not null || file != view.Root && file.Facts is ParsedMail) continue;
            foreach (var match in rules.Scan(file, view.Budget))
            {
                if (left-- <= 0)
                {
                    view.Budget.Exhaust("yara_matches", file.Path);
                    return;
                }
                findings.Add(Found(file, match));
            }
        }
    }

    private static Finding Found(Artifact file, YaraMatch match)
    {
        var kind = YaraMeta.SeverityOf(match) switch { Severity.High => High, Severity.Low => Low, Severity.Info => Info, _ => Match };
        var techniques = YaraMeta.Techniques(match);
        var says = YaraMeta.Value(match, "description", "desc", "info");
        var reference = YaraMeta.Value(match, "reference", "ref", "url");
        return new Finding
        {
            Kind = techniques.Count == 0 ? kind : kind with { Techniques = techniques },
            Subject = match.Rule,
            Reason = $"{file.Path} matches the YARA rule {match.Rule} of {match.Namespace}{(match.Tags.Count > 0 ? $" ({string.Join(", ", match.Tags)})" : "")}"
                + $"{(says is null ? "" : $": {says.TrimEnd('.')}")}.{(reference is null ? "" : $" See {reference}")}",
            Excerpt = YaraMeta.Excerpt(match),
            Place = Place.InArtifact(file.Path, match.Hits.Count > 0 ? match.Hits[0].Offset : null),
        };
    }
}
