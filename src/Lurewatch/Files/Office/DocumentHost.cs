using Lurewatch.Scripts.Vba.Emulation;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Files.Office;

/// <summary>A document as its macros see it.</summary>
/// <param name="application"><c>word</c>, <c>excel</c> or <c>powerpoint</c>.</param>
/// <param name="fileName">Name of the document.</param>
/// <param name="content">What it says.</param>
internal sealed class DocumentHost(string application, string fileName, DocumentContent content) : IVbaHost
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

    public IReadOnlyList<string> Sheets => [];

    public Variant CellOf(int sheet, int row, int column) => Variant.Unknown;

    public string? NamedRange(string name) => null;
}
