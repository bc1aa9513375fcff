using Lurewatch.Files;
using Lurewatch.Files.Images;
using Shouldly;
using Xunit;
using ZXing.QrCode.Internal;

namespace Lurewatch.Tests.Files.Images;

public sealed class CodeReaderTests
{
    private const string Address = "https://login.example.test/verify?u=anna%40stadtwerke.example&t=8f2a9c";

    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static string? Read(GrayImage image) => CodeReader.Read(image, Budget(), "test", out _) is [var first, ..] ? first.Text : null;

    private static string? Read(byte[] file)
    {
        var type = FileTypes.Detect(file);
        var found = new ImageHandler().Extract(new Artifact(file, "picture", "/", parent: null, "input", type), new FileContext(Budget(), []));
        return ((ImageFacts)found.Facts!).Codes is [var first, ..] ? first.Text : null;
    }

    private static GrayImage Plain(int module = 4, int quiet = 4, byte dark = 0, byte light = 255) => Pictures.Paint(Pictures.Symbol(Address), module, quiet, dark, light);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 2)]
    [InlineData(5, 1)]
    [InlineData(8, 0)]
    [InlineData(25, 4)]
    public void Modules_of_any_size_and_thin_quiet_zones_are_read(int module, int quiet) => Read(Plain(module, quiet)).ShouldBe(Address);

    [Fact]
    public void Angles_all_around_are_read()
    {
        for (var degrees = 0; degrees < 360; degrees += 7) Read(Pictures.Turn(Plain(5), degrees)).ShouldBe(Address, $"turned by {degrees}");
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(-0.2)]
    [InlineData(0.3)]
    public void A_view_from_the_side_is_read(double lean) => Read(Pictures.Turn(Plain(6), 10, lean)).ShouldBe(Address);

    [Theory]
    [InlineData(255, 0)]
    [InlineData(90, 130)]
    [InlineData(180, 140)]
    public void Inverted_and_pale_codes_are_read(byte dark, byte light) => Read(Plain(4, 4, dark, light)).ShouldBe(Address);

    [Fact]
    public void A_code_on_a_shaded_ground_is_read()
    {
        var image = Plain(5);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(image.Pixels[i] * 90 / 255 + i % image.Width * 160 / image.Width);
        Read(image).ShouldBe(Address);
    }

    [Fact]
    public void A_logo_in_the_middle_does_not_matter()
    {
        var image = Pictures.Paint(Pictures.Symbol(Address, ErrorCorrectionLevel.H));
        var (from, to) = (image.Width * 41 / 100, image.Width * 59 / 100);
        for (var y = from; y < to; y++) image.Pixels.Slice(y * image.Width + from, to - from).Fill((byte)(y % 2 * 120 + 60));
        Read(image).ShouldBe(Address);
    }

    [Fact]
    public void Several_codes_in_one_picture_are_all_read()
    {
        var page = new GrayImage(1200, 900);
        page.Pixels.Fill(240);
        var n = 0;
        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(40, 60), (700, 80), (350, 500)])
        {
            var code = Pictures.Paint(Pictures.Symbol($"https://{++n}.example.test/"), 3 + n);
            for (var row = 0; row < code.Height; row++) code.Pixels.Slice(row * code.Width, code.Width).CopyTo(page.Pixels.Slice((y + row) * page.Width + x));
        }
        CodeReader.Read(page, Budget(), "test", out _).Select(code => code.Text).Order(StringComparer.Ordinal).ShouldBe(["https://1.example.test/", "https://2.example.test/", "https://3.example.test/"]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 0)]
    [InlineData(4, 4)]
    [InlineData(6, 1)]
    public void Png_of_every_colour_type_and_filter_is_read(int colour, byte filter) => Read(Pictures.Png(Plain(), colour, filter)).ShouldBe(Address);

    [Fact]
    public void A_png_whose_ground_or_ink_is_transparent_is_read()
    {
        Read(Pictures.Png(Plain(), 6, clearLight: true)).ShouldBe(Address);
        Read(Pictures.Png(Plain(4, 4, 0, 255), 4, clearDark: true)).ShouldBe(Address);
    }

    [Fact]
    public void Gif_and_bitmap_are_read()
    {
        Read(Pictures.Gif(Plain())).ShouldBe(Address);
        Read(Pictures.Bmp(Plain())).ShouldBe(Address);
    }

    [Fact]
    public void A_code_in_the_second_picture_of_an_animation_is_read()
    {
        var blank = new GrayImage(Plain().Width, Plain().Height);
        blank.Pixels.Fill(255);
        Read(Pictures.Gif(blank, Plain())).ShouldBe(Address);
    }

    [Fact]
    public void A_picture_that_claims_to_be_enormous_is_not_decoded()
    {
        var file = Pictures.Png(Plain());
        (file[16], file[17], file[20], file[21]) = (0x40, 0, 0x40, 0);
        var budget = Budget();
        var read = ImageReader.Read(file, FileType.Png, budget, "/bomb.png")!;
        read.Gray.ShouldBeNull();
        read.Problem.ShouldBe("limit");
        budget.Exhausted.ShouldContainKey("image_pixels");
    }

    [Fact]
    public void A_field_of_finder_patterns_ends_in_time()
    {
        var image = new GrayImage(1400, 1400);
        var ring = new[] { 1, 1, 1, 1, 1, 1, 1, 0, 0 };
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                int a = x % 9, b = y % 9, edge = Math.Max(Math.Abs(a - 3), Math.Abs(b - 3));
                image.Pixels[y * image.Width + x] = (byte)(ring[a] == 1 && ring[b] == 1 && edge is 3 or <= 1 ? 0 : 255);
            }
        }
        var started = TimeProvider.System.GetTimestamp();
        _ = CodeReader.Read(image, Budget(), "storm", out _);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [InlineData("otpauth://totp/Example:anna@stadtwerke.example?secret=JBSWY3DPEHPK3PXP&issuer=Example", "secret", "otpauth://totp/Example:anna@stadtwerke.example?…")]
    [InlineData("WIFI:T:WPA;S:Gast;P:geheim;;", "wifi", "WIFI:S:Gast")]
    [InlineData("BCD\n002\n1\nSCT\n\nWerke\nDE02120300000000202051\nEUR12.30", "payment", "BCD\n002\n1\nSCT\n\nWerke\nDE02120300000000202051\nEUR12.30")]
    [InlineData("LOGIN.EXAMPLE.COM/A1", "url", "LOGIN.EXAMPLE.COM/A1")]
    [InlineData("Tisch 7, Halle B", "text", "Tisch 7, Halle B")]
    public void What_a_code_says_is_sorted_and_secrets_are_left_out(string text, string content, string shown)
    {
        var facts = CodeFacts.Of([new ImageCode(text, "qr", 0, 0, 0)])[0];
        facts.Content.ShouldBe(content);
        facts.Text.ShouldBe(shown);
        (facts.Url is not null).ShouldBe(content == "url");
    }
}
