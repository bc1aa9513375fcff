using System.Buffers;
using System.Security.Cryptography;

namespace Lurewatch.Mail.Authentication;

/// <summary>One intermediary's set.</summary>
/// <param name="Instance">Its place in the chain, from 1.</param>
/// <param name="Sealer">d= of its seal.</param>
/// <param name="Results">What it says of the mail it received: foreign text.</param>
internal sealed record ArcSet(int Instance, string? Sealer, string? Results);

/// <summary>The chain's state.</summary>
/// <param name="Status">None without a set, pass, fail; neutral when the keys were not looked up, temperror when that failed.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sets">The sets that could be read, oldest first.</param>
internal sealed record ArcOutcome(AuthenticationStatus Status, string Reason, IReadOnlyList<ArcSet> Sets)
{
    /// <summary>What is wrong needs no key to be seen.</summary>
    public bool IsMalformed { get; init; }
    /// <summary>The oldest set whose message signature still holds, if that was looked at: changed since by those after it.</summary>
    public int OldestIntact { get; init; }
}

/// <summary>Authenticated Received Chain [RFC 8617, 5.2]: what intermediaries say they saw, sealed. It proves who says so, not that it is true.</summary>
internal sealed class ArcValidator(SignedMail mail, Lookups? dns, DateTimeOffset time)
{
    private const int MaxSets = 50;

    private sealed class Set
    {
        public int Results = -1, Signature = -1, Seal = -1;
        public TagList? SealTags;
        public string? AuthenticationResults;
    }

    private readonly List<ArcSet> _known = [];

    public ArcOutcome Validate()
    {
        var results = mail.Named("arc-authentication-results");
        var signatures = mail.Named("arc-message-signature");
        var seals = mail.Named("arc-seal");
        if (results.Count + signatures.Count + seals.Count == 0) return new ArcOutcome(AuthenticationStatus.None, "no ARC set", []);
        if (Math.Max(results.Count, Math.Max(signatures.Count, seals.Count)) > MaxSets) return Malformed("more than 50 sets");
        var sets = new SortedDictionary<int, Set>();
        foreach (var field in seals)
        {
            var tags = TagList.Parse(mail.Value(field) ?? ";;");
            if (SetOf(sets, tags["i"]) is not { } set) return Malformed("an ARC-Seal without a proper i=");
            if (set.Seal >= 0) return Malformed($"two ARC-Seal fields with i={tags["i"]}");
            set.Seal = field;
            set.SealTags = tags;
        }
        foreach (var field in signatures)
        {
            var i = TagList.Parse(mail.Value(field) ?? ";;")["i"];
            if (SetOf(sets, i) is not { } set) return Malformed("an ARC-Message-Signature without a proper i=");
            if (set.Signature >= 0) return Malformed($"two ARC-Message-Signature fields with i={i}");
            set.Signature = field;
        }
        foreach (var field in results)
        {
            var (i, text) = Instance(mail.Value(field));
            if (SetOf(sets, i) is not { } set) return Malformed("ARC-Authentication-Results without a proper i=");
            if (set.Results >= 0) return Malformed($"two ARC-Authentication-Results fields with i={i}");
            set.Results = field;
            set.AuthenticationResults = text;
        }
        foreach (var (i, set) in sets) _known.Add(new ArcSet(i, DnsNames.Normal(set.SealTags?["d"]), set.AuthenticationResults));
        var expected = 1;
        foreach (var (i, set) in sets)
        {
            if (i != expected++) return Malformed($"set {expected - 1} is missing");
            if (set.Seal < 0 || set.Signature < 0 || set.Results < 0) return Malformed($"set {i} is incomplete");
            if (SealProblem(set.SealTags!) is { } problem) return Malformed($"ARC-Seal {i}: {problem}");
            var cv = set.SealTags!["cv"];
            if (cv == "fail") return new ArcOutcome(AuthenticationStatus.Fail, $"set {i} already found the chain broken", _known);
            if (cv != (i == 1 ? "none" : "pass")) return Malformed($"ARC-Seal {i} says cv={cv}");
        }
        return Verify([.. sets.Values]);
    }

    private ArcOutcome Verify(Set[] sets)
    {
        var verifier = new DkimVerifier(mail, dns, time);
        var newest = sets[^1];
        var message = verifier.Verify(newest.Signature, DkimSignature.Parse(mail.Value(newest.Signature), isArc: true));
        if (message.Signature.Problem is { } problem) return Malformed($"ARC-Message-Signature {sets.Length}: {problem}");
        if (message.Status is AuthenticationStatus.TempError) return new ArcOutcome(AuthenticationStatus.TempError, message.Reason, _known);
        if (message.Status is AuthenticationStatus.Neutral && dns is null) return new ArcOutcome(AuthenticationStatus.Neutral, "the keys were not looked up", _known);
        if (message.Status != AuthenticationStatus.Pass) return new ArcOutcome(AuthenticationStatus.Fail, $"ARC-Message-Signature {sets.Length}: {message.Reason}", _known);
        for (var i = sets.Length; i >= 1; i--)
        {
            var (status, reason) = VerifySeal(sets, i);
            if (status != AuthenticationStatus.Pass) return new ArcOutcome(status, $"ARC-Seal {i}: {reason}", _known);
        }
        var oldest = sets.Length;
        while (oldest > 1 && verifier.Verify(sets[oldest - 2].Signature, DkimSignature.Parse(mail.Value(sets[oldest - 2].Signature), isArc: true)).Status == AuthenticationStatus.Pass) oldest--;
        return new ArcOutcome(AuthenticationStatus.Pass, $"{sets.Length} of {sets.Length} seals fit", _known) { OldestIntact = oldest };
    }

    /// <summary>A seal signs all sets up to its own, always relaxed, in the order results, signature, seal.</summary>
    private (AuthenticationStatus Status, string Reason) VerifySeal(Set[] sets, int instance)
    {
        var tags = sets[instance - 1].SealTags!;
        var name = $"{DnsNames.Normal(tags["s"])}._domainkey.{DnsNames.Normal(tags["d"])}";
        var answer = dns!.Ask(name, DnsType.Txt);
        if (answer.Outcome == DnsOutcome.Failed) return (AuthenticationStatus.TempError, $"the look-up of {name} failed");
        if (answer.Outcome != DnsOutcome.Found) return (AuthenticationStatus.Fail, $"no key at {name}");
        var key = DkimKey.Parse(answer.Values[0]);
        if (key.Problem is { } problem) return (AuthenticationStatus.Fail, problem);
        if (key.IsEd25519 != (tags["a"] == "ed25519-sha256")) return (AuthenticationStatus.Fail, $"the key is not for a={tags["a"]}");
        if (!key.IsEd25519 && key.Bits < DkimKey.MinBits) return (AuthenticationStatus.Fail, $"the key has only {key.Bits} bits");
        var header = new ArrayBufferWriter<byte>(8_192);
        for (var i = 0; i < instance; i++)
        {
            Write(sets[i].Results, header);
            Write(sets[i].Signature, header);
            if (i < instance - 1) Write(sets[i].Seal, header);
        }
        var seal = sets[instance - 1].Seal;
        HeaderCanonicalizer.WriteSignature(mail.Field(seal), mail.Name(seal).Length, relaxed: true, header);
        return key.Verifies(SHA256.HashData(header.WrittenSpan), HashAlgorithmName.SHA256, TagList.Base64(tags["b"])!)
            ? (AuthenticationStatus.Pass, "it fits") : (AuthenticationStatus.Fail, "it does not fit the sets");
    }

    private void Write(int field, ArrayBufferWriter<byte> to) => HeaderCanonicalizer.Write(mail.Field(field), mail.Name(field).Length, relaxed: true, to);

    private static string? SealProblem(TagList tags)
    {
        if (tags.Problem is { } problem) return problem;
        foreach (var name in (ReadOnlySpan<string>)["a", "b", "cv", "d", "s"])
            if (tags[name] is not { Length: > 0 }) return $"{name}= is missing";
        if (tags["a"] is not ("rsa-sha256" or "ed25519-sha256")) return $"a={tags["a"]} is unknown";
        if (tags["h"] is not null || tags["bh"] is not null) return "h= does not belong there";
        if (tags["t"] is { } time && TagList.Number(time) is null) return $"t={time} is no number";
        if (DnsNames.Normal(tags["d"]) is not { } domain || !DnsNames.IsDomain(domain)) return $"d={tags["d"]} is no domain";
        if (DnsNames.Normal(tags["s"]) is null) return $"s={tags["s"]} is no selector";
        return TagList.Base64(tags["b"]) is null ? "b= is no signature" : null;
    }

    private static Set? SetOf(SortedDictionary<int, Set> sets, string? instance)
    {
        if (instance is not { Length: 1 or 2 } || TagList.Number(instance) is not (>= 1 and <= MaxSets and var number) || instance[0] == '0') return null;
        if (!sets.TryGetValue((int)number, out var set)) sets.Add((int)number, set = new Set());
        return set;
    }

    /// <summary>i= stands first, then what Authentication-Results would hold [RFC 8617, 4.1.1].</summary>
    private static (string? Instance, string? Text) Instance(string? value)
    {
        if (value is null) return (null, null);
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        if (semicolon < 0) return (null, null);
        var tag = value.AsSpan(0, semicolon).Trim(" \t\r\n");
        var equals = tag.IndexOf('=');
        return equals > 0 && tag[..equals].TrimEnd(" \t\r\n") is "i"
            ? (tag[(equals + 1)..].TrimStart(" \t\r\n").ToString(), value[(semicolon + 1)..].Trim()) : (null, null);
    }

    private ArcOutcome Malformed(string reason) => new(AuthenticationStatus.Fail, reason, _known) { IsMalformed = true };
}
