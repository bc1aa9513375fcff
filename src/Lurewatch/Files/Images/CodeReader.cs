using Lurewatch.Files.Images.Qr;

namespace Lurewatch.Files.Images;

/// <summary>A code in a picture.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Kind"><c>qr</c>.</param>
/// <param name="X">Left edge of its finder patterns' centres, in pixels of the picture as looked at.</param>
/// <param name="Y">Top edge, likewise.</param>
/// <param name="Side">Distance of two finder patterns.</param>
internal sealed record ImageCode(string Text, string Kind, int X, int Y, int Side)
{
    /// <summary>QR version, 1 to 40.</summary>
    public int Version { get; init; }
    /// <summary>Light on dark.</summary>
    public bool Inverted { get; init; }
    /// <summary>Place in a message of several symbols, from 1; 0 if it stands alone.</summary>
    public int Part { get; init; }
}

/// <summary>Reads the codes of a picture: looks for finder patterns in a few ways of telling dark from light, the cheapest first, and stops where codes were read.</summary>
internal static class CodeReader
{
    private const int SmallSide = 240;

    /// <summary>Codes; <paramref name="patterns"/> is the most finder patterns that one look showed.</summary>
    public static IReadOnlyList<ImageCode> Read(GrayImage image, AnalysisBudget budget, string what, out int patterns)
    {
        patterns = 0;
        var codes = new List<ImageCode>();
        using var enlarged = Math.Max(image.Width, image.Height) <= SmallSide ? image.Enlarged(3) : null;
        image = enlarged ?? image;
        var step = Math.Min(image.Width, image.Height) switch { < 400 => 1, < 1000 => 2, _ => 3 };
        if (!budget.TryTakeSteps(image.Pixels.Length / 8, what)) return codes;
        using var whole = Binarizer.Global(image);
        if (whole is null) return codes;   // one colour
        Look(whole, ref patterns);
        if (codes.Count > 0) return codes;
        if (!budget.TryTakeSteps(image.Pixels.Length / 8, what)) return codes;
        using var local = Binarizer.Local(image);
        Look(local, ref patterns);
        return codes;

        void Look(BitGrid bits, ref int most)
        {
            var found = QrFinder.Find(bits, step);
            var dark = found.Count(pattern => !pattern.Inverted);
            most = Math.Max(most, Math.Max(dark, found.Count - dark));
            if (found.Count >= 3) new QrLocator(image, bits, budget, what).Read(found, codes);
        }
    }
}
