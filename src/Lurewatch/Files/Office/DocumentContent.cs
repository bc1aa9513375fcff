using Lurewatch.Containers;
using Lurewatch.Files.Office.Content;

namespace Lurewatch.Files.Office;

/// <summary>What a document says that its macros can read: an emulation's host answers with it.</summary>
/// <remarks>Reading it costs about as much as all the rest of a document, so it is read only where there are macros, or where a caller asks for the words.</remarks>
internal sealed record DocumentContent
{
    /// <summary>Body text of a Word document, paragraphs ending in <c>\r</c>, field results without field codes; null for other documents.</summary>
    public string? Text { get; init; }
    /// <summary>Texts beside the body: headers, footnotes, text boxes, slides.</summary>
    public IReadOnlyList<DocumentStory> Stories { get; init; } = [];
    /// <summary>Fields of a Word document, wherever they stand, nested ones inside out.</summary>
    public IReadOnlyList<DocumentField> Fields { get; init; } = [];
    /// <summary>Document variables, by names without case.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = None;
    /// <summary>Built-in properties by the names that macros use: <c>Title</c>, <c>Last Author</c>.</summary>
    public IReadOnlyDictionary<string, string> BuiltInProperties { get; init; } = None;
    /// <summary>Properties that users add.</summary>
    public IReadOnlyDictionary<string, string> CustomProperties { get; init; } = None;
    /// <summary>Shapes and pictures, in order.</summary>
    public IReadOnlyList<DocumentShape> Shapes { get; init; } = [];
    /// <summary>Controls of forms and of the document itself.</summary>
    public IReadOnlyList<FormControl> Controls { get; init; } = [];
    /// <summary>Bookmarks with the text that they span.</summary>
    public IReadOnlyDictionary<string, string> Bookmarks { get; init; } = None;
    /// <summary>Content controls of a Word document: title, tag, text.</summary>
    public IReadOnlyList<ContentControl> ContentControls { get; init; } = [];
    /// <summary>What comments say.</summary>
    public IReadOnlyList<string> CommentTexts { get; init; } = [];

    internal static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads what a compound file says: Word, Excel and PowerPoint of 1997 to 2003, or a bare VBA project with its forms.</summary>
    public static DocumentContent Read(CfbReader cfb, AnalysisBudget budget)
    {
        var (builtIn, custom) = OlePropertySet.Texts(cfb, budget);
        var content = new DocumentContent { BuiltInProperties = builtIn, CustomProperties = custom };
        if (WordDocument.Read(cfb, budget) is { } word) content = WordContent.Read(word, content, budget);
        else if ((CfbStreams.Open(cfb, "Workbook", budget) ?? CfbStreams.Open(cfb, "Book", budget)) is { } workbook) content = content with { Shapes = WorkbookShapes.Read(workbook.Span, budget) };
        else if (CfbStreams.Open(cfb, "PowerPoint Document", budget) is { } slides) content = SlideShapes.Read(slides.Span, content, budget);
        return content with { Controls = [.. FormStorages.Read(cfb, budget), .. ObjectControls.Read(cfb, budget)] };
    }

    /// <summary>Reads what a package says.</summary>
    public static DocumentContent Read(OpcReader package, AnalysisBudget budget) => PackageContent.Read(package, budget);
}

/// <summary>A text beside the body.</summary>
/// <param name="Kind"><c>header</c>, <c>footnote</c>, <c>endnote</c>, <c>comment</c>, <c>text-box</c>, <c>slide</c>.</param>
/// <param name="Text">Paragraphs ending in <c>\r</c>.</param>
internal sealed record DocumentStory(string Kind, string Text);

/// <summary>A field of a Word document.</summary>
/// <param name="Instruction">Its code, with the results of fields inside put in.</param>
/// <param name="Result">What the page shows of it.</param>
/// <param name="Story">Where it stands: <c>body</c>, or the kind of the story.</param>
internal sealed record DocumentField(string Instruction, string Result, string Story);

/// <summary>A shape or picture.</summary>
/// <param name="Name">As macros call it.</param>
/// <param name="AlternativeText">Alternative text.</param>
/// <param name="Title">Title of the alternative text.</param>
/// <param name="Text">Text inside.</param>
internal sealed record DocumentShape(string Name, string AlternativeText, string Title, string Text);

/// <summary>A content control.</summary>
internal sealed record ContentControl(string Title, string Tag, string Text);

/// <summary>A control of a form, or of the document (<see cref="Form"/> is empty then). The form itself is the control that has its name.</summary>
internal sealed record FormControl(string Form, string Name, string Kind)
{
    public string? Caption { get; init; }
    /// <summary>Text of a text box, chosen value of a list.</summary>
    public string? Value { get; init; }
    public string? Tag { get; init; }
    public string? ControlTipText { get; init; }
    public string? GroupName { get; init; }
    public string? ControlSource { get; init; }
    public string? RowSource { get; init; }
    /// <summary>The frame, page or multi-page control that it lies in; null if the form itself.</summary>
    public string? Parent { get; init; }

    /// <summary>Its properties by the lower-case names that code uses.</summary>
    public IReadOnlyDictionary<string, string> Properties
    {
        get
        {
            var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = Name };
            void Put(string name, string? value)
            {
                if (value is not null) properties[name] = value;
            }
            Put("caption", Caption);
            Put("value", Value);
            Put("text", Value);
            Put("tag", Tag);
            Put("controltiptext", ControlTipText);
            Put("groupname", GroupName);
            Put("controlsource", ControlSource);
            Put("rowsource", RowSource);
            return properties;
        }
    }
}
