using System.IO.Compression;
using System.Text;
using CsCheck;
using Lurewatch.Containers;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Containers;

public sealed class ZipReaderTests
{
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("Hello, hello, hello, hello from a small file");

    [Fact]
    public void What_the_framework_zips_comes_out_again() =>
        Gen.Select(Gen.Byte.Array[0, 3000].Array[0, 5], Gen.Bool).Sample((contents, deflate) =>
        {
            using var stream = new MemoryStream();
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
                for (var i = 0; i < contents.Length; i++)
                {
                    using var entry = zip.CreateEntry($"folder/ü{i}.bin", deflate ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                    entry.Write(contents[i]);
                }
            var read = ZipReader.Read(stream.ToArray(), Budget());
            read.Problems.ShouldBeEmpty();
            read.Entries.Select(entry => entry.Name).ShouldBe(Enumerable.Range(0, contents.Length).Select(i => $"folder/ü{i}.bin"));
            for (var i = 0; i < contents.Length; i++) read.Open(read.Entries[i], Budget())!.Value.ToArray().ShouldBe(contents[i]);
        }, iter: 200);

    [Fact]
    public void What_was_encrypted_opens_with_its_password_alone() =>
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Enum<ZipProtection>(), Gen.Bool, Gen.Bool).Sample((content, protection, deflate, streamed) =>
        {
            var zip = ZipReader.Read(ZipWriter.Write([("a.doc", content)], "geheim 7!", protection, deflate, streamed), Budget());
            zip.Problems.ShouldBeEmpty();
            var entry = zip.Entries.ShouldHaveSingleItem();
            zip.Open(entry, Budget(), "geheim 7!")!.Value.ToArray().ShouldBe(content);
            if (protection is ZipProtection.None) return;
            zip.TryPassword(entry, Budget(), "geheim 7!").ShouldBeTrue();
            zip.OpenContent(entry, Budget()).State.ShouldBe(ZipState.Encrypted);
            if (content.Length > 3) zip.Open(entry, Budget(), "falsch").ShouldBeNull();
        }, iter: 150);

    [Fact]
    public void A_changed_byte_of_an_AES_entry_is_said()
    {
        var bytes = ZipWriter.Write([("a.txt", Hello)], "pw", ZipProtection.Aes256);
        bytes[30 + 5 + 11 + 16 + 2 + 4] ^= 1;
        var zip = ZipReader.Read(bytes, Budget());
        zip.OpenContent(zip.Entries[0], Budget(), "pw").State.ShouldBe(ZipState.Damaged);
        zip.Problems.ShouldContain(problem => problem.Id == "content-damaged");
    }

    [Fact]
    public void Without_a_directory_the_local_headers_are_walked()
    {
        foreach (var streamed in new[] { false, true })
        {
            var whole = ZipWriter.Write([("a.txt", Hello), ("b.txt", [.. Hello, 1])], deflate: true, streamed: streamed);
            var zip = ZipReader.Read(whole.AsMemory(0, whole.AsSpan().IndexOf("PK\x1\x2"u8)), Budget());
            zip.Problems.ShouldContain(problem => problem.Id == "directory-missing");
            zip.Entries.Select(entry => entry.Name).ShouldBe(["a.txt", "b.txt"]);
            zip.Open(zip.Entries[1], Budget())!.Value.ToArray().ShouldBe([.. Hello, 1]);
        }
    }

    [Fact]
    public void A_cut_file_gives_what_it_still_has()
    {
        var whole = ZipWriter.Write([("a.txt", Hello), ("b.txt", Hello)]);
        var zip = ZipReader.Read(whole.AsMemory(0, whole.AsSpan().LastIndexOf(Hello) + 10), Budget());
        zip.Open(zip.Entries[0], Budget())!.Value.ToArray().ShouldBe(Hello);
        zip.Open(zip.Entries[1], Budget())!.Value.ToArray().ShouldBe(Hello[..10]);
        zip.Problems.Select(problem => problem.Id).ShouldContain("content-damaged");
    }

    [Fact]
    public void Two_archives_glued_together_are_both_seen()
    {
        byte[] glued = [.. ZipWriter.Write([("clean.txt", Hello)]), .. ZipWriter.Write([("evil.js", Hello)])];
        var zip = ZipReader.Read(glued, Budget());
        zip.Entries.Select(entry => entry.Name).ShouldBe(["clean.txt", "evil.js"], ignoreOrder: true);
        zip.Problems.ShouldContain(problem => problem.Id == "several-directories");
        foreach (var entry in zip.Entries) zip.Open(entry, Budget())!.Value.ToArray().ShouldBe(Hello);
    }

    [Fact]
    public void An_archive_stored_inside_another_is_no_second_directory()
    {
        var zip = ZipReader.Read(ZipWriter.Write([("inner.zip", ZipWriter.Write([("a.txt", Hello)]))]), Budget());
        zip.Entries.ShouldHaveSingleItem().Name.ShouldBe("inner.zip");
        zip.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Data_before_and_behind_is_read_over_and_said()
    {
        byte[] bytes = [.. new byte[100], .. ZipWriter.Write([("a.txt", Hello)]), .. new byte[50]];
        var zip = ZipReader.Read(bytes, Budget());
        zip.Open(zip.Entries[0], Budget())!.Value.ToArray().ShouldBe(Hello);
        zip.Problems.Select(problem => problem.Id).ShouldBe(["trailing-data", "prefix-data"], ignoreOrder: true);
    }

    [Fact]
    public void An_entry_that_the_directory_hides_is_found()
    {
        var two = ZipWriter.Write([("a.txt", Hello), ("hidden.exe", Hello)]);
        var one = ZipWriter.Write([("a.txt", Hello)]);
        var directoryOfTwo = two.AsSpan().IndexOf("PK\x1\x2"u8);
        var tail = one[one.AsSpan().IndexOf("PK\x1\x2"u8)..];
        byte[] bytes = [.. two[..directoryOfTwo], .. tail];
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 6), directoryOfTwo);
        var zip = ZipReader.Read(bytes, Budget());
        zip.Entries.Select(entry => entry.Name).ShouldBe(["a.txt", "hidden.exe"]);
        zip.Problems.ShouldContain(problem => problem.Id == "entry-not-in-directory");
    }

    [Theory]
    [InlineData(ZipProtection.None)]
    [InlineData(ZipProtection.ZipCrypto)]
    [InlineData(ZipProtection.Aes256)]
    public void Sizes_and_offsets_of_ZIP64_are_read_from_their_own_fields(ZipProtection protection)
    {
        var zip = ZipReader.Read(ZipWriter.Write([("a.txt", Hello), ("b.txt", [.. Hello, 1])], protection is ZipProtection.None ? null : "pw", protection, deflate: true, zip64: true), Budget());
        zip.Problems.ShouldBeEmpty();
        zip.Entries.Select(entry => entry.Size).ShouldBe([Hello.Length, Hello.Length + 1]);
        zip.Open(zip.Entries[1], Budget(), "pw")!.Value.ToArray().ShouldBe([.. Hello, 1]);
    }

    [Fact]
    public void A_ZIP64_end_record_that_leads_nowhere_is_no_reason_to_find_nothing()
    {
        var bytes = ZipWriter.Write([("a.txt", Hello)], zip64: true);
        bytes.AsSpan(bytes.AsSpan().IndexOf("PK\x6\x6"u8), 56).Fill(0xee);
        var zip = ZipReader.Read(bytes, Budget());
        zip.Open(zip.Entries.ShouldHaveSingleItem(), Budget())!.Value.ToArray().ShouldBe(Hello);
        zip.Problems.ShouldNotBeEmpty();
    }

    /// <summary>An archive that was to be split and came to one part only keeps the mark of it [APPNOTE 8.5.4]; its offsets count the mark.</summary>
    [Theory]
    [InlineData("PK00")]
    [InlineData("PK\x7\x8")]
    public void The_mark_of_a_split_archive_is_read_over(string mark)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(mark), .. ZipWriter.Write([("a.txt", Hello)])];
        foreach (var field in new[] { bytes.AsSpan().IndexOf("PK\x1\x2"u8) + 42, bytes.Length - 6 }) bytes[field] += 4;
        var zip = ZipReader.Read(bytes, Budget());
        zip.Problems.ShouldBeEmpty();
        zip.Open(zip.Entries.ShouldHaveSingleItem(), Budget())!.Value.ToArray().ShouldBe(Hello);
        Lurewatch.Files.FileTypes.Detect(bytes).ShouldBe(Lurewatch.Files.FileType.Zip);
    }

    [Fact]
    public void The_last_part_of_a_split_archive_is_said_to_be_one()
    {
        var bytes = ZipWriter.Write([("a.txt", Hello)]);
        bytes[^18] = 1; // the second part
        ZipReader.Read(bytes, Budget()).Problems.ShouldContain(problem => problem.Id == "split");
    }

    [Fact]
    public void A_name_that_differs_before_the_content_is_said()
    {
        var bytes = ZipWriter.Write([("a.exe", Hello)]);
        Encoding.ASCII.GetBytes("a.pdf").CopyTo(bytes, 30);
        var zip = ZipReader.Read(bytes, Budget());
        zip.Entries.ShouldHaveSingleItem().Name.ShouldBe("a.exe");
        zip.Problems.ShouldContain(problem => problem.Id == "local-name-differs");
    }

    [Fact]
    public void Names_that_leave_the_folder_are_said()
    {
        var zip = ZipReader.Read(ZipWriter.Write([("..\\..\\x.txt", Hello), ("/etc/x", Hello), ("C:/x", Hello), ("X.txt", Hello), ("x.TXT", Hello)]), Budget());
        zip.Problems.Select(problem => problem.Id).ShouldBe(["path-traversal", "absolute-path", "duplicate-name"], ignoreOrder: true);
        zip.Entries[0].Name.ShouldBe("../../x.txt");
    }

    [Fact]
    public void A_bomb_is_cut_by_its_ratio_and_leaves_a_trace()
    {
        var zip = ZipReader.Read(ZipWriter.Write([("zeros", new byte[20 << 20])], deflate: true), Budget());
        var budget = Budget();
        var content = zip.OpenContent(zip.Entries[0], budget);
        content.State.ShouldBe(ZipState.Limit);
        content.Bytes.Length.ShouldBeLessThan(1 << 20);
        budget.Exhausted.ShouldContainKey("ratio");
        zip.Problems.ShouldContain(problem => problem.Id == "bomb");
    }

    [Fact]
    public void A_member_beyond_the_limit_is_cut_whatever_size_it_declares()
    {
        var bytes = ZipWriter.Write([("a", Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 3)).ToArray())], deflate: true);
        var budget = new AnalysisBudget(new AnalysisLimits { MemberBytes = 1000 }, TimeProvider.System);
        var at = bytes.AsSpan().IndexOf("PK\x1\x2"u8);
        bytes.AsSpan(at + 24, 4).Clear(); // declares nothing
        var zip = ZipReader.Read(bytes, budget);
        zip.OpenContent(zip.Entries[0], budget).State.ShouldBe(ZipState.Limit);
        budget.Exhausted.ShouldContainKey("member_bytes");
    }

    [Fact]
    public void Entries_that_share_content_are_said()
    {
        var bytes = ZipWriter.Write([("a", Hello), ("b", Hello)]);
        var second = bytes.AsSpan().LastIndexOf("PK\x1\x2"u8);
        bytes.AsSpan(second + 42, 4).Clear();
        ZipReader.Read(bytes, Budget()).Problems.Select(problem => problem.Id).ShouldContain("entries-overlap");
    }

    [Fact]
    public void Mutated_archives_neither_throw_nor_overrun()
    {
        byte[][] seeds =
        [
            ZipWriter.Write([("a.txt", Hello), ("b/c.doc", new byte[500])], deflate: true, streamed: true),
            ZipWriter.Write([("a.txt", Hello)], "pw", ZipProtection.Aes128),
            ZipWriter.Write([("a.txt", Hello)], "pw", ZipProtection.ZipCrypto),
        ];
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Select(Gen.Int[0, 700], Gen.Byte).Array[1, 6], Gen.Int[0, 700]).Sample((seed, changes, cut) =>
        {
            var bytes = seeds[seed].ToArray();
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
            var zip = ZipReader.Read(bytes.AsMemory(0, Math.Max(1, bytes.Length - cut % bytes.Length)), Budget());
            foreach (var entry in zip.Entries)
            {
                zip.Open(entry, Budget(), "pw");
                zip.TryPassword(entry, Budget(), "other");
            }
        }, iter: 3000);
    }

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);
}
