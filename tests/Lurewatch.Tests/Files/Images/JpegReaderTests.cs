using Lurewatch.Files.Images;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Images;

public sealed class JpegReaderTests
{
    /// <summary>A QR code of 29 modules with three pixels each, saved by libjpeg: baseline with brightness halved in the colours, progressive, restart markers.</summary>
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.Path("tests/cases/files/jpeg"), "*.hex").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static byte[] Bytes(string name) => Convert.FromHexString(string.Concat(File.ReadLines(Path.Combine(Repository.Path("tests/cases/files/jpeg"), name)).Where(line => !line.StartsWith('#')).SelectMany(line => line.Where(char.IsAsciiHexDigit))));

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_way_of_saving_a_code_is_read(string name)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var picture = JpegReader.Read(Bytes(name), budget, name)!;
        picture.Problem.ShouldBeNull();
        CodeReader.Read(picture.Gray!, budget, name, out _).ShouldHaveSingleItem().Text.ShouldBe("https://jpeg.example.test/");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_prefix_and_a_thousand_mutations_end_quietly(string name)
    {
        var bytes = Bytes(name);
        for (var length = 0; length < bytes.Length; length += 7) _ = JpegReader.Read(bytes.AsSpan(0, length), new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), name);
        var random = new Random(7);
        for (var n = 0; n < 1000; n++)
        {
            var copy = (byte[])bytes.Clone();
            for (var i = random.Next(1, 6); i > 0; i--) copy[random.Next(copy.Length)] = (byte)random.Next(256);
            _ = ImageReader.Read(copy, Lurewatch.Files.FileType.Jpeg, new AnalysisBudget(new AnalysisLimits(), TimeProvider.System), name);
        }
    }
}
