using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>What an Office Open XML package says: parts are found by the relationships that lead to them.</summary>
internal static class PackageContent
{
    private const int MostParts = 2000;

    public static DocumentContent Read(OpcReader package, AnalysisBudget budget)
    {
        var reader = new Reader(package, budget);
        reader.ReadParts();
        return reader.Content with { Controls = PackageControls.Read(package, budget) };
    }

    /// <summary>The fields of a Word document alone: parts that speak of none are passed over.</summary>
    public static IReadOnlyList<DocumentField> Fields(OpcReader package, AnalysisBudget budget)
    {
        var reader = new Reader(package, budget);
        reader.ReadFields();
        return reader.Content.Fields;
    }

    private sealed class Reader(OpcReader package, AnalysisBudget budget)
    {
        private readonly FieldText _fields = new(budget);
        private readonly List<DocumentStory> _stories = [];
        private readonly List<DocumentShape> _shapes = [];
        private readonly List<ContentControl> _contentControls = [];
        private readonly List<string> _comments = [];
        private readonly Dictionary<string, string> _bookmarks = new(StringComparer.OrdinalIgnoreCase), _variables = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, string> _builtIn = new(StringComparer.OrdinalIgnoreCase), _custom = new(StringComparer.OrdinalIgnoreCase);
        private string? _text;

        public DocumentContent Content => new()
        {
            Text = _text,
            Stories = _stories,
            Fields = _fields.Fields,
            Shapes = _shapes,
            ContentControls = _contentControls,
            CommentTexts = _comments,
            Bookmarks = _bookmarks,
            Variables = _variables,
            BuiltInProperties = _builtIn,
            CustomProperties = _custom,
        };

        public void ReadParts()
        {
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var relationship in package.Relationships)
            {
                if (relationship.IsExternal || relationship.Target.Length == 0) continue;
                var kind = relationship.Kind;
                if (kind is not ("officeDocument" or "core-properties" or "extended-properties" or "extendedProperties" or "custom-properties" or "customProperties" or "settings" or "header" or "footer" or "footnotes" or "endnotes" or "comments"
                    or "glossaryDocument" or "slide" or "notesSlide" or "drawing" or "vmlDrawing" or "tags")) continue;
                if (seen.Count == MostParts || !budget.HasTime(relationship.Target)) break;
                if (!seen.Add(relationship.Target) || PackageParts.Open(package, relationship.Target, budget) is not { } xml) continue;
                Part(kind, relationship.Target, xml);
            }
        }

        public void ReadFields()
        {
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var relationship in package.Relationships)
            {
                if (relationship.IsExternal || relationship.Kind is not ("officeDocument" or "header" or "footer" or "footnotes" or "endnotes" or "comments" or "glossaryDocument")) continue;
                if (seen.Count == MostParts || !budget.HasTime(relationship.Target)) break;
                if (!seen.Add(relationship.Target) || PackageParts.Open(package, relationship.Target, budget) is not { } xml) continue;
                if (xml.Contains("fldSimple", StringComparison.Ordinal) || xml.Contains("instrText", StringComparison.Ordinal)) Word(StoryOf(relationship.Kind), xml);
            }
        }

        private static string StoryOf(string kind) => kind switch { "officeDocument" => "body", "footnotes" => "footnote", "endnotes" => "endnote", "glossaryDocument" => "glossary", "comments" => "comment", _ => "header" };

        private void Part(string kind, string name, string xml)
        {
            switch (kind)
            {
                case "officeDocument":
                    if (package.ContentType(name)?.Contains("wordprocessingml", StringComparison.OrdinalIgnoreCase) == true || package.ContentType(name)?.Contains("ms-word", StringComparison.OrdinalIgnoreCase) == true || name.StartsWith("word/", StringComparison.OrdinalIgnoreCase))
                        _text = Word("body", xml);
                    break;
                case "header" or "footer" or "footnotes" or "endnotes" or "glossaryDocument":
                    var story = StoryOf(kind);
                    if (Word(story, xml) is { Length: > 0 } text) _stories.Add(new DocumentStory(story, text));
                    break;
                case "comments" when name.StartsWith("xl/", StringComparison.OrdinalIgnoreCase):
                    SheetComments(xml);
                    break;
                case "comments":
                    Word("comment", xml);
                    break;
                case "settings":
                    Pairs(xml, "docVar", "name", "val", _variables);
                    break;
                case "tags":
                    Pairs(xml, "tag", "name", "val", _variables);
                    break;
                case "core-properties" or "extended-properties" or "extendedProperties":
                    Properties(xml);
                    break;
                case "custom-properties" or "customProperties":
                    CustomProperties(xml);
                    break;
                default:
                    if (ShapeXml.Read(xml, _shapes, budget) is { Length: > 0 } words) _stories.Add(new DocumentStory(kind is "slide" or "notesSlide" ? "slide" : "drawing", words));
                    break;
            }
        }

        private string Word(string kind, string xml)
        {
            var part = new WordXml(kind, _fields, budget);
            part.Read(xml);
            _stories.AddRange(part.Stories);
            _shapes.AddRange(part.Shapes);
            _contentControls.AddRange(part.ContentControls);
            _comments.AddRange(part.Comments);
            foreach (var (name, text) in part.Bookmarks) _bookmarks.TryAdd(name, text);
            return part.Text;
        }

        private void SheetComments(string xml)
        {
            var tags = new XmlPull(xml);
            var text = new StringBuilder();
            var takesText = false;
            while (tags.Next() && budget.TryTakeSteps(1, "comments"))
            {
                if (tags.Kind == XmlKind.Text && takesText && budget.TryTakeBytes(tags.Text.Length, "comments")) text.Append(tags.Text);
                else if (tags.Kind == XmlKind.Start) takesText = tags.Name is "t";
                else if (tags.IsEnd("comment"))
                {
                    _comments.Add(text.ToString());
                    text.Clear();
                }
                else if (tags.Kind == XmlKind.End) takesText = false;
            }
        }

        private void Pairs(string xml, string element, string nameAttribute, string valueAttribute, Dictionary<string, string> to)
        {
            var tags = new XmlTags(xml);
            while (tags.Next() && budget.TryTakeSteps(1, element))
                if (tags.Is(element) && tags.Attribute(nameAttribute) is { } name && tags.Attribute(valueAttribute) is { } value && budget.TryTakeBytes(value.Length, element)) to[name] = value;
        }

        private void Properties(string xml)
        {
            var tags = new XmlTags(xml);
            while (tags.Next() && budget.TryTakeSteps(1, "document properties"))
            {
                var name = tags.Name switch
                {
                    "title" => "Title",
                    "subject" => "Subject",
                    "creator" => "Author",
                    "keywords" => "Keywords",
                    "description" => "Comments",
                    "category" => "Category",
                    "lastModifiedBy" => "Last Author",
                    "revision" => "Revision Number",
                    "contentStatus" => "Content status",
                    "contentType" => "Content type",
                    "language" => "Language",
                    "version" => "Document version",
                    "Template" => "Template",
                    "Manager" => "Manager",
                    "Company" => "Company",
                    "HyperlinkBase" => "Hyperlink Base",
                    "Application" => "Application Name",
                    "PresentationFormat" => "Format",
                    _ => null,
                };
                if (name is not null && tags.Content is { Length: > 0 } value && budget.TryTakeBytes(value.Length, "document properties")) _builtIn[name] = value;
            }
        }

        /// <summary>A property element holds one typed value.</summary>
        private void CustomProperties(string xml)
        {
            var tags = new XmlTags(xml);
            string? name = null;
            while (tags.Next() && budget.TryTakeSteps(1, "document properties"))
            {
                if (tags.Is("property")) name = tags.Attribute("name");
                else if (name is not null && tags.Content is var value && budget.TryTakeBytes(value.Length, "document properties"))
                {
                    _custom[name] = value;
                    name = null;
                }
            }
        }
    }
}

/// <summary>Parts of a package as text.</summary>
internal static class PackageParts
{
    public static ReadOnlyMemory<byte>? Bytes(OpcReader package, string name, AnalysisBudget budget)
    {
        if (package.Zip.Find(name) is not { } entry) return null;
        return package.Zip.Open(entry, budget);
    }

    public static string? Open(OpcReader package, string name, AnalysisBudget budget)
    {
        if (package.Zip.Find(name) is not { } entry || package.Zip.Open(entry, budget) is not { } bytes) return null;
        return XmlTags.Text(bytes.Span);
    }
}
