using System.Text;
using Lurewatch.Containers;

namespace Lurewatch.Files.Office.Content;

/// <summary>Text of one WordprocessingML part [ECMA-376 part 1, 17]: a body, a header, notes, comments; also Word 2003's own XML, whose elements have the same names.</summary>
/// <remarks>Fields become the three characters of old documents. What stands in a fallback (<c>mc:Fallback</c>) is read for its fields alone: newer programs show the choice beside it.</remarks>
internal sealed class WordXml(string kind, FieldText fields, AnalysisBudget budget)
{
    private const int MostChars = 8 << 20, MostDepth = 64, MostKept = 4096;
    private readonly List<DocumentStory> _stories = [];
    private readonly List<DocumentShape> _shapes = [];
    private readonly List<ContentControl> _contentControls = [];
    private readonly List<string> _comments = [];
    private readonly Dictionary<string, string> _bookmarks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<Box> _boxes = new();
    private readonly Dictionary<string, (string Name, Box Box, int From)> _marks = new(StringComparer.Ordinal);
    private int _chars;

    /// <summary>What the part says, without its text boxes.</summary>
    public string Text { get; private set; } = "";
    public IReadOnlyList<DocumentStory> Stories => _stories;
    public IReadOnlyList<DocumentShape> Shapes => _shapes;
    public IReadOnlyList<ContentControl> ContentControls => _contentControls;
    public IReadOnlyList<string> Comments => _comments;
    public IReadOnlyDictionary<string, string> Bookmarks => _bookmarks;

    /// <summary>A stretch of text of its own: the part, a text box, a content control in it.</summary>
    private sealed class Box(string element)
    {
        public string Element { get; } = element;
        public StringBuilder Text { get; } = new();
        public string Title { get; set; } = "";
        public string Tag { get; set; } = "";
        public int From { get; set; }
    }

    public void Read(string xml)
    {
        var tags = new XmlPull(xml);
        var root = new Box("");
        _boxes.Push(root);
        var takesText = false;
        var controls = new Stack<Box>();
        while (tags.Next() && budget.TryTakeSteps(1, "Word text") && _chars < MostChars)
        {
            switch (tags.Kind)
            {
                case XmlKind.Text:
                    if (takesText) Put(tags.Text);
                    break;
                case XmlKind.Start:
                    takesText = tags.Name is "t" or "instrText";
                    Start(ref tags, controls);
                    break;
                case XmlKind.End:
                    takesText = false;
                    End(ref tags, controls);
                    break;
            }
        }
        while (_boxes.Count > 1) Close();
        foreach (var (name, box, from) in _marks.Values)
            if (box == root && !_bookmarks.ContainsKey(name)) _bookmarks[name] = "";
        Text = fields.Read(root.Text.ToString(), kind);
    }

    private void Start(ref XmlPull tags, Stack<Box> controls)
    {
        switch (tags.Name)
        {
            case "tab" when tags.Attribute("val") is null: Put("\t"); break;
            case "br" or "cr": Put("\v"); break;
            case "noBreakHyphen": Put("\u001e"); break;
            case "fldChar":
                Put(tags.Attribute("fldCharType") switch { "begin" => "\u0013", "separate" => "\u0014", "end" => "\u0015", _ => "" });
                break;
            case "fldSimple":
                Put("\u0013" + tags.Attribute("instr") + "\u0014");
                break;
            case "txbxContent" or "Fallback" or "comment" when _boxes.Count < MostDepth:
                _boxes.Push(new Box(tags.Name.ToString()));
                break;
            case "bookmarkStart" when tags.Attribute("id") is { } id && tags.Attribute("name") is { } name && _marks.Count < MostKept:
                _marks[id] = (name, _boxes.Peek(), _boxes.Peek().Text.Length);
                break;
            case "bookmarkEnd" when tags.Attribute("id") is { } id && _marks.TryGetValue(id, out var mark) && mark.Box == _boxes.Peek():
                if (budget.TryTakeBytes(mark.Box.Text.Length - mark.From, "bookmarks")) _bookmarks[mark.Name] = new FieldText(budget).Read(mark.Box.Text.ToString(mark.From, mark.Box.Text.Length - mark.From), kind);
                break;
            case "sdt" when controls.Count < MostDepth:
                controls.Push(new Box("sdt") { From = _boxes.Peek().Text.Length });
                break;
            case "alias" when controls.TryPeek(out var titled): titled.Title = tags.Attribute("val") ?? ""; break;
            case "tag" when controls.TryPeek(out var tagged): tagged.Tag = tags.Attribute("val") ?? ""; break;
            case "docPr" or "cNvPr":
                Shape(tags.Attribute("name"), tags.Attribute("descr"), tags.Attribute("title"));
                break;
            case "shape" or "rect" or "roundrect" or "oval" or "image" when tags.Prefix is "v":
                Shape(tags.Attribute("id"), tags.Attribute("alt"), tags.Attribute("title"));
                break;
            case "textpath" when _shapes.Count > 0 && tags.Attribute("string") is { } art:
                _shapes[^1] = _shapes[^1] with { Text = art };
                break;
        }
    }

    private void End(ref XmlPull tags, Stack<Box> controls)
    {
        switch (tags.Name)
        {
            case "p" when tags.Prefix is not ("a" or "v"): Put("\r"); break;
            case "tc" or "tr": Put(tags.Name is "tc" ? "\a" : "\r\a"); break;
            case "fldSimple": Put("\u0015"); break;
            case "txbxContent" or "Fallback" or "comment":
                if (_boxes.Count > 1 && tags.Name.SequenceEqual(_boxes.Peek().Element)) Close();
                break;
            case "sdt" when controls.TryPop(out var control):
                var text = _boxes.Peek().Text;
                if (_contentControls.Count < MostKept && control.From <= text.Length && budget.TryTakeBytes(text.Length - control.From, "content controls"))
                    _contentControls.Add(new ContentControl(control.Title, control.Tag, new FieldText(budget).Read(text.ToString(control.From, text.Length - control.From), kind).TrimEnd('\r')));
                break;
        }
    }

    private void Close()
    {
        var box = _boxes.Pop();
        var isText = box.Element == "txbxContent" && !_boxes.Any(outer => outer.Element == "Fallback");
        var text = fields.Read(box.Text.ToString(), isText ? "text-box" : box.Element == "comment" ? "comment" : kind);
        if (box.Element == "comment") _comments.Add(text.TrimEnd('\r'));
        if (!isText || _stories.Count == MostKept) return;
        _stories.Add(new DocumentStory("text-box", text));
        if (_shapes.Count > 0) _shapes[^1] = _shapes[^1] with { Text = text.TrimEnd('\r') };
    }

    private void Shape(string? name, string? description, string? title)
    {
        if (_shapes.Count >= MostKept || _boxes.Any(box => box.Element == "Fallback")) return;
        if (_shapes.Count > 0 && _shapes[^1].Name == name && _shapes[^1].AlternativeText == (description ?? "")) return;   // a picture repeats its frame's name
        _shapes.Add(new DocumentShape(name ?? "", description ?? "", title ?? "", ""));
    }

    private void Put(string text)
    {
        if (text.Length == 0 || !budget.TryTakeBytes(text.Length, "Word text")) return;
        _chars += text.Length;
        _boxes.Peek().Text.Append(text);
    }
}
