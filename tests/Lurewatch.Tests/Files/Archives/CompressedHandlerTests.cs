using System.Text;
using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Lurewatch.Samples;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.ZStandard;
using Shouldly;
using Xunit;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Lurewatch.Tests.Files.Archives;

public sealed class CompressedHandlerTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of the invoice, see http://packed.example/x\n", 40)));

    public static TheoryData<string, FileType> Formats() => new()
    {
        { "invoice.txt.bz2", FileType.Bzip2 }, { "invoice.txt.xz", FileType.Xz }, { "invoice.txt.zst", FileType.Zstd }, { "invoice.txt.lzma", FileType.Lzma }, { "invoice.txt.lz", FileType.Lzip },
        { "invoice.txt.Z", FileType.Compress },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_content_comes_out_under_the_name_without_the_ending(string name, FileType type)
    {
        var analysis = Scan(Pack(type, Text), name);
        analysis.Artifacts[0].Type.ShouldBe(type);
        analysis.Artifacts[0].Unopened.ShouldBeNull();
        analysis.Artifacts[1].Name.ShouldBe("invoice.txt");
        analysis.Artifacts[1].Bytes.ToArray().ShouldBe(Text);
        analysis.Indicators.ShouldContain(indicator => indicator.Value == "http://packed.example/x");
    }

    [Theory]
    [InlineData(FileType.Bzip2)]
    [InlineData(FileType.Xz)]
    [InlineData(FileType.Zstd)]
    [InlineData(FileType.Lzip)]
    public void Several_members_are_one_content(FileType type)
    {
        var analysis = Scan([.. Pack(type, Text), .. Pack(type, Text)], "a");
        analysis.Artifacts[0].Unopened.ShouldBeNull();
        analysis.Artifacts[1].Bytes.ToArray().ShouldBe([.. Text, .. Text]);
    }

    [Theory]
    [InlineData(FileType.Bzip2)]
    [InlineData(FileType.Xz)]
    [InlineData(FileType.Lzma)]
    public void What_unpacks_enormously_is_cut_and_called_a_bomb(FileType type)
    {
        var analysis = new MailScanner(new ScanOptions { Strict = true, Limits = new AnalysisLimits { Time = TimeSpan.FromMinutes(1) } }).Scan(Bomb(type), "bomb");
        analysis.Artifacts.Count.ShouldBe(1);
        analysis.Artifacts[0].Unopened.ShouldBe("limit");
        analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>().Problems.ShouldContain(problem => problem.Id == "bomb");
        analysis.Findings.ShouldContain(finding => finding.Kind.Id == "attachment.unpacks-enormously");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_cut_is_read_without_a_throw_and_never_called_whole(string name, FileType type)
    {
        var packed = Pack(type, Text);
        for (var length = 20; length < packed.Length - 1; length += 7)
        {
            var analysis = Scan(packed[..length], name);
            if (analysis.Artifacts[0].Type == type && analysis.Artifacts.Count > 1) analysis.Artifacts[1].Bytes.Length.ShouldBeLessThanOrEqualTo(Text.Length);
        }
    }

    [Fact]
    public void A_check_that_does_not_match_is_damage_and_the_content_is_kept()
    {
        var xz = XzWriter.Store(Text);
        xz[40] ^= 1;
        var analysis = Scan(xz, "a.xz");
        analysis.Artifacts[0].Unopened.ShouldBe("damaged");
        analysis.Artifacts[1].Bytes.Length.ShouldBe(Text.Length);
    }

    private static byte[] Pack(FileType type, byte[] content)
    {
        using var to = new MemoryStream();
        switch (type)
        {
            case FileType.Xz:
                return XzWriter.Store(content);
            case FileType.Bzip2:
                using (var bzip2 = BZip2Stream.Create(to, CompressionMode.Compress, false, leaveOpen: true)) bzip2.Write(content);
                return to.ToArray();
            case FileType.Zstd:
                using (var zstd = new CompressionStream(to, leaveOpen: true)) zstd.Write(content);
                return to.ToArray();
            case FileType.Lzma:
                return [.. LzmaHead(content), .. BitConverter.GetBytes((long)content.Length), .. Lzma(content, out _)];
            case FileType.Lzip:
                using (var lzip = LZipStream.Create(to, CompressionMode.Compress, leaveOpen: true)) lzip.Write(content);
                return to.ToArray();
            default:
                return Convert.FromHexString(Compressed);
        }
    }

    /// <summary>What compress(1) makes of <see cref="Text"/>: no writer of it is at hand.</summary>
    private const string Compressed = "1F9D906140B049E3A60C88376640D0416390A09D3769C6946101624E198368E8D081A3E3C50B3861C6AC2943C645193C61DAC06153E6051E050107163C98706143370F234EAC781144C68D1D3F861C59F264CA952D5FC6246810A14286201C429448D122468D1C3D821449D2244A952C5DC214C894E6D39B39A9F2BC0A54EBD0AE46C1261D2BB3694DA8527556EDF933AB50AE45BF2215BB74A6539B51714EDD69D527D6A05B897A3D1A562959C377D12EDECBD66F64B8822BD32D7B18AF62BD6B1DB7FD2B39EE60CB75CD22CEABB6715FC86F03539E5BD8EED9C46919F37DEC16F064B9842FFB9E7DBAF6F0D59F7523874D3A33F0CDA96F176F1D9AB772D9A6837356ED39F7F1D7A331FFA62DBC336EE3AE45F706AF19B56DE2AC41EF4E1EBB747DE7EE6DA7DF74E92D171E76F741675E7CDEF5671D7BE369979F74E8CDE7DF75F63D571E7CDDF157DD7ACDB547DE7BDCED479D7ACC89971D7ED19D27DF771742B8A2821C9A58207D180238A28014BEE820882A26B86189045AF8608811B2B86087271AF89F8812B6C8A087281E98618013BAD8E0872922A82189035608E391417EC9A396543A9923944AD658E498407A89A5944CDE182392330E19A68F5C5AA963944BDA68649C57EE98E5944DE228A39060F6B865954F2649239162FED865A180BA59699F91E6D9289A89DE59E69C81BE69A99F6C4EBAE75C";

    private static byte[] Bomb(FileType type)
    {
        var zeros = new byte[2 << 20];
        switch (type)
        {
            case FileType.Xz:
                var data = Lzma(zeros, out var properties);
                byte[] chunk = [0xff, 0xff, 0xff, (byte)((data.Length - 1) >> 8), (byte)(data.Length - 1), properties[0], .. data];
                return XzWriter.Write([.. Enumerable.Repeat(chunk, 60).SelectMany(bytes => bytes), 0], 120L << 20, crc: null);
            case FileType.Lzma:
                return [.. LzmaHead(zeros), .. BitConverter.GetBytes(2L << 20), .. Lzma(zeros, out _)];
            default:
                return Pack(type, new byte[8 << 20]);
        }
    }

    private static byte[] LzmaHead(byte[] content)
    {
        Lzma(content, out var properties);
        return properties;
    }

    private static byte[] Lzma(byte[] content, out byte[] properties)
    {
        using var to = new MemoryStream();
        using (var lzma = LzmaStream.Create(new LzmaEncoderProperties(false), false, to))
        {
            lzma.Write(content);
            properties = lzma.Properties;
        }
        return to.ToArray();
    }

    private static Analysis Scan(byte[] bytes, string name) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, name);
}
