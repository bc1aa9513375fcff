using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lurewatch.Mail.Authentication;

/// <summary>Who delivers for whom.</summary>
/// <param name="Client">The delivering host.</param>
/// <param name="Helo">Its HELO or EHLO name.</param>
/// <param name="MailFrom">The reverse-path; empty for a bounce: HELO is asked about then.</param>
/// <param name="Receiver">The receiving host's name, for explanations.</param>
/// <param name="Time">When, for explanations.</param>
internal sealed record SpfRequest(IPAddress Client, string Helo, string MailFrom, string? Receiver = null, DateTimeOffset Time = default);

/// <summary>SPF's answer.</summary>
/// <param name="Status">The result.</param>
/// <param name="Domain">Whose record was asked.</param>
/// <param name="Reason">Which mechanism decided, or what went wrong.</param>
/// <param name="Explanation">What the domain says about a failure: foreign text.</param>
internal sealed record SpfOutcome(AuthenticationStatus Status, string Domain, string? Reason = null, string? Explanation = null);

/// <summary>SPF [RFC 7208]: may this host deliver for that domain? At most 10 terms that ask the DNS, 2 of them in vain, 10 names of an MX or PTR.</summary>
internal sealed class SpfEvaluator(Lookups dns)
{
    private const int MaxTerms = 10, MaxVoid = 2, MaxNames = 10;
    private static readonly SpfOutcome TooMany = new(AuthenticationStatus.PermError, "", "more than 10 terms that ask the DNS");
    private static readonly SpfOutcome TooVoid = new(AuthenticationStatus.PermError, "", "more than 2 look-ups in vain");

    private SpfRequest _request = null!;
    private IPAddress _client = IPAddress.None;
    private string _local = "", _senderDomain = "";
    private int _terms, _void;
    private IReadOnlyList<string>? _clientNames;

    public SpfOutcome Check(SpfRequest request)
    {
        _request = request;
        _client = request.Client.IsIPv4MappedToIPv6 ? request.Client.MapToIPv4() : request.Client;
        _terms = _void = 0;
        _clientNames = null;
        var at = request.MailFrom.LastIndexOf('@');
        _local = at > 0 ? request.MailFrom[..at] : "postmaster";
        var asked = request.MailFrom.Length == 0 ? request.Helo : request.MailFrom[(at + 1)..];
        _senderDomain = DnsNames.Normal(asked) ?? asked;
        if (!IsAskable(_senderDomain)) return new SpfOutcome(AuthenticationStatus.None, _senderDomain, "no domain name to ask about");
        return CheckHost(_senderDomain, isTop: true) with { Domain = _senderDomain };
    }

    private static bool IsAskable(string domain) => DnsNames.CanBeAsked(domain) && domain.Contains('.', StringComparison.Ordinal) && domain[0] != '[' && !domain.EndsWith(']');

    /// <summary>check_host() [RFC 7208, 4]. Its depth is bounded by the terms that may ask the DNS.</summary>
    private SpfOutcome CheckHost(string domain, bool isTop)
    {
        if (!IsAskable(domain)) return new(AuthenticationStatus.None, domain, $"{domain} is no domain name");
        var answer = dns.Ask(domain, DnsType.Txt);
        if (answer.Outcome == DnsOutcome.Failed) return new(AuthenticationStatus.TempError, domain, $"the look-up of {domain} failed");
        string? text = null;
        foreach (var value in answer.Values)
        {
            if (!SpfRecord.IsRecord(value)) continue;
            if (text is not null) return new(AuthenticationStatus.PermError, domain, $"{domain} has several SPF records");
            text = value;
        }
        if (text is null) return new(AuthenticationStatus.None, domain, $"{domain} publishes no SPF record");
        var record = SpfRecord.Parse(text);
        if (record.Problem is { } problem) return new(AuthenticationStatus.PermError, domain, $"the record of {domain}: {problem}");
        foreach (var mechanism in record.Mechanisms)
        {
            if (mechanism.Kind is not (SpfKind.All or SpfKind.Ip4 or SpfKind.Ip6) && ++_terms > MaxTerms) return TooMany;
            var (isMatch, error) = Matches(mechanism, domain);
            if (error is not null) return error;
            if (!isMatch) continue;
            var explanation = isTop && mechanism.Qualifier == AuthenticationStatus.Fail && record.Explanation is { } exp ? Explain(exp, domain) : null;
            return new(mechanism.Qualifier, domain, $"{mechanism.Text} of {domain} matches", explanation);
        }
        if (record.Redirect is not { } redirect) return new(AuthenticationStatus.Neutral, domain, $"nothing in the record of {domain} matches");
        if (++_terms > MaxTerms) return TooMany;
        var target = Target(redirect, domain);
        var redirected = CheckHost(target, isTop);
        return redirected.Status == AuthenticationStatus.None ? new(AuthenticationStatus.PermError, domain, $"redirect={target} leads to no SPF record") : redirected;
    }

    private (bool IsMatch, SpfOutcome? Error) Matches(SpfMechanism mechanism, string domain)
    {
        switch (mechanism.Kind)
        {
            case SpfKind.All:
                return (true, null);
            case SpfKind.Ip4 or SpfKind.Ip6:
                return (IsWithin(mechanism.Network!, mechanism), null);
            case SpfKind.Include:
                var target = Target(mechanism.Domain!, domain);
                var included = CheckHost(target, isTop: false);
                return included.Status switch
                {
                    AuthenticationStatus.Pass => (true, null),
                    AuthenticationStatus.TempError or AuthenticationStatus.PermError => (false, included),
                    AuthenticationStatus.None => (false, new SpfOutcome(AuthenticationStatus.PermError, domain, $"include:{target} leads to no SPF record")),
                    _ => (false, null),
                };
            case SpfKind.A:
                return AnyAddress(Target(mechanism.Domain, domain), mechanism, countsVoid: true);
            case SpfKind.Mx:
                return AnyExchanger(Target(mechanism.Domain, domain), mechanism);
            case SpfKind.Ptr:
                var below = Target(mechanism.Domain, domain);
                if (ClientNames() is not { } names) return (false, TooVoid);
                foreach (var name in names)
                    if (DnsNames.IsAtOrBelow(name, below)) return (true, null);
                return (false, null);
            default:
                var asked = Target(mechanism.Domain, domain);
                var answer = dns.Ask(asked, DnsType.A);
                if (answer.Outcome == DnsOutcome.Failed) return (false, Failed(asked));
                return answer.Outcome == DnsOutcome.Found ? (true, null) : (false, Void());
        }
    }

    private (bool, SpfOutcome?) AnyAddress(string name, SpfMechanism mechanism, bool countsVoid)
    {
        var answer = dns.Ask(name, _client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa);
        if (answer.Outcome == DnsOutcome.Failed) return (false, Failed(name));
        if (answer.Outcome != DnsOutcome.Found) return (false, countsVoid ? Void() : null);
        foreach (var value in answer.Values)
            if (IPAddress.TryParse(value, out var address) && IsWithin(address, mechanism)) return (true, null);
        return (false, null);
    }

    private (bool, SpfOutcome?) AnyExchanger(string name, SpfMechanism mechanism)
    {
        var answer = dns.Ask(name, DnsType.Mx);
        if (answer.Outcome == DnsOutcome.Failed) return (false, Failed(name));
        if (answer.Outcome != DnsOutcome.Found) return (false, Void());
        if (answer.Values.Count > MaxNames) return (false, new SpfOutcome(AuthenticationStatus.PermError, name, $"{name} has more than 10 mail exchangers"));
        foreach (var exchanger in answer.Values)
        {
            if (exchanger.Length == 0) continue;
            var (isMatch, error) = AnyAddress(exchanger, mechanism, countsVoid: false);
            if (isMatch || error is not null) return (isMatch, error);
        }
        return (false, null);
    }

    /// <summary>Names of the client that lead back to it [RFC 7208, 5.5]; null when there were too many look-ups in vain.</summary>
    private IReadOnlyList<string>? ClientNames()
    {
        if (_clientNames is not null) return _clientNames;
        var names = new List<string>();
        var answer = dns.Ask(ReverseName(), DnsType.Ptr);
        if (answer.Outcome is DnsOutcome.NoData or DnsOutcome.NoName && Void() is not null) return null;
        foreach (var name in answer.Values.Take(MaxNames))
        {
            var forward = dns.Ask(name, _client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa);
            foreach (var value in forward.Values)
            {
                if (!IPAddress.TryParse(value, out var address) || !address.Equals(_client)) continue;
                names.Add(name.EndsWith('.') ? name[..^1] : name);
                break;
            }
        }
        return _clientNames = names;
    }

    private SpfOutcome? Void() => ++_void > MaxVoid ? TooVoid : null;

    private static SpfOutcome Failed(string name) => new(AuthenticationStatus.TempError, name, $"the look-up of {name} failed");

    private bool IsWithin(IPAddress network, SpfMechanism mechanism)
    {
        if (network.AddressFamily != _client.AddressFamily) return false;
        Span<byte> one = stackalloc byte[16], other = stackalloc byte[16];
        if (!network.TryWriteBytes(one, out var length) || !_client.TryWriteBytes(other, out _)) return false;
        var bits = length == 4 ? mechanism.Prefix4 : mechanism.Prefix6;
        var whole = bits / 8;
        if (!one[..whole].SequenceEqual(other[..whole])) return false;
        return bits % 8 == 0 || (one[whole] ^ other[whole]) >> (8 - bits % 8) == 0;
    }

    /// <summary>The domain that a mechanism or modifier names; whole labels go on the left if it is too long [RFC 7208, 7.3].</summary>
    private string Target(string? spec, string domain)
    {
        if (spec is null) return domain;
        var target = SpfMacro.Expand(spec, isExplanation: false, letter => ValueOf(letter, domain));
        if (target.EndsWith('.')) target = target[..^1];
        while (target.Length > DnsNames.MaxName && target.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0) target = target[(dot + 1)..];
        return target;
    }

    private string? Explain(string spec, string domain)
    {
        var answer = dns.Ask(Target(spec, domain), DnsType.Txt);
        if (answer.Values is not [var text] || text.Length == 0 || !System.Text.Ascii.IsValid(text) || !SpfMacro.IsMacroString(text, isExplanation: true)) return null;
        return SpfMacro.Expand(text, isExplanation: true, letter => ValueOf(letter, domain));
    }

    private string ValueOf(char letter, string domain) => letter switch
    {
        's' => $"{_local}@{_senderDomain}",
        'l' => _local,
        'o' => _senderDomain,
        'd' => domain,
        'i' => Dotted(),
        'p' => ValidatedName(domain),
        'v' => _client.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => _request.Helo,
        'c' => _client.ToString(),
        'r' => _request.Receiver ?? "unknown",
        _ => _request.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    private string ValidatedName(string domain)
    {
        var names = ClientNames() ?? [];
        return names.FirstOrDefault(name => name.Equals(domain, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(name => DnsNames.IsAtOrBelow(name, domain)) ?? (names.Count > 0 ? names[0] : "unknown");
    }

    private string Dotted() => _client.AddressFamily == AddressFamily.InterNetwork ? _client.ToString()
        : string.Join('.', Convert.ToHexString(_client.GetAddressBytes()).ToCharArray());

    private string ReverseName()
    {
        var parts = Dotted().Split('.');
        Array.Reverse(parts);
        return string.Join('.', parts) + (_client.AddressFamily == AddressFamily.InterNetwork ? ".in-addr.arpa" : ".ip6.arpa");
    }
}
