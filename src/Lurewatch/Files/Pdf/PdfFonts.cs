using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Lurewatch.Intel;
using Lurewatch.Mail;

namespace Lurewatch.Files.Pdf;

/// <summary>Character codes to text [ISO 32000-2, 9.10]: a font's ToUnicode map, else the differences of its encoding by glyph name, else windows-1252.</summary>
internal sealed class PdfFont
{
    private const int MostMappings = 70_000;

    private static readonly Lazy<FrozenDictionary<string, string>> s_glyphs = new(() =>
        Lists.Rows("Files/Pdf/glyphs.tsv").ToFrozenDictionary(row => row[0], row => row[1] == "\\s" ? " " : row[1], StringComparer.Ordinal));

    private readonly Dictionary<int, string> _map = [];
    private readonly Dictionary<int, float> _widths = [];
    private float _width = 500;
    private bool _wide;

    /// <summary>It says how wide its characters are: then gaps between texts can be told from kerning.</summary>
    public bool HasWidths { get; private set; }

    public static PdfFont Read(PdfFile file, PdfDictionary font, AnalysisBudget budget, string what)
    {
        var read = new PdfFont { _wide = file.Resolve(font["Subtype"]) is PdfName { Text: "Type0" } };
        if (!read._wide && file.Resolve(font["Encoding"]) is PdfDictionary encoding && file.Resolve(encoding["Differences"]) is PdfArray differences)
        {
            var code = 0;
            foreach (var item in differences.Items)
            {
                if (item is PdfNumber number) code = number.Int;
                else if (item is PdfName name && GlyphName(name.Text) is { } text) read._map[code++] = text;
                else code++;
            }
        }
        read.Widths(file, font);
        if (file.Resolve(font["ToUnicode"]) is PdfStream stream) read.Map(new PdfLexer(file.Decode(stream), budget, what));
        return read;
    }

    /// <summary>In thousandths of the size [9.2.4, 9.7.4.3].</summary>
    private void Widths(PdfFile file, PdfDictionary font)
    {
        if (!_wide)
        {
            if (file.Resolve(font["Widths"]) is not PdfArray widths || file.Resolve(font["FirstChar"]) is not PdfNumber first) return;
            HasWidths = true;
            for (var i = 0; i < Math.Min(widths.Items.Count, 256); i++)
                if (file.Resolve(widths.Items[i]) is PdfNumber width) _widths[first.Int + i] = (float)width.Value;
            return;
        }
        if (file.Resolve(font["DescendantFonts"]) is not PdfArray { Items: [var item, ..] } || file.Dictionary(item) is not { } descendant) return;
        HasWidths = true;
        _width = file.Resolve(descendant["DW"]) is PdfNumber other ? (float)other.Value : 1000;
        if (file.Resolve(descendant["W"]) is not PdfArray table) return;
        for (var i = 0; i + 1 < table.Items.Count && _widths.Count < MostMappings;)
        {
            if (file.Resolve(table.Items[i]) is not PdfNumber from) return;
            if (file.Resolve(table.Items[i + 1]) is PdfArray each)
            {
                for (var n = 0; n < each.Items.Count && _widths.Count < MostMappings; n++)
                    if (file.Resolve(each.Items[n]) is PdfNumber width) _widths[from.Int + n] = (float)width.Value;
                i += 2;
                continue;
            }
            if (i + 2 >= table.Items.Count || file.Resolve(table.Items[i + 1]) is not PdfNumber last || file.Resolve(table.Items[i + 2]) is not PdfNumber same) return;
            for (var code = from.Int; code <= Math.Min(last.Int, from.Int + 0xffff) && _widths.Count < MostMappings; code++) _widths[code] = (float)same.Value;
            i += 3;
        }
    }

    /// <summary>bfchar and bfrange sections of a CMap.</summary>
    private void Map(PdfLexer lexer)
    {
        var mode = 0;
        while (lexer.Next() is { } token)
        {
            if (token is PdfKeyword keyword)
            {
                mode = keyword.Text switch { "beginbfchar" => 1, "beginbfrange" => 2, "endbfchar" or "endbfrange" => 0, _ => mode };
                continue;
            }
            if (mode == 0 || token is not PdfString first || _map.Count > MostMappings) continue;
            if (mode == 1)
            {
                if (lexer.Next() is PdfString to) _map[Code(first)] = Utf16(to.Bytes);
                continue;
            }
            if (lexer.Next() is not PdfString last || lexer.Next() is not { } target) continue;
            int from = Code(first), count = Math.Min(Code(last) - from, 0xffff);
            for (var i = 0; i <= count && _map.Count <= MostMappings; i++)
            {
                if (target is PdfString start && start.Bytes.Length > 0)
                {
                    var bytes = (byte[])start.Bytes.Clone();
                    for (int at = bytes.Length - 1, carry = i; at >= 0 && carry > 0; at--, carry >>= 8)
                    {
                        carry += bytes[at];
                        bytes[at] = (byte)carry;
                    }
                    _map[from + i] = Utf16(bytes);
                }
                else if (target is PdfArray array && i < array.Items.Count && array.Items[i] is PdfString own) _map[from + i] = Utf16(own.Bytes);
            }
        }
    }

    private static int Code(PdfString text)
    {
        var code = 0;
        foreach (var b in text.Bytes.AsSpan(0, Math.Min(3, text.Bytes.Length))) code = code << 8 | b;
        return code;
    }

    private static string Utf16(byte[] bytes) => bytes.Length == 1 ? ((char)bytes[0]).ToString() : Encoding.BigEndianUnicode.GetString(bytes);

    private static string? GlyphName(string name)
    {
        if (name.Length == 1) return name;
        if (name.StartsWith("uni", StringComparison.Ordinal) && name.Length >= 7 && ushort.TryParse(name.AsSpan(3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return ((char)value).ToString();
        return s_glyphs.Value.GetValueOrDefault(name);
    }

    /// <summary>Adds the text; how far it moves on, in thousandths of the size, and how many characters it had.</summary>
    public (double Width, int Count) Append(byte[] codes, StringBuilder to)
    {
        double width = 0;
        if (_wide)
        {
            for (var i = 0; i + 1 < codes.Length; i += 2)
            {
                var code = codes[i] << 8 | codes[i + 1];
                width += _widths.GetValueOrDefault(code, _width);
                if (_map.TryGetValue(code, out var text)) to.Append(text);
            }
            return (width, codes.Length / 2);
        }
        if (_map.Count == 0) to.Append(Charsets.Windows1252(codes));
        Span<byte> one = stackalloc byte[1];
        foreach (var code in codes)
        {
            width += _widths.GetValueOrDefault(code, _width);
            if (_map.Count == 0) continue;
            if (_map.TryGetValue(code, out var text)) to.Append(text);
            else
            {
                one[0] = code;
                to.Append(Charsets.Windows1252(one));
            }
        }
        return (width, codes.Length);
    }
}
