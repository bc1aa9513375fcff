using CsCheck;
using Lurewatch.Files.Images.Qr;
using Shouldly;
using Xunit;
using ZXing.QrCode.Internal;

namespace Lurewatch.Tests.Files.Images;

public sealed class QrDecoderTests
{
    private static readonly ErrorCorrectionLevel[] s_levels = [ErrorCorrectionLevel.L, ErrorCorrectionLevel.M, ErrorCorrectionLevel.Q, ErrorCorrectionLevel.H];

    [Fact]
    public void Every_version_and_level_is_read()
    {
        for (var version = 1; version <= 40; version++)
        {
            foreach (var level in s_levels)
            {
                var read = QrDecoder.Decode(Pictures.Grid(Pictures.Symbol("A1", level, version)));
                read.ShouldNotBeNull($"version {version} {level}");
                read.Text.ShouldBe("A1");
                read.Version.ShouldBe(version);
            }
        }
    }

    [Theory]
    [InlineData("0123456789012345")]
    [InlineData("7")]
    [InlineData("HTTPS://EXAMPLE.TEST/A-B$%*+. /:")]
    [InlineData("https://xn--mnchen-3ya.example/ä?q=ß&日本=語")]
    [InlineData("BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nEND:VCARD")]
    public void Text_comes_back_as_it_was_written(string text) => QrDecoder.Decode(Pictures.Grid(Pictures.Symbol(text)))!.Text.ShouldBe(text);

    [Fact]
    public void Kanji_and_a_named_character_set_are_read()
    {
        QrDecoder.Decode(Pictures.Grid(Pictures.Symbol("請求書", charset: "Shift_JIS")))!.Text.ShouldBe("請求書");
        QrDecoder.Decode(Pictures.Grid(Pictures.Symbol("żółć ąę", charset: "ISO-8859-2")))!.Text.ShouldBe("żółć ąę");
    }

    [Fact]
    public void A_mirrored_symbol_is_read() => QrDecoder.Decode(Pictures.Grid(Pictures.Symbol("https://example.test/")).Transposed())!.Text.ShouldBe("https://example.test/");

    [Fact]
    public void Any_text_survives_damage_within_the_level() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 1, 300], Gen.Int[0, 3], Gen.Int[0, 1_000_000]).Sample((text, level, seed) =>
        {
            var symbol = Pictures.Symbol(text, s_levels[level]);
            var grid = Pictures.Grid(symbol);
            var functions = QrVersion.Functions(QrVersion.OfSize(grid.Width));
            // Each flipped module spoils one codeword at most: as many as the weakest block corrects.
            var correction = QrVersion.Blocks(QrVersion.OfSize(grid.Width), level).Correction;
            for (var n = correction / 2; n > 0; seed = unchecked(seed * 1103515245 + 12345))
            {
                var (x, y) = ((seed >>> 8) % grid.Width, (seed >>> 20) % grid.Height);
                n--;
                if (!functions[x, y]) grid[x, y] = !grid[x, y];
            }
            return QrDecoder.Decode(grid)?.Text == text;
        }, iter: 300);

    [Fact]
    public void Noise_gives_nothing_and_throws_nothing() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int).Sample((version, seed) =>
        {
            var grid = new BitGrid(QrVersion.Size(version), QrVersion.Size(version));
            var random = new Random(seed);
            for (var y = 0; y < grid.Height; y++)
                for (var x = 0; x < grid.Width; x++) grid[x, y] = random.Next(2) == 1;
            _ = QrDecoder.Decode(grid);
        }, iter: 300);
}
