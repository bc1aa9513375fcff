using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>Shapes of one DrawingML or VML part [ECMA-376 parts 1 and 4]: a slide, a sheet's drawing.</summary>
internal static class ShapeXml
{
    private const int MostShapes = 4096, MostChars = 4 << 20;

    /// <summary>Adds the part's shapes; gives all of its text, paragraphs ending in <c>\r</c>.</summary>
    public static string Read(string xml, List<DocumentShape> shapes, AnalysisBudget budget)
    {
        var tags = new XmlPull(xml);
        var all = new StringBuilder();
        var text = new StringBuilder();
        var first = shapes.Count;
        var takesText = false;
        while (tags.Next() && budget.TryTakeSteps(1, "shapes") && all.Length < MostChars)
        {
            switch (tags.Kind)
            {
                case XmlKind.Text when takesText:
                    if (budget.TryTakeBytes(tags.Text.Length, "shape text")) text.Append(tags.Text);
                    break;
                case XmlKind.Start:
                    if (tags.Name is "t") takesText = true;
                    else if (tags.Name is "textbox") takesText = true;         // VML: HTML inside
                    else if (tags.Name is "cNvPr") Add(tags.Attribute("name"), tags.Attribute("descr"), tags.Attribute("title"));
                    else if (tags.Prefix is "v" && tags.Name is "shape" or "rect" or "roundrect" or "oval") Add(tags.Attribute("id"), tags.Attribute("alt"), tags.Attribute("title"));
                    else if (tags.Name is "br" && text.Length > 0) text.Append('\v');
                    break;
                case XmlKind.End:
                    if (tags.Name is "t" or "textbox") takesText = false;
                    if (tags.Name is "p" or "textbox" && text.Length > 0) text.Append('\r');
                    if (tags.Name is "txBody" or "textbox" or "graphicFrame") Close();
                    break;
            }
        }
        Close();
        return all.ToString();

        void Add(string? name, string? description, string? title)
        {
            Close();
            if (shapes.Count < MostShapes) shapes.Add(new DocumentShape(name ?? "", description ?? "", title ?? "", ""));
        }

        void Close()
        {
            if (text.Length == 0) return;
            all.Append(text);
            if (shapes.Count > first) shapes[^1] = shapes[^1] with { Text = (shapes[^1].Text + text).TrimEnd('\r') };
            text.Clear();
        }
    }
}
