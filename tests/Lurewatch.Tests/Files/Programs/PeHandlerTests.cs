using System.Security.Cryptography;
using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Programs;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Programs;

public sealed class PeHandlerTests
{
    private static readonly byte[] Zip = ZipWriter.Write([("inside.txt", "hello"u8.ToArray())]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_import_hash_is_that_of_the_names_in_order_and_numbers_of_old_libraries_have_theirs(bool is64)
    {
        var program = new PeWriter { Is64 = is64 }.Import(("KERNEL32.dll", ["WinExec", "Sleep"]), ("WS2_32.dll", ["#115", "#3"]), ("OLEAUT32.dll", ["#6"]), ("odd.ocx", ["#77"]), ("plain.drv", ["A"]));

        var facts = Facts(program.ToBytes());

        facts.Imports.Select(library => library.Name).ShouldBe(["KERNEL32.dll", "WS2_32.dll", "OLEAUT32.dll", "odd.ocx", "plain.drv"]);
        facts.ImpHash.ShouldBe(Convert.ToHexStringLower(MD5.HashData(
            "kernel32.winexec,kernel32.sleep,ws2_32.wsastartup,ws2_32.closesocket,oleaut32.sysfreestring,odd.ord77,plain.drv.a"u8)));
    }

    [Fact]
    public void A_function_whose_name_looks_like_a_number_is_one_with_a_name()
    {
        var program = new PeWriter().Import(("a.dll", ["Wx7"])).ToBytes();
        program[program.AsSpan().IndexOf("Wx7"u8)] = (byte)'#';

        Facts(program).ImpHash.ShouldBe(Convert.ToHexStringLower(MD5.HashData("a.#x7"u8)));
    }

    [Fact]
    public void A_library_that_exports_xlAutoOpen_is_an_add_in_that_Excel_starts()
    {
        var analysis = Scan(new PeWriter { IsLibrary = true }.Export("report.xll", "xlAutoOpen", "xlAutoClose").ToBytes(), "report.xll");

        ((PeFacts)analysis.Root.Facts!).Kind.ShouldBe("excel-add-in");
        ((PeFacts)analysis.Root.Facts!).ExportName.ShouldBe("report.xll");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "program.excel-add-in");
    }

    [Fact]
    public void Addresses_in_strings_of_either_width_are_indicators_and_name_spaces_are_none()
    {
        var program = new PeWriter();
        program.Put("http://payload.example/one.bin");
        program.Put("https://payload.example/two?x=1", wide: true);
        program.Put("http://schemas.microsoft.com/SMI/2005/WindowsSettings");
        program.Put("http://crl.ca.example/root.crl");

        var urls = Scan(program.ToBytes(), "a.exe").Indicators.Where(found => found is { Type: IndicatorType.Url, Role: "download-url" }).Select(found => found.Value);

        urls.ShouldBe(["http://payload.example/one.bin", "https://payload.example/two?x=1"]);
    }

    [Fact]
    public void Version_strings_are_read_and_a_borrowed_maker_without_a_signature_is_said()
    {
        var program = new PeWriter().Resources((16, PeWriter.Version(("CompanyName", "Microsoft Corporation"), ("OriginalFilename", "svchost.exe"))));

        var analysis = Scan(program.ToBytes(), "a.exe");

        ((PeFacts)analysis.Root.Facts!).Version["OriginalFilename"].ShouldBe("svchost.exe");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "program.borrowed-maker");
    }

    [Fact]
    public void Files_in_resources_and_behind_the_end_come_out()
    {
        var program = new PeWriter { Appended = [.. "config"u8, .. new byte[100], .. Zip] }.Resources((10, Zip), (10, "only text"u8.ToArray()), (3, Zip));

        var analysis = Scan(program.ToBytes(), "a.exe");

        analysis.Artifacts.Where(file => file.Depth == 1).Select(file => (file.Origin, file.Type)).ShouldBe([("resource", FileType.Zip), ("appended", FileType.Zip)]);
        analysis.Artifacts.ShouldContain(file => file.Name == "inside.txt");
        ((PeFacts)analysis.Root.Facts!).AppendedBytes.ShouldBe(106 + Zip.Length);
    }

    [Fact]
    public void What_a_self_extracting_archive_is_told_to_start_becomes_a_command()
    {
        byte[] archive = [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, 0, 4, .. new byte[40]];
        var config = ";!@Install@!UTF-8!\r\nTitle=\"Setup\"\r\nRunProgram=\"cmd /c \\\"start a.bat\\\"\"\r\n;!@InstallEnd@!"u8;

        var analysis = Scan(new PeWriter { Appended = [.. config, .. archive] }.ToBytes(), "setup.exe");

        ((PeFacts)analysis.Root.Facts!).Packing.ShouldBe("7z-sfx");
        analysis.Artifacts.ShouldContain(file => file.Origin == "appended" && file.Type == FileType.SevenZip);
        Encoding.UTF8.GetString(analysis.Artifacts.Single(file => file.Origin == "command").Bytes.Span).ShouldBe("cmd /c \"start a.bat\"");
    }

    [Fact]
    public void The_signer_is_named_and_what_hides_behind_the_signature_is_found()
    {
        var analysis = Scan(new PeWriter { Signature = [.. Signatures.Of("Made Up Software Ltd"), .. "MsgBox \"hidden behind\""u8] }.ToBytes(), "signed.exe");

        var facts = (PeFacts)analysis.Root.Facts!;
        facts.Signers.Single().Subject.ShouldBe("CN=Made Up Software Ltd");
        facts.Signers.Single().Verified.ShouldBeNull();
        analysis.Findings.Single(finding => finding.Kind.Id == "program.signed").Reason.ShouldContain("not verified");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "program.data-in-signature");
        analysis.Artifacts.ShouldContain(file => file.Name == "behind the signature");
    }

    [Fact]
    public void A_program_cut_anywhere_is_read_as_far_as_it_goes()
    {
        var whole = new PeWriter { Appended = Zip, Signature = Signatures.Of("A") }.Import(("a.dll", ["f", "#1"])).Export("b", "c").Resources((10, Zip), (16, PeWriter.Version(("CompanyName", "x")))).ToBytes();
        for (var length = 64; length < whole.Length; length += 13) Scan(whole[..length], "cut.exe");
    }

    [Fact]
    public void Each_field_of_the_headers_may_lie()
    {
        var whole = new PeWriter { Signature = Signatures.Of("A") }.Import(("a.dll", ["f", "#1"])).Export("b", "c").Resources((10, Zip), (16, PeWriter.Version(("CompanyName", "x")))).ToBytes();
        for (var at = 0x80; at < whole.Length - 4; at += 4)
        {
            foreach (var lie in (ReadOnlySpan<byte>)[0xff, 0x7f, 0x80, 0x10])
            {
                var bytes = (byte[])whole.Clone();
                bytes.AsSpan(at, 4).Fill(lie);
                Scan(bytes, "lie.exe");
            }
        }
    }

    [Fact]
    public void This_very_assembly_is_a_dotnet_module()
    {
        var facts = Facts(File.ReadAllBytes(typeof(MailScanner).Assembly.Location));

        facts.Kind.ShouldBe("library");
        facts.Module.ShouldBe("Lurewatch.dll");
        facts.DotNet.ShouldStartWith("v4");
        facts.Mvid.ShouldBe(typeof(MailScanner).Assembly.ManifestModule.ModuleVersionId);
    }

    private static PeFacts Facts(byte[] program) => (PeFacts)Scan(program, "a.exe").Root.Facts!;

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);
}
