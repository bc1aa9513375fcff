namespace Lurewatch.Files.Images;

/// <summary>A picture as far as it was read.</summary>
/// <param name="Width">As declared.</param>
/// <param name="Height">As declared.</param>
internal sealed record Picture(int Width, int Height) : IDisposable
{
    /// <summary>Brightness, transparent parts on white; null where it was not decoded.</summary>
    public GrayImage? Gray { get; init; }
    /// <summary>The same on black, where parts are transparent.</summary>
    public GrayImage? OnBlack { get; init; }
    /// <summary>Further pictures of an animation.</summary>
    public IReadOnlyList<GrayImage> Frames { get; init; } = [];
    /// <summary>Why there are no pixels, or not all: <c>damaged</c>, <c>limit</c>, <c>unsupported</c>; null if all is well.</summary>
    public string? Problem { get; init; }

    public void Dispose()
    {
        Gray?.Dispose();
        OnBlack?.Dispose();
        foreach (var frame in Frames) frame.Dispose();
    }
}

/// <summary>Decodes pictures for reading codes in them: brightness alone, all sizes checked before anything is allocated, in managed code only.</summary>
internal static class ImageReader
{
    /// <summary>A symbol of 21 modules needs that many pixels.</summary>
    public const int LeastSide = 21;
    /// <summary>Pixels beyond which a picture is not decoded: 40 million is a camera's.</summary>
    private const long MostPixels = 40L << 20;

    public static Picture? Read(ReadOnlyMemory<byte> bytes, FileType type, AnalysisBudget budget, string what)
    {
        try
        {
            return type switch
            {
                FileType.Png => PngReader.Read(bytes, budget, what),
                FileType.Jpeg => JpegReader.Read(bytes.Span, budget, what),
                FileType.Gif => GifReader.Read(bytes.Span, budget, what),
                FileType.Bmp => BmpReader.Read(bytes.Span, budget, what),
                _ => null,
            };
        }
        catch (IndexOutOfRangeException)
        {
            return null;   // a bound that the readers check by hand in no inner loop: damaged
        }
    }

    /// <summary>True if a picture of that size can hold a symbol and may be decoded; the problem where the budget forbids it.</summary>
    public static bool Allows(int width, int height, AnalysisBudget budget, string what, out string? problem)
    {
        problem = null;
        if (width < LeastSide || height < LeastSide) return false;
        var pixels = (long)width * height;
        if (pixels > MostPixels || width > 1 << 16 || height > 1 << 16)
        {
            budget.Exhaust("image_pixels", what);
            problem = "limit";
            return false;
        }
        if (budget.TryTakeSteps(pixels / 4, what)) return true;
        problem = "limit";
        return false;
    }
}
