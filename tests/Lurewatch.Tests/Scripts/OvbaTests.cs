using System.Text;
using CsCheck;
using Lurewatch.Samples;
using Lurewatch.Scripts.Vba;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Scripts;

public sealed class OvbaTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    [Fact]
    public void The_specifications_normal_example_is_decompressed()
    {
        // [MS-OVBA] 3.2.2
        byte[] container =
        [
            0x01, 0x2F, 0xB0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70, 0x61, 0x67, 0x68, 0x69, 0x6A, 0x01, 0x38, 0x08, 0x61,
            0x6B, 0x6C, 0x00, 0x30, 0x6D, 0x6E, 0x6F, 0x70, 0x06, 0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79, 0x7A, 0x00, 0x3C,
        ];
        Encoding.ASCII.GetString(Ovba.Decompress(container, Budget(), out var defect)).ShouldBe("#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
        defect.ShouldBeNull();
    }

    [Fact]
    public void The_specifications_best_case_is_decompressed()
    {
        // [MS-OVBA] 3.2.3: 73 times the same letter
        Encoding.ASCII.GetString(Ovba.Decompress([0x01, 0x03, 0xB0, 0x02, 0x61, 0x45, 0x00], Budget(), out _)).ShouldBe(new string('a', 73));
    }

    [Fact]
    public void What_was_compressed_comes_back() =>
        Gen.Select(Gen.Char["ab\r\n ()\"="].Array[0, 10_000], Gen.Byte.Array[0, 3000]).Sample((chars, tail) =>
        {
            var source = Encoding.ASCII.GetBytes(chars);
            Ovba.Decompress(OvbaCompressor.Compress(source), Budget(), out var defect).ShouldBe(source);
            defect.ShouldBeNull();
            var noise = Ovba.Decompress(OvbaCompressor.Compress(tail), Budget(), out _);
            noise.AsSpan(0, tail.Length).ToArray().ShouldBe(tail);          // a raw chunk is padded
        }, iter: 30);

    [Fact]
    public void A_cut_container_keeps_what_came_before()
    {
        var source = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 900).Select(i => $"x{i} = {i * 7}\r\n")));
        var packed = OvbaCompressor.Compress(source);
        for (var length = 0; length < packed.Length; length += 11)
        {
            var read = Ovba.Decompress(packed.AsSpan(0, length), Budget(), out _);
            read.ShouldBe(source[..read.Length]);
        }
        Ovba.Decompress(packed.AsSpan(0, packed.Length - 5), Budget(), out var defect).Length.ShouldBeGreaterThan(4096);
        defect.ShouldBe("cut in a chunk");
    }

    [Fact]
    public void Noise_never_gives_more_than_a_chunk_for_each_header() =>
        Gen.Byte.Array[0, 5000].Sample(bytes =>
        {
            if (bytes.Length > 0) bytes[0] = 1;
            Ovba.Decompress(bytes, Budget(), out _).Length.ShouldBeLessThanOrEqualTo(bytes.Length / 3 * 4096 + 4096);
        });
}
