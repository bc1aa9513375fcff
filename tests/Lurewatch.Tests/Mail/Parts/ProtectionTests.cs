using System.Text;
using CsCheck;
using Lurewatch.Bytes;
using Lurewatch.Mail;
using Lurewatch.Mail.Parts.Smime;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Parts;

public sealed class ProtectionTests
{
    private const string Head = "From: Ann <ann@partner.example>\r\nTo: bob@ours.example\r\nSubject: S\r\nDate: Thu, 05 Feb 2026 10:00:00 +0000\r\nMessage-ID: <1@partner.example>\r\nMIME-Version: 1.0\r\n";
    private const string Inner = "Content-Type: text/plain\r\n\r\nThe signed words.\r\n";

    private static readonly Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair Keys = MakeKeys();
    private static readonly X509Certificate Certificate = Certify("ann@partner.example");
    private static readonly Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair RsaKeys = DotNetUtilities.GetRsaKeyPair(System.Security.Cryptography.RSA.Create(2048));
    private static readonly X509Certificate RsaCertificate = Certify("ann@partner.example", RsaKeys, "SHA256withRSA");

    private static Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair MakeKeys()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new Org.BouncyCastle.Crypto.Parameters.ECKeyGenerationParameters(Org.BouncyCastle.Asn1.Sec.SecObjectIdentifiers.SecP256r1, new SecureRandom()));
        return generator.GenerateKeyPair();
    }

    private static X509Certificate Certify(string email, Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair? keys = null, string algorithm = "SHA256withECDSA")
    {
        keys ??= Keys;
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(BigInteger.ValueOf(0x1234));
        generator.SetIssuerDN(new X509Name("CN=Made Up CA"));
        generator.SetSubjectDN(new X509Name("CN=Ann"));
        generator.SetNotBefore(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        generator.SetNotAfter(new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        generator.SetPublicKey(keys.Public);
        generator.AddExtension(X509Extensions.SubjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, email)));
        return generator.Generate(new Asn1SignatureFactory(algorithm, keys.Private));
    }

    private static byte[] Sign(byte[] content, bool enclose)
    {
        var generator = new CmsSignedDataGenerator();
        generator.AddSigner(Keys.Private, Certificate, CmsSignedGenerator.DigestSha256);
        generator.AddCertificates(CollectionUtilities.CreateStore([Certificate]));
        return generator.Generate(new CmsProcessableByteArray(content), enclose).GetEncoded();
    }

    private static byte[] SignRsa(string content, string algorithm, bool attributes)
    {
        var generator = new CmsSignedDataGenerator();
        generator.AddSignerInfoGenerator(new SignerInfoGeneratorBuilder().SetDirectSignature(!attributes).Build(new Asn1SignatureFactory(algorithm, RsaKeys.Private), RsaCertificate));
        generator.AddCertificates(CollectionUtilities.CreateStore([RsaCertificate]));
        return generator.Generate(new CmsProcessableByteArray(Encoding.ASCII.GetBytes(content)), false).GetEncoded();
    }

    private static bool? Verified(string content, byte[] cms) => Read.Text(Detached(content, cms)).Protections.Single().Signers.Single().Verified;

    private static string Part(byte[] cms, string type = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m") =>
        $"Content-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks)}\r\n";

    private static string Detached(string content, byte[] cms, string ends = "\r\n") => (Head + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n" + content + "\r\n--b\r\n"
        + Part(cms, "application/pkcs7-signature; name=smime.p7s") + "--b--\r\n").Replace("\r\n", ends, StringComparison.Ordinal);

    [Theory]
    [InlineData("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m")]
    [InlineData("application/x-pkcs7-mime; name=smime.p7m")]
    [InlineData("application/octet-stream; name=smime.p7m")]
    public void What_is_signed_around_its_content_is_opened_in_its_place(string type)
    {
        var mail = Read.Text(Head + Part(Sign(Encoding.ASCII.GetBytes(Inner), enclose: true), type));
        mail.Message.Body.CurrentThread.Text!.Trim().ShouldBe("The signed words.");
        mail.Files.ShouldBeEmpty();
        var protection = mail.Protections.Single();
        (protection.Format, protection.Kind, protection.Part).ShouldBe(("smime", ProtectionKind.Signed, "1"));
        var signer = protection.Signers.Single();
        (signer.Subject, signer.Issuer, signer.Serial, signer.Digest, signer.Verified).ShouldBe(("CN=Ann", "CN=Made Up CA", "1234", "SHA-256", true));
        signer.Emails.ShouldBe(["ann@partner.example"]);
        signer.NotAfter.ShouldBe(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        signer.SignedAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void A_signature_beside_its_content_fits_with_either_line_end(string ends)
    {
        var mail = Read.Text(Detached(Inner, Sign(Encoding.ASCII.GetBytes(Inner), enclose: false), ends));
        mail.Message.Body.CurrentThread.Text!.Trim().ShouldBe("The signed words.");
        mail.Protections.Single().Signers.Single().Verified.ShouldBe(true);
    }

    [Fact]
    public void A_signature_does_not_fit_changed_content() =>
        Read.Text(Detached(Inner.Replace("words", "swords", StringComparison.Ordinal), Sign(Encoding.ASCII.GetBytes(Inner), enclose: false))).Protections.Single().Signers.Single().Verified.ShouldBe(false);

    [Theory]
    [InlineData("SHA1withRSA", true)]
    [InlineData("SHA1withRSA", false)]
    [InlineData("SHA256withRSA", true)]
    [InlineData("SHA256withRSA", false)]
    [InlineData("SHA384withRSA", true)]
    [InlineData("SHA512withRSA", true)]
    [InlineData("SHA512withRSA", false)]
    [InlineData("SHA256withRSAandMGF1", true)]
    public void An_RSA_signature_fits_its_content_and_nothing_else(string algorithm, bool attributes)
    {
        var cms = SignRsa(Inner, algorithm, attributes);
        Verified(Inner, cms).ShouldBe(true);
        Verified(Inner.Replace("words", "swords", StringComparison.Ordinal), cms).ShouldBe(false);

        var signature = new CmsSignedData(cms).GetSignerInfos().GetSigners().Single().GetSignature();
        cms[cms.AsSpan().IndexOf(signature) + signature.Length / 2] ^= 1;
        Verified(Inner, cms).ShouldBe(false);
    }

    [Fact]
    public void An_RSA_signature_with_changed_attributes_does_not_fit()
    {
        var cms = SignRsa(Inner, "SHA256withRSA", attributes: true);
        var digest = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(Inner));
        var other = Inner.Replace("words", "swords", StringComparison.Ordinal);
        System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(other)).CopyTo(cms.AsSpan(cms.AsSpan().IndexOf(digest)));
        Verified(other, cms).ShouldBe(false);
    }

    [Fact]
    public void Signed_in_signed_is_opened_to_the_bottom_and_no_deeper_than_the_limit()
    {
        var entity = Inner;
        for (var i = 0; i < 3; i++) entity = Part(Sign(Encoding.ASCII.GetBytes(entity), enclose: true));
        var mail = Read.Text(Head + entity);
        mail.Message.Body.CurrentThread.Text!.Trim().ShouldBe("The signed words.");
        mail.Protections.Count.ShouldBe(3);
        MessageReader.Read(Encoding.ASCII.GetBytes(Head + entity), new AnalysisBudget(new AnalysisLimits { MimeDepth = 1 }, TimeProvider.System)).Protections.Count.ShouldBeLessThan(3);
    }

    [Fact]
    public void Encrypted_content_is_said_to_be_and_stays_a_file()
    {
        var generator = new CmsEnvelopedDataGenerator();
        generator.AddPasswordRecipient(new Pkcs5Scheme2Utf8PbeKey("x".ToCharArray(), "12345678"u8.ToArray(), 1000), CmsEnvelopedGenerator.Aes256Cbc);
        var cms = generator.Generate(new CmsProcessableByteArray(Encoding.ASCII.GetBytes(Inner)), new Org.BouncyCastle.Asn1.DerObjectIdentifier(CmsEnvelopedGenerator.Aes256Cbc)).GetEncoded();
        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.ASCII.GetBytes(Head + Part(cms, "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")));
        var protection = analysis.Protections.Single();
        (protection.Kind, protection.Algorithm, protection.Recipients).ShouldBe((ProtectionKind.Encrypted, "AES-256-CBC", 1));
        analysis.Artifacts[1].Unopened.ShouldBe("encrypted");
        analysis.Verdict.Unopened.ShouldBe(["/smime.p7m"]);
        analysis.Findings.Single(finding => finding.Kind.Id == "protection.encrypted").Reason.ShouldContain("AES-256-CBC");
    }

    [Fact]
    public void Compressed_content_is_opened()
    {
        var cms = new CmsCompressedDataGenerator().Generate(new CmsProcessableByteArray(Encoding.ASCII.GetBytes(Inner)), CmsCompressedDataGenerator.ZLib).GetEncoded();
        var mail = Read.Text(Head + Part(cms, "application/pkcs7-mime; smime-type=compressed-data"));
        mail.Message.Body.CurrentThread.Text!.Trim().ShouldBe("The signed words.");
        mail.Protections.Single().Kind.ShouldBe(ProtectionKind.Compressed);
    }

    [Fact]
    public void Compressed_content_that_unpacks_enormously_is_cut()
    {
        var cms = new CmsCompressedDataGenerator().Generate(new CmsProcessableByteArray(new byte[64 << 20]), CmsCompressedDataGenerator.ZLib).GetEncoded();
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        CmsReader.Compressed(cms, "1", budget).Content!.Length.ShouldBeLessThanOrEqualTo(1 << 20);
        budget.Exhausted.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_signer_who_is_not_the_sender_is_found_if_the_signature_fits()
    {
        string[] Findings(string mail) => [.. new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.ASCII.GetBytes(mail)).Findings.Select(finding => finding.Kind.Id)];
        var signed = Head + Part(Sign(Encoding.ASCII.GetBytes(Inner), enclose: true));
        Findings(signed).ShouldNotContain("protection.signer-differs");
        Findings(signed.Replace("ann@partner", "bert@partner", StringComparison.Ordinal)).ShouldContain("protection.signer-differs");
    }

    [Fact]
    public void Hostile_nesting_never_reaches_the_library()
    {
        BerShape.IsBounded([.. Enumerable.Repeat((byte)0x30, 200).SelectMany(b => new byte[] { b, 0x80 })], 48, 100_000).ShouldBeFalse();
        BerShape.IsBounded([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], 48, 1000).ShouldBeFalse();
        BerShape.IsBounded([0x30, 0x03, 0x02, 0x01, 0x05], 48, 1000).ShouldBeTrue();
        BerShape.IsBounded([0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00], 48, 1000).ShouldBeTrue();
        BerShape.IsBounded(Sign(Encoding.ASCII.GetBytes(Inner), enclose: true), 48, 10_000).ShouldBeTrue();
    }

    [Fact]
    public void Damaged_signatures_neither_throw_nor_hang()
    {
        var good = Sign(Encoding.ASCII.GetBytes(Inner), enclose: true);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, cut) =>
        {
            var bad = good.ToArray();
            bad[at] = value;
            var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
            CmsReader.Signed(bad, null, budget);
            CmsReader.Signed(good.AsMemory(0, cut), null, budget);
        }, iter: 300);
    }

    private const string Armour = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCgAdFiEEKb/0u80nYGGSLOCkcQev3wRLFx0FAmsGSDoACgkQcQev3wRL\nFx3ypgf/ToRhbcGiJ/way9W+3VCUouB5nILFYA84rpJTxgHofDeU8xrBwk2WzcXd\n-----END PGP SIGNATURE-----\n";

    [Fact]
    public void Of_a_signed_text_the_text_stays()
    {
        var mail = Read.Text("From: a@b.test\nSubject: S\n\nBefore.\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nThe words.\n- - dash\n" + Armour + "After.\n");
        mail.Message.Body.Plain!.Raw!.ShouldBe("Before.\nThe words.\n- dash\nAfter.\n");
        var protection = mail.Protections.Single();
        (protection.Format, protection.Kind, protection.Inline).ShouldBe(("pgp", ProtectionKind.Signed, true));
    }

    [Theory]
    [InlineData("MESSAGE", ProtectionKind.Encrypted)]
    [InlineData("PUBLIC KEY BLOCK", ProtectionKind.Keys)]
    public void An_armoured_block_is_noted_and_is_no_text(string what, ProtectionKind kind)
    {
        var mail = Read.Text($"From: a@b.test\nSubject: S\n\nBefore.\n-----BEGIN PGP {what}-----\nVersion: 1\n\nhQEMA0IMpZEaRAMqAQf/ToRhbcGiJ/way9W+3VCUouB5nILFYA84rpJTxgHofDeU\n=abcd\n-----END PGP {what}-----\nAfter.\n");
        mail.Message.Body.Plain!.Raw!.ShouldBe("Before.\nAfter.\n");
        mail.Protections.Single().Kind.ShouldBe(kind);
    }

    [Fact]
    public void Words_between_the_marks_are_words()
    {
        const string Text = "-----BEGIN PGP MESSAGE-----\n\nYour password expires today, click https://bad.test/\n-----END PGP MESSAGE-----\n";
        var mail = Read.Text("From: a@b.test\nSubject: S\n\n" + Text);
        mail.Message.Body.Plain!.Raw!.ShouldBe(Text);
        mail.Message.Body.Links.Count.ShouldBe(1);
    }

    [Fact]
    public void The_boundary_finds_what_was_signed()
    {
        Encoding.ASCII.GetString(SignedText.FirstPart("pre\r\n--b\r\nContent\r\n\r\nx --b y\r\n--b\r\nsig\r\n--b--\r\n"u8, "b"u8)).ShouldBe("Content\r\n\r\nx --b y");
        SignedText.FirstPart("--b\r\nonly one"u8, "b"u8).IsEmpty.ShouldBeTrue();
    }
}
