using System.Security.Cryptography;
using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Office.Encryption;

public sealed class OfficeDecryptionTests
{
    private static readonly byte[] s_package = MacroDocument.Docm([("ThisDocument", "Private Sub Document_Open()\r\n  MsgBox \"http://kern.example/a\"\r\nEnd Sub\r\n")]);

    private static readonly (ushort, byte[])[] s_workbook =
    [
        (0x0809, [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (0x0085, [0, 0, 0, 0, 2, 1, 5, 0, .. "Makro"u8]),
        (0x00FF, new byte[3000]),
        (0x000A, []),
    ];

    private static Analysis Scan(byte[] file, string name, params string[] passwords) =>
        new MailScanner(new ScanOptions { Strict = true, Passwords = passwords }).Scan(file, name);

    [Theory]
    [InlineData("SHA1", 128)]
    [InlineData("SHA256", 192)]
    [InlineData("SHA384", 256)]
    [InlineData("SHA512", 256)]
    public void A_package_under_agile_encryption_is_opened_to_its_macro(string hash, int keyBits)
    {
        var analysis = Scan(OfficeEncryptor.Agile(s_package, "Rechnung 7", new HashAlgorithmName(hash), keyBits, spins: 1000), "Rechnung.docx", "falsch", "Rechnung 7");
        analysis.Artifacts.Single(file => file.Origin == "decrypted").Bytes.ToArray().ShouldBe(s_package);
        analysis.Artifacts.ShouldContain(file => file.Type == FileType.Vba);
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        facts.Encryption.ShouldBe("ecma376-agile");
        facts.Password.ShouldBe("Rechnung 7");
    }

    [Fact]
    public void A_package_under_standard_encryption_is_opened()
    {
        var analysis = Scan(OfficeEncryptor.Standard(s_package, "gänsehaut"), "a.docx", "gänsehaut");
        analysis.Artifacts.Single(file => file.Origin == "decrypted").Bytes.ToArray().ShouldBe(s_package);
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().Encryption.ShouldBe("ecma376-standard");
    }

    [Fact]
    public void A_workbook_under_Excel_s_silent_password_shows_its_macro_sheet()
    {
        var analysis = Scan(OfficeEncryptor.Xls(s_workbook, "VelvetSweatshop"), "a.xls");
        var outer = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        (outer.Encrypted, outer.Encryption, outer.PasswordSource).ShouldBe((true, "rc4-cryptoapi", "usual"));
        var inner = analysis.Artifacts.Single(file => file.Origin == "decrypted").Facts.ShouldBeOfType<OfficeFacts>();
        inner.Encrypted.ShouldBeFalse();
        inner.MacroSheets.ShouldHaveSingleItem().Name.ShouldBe("Makro");
    }

    [Fact]
    public void Without_the_password_it_is_said_to_be_unopened_and_how_many_were_tried()
    {
        var analysis = Scan(OfficeEncryptor.Agile(s_package, "unbekannt", HashAlgorithmName.SHA512, 256, spins: 10), "a.docx", "eins", "zwei");
        analysis.Artifacts.ShouldHaveSingleItem().Unopened.ShouldBe("encrypted");
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().PasswordsTried.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void The_password_in_the_mail_opens_the_attachment_and_is_a_finding()
    {
        var file = OfficeEncryptor.Agile(s_package, "4711", HashAlgorithmName.SHA512, 256, spins: 1000);
        var mail = Encoding.ASCII.GetBytes("From: Buchhaltung <kern@tischlerei.example>\r\nTo: amt@stadt.example\r\nSubject: Rechnung\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
            + "Anbei die Rechnung. Passwort: 4711\r\n--b\r\nContent-Type: application/octet-stream; name=Rechnung.docx\r\nContent-Disposition: attachment; filename=Rechnung.docx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks) + "\r\n--b--\r\n");
        var analysis = Scan(mail, "a.eml");
        analysis.Artifacts.ShouldContain(artifact => artifact.Type == FileType.Vba);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.password-in-mail");
    }

    [Fact]
    public void A_spin_count_beyond_the_budget_costs_no_more_than_the_budget()
    {
        var file = OfficeEncryptor.Agile([1, 2, 3], "x", HashAlgorithmName.SHA512, 256, spins: 0);
        var lying = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace("spinCount=\"0\" ", "spinCount=\"9\" ", StringComparison.Ordinal));
        Scan(lying, "a.docx", "x").Artifacts[0].Unopened.ShouldBe("encrypted");
        var analysis = new MailScanner(new ScanOptions { Strict = true, Passwords = ["x"], Limits = new AnalysisLimits { Steps = 5000 } })
            .Scan(OfficeEncryptor.Agile([1, 2, 3], "x", HashAlgorithmName.SHA1, 128, spins: 9000), "a.docx");
        analysis.Artifacts[0].Unopened.ShouldBe("encrypted");
    }

    [Fact]
    public void Mutations_and_prefixes_neither_throw_nor_overrun()
    {
        var random = new Random(20261125);
        byte[][] seeds = [OfficeEncryptor.Agile(s_package, "a", HashAlgorithmName.SHA1, 128, spins: 3), OfficeEncryptor.Xls(s_workbook, "a")];
        foreach (var seed in seeds)
        {
            for (var n = 0; n < 150; n++)
            {
                var mutated = (byte[])seed.Clone();
                for (var k = random.Next(1, 6); k > 0; k--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                Scan(mutated, "a.bin", "a");
            }
            for (var length = 0; length < seed.Length; length += Math.Max(1, seed.Length / 60)) Scan(seed[..length], "a.bin", "a");
        }
    }
}
