namespace Lurewatch.Intel;

/// <summary>The organisation whose mail is read. Written as a small YAML file, see docs/organisation.md.</summary>
public sealed record Organisation
{
    /// <summary>Nothing known.</summary>
    public static Organisation Unknown { get; } = new();

    /// <summary>Display name.</summary>
    public string? Name { get; init; }
    /// <summary>Own mail domains, lower case; subdomains are included.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];
    /// <summary>People that fraud would speak as (leadership, finance, IT).</summary>
    public IReadOnlyList<Person> People { get; init; } = [];
    /// <summary>ISO 639-1 codes of the languages in which the organisation gets its ordinary mail; empty if unknown.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
    /// <summary>Root domains of known correspondents.</summary>
    public IReadOnlyList<string> Partners { get; init; } = [];
    /// <summary>Whose Authentication-Results are believed [RFC 8601 authserv-id]; empty: the topmost header's.</summary>
    public IReadOnlyList<string> TrustedAuthservIds { get; init; } = [];
    /// <summary>Own mail servers, whose Received fields are believed: names (subdomains included), addresses, networks (<c>192.0.2.0/24</c>). Empty: guessed for each message.</summary>
    public IReadOnlyList<string> TrustedHops { get; init; } = [];
    /// <summary>How many Received fields from the top own servers wrote; goes before <see cref="TrustedHops"/>. Null if unknown.</summary>
    public int? TrustedHopCount { get; init; }
    /// <summary>How the organisation's own phishing tests are known: header names (<c>X-PHISHTEST</c>), with a value (<c>X-PHISHTEST: token</c>) if it is secret.
    /// If any is given, no other header is believed to declare a test.</summary>
    public IReadOnlyList<string> Simulations { get; init; } = [];
    /// <summary>True if <see cref="Domains"/> was guessed from recipients, not declared.</summary>
    public bool Guessed { get; init; }

    /// <summary>Reads an organisation file (YAML, at most 256 kB).</summary>
    /// <param name="utf8Yaml">Its bytes.</param>
    /// <exception cref="OrganisationFormatException">It cannot be read; the message says where and why.</exception>
    public static Organisation Parse(ReadOnlySpan<byte> utf8Yaml) => OrganisationReader.Read(utf8Yaml);

    /// <summary>Reads an organisation file (YAML, at most 256 kB).</summary>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="OrganisationFormatException">It cannot be read; the message says where and why.</exception>
    public static Organisation Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return OrganisationReader.Read(yaml);
    }

    /// <summary>What is looked up about it, built when first asked for; a copy made by <c>with</c> builds its own.</summary>
    internal OrganisationIndex Index => _index is { } index && ReferenceEquals(index.Organisation, this) ? index : _index = new OrganisationIndex(this);

    private OrganisationIndex? _index;

    /// <summary>True if the host is one of <see cref="Domains"/> or below one.</summary>
    internal bool Owns(string? host) => IsUnder(Domains, host);

    /// <summary>True if the host is one of <see cref="Partners"/> or below one.</summary>
    internal bool IsPartner(string? host) => IsUnder(Partners, host);

    private static bool IsUnder(IReadOnlyList<string> domains, string? host)
    {
        if (host is null) return false;
        foreach (var domain in domains)
            if (host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.')) return true;
        return false;
    }
}

/// <summary>A person of the organisation.</summary>
/// <param name="Name">As colleagues write it.</param>
/// <param name="Email">Own address, if known.</param>
public sealed record Person(string Name, string? Email = null);
