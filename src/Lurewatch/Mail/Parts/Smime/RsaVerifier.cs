using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;

namespace Lurewatch.Mail.Parts.Smime;

/// <summary>RSA signatures of CMS [RFC 5652, 5.6; RFC 8017, 8.2] by the platform: BouncyCastle looks first whether the modulus is composite, which costs forty milliseconds a certificate.</summary>
internal static class RsaVerifier
{
    /// <summary>The digest, if this is a plain PKCS #1 v1.5 signature whose attributes name the content's type; null leaves it to BouncyCastle.</summary>
    public static HashAlgorithmName? Knows(SignerInformation signer, SubjectPublicKeyInfo key, DerObjectIdentifier contentType)
    {
        if (!key.Algorithm.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption)) return null;
        if (signer.SignedAttributes is { } attributes && !(Only(attributes, CmsAttributes.ContentType)?.Equals(contentType) ?? false)) return null;
        HashAlgorithmName? hash = signer.DigestAlgorithmID.Algorithm.Id switch
        {
            "1.3.14.3.2.26" => HashAlgorithmName.SHA1,
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
        var algorithm = signer.SignatureAlgorithm.Algorithm.Id;
        return algorithm == PkcsObjectIdentifiers.RsaEncryption.Id || algorithm == WithRsa(hash) ? hash : null;
    }

    /// <summary>Whether the digest is that of the content, and the signature that of the attributes or, without them, of the content.</summary>
    public static bool Verify(SignerInformation signer, SubjectPublicKeyInfo key, byte[] content, HashAlgorithmName hash)
    {
        var signed = content;
        if (signer.SignedAttributes is { } attributes)
        {
            if (Only(attributes, CmsAttributes.MessageDigest) is not Asn1OctetString digest
                || !digest.GetOctets().AsSpan().SequenceEqual(CryptographicOperations.HashData(hash, content))) return false;
            signed = signer.GetEncodedSignedAttributes();
        }
        var numbers = RsaPublicKeyStructure.GetInstance(key.ParsePublicKey());
        using var rsa = RSA.Create(new RSAParameters { Modulus = numbers.Modulus.ToByteArrayUnsigned(), Exponent = numbers.PublicExponent.ToByteArrayUnsigned() });
        return rsa.VerifyData(signed, signer.GetSignature(), hash, RSASignaturePadding.Pkcs1);
    }

    /// <summary>An attribute's one value; null if it has none or several.</summary>
    private static Asn1Encodable? Only(Org.BouncyCastle.Asn1.Cms.AttributeTable attributes, DerObjectIdentifier type) =>
        attributes.GetAll(type) is { Count: 1 } && attributes[type].AttrValues is { Count: 1 } values ? values[0] : null;

    private static string? WithRsa(HashAlgorithmName? hash) => hash?.Name switch
    {
        "SHA1" => PkcsObjectIdentifiers.Sha1WithRsaEncryption.Id,
        "SHA256" => PkcsObjectIdentifiers.Sha256WithRsaEncryption.Id,
        "SHA384" => PkcsObjectIdentifiers.Sha384WithRsaEncryption.Id,
        "SHA512" => PkcsObjectIdentifiers.Sha512WithRsaEncryption.Id,
        _ => null,
    };
}
