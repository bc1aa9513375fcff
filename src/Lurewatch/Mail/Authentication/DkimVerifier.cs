using System.Buffers;
using System.Security.Cryptography;

namespace Lurewatch.Mail.Authentication;

/// <summary>What the body hash, which needs no key, says.</summary>
internal enum BodyState
{
    /// <summary>It was not computed.</summary>
    Unknown,
    /// <summary>The body is as it was signed.</summary>
    Intact,
    /// <summary>The body was changed after it was signed.</summary>
    Changed,
}

/// <summary>One signature's result.</summary>
/// <param name="Status">The result.</param>
/// <param name="Signature">As read.</param>
/// <param name="Reason">Why.</param>
internal sealed record DkimOutcome(AuthenticationStatus Status, DkimSignature Signature, string Reason)
{
    /// <summary>Index of the field.</summary>
    public int Field { get; init; }
    public BodyState Body { get; init; }
    /// <summary>Size of the key; 0 if none was looked at.</summary>
    public int KeyBits { get; init; }
    /// <summary>The key could not be had any more: nothing is known about the signature.</summary>
    public bool NoKey { get; init; }
    /// <summary>Bytes of the body that l= leaves unsigned.</summary>
    public long UnsignedBytes { get; init; }
    /// <summary>Fields that stand more often than they are signed, so that one was, or could be, put in: <c>from</c>, <c>subject</c>.</summary>
    public IReadOnlyList<string> UnsignedFields { get; init; } = [];
}

/// <summary>DKIM [RFC 6376, with 8301 and 8463] over the bytes of a mail. Without a resolver only what needs no key: form and body hash.</summary>
internal sealed class DkimVerifier(SignedMail mail, Lookups? dns, DateTimeOffset time)
{
    /// <summary>Signatures looked at; a hostile mail may carry thousands.</summary>
    public const int MaxSignatures = 10;
    private const int MaxKeys = 3;

    /// <summary>Fields that a reader sees, or that say how the body is to be read: a second one of these beside a signed one is a forgery.</summary>
    private static readonly string[] Seen = ["from", "subject", "to", "date", "reply-to", "content-type"];

    /// <summary>Each DKIM-Signature, topmost first.</summary>
    public List<DkimOutcome> Verify()
    {
        var outcomes = new List<DkimOutcome>();
        foreach (var field in mail.Named("dkim-signature"))
        {
            if (outcomes.Count == MaxSignatures) break;
            outcomes.Add(Verify(field, DkimSignature.Parse(mail.Value(field))));
        }
        return outcomes;
    }

    /// <summary>One signature.</summary>
    public DkimOutcome Verify(int field, DkimSignature signature)
    {
        if (signature.Problem is { } problem) return new DkimOutcome(AuthenticationStatus.PermError, signature, problem) { Field = field };
        var (hash, total) = mail.BodyHash(signature.RelaxedBody, signature.Hash, signature.Length);
        var outcome = new DkimOutcome(AuthenticationStatus.Neutral, signature, "not looked up")
        {
            Field = field,
            Body = hash is null ? BodyState.Unknown : hash.AsSpan().SequenceEqual(signature.BodyHash) ? BodyState.Intact : BodyState.Changed,
            UnsignedBytes = signature.Length is { } length && length < total ? total - length : 0,
            UnsignedFields = UnsignedFields(signature),
        };
        if (signature.Length > total) return outcome with { Status = AuthenticationStatus.PermError, Reason = $"l={signature.Length} is more than the body holds", Body = BodyState.Changed };
        if (outcome.Body == BodyState.Changed) return outcome with { Status = AuthenticationStatus.Fail, Reason = "the body was changed after it was signed" };
        if (hash is null) return outcome with { Status = AuthenticationStatus.TempError, Reason = "the body was too long to be hashed" };
        if (signature.Expires is { } until && until < time.ToUnixTimeSeconds())
            return outcome with { Status = AuthenticationStatus.Policy, Reason = $"it expired {DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(until, 0, 253_402_300_799)):yyyy-MM-dd}" };
        return dns is null ? outcome : WithKey(outcome, dns);
    }

    private DkimOutcome WithKey(DkimOutcome outcome, Lookups dns)
    {
        var signature = outcome.Signature;
        var name = $"{signature.Selector}._domainkey.{signature.Domain}";
        var answer = dns.Ask(name, DnsType.Txt);
        if (answer.Outcome == DnsOutcome.Failed) return outcome with { Status = AuthenticationStatus.TempError, Reason = $"the look-up of {name} failed", NoKey = true };
        if (answer.Outcome != DnsOutcome.Found) return outcome with { Status = AuthenticationStatus.PermError, Reason = $"no key at {name}", NoKey = true };
        DkimOutcome? worst = null;
        foreach (var text in answer.Values.Take(MaxKeys))
        {
            var result = With(outcome, DkimKey.Parse(text));
            if (result.Status is AuthenticationStatus.Pass or AuthenticationStatus.Policy) return result;
            worst = worst is null || result.Status == AuthenticationStatus.Fail ? result : worst;
        }
        return worst!;
    }

    private DkimOutcome With(DkimOutcome outcome, DkimKey key)
    {
        var signature = outcome.Signature;
        outcome = outcome with { KeyBits = key.Bits };
        if (key.Problem is { } problem) return outcome with { Status = AuthenticationStatus.PermError, Reason = problem, NoKey = key.IsRevoked };
        if (key.IsEd25519 != signature.IsEd25519) return outcome with { Status = AuthenticationStatus.PermError, Reason = $"the key is not for a={signature.Algorithm}" };
        if (key.Hashes is { } hashes && !hashes.Contains(signature.IsSha1 ? "sha1" : "sha256")) return outcome with { Status = AuthenticationStatus.PermError, Reason = "the key does not allow this hash" };
        if (key.IsStrict && signature.Identity is { } identity && DnsNames.Normal(identity[(identity.LastIndexOf('@') + 1)..]) != signature.Domain)
            return outcome with { Status = AuthenticationStatus.PermError, Reason = $"the key is for {signature.Domain} alone, not for i={identity}" };
        if (!key.Verifies(HeaderHash(outcome.Field, signature), signature.Hash, signature.Value))
        {
            return key.IsTest ? outcome with { Status = AuthenticationStatus.Neutral, Reason = "the signature does not fit the header; the domain only tests" }
                : outcome with { Status = AuthenticationStatus.Fail, Reason = "the signature does not fit the header" };
        }
        if (!key.IsEd25519 && key.Bits < DkimKey.MinBits) return outcome with { Status = AuthenticationStatus.Policy, Reason = $"it fits, but the key has only {key.Bits} bits" };
        if (signature.IsSha1) return outcome with { Status = AuthenticationStatus.Policy, Reason = "it fits, but rsa-sha1 no longer counts" };
        return outcome with { Status = AuthenticationStatus.Pass, Reason = key.IsTest ? "it fits; the domain only tests" : "it fits" };
    }

    /// <summary>Hash over the fields that h= lists, each name from the bottom up, and the signature field itself [RFC 6376, 3.7, 5.4.2].</summary>
    private byte[] HeaderHash(int field, DkimSignature signature)
    {
        var header = new ArrayBufferWriter<byte>(4_096);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in signature.Headers)
        {
            var fields = mail.Named(name);
            var left = next.TryGetValue(name, out var known) ? known : fields.Count;
            // A name listed more often than it stands signs that there is no further one.
            if (left > 0 && fields[left - 1] == field) left--;
            if (left == 0) { next[name] = 0; continue; }
            next[name] = --left;
            HeaderCanonicalizer.Write(mail.Field(fields[left]), mail.Name(fields[left]).Length, signature.RelaxedHeader, header);
        }
        HeaderCanonicalizer.WriteSignature(mail.Field(field), mail.Name(field).Length, signature.RelaxedHeader, header);
        return signature.IsSha1 ? SHA1.HashData(header.WrittenSpan) : SHA256.HashData(header.WrittenSpan);
    }

    private List<string> UnsignedFields(DkimSignature signature)
    {
        var unsigned = new List<string>();
        foreach (var name in Seen)
        {
            var signed = 0;
            foreach (var listed in signature.Headers)
                if (listed == name) signed++;
            if (signed > 0 && mail.Named(name).Count > signed) unsigned.Add(name);
        }
        return unsigned;
    }
}
