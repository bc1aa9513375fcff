using System.Collections.Frozen;
using System.Text;
using Lurewatch.Mail.Links;

namespace Lurewatch.Intel;

/// <summary>Guesses whose mail it is from the recipients of a number of messages: the domains that cover most of them. Providers of free mail never count.</summary>
public sealed class OrganisationGuess
{
    private const int MaxDomains = 8, MaxAddresses = 200, MaxHosts = 10_000;
    private static readonly FrozenSet<string> Fields =
        FrozenSet.ToFrozenSet(["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"], StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _messagesByDomain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _rootByHost = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _freeMail = Lists.Set("Intel/free-mail.tsv");

    /// <summary>Messages with a recipient so far.</summary>
    public int Messages { get; private set; }

    /// <summary>Reads the recipients from the start of a mail or an mbox; anything else adds nothing.</summary>
    /// <param name="head">First bytes; 64 kB are plenty.</param>
    public void Add(ReadOnlySpan<byte> head)
    {
        var inHeader = true;
        var afterBlank = false;
        var fields = 0;
        var isRecipient = false;
        var domains = new HashSet<string>(StringComparer.Ordinal);
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            var line = (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
            head = end < 0 ? [] : head[(end + 1)..];
            if (line.StartsWith("From "u8) && (afterBlank || fields == 0))
            {
                if (!inHeader) Count(domains);
                (inHeader, fields, isRecipient) = (true, 0, false);
            }
            else if (line.IsEmpty)
            {
                if (fields > 0) inHeader = false;
            }
            else if (inHeader)
            {
                if (line[0] is not ((byte)' ' or (byte)'\t'))
                {
                    var colon = line.IndexOf((byte)':');
                    // What has no header is no mail.
                    if (colon is <= 0 or > 100 || line[..colon].Contains((byte)' ')) return;
                    fields++;
                    isRecipient = IsRecipient(line[..colon]);
                    line = line[colon..];
                }
                if (isRecipient) Addresses(line, domains);
            }
            else
            {
                // Bodies are skipped to the next place where an mbox could begin a message.
                var next = head.IndexOf("\n\nFrom "u8);
                var nextCrlf = head.IndexOf("\r\n\r\nFrom "u8);
                if (next < 0 && nextCrlf < 0) break;
                head = next >= 0 && (nextCrlf < 0 || next < nextCrlf) ? head[(next + 1)..] : head[(nextCrlf + 2)..];
            }
            afterBlank = line.IsEmpty;
        }
        if (fields >= 2) Count(domains);
    }

    /// <summary>The organisation that the messages so far speak for; <see cref="Organisation.Unknown"/> if none stands out.</summary>
    public Organisation ToOrganisation()
    {
        var domains = _messagesByDomain.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        // One message names whomever it was copied to; only the domain of most recipients is told from it. Many show by their share who belongs to the house.
        if (domains.Count == 0 || domains[0].Value * 5 < Messages) return Organisation.Unknown;
        var own = domains.Where((pair, at) => at == 0 || (pair.Value >= 5 && pair.Value * 10 >= Messages)).Take(MaxDomains).Select(pair => pair.Key);
        return Organisation.Unknown with { Domains = [.. own], Guessed = true };
    }

    private void Count(HashSet<string> domains)
    {
        if (domains.Count == 0) return;
        Messages++;
        foreach (var domain in domains) _messagesByDomain[domain] = _messagesByDomain.GetValueOrDefault(domain) + 1;
        domains.Clear();
    }

    private static bool IsRecipient(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[100];
        var count = Encoding.Latin1.GetChars(name, chars);
        return Fields.GetAlternateLookup<ReadOnlySpan<char>>().Contains(chars[..count]);
    }

    private void Addresses(ReadOnlySpan<byte> line, HashSet<string> domains)
    {
        for (var seen = 0; seen < MaxAddresses && line.IndexOf((byte)'@') is >= 0 and var at; seen++)
        {
            line = line[(at + 1)..];
            var length = 0;
            while (length < line.Length && (char.IsAsciiLetterOrDigit((char)line[length]) || line[length] is (byte)'.' or (byte)'-')) length++;
            if (length is > 3 and < 254 && Root(Encoding.Latin1.GetString(line[..length]).ToLowerInvariant().Trim('.')) is { } root) domains.Add(root);
            line = line[length..];
        }
    }

    private string? Root(string host)
    {
        if (_rootByHost.TryGetValue(host, out var known)) return known;
        if (_rootByHost.Count >= MaxHosts) return null;
        var domain = PublicSuffixList.Split(host);
        var root = domain.Valid && domain.RootDomain is { } own && !_freeMail.Contains(own) && !_freeMail.Contains(host) ? own : null;
        return _rootByHost[host] = root;
    }
}
