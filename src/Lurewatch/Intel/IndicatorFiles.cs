using Lurewatch.Files;

namespace Lurewatch.Intel;

/// <summary>Which files are worth naming as indicators.</summary>
internal static class IndicatorFiles
{
    /// <summary>Pictures are logos and screenshots far more often than payloads.</summary>
    public static bool IsImage(FileType type) =>
        type is FileType.Png or FileType.Jpeg or FileType.Gif or FileType.Bmp or FileType.Webp or FileType.Tiff or FileType.Ico or FileType.Wmf;
}
