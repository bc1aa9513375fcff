using Lurewatch.Lures;

namespace Lurewatch.Intel;

/// <summary>What a display name claims to be.</summary>
internal enum SenderRole { None, Company, Service, Internal, Executive }

/// <summary>The claims of Intel/sender-roles.tsv.</summary>
internal static class SenderRoles
{
    private static readonly Lazy<(PhraseTable Table, SenderRole[] Roles)> s_roles = new(Read);

    /// <summary>The weightiest claim in a display name.</summary>
    public static (SenderRole Role, string Text) Find(string name)
    {
        var (table, roles) = s_roles.Value;
        var text = FoldedText.Of(name, 256);
        var hits = new List<PhraseHit>();
        table.Find(text, hits);
        var best = (Role: SenderRole.None, Text: "");
        foreach (var hit in hits)
            if (roles[hit.Phrase] > best.Role) best = (roles[hit.Phrase], text.Between(hit.First, hit.Last).ToString());
        return best;
    }

    private static (PhraseTable, SenderRole[]) Read()
    {
        var phrases = new List<string>();
        var roles = new List<SenderRole>();
        foreach (var row in Lists.Rows("Intel/sender-roles.tsv"))
        {
            phrases.Add(row[0]);
            roles.Add(row[1] switch { "executive" => SenderRole.Executive, "internal" => SenderRole.Internal, "service" => SenderRole.Service, _ => SenderRole.Company });
        }
        return (PhraseTable.Of(phrases), [.. roles]);
    }
}
