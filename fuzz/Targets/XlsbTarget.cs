using Lurewatch.Containers;
using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Samples.Office;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as each of the parts of a binary workbook.</summary>
internal static class XlsbTarget
{
    public static IReadOnlyList<byte[]> Seeds()
    {
        var zip = ZipReader.Read(WorkbookChecks.Sample().ToXlsb(), WorkbookChecks.Budget());
        return [.. zip.Entries.Where(entry => entry.Name.EndsWith(".bin", StringComparison.Ordinal)).Select(entry => zip.Open(entry, WorkbookChecks.Budget())!.Value.ToArray())];
    }

    public static void Run(ReadOnlySpan<byte> data)
    {
        var part = data.ToArray();
        var package = new OfficePackage().Relate("", "officeDocument", "xl/workbook.bin").Part("xl/workbook.bin", XlsbBook).Part("xl/sharedStrings.bin", part).Part("xl/macrosheets/sheet1.bin", part)
            .Relate("xl/workbook.bin", "sharedStrings", "sharedStrings.bin").Relate("xl/workbook.bin", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macrosheets/sheet1.bin").Relate("xl/workbook.bin", "worksheet", "worksheets/sheet2.bin");
        WorkbookChecks.Check(PackageWorkbook.Read(OpcReader.Read(ZipReader.Read(package.ToBytes(), WorkbookChecks.Budget()), WorkbookChecks.Budget()), WorkbookChecks.Budget()));
        WorkbookChecks.Check(PackageWorkbook.Read(OpcReader.Read(ZipReader.Read(new OfficePackage().Relate("", "officeDocument", "xl/workbook.bin").Part("xl/workbook.bin", part).ToBytes(), WorkbookChecks.Budget()), WorkbookChecks.Budget()), WorkbookChecks.Budget()));
    }

    /// <summary>The workbook part of the sample, so that sheets mutate below a list that holds.</summary>
    private static byte[] XlsbBook { get; } = Seeds()[^2];
}
