using Lurewatch.Files.Office.Workbooks;
using Lurewatch.Scripts.Vba.Emulation;
using Lurewatch.Scripts.Vba.Emulation.Runtime;
using Lurewatch.Scripts.Xlm;

namespace Lurewatch.Files.Office;

/// <summary>A document as its macros see it.</summary>
/// <param name="application"><c>word</c>, <c>excel</c> or <c>powerpoint</c>.</param>
/// <param name="fileName">Name of the document.</param>
/// <param name="content">What it says.</param>
/// <param name="workbook">Its cells; null if it is no workbook.</param>
internal sealed class DocumentHost(string application, string fileName, DocumentContent content, Workbook? workbook) : IVbaHost
{
    public string Application => application;

    public string FileName => fileName;

    public string? Text => content.Text;

    public IReadOnlyDictionary<string, string> Variables => content.Variables;

    public IReadOnlyDictionary<string, string> Properties => content.BuiltInProperties;

    public IReadOnlyDictionary<string, string> CustomProperties => content.CustomProperties;

    public IReadOnlyDictionary<string, string> Bookmarks => content.Bookmarks;

    public IReadOnlyList<string> Comments => content.CommentTexts;

    public IReadOnlyList<HostShape> Shapes { get; } = [.. content.Shapes.Select(shape => new HostShape(shape.Name, shape.AlternativeText, shape.Title, shape.Text))];

    public IReadOnlyList<HostControl> Controls { get; } = [.. content.Controls.Select(control => new HostControl(control.Form, control.Name, control.Parent, control.Properties))];

    public Workbook? Workbook => workbook;

    public IReadOnlyList<string> Sheets { get; } = workbook is null ? [] : [.. workbook.Sheets.Select(sheet => sheet.Name)];

    public Variant CellOf(int sheet, int row, int column)
    {
        if (workbook is null || sheet < 0 || sheet >= workbook.Sheets.Count) return Variant.Unknown;
        var value = workbook.Sheets[sheet].Cells.GetValueOrDefault((row - 1, column - 1)).Value;
        return value.Kind switch
        {
            XlmKind.Empty or XlmKind.Missing => Variant.Empty,
            XlmKind.Number when value.TryNumber(out var number) => Variant.Of(number),
            XlmKind.Text => Variant.Of(value.AsText()),
            XlmKind.Boolean when value.TryNumber(out var truth) => Variant.Of(truth != 0),
            _ => Variant.Unknown,
        };
    }

    public string? NamedRange(string name) => workbook?.NamedRange(name);
}
