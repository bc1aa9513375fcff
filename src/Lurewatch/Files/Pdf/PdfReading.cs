using System.Text;
using Lurewatch.Files.Images;
using Lurewatch.Mail;
using Lurewatch.Mail.Links;

namespace Lurewatch.Files.Pdf;

/// <summary>Goes over a PDF: its first pages with their links, pictures and text; then every object for actions and files, whether a page leads there or not.</summary>
internal sealed class PdfReading(PdfFile file, AnalysisBudget budget, string what)
{
    /// <summary>A lure stands on the first pages; the objects of all are looked at for actions.</summary>
    private const int MostPages = 8, MostText = 1 << 16, MostScripts = 32, MostFiles = 64, MostJpegs = 12, MostDepth = 32, MostCounted = 5_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<PdfStream> _looked = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();

    public int Pages { get; private set; }
    public bool OpenAction { get; private set; }
    public bool Xfa { get; private set; }
    public int FormFields { get; private set; }
    public int Pictures { get; private set; }
    public double LargestLink { get; private set; }
    public double LargestPicture { get; private set; }
    public string Text => _text.ToString();
    public List<Url> Links { get; } = [];
    public List<Url> Submits { get; } = [];
    public List<Url> Fetches { get; } = [];
    public List<string> Scripts { get; } = [];
    public List<string> Launches { get; } = [];
    public List<ExtractedFile> Embedded { get; } = [];
    public List<byte[]> Jpegs { get; } = [];
    public List<ImageCode> Codes { get; } = [];

    public void Run()
    {
        OpenAction = file.Dictionary(file.Root["OpenAction"]) is { } action && action["S"] is PdfName { Text: not "GoTo" } || file.Dictionary(file.Root["AA"]) is not null;
        if (file.Dictionary(file.Root["AcroForm"]) is { } form)
        {
            Xfa = form["XFA"] != PdfObject.Null;
            FormFields = file.Resolve(form["Fields"]) is PdfArray fields ? fields.Items.Count : 0;
        }
        WalkPages();
        foreach (var number in file.Numbers.ToArray())
        {
            if (!budget.TryTakeSteps(4, what)) break;
            Sweep(file.Object(number), 0);
        }
        if (file.Trailer["Root"] is PdfDictionary direct) Sweep(direct, 0);
    }

    /// <summary>The page tree [7.7.3] without recursion; what a page lacks it has from above.</summary>
    private void WalkPages()
    {
        var waiting = new Stack<(PdfObject Node, PdfDictionary? Resources, PdfArray? Box)>();
        var visited = new HashSet<int>();
        waiting.Push((file.Root["Pages"], null, null));
        while (waiting.TryPop(out var next))
        {
            if (next.Node is PdfReference reference && !visited.Add(reference.Number)) continue;
            if (Pages >= MostCounted || waiting.Count > MostCounted * 4 || !budget.TryTakeSteps(4, what) || file.Dictionary(next.Node) is not { } node) continue;
            var resources = file.Dictionary(node["Resources"]) ?? next.Resources;
            var box = file.Resolve(node["CropBox"]) as PdfArray ?? file.Resolve(node["MediaBox"]) as PdfArray ?? next.Box;
            if (file.Resolve(node["Kids"]) is PdfArray kids && file.Resolve(node["Type"]) is not PdfName { Text: "Page" })
            {
                for (var i = kids.Items.Count - 1; i >= 0; i--)
                    if (kids.Items[i] is PdfReference || kids.Items.Count < 64) waiting.Push((kids.Items[i], resources, box));
                continue;
            }
            Pages++;
            if (Pages <= MostPages) Page(node, resources, Corners(box));
        }
    }

    private (double Left, double Bottom, double Right, double Top) Corners(PdfArray? box)
    {
        if (box is not { Items: [var a, var b, var c, var d, ..] } || file.Resolve(a) is not PdfNumber x1 || file.Resolve(b) is not PdfNumber y1 || file.Resolve(c) is not PdfNumber x2 || file.Resolve(d) is not PdfNumber y2) return (0, 0, 612, 792);
        return (Math.Min(x1.Value, x2.Value), Math.Min(y1.Value, y2.Value), Math.Max(x1.Value, x2.Value), Math.Max(y1.Value, y2.Value));
    }

    private void Page(PdfDictionary page, PdfDictionary? resources, (double Left, double Bottom, double Right, double Top) box)
    {
        var area = Math.Max(1, (box.Right - box.Left) * (box.Top - box.Bottom));
        var content = new PdfContent(file, budget, what);
        content.Page(page, resources, box);
        if (file.Resolve(page["Annots"]) is PdfArray annotations)
        {
            foreach (var item in annotations.Items)
            {
                if (!budget.TryTakeSteps(2, what)) break;
                if (file.Dictionary(item) is not { } annotation) continue;
                if (file.Dictionary(annotation["AP"]) is { } appearance && file.Resolve(appearance["N"]) is PdfStream shown) content.Appearance(shown);
                if (file.Dictionary(annotation["A"]) is not { } action) continue;
                if (action["S"] is not PdfName { Text: "URI" } || Address(action["URI"]) is not { } link) continue;
                AddLink(link, Links);
                if (file.Resolve(annotation["Rect"]) is not PdfArray rectangle) continue;
                var at = Corners(rectangle);
                LargestLink = Math.Max(LargestLink, Math.Min(1, (at.Right - at.Left) * (at.Top - at.Bottom) / area));
            }
        }
        if (_text.Length < MostText) _text.Append(content.Text.AsSpan(0, Math.Min(content.Text.Length, MostText - _text.Length)));
        foreach (var picture in content.Pictures)
        {
            Pictures++;
            LargestPicture = Math.Max(LargestPicture, picture.Share);
            if (!_looked.Add(picture.Image)) continue;   // a letterhead stands on every page
            var (jpeg, gray) = PdfImages.Read(file, picture.Image, budget, what);
            if (jpeg is not null && Jpegs.Count < MostJpegs) Jpegs.Add(jpeg);
            if (gray is not null) Read(gray);
        }
        if (content.Raster() is { } drawn) Read(drawn);
    }

    private void Read(GrayImage image)
    {
        using var lent = image;
        foreach (var code in CodeReader.Read(lent, budget, what, out _))
            if (Codes.Count < 32 && !Codes.Exists(known => known.Text == code.Text)) Codes.Add(code);
    }

    /// <summary>Actions [12.6] and file specifications [7.11], wherever they stand; references are not followed, since each object has its own turn.</summary>
    private void Sweep(PdfObject value, int depth)
    {
        if (depth > MostDepth || !budget.TryTakeSteps(1, what)) return;
        switch (value)
        {
            case PdfArray array:
                foreach (var item in array.Items)
                    if (item is PdfDictionary or PdfArray) Sweep(item, depth + 1);
                break;
            case PdfStream stream: Sweep(stream.Dictionary, depth); break;
            case PdfDictionary dictionary:
                Action(dictionary);
                foreach (var item in dictionary.Entries.Values)
                    if (item is PdfDictionary or PdfArray) Sweep(item, depth + 1);
                break;
        }
    }

    private void Action(PdfDictionary dictionary)
    {
        if (file.Resolve(dictionary["JS"]) is PdfString or PdfStream && Code(dictionary["JS"]) is { Length: > 0 } script && Scripts.Count < MostScripts && !Scripts.Contains(script)) Scripts.Add(script);
        if (file.Resolve(dictionary["EF"]) is PdfDictionary files) File(dictionary, files);
        if (file.Resolve(dictionary["S"]) is not PdfName kind) return;
        switch (kind.Text)
        {
            case "URI":
                if (Address(dictionary["URI"]) is { } link) AddLink(link, Links);
                break;
            case "SubmitForm":
                if (Target(dictionary["F"]) is { } form && UrlReader.Read(form) is { } sent) AddLink(sent, Submits);
                break;
            case "GoToR" or "GoToE" or "ImportData" or "Thread":
                if (Target(dictionary["F"]) is { } remote && UrlReader.Read(remote) is { Scheme: "http" or "https" or "file" or "ftp" or "smb" } fetched) AddLink(fetched, Fetches);
                break;
            case "Launch":
                var windows = file.Dictionary(dictionary["Win"]);
                var started = Target(dictionary["F"]) ?? (windows is null ? null : Target(windows["F"]));
                var parameters = windows is not null && file.Resolve(windows["P"]) is PdfString { Text: { Length: > 0 } p } ? " " + p : "";
                if (started is not null && Launches.Count < 32 && !Launches.Contains(started + parameters)) Launches.Add(started + parameters);
                if (started is not null && UrlReader.Read(started) is { Scheme: "http" or "https" or "file" } address) AddLink(address, Fetches);
                break;
        }
    }

    private Url? Address(PdfObject value) => file.Resolve(value) is PdfString { Text: { Length: > 3 and < 1 << 15 } text } ? UrlReader.Read(text) : null;

    private void AddLink(Url url, List<Url> to)
    {
        if (url.UrlText is { } text && to.Count < budget.Limits.Links && _seen.Add(text)) to.Add(url);
    }

    private string? Code(PdfObject value) => file.Resolve(value) switch
    {
        PdfString text => text.Text,
        PdfStream stream => new PdfString(file.Decode(stream)).Text,
        _ => null,
    };

    private string? Target(PdfObject value) => file.Resolve(value) switch
    {
        PdfString text => text.Text,
        PdfDictionary specification => file.Resolve(specification["UF"]) is PdfString unicode ? unicode.Text : file.Resolve(specification["F"]) is PdfString plain ? plain.Text : null,
        _ => null,
    };

    private void File(PdfDictionary specification, PdfDictionary files)
    {
        if (Embedded.Count >= MostFiles) return;
        var name = file.Resolve(specification["UF"]) is PdfString unicode ? unicode.Text : file.Resolve(specification["F"]) is PdfString plain ? plain.Text : null;
        foreach (var key in (ReadOnlySpan<string>)["UF", "F", "DOS", "Unix", "Mac"])
        {
            if (file.Resolve(files[key]) is not PdfStream stream) continue;
            var bytes = file.Decode(stream);
            if (!Embedded.Exists(known => known.Name == name && known.Bytes.Span.SequenceEqual(bytes))) Embedded.Add(new ExtractedFile(bytes, name, "embedded"));
            return;
        }
    }
}
