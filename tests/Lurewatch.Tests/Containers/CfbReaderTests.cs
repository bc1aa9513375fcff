using System.Buffers.Binary;
using CsCheck;
using Lurewatch.Containers;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Containers;

public sealed class CfbReaderTests
{
    private static AnalysisBudget Budget(AnalysisLimits? limits = null) => new(limits ?? new AnalysisLimits(), TimeProvider.System);

    private static byte[] Some(int length, byte seed)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 31 + seed);
        return bytes;
    }

    private static readonly Gen<byte[]> Content = Gen.Int[0, 9000].SelectMany(length => Gen.Byte.Select(seed => Some(length, seed)));
    private static readonly Gen<int> Version = Gen.Int[3, 4];

    [Fact]
    public void A_file_with_more_fat_sectors_than_the_header_lists_is_read()
    {
        var content = Some(9_000_000, 5);
        var cfb = CfbReader.Read(CfbWriter.Write([("big", content), ("small", Some(100, 6))]), Budget());
        cfb.Problems.ShouldBeEmpty();
        cfb.Open(cfb.Find("big")!, Budget())!.Value.Span.SequenceEqual(content).ShouldBeTrue();
        cfb.Open(cfb.Find("small")!, Budget())!.Value.ToArray().ShouldBe(Some(100, 6));
    }

    [Fact]
    public void What_was_written_is_read_back() =>
        Gen.Select(Content.Array[1, 30], Version).Sample((contents, version) =>
        {
            var streams = contents.Select((content, i) => ($"S{i % 4}/T{i % 3}/stream {i}", content)).ToArray();
            var cfb = CfbReader.Read(CfbWriter.Write(streams, version: version), Budget());
            cfb.Problems.ShouldBeEmpty();
            foreach (var (path, content) in streams)
            {
                var entry = cfb.Find(path.ToUpperInvariant()).ShouldNotBeNull();
                cfb.Open(entry, Budget()).ShouldNotBeNull().ToArray().ShouldBe(content);
            }
            cfb.Entries.Count(entry => !entry.IsStorage).ShouldBe(streams.Length);
        }, iter: 40);

    [Fact]
    public void Every_prefix_and_every_flipped_byte_leaves_it_calm()
    {
        var file = CfbWriter.Write([("A/one", Some(5000, 1)), ("A/two", Some(70, 2)), ("B/VBA/three", Some(9000, 3))]);
        for (var length = 0; length < file.Length; length += 37) ReadAll(file.AsMemory(0, length));
        for (var at = 0; at < file.Length; at += at < 512 ? 1 : 13)
        {
            var damaged = file.ToArray();
            damaged[at] ^= 0xFF;
            ReadAll(damaged);
        }

        static void ReadAll(ReadOnlyMemory<byte> bytes)
        {
            var budget = Budget();
            var cfb = CfbReader.Read(bytes, budget);
            foreach (var entry in cfb.Entries) cfb.Open(entry, budget)?.Length.ShouldBeLessThanOrEqualTo(bytes.Length);
        }
    }

    [Fact]
    public void A_cyclic_chain_keeps_what_its_size_allows()
    {
        var content = Some(20_000, 7);
        var file = CfbWriter.Write([("big", content)]);
        var fat = FatOffset(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(fat + 4 * 4), 2);      // sector 4 leads back to 2
        var cfb = CfbReader.Read(file, Budget());
        var read = cfb.Open(cfb.Find("big")!, Budget()).ShouldNotBeNull();
        read.Length.ShouldBeLessThanOrEqualTo(file.Length);
        read.Span[..1024].ToArray().ShouldBe(content[..1024]);
    }

    [Fact]
    public void A_chain_that_ends_early_keeps_its_beginning_and_says_so()
    {
        var content = Some(20_000, 7);
        var file = CfbWriter.Write([("big", content)]);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(FatOffset(file) + 3 * 4), 0xFFFFFFFE);
        var cfb = CfbReader.Read(file, Budget());
        cfb.Open(cfb.Find("big")!, Budget()).ShouldNotBeNull().ToArray().ShouldBe(content[..2048]);
        cfb.Problems.ShouldContain(problem => problem.Id == "stream-cut");
    }

    [Fact]
    public void An_entry_that_no_storage_links_to_is_listed_as_an_orphan()
    {
        var file = CfbWriter.Write([("a", Some(10, 1)), ("hidden", Some(100, 2))]);
        var directory = DirectoryOffset(file);
        for (var id = 1; id <= 2; id++)                                             // cut the sibling links
            file.AsSpan(directory + id * 128 + 68, 8).Fill(0xFF);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(directory + 76), 1);
        var cfb = CfbReader.Read(file, Budget());
        cfb.Find("hidden").ShouldBeNull();
        var orphan = cfb.Entries.Single(entry => entry.IsOrphan);
        orphan.Name.ShouldBe("hidden");
        cfb.Open(orphan, Budget()).ShouldNotBeNull().ToArray().ShouldBe(Some(100, 2));
        cfb.Problems.ShouldContain(problem => problem.Id == "orphans");
    }

    [Fact]
    public void Siblings_in_a_circle_are_each_listed_once()
    {
        var file = CfbWriter.Write([("a", []), ("b", []), ("c", [])]);
        var directory = DirectoryOffset(file);
        for (var id = 1; id <= 3; id++) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(directory + id * 128 + 72), id % 3 + 1);
        var cfb = CfbReader.Read(file, Budget());
        cfb.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal).ShouldBe(["a", "b", "c"]);
        cfb.Problems.ShouldContain(problem => problem.Id == "entry-cycle");
    }

    [Fact]
    public void A_straight_stream_is_a_slice_of_the_file()
    {
        var file = CfbWriter.Write([("big", Some(50_000, 1))]);
        var limits = new AnalysisLimits { TotalBytesOut = 0 };
        var cfb = CfbReader.Read(file, Budget(limits));
        cfb.Open(cfb.Find("big")!, Budget(limits)).ShouldNotBeNull().Length.ShouldBe(50_000);
    }

    private static int DirectoryOffset(byte[] file) => 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(48)));
    private static int FatOffset(byte[] file) => 512 * (1 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(76)));
}
