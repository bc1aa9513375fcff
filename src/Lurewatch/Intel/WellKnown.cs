using System.Collections.Frozen;

namespace Lurewatch.Intel;

/// <summary>Hosts and domains that everybody knows, and what that means.</summary>
internal static class WellKnown
{
    private static readonly Lazy<FrozenSet<string>> s_freeMail = new(() => Lists.Set("Intel/free-mail.tsv"));
    private static readonly Lazy<FrozenSet<string>> s_hosts = new(() => Lists.Set("Intel/well-known-hosts.tsv"));
    private static readonly Lazy<FrozenDictionary<string, string>> s_bulk = new(() =>
        Lists.Rows("Intel/bulk-senders.tsv").ToFrozenDictionary(row => row[0], row => row[1], StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<FrozenDictionary<string, string>> s_notes = new(() =>
        Lists.Rows("Intel/note-services.tsv").ToFrozenDictionary(row => row[0], row => row[1], StringComparer.OrdinalIgnoreCase));

    /// <summary>The service under this root domain whose authentic mail carries any customer's words (PayPal, DocuSign, …); null if none is known.</summary>
    public static string? NoteService(string? rootDomain) => rootDomain is not null && s_notes.Value.TryGetValue(rootDomain, out var service) ? service : null;

    /// <summary>Anyone gets an address there: the domain says nothing about the sender. Ask with the root domain or the whole domain.</summary>
    public static bool IsFreeMail(string? domain) => domain is not null && s_freeMail.Value.Contains(domain);

    /// <summary>Stands in mail without meaning anything (name spaces, fonts, footers): never an indicator. The exact host.</summary>
    public static bool IsHarmlessHost(string? host) => host is not null && s_hosts.Value.Contains(host);

    /// <summary>The service that sends mail for others under this root domain (SendGrid, Mailchimp, …); null if none is known.</summary>
    public static string? BulkSender(string? rootDomain) =>
        rootDomain is not null && s_bulk.Value.TryGetValue(rootDomain, out var service) ? service : null;
}
