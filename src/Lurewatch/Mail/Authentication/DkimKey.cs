using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Lurewatch.Mail.Authentication;

/// <summary>A public key as the DNS holds it [RFC 6376, 3.6.1; RFC 8463].</summary>
internal sealed record DkimKey
{
    /// <summary>RFC 8301: shorter keys do not count.</summary>
    public const int MinBits = 1_024;
    private const int MaxModulus = 1_024, MaxExponent = 8;

    /// <summary>Why it cannot be used; null if it can.</summary>
    public string? Problem { get; init; }
    /// <summary>p= is empty: the key is withdrawn.</summary>
    public bool IsRevoked { get; init; }
    /// <summary>t=y: the domain only tries.</summary>
    public bool IsTest { get; init; }
    /// <summary>t=s: i= must be of the domain itself.</summary>
    public bool IsStrict { get; init; }
    public bool IsEd25519 { get; init; }
    /// <summary>h=; null allows any.</summary>
    public IReadOnlyList<string>? Hashes { get; init; }
    /// <summary>Size of an RSA key, 256 for Ed25519.</summary>
    public int Bits { get; init; }

    private byte[] Ed25519Key { get; init; } = [];
    private RSAParameters Rsa { get; init; }

    public static DkimKey Parse(string text)
    {
        var tags = TagList.Parse(text);
        var type = tags["k"] ?? "rsa";
        var flags = tags["t"]?.Split(':', StringSplitOptions.TrimEntries) ?? [];
        var key = new DkimKey
        {
            IsRevoked = tags["p"] is { Length: 0 },
            IsTest = flags.Contains("y"),
            IsStrict = flags.Contains("s"),
            IsEd25519 = type == "ed25519",
            Hashes = tags["h"]?.Split(':', StringSplitOptions.TrimEntries),
        };
        if (tags.Problem is { } problem) return key with { Problem = $"the key record has {problem}" };
        if (tags["v"] is { } version && (version != "DKIM1" || tags.First != "v")) return key with { Problem = $"v={version} is no key record" };
        if (tags["p"] is null) return key with { Problem = "p= is missing" };
        if (key.IsRevoked) return key with { Problem = "the key was withdrawn" };
        if (type is not ("rsa" or "ed25519")) return key with { Problem = $"k={type} is unknown" };
        if (tags["s"] is { } services && !services.Split(':', StringSplitOptions.TrimEntries).Any(static service => service is "*" or "email"))
            return key with { Problem = $"s={services} is not for mail" };
        if (TagList.Base64(tags["p"]) is not { } bytes) return key with { Problem = "p= is no key" };
        if (key.IsEd25519) return bytes.Length == 32 ? key with { Ed25519Key = bytes, Bits = 256 } : key with { Problem = "p= is no Ed25519 key" };
        return TryRsa(bytes, out var rsa) ? key with { Rsa = rsa, Bits = BitsOf(rsa.Modulus!) } : key with { Problem = "p= is no RSA key" };
    }

    /// <summary>True if the signature over the hash is this key's.</summary>
    public bool Verifies(byte[] hash, HashAlgorithmName algorithm, byte[] signature)
    {
        try
        {
            if (IsEd25519) return VerifiesEd25519(Ed25519Key, hash, signature);
            using var rsa = RSA.Create(Rsa);
            return rsa.VerifyHash(hash, signature, algorithm, RSASignaturePadding.Pkcs1);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>BouncyCastle is loaded for a mail that has such a signature, and for no other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool VerifiesEd25519(byte[] key, byte[] hash, byte[] signature) =>
        signature.Length == 64 && Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.Verify(signature, 0, key, 0, hash, 0, hash.Length);

    /// <summary>SubjectPublicKeyInfo, or the bare RSAPublicKey that old keys are. Sizes are bounded: the key is the sender's to choose, the time is ours.</summary>
    private static bool TryRsa(byte[] bytes, out RSAParameters key)
    {
        key = default;
        try
        {
            var reader = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
            if (reader.PeekTag() == Asn1Tag.Sequence)
            {
                if (reader.ReadSequence().ReadObjectIdentifier() != "1.2.840.113549.1.1.1") return false;
                reader = new AsnReader(reader.ReadBitString(out _), AsnEncodingRules.BER).ReadSequence();
            }
            var modulus = reader.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray();
            var exponent = reader.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray();
            if (modulus.Length is 0 or > MaxModulus || exponent.Length is 0 or > MaxExponent || (modulus[^1] & 1) == 0) return false;
            key = new RSAParameters { Modulus = modulus, Exponent = exponent };
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static int BitsOf(byte[] modulus) => modulus.Length * 8 - System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
}
