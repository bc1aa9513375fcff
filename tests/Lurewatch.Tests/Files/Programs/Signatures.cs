using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;

namespace Lurewatch.Tests.Files.Programs;

/// <summary>PKCS #7 messages that name a signer, as programs and remote desktop files carry them.</summary>
internal static class Signatures
{
    public static byte[] Of(string commonName)
    {
        var pair = new ECKeyPairGenerator();
        pair.Init(new ECKeyGenerationParameters(Org.BouncyCastle.Asn1.Sec.SecObjectIdentifiers.SecP256r1, new SecureRandom()));
        var keys = pair.GenerateKeyPair();
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(BigInteger.ValueOf(0x77));
        certificate.SetIssuerDN(new X509Name("CN=Made Up CA"));
        certificate.SetSubjectDN(new X509Name("CN=" + commonName));
        certificate.SetNotBefore(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        certificate.SetNotAfter(new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        certificate.SetPublicKey(keys.Public);
        var signed = certificate.Generate(new Asn1SignatureFactory("SHA256withECDSA", keys.Private));
        var message = new CmsSignedDataGenerator();
        message.AddSigner(keys.Private, signed, CmsSignedGenerator.DigestSha256);
        message.AddCertificates(CollectionUtilities.CreateStore([signed]));
        return message.Generate(new CmsProcessableByteArray("digest"u8.ToArray()), true).GetEncoded("DER");
    }
}
