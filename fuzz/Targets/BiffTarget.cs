using Lurewatch.Files.Office.Workbooks;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as the stream of an old workbook.</summary>
internal static class BiffTarget
{
    public static IReadOnlyList<byte[]> Seeds() => [WorkbookChecks.Sample().ToBiff()];

    public static void Run(ReadOnlySpan<byte> data) => WorkbookChecks.Check(BiffWorkbook.Read(data.ToArray(), WorkbookChecks.Budget()));
}
