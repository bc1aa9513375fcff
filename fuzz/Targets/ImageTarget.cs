using Lurewatch.Files;
using Lurewatch.Files.Images;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a picture of each kind: nothing throws, what comes out has the size that was allowed, codes lie in what was read.</summary>
internal static class ImageTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        foreach (var type in (ReadOnlySpan<FileType>)[FileType.Png, FileType.Jpeg, FileType.Gif, FileType.Bmp])
        {
            if (FileTypes.Detect(bytes) is var detected && detected != type && detected is FileType.Png or FileType.Jpeg or FileType.Gif or FileType.Bmp) continue;
            if (PictureNotes.Read(bytes, type) is { Comment.Length: > 500 }) throw new InvalidOperationException("a comment without end");
            var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
            if (ImageReader.Read(bytes, type, budget, "fuzz") is not { } picture) continue;
            foreach (var gray in (ReadOnlySpan<GrayImage?>)[picture.Gray, picture.OnBlack, .. picture.Frames])
            {
                if (gray is null) continue;
                if (gray.Width > GrayRows.MostSide || gray.Height > GrayRows.MostSide) throw new InvalidOperationException("larger than looked at");
                foreach (var code in CodeReader.Read(gray, budget, "fuzz", out var patterns))
                    if (patterns < 3 || code.Text.Length > 8000) throw new InvalidOperationException("a code from nothing");
            }
        }
    }
}
