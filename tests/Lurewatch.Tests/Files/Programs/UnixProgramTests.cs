using Lurewatch.Files;
using Lurewatch.Files.Programs;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Programs;

public sealed class UnixProgramTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Loader_libraries_and_addresses_of_an_ELF_program_are_read_in_every_width_and_byte_order(bool is64, bool bigEndian)
    {
        var analysis = Scan(UnixProgramWriter.Elf("/lib/ld-linux.so.2", ["libc.so.6", "libcurl.so.4"], "GET http://bot.example/bins.sh", is64, bigEndian, machine: 8), "mirai");

        var facts = (UnixProgramFacts)analysis.Root.Facts!;
        (facts.Format, facts.Kind, facts.Machine, facts.Bits, facts.BigEndian).ShouldBe(("elf", "program", "mips", is64 ? 64 : 32, bigEndian));
        facts.Interpreter.ShouldBe("/lib/ld-linux.so.2");
        facts.Libraries.ShouldBe(["libc.so.6", "libcurl.so.4"]);
        facts.AppendedBytes.ShouldBe(0);
        analysis.Indicators.ShouldContain(found => found.Value == "http://bot.example/bins.sh" && found.Role == "download-url");
    }

    [Fact]
    public void What_lies_behind_an_ELF_program_comes_out()
    {
        var analysis = Scan(UnixProgramWriter.Elf(null, [], appended: ZipWriter.Write([("inside.txt", "hello"u8.ToArray())])), "a.run");

        ((UnixProgramFacts)analysis.Root.Facts!).Kind.ShouldBe("library");
        analysis.Artifacts.ShouldContain(file => file.Origin == "appended" && file.Type == FileType.Zip);
        analysis.Artifacts.ShouldContain(file => file.Name == "inside.txt");
    }

    [Fact]
    public void A_Mac_program_names_its_libraries_its_maker_and_its_signer()
    {
        var analysis = Scan(UnixProgramWriter.MachO(["/usr/lib/libSystem.B.dylib", "@rpath/Evil.dylib"], "https://mac.example/p", "com.example.update", "ABCDE12345", Signatures.Of("Developer ID: Made Up")), "update");

        var facts = (UnixProgramFacts)analysis.Root.Facts!;
        (facts.Format, facts.Kind, facts.Machine, facts.Bits).ShouldBe(("macho", "program", "x64", 64));
        facts.Libraries.ShouldBe(["/usr/lib/libSystem.B.dylib", "@rpath/Evil.dylib"]);
        (facts.Interpreter, facts.Identifier, facts.Team).ShouldBe(("/usr/lib/dyld", "com.example.update", "ABCDE12345"));
        facts.Signers.Single().Subject.ShouldBe("CN=Developer ID: Made Up");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "program.signed");
        analysis.Indicators.ShouldContain(found => found.Value == "https://mac.example/p" && found.Role == "download-url");
    }

    [Fact]
    public void A_universal_file_gives_its_programs()
    {
        var program = UnixProgramWriter.MachO(["/usr/lib/libSystem.B.dylib"], identifier: "a");

        var analysis = Scan(UnixProgramWriter.Universal((0x0100_0007, program), (0x0100_000c, [.. program, 0])), "both");

        ((UnixProgramFacts)analysis.Root.Facts!).Machine.ShouldBe("x64 arm64");
        analysis.Artifacts.Skip(1).Select(file => (file.Name, file.Type)).ShouldBe([("x64", FileType.MachO), ("arm64", FileType.MachO)]);
    }

    [Fact]
    public void Programs_cut_anywhere_and_fields_that_lie_are_read_as_far_as_it_goes()
    {
        foreach (var whole in (byte[][])[UnixProgramWriter.Elf("/l", ["a", "b"], is64: false), UnixProgramWriter.Elf("/l", ["a", "b"]), UnixProgramWriter.MachO(["a"], "t", "id", "team", Signatures.Of("A")), UnixProgramWriter.Universal((7, new byte[64]), (12, new byte[9]))])
        {
            for (var length = 4; length < whole.Length; length += 5) Scan(whole[..length], "cut");
            for (var at = 4; at < Math.Min(whole.Length - 4, 600); at += 4)
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

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);
}
