namespace Lurewatch.Files.Office.Content;

/// <summary>Shapes and texts of a PowerPoint 97-2003 file [MS-PPT 2.5, 2.9]. Its containers and records have the drawing records' own form, so one walk reads both.</summary>
internal static class SlideShapes
{
    public static DocumentContent Read(ReadOnlySpan<byte> stream, DocumentContent content, AnalysisBudget budget)
    {
        // The first entry takes the texts of the outline, which stand before any shape.
        var shapes = new List<DrawnShape> { new() };
        DrawnShapes.Walk(stream, shapes, budget);
        var stories = new List<DocumentStory>();
        foreach (var shape in shapes)
            if (shape.Text.Length > 0) stories.Add(new DocumentStory("slide", shape.Text));
        return content with
        {
            Stories = stories,
            Shapes = [.. shapes.Skip(1).Where(shape => shape.IsTelling).Select(shape => new DocumentShape(shape.Name, shape.Description, "", shape.Text))],
        };
    }
}
