using Lurewatch.Files;
using Lurewatch.Files.Pdf;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a PDF: nothing throws, what comes out stays inside the budget, links read again as themselves.</summary>
internal static class PdfTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new PdfHandler().Extract(new Artifact(bytes, "fuzz.pdf", "/fuzz.pdf", parent: null, "input", FileType.Pdf), new FileContext(budget, [new PasswordCandidate("secret", "body")]));
        if (found.Facts is not PdfFacts facts) throw new InvalidOperationException("no facts");
        long total = 0;
        foreach (var file in found.Files) total += file.Bytes.Length;
        if (total > budget.Limits.TotalBytesOut) throw new InvalidOperationException("over the total limit");
        if (facts.Text.Length > 1 << 20 || facts.Links.Count > budget.Limits.Links) throw new InvalidOperationException("over the limits of texts or links");
        if (facts.LargestLink is < 0 or > 1 || facts.LargestPicture is < 0 or > 1) throw new InvalidOperationException("a part larger than the whole");
    }
}
