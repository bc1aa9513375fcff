using System.Text.Json.Serialization;
using Lurewatch.Mail;

namespace Lurewatch.Files.Images;

/// <summary>Pictures: their size and the codes that they hold.</summary>
internal sealed class ImageHandler : IFileHandler
{
    public string Name => "image";

    public bool Claims(FileType type) => type is FileType.Png or FileType.Jpeg or FileType.Gif or FileType.Bmp;

    public Extraction Extract(Artifact file, FileContext context)
    {
        if (ImageReader.Read(file.Bytes, file.Type, context.Budget, file.Path) is not { } picture) return new Extraction(new ImageFacts { Format = FileTypes.Name(file.Type), Notes = PictureNotes.Read(file.Bytes.Span, file.Type) });
        IReadOnlyList<ImageCode> codes = [];
        var patterns = 0;
        foreach (var gray in (ReadOnlySpan<GrayImage?>)[picture.Gray, picture.OnBlack, .. picture.Frames])
        {
            if (gray is null) continue;
            codes = CodeReader.Read(gray, context.Budget, file.Path, out var seen);
            patterns = Math.Max(patterns, seen);
            if (codes.Count > 0) break;
        }
        picture.Dispose();
        return new Extraction(ImageFacts.Of(file.Type, picture, codes, patterns) with { Notes = PictureNotes.Read(file.Bytes.Span, file.Type) }) { Unopened = picture.Problem is "limit" ? "limit" : null };
    }
}

/// <summary>What a picture holds.</summary>
internal sealed record ImageFacts : IHasLinks, IHasCodes
{
    /// <summary><c>png</c>, <c>jpeg</c>, …</summary>
    public required string Format { get; init; }
    /// <summary>In pixels, as declared; 0 if it could not be read.</summary>
    public int Width { get; init; }
    /// <summary>In pixels, as declared.</summary>
    public int Height { get; init; }
    /// <summary>Why it was not decoded, or not to its end; null if it was.</summary>
    public string? Problem { get; init; }
    /// <summary>What it says of its making; null if nothing.</summary>
    public PictureNotes? Notes { get; init; }
    /// <summary>Codes in it, secrets left out.</summary>
    public IReadOnlyList<CodeFacts> Codes { get; init; } = [];
    /// <summary>Finder patterns of QR codes that were seen.</summary>
    public int FinderPatterns { get; init; }
    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<Url> Links { get; init; } = [];

    public static ImageFacts Of(FileType type, Picture picture, IReadOnlyList<ImageCode> codes, int patterns)
    {
        var read = CodeFacts.Of(codes);
        return new ImageFacts
        {
            Format = FileTypes.Name(type),
            Width = picture.Width,
            Height = picture.Height,
            Problem = picture.Problem,
            Codes = read,
            FinderPatterns = patterns,
            Links = [.. read.Select(code => code.Url).OfType<Url>()],
        };
    }
}
