using System.IO.Compression;
using Lurewatch.Bytes;
using Lurewatch.Containers;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.X509;
using ContentInfo = Org.BouncyCastle.Asn1.Cms.ContentInfo;

namespace Lurewatch.Mail.Parts.Smime;

/// <summary>What a CMS message says.</summary>
/// <param name="Content">The content inside; null if there is none, or it is encrypted.</param>
internal sealed record CmsContent(byte[]? Content, IReadOnlyList<MailSigner> Signers)
{
    public string? Algorithm { get; init; }
    public int? Recipients { get; init; }
    public string? Problem { get; init; }
}

/// <summary>Cryptographic Message Syntax [RFC 5652], as far as no key is needed. The one place that touches BouncyCastle, which is loaded with this class and not before.</summary>
/// <remarks>BouncyCastle recurses over nested values and computes with whatever numbers a certificate holds: nesting, values and key sizes are bounded before it sees them.</remarks>
internal static class CmsReader
{
    private const int MaxDepth = 48;
    private const int MaxValues = 200_000;
    private const int MaxSigners = 8;
    private const int MaxCertificates = 64;
    private const int MaxRsaBits = 8192;
    private const int MaxDsaBits = 4096;
    private const int NameChars = 400;

    /// <summary>Reads a signature with the content it encloses, or, detached, with <paramref name="content"/>.</summary>
    public static CmsContent Signed(ReadOnlyMemory<byte> bytes, byte[]? content, AnalysisBudget budget)
    {
        if (!BerShape.IsBounded(bytes.Span, MaxDepth, MaxValues)) return new CmsContent(null, []) { Problem = "damaged, or nested beyond any use" };
        var signers = new List<MailSigner>();
        byte[]? inside = null;
        try
        {
            var data = content is null ? new CmsSignedData(bytes.ToArray()) : new CmsSignedData(new CmsProcessableByteArray(content), bytes.ToArray());
            if (content is null && data.SignedContent is { } enclosed)
            {
                using var copy = new MemoryStream();
                enclosed.Write(copy);
                inside = copy.ToArray();
            }
            string? problem = null;
            var certificates = data.GetCertificates();
            foreach (var signer in data.GetSignerInfos().GetSigners())
            {
                // A signature is some hundred thousand steps of arithmetic, and a digest over the content.
                if (signers.Count == MaxSigners || !budget.TryTakeSteps(200_000 + ((content ?? inside)?.Length ?? 0) / 16, "S/MIME signature"))
                {
                    problem = "more signers than are looked at";
                    break;
                }
                signers.Add(Signer(signer, certificates.EnumerateMatches(signer.SignerID).Take(MaxCertificates).FirstOrDefault(), content ?? inside, data.SignedContentType));
            }
            return new CmsContent(inside, signers) { Problem = problem };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new CmsContent(inside, signers) { Problem = error.Message };
        }
    }

    /// <summary>Whom a signature names that encloses something else than text: a program's [Authenticode]. Nothing is verified.</summary>
    public static IReadOnlyList<MailSigner> Named(ReadOnlyMemory<byte> bytes, AnalysisBudget budget)
    {
        var signers = new List<MailSigner>();
        if (!BerShape.IsBounded(bytes.Span, MaxDepth, MaxValues)) return signers;
        try
        {
            var data = new CmsSignedData(bytes.ToArray());
            var certificates = data.GetCertificates();
            foreach (var signer in data.GetSignerInfos().GetSigners())
            {
                if (signers.Count == MaxSigners || !budget.TryTakeSteps(10_000, "signature")) break;
                signers.Add(Signer(signer, certificates.EnumerateMatches(signer.SignerID).Take(MaxCertificates).FirstOrDefault(), content: null, data.SignedContentType));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // whom it named up to there
        }
        return signers;
    }

    /// <summary>Opens compressed data [RFC 3274].</summary>
    public static CmsContent Compressed(ReadOnlyMemory<byte> bytes, string number, AnalysisBudget budget)
    {
        if (!BerShape.IsBounded(bytes.Span, MaxDepth, MaxValues)) return new CmsContent(null, []) { Problem = "damaged, or nested beyond any use" };
        try
        {
            var data = CompressedData.GetInstance(ContentInfo.GetInstance(Asn1Object.FromByteArray(bytes.ToArray())).Content);
            var packed = Asn1OctetString.GetInstance(data.EncapContentInfo.Content).GetOctets();
            using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            var unpacked = BoundedUnpacking.Drain(zlib, 0, packed.Length, $"part {number}", budget);
            return new CmsContent(unpacked.Bytes.ToArray(), []) { Problem = unpacked.Limit ?? unpacked.Damage };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new CmsContent(null, []) { Problem = error.Message };
        }
    }

    /// <summary>What is said in the open about encrypted content.</summary>
    public static CmsContent Enveloped(ReadOnlyMemory<byte> bytes, CmsType type)
    {
        if (!BerShape.IsBounded(bytes.Span, MaxDepth, MaxValues)) return new CmsContent(null, []) { Problem = "damaged, or nested beyond any use" };
        try
        {
            var content = ContentInfo.GetInstance(Asn1Object.FromByteArray(bytes.ToArray())).Content;
            var (info, recipients) = type switch
            {
                CmsType.AuthEnveloped when AuthEnvelopedData.GetInstance(content) is { } data => (data.AuthEncryptedContentInfo, (int?)data.RecipientInfos.Count),
                CmsType.Enveloped when EnvelopedData.GetInstance(content) is { } data => (data.EncryptedContentInfo, data.RecipientInfos.Count),
                _ => (null, null),
            };
            return new CmsContent(null, []) { Algorithm = info is null ? null : Cipher(info.ContentEncryptionAlgorithm.Algorithm.Id), Recipients = recipients };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new CmsContent(null, []) { Problem = error.Message };
        }
    }

    private static MailSigner Signer(SignerInformation signer, X509Certificate? certificate, byte[]? content, DerObjectIdentifier contentType)
    {
        var read = new MailSigner { Digest = Digest(signer.DigestAlgorithmID.Algorithm.Id), SignedAt = SignedAt(signer) };
        if (certificate is null)
        {
            return read with
            {
                Issuer = signer.SignerID.Issuer is { } issuer ? Text(issuer.ToString()) : null,
                Serial = signer.SignerID.SerialNumber?.ToString(16),
            };
        }
        return read with
        {
            Subject = Text(certificate.SubjectDN.ToString()),
            Issuer = Text(certificate.IssuerDN.ToString()),
            Serial = certificate.SerialNumber.ToString(16),
            Emails = Emails(certificate),
            NotBefore = Moment(() => certificate.NotBefore),
            NotAfter = Moment(() => certificate.NotAfter),
            Verified = content is not null && IsComputable(certificate.SubjectPublicKeyInfo) ? Verify(signer, certificate, content, contentType) : null,
        };
    }

    private static bool? Verify(SignerInformation signer, X509Certificate certificate, byte[] content, DerObjectIdentifier contentType)
    {
        try
        {
            if (RsaVerifier.Knows(signer, certificate.SubjectPublicKeyInfo, contentType) is { } hash) return RsaVerifier.Verify(signer, certificate.SubjectPublicKeyInfo, content, hash);
            return signer.Verify(certificate.GetPublicKey());
        }
        catch (CmsException) when (IsOfOtherContent(signer))
        {
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The digest that was signed is not that of this content [RFC 5652, 5.6].</summary>
    private static bool IsOfOtherContent(SignerInformation signer)
    {
        try
        {
            return signer.SignedAttributes?[CmsAttributes.MessageDigest] is { AttrValues.Count: 1 } attribute
                && !Asn1OctetString.GetInstance(attribute.AttrValues[0]).GetOctets().AsSpan().SequenceEqual(signer.GetContentDigest());
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return false;   // it did not come to a digest
        }
    }

    /// <summary>Key sizes in use; nothing that only costs time, and no curve that the certificate makes up.</summary>
    private static bool IsComputable(SubjectPublicKeyInfo key)
    {
        var algorithm = key.Algorithm.Algorithm;
        if (algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption) || algorithm.Equals(PkcsObjectIdentifiers.IdRsassaPss))
        {
            var rsa = RsaPublicKeyStructure.GetInstance(key.ParsePublicKey());
            return rsa.Modulus.BitLength is > 256 and <= MaxRsaBits && rsa.PublicExponent.BitLength <= 64;
        }
        if (algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey)) return key.Algorithm.Parameters is DerObjectIdentifier;
        if (algorithm.Equals(X9ObjectIdentifiers.IdDsa)) return DsaParameter.GetInstance(key.Algorithm.Parameters) is { } dsa && dsa.P.BitLength <= MaxDsaBits && dsa.Q.BitLength <= 512;
        return algorithm.Id is "1.3.101.112" or "1.3.101.113";
    }

    private static List<string> Emails(X509Certificate certificate)
    {
        var emails = new List<string>();
        foreach (var value in certificate.SubjectDN.GetValueList(X509Name.EmailAddress)) Add(value?.ToString());
        if (certificate.GetExtensionValue(X509Extensions.SubjectAlternativeName)?.GetOctets() is { } names && BerShape.IsBounded(names, 12, 2000))
        {
            foreach (var name in GeneralNames.GetInstance(Asn1Object.FromByteArray(names)).GetNames())
                if (name.TagNo == GeneralName.Rfc822Name) Add(name.Name.ToString());
        }
        return emails;

        void Add(string? email)
        {
            if (email is { Length: > 2 and <= 320 } && emails.Count < 20 && !emails.Contains(email, StringComparer.OrdinalIgnoreCase)) emails.Add(email);
        }
    }

    private static DateTimeOffset? SignedAt(SignerInformation signer)
    {
        if (signer.SignedAttributes?[CmsAttributes.SigningTime] is not { } attribute || attribute.AttrValues.Count == 0) return null;
        return Moment(() => Org.BouncyCastle.Asn1.Cms.Time.GetInstance(attribute.AttrValues[0]).ToDateTime());
    }

    private static DateTimeOffset? Moment(Func<DateTime> read)
    {
        try
        {
            return new DateTimeOffset(DateTime.SpecifyKind(read(), DateTimeKind.Utc));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(string name) => name.Length > NameChars ? name[..NameChars] + "…" : name;

    private static string Digest(string id) => id switch
    {
        "1.2.840.113549.2.5" => "MD5",
        "1.3.14.3.2.26" => "SHA-1",
        "2.16.840.1.101.3.4.2.4" => "SHA-224",
        "2.16.840.1.101.3.4.2.1" => "SHA-256",
        "2.16.840.1.101.3.4.2.2" => "SHA-384",
        "2.16.840.1.101.3.4.2.3" => "SHA-512",
        "2.16.840.1.101.3.4.2.8" => "SHA3-256",
        "2.16.840.1.101.3.4.2.12" => "SHAKE256",
        _ => id,
    };

    private static string Cipher(string id) => id switch
    {
        "1.2.840.113549.3.7" => "3DES-CBC",
        "1.2.840.113549.3.2" => "RC2-CBC",
        "1.3.14.3.2.7" => "DES-CBC",
        "2.16.840.1.101.3.4.1.2" => "AES-128-CBC",
        "2.16.840.1.101.3.4.1.22" => "AES-192-CBC",
        "2.16.840.1.101.3.4.1.42" => "AES-256-CBC",
        "2.16.840.1.101.3.4.1.6" => "AES-128-GCM",
        "2.16.840.1.101.3.4.1.26" => "AES-192-GCM",
        "2.16.840.1.101.3.4.1.46" => "AES-256-GCM",
        _ => id,
    };
}
