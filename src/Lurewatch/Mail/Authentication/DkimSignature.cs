using System.Security.Cryptography;

namespace Lurewatch.Mail.Authentication;

/// <summary>A DKIM-Signature [RFC 6376, 3.5] or ARC-Message-Signature [RFC 8617, 4.1.2], read.</summary>
internal sealed record DkimSignature
{
    /// <summary>Names that h= may list: far more than any mail has fields.</summary>
    private const int MaxNames = 1_000;

    /// <summary>Why it cannot be used; null if it can.</summary>
    public string? Problem { get; init; }
    /// <summary>d=, in A-label form, lower case.</summary>
    public string? Domain { get; init; }
    /// <summary>s=.</summary>
    public string? Selector { get; init; }
    /// <summary>a= as written.</summary>
    public string? Algorithm { get; init; }
    /// <summary>i=, or its default; in ARC i= is the instance.</summary>
    public string? Identity { get; init; }
    public bool IsEd25519 { get; init; }
    public bool IsSha1 { get; init; }
    public bool RelaxedHeader { get; init; }
    public bool RelaxedBody { get; init; }
    /// <summary>h=, lower case.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
    /// <summary>bh=.</summary>
    public byte[] BodyHash { get; init; } = [];
    /// <summary>b=.</summary>
    public byte[] Value { get; init; } = [];
    /// <summary>l=.</summary>
    public long? Length { get; init; }
    /// <summary>t=.</summary>
    public long? Time { get; init; }
    /// <summary>x=.</summary>
    public long? Expires { get; init; }

    public HashAlgorithmName Hash => IsSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    /// <summary>Reads the value of a field.</summary>
    /// <param name="value">Folded as it stands; null if it was too long.</param>
    /// <param name="isArc">An ARC-Message-Signature: no version, no identity, From need not be signed.</param>
    public static DkimSignature Parse(string? value, bool isArc = false)
    {
        if (value is null) return new DkimSignature { Problem = "too long" };
        var tags = TagList.Parse(value);
        var signature = new DkimSignature
        {
            Domain = DnsNames.Normal(tags["d"]),
            Selector = DnsNames.Normal(tags["s"]),
            Algorithm = tags["a"],
            Length = TagList.Number(tags["l"]),
            Time = TagList.Number(tags["t"]),
            Expires = TagList.Number(tags["x"]),
            BodyHash = TagList.Base64(tags["bh"]) ?? [],
            Value = TagList.Base64(tags["b"]) ?? [],
            IsEd25519 = tags["a"] is "ed25519-sha256",
            IsSha1 = tags["a"] is "rsa-sha1",
        };
        var names = tags["h"] is { } listed ? Names(listed, isArc) : null;
        var canonicalization = Canonicalization(tags["c"], isArc);
        signature = signature with
        {
            Headers = names ?? [],
            RelaxedHeader = canonicalization?.Header ?? false,
            RelaxedBody = canonicalization?.Body ?? false,
            Identity = (isArc ? null : tags["i"]) ?? (signature.Domain is null ? null : "@" + signature.Domain),
        };
        var problem = tags.Problem ?? Missing(tags, isArc) ?? Wrong(signature, tags, isArc)
            ?? (canonicalization is null ? $"c={tags["c"]} is unknown" : null)
            ?? (names is null ? "h= is no list of field names" : null)
            ?? (!isArc && !signature.Headers.Contains("from") ? "From is not signed" : null)
            ?? (isArc && signature.Headers.Contains("arc-seal") ? "h= holds ARC-Seal" : null);
        return signature with { Problem = problem };
    }

    private static string? Missing(TagList tags, bool isArc)
    {
        foreach (var name in (ReadOnlySpan<string>)["a", "b", "bh", "d", "h", "s"])
            if (tags[name] is null) return $"{name}= is missing";
        if (isArc) return tags["v"] is not null ? "v= does not belong in ARC" : null;
        return tags["v"] is null ? "v= is missing" : tags["v"] != "1" ? $"v={tags["v"]} is unknown" : null;
    }

    private static string? Wrong(DkimSignature signature, TagList tags, bool isArc)
    {
        if (signature.Algorithm is not ("rsa-sha256" or "rsa-sha1" or "ed25519-sha256")) return $"a={signature.Algorithm} is unknown";
        if (isArc && signature.IsSha1) return "a=rsa-sha1 does not count in ARC";
        if (signature.Domain is null || !DnsNames.IsDomain(signature.Domain)) return $"d={tags["d"]} is no domain";
        if (signature.Selector is null) return $"s={tags["s"]} is no selector";
        if (signature.BodyHash.Length != (signature.IsSha1 ? 20 : 32)) return "bh= is no hash";
        if (signature.Value.Length == 0) return "b= is no signature";
        foreach (var name in (ReadOnlySpan<string>)["l", "t", "x"])
            if (tags[name] is { } value && TagList.Number(value) is null) return $"{name}={value} is no number";
        if (signature is { Time: { } signed, Expires: { } until } && until <= signed) return "x= lies before t=";
        if (tags["q"] is { } queries && !queries.Split(':').Any(static query => query.Trim() is "dns/txt" or "dns")) return $"q={queries} is unknown";
        if (!isArc && tags["i"] is { } identity)
        {
            var domain = DnsNames.Normal(identity[(identity.LastIndexOf('@') + 1)..]);
            if (domain is null || !DnsNames.IsAtOrBelow(domain, signature.Domain)) return $"i={identity} is not of {signature.Domain}";
        }
        return null;
    }

    /// <summary>Field names between colons; null if one is none.</summary>
    private static List<string>? Names(string value, bool isArc)
    {
        var names = new List<string>();
        var text = value.AsSpan();
        foreach (var range in text.Split(':'))
        {
            var name = text[range].Trim(" \t\r\n");
            if (name.IsEmpty)
            {
                if (isArc) continue;
                return null;
            }
            if (names.Count == MaxNames || name.ContainsAnyExceptInRange('!', '~')) return null;
            names.Add(name.ToString().ToLowerInvariant());
        }
        return names.Count == 0 && !isArc ? null : names;
    }

    /// <summary>simple/simple without a word; the ARC suite wants relaxed/relaxed there.</summary>
    private static (bool Header, bool Body)? Canonicalization(string? value, bool isArc)
    {
        if (value is null) return (isArc, isArc);
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var header = slash < 0 ? value : value[..slash];
        var body = slash < 0 ? "simple" : value[(slash + 1)..];
        if (header is not ("simple" or "relaxed") || body is not ("simple" or "relaxed")) return null;
        return (header == "relaxed", body == "relaxed");
    }
}
