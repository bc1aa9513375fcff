using Lurewatch.Containers;
using Lurewatch.Files.Office;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The encrypted documents of msoffcrypto's tests, whose passwords are known, against the plain files beside them.</summary>
public sealed class OfficeEncryptionConformanceTests(ITestOutputHelper output)
{
    private static readonly ScanOptions Options = new() { Strict = true, Passwords = ["Password1234_", "123456789012345"] };

    [Theory]
    [InlineData("example_password.docx", "example.docx", "ecma376-agile")]
    [InlineData("example_password.xlsx", "example.xlsx", "ecma376-agile")]
    [InlineData("ecma376standard_password.docx", "ecma376standard_password_plain.docx", "ecma376-standard")]
    public void An_encrypted_package_is_decrypted_to_the_byte(string encrypted, string plain, string scheme) =>
        Decrypted(encrypted, scheme).Bytes.ToArray().ShouldBe(File.ReadAllBytes(Path.Combine(Folder("outputs"), plain)));

    [Theory]
    [InlineData("rc4cryptoapi_password.xls", "rc4cryptoapi_password_plain.xls", "rc4-cryptoapi")]
    [InlineData("rc4cryptoapi_password.doc", "rc4cryptoapi_password_plain.doc", "rc4-cryptoapi")]
    [InlineData("rc4cryptoapi_password.ppt", "rc4cryptoapi_password_plain.ppt", "rc4-cryptoapi")]
    public void The_streams_of_an_encrypted_binary_document_are_decrypted(string encrypted, string plain, string scheme)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var ours = CfbReader.Read(Decrypted(encrypted, scheme).Bytes, budget);
        var theirs = CfbReader.Read(File.ReadAllBytes(Path.Combine(Folder("outputs"), plain)), budget);
        foreach (var name in new[] { "Workbook", "WordDocument", "1Table", "0Table", "Data", "PowerPoint Document" })
        {
            if (theirs.Find(name) is not { } entry) continue;
            var (expected, actual) = (theirs.Open(entry, budget)!.Value.ToArray(), ours.Open(ours.Find(name)!, budget)!.Value.ToArray());
            actual.Length.ShouldBe(expected.Length, name);
            var different = Enumerable.Range(0, actual.Length).Where(i => actual[i] != expected[i]).ToList();
            output.WriteLine($"{encrypted} {name}: {different.Count} of {actual.Length} bytes differ, first at {(different.Count > 0 ? different[0] : -1)}");
            different.Count.ShouldBeLessThan(256, name);   // the headers that say how it was encrypted are cleared in another way
        }
    }

    private static Artifact Decrypted(string name, string scheme)
    {
        var analysis = new MailScanner(Options).Scan(File.ReadAllBytes(Path.Combine(Folder("inputs"), name)), name);
        var facts = analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>();
        facts.Encryption.ShouldBe(scheme);
        facts.PasswordSource.ShouldBe("options");
        analysis.Artifacts[0].Unopened.ShouldBeNull();
        return analysis.Artifacts.Single(file => file.Origin == "decrypted");
    }

    private static string Folder(string name) => Path.Combine(Corpora.Folder("documents"), "msoffcrypto", name);

    [Fact]
    public void Excel_s_obfuscation_leaves_the_sheets_of_the_plain_file()
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var ours = CfbReader.Read(Decrypted("xor_password_123456789012345.xls", "xor").Bytes, budget);
        var theirs = CfbReader.Read(File.ReadAllBytes(Path.Combine(Folder("outputs"), "xor_password_123456789012345_plain.xls")), budget);   // saved again, so not alike to the byte
        var sheets = Sheets(ours.Open(ours.Find("Workbook")!, budget)!.Value.Span);
        sheets.ShouldNotBeEmpty();
        sheets.ShouldBe(Sheets(theirs.Open(theirs.Find("Workbook")!, budget)!.Value.Span));
    }

    /// <summary>Excel opens these without asking, and so do the others whose password their own test suites name.</summary>
    [Theory]
    [InlineData("oletools", "-encrypt-standardpassword.", 7)]
    [InlineData("poi", "50833.xls", 1)]
    public void Documents_under_the_application_s_own_password_are_opened(string folder, string name, int count)
    {
        var scanner = new MailScanner(new ScanOptions { Strict = true });
        var opened = Corpora.Files(Path.Combine(Corpora.Folder("documents"), folder)).Where(file => Path.GetFileName(file).Contains(name, StringComparison.Ordinal))
            .Count(file => scanner.Scan(File.ReadAllBytes(file), Path.GetFileName(file)).Artifacts[0].Facts is OfficeFacts { Password: "VelvetSweatshop", PasswordSource: "usual" });
        opened.ShouldBe(count);
    }

    [Theory]
    [InlineData("bug53475-password-is-pass.docx", "pass")]
    [InlineData("protected_sha512.xlsx", "this is a test")]
    [InlineData("password_password_cryptoapi.doc", "password")]
    [InlineData("Password_Protected-hello.ppt", "hello")]
    [InlineData("Password_Protected-np-hello.ppt", "hello")]
    [InlineData("cryptoapi-proc2356.ppt", "crypto")]
    [InlineData("35897-type4.xls", "freedom")]
    [InlineData("password.xls", "password")]
    public void Documents_whose_password_is_known_are_opened(string name, string password)
    {
        var file = Corpora.Files(Path.Combine(Corpora.Folder("documents"), "poi")).First(file => Path.GetFileName(file) == name);
        var analysis = new MailScanner(new ScanOptions { Strict = true, Passwords = [password] }).Scan(File.ReadAllBytes(file), name);
        analysis.Artifacts.ShouldContain(artifact => artifact.Origin == "decrypted");
        analysis.Artifacts[0].Facts.ShouldBeOfType<OfficeFacts>().Password.ShouldBe(password);
    }

    /// <summary>The names of BoundSheet8 records, of one byte a character.</summary>
    private static List<string> Sheets(ReadOnlySpan<byte> workbook)
    {
        var names = new List<string>();
        for (var at = 0; at + 4 <= workbook.Length;)
        {
            var (id, size) = (BitConverter.ToUInt16(workbook[at..]), BitConverter.ToUInt16(workbook[(at + 2)..]));
            if (id == 0x0085) names.Add(System.Text.Encoding.Latin1.GetString(workbook.Slice(at + 12, workbook[at + 10])));
            at += 4 + size;
        }
        return names;
    }
}
