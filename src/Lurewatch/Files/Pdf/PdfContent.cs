using System.Text;
using Lurewatch.Files.Images;
using Lurewatch.Mail;

namespace Lurewatch.Files.Pdf;

/// <summary>A picture that a page shows.</summary>
/// <param name="Image">Its stream.</param>
/// <param name="Share">Part of the page that it covers, 0 to 1.</param>
internal sealed record PdfPicture(PdfStream Image, double Share);

/// <summary>Runs a page's content [ISO 32000-2, 8, 9] as far as reading needs: text, pictures with their size on the page, and filled shapes, of which codes may be drawn.</summary>
internal sealed class PdfContent(PdfFile file, AnalysisBudget budget, string what)
{
    private const int MostForms = 8, MostText = 1 << 16, MostPictures = 64, MostShapes = 40_000, MostPoints = 400_000, MostStates = 64, LeastShapes = 60, RasterSide = 1400;

    private readonly Dictionary<PdfDictionary, PdfFont> _fonts = [];
    private readonly List<(float X, float Y)> _points = [];
    private readonly List<(int First, int Count, byte Level)> _shapes = [];
    private readonly HashSet<PdfStream> _running = [];
    private readonly StringBuilder _text = new();
    private readonly List<PdfPicture> _pictures = [];
    private Matrix _page;
    private double _width, _height;

    public string Text => _text.ToString();
    public IReadOnlyList<PdfPicture> Pictures => _pictures;
    public int Shapes => _shapes.Count;

    private readonly record struct Matrix(double A, double B, double C, double D, double E, double F)
    {
        public static Matrix Identity { get; } = new(1, 0, 0, 1, 0, 0);
        public (double X, double Y) Map(double x, double y) => (A * x + C * y + E, B * x + D * y + F);
        public Matrix Before(Matrix then) => new(A * then.A + B * then.C, A * then.B + B * then.D, C * then.A + D * then.C, C * then.B + D * then.D, E * then.A + F * then.C + then.E, E * then.B + F * then.D + then.F);
    }

    private struct State
    {
        public Matrix Matrix;
        public byte Fill;
        public PdfFont? Font;
        public double Size, Leading, CharacterSpace, WordSpace;
    }

    /// <summary>One page: its content streams as one.</summary>
    public void Page(PdfDictionary page, PdfDictionary? resources, (double Left, double Bottom, double Right, double Top) box)
    {
        (_width, _height) = (Math.Max(1, box.Right - box.Left), Math.Max(1, box.Top - box.Bottom));
        _page = new Matrix(1, 0, 0, 1, -box.Left, -box.Bottom);
        var all = new MemoryStream();
        switch (file.Resolve(page["Contents"]))
        {
            case PdfStream one: all.Write(file.Decode(one)); break;
            case PdfArray parts:
                foreach (var part in parts.Items)
                {
                    if (all.Length > 8 << 20 || file.Resolve(part) is not PdfStream stream) continue;
                    all.Write(file.Decode(stream));
                    all.WriteByte((byte)'\n');
                }
                break;
        }
        Run(all.ToArray(), resources ?? PdfDictionary.Empty, new State { Matrix = _page }, 0);
        Space('\n');
    }

    /// <summary>What an annotation or a form's field shows [12.5.5].</summary>
    public void Appearance(PdfStream form)
    {
        if (!_running.Add(form)) return;
        Run(file.Decode(form), file.Dictionary(form.Dictionary["Resources"]) ?? PdfDictionary.Empty, new State { Matrix = _page }, 1);
        _running.Remove(form);
        Space('\n');
    }

    private void Run(byte[] content, PdfDictionary resources, State state, int depth)
    {
        var lexer = new PdfLexer(content, budget, what);
        var operands = new List<PdfObject>();
        var saved = new Stack<State>();
        var path = new List<(float, float)>();
        var starts = new List<int>();
        while (lexer.Next() is { } token)
        {
            if (token is not PdfKeyword { Text: var name } || token == PdfLexer.End)
            {
                if (operands.Count < 64) operands.Add(token);
                continue;
            }
            double N(int fromEnd) => operands.Count >= fromEnd && operands[^fromEnd] is PdfNumber number ? number.Value : 0;
            switch (name)
            {
                case "q": if (saved.Count < MostStates) saved.Push(state); break;
                case "Q": if (saved.Count > 0) state = saved.Pop(); break;
                case "cm": state.Matrix = new Matrix(N(6), N(5), N(4), N(3), N(2), N(1)).Before(state.Matrix); break;
                case "g": state.Fill = Level(N(1)); break;
                case "rg": state.Fill = GrayImage.Luma(Level(N(3)), Level(N(2)), Level(N(1))); break;
                case "k": state.Fill = Level((1 - N(1)) * (1 - 0.3 * N(4) - 0.59 * N(3) - 0.11 * N(2))); break;
                case "sc" or "scn":
                    if (operands is [PdfNumber gray]) state.Fill = Level(gray.Value);
                    else if (operands is [PdfNumber red, PdfNumber green, PdfNumber blue]) state.Fill = GrayImage.Luma(Level(red.Value), Level(green.Value), Level(blue.Value));
                    else if (operands is [PdfNumber c, PdfNumber m, PdfNumber y, PdfNumber k]) state.Fill = Level((1 - k.Value) * (1 - 0.3 * c.Value - 0.59 * m.Value - 0.11 * y.Value));
                    break;
                case "cs": state.Fill = 0; break;
                case "m": starts.Add(path.Count); Point(N(2), N(1)); break;
                case "l": Point(N(2), N(1)); break;
                case "c" or "v" or "y": Point(N(2), N(1)); break;
                case "re":
                    starts.Add(path.Count);
                    Point(N(4), N(3));
                    Point(N(4) + N(2), N(3));
                    Point(N(4) + N(2), N(3) + N(1));
                    Point(N(4), N(3) + N(1));
                    break;
                case "f" or "F" or "f*" or "B" or "B*" or "b" or "b*": Fill(path, starts, state.Fill); path.Clear(); starts.Clear(); break;
                case "S" or "s" or "n": path.Clear(); starts.Clear(); break;
                case "Tf":
                    state.Font = Font(resources, operands.Count >= 2 ? operands[^2] : PdfObject.Null);
                    state.Size = N(1);
                    break;
                case "BT": _line = _textMatrix = Matrix.Identity; break;
                case "TL": state.Leading = N(1); break;
                case "Tc": state.CharacterSpace = N(1); break;
                case "Tw": state.WordSpace = N(1); break;
                case "Td": Move(N(2), N(1)); break;
                case "TD": state.Leading = -N(1); Move(N(2), N(1)); break;
                case "T*": Move(0, -state.Leading); break;
                case "Tm": _line = _textMatrix = new Matrix(N(6), N(5), N(4), N(3), N(2), N(1)); break;
                case "Tj":
                    if (operands is [.., PdfString shown]) Show(ref state, shown);
                    break;
                case "'" or "\"":
                    Move(0, -state.Leading);
                    if (operands is [.., PdfString next]) Show(ref state, next);
                    break;
                case "TJ":
                    if (operands is [.., PdfArray pieces])
                    {
                        foreach (var piece in pieces.Items)
                        {
                            if (piece is PdfString text) Show(ref state, text);
                            else if (piece is PdfNumber { Value: var back }) _textMatrix = new Matrix(1, 0, 0, 1, -back / 1000 * state.Size, 0).Before(_textMatrix);
                        }
                    }
                    break;
                case "Do": if (operands is [.., PdfName key]) Do(resources, key.Text, state, depth); break;
                case "BI": Inline(lexer, content, state); break;
            }
            operands.Clear();
            void Point(double x, double y)
            {
                if (path.Count >= MostPoints) return;
                var (px, py) = state.Matrix.Map(x, y);
                path.Add(((float)px, (float)py));
            }
        }
    }

    private Matrix _textMatrix = Matrix.Identity, _line = Matrix.Identity;
    private (double X, double Y)? _end;

    private void Move(double x, double y) => _line = _textMatrix = new Matrix(1, 0, 0, 1, x, y).Before(_line);

    private static byte Level(double value) => (byte)Math.Clamp(value * 255, 0, 255);

    private void Fill(List<(float, float)> path, List<int> starts, byte level)
    {
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : path.Count;
            if (end - starts[i] < 3 || _shapes.Count >= MostShapes || _points.Count >= MostPoints) continue;
            _shapes.Add((_points.Count, end - starts[i], level));
            for (var at = starts[i]; at < end; at++) _points.Add(path[at]);
        }
    }

    private PdfFont? Font(PdfDictionary resources, PdfObject name)
    {
        if (name is not PdfName key || file.Dictionary(resources["Font"]) is not { } fonts || file.Dictionary(fonts[key.Text]) is not { } font) return null;
        if (_fonts.TryGetValue(font, out var known)) return known;
        if (_fonts.Count > 200) return null;
        return _fonts[font] = PdfFont.Read(file, font, budget, what);
    }

    /// <summary>Text at its place: another line, or a gap on the same one, is white space that nobody wrote.</summary>
    private void Show(ref State state, PdfString text)
    {
        if (_text.Length >= MostText || text.Bytes.Length == 0) return;
        var at = _textMatrix.Before(state.Matrix);
        var (x, y) = at.Map(0, 0);
        var size = Math.Max(0.1, Math.Abs(state.Size) * Math.Max(Math.Abs(at.D), Math.Abs(at.B)));
        if (_end is { } end)
        {
            var gap = x - end.X;
            if (Math.Abs(y - end.Y) > size * 0.5) Space('\n');
            else if (gap > size * (state.Font?.HasWidths == true ? 0.12 : 0.2) || gap < -size) Space(' ');
        }
        var (width, count) = state.Font is { } font ? font.Append(text.Bytes, _text) : Plain(text.Bytes);
        var words = state.WordSpace == 0 ? 0 : text.Bytes.AsSpan().Count((byte)' ') * state.WordSpace;
        _textMatrix = new Matrix(1, 0, 0, 1, width / 1000 * state.Size + count * state.CharacterSpace + words, 0).Before(_textMatrix);
        _end = _textMatrix.Before(state.Matrix).Map(0, 0);
    }

    private (double Width, int Count) Plain(byte[] bytes)
    {
        _text.Append(Charsets.Windows1252(bytes));
        return (bytes.Length * 500.0, bytes.Length);
    }

    private void Space(char space)
    {
        if (_text.Length == 0 || _text.Length >= MostText || _text[^1] is '\n' || (_text[^1] == ' ' && space == ' ')) return;
        _text.Append(space);
    }

    private void Do(PdfDictionary resources, string key, State state, int depth)
    {
        if (file.Dictionary(resources["XObject"]) is not { } objects || file.Resolve(objects[key]) is not PdfStream stream) return;
        if (file.Resolve(stream.Dictionary["Subtype"]) is PdfName { Text: "Image" })
        {
            if (_pictures.Count >= MostPictures || _pictures.Exists(known => known.Image == stream)) return;
            var m = state.Matrix;
            _pictures.Add(new PdfPicture(stream, Math.Min(1, Math.Abs(m.A * m.D - m.B * m.C) / (_width * _height))));
            return;
        }
        if (depth >= MostForms || !_running.Add(stream)) return;
        if (file.Resolve(stream.Dictionary["Matrix"]) is PdfArray { Items: [PdfNumber a, PdfNumber b, PdfNumber c, PdfNumber d, PdfNumber e, PdfNumber f] })
            state.Matrix = new Matrix(a.Value, b.Value, c.Value, d.Value, e.Value, f.Value).Before(state.Matrix);
        Run(file.Decode(stream), file.Dictionary(stream.Dictionary["Resources"]) ?? resources, state, depth + 1);
        _running.Remove(stream);
    }

    /// <summary>BI … ID … EI: the data ends where EI stands between white space.</summary>
    private void Inline(PdfLexer lexer, byte[] content, State state)
    {
        var entries = new Dictionary<string, PdfObject>(StringComparer.Ordinal);
        while (lexer.Next() is { } token)
        {
            if (token is PdfKeyword { Text: "ID" }) break;
            if (token is not PdfName key || lexer.Next() is not { } value) return;
            entries[key.Text switch { "W" => "Width", "H" => "Height", "BPC" => "BitsPerComponent", "CS" => "ColorSpace", "F" => "Filter", "DP" => "DecodeParms", "IM" => "ImageMask", "D" => "Decode", var other => other }] =
                value is PdfName name ? new PdfName(name.Text switch { "G" => "DeviceGray", "RGB" => "DeviceRGB", "CMYK" => "DeviceCMYK", var other => other }) : value;
        }
        var start = Math.Min(lexer.Position + 1, content.Length);
        var at = start;
        while (true)
        {
            var next = content.AsSpan(at).IndexOf("EI"u8);
            if (next < 0 || !budget.TryTakeSteps(1 + next / 64, what)) { lexer.Position = content.Length; return; }
            at += next;
            if (at > start && content[at - 1] is 10 or 13 or 32 && (at + 2 >= content.Length || content[at + 2] is 10 or 13 or 32 or 9)) break;
            at += 2;
        }
        lexer.Position = at + 2;
        if (_pictures.Count < MostPictures)
            _pictures.Add(new PdfPicture(new PdfStream(new PdfDictionary(entries), content.AsMemory(start, Math.Max(0, at - start))), Math.Min(1, Math.Abs(state.Matrix.A * state.Matrix.D) / (_width * _height))));
    }

    /// <summary>The page's filled shapes as a picture, if there are enough of them to draw a code; null if not.</summary>
    public GrayImage? Raster()
    {
        if (_shapes.Count < LeastShapes) return null;
        // only where shapes are: a code fills a small part of a page
        float left = float.MaxValue, bottom = float.MaxValue, right = float.MinValue, top = float.MinValue;
        foreach (var (first, count, level) in _shapes)
        {
            if (level > 127) continue;
            for (var i = first; i < first + count; i++)
            {
                var (x, y) = _points[i];
                (left, right, bottom, top) = (Math.Min(left, x), Math.Max(right, x), Math.Min(bottom, y), Math.Max(top, y));
            }
        }
        left = Math.Max(left, 0); bottom = Math.Max(bottom, 0);
        right = Math.Min(right, (float)_width); top = Math.Min(top, (float)_height);
        if (!(right > left) || !(top > bottom)) return null;
        var scale = Math.Min(8, RasterSide / Math.Max(right - left, top - bottom));
        int width = (int)((right - left) * scale) + 24, height = (int)((top - bottom) * scale) + 24;
        if (!budget.TryTakeBytes((long)width * height, what)) return null;
        var image = new GrayImage(width, height);
        image.Pixels.Fill(255);
        var crossings = new List<float>();
        foreach (var (first, count, level) in _shapes)
        {
            if (!budget.TryTakeSteps(4, what)) break;
            float low = float.MaxValue, high = float.MinValue;
            for (var i = first; i < first + count; i++)
            {
                var y = (top - _points[i].Y) * scale + 12;
                (low, high) = (Math.Min(low, y), Math.Max(high, y));
            }
            for (var row = Math.Max(0, (int)Math.Ceiling(low - 0.5f)); row < height && row + 0.5f < high; row++)
            {
                crossings.Clear();
                for (var i = 0; i < count; i++)
                {
                    var (ax, ay) = _points[first + i];
                    var (bx, by) = _points[first + (i + 1) % count];
                    float y1 = (top - ay) * scale + 12, y2 = (top - by) * scale + 12, at = row + 0.5f;
                    if (y1 <= at == y2 <= at) continue;
                    crossings.Add(((ax + (at - y1) / (y2 - y1) * (bx - ax)) - left) * scale + 12);
                }
                crossings.Sort();
                if (!budget.TryTakeSteps(1 + count / 8, what)) return image;
                for (var i = 0; i + 1 < crossings.Count; i += 2)
                {
                    var from = Math.Clamp((int)Math.Ceiling(crossings[i] - 0.5f), 0, width);
                    var to = Math.Clamp((int)Math.Ceiling(crossings[i + 1] - 0.5f), 0, width);
                    if (to > from) image.Row(row)[from..to].Fill(level);
                }
            }
        }
        return image;
    }
}
