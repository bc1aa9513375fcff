using Lurewatch.Files;
using Lurewatch.Files.Images;

namespace Lurewatch.Detection;

/// <summary>A code that the reader of a message sees.</summary>
/// <param name="Code">What it says.</param>
/// <param name="Place">Where.</param>
/// <param name="InArtifact">It is among the facts of an artifact.</param>
internal sealed record SeenCode(CodeFacts Code, Place Place, bool InArtifact);

/// <summary>All codes of a message: in its pictures, drawn in its text, and parted over two pictures that stand beside one another.</summary>
internal static class SeenCodes
{
    private const int MostPairs = 4, MostSide = 1200;

    public static IReadOnlyList<SeenCode> Of(ScanView view)
    {
        List<SeenCode>? seen = null;
        Artifact? previous = null;
        var pairs = 0;
        foreach (var file in view.OwnArtifacts)
        {
            if ((file.Facts ?? file.SameAs?.Facts) is IHasCodes { Codes: { Count: > 0 } codes })
            {
                foreach (var code in codes) (seen ??= []).Add(new SeenCode(code, Place.InArtifact(file.Path), true));
                previous = null;
            }
            else if (file.Facts is ImageFacts { FinderPatterns: > 0 and < 12 } part && Math.Max(part.Width, part.Height) <= MostSide)
            {
                if (previous is not null && previous.Parent == file.Parent && pairs < MostPairs && Pair(previous, file, view.Budget, ref pairs) is { Count: > 0 } joined)
                {
                    foreach (var code in joined) (seen ??= []).Add(new SeenCode(code, Place.InArtifact(previous.Path), false));
                    previous = null;
                }
                else previous = file;
            }
            else if (file.Facts is ImageFacts) previous = null;
        }
        if (view.Message is { } message)
        {
            foreach (var code in CodeFacts.Of(DrawnCodes.InText(message.Body.Plain?.Raw, view.Budget), "characters")) (seen ??= []).Add(new SeenCode(code, Place.InPart("text/plain"), false));
            var drawn = CodeFacts.Of(DrawnCodes.InHtml(message.Body.Html?.Raw, view.Budget), "cells");
            foreach (var code in drawn)
                if (seen?.Exists(known => known.Code.Text == code.Text) != true) (seen ??= []).Add(new SeenCode(code, Place.InPart("text/html"), false));
        }
        return seen ?? (IReadOnlyList<SeenCode>)[];
    }

    /// <summary>Two pictures of one height or width, neither of which holds a whole code, as the mail shows them.</summary>
    private static IReadOnlyList<CodeFacts> Pair(Artifact first, Artifact second, AnalysisBudget budget, ref int pairs)
    {
        var (one, two) = ((ImageFacts)first.Facts!, (ImageFacts)second.Facts!);
        var beside = Math.Abs(one.Height - two.Height) <= 2;
        var below = Math.Abs(one.Width - two.Width) <= 2;
        if ((!beside && !below) || one.FinderPatterns + two.FinderPatterns < 3) return [];
        pairs++;
        if (ImageReader.Read(first.Bytes, first.Type, budget, first.Path)?.Gray is not { } left || ImageReader.Read(second.Bytes, second.Type, budget, second.Path)?.Gray is not { } right) return [];
        if (beside)
        {
            var codes = CodeReader.Read(GrayImage.Beside(left, right), budget, first.Path, out _);
            if (codes.Count == 0) codes = CodeReader.Read(GrayImage.Beside(right, left), budget, first.Path, out _);
            if (codes.Count > 0) return CodeFacts.Of(codes, "two-pictures");
        }
        if (!below) return [];
        var stacked = CodeReader.Read(GrayImage.Below(left, right), budget, first.Path, out _);
        if (stacked.Count == 0) stacked = CodeReader.Read(GrayImage.Below(right, left), budget, first.Path, out _);
        return CodeFacts.Of(stacked, "two-pictures");
    }
}
