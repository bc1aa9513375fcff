using Lurewatch.Mail.Links;

namespace Lurewatch.Mail.Authentication;

/// <summary>DMARC's answer for one From domain.</summary>
/// <param name="Status">None without a record; pass, fail, temperror, permerror.</param>
/// <param name="Domain">The From domain.</param>
/// <param name="Reason">Why.</param>
internal sealed record DmarcOutcome(AuthenticationStatus Status, string Domain, string Reason)
{
    /// <summary>Where the record stands that counts.</summary>
    public string? RecordDomain { get; init; }
    /// <summary>The policy that it sets for this domain.</summary>
    public DmarcPolicy? Policy { get; init; }
    /// <summary>The policy is only tried.</summary>
    public bool IsTest { get; init; }
    /// <summary>What aligned: <c>dkim</c>, <c>spf</c>; null if nothing did.</summary>
    public string? AlignedBy { get; init; }
}

/// <summary>DMARC [RFC 9989, which replaced RFC 7489]: does what passed speak for the From domain? Organisational domains come from the DNS tree walk; where a walk
/// fails for the moment, the Public Suffix List stands in, as RFC 7489 had it.</summary>
internal sealed class DmarcEvaluator(Lookups dns)
{
    private const int MaxQueries = 8;
    private readonly Dictionary<string, Walk> _walks = new(StringComparer.Ordinal);

    /// <summary>What a walk up the tree found.</summary>
    /// <param name="Organisation">The organisational domain.</param>
    /// <param name="Records">Records met, the deepest first.</param>
    /// <param name="Failed">A look-up failed.</param>
    private sealed record Walk(string Organisation, IReadOnlyList<(string Domain, DmarcRecord Record)> Records, bool Failed);

    /// <summary>Evaluates one From domain.</summary>
    /// <param name="from">In A-label form, lower case.</param>
    /// <param name="spf">SPF of the reverse-path; null if it was not evaluated.</param>
    /// <param name="dkim">Each signature.</param>
    public DmarcOutcome Check(string from, SpfOutcome? spf, IReadOnlyList<DkimOutcome> dkim)
    {
        if (!DnsNames.IsDomain(from)) return new(AuthenticationStatus.PermError, from, "From names no domain");
        var walk = WalkFrom(from);
        var (recordDomain, record) = Applicable(from, walk);
        if (record is null)
        {
            return walk.Failed ? new(AuthenticationStatus.TempError, from, "the look-up of the DMARC record failed")
                : new(AuthenticationStatus.None, from, $"{from} publishes no DMARC record");
        }
        var policy = PolicyFor(from, recordDomain!, record);
        var outcome = new DmarcOutcome(AuthenticationStatus.Fail, from, $"nothing that passed is of {from}") { RecordDomain = recordDomain, Policy = policy, IsTest = record.IsTest };
        var temporary = spf?.Status == AuthenticationStatus.TempError && IsAligned(from, spf.Domain, record.StrictSpf);
        foreach (var signature in dkim)
        {
            if (signature.Signature.Domain is not { } signer) continue;
            if (signature.Status is not (AuthenticationStatus.Pass or AuthenticationStatus.TempError) || !IsAligned(from, signer, record.StrictDkim)) continue;
            if (signature.Status == AuthenticationStatus.Pass) return outcome with { Status = AuthenticationStatus.Pass, AlignedBy = "dkim", Reason = $"DKIM passed for {signer}" };
            temporary = true;
        }
        if (spf?.Status == AuthenticationStatus.Pass && IsAligned(from, spf.Domain, record.StrictSpf))
            return outcome with { Status = AuthenticationStatus.Pass, AlignedBy = "spf", Reason = $"SPF passed for {spf.Domain}" };
        return temporary ? outcome with { Status = AuthenticationStatus.TempError, Reason = $"a look-up for {from} failed" } : outcome;
    }

    /// <summary>Identifier alignment [RFC 9989, 4.10]: the same domain, or, relaxed, the same organisational domain.</summary>
    public bool IsAligned(string from, string other, bool strict)
    {
        if (from.Equals(other, StringComparison.OrdinalIgnoreCase)) return true;
        // Names that share not even their last label share no organisational domain: no need to ask.
        if (strict || !DnsNames.IsDomain(other) || !LastLabel(from).Equals(LastLabel(other), StringComparison.OrdinalIgnoreCase)) return false;
        return Organisation(from).Equals(Organisation(other), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The organisational domain of a domain.</summary>
    public string Organisation(string domain)
    {
        var walk = WalkFrom(domain);
        return walk.Failed ? PublicSuffixList.Split(domain).RootDomain ?? domain : walk.Organisation;
    }

    private static ReadOnlySpan<char> LastLabel(string name) => name.AsSpan(name.LastIndexOf('.') + 1);

    /// <summary>The record of the domain itself, else of its organisation, else of the public suffix above.</summary>
    private static (string? Domain, DmarcRecord? Record) Applicable(string from, Walk walk)
    {
        foreach (var (domain, record) in walk.Records)
            if (domain == from) return (domain, record);
        if (walk.Failed) return default;
        foreach (var (domain, record) in walk.Records)
            if (domain == walk.Organisation) return (domain, record);
        foreach (var (domain, record) in walk.Records)
            if (record.IsPublicSuffix == true) return (domain, record);
        return default;
    }

    private DmarcPolicy PolicyFor(string from, string recordDomain, DmarcRecord record)
    {
        if (from == recordDomain) return record.Policy;
        if (record.NoNamePolicy is { } noName && dns.Ask(from, DnsType.A).Outcome == DnsOutcome.NoName) return noName;
        return record.SubdomainPolicy ?? record.Policy;
    }

    /// <summary>The DNS tree walk [RFC 9989, 4.8]: up to the top, eight look-ups at most, so of a longer name only the last seven labels after the first look-up.</summary>
    private Walk WalkFrom(string start)
    {
        if (_walks.TryGetValue(start, out var known)) return known;
        var records = new List<(string, DmarcRecord)>();
        string? organisation = null;
        var failed = false;
        var domain = start;
        var below = start;
        for (var queries = 0; queries < MaxQueries; queries++)
        {
            var (record, gone) = RecordOf(domain);
            failed |= gone;
            if (record is not null)
            {
                records.Add((domain, record));
                if (record.IsPublicSuffix == true && domain != start)
                {
                    organisation = below;
                    break;
                }
                if (record.IsPublicSuffix == false)
                {
                    organisation = domain;
                    break;
                }
            }
            below = domain;
            var dot = domain.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) break;
            domain = domain[(dot + 1)..];
            while (DnsNames.Labels(domain) > MaxQueries - 1) domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..];
        }
        // Without a word on suffixes it is the highest name that has a record.
        organisation ??= records.FindLast(found => found.Item2.IsPublicSuffix != true || found.Item1 == start).Item1 ?? start;
        var walk = new Walk(organisation, records, failed);
        _walks.Add(start, walk);
        return walk;
    }

    private (DmarcRecord? Record, bool Failed) RecordOf(string domain)
    {
        var answer = dns.Ask("_dmarc." + domain, DnsType.Txt);
        DmarcRecord? record = null;
        foreach (var text in answer.Values)
        {
            if (DmarcRecord.Parse(text) is not { } read) continue;
            if (record is not null) return (null, false);        // several: none counts
            record = read;
        }
        return (record, answer.Outcome == DnsOutcome.Failed);
    }
}
