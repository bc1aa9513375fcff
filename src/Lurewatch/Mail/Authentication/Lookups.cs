namespace Lurewatch.Mail.Authentication;

/// <summary>One message's way to the resolver: counts, remembers, and lets no question out that carries a recipient.</summary>
internal sealed class Lookups(IDnsResolver resolver, AnalysisBudget budget, RecipientGuard? guard = null)
{
    private readonly Dictionary<(string, DnsType), DnsAnswer> _known = [];

    /// <summary>Names that were not asked for because they hold a recipient's address.</summary>
    public List<string> Withheld { get; } = [];

    public DnsAnswer Ask(string name, DnsType type)
    {
        if (name.EndsWith('.')) name = name[..^1];
        name = name.ToLowerInvariant();
        if (!DnsNames.CanBeAsked(name)) return DnsAnswer.NoName;
        if (_known.TryGetValue((name, type), out var known)) return known;
        if (guard is not null && guard.Holds(name))
        {
            if (Withheld.Count < 16) Withheld.Add(name);
            return DnsAnswer.Failed;
        }
        if (!budget.TryTakeLookup(name)) return DnsAnswer.Failed;
        var answer = budget.Outside((resolver, name, type), static asked => asked.resolver.Resolve(asked.name, asked.type));
        _known.Add((name, type), answer);
        return answer;
    }
}

/// <summary>Knows the recipients, so that no name that is looked up tells a sender's name server whom a mail reached: a reverse-path often holds the recipient's
/// address (VERP: <c>bounce-anna=town.example@bulk.example</c>), and SPF's <c>%{l}</c> would send it out.</summary>
internal sealed class RecipientGuard
{
    private const int MaxRecipients = 100;
    private readonly List<(string Local, string Domain, string Together, string Reversed)> _recipients = [];

    public RecipientGuard(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var at = address.LastIndexOf('@');
            if (at < 1 || at == address.Length - 1 || _recipients.Count == MaxRecipients) continue;
            var local = address[..at].ToLowerInvariant();
            var domain = address[(at + 1)..].ToLowerInvariant();
            _recipients.Add((local, domain, Letters(local) + Letters(domain), Letters(domain) + Letters(local)));
        }
    }

    /// <summary>True if the name holds an address of the mail: local part and domain side by side in either order, whatever stands between, or its local part
    /// as a label in its own domain.</summary>
    public bool Holds(string name)
    {
        if (_recipients.Count == 0) return false;
        var letters = Letters(name);
        foreach (var (local, domain, together, reversed) in _recipients)
        {
            if (letters.Contains(together, StringComparison.Ordinal) || letters.Contains(reversed, StringComparison.Ordinal)) return true;
            if (!DnsNames.IsAtOrBelow(name, domain) || name.Length == domain.Length) continue;
            foreach (var label in name.AsSpan(0, name.Length - domain.Length - 1).Split('.'))
                if (name.AsSpan()[label].SequenceEqual(local)) return true;
        }
        return false;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
